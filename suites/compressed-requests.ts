import type { CaseContext } from '../lib/case/index.js'
import { operation, resourceType, type RequestPrimitive } from '../lib/primitive/index.js'
import type { RequirementId } from '../lib/spec/index.js'
import {
  describeReply,
  required,
  type PrimitiveConnection,
  type Reply,
  type Session,
} from '../lib/sut/index.js'
import {
  deflateSide,
  fragment,
  MessageDeflater,
  opcodes,
  permessageDeflate,
  rsv,
  type DeflateSide,
  type FrameOptions,
} from '../lib/wire/index.js'
import { compressionTrouble } from './compression.js'
import { contentOf } from './contents.js'
import { creation, exchangeFrames, takenByEveryCse, type Writing } from './frames.js'
import { failed, statusOf, succeeded } from './replies.js'

/** What cases say of offers that the SUT is free to decline (RFC 7692 5.1). */
export const declining = 'A SUT that declines the offer makes the case inapplicable.'

/**
 * A registered AE on a connection on which permessage-deflate is in force. An offer that is declined makes the case
 * inapplicable: RFC 7692 leaves it to the server. Its messages go out uncompressed unless the case compresses them.
 * `watched` false where answers are provoked that must not be held against the SUT in the watch cases.
 */
export async function compressingSession(
  { sut, inapplicable }: CaseContext,
  offer: string = permessageDeflate,
  watched = true,
): Promise<Session> {
  const session = await sut.session({ extensions: offer, watched })
  if (session.open.wire.deflate === undefined) inapplicable(`the SUT declines the offer "${offer}"`)
  return session
}

/** How the client compresses on a connection with compression. */
export function clientSide({ wire }: PrimitiveConnection): DeflateSide {
  if (wire.deflate === undefined) throw new Error('no compression was agreed on')
  return deflateSide(wire.deflate, 'client')
}

/** One compressed message of the case's own making, in one frame. */
export function compressedFrame(opcode: 1 | 2, data: Buffer): FrameOptions {
  return { opcode, payload: data, rsv: rsv.rsv1 }
}

/** One compressed message of the case's own making, in fragments of these sizes. */
export function compressedFragments(
  opcode: 1 | 2,
  data: Buffer,
  sizes: number | readonly number[],
): readonly FrameOptions[] {
  return fragment(data, opcode, sizes, { rsv: rsv.rsv1 })
}

/**
 * Like {@link compressingSession}, and a compressed request was served already, so that what becomes of an irregular one
 * says something. Returns the session, and what goes on compressing for it.
 */
export async function servedCompressed(
  context: CaseContext,
  watched = true,
): Promise<{ readonly session: Session; readonly deflater: MessageDeflater }> {
  const session = await compressingSession(context, permessageDeflate, watched)
  const { open: connection } = session
  const deflater = new MessageDeflater(clientSide(connection))
  const request = creation(session, 'twin')
  const frames = [compressedFrame(connection.opcode, deflater.deflate(connection.encode(request)))]
  required(await exchangeFrames(session, request, frames), 2001)
  return { session, deflater }
}

/** CREATE of a contentInstance. */
export function contentRequest(
  session: Session,
  container: string,
  content: string,
  rqi?: string,
): RequestPrimitive {
  return session.build({
    ...(rqi === undefined ? {} : { rqi }),
    op: operation.create,
    to: container,
    ty: resourceType.contentInstance,
    pc: { 'm2m:cin': { con: content } },
  })
}

/** A content that was sent in some form, and what it came back as. */
export interface Stored {
  /** What was sent, one line. */
  readonly sent: string
  readonly content: string
  readonly created: Reply
  /** The reply to the RETRIEVE of it; undefined when there was nothing to retrieve. */
  readonly read: Reply | undefined
}

