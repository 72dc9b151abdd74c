import { isUtf8 } from 'node:buffer'
import { bareObject } from './bare-object.js'
import type { CodecFinding, CodecFindingCode, DecodeLimits, Position } from './codec.js'
import { findingAt, Notes } from './notes.js'
import type { Step } from './pointer.js'
import type { Value } from './types.js'

/** What became of a CBOR message: its value with what is remarkable about it, or what kept it from being read. */
export type CborOutcome =
  | { readonly kind: 'read'; readonly value: Value; readonly findings: readonly CodecFinding[] }
  | { readonly kind: 'unreadable'; readonly finding: CodecFinding }

/** Octets of an excerpt before and after the place. */
const excerptReach = 8

/** Major types (RFC 8949 3.1). */
const major = {
  unsigned: 0,
  negative: 1,
  bytes: 2,
  text: 3,
  array: 4,
  map: 5,
  tag: 6,
  simpleOrFloat: 7,
} as const

/** Additional information that says more than a small number (RFC 8949 3). */
const oneOctet = 24
const eightOctets = 27
const indefinite = 31

/** The octet that ends what has no definite length. */
const breakOctet = 0xff

/** Head of a data item. */
interface Head {
  readonly major: number
  readonly information: number
  /** The argument; undefined for indefinite lengths and the break. */
  readonly argument: bigint | undefined
  /** Where the item begins. */
  readonly at: number
}

/** Ends the reading of a message; caught by {@link readCbor}, never seen outside. */
class Unreadable extends Error {
  constructor(readonly finding: CodecFinding) {
    super(finding.message)
  }
}

/**
 * Reads one CBOR data item (RFC 8949) from the octets of a message, strictly, but going on wherever the meaning is
 * plain. TS-0004 8.5 wants the structure that JSON has: text strings, integers, floats, booleans, null, arrays, and
 * maps with text keys. Anything else is a finding: byte strings count as the text in them, tags and what they mean are
 * passed over, other keys count as the text that shows them, the last of several equal keys counts. Non-preferred
 * and indefinite lengths are fine, as no rule forbids them. Objects have no prototype. Never throws.
 */
export function readCbor(octets: Buffer, limits: DecodeLimits): CborOutcome {
  const reader = new CborReader(octets, limits)
  try {
    const value = reader.message()
    return { kind: 'read', value, findings: reader.notes.all() }
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem
    return { kind: 'unreadable', finding: problem.finding }
  }
}

class CborReader {
  readonly notes = new Notes()
  readonly #octets: Buffer
  readonly #limits: DecodeLimits
  readonly #path: Step[] = []
  #at = 0
  #depth = 0

  constructor(octets: Buffer, limits: DecodeLimits) {
    this.#octets = octets
    this.#limits = limits
  }

  message(): Value {
    const { length } = this.#octets
    if (length > this.#limits.octets) {
      const message = `the message has ${length} octets, more than the ${this.#limits.octets} that are read`
      this.#stop('too-large', message, 0)
    }
    if (length === 0) this.#stop('empty', 'the message is empty', 0)
    const value = this.#item()
    const left = length - this.#at
    if (left > 0)
      this.#note('trailing-octets', `${left} octets follow the data item of the message`, this.#at)
    return value
  }

