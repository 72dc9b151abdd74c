import type { CaseContext } from '../lib/case/index.js'
import type { Grounds } from '../lib/expect/index.js'
import { operation, resourceType, type RequestPrimitive } from '../lib/primitive/index.js'
import type { BehaviourOf, RequirementId } from '../lib/spec/index.js'
import { required, type PrimitiveConnection, type Reply, type Session } from '../lib/sut/index.js'
import type { FrameOptions, WriteOutcome } from '../lib/wire/index.js'
import { endingOf } from './endings.js'
import { halves } from './interleaving.js'
import { failed, groundsOn, statusOf } from './replies.js'

/** How frames go to TCP: all in one write, one after the other, or in pieces of so many octets. */
export type Writing = 'at once' | 'frame by frame' | { readonly chopSize: number }

/** The end of a sentence on frames that were sent. */
export function inWords(writing: Writing): string {
  if (writing === 'at once') return 'in one write'
  return writing === 'frame by frame' ? 'in a write each' : `in TCP segments of ${writing.chopSize} octets`
}

/** Sends frames; resolves with the first write that failed, or the last. */
export async function writeFrames(
  { wire }: PrimitiveConnection,
  frames: readonly FrameOptions[],
  writing: Writing = 'at once',
): Promise<WriteOutcome> {
  if (writing === 'at once') return wire.send(frames)
  if (writing !== 'frame by frame') return wire.send(frames, writing)
  for (const frame of frames) {
    const written = await wire.send(frame)
    if (written.kind === 'not-writable') return written
  }
  return { kind: 'written' }
}

/** Sends a request in frames of the case's own making, and waits for its response. */
export async function exchangeFrames(
  session: Session,
  request: RequestPrimitive,
  frames: readonly FrameOptions[],
  writing: Writing = 'at once',
): Promise<Reply> {
  const { open: connection } = session
  const write = (): Promise<WriteOutcome> => writeFrames(connection, frames, writing)
  return session.reply(request, await connection.exchange(request.rqi, write))
}

/** Writes what carries a request, so many `times`, without waiting for a response, which the SUT may or may not owe. */
export async function writeRequest(
  connection: PrimitiveConnection,
  rqi: string,
  write: () => Promise<WriteOutcome>,
  times = 1,
): Promise<void> {
  connection.expectNothing(rqi, times)
  await write()
}

/** RETRIEVE of the own <AE> in as few octets as there are: by its identifier, which is shorter than its path. */
export function shortRetrieve(session: Session): RequestPrimitive {
  const { ri } = session.registration.attributes
  const to = typeof ri === 'string' && ri.length < session.target.length ? ri : session.target
  return session.build({ op: operation.retrieve, to })
}

/** CREATE of a container, below the own <AE> unless told otherwise: whether it was served shows afterwards. */
export function creation(session: Session, name: string, parent = session.target): RequestPrimitive {
  return session.build({
    op: operation.create,
    to: parent,
    ty: resourceType.container,
    pc: { 'm2m:cnt': { rn: name } },
  })
}

/** Where white space may stand inside a serialized primitive, as an offset; undefined where the format has none. */
export function gapIn(octets: Buffer, { serialization }: PrimitiveConnection): number | undefined {
  if (serialization === 'cbor') return undefined
  if (serialization === 'json') return octets.indexOf('{') + 1
  const root = /<[^?!][^>]*>/.exec(octets.toString('latin1'))
  return root === null ? undefined : root.index + root[0].length
}

/** Every CSE takes messages of so many octets; above, it may have a limit (RFC 6455 10.4). */
export const takenByEveryCse = 1024

/** Makes the case inapplicable where the SUT is declared to take no message of so many octets. */
export function requireDeclared({ sut, inapplicable }: CaseContext, size: number): void {
  const { maxMessage } = sut.system.configuration.sut
  if (maxMessage === 'auto' || size <= maxMessage) return
  inapplicable(
    `the largest message that the SUT takes is declared to have ${maxMessage} octets (sut.maxMessage), and this one has ${size}`,
  )
}

/** Whether the SUT has shown a limit by closing with 1009, where none is declared that the message is within. */
export function limitShown({ system }: CaseContext['sut'], { outcome }: Reply, size: number): boolean {
  const declared = system.configuration.sut.maxMessage !== 'auto'
  return !declared && size > takenByEveryCse && outcome.kind === 'closed' && outcome.code === 1009
}

/** A request in frames, and what became of it. */
export interface Taken {
  readonly reply: Reply
  /** What was sent, one line. */
  readonly sent: string
  /** Octets of the message. */
  readonly size: number
}

