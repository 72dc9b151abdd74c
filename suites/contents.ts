import { randomBytes } from 'node:crypto'
import { operation, resourceType, type RequestPrimitive, type Value } from '../lib/primitive/index.js'
import { responseWith, type Reply, type Scope, type Session } from '../lib/sut/index.js'
import { attributesIn } from './replies.js'

/** Octets of content to try where a large one is wanted, and the least that the cases can do with. */
const largeSizes = [32_768, 12_288, 3_072] as const
const leastSize = 1_024

/** Octets that a request has besides its content, generously. */
const overhead = 1_024

/** Text that compresses well, of so many octets. */
export function compressibleText(octets: number): string {
  return 'the same words again and again. '.repeat(Math.ceil(octets / 32)).slice(0, octets)
}

/**
 * Stores the largest compressible content that the SUT takes, from 32 KiB down to 1 KiB, and returns it. RFC 6455 10.4
 * allows limits: what is refused or closes the connection is tried again smaller. When even 1 KiB is refused the case
 * is inconclusive.
 */
export async function storeLargeContent(sut: Scope, session: Session, container: string): Promise<string> {
  const { maxMessage } = sut.system.configuration.sut
  for (const size of largeSizes) {
    if (maxMessage !== 'auto' && size + overhead > maxMessage) continue
    const text = compressibleText(size)
    const reply = await session.create(container, resourceType.contentInstance, { con: text })
    if (responseWith(reply, 2001) !== undefined) return text
    if (session.open.ended !== undefined) await session.reopen()
  }
  const text = compressibleText(leastSize)
  await session.content(container, text)
  return text
}

/** The content of the contentInstance in a reply; undefined when there is none. */
export function contentOf(reply: Reply): Value | undefined {
  return attributesIn(reply)?.['con']
}

/** CREATE of a contentInstance in a message of a certain length. */
export interface SizedContent {
  readonly request: RequestPrimitive
  /** The message. */
  readonly octets: Buffer
  readonly content: string
}

/** Characters that serializations leave as they are, chosen at random. */
function randomText(length: number): string {
  return randomBytes(length).toString('base64url').slice(0, length)
}

/**
 * CREATE of a contentInstance with random content whose message has exactly so many octets, in any serialization;
 * undefined when the request without content takes more already.
 */
export function contentOfSize(session: Session, container: string, size: number): SizedContent | undefined {
  const { open: connection } = session
  const request = session.build({ op: operation.create, to: container, ty: resourceType.contentInstance })
  const text = randomText(size)
  // CBOR writes the length of a text in one to five octets, so some lengths need an identifier that is longer by one.
  for (const rqi of [request.rqi, `${request.rqi}0`]) {
    let length = 0
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const content = text.slice(0, length)
      const sized = { ...request, rqi, pc: { 'm2m:cin': { con: content } } }
      const octets = connection.encode(sized)
      if (octets.length === size && length > 0) return { request: sized, octets, content }
      length += size - octets.length
      if (length <= 0) break
    }
  }
  return undefined
}
