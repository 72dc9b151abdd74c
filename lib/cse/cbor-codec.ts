import { Decoder, Encoder } from 'cbor-x'
import type { Value, ValueObject } from '../primitive/types.js'
import { readEnvelope, type Codec, type Decoded } from './codec.js'
import { objectOf } from './values.js'

/** Nesting beyond this is refused: no primitive needs it, and everything recursive stays safe. */
const deepest = 64

/** Without these cbor-x writes extensions of its own instead of plain maps, and lengths of fixed size. */
const options = {
  useRecords: false,
  mapsAsObjects: true,
  variableMapSize: true,
  tagUint8Array: false,
} as const

/** Integers from here on would be written as floats, were they not passed as bigint. */
const integersUpTo = 2 ** 32

/** Something decoded that TS-0004 8.5 has no place for. */
class Unfit extends Error {}

/**
 * What cbor-x has made of the octets, as values of a primitive; tags have become dates, regular expressions and the
 * like by then, byte strings buffers, and integers of 64 bits bigints.
 */
function fit(decoded: unknown, depth: number): Value {
  if (depth > deepest) throw new Unfit(`nested deeper than ${deepest} levels`)
  if (decoded === null || typeof decoded === 'boolean' || typeof decoded === 'string') return decoded
  if (typeof decoded === 'bigint' || typeof decoded === 'number') {
    const value = Number(decoded)
    if (!Number.isFinite(value)) throw new Unfit('a number that is none')
    if (typeof decoded === 'bigint' && !Number.isSafeInteger(value)) {
      throw new Unfit(`the integer ${String(decoded)} cannot be held exactly`)
    }
    return value
  }
  if (Array.isArray(decoded)) return decoded.map((entry: unknown) => fit(entry, depth + 1))
  if (typeof decoded === 'object' && isPlain(decoded)) {
    return objectOf(Object.entries(decoded).map(([name, value]) => [name, fit(value, depth + 1)] as const))
  }
  throw new Unfit('a value that is no text, number, boolean, null, array or map')
}

function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object)
  return prototype === null || prototype === Object.prototype
}

/** The value as cbor-x has to be given it. */
function prepared(value: Value): unknown {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && Math.abs(value) >= integersUpTo ? BigInt(value) : value
  }
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(prepared)
  return Object.fromEntries(Object.entries(value).map(([name, inside]) => [name, prepared(inside)]))
}

function unreadable(reason: string): Decoded {
  return { kind: 'unreadable', reason, requestIdentifier: undefined }
}

/**
 * CBOR of TS-0004 8.5, on cbor-x. That library takes the last of several equal keys, mends invalid UTF-8, refuses
 * strings of indefinite length and knows an extension of its own for records; a CSE may be like that, and the tester's
 * own reader is not.
 */
export const cborCodec: Codec = {
  serialization: 'cbor',
  opcode: 'binary',
  envelope: 'by edition',

  encode(root, parameters, wrapped) {
    const whole: ValueObject = wrapped ? { [root]: parameters } : parameters
    return new Encoder(options).encode(prepared(whole))
  },

  decode(octets): Decoded {
    let decoded: unknown
    try {
      // A decoder of its own for each message: one that is reused would remember structures of earlier messages.
      decoded = new Decoder(options).decode(octets)
    } catch {
      return unreadable('the message is not CBOR')
    }
    try {
      return readEnvelope(fit(decoded, 0))
    } catch (problem) {
      if (!(problem instanceof Unfit)) throw problem
      return unreadable(problem.message)
    }
  },
}
