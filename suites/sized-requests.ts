import type { CaseContext } from '../lib/case/index.js'
import type { RequestPrimitive } from '../lib/primitive/index.js'
import type { Session } from '../lib/sut/index.js'
import { fragment, type FrameOptions } from '../lib/wire/index.js'
import { contentOfSize } from './contents.js'
import { fragmentsTaken, gapIn, shortRetrieve } from './frames.js'

/** In CBOR longer messages have their length from a content: nobody expects an rqi of many hundred octets. */
const longestFilled = 300

/** A request in exactly so many octets. */
export interface SizedRequest {
  readonly request: RequestPrimitive
  readonly octets: Buffer
  /** Response status code of its success. */
  readonly wantedCode: 2000 | 2001
}

/** What cases say of such requests. */
export const sizedWords =
  'RETRIEVE of the own <AE> with white space inside, or in CBOR with a long rqi or CREATE of a contentInstance,'

/** The shortest request there is. */
export function shortRequest(session: Session): SizedRequest {
  const request = shortRetrieve(session)
  return { request, octets: session.open.encode(request), wantedCode: 2000 }
}

/** RETRIEVE of the own <AE> whose rqi is as long as it takes; undefined where the shortest request is longer. */
function filledRetrieve(
  { inconclusive }: CaseContext,
  session: Session,
  size: number,
): SizedRequest | undefined {
  let request = shortRetrieve(session)
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const octets = session.open.encode(request)
    if (octets.length === size) return { request, octets, wantedCode: 2000 }
    if (octets.length > size && attempt === 0) return undefined
    const length = request.rqi.length + size - octets.length
    request = { ...request, rqi: request.rqi.slice(0, length).padEnd(length, '0') }
  }
  return inconclusive(`no RETRIEVE for this SUT has exactly ${size} octets`)
}

/**
 * A request in a message of exactly so many octets, in any serialization, of which no part is a primitive; undefined
 * where the shortest request is longer.
 */
async function requestOfSize(
  context: CaseContext,
  session: Session,
  size: number,
): Promise<SizedRequest | undefined> {
  const shortest = shortRequest(session)
  const { octets } = shortest
  if (octets.length > size) return undefined
  const gap = gapIn(octets, session.open)
  if (gap !== undefined) {
    const blanks = Buffer.alloc(size - octets.length, ' ')
    return { ...shortest, octets: Buffer.concat([octets.subarray(0, gap), blanks, octets.subarray(gap)]) }
  }
  if (size <= longestFilled) return filledRetrieve(context, session, size)
  const created = contentOfSize(session, await session.container('sized'), size)
  if (created === undefined) return context.inconclusive(`no CREATE for this SUT has exactly ${size} octets`)
  return { request: created.request, octets: created.octets, wantedCode: 2001 }
}

/** A request in exactly so many octets, which is more than any request takes; otherwise the case is inconclusive. */
export async function sizedRequest(
  context: CaseContext,
  session: Session,
  size: number,
): Promise<SizedRequest> {
  const sized = await requestOfSize(context, session, size)
  return sized ?? context.inconclusive(`the shortest request for this SUT takes more than ${size} octets`)
}

/** A request with a frame of exactly so many octets. */
export interface SizedFrames extends SizedRequest {
  readonly frames: readonly FrameOptions[]
  /** As in "in a frame of 125 octets". */
  readonly words: string
}

/** Where the shortest CREATE is longer than a frame shall be, it has so many octets more. */
const roomForContent = 512

/**
 * CREATE of a contentInstance in a frame with a payload of exactly so many octets, or whose first fragment is that where
 * it cannot be had in so few.
 */
export async function sizedContent(
  context: CaseContext,
  session: Session,
  container: string,
  size: number,
): Promise<SizedFrames & { readonly content: string }> {
  const { opcode } = session.open
  const fitting = contentOfSize(session, container, size)
  if (fitting !== undefined) {
    const frames = [{ opcode, payload: fitting.octets }]
    return { ...fitting, wantedCode: 2001, frames, words: `in a frame of ${size} octets` }
  }
  await fragmentsTaken(context, session)
  const longer = contentOfSize(session, container, size + roomForContent)
  if (longer === undefined)
    return context.inconclusive(`a CREATE for this SUT takes far more than ${size} octets`)
  const frames = fragment(longer.octets, opcode, [size])
  return { ...longer, wantedCode: 2001, frames, words: `whose first frame has ${size} octets` }
}

/**
 * A request in a frame with a payload of exactly so many octets. Where the shortest request is longer, the frame is its
 * first fragment: the length of a frame is what counts.
 */
export async function sizedFrames(
  context: CaseContext,
  session: Session,
  size: number,
  encoding: Pick<FrameOptions, 'lengthBits'> = {},
): Promise<SizedFrames> {
  const { opcode } = session.open
  const sized = await requestOfSize(context, session, size)
  if (sized !== undefined) {
    const frames = [{ opcode, payload: sized.octets, ...encoding }]
    return { ...sized, frames, words: `in a frame of ${size} octets` }
  }
  await fragmentsTaken(context, session)
  const shortest = shortRequest(session)
  const frames = fragment(shortest.octets, opcode, [size]).map((frame, index) =>
    index === 0 ? { ...frame, ...encoding } : frame,
  )
  return { ...shortest, frames, words: `whose first frame has ${size} octets` }
}
