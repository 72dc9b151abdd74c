import { serializations, type Serialization } from '../spec/types.js'
import { cborCodec } from './cbor.js'
import { classify } from './classify.js'
import type { Codec, DecodeOutcome } from './codec.js'
import { jsonCodec } from './json.js'
import { createXmlCodec } from './xml.js'

const codecs = new Map<Serialization, Codec>([
  ['json', jsonCodec],
  ['cbor', cborCodec],
])

let preparing: Promise<void> | undefined

/**
 * Loads what the codecs need that takes a while to load: the parser of the XML codec. To be called once before a run;
 * until then {@link codecFor} has none for XML. What only shows help or lists cases does without.
 */
export function prepareCodecs(): Promise<void> {
  preparing ??= createXmlCodec().then((codec) => {
    codecs.set('xml', codec)
  })
  return preparing
}

/** Serializations that {@link codecFor} knows by now, in the order of TS-0020 table 6.2.2.9-1. */
export function codecSerializations(): readonly Serialization[] {
  return serializations.filter((name) => codecs.has(name))
}

/** The codec of a serialization. Throws an Error for XML while the codecs are not prepared: the tester's mistake. */
export function codecFor(serialization: Serialization): Codec {
  const codec = codecs.get(serialization)
  if (codec === undefined) throw new Error(`the codec for ${serialization} has not been prepared`)
  return codec
}

/**
 * Reads a message in the serialization that was agreed on, or else in another one in which it is a primitive, so that
 * one deviation does not hide what the message says; `serialization` of the outcome tells. Where none of them can read
 * it, the outcome is that of the agreed one.
 */
export function decodeTolerantly(agreed: Codec, octets: Buffer): DecodeOutcome {
  const outcome = agreed.decode(octets)
  if (outcome.kind === 'decoded') return outcome
  for (const codec of codecs.values()) {
    const other = codec === agreed ? outcome : codec.decode(octets)
    if (other.kind === 'decoded' && classify(other.value, other.wrapped).kind !== 'neither') return other
  }
  return outcome
}
