import { defaultDecodeLimits, type Codec, type DecodeLimits, type DecodeOutcome } from './codec.js'
import { readJson } from './json-reader.js'
import { kindOf } from './spoken.js'
import { isValueObject } from './values.js'
import { unwrap, wrap } from './wrapper.js'

function decode(octets: Buffer, limits: DecodeLimits): DecodeOutcome {
  const outcome = readJson(octets, limits)
  if (outcome.kind === 'unreadable') return { kind: 'undecodable', finding: outcome.finding }
  const { value: document } = outcome
  if (!isValueObject(document)) {
    const message = `the message is ${kindOf(document)}, while a primitive is an object (TS-0004 8.4.3)`
    return { kind: 'undecodable', finding: { code: 'not-an-object', message, path: '' } }
  }
  const { value, wrapped, findings } = unwrap(document)
  return {
    kind: 'decoded',
    serialization: 'json',
    value,
    wrapped,
    findings: [...outcome.findings, ...findings],
  }
}

/** A codec for JSON primitives (TS-0004 8.4) that reads messages up to these limits. */
export function createJsonCodec(limits: DecodeLimits = defaultDecodeLimits): Codec {
  return {
    serialization: 'json',
    opcode: 1,
    encode: (primitive, options) => Buffer.from(JSON.stringify(wrap(primitive, options)), 'utf8'),
    decode: (octets) => decode(octets, limits),
  }
}

/** The codec for JSON primitives with the usual limits. */
export const jsonCodec: Codec = createJsonCodec()