  #item(): Value {
    const head = this.#head()
    switch (head.major) {
      case major.unsigned:
        return this.#integer(head, (argument) => argument)
      case major.negative:
        return this.#integer(head, (argument) => -1n - argument)
      case major.bytes:
        this.#note('byte-string', 'a value is a byte string instead of a text string', head.at)
        return this.#text(head)
      case major.text:
        return this.#text(head)
      case major.array:
        return this.#nested(head, () => this.#array(head))
      case major.map:
        return this.#nested(head, () => this.#map(head))
      case major.tag: {
        this.#note(
          'tag',
          `a value has the tag ${String(head.argument)}, which TS-0004 does not provide for`,
          head.at,
        )
        return this.#nested(head, () => this.#item())
      }
      default:
        return this.#simpleOrFloat(head)
    }
  }

  #head(): Head {
    const at = this.#at
    const initial = this.#octets[at]
    if (initial === undefined) this.#fail('expected a data item, found the end of the message', at)
    this.#at += 1
    const type = initial >> 5
    const information = initial & 0x1f
    if (information < oneOctet) return { major: type, information, argument: BigInt(information), at }
    if (information <= eightOctets) {
      const size = 2 ** (information - oneOctet)
      return { major: type, information, argument: this.#unsigned(size), at }
    }
    const maybeIndefinite = type !== major.unsigned && type !== major.negative && type !== major.tag
    if (information === indefinite && maybeIndefinite) {
      return { major: type, information, argument: undefined, at }
    }
    return this.#fail(`the initial octet 0x${initial.toString(16).padStart(2, '0')} has no meaning`, at)
  }

  #unsigned(size: number): bigint {
    const start = this.#at
    if (start + size > this.#octets.length)
      this.#fail('the message ends inside the head of a data item', start)
    this.#at += size
    return BigInt(`0x${this.#octets.toString('hex', start, start + size)}`)
  }

  #integer({ argument, at }: Head, meaning: (argument: bigint) => bigint): number {
    const exact = meaning(argument ?? 0n)
    const value = Number(exact)
    if (!Number.isSafeInteger(value)) {
      this.#note('unsafe-integer', `the integer ${exact} is beyond what a double holds exactly`, at)
    }
    return value
  }

  /** The number of octets, entries or pairs that a head announces, which must fit into what is left. */
  #length({ argument, at }: Head, least: number, what: string): number {
    const left = this.#octets.length - this.#at
    if (argument !== undefined && argument * BigInt(least) <= BigInt(left)) return Number(argument)
    return this.#fail(`${what} of length ${String(argument)} is announced, while ${left} octets are left`, at)
  }

  /** A string of either type, in one piece or in chunks, as text. */
  #text(head: Head): string {
    const pieces: Buffer[] = []
    if (head.argument !== undefined) pieces.push(this.#piece(head))
    else {
      while (!this.#break()) {
        const chunk = this.#head()
        if (chunk.major !== head.major || chunk.argument === undefined) {
          this.#fail('a string in chunks holds something other than a chunk of its type', chunk.at)
        }
        pieces.push(this.#piece(chunk))
      }
    }
    if (!pieces.every((piece) => isUtf8(piece))) {
      this.#note('invalid-utf8', 'a string is not UTF-8', head.at)
    }
    return pieces.map((piece) => piece.toString('utf8')).join('')
  }

  #piece(head: Head): Buffer {
    const start = this.#at
    this.#at += this.#length(head, 1, 'a string')
    return this.#octets.subarray(start, this.#at)
  }

  #nested<Result>(head: Head, read: () => Result): Result {
    this.#depth += 1
    if (this.#depth > this.#limits.depth) {
      this.#stop('too-deep', `arrays, maps and tags are nested more than ${this.#limits.depth} deep`, head.at)
    }
    const value = read()
    this.#depth -= 1
    return value
  }

  /** Calls `read` for each entry of an array or map. */
  #entries(head: Head, least: number, what: string, read: (index: number) => void): void {
    if (head.argument === undefined) {
      for (let index = 0; !this.#break(); index += 1) read(index)
      return
    }
    const length = this.#length(head, least, what)
    for (let index = 0; index < length; index += 1) read(index)
  }

  #array(head: Head): Value {
    const list: Value[] = []
    this.#entries(head, 1, 'an array', (index) => {
      this.#path.push(index)
      list.push(this.#item())
      this.#path.pop()
    })
    return list
  }

  #map(head: Head): Value {
    const object = bareObject()
    this.#entries(head, 2, 'a map', () => {
      const at = this.#at
      const name = this.#key()
      this.#path.push(name)
      if (Object.hasOwn(object, name)) {
        this.#note('duplicate-member', `the key ${JSON.stringify(name)} occurs more than once`, at)
      }
      object[name] = this.#item()
      this.#path.pop()
    })
    return object
  }

  #key(): string {
    const at = this.#at
    const type = (this.#octets[at] ?? 0) >> 5
    if (type === major.text) return this.#text(this.#head())
    if (type === major.bytes) {
      this.#note('byte-string', 'a key is a byte string instead of a text string', at)
      return this.#text(this.#head())
    }
    this.#note('key-not-text', 'a key of a map is no text string', at)
    const key = this.#item()
    return typeof key === 'string' ? key : JSON.stringify(key)
  }

  #simpleOrFloat({ information, argument, at }: Head): Value {
    switch (information) {
      case 20:
        return false
      case 21:
        return true
      case 22:
        return null
      case 25:
      case 26:
      case eightOctets:
        return this.#float(at)
      case indefinite:
        return this.#fail('a break stands where a data item is due', at)
      default: {
        if (information === oneOctet && (argument ?? 0n) < 32n) {
          this.#fail(`the simple value ${String(argument)} is written in two octets`, at)
        }
        const name = information === 23 ? 'undefined' : `the simple value ${String(argument)}`
        this.#note('simple-value', `a value is ${name}, which JSON has no counterpart for`, at)
        return null
      }
    }
  }

  /** The float whose head has just been read. */
  #float(at: number): number {
    const size = this.#at - at - 1
    const value =
      size === 8
        ? this.#octets.readDoubleBE(at + 1)
        : size === 4
          ? this.#octets.readFloatBE(at + 1)
          : half(this.#octets.readUInt16BE(at + 1))
    if (!Number.isFinite(value)) {
      this.#note('number-out-of-range', `a number is ${String(value)}, which JSON has no counterpart for`, at)
    } else if (Object.is(value, -0)) {
      this.#note('negative-zero', 'zero is written as a float with a minus sign', at)
    } else if (Number.isInteger(value)) {
      this.#note('integer-with-fraction', `the integer ${String(value)} is written as a float`, at)
    }
    return value
  }

  #break(): boolean {
    if (this.#octets[this.#at] !== breakOctet) return false
    this.#at += 1
    return true
  }

  #fail(message: string, offset: number): never {
    return this.#stop('syntax', message, offset)
  }

  #stop(code: CodecFindingCode, message: string, offset: number): never {
    throw new Unreadable(this.#finding(code, message, offset))
  }

  #note(code: CodecFindingCode, message: string, offset: number): void {
    this.notes.add(() => this.#finding(code, message, offset))
  }

  #finding(code: CodecFindingCode, message: string, offset: number): CodecFinding {
    const position: Position = { offset, excerpt: excerptAround(this.#octets, offset) }
    return findingAt(code, message, this.#path, position, `octet ${offset}: ${position.excerpt}`)
  }
}

/** Value of a half-precision float (RFC 8949 appendix D). */
function half(bits: number): number {
  const sign = bits >= 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const mantissa = bits & 0x3ff
  if (exponent === 0) return sign * mantissa * 2 ** -24
  if (exponent !== 0x1f) return sign * (mantissa + 1024) * 2 ** (exponent - 25)
  return mantissa === 0 ? sign * Infinity : NaN
}

function excerptAround(octets: Buffer, offset: number): string {
  const from = Math.max(0, offset - excerptReach)
  const to = Math.min(octets.length, offset + excerptReach)
  return `${from > 0 ? '…' : ''}${octets.toString('hex', from, to)}${to < octets.length ? '…' : ''}`
}
