import { codecFor, type Value } from '../lib/primitive/index.js'
import type { Serialization } from '../lib/spec/index.js'

/** A request in a form that no document shows: whether it can be read is up to the SUT, but not as what. */
export interface Unusual {
  readonly words: string
  readonly octets: Buffer
}

/** A primitive and the member that wraps it, where there is one. */
function wholeOf(serialization: Serialization, octets: Buffer): Value {
  const decoded = codecFor(serialization).decode(octets)
  if (decoded.kind === 'undecodable')
    throw new Error(`the tester cannot read its own primitive: ${decoded.finding.message}`)
  return decoded.wrapped === 'none' ? decoded.value : { [decoded.wrapped]: decoded.value }
}

const text = (words: string, content: string): Unusual => ({ words, octets: Buffer.from(content, 'utf8') })

function unusualJson(octets: Buffer): readonly Unusual[] {
  const request = octets.toString('utf8')
  return [
    text('behind a byte order mark', `\ufeff${request}`),
    text('with integers written as decimals', request.replace(/"(op|ty)":(\d+)/g, '"$1":$2.0')),
    text('with integers written with an exponent', request.replace(/"(op|ty)":(\d+)/g, '"$1":$2e0')),
    text('with integers written as strings', request.replace(/"(op|ty)":(\d+)/g, '"$1":"$2"')),
    text('with a comma behind its last member', request.replace(/\}$/, ',}')),
    text('with a comment', request.replace(/^\{/, '{/* oneM2M */')),
  ]
}

function unusualXml(octets: Buffer): readonly Unusual[] {
  const request = octets.toString('utf8').replace(/^<\?xml[^>]*\?>\s*/, '')
  const namespace = /xmlns:m2m="[^"]*"/
  const local = /<(\/?)(op|to|fr|rqi|ty|pc)>/g
  return [
    text('in another namespace', request.replace(namespace, 'xmlns:m2m="urn:example:other"')),
    text('in no namespace', request.replace(namespace, '').replaceAll('m2m:', '')),
    text('with the namespace as the default one', withDefaultNamespace(request)),
    text('with qualified local elements', request.replaceAll(local, '<$1m2m:$2>')),
    text('with its elements in another order', withLastFirst(request)),
    text('with the resource name as an element', request.replace(/ rn="([^"]*)">/, '><rn>$1</rn>')),
    text('with blanks around its values', request.replace(/<(op|ty)>(\d+)</g, '<$1> $2 <')),
    text(
      'with attributes of a schema instance',
      request.replace('>', ' xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:schemaLocation="a b">'),
    ),
  ]
}

function withDefaultNamespace(request: string): string {
  return request.replace('xmlns:m2m=', 'xmlns=').replaceAll('m2m:', '')
}

/** The content before everything else. */
function withLastFirst(request: string): string {
  const content = /<pc>.*<\/pc>/s.exec(request)?.[0] ?? ''
  return request.replace(content, '').replace('<op>', `${content}<op>`)
}

/** Major types of CBOR (RFC 8949 3.1). */
const majors = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5, tag: 6 } as const

/** The shortest head of a CBOR item. */
function head(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.of((major << 5) | argument)
  if (argument < 256) return Buffer.of((major << 5) | 24, argument)
  return Buffer.of((major << 5) | 25, argument >> 8, argument & 255)
}

/** The head with its argument in eight octets. */
function longestHead(major: number, argument: number): Buffer {
  const octets = Buffer.alloc(9)
  octets.writeUInt8((major << 5) | 27)
  octets.writeBigUInt64BE(BigInt(argument), 1)
  return octets
}

/** How the parts of a CBOR item are written, where not in the usual way. */
interface CborStyle {
  readonly head?: (major: number, argument: number) => Buffer
  readonly string?: (text: string) => Buffer
  readonly key?: (name: string) => Buffer
  readonly integer?: (value: number) => Buffer
}

function plainString(value: string): Buffer {
  const octets = Buffer.from(value, 'utf8')
  return Buffer.concat([head(majors.text, octets.length), octets])
}

function byteString(value: string): Buffer {
  const octets = Buffer.from(value, 'utf8')
  return Buffer.concat([head(majors.bytes, octets.length), octets])
}

/** A text of indefinite length in chunks of at most so many characters (RFC 8949 3.2.3). */
function chunked(value: string): Buffer {
  const characters = Array.from(value)
  const middle = characters.length >> 1
  const chunks = [characters.slice(0, middle), characters.slice(middle)].map((part) =>
    plainString(part.join('')),
  )
  return Buffer.concat([Buffer.of((majors.text << 5) | 31), ...chunks, Buffer.of(0xff)])
}

