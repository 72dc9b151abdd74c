import { bareObject } from './bare-object.js'
import type { CodecFinding, CodecFindingCode, DecodeLimits } from './codec.js'
import { numberRemark, numberRemarkText } from './json-number.js'
import { findingAt, Notes } from './notes.js'
import type { Step } from './pointer.js'
import { invalidUtf8Offset, positionAt, spokenPosition } from './text-position.js'
import type { Value } from './types.js'

/** What became of a JSON text: its value with what is remarkable about it, or what kept it from being read. */
export type JsonOutcome =
  | { readonly kind: 'read'; readonly value: Value; readonly findings: readonly CodecFinding[] }
  | { readonly kind: 'unreadable'; readonly finding: CodecFinding }

const quote = 0x22
const plus = 0x2b
const comma = 0x2c
const minus = 0x2d
const point = 0x2e
const zero = 0x30
const colon = 0x3a
const letterE = 0x45
const openingBracket = 0x5b
const backslash = 0x5c
const closingBracket = 0x5d
const letterSmallE = 0x65
const letterU = 0x75
const openingBrace = 0x7b
const closingBrace = 0x7d

/** Characters that stand for others after a backslash (RFC 8259 7). */
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

const literals: readonly (readonly [string, Value])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]

/** Ends the reading of a text; caught by {@link readJson}, never seen outside. */
class Unreadable extends Error {
  constructor(readonly finding: CodecFinding) {
    super(finding.message)
  }
}

/**
 * Reads a JSON text (RFC 8259) from its octets, strictly, but going on wherever the meaning is plain: the last of
 * several members with the same name counts, ill-formed UTF-8 inside a string becomes U+FFFD, a byte order mark is
 * skipped; each is a finding. Objects have no prototype. Never throws.
 */
export function readJson(octets: Buffer, limits: DecodeLimits): JsonOutcome {
  const reader = new JsonReader(octets, limits)
  try {
    const value = reader.text()
    return { kind: 'read', value, findings: reader.notes.all() }
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem
    // Ill-formed UTF-8 outside of strings is a syntax error too; the octets are the better explanation.
    return { kind: 'unreadable', finding: reader.invalidUtf8 ?? problem.finding }
  }
}

class JsonReader {
  invalidUtf8: CodecFinding | undefined
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

  text(): Value {
    const { length } = this.#octets
    if (length > this.#limits.octets) {
      this.#stop(
        'too-large',
        `the message has ${length} octets, more than the ${this.#limits.octets} that are read`,
        0,
      )
    }
    const invalid = invalidUtf8Offset(this.#octets)
    if (invalid !== undefined) {
      const finding = this.#finding('invalid-utf8', 'the message is not UTF-8', invalid)
      this.invalidUtf8 = finding
      this.notes.add(() => finding)
    }
    if (this.#octets.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) {
      this.#note('byte-order-mark', 'the message begins with a byte order mark', 0)
      this.#at = 3
    }
    this.#space()
    if (this.#at === length) {
      this.#stop(
        'empty',
        length === 0 ? 'the message is empty' : 'the message holds nothing but white space',
        0,
      )
    }
    const value = this.#value()
    this.#space()
    if (this.#at < length) this.#unexpected('the end of the message')
    return value
  }