/** Sends the CREATE of a content in frames of the case's own making, and reads the content back. */
export async function storeInFrames(
  session: Session,
  request: RequestPrimitive,
  content: string,
  words: string,
  frames: readonly FrameOptions[],
  writing: Writing = 'at once',
): Promise<Stored> {
  const created = await exchangeFrames(session, request, frames, writing)
  const read = statusOf(created) === 2001 ? await session.retrieve(`${request.to}/la`) : undefined
  return { sent: `${created.sent} in ${words}`, content, created, read }
}

function excerpt(text: string): string {
  return text.length <= 60
    ? JSON.stringify(text)
    : `${JSON.stringify(text.slice(0, 60))} … (${text.length} characters)`
}

/** What came back of a content, for findings: where it begins to differ when it is long. */
function describeRead({ content, read }: Stored): string {
  if (read === undefined) return ''
  const value = contentOf(read)
  if (typeof value !== 'string') return `; reading it back brought ${describeReply(read.outcome)}`
  if (value === content) return '; read back as it was sent'
  const back = Array.from(value)
  const at = Array.from(content).findIndex((character, index) => back[index] !== character)
  return `; read back: ${excerpt(value)}, which differs from character ${at < 0 ? content.length : at} on`
}

/**
 * Judges that a content arrived as it was sent. `limited`: a large one was refused as RFC 6455 10.4 allows, with an error
 * or 1009, although no limit is declared that it is within, and nothing was judged. What the SUT compresses wrongly itself makes the case inconclusive: CSE/PMD/004 and
 * CSE/PMD/011 judge that.
 */
export function judgeStored(
  { sut, expect, inconclusive }: CaseContext,
  { open: connection }: Session,
  rows: readonly RequirementId[],
  stored: Stored,
): 'kept' | 'lost' | 'limited' {
  const { content, created, read } = stored
  const trouble = compressionTrouble(connection)
  if (trouble !== undefined) inconclusive(`${trouble.came}, which CSE/PMD/011 judges`)
  const limited = failed(created) || (created.outcome.kind === 'closed' && created.outcome.code === 1009)
  const { maxMessage } = sut.system.configuration.sut
  // Escapes and the rest of the request make the message longer than its content, but not that much.
  const within = maxMessage !== 'auto' && 2 * content.length + takenByEveryCse <= maxMessage
  if (limited && content.length > takenByEveryCse && !within) return 'limited'
  const back = read === undefined ? undefined : contentOf(read)
  if (read !== undefined && back === undefined && succeeded(read)) {
    inconclusive('what was stored is shown without con, which CSE/WCH/014 judges')
  }
  const kept = back === content
  const grounds = {
    sent: stored.sent,
    came: `${describeReply(created.outcome)}${describeRead(stored)}`,
    evidence: read?.evidence ?? created.evidence,
    wanted: 'The content arrives as it was sent.',
  }
  for (const row of rows) expect(kept, row, grounds).to.equal(true)
  return kept ? 'kept' : 'lost'
}

/**
 * The data of the compressed messages that the SUT sends from now on, as it stands in their frames, joined. Grows as they
 * come.
 */
export function compressedMessages({ wire }: PrimitiveConnection): readonly Buffer[] {
  const messages: Buffer[] = []
  let parts: Buffer[] | undefined
  wire.onFrame(({ opcode, rsv: reserved, payload, fin }) => {
    if (opcode > opcodes.binary) return
    if (opcode !== opcodes.continuation) parts = (reserved & rsv.rsv1) === 0 ? undefined : []
    parts?.push(payload)
    if (!fin || parts === undefined) return
    messages.push(Buffer.concat(parts))
    parts = undefined
  })
  return messages
}

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_'

/**
 * Text of so many letters, digits, hyphens and underscores in which hardly anything occurs twice; the same one for the
 * same seed (a linear congruential generator, of which the upper bits are taken).
 */
export function unrepetitiveText(length: number, seed = 1): string {
  let state = seed
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return alphabet[state >>> 26] ?? ''
  }).join('')
}
