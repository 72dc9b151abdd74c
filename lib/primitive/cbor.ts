import { readCbor } from './cbor-reader.js'
import { writeCbor } from './cbor-writer.js'
import { defaultDecodeLimits, type Codec, type DecodeLimits, type DecodeOutcome } from './codec.js'
import { kindOf } from './spoken.js'
import { isValueObject } from './values.js'
import { unwrap, wrap } from './wrapper.js'

function decode(octets: Buffer, limits: DecodeLimits): DecodeOutcome {
  const outcome = readCbor(octets, limits)
  if (outcome.kind === 'unreadable') return { kind: 'undecodable', finding: outcome.finding }
  const { value: document } = outcome
  if (!isValueObject(document)) {
    const message = `the message is ${kindOf(document)}, while a primitive is a map (TS-0004 8.5)`
    return { kind: 'undecodable', finding: { code: 'not-an-object', message, path: '' } }
  }
  const { value, wrapped, findings } = unwrap(document)
  return {
    kind: 'decoded',
    serialization: 'cbor',
    value,
    wrapped,
    findings: [...outcome.findings, ...findings],
  }
}

/** A codec for CBOR primitives (TS-0004 8.5) that reads messages up to these limits. */
export function createCborCodec(limits: DecodeLimits = defaultDecodeLimits): Codec {
  return {
    serialization: 'cbor',
    opcode: 2,
    encode: (primitive, options) => writeCbor(wrap(primitive, options)),
    decode: (octets) => decode(octets, limits),
  }
}

/** The codec for CBOR primitives with the usual limits. */
export const cborCodec: Codec = createCborCodec()