  #value(): Value {
    const octet = this.#octets[this.#at]
    if (octet === openingBrace) return this.#nested(() => this.#object())
    if (octet === openingBracket) return this.#nested(() => this.#list())
    if (octet === quote) return this.#string()
    if (octet === minus || isDigit(octet)) return this.#number()
    return this.#literal()
  }

  #nested(read: () => Value): Value {
    this.#depth += 1
    if (this.#depth > this.#limits.depth) {
      this.#stop('too-deep', `objects and lists are nested more than ${this.#limits.depth} deep`, this.#at)
    }
    this.#at += 1
    const value = read()
    this.#depth -= 1
    return value
  }

  #object(): Value {
    const object = bareObject()
    this.#space()
    if (this.#take(closingBrace)) return object
    for (;;) {
      if (this.#octets[this.#at] !== quote) this.#unexpected('a member name in double quotes')
      const at = this.#at
      const name = this.#string()
      this.#space()
      if (!this.#take(colon)) this.#unexpected('":" after the member name')
      this.#space()
      this.#path.push(name)
      if (name in object) {
        this.#note(
          'duplicate-member',
          `the member ${JSON.stringify(name)} occurs more than once in its object`,
          at,
        )
      }
      object[name] = this.#value()
      this.#path.pop()
      this.#space()
      if (this.#take(closingBrace)) return object
      if (!this.#take(comma)) this.#unexpected('"," or "}" after the member')
      this.#space()
    }
  }

  #list(): Value {
    const list: Value[] = []
    this.#space()
    if (this.#take(closingBracket)) return list
    for (;;) {
      this.#path.push(list.length)
      list.push(this.#value())
      this.#path.pop()
      this.#space()
      if (this.#take(closingBracket)) return list
      if (!this.#take(comma)) this.#unexpected('"," or "]" after the entry')
      this.#space()
    }
  }

  #string(): string {
    this.#at += 1
    let text = ''
    let start = this.#at
    for (;;) {
      const octet = this.#octets[this.#at]
      if (octet === undefined) this.#unexpected('the closing quote of the string')
      if (octet < 0x20) {
        this.#fail(`the control character ${unicode(octet)} stands unescaped in a string`)
      }
      if (octet === quote || octet === backslash) {
        text += this.#octets.toString('utf8', start, this.#at)
        this.#at += 1
        if (octet === quote) return text
        text += this.#escape()
        start = this.#at
      } else {
        this.#at += 1
      }
    }
  }

  /** What stands after a backslash. */
  #escape(): string {
    const octet = this.#octets[this.#at]
    if (octet === letterU) return this.#unicodeEscape()
    const character = octet === undefined ? undefined : escapes[String.fromCharCode(octet)]
    if (character === undefined) this.#unexpected('one of "\\/bfnrtu after the backslash')
    this.#at += 1
    return character
  }

  #unicodeEscape(): string {
    const at = this.#at - 1
    const unit = this.#hexadecimal(this.#at + 1)
    if (unit === undefined) this.#unexpected('"u" and four hexadecimal digits')
    this.#at += 5
    if (
      isHighSurrogate(unit) &&
      this.#octets[this.#at] === backslash &&
      this.#octets[this.#at + 1] === letterU
    ) {
      const low = this.#hexadecimal(this.#at + 2)
      if (low !== undefined && isLowSurrogate(low)) {
        this.#at += 6
        return String.fromCharCode(unit, low)
      }
    }
    if (isHighSurrogate(unit) || isLowSurrogate(unit)) {
      this.#note(
        'lone-surrogate',
        `the escape of ${unicode(unit)} is half of a surrogate pair without the other half`,
        at,
      )
    }
    return String.fromCharCode(unit)
  }

  /** The value of four hexadecimal digits. */
  #hexadecimal(at: number): number | undefined {
    const digits = this.#octets.toString('latin1', at, at + 4)
    return /^[0-9A-Fa-f]{4}$/.test(digits) ? Number.parseInt(digits, 16) : undefined
  }

  #number(): number {
    const start = this.#at
    if (this.#octets[this.#at] === minus) this.#at += 1
    const integer = this.#at
    this.#digits('a digit')
    if (this.#octets[integer] === zero && this.#at > integer + 1) {
      this.#at = integer
      this.#fail('a number begins with a superfluous 0')
    }
    if (this.#octets[this.#at] === point) {
      this.#at += 1
      this.#digits('a digit after the decimal point')
    }
    const exponent = this.#octets[this.#at]
    if (exponent === letterSmallE || exponent === letterE) {
      this.#at += 1
      const sign = this.#octets[this.#at]
      if (sign === plus || sign === minus) this.#at += 1
      this.#digits('a digit of the exponent')
    }
    const text = this.#octets.toString('latin1', start, this.#at)
    const value = Number(text)
    const remark = numberRemark(text, value)
    if (remark !== undefined) this.#note(remark, numberRemarkText(remark, text), start)
    return value
  }

  #digits(wanted: string): void {
    if (!isDigit(this.#octets[this.#at])) this.#unexpected(wanted)
    while (isDigit(this.#octets[this.#at])) this.#at += 1
  }

  #literal(): Value {
    for (const [word, value] of literals) {
      if (this.#octets.toString('latin1', this.#at, this.#at + word.length) === word) {
        this.#at += word.length
        return value
      }
    }
    return this.#unexpected('a value')
  }

  #space(): void {
    for (;;) {
      const octet = this.#octets[this.#at]
      if (octet !== 0x20 && octet !== 0x0a && octet !== 0x0d && octet !== 0x09) return
      this.#at += 1
    }
  }

  #take(octet: number): boolean {
    if (this.#octets[this.#at] !== octet) return false
    this.#at += 1
    return true
  }

  #unexpected(wanted: string): never {
    const octet = this.#octets[this.#at]
    const found = octet === undefined ? 'the end of the message' : spokenOctet(octet)
    this.#fail(`expected ${wanted}, found ${found}`)
  }

  #fail(message: string): never {
    this.#stop('syntax', message, this.#at)
  }

  #stop(code: CodecFindingCode, message: string, offset: number): never {
    throw new Unreadable(this.#finding(code, message, offset))
  }

  /** Notes something that does not keep the text from being read. */
  #note(code: CodecFindingCode, message: string, offset: number): void {
    this.notes.add(() => this.#finding(code, message, offset))
  }

  #finding(code: CodecFindingCode, message: string, offset: number): CodecFinding {
    const position = positionAt(this.#octets, offset)
    return findingAt(code, message, this.#path, position, spokenPosition(position))
  }
}

function isDigit(octet: number | undefined): boolean {
  return octet !== undefined && octet >= 0x30 && octet <= 0x39
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}

function unicode(unit: number): string {
  return `U+${unit.toString(16).toUpperCase().padStart(4, '0')}`
}

function spokenOctet(octet: number): string {
  const printable = octet > 0x20 && octet < 0x7f
  return printable
    ? JSON.stringify(String.fromCharCode(octet))
    : `the octet 0x${octet.toString(16).padStart(2, '0')}`
}
