import type { RequestPrimitive } from '../lib/primitive/index.js'
import type { Session } from '../lib/sut/index.js'
import { writeDeflate } from '../lib/wire/index.js'
import { contentRequest, unrepetitiveText } from './compressed-requests.js'

/** Octets that the reference copies; short enough for DEFLATE, long enough to show. */
const copied = 60

/** So many octets may stand before the copy, to get what it copies into the text of an earlier content. */
const mostPadding = 900

/** Lengths of a text from which on CBOR takes more octets to say them (RFC 7049 2.1). */
const longerInCbor = [24, 256] as const

/** A request for which a receiver needs what was sent so many octets before. */
export interface FarReference {
  readonly request: RequestPrimitive
  readonly content: string
  /** DEFLATE data of the message, with one reference. */
  readonly data: Buffer
}

/** Whether these octets can stand in a content of any serialization as they are. */
function isText(octets: Buffer): boolean {
  return /^[\w-]+$/.test(octets.toString('latin1'))
}

/**
 * CREATE of a contentInstance whose content ends with a copy of what stands exactly `distance` octets before it, in an
 * earlier message. The message is one block with one reference. Undefined where no text stands there that could be copied.
 * `history`: the plain octets of all compressed messages before.
 */
export function farReference(
  session: Session,
  container: string,
  history: Buffer,
  distance: number,
): FarReference | undefined {
  const { rqi } = contentRequest(session, container, '')
  const build = (content: string): { readonly request: RequestPrimitive; readonly octets: Buffer } => {
    const request = contentRequest(session, container, content, rqi)
    return { request, octets: session.open.encode(request) }
  }
  const filler = unrepetitiveText(mostPadding + copied, 99)
  // Where a content stands in its message depends on its length in CBOR alone, and there on how many octets that takes.
  const begins = [...longerInCbor.map((length) => length - 1), mostPadding].map((length) => {
    const content = filler.slice(0, length)
    return history.length + build(content).octets.indexOf(content)
  })
  /** Where what is copied stands, when so much text is before the copy. */
  const sourceOf = (padding: number): number => {
    const begin = begins[longerInCbor.filter((least) => padding + copied >= least).length] ?? 0
    return begin + padding - distance
  }
  const padding = Array.from({ length: mostPadding }, (_, index) => index).find((length) => {
    const from = sourceOf(length)
    return from >= 0 && from + copied <= history.length && isText(history.subarray(from, from + copied))
  })
  if (padding === undefined) return undefined
  const text = filler.slice(0, padding)
  const from = sourceOf(padding)
  const content = text + history.toString('latin1', from, from + copied)
  const { request, octets } = build(content)
  const at = octets.indexOf(content) + text.length
  const pieces = [octets.subarray(0, at), { length: copied, distance }, octets.subarray(at + copied)]
  return { request, content, data: writeDeflate([{ kind: 'fixed', pieces }]) }
}