/** A double of 64 bits. */
function double(value: number): Buffer {
  const octets = Buffer.alloc(9)
  octets.writeUInt8(0xfb)
  octets.writeDoubleBE(value, 1)
  return octets
}

function cbor(value: Value, style: CborStyle): Buffer {
  const { head: write = head, string = plainString, key = string, integer } = style
  if (typeof value === 'string') {
    if (style.head === undefined) return string(value)
    const octets = Buffer.from(value, 'utf8')
    return Buffer.concat([write(majors.text, octets.length), octets])
  }
  if (typeof value === 'number') {
    if (integer !== undefined) return integer(value)
    return value < 0 ? write(majors.negative, -1 - value) : write(majors.unsigned, value)
  }
  if (value === null) return Buffer.of(0xf6)
  if (typeof value === 'boolean') return Buffer.of(value ? 0xf5 : 0xf4)
  if (Array.isArray(value)) {
    const items = value.map((each: Value) => cbor(each, style))
    return Buffer.concat([write(majors.list, items.length), ...items])
  }
  const members = Object.entries(value)
  const written = members.map(([name, inner]) =>
    Buffer.concat([style.head === undefined ? key(name) : cbor(name, style), cbor(inner, style)]),
  )
  return Buffer.concat([write(majors.map, members.length), ...written])
}

function unusualCbor(octets: Buffer): readonly Unusual[] {
  const whole = wholeOf('cbor', octets)
  const styled = (words: string, style: CborStyle): Unusual => ({ words, octets: cbor(whole, style) })
  return [
    styled('with lengths and integers in eight octets', { head: longestHead }),
    styled('with texts in chunks', { string: chunked, key: plainString }),
    styled('with keys in chunks', { key: chunked }),
    styled('with byte strings as keys', { key: byteString }),
    styled('with byte strings for texts', { string: byteString, key: plainString }),
    styled('with doubles for integers', { integer: double }),
    {
      words: 'with the tag of self-described CBOR',
      octets: Buffer.concat([Buffer.of(0xd9, 0xd9, 0xf7), octets]),
    },
  ]
}

const unusual: Readonly<Record<Serialization, (octets: Buffer) => readonly Unusual[]>> = {
  json: unusualJson,
  xml: unusualXml,
  cbor: unusualCbor,
}

/** Forms of a request that documents neither show nor all forbid, as messages of this serialization. */
export function unusualForms(serialization: Serialization, octets: Buffer): readonly Unusual[] {
  return unusual[serialization](octets)
}

/** Messages in which a request does not end where the message ends, or that claim to be longer than they are. */
export function misdelimited(
  serialization: Serialization,
  octets: Buffer,
  second: Buffer,
): readonly Unusual[] {
  const joined: Unusual = {
    words: 'two requests in one message',
    octets: Buffer.concat([octets, second]),
  }
  if (serialization !== 'cbor') {
    const request = octets.toString('utf8')
    return [
      joined,
      text('a request with text behind it', `${request} and more`),
      text('a request with a zero octet behind it', `${request}\0`),
      text('a request whose last character is missing', request.slice(0, -1)),
      text('a request with text before it', `request: ${request}`),
    ]
  }
  return [
    joined,
    { words: 'a request with an octet behind it', octets: Buffer.concat([octets, Buffer.of(0)]) },
    { words: 'a request whose last octet is missing', octets: octets.subarray(0, -1) },
    {
      words: 'a map that announces 2^63 members',
      octets: Buffer.concat([Buffer.from('bb8000000000000000', 'hex'), octets.subarray(1)]),
    },
    { words: 'a text that announces 2^40 octets', octets: Buffer.from('a1626f707b0000010000000000', 'hex') },
    {
      words: 'a list that announces 2^31 entries',
      octets: Buffer.from('a1627063 9a7fffffff'.replaceAll(' ', ''), 'hex'),
    },
    {
      words: 'a text that is not UTF-8',
      octets: Buffer.from('a2626f70026374 6f 62c328'.replaceAll(' ', ''), 'hex'),
    },
    { words: 'a reserved head', octets: Buffer.from('a1626f701c', 'hex') },
    { words: 'a break without anything to end', octets: Buffer.from('a1626f70ff', 'hex') },
  ]
}
