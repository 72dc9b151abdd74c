import type { Value } from '../lib/primitive/index.js'
import { codecFor } from '../lib/primitive/index.js'
import type { Serialization } from '../lib/spec/index.js'

/** The same primitive in other octets, which mean the same by the rules of its serialization. */
export interface Spelling {
  readonly words: string
  readonly octets: Buffer
}

/** Every character of a JSON text that is not ASCII, as `\uXXXX`, beyond the BMP as a pair of surrogates (RFC 8259 7). */
function escaped(text: string): string {
  return text.replaceAll(
    /[^\u0020-\u007e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** The first letter of each member name as an escape. */
function withEscapedNames(text: string): string {
  return text.replaceAll(
    /"([a-z])([A-Za-z0-9:]*)":/g,
    (_whole, first: string, rest: string) => `"${escapeOf(first)}${rest}":`,
  )
}

function escapeOf(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** Members of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, inner]) => [name, reversed(inner)]),
  )
}

function jsonSpellings(octets: Buffer): readonly Spelling[] {
  const text = octets.toString('utf8')
  const value: unknown = JSON.parse(text)
  const spelling = (words: string, spelled: string): Spelling => ({
    words,
    octets: Buffer.from(spelled, 'utf8'),
  })
  return [
    spelling(
      'with white space around and between its members',
      `\n\t ${JSON.stringify(value, null, 3)} \r\n`,
    ),
    spelling('with characters outside of ASCII as escapes', escaped(text)),
    spelling('with each solidus escaped', text.replaceAll('/', '\\/')),
    spelling('with escapes in the names of its members', withEscapedNames(text)),
    spelling('with its members in reverse order', JSON.stringify(reversed(value))),
  ]
}

/** Character references for whatever is not ASCII; decimal and hexadecimal in turns. */
function referenced(text: string): string {
  let count = 0
  return text.replaceAll(/[^\u0000-\u007f]/gu, (character) => {
    count += 1
    const code = character.codePointAt(0) ?? 0
    return count % 2 === 0 ? `&#${code};` : `&#x${code.toString(16)};`
  })
}

function xmlSpellings(octets: Buffer): readonly Spelling[] {
  const text = octets.toString('utf8').replace(/^<\?xml[^>]*\?>\s*/, '')
  const spelling = (words: string, spelled: string): Spelling => ({
    words,
    octets: Buffer.from(spelled, 'utf8'),
  })
  return [
    spelling('with an XML declaration', `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${text}`),
    spelling('without an XML declaration', text),
    spelling(
      'with another prefix for the namespace',
      text.replaceAll('m2m:', 'o:').replace('xmlns:m2m', 'xmlns:o'),
    ),
    spelling('with character references', referenced(text)),
    spelling(
      'with its content in a CDATA section',
      text.replace(/<con>([^<&]*)<\/con>/, '<con><![CDATA[$1]]></con>'),
    ),
    spelling(
      'with comments between its elements',
      `<!-- a -->${text.replace('<to>', '<!-- b --><to>')}<!-- c -->`,
    ),
    spelling(
      'with white space between its elements',
      text.replaceAll(/><(?=op|to|fr|rqi|ty|pc|\/m2m:rqp)/g, '>\n  <'),
    ),
    spelling('with apostrophes around its attributes', text.replaceAll(/="([^"']*)"/g, "='$1'")),
  ]
}

/** How lengths are written in CBOR (RFC 8949 3 and 4.2): longer than they need to be, or left open. */
type Lengths = 'long' | 'open'

const majors = { unsigned: 0, negative: 1, text: 3, list: 4, map: 5 } as const

/** The head of a CBOR item with its argument in four octets, however small it is. */
function longHead(major: number, argument: number): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt8((major << 5) | 26)
  head.writeUInt32BE(argument, 1)
  return head
}

const breakOctet = Buffer.of(0xff)

/** A container whose end is a break instead of a length. */
function open(major: number, items: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.of((major << 5) | 31), ...items, breakOctet])
}

function cbor(value: Value, lengths: Lengths): Buffer {
  if (typeof value === 'string') {
    const octets = Buffer.from(value, 'utf8')
    return Buffer.concat([longHead(majors.text, octets.length), octets])
  }
  if (typeof value === 'number') {
    return value < 0 ? longHead(majors.negative, -1 - value) : longHead(majors.unsigned, value)
  }
  if (value === null) return Buffer.of(0xf6)
  if (typeof value === 'boolean') return Buffer.of(value ? 0xf5 : 0xf4)
  const items = Array.isArray(value)
    ? value.map((each: Value) => cbor(each, lengths))
    : Object.entries(value).map(([name, inner]) => Buffer.concat([cbor(name, lengths), cbor(inner, lengths)]))
  const major = Array.isArray(value) ? majors.list : majors.map
  return lengths === 'open' ? open(major, items) : Buffer.concat([longHead(major, items.length), ...items])
}

function cborSpellings(octets: Buffer): readonly Spelling[] {
  const decoded = codecFor('cbor').decode(octets)
  if (decoded.kind === 'undecodable')
    throw new Error(`the tester cannot read its own primitive: ${decoded.finding.message}`)
  const { value, wrapped } = decoded
  const whole = wrapped === 'none' ? value : { [wrapped]: value }
  return [
    { words: 'with lengths and integers in four octets', octets: cbor(whole, 'long') },
    { words: 'with maps and arrays of indefinite length', octets: cbor(whole, 'open') },
  ]
}

/** A CBOR primitive with one member more in front, even where it has one of that name: `item` is its value. */
export function withMember(octets: Buffer, name: string, item: Buffer): Buffer {
  const decoded = codecFor('cbor').decode(octets)
  if (decoded.kind === 'undecodable')
    throw new Error(`the tester cannot read its own primitive: ${decoded.finding.message}`)
  const { value, wrapped } = decoded
  const members = Object.entries(value).map(([each, inner]) =>
    Buffer.concat([cbor(each, 'long'), cbor(inner, 'long')]),
  )
  const all = [Buffer.concat([cbor(name, 'long'), item]), ...members]
  const map = Buffer.concat([longHead(majors.map, all.length), ...all])
  return wrapped === 'none' ? map : Buffer.concat([longHead(majors.map, 1), cbor(wrapped, 'long'), map])
}

const spellings: Readonly<Record<Serialization, (octets: Buffer) => readonly Spelling[]>> = {
  json: jsonSpellings,
  xml: xmlSpellings,
  cbor: cborSpellings,
}

/** Other spellings of a primitive that was serialized with integers only, and with content without markup. */
export function spellingsOf(serialization: Serialization, octets: Buffer): readonly Spelling[] {
  return spellings[serialization](octets)
}
