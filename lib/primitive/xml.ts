import type * as Library from 'libxml2-wasm'
import {
  defaultDecodeLimits,
  type Codec,
  type CodecFinding,
  type CodecFindingCode,
  type DecodeLimits,
  type DecodeOutcome,
  type Encodable,
  type EncodeOptions,
} from './codec.js'
import { findingAt } from './notes.js'
import { invalidUtf8Offset, positionAt, spokenPosition } from './text-position.js'
import { wrapper } from './types.js'
import { readXmlTree } from './xml-tree.js'
import { writeXml } from './xml-writer.js'

/**
 * Elements and attributes of a document, each, that are read at most. They take many times the octets that they have
 * in the message, so that a small message could take a lot; no primitive comes near.
 */
const mostNodes = 100_000

/** Octets of a document that are read at most, whatever the limits say, as the parser has a memory of its own. */
const mostOctets = 32 * 1024 * 1024

type Prepared = { readonly kind: 'text'; readonly findings: readonly CodecFinding[] } | Undecodable
type Undecodable = Extract<DecodeOutcome, { readonly kind: 'undecodable' }>

function undecodable(code: CodecFindingCode, message: string, octets: Buffer, offset: number): Undecodable {
  const position = positionAt(octets, offset)
  return { kind: 'undecodable', finding: findingAt(code, message, [], position, spokenPosition(position)) }
}

/** Whether more than `most` octets of this value are there that `counts` says yes to. */
function hasMoreThan(most: number, octets: Buffer, octet: number, counts: (at: number) => boolean): boolean {
  let found = 0
  for (let at = octets.indexOf(octet); at !== -1; at = octets.indexOf(octet, at + 1)) {
    if (counts(at)) found += 1
    if (found > most) return true
  }
  return false
}

/** Whether a document would take unreasonably many nodes; by what tags and attributes begin with, unparsed. */
function isCrowded(octets: Buffer): boolean {
  const begins = (at: number): boolean => octets[at + 1] !== 0x2f
  const quoted = (at: number): boolean => {
    let next = at + 1
    while (isSpace(octets[next])) next += 1
    return octets[next] === 0x22 || octets[next] === 0x27
  }
  return hasMoreThan(mostNodes, octets, 0x3c, begins) || hasMoreThan(mostNodes, octets, 0x3d, quoted)
}

function isSpace(octet: number | undefined): boolean {
  return octet === 0x20 || octet === 0x09 || octet === 0x0a || octet === 0x0d
}

/** What stands before the root element: declaration, comments, processing instructions, document type. */
function prologOf(text: string): {
  readonly encoding: string | undefined
  readonly documentType: number | undefined
} {
  const declaration = /^\ufeff?<\?xml\s[^>]*?\?>/.exec(text)?.[0] ?? ''
  const encoding = /\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(declaration)?.[1]
  let at = declaration.length
  for (;;) {
    const rest = text.slice(at, at + 9)
    const space = /^\s+/.exec(rest)?.[0].length ?? 0
    if (space > 0) at += space
    else if (rest.startsWith('<!--')) at = after(text, '-->', at)
    else if (rest.startsWith('<?')) at = after(text, '?>', at)
    else return { encoding, documentType: rest === '<!DOCTYPE' ? at : undefined }
  }
}

function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from)
  return found === -1 ? text.length : found + end.length
}

/** Looks at what has to be known before a parser may see the octets. */
function prepare(octets: Buffer, limits: DecodeLimits): Prepared {
  const most = Math.min(limits.octets, mostOctets)
  if (octets.length > most) {
    const message = `the message has ${octets.length} octets, more than the ${most} that are read`
    return undecodable('too-large', message, octets, 0)
  }
  if (isCrowded(octets)) {
    return undecodable(
      'too-large',
      `the message has more than ${mostNodes} elements or attributes`,
      octets,
      0,
    )
  }
  const invalid = invalidUtf8Offset(octets)
  if (invalid !== undefined) return undecodable('invalid-utf8', 'the message is not UTF-8', octets, invalid)
  const text = octets.toString('utf8')
  if (text.trim() === '') {
    const message = octets.length === 0 ? 'the message is empty' : 'the message holds nothing but white space'
    return undecodable('empty', message, octets, 0)
  }
  const { encoding, documentType } = prologOf(text)
  if (documentType !== undefined) {
    const message =
      'the message has a document type declaration, which is not read since it may define entities'
    return undecodable('document-type', message, octets, Buffer.byteLength(text.slice(0, documentType)))
  }
  if (encoding === undefined || encoding.toUpperCase() === 'UTF-8') return { kind: 'text', findings: [] }
  const message = `the XML declaration says ${encoding}, while the message is UTF-8 as TS-0004 8.3 wants it`
  return { kind: 'text', findings: [{ code: 'wrong-encoding', message, path: '' }] }
}

/** The place that the parser complains about. */
function offsetOf(octets: Buffer, line: number, column: number): number {
  let start = 0
  for (let passed = 1; passed < line; passed += 1) {
    const found = octets.indexOf(0x0a, start)
    if (found === -1) break
    start = found + 1
  }
  return Math.min(octets.length, start + Math.max(0, column - 1))
}

function syntax(problem: unknown, octets: Buffer, library: typeof Library): Undecodable {
  const detail = problem instanceof library.XmlLibError ? problem.details[0] : undefined
  const said = problem instanceof Error ? problem.message : String(problem)
  const message = (detail?.message ?? said).trim().slice(0, 200)
  const offset = detail === undefined ? 0 : offsetOf(octets, detail.line, detail.col)
  return undecodable(/excessive depth/i.test(message) ? 'too-deep' : 'syntax', message, octets, offset)
}

function decode(octets: Buffer, limits: DecodeLimits, library: typeof Library): DecodeOutcome {
  const prepared = prepare(octets, limits)
  if (prepared.kind === 'undecodable') return prepared
  const { ParseOption: option } = library
  let document: Library.XmlDocument | undefined
  try {
    document = library.XmlDocument.fromBuffer(octets, {
      option:
        option.XML_PARSE_HUGE |
        option.XML_PARSE_IGNORE_ENC |
        option.XML_PARSE_NO_XXE |
        option.XML_PARSE_NONET,
    })
    const read = readXmlTree(document.root, library, limits.depth)
    if (read.kind === 'unreadable') return { kind: 'undecodable', finding: read.finding }
    return {
      kind: 'decoded',
      serialization: 'xml',
      value: read.value,
      wrapped: read.root,
      findings: [...prepared.findings, ...read.findings],
    }
  } catch (problem) {
    return syntax(problem, octets, library)
  } finally {
    document?.dispose()
  }
}

function encode(primitive: Encodable, { wrap }: EncodeOptions): Buffer {
  const root = wrap === 'none' ? ('op' in primitive ? 'request' : 'response') : wrap
  return writeXml(wrapper[root], primitive)
}

/**
 * A codec for XML primitives (TS-0004 8.3) that reads messages up to these limits. Loads the XML parser, which takes a
 * while, and only then.
 */
export async function createXmlCodec(limits: DecodeLimits = defaultDecodeLimits): Promise<Codec> {
  const library = await import('libxml2-wasm')
  return {
    serialization: 'xml',
    opcode: 1,
    encode,
    decode: (octets) => decode(octets, limits, library),
  }
}
