import type { Encodable } from './codec.js'
import type { Value } from './types.js'

/** Major types (RFC 8949 3.1) that primitives need. */
const major = { unsigned: 0, negative: 1, text: 3, array: 4, map: 5 } as const

const literals = { false: 0xf4, true: 0xf5, null: 0xf6 } as const

/** What can be written: a value, or an object that may have members to be left out. */
type Writable = Value | Encodable | Readonly<Record<string, Encodable>>

/** A head in its shortest form (RFC 8949 4.1); the argument is a safe integer of 0 or more. */
function head(type: number, argument: number): Buffer {
  const initial = type << 5
  if (argument < 24) return Buffer.of(initial | argument)
  if (argument < 2 ** 8) return Buffer.of(initial | 24, argument)
  const long = argument >= 2 ** 32
  const wide = argument >= 2 ** 16
  const octets = Buffer.alloc(long ? 9 : wide ? 5 : 3)
  octets.writeUInt8(initial | (long ? 27 : wide ? 26 : 25))
  if (long) octets.writeBigUInt64BE(BigInt(argument), 1)
  else if (wide) octets.writeUInt32BE(argument, 1)
  else octets.writeUInt16BE(argument, 1)
  return octets
}

function number(value: number): Buffer {
  if (Number.isSafeInteger(value)) {
    return value < 0 ? head(major.negative, -1 - value) : head(major.unsigned, Math.abs(value))
  }
  const single = Buffer.alloc(5, 0xfa)
  single.writeFloatBE(value, 1)
  if (Object.is(single.readFloatBE(1), value)) return single
  const double = Buffer.alloc(9, 0xfb)
  double.writeDoubleBE(value, 1)
  return double
}

function put(pieces: Buffer[], value: Writable): void {
  if (value === null || typeof value === 'boolean') {
    pieces.push(Buffer.of(value === null ? literals.null : value ? literals.true : literals.false))
  } else if (typeof value === 'number') {
    pieces.push(number(value))
  } else if (typeof value === 'string') {
    const octets = Buffer.from(value, 'utf8')
    pieces.push(head(major.text, octets.length), octets)
  } else if (isList(value)) {
    pieces.push(head(major.array, value.length))
    for (const entry of value) put(pieces, entry)
  } else {
    const members = Object.entries<Writable | undefined>(value)
    pieces.push(head(major.map, members.filter(([, inside]) => inside !== undefined).length))
    for (const [name, inside] of members) {
      if (inside === undefined) continue
      put(pieces, name)
      put(pieces, inside)
    }
  }
}

function isList(value: Writable): value is readonly Value[] {
  return Array.isArray(value)
}

/**
 * Writes a value in CBOR as TS-0004 8.5 has it: definite lengths, every head in its shortest form, integers as
 * integers, other numbers as the shorter exact one of single and double precision (half precision is not among what
 * TS-0004 names). Half surrogates become U+FFFD.
 */
export function writeCbor(value: Writable): Buffer {
  const pieces: Buffer[] = []
  put(pieces, value)
  return Buffer.concat(pieces)
}