/**
 * Judges that a request in regular frames is served with this response status code, and returns whether it was. A limit of
 * the SUT is told by the reading `message-size-limit`, at the same rows, and ends the case as inapplicable, unless a larger
 * one is declared: then the request has to be served.
 */
export function judgeTaken(
  { sut, expect, classify, inapplicable }: CaseContext,
  rows: readonly ('5.2-9' | 'RFC6455/5.2-7' | 'RFC6455/5.4-8')[],
  { reply, sent, size }: Taken,
  wantedCode: 2000 | 2001,
): boolean {
  const declared = sut.system.configuration.sut.maxMessage !== 'auto'
  const limit = declared ? ' (a message within the declared sut.maxMessage)' : ''
  const grounds = { ...groundsOn(reply, `The request is served with rsc ${wantedCode}${limit}.`), sent }
  const behaviour: BehaviourOf<'message-size-limit'> | undefined = limitShown(sut, reply, size)
    ? 'close-1009'
    : size > takenByEveryCse && !declared && failed(reply)
      ? 'error-response'
      : undefined
  for (const row of rows) {
    if (behaviour !== undefined) classify('message-size-limit', behaviour, row, grounds)
    else expect(statusOf(reply), row, grounds).to.equal(wantedCode)
  }
  if (behaviour !== undefined) return inapplicable(`the SUT takes no messages of ${size} octets in this form`)
  return statusOf(reply) === wantedCode
}

/** Judges that a request in regular frames is served; without a limit that the SUT could claim. */
export function judgeServed(
  { expect }: CaseContext,
  rows: readonly RequirementId[],
  reply: Reply,
  sent: string,
  wantedCode: 2000 | 2001 = 2000,
): boolean {
  const grounds = { ...groundsOn(reply, `The request is served with rsc ${wantedCode}.`), sent }
  for (const row of rows) expect(statusOf(reply), row, grounds).to.equal(wantedCode)
  return statusOf(reply) === wantedCode
}

/**
 * Judges what followed a pong that nobody asked for: by the reading `unasked-pong`, and at the row that allows such pongs, of
 * which there can be no more than a note.
 */
export function judgeUnaskedPong(
  { classify, expect }: CaseContext,
  behaviour: BehaviourOf<'unasked-pong'>,
  grounds: Grounds,
): void {
  classify('unasked-pong', behaviour, 'RFC6455/6.2-2', grounds)
  expect(behaviour, 'RFC6455/5.5.3-3', grounds).to.not.equal('no-longer-serving')
}

/** A registered AE that is served; anything else makes the case inconclusive. */
export async function servedSession({ sut }: CaseContext, watched = true): Promise<Session> {
  const session = await sut.session({ watched })
  required(await session.requestAs(shortRetrieve(session)), 2000)
  return session
}

/** Whether another AE is served on its connection: one request that has no response may be chance, two are not. */
export async function isServed(bystander: Session): Promise<boolean> {
  const attempt = async (): Promise<boolean> =>
    statusOf(await bystander.requestAs(shortRetrieve(bystander))) === 2000
  return (await attempt()) || (await attempt())
}

/**
 * Without an answer to a regular Close frame what becomes of an irregular one says nothing. Returns the code of the answer.
 */
export async function closeAnswered({ sut, inconclusive }: CaseContext): Promise<number | undefined> {
  const connection = await sut.open()
  await connection.wire.sendClose(1000)
  const ending = await endingOf(connection, sut.system.timeouts.close)
  if (ending.kind !== 'close-frame')
    inconclusive('a regular Close frame was not answered, which CSE/CLS/001 judges')
  return ending.code
}

/** Where a regular request in fragments is not served, what becomes of fragments that are not in order says nothing. */
export async function fragmentsTaken({ inconclusive }: CaseContext, session: Session): Promise<void> {
  const request = shortRetrieve(session)
  const frames = halves(session.open.encode(request), session.open.opcode)
  if (statusOf(await exchangeFrames(session, request, frames)) !== 2000)
    inconclusive('a regular request in two fragments was not served, which CSE/FRM/100 judges')
}

/** Without a pong to a regular ping what becomes of an irregular one says nothing. */
export async function pingAnswered(
  { sut, inconclusive }: CaseContext,
  { open: connection }: Session,
): Promise<void> {
  const trip = await connection.wire.roundTrip(sut.system.timeouts.response)
  if (trip.kind !== 'pong')
    inconclusive(`a regular ping was not answered (${trip.kind}), which CSE/CLS/008 judges`)
}
