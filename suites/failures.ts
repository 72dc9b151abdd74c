import type { CaseContext, Test } from '../lib/case/index.js'
import type { Grounds } from '../lib/expect/index.js'
import type { RequestPrimitive } from '../lib/primitive/index.js'
import type { CaseId, IcsItem, RequirementId } from '../lib/spec/index.js'
import {
  describeReply,
  PreconditionError,
  required,
  type PrimitiveConnection,
  type Session,
} from '../lib/sut/index.js'
import { opcodes, type FrameOptions, type WriteOutcome } from '../lib/wire/index.js'
import { endingOf, type Ending } from './endings.js'
import {
  closeAnswered,
  creation,
  fragmentsTaken,
  inWords,
  pingAnswered,
  servedSession,
  shortRetrieve,
  writeFrames,
  writeRequest,
  type Writing,
} from './frames.js'
import { halves } from './interleaving.js'
import { withoutAnswerTo } from './open-requests.js'
import { attributesIn, statusOf } from './replies.js'
import { judgeEndOfTcp } from './tcp-endings.js'
import { capitalized } from './words.js'

/** Rows that every violation which has to fail the connection is judged by, beside the one that it breaks. */
export const failureRows = ['RFC6455/7.1.7-1', 'RFC6455/7.1.7-3', 'RFC6455/10.7-1', '6.1-1'] as const

/** What cases on violations accept. */
export const failureAccepts =
  'The connection ends and the request in it is not served. A Close frame with a fitting code: pass; with another ' +
  'code, or TCP ended without one: warn; a connection that goes on, or a request served as if right: fail. TCP is ' +
  'ended by the server, and a fresh connection is served.'

/** A violation as it was sent. */
export interface Violation {
  /** What was sent, one line. */
  readonly sent: string
  /** The row that makes the server fail the connection, or that forbids what was sent. */
  readonly row: RequirementId
  /** Status codes that fit. */
  readonly codes: readonly number[]
  /** Responses that had come on the connection before. */
  readonly responsesBefore: number
  /** The rqi of a regular request that went ahead in the same go: its response may come, or be lost with the connection. */
  readonly ahead?: string
}

/**
 * Waits for the SUT to end a connection after a violation, as long as it may take to close one: nothing more is sent
 * meanwhile, and that pings are still answered says nothing of what another thread of the SUT is about to do.
 */
export async function endingAfterViolation(
  { sut }: CaseContext,
  connection: PrimitiveConnection,
): Promise<Ending> {
  const { endingPatience, timeouts } = sut.system
  const ending = await endingOf(connection, endingPatience.deadline(timeouts.close, timeouts.close / 2))
  endingPatience.report(ending.kind !== 'open')
  return ending
}

/**
 * Judges what became of a connection after a violation (RFC 6455 7.1.7), up to the end of TCP. A connection that goes on
 * fails at the row of the violation, and the case ends there.
 */
export async function judgeFailing(
  context: CaseContext,
  connection: PrimitiveConnection,
  { sent, row, codes, responsesBefore, ahead }: Violation,
): Promise<void> {
  const { expect, inconclusive } = context
  const ending = await endingAfterViolation(context, connection)
  const since = connection.responses.slice(responsesBefore)
  const answers = ahead === undefined ? since : withoutAnswerTo(ahead, since)
  const served = answers.some(({ response }) => response.rsc !== undefined && response.rsc < 4000)
  const response = served
    ? 'a response as if it were right, then '
    : answers.length > 0
      ? 'an error response, then '
      : ''
  const grounds: Grounds = {
    sent,
    came: `${response}${ending.came}`,
    evidence: ending.evidence,
    wanted: `The connection is failed, with a Close frame that has the code ${codes.join(' or ')}.`,
  }
  expect(ending.kind !== 'open' && !served, row, grounds).to.equal(true)
  if (ending.kind === 'open') {
    return inconclusive('the connection was not failed, so it cannot be said how')
  }
  const fitting = ending.kind === 'close-frame' && ending.code !== undefined && codes.includes(ending.code)
  expect(fitting, 'RFC6455/7.1.7-3', grounds).to.equal(true)
  await judgeEndOfTcp(
    context,
    connection,
    'RFC6455/7.1.7-1',
    `${sent}, and the answer to the Close frame`,
    ending,
  )
}

/**
 * How a fresh connection is served: undefined when it is, else what came instead. A registration that did not outlive
 * the failed connection makes the case inconclusive: that is no matter of RFC 6455.
 */
async function refusalOfService(session: Session): Promise<string | undefined> {
  // A SUT may refuse an originator a second connection while it has one (TS-0020 5.2).
  await session.connection?.wire.destroy()
  try {
    await session.reopen()
  } catch (problem) {
    // That no connection comes about is what is asked here, and no reason to give up.
    if (!(problem instanceof PreconditionError)) throw problem
    return problem.message
  }
  const reply = await session.requestAs(shortRetrieve(session))
  const status = statusOf(reply)
  if (status !== undefined && status >= 4000 && status < 5000) {
    throw new PreconditionError(
      `the fresh connection is served, but its AE is not known any more (rsc ${status}), which CSE/REG/007 judges`,
    )
  }
  return status === 2000 ? undefined : `rsc ${status ?? 'missing'} to ${reply.sent} (${reply.outcome.kind})`
}

/**
 * Judges at RFC6455/10.7-1 that a fresh connection is served after `sent`, and that what must not have been served has
 * left nothing behind. The session goes on with the fresh connection.
 */
export async function judgeSurvival(
  { sut, expect, inconclusive }: CaseContext,
  session: Session,
  sent: string,
  traces: (session: Session) => Promise<string | undefined> = () => Promise.resolve(undefined),
): Promise<void> {
  // One attempt that fails may be chance; two are not.
  const refused = (await refusalOfService(session)) && (await refusalOfService(session))
  const evidence = session.connection?.evidence(0) ?? sut.evidence
  const grounds = { sent: `${sent}; then a request on a fresh connection`, evidence }
  expect(refused, 'RFC6455/10.7-1', {
    ...grounds,
    came: refused ?? 'the response to it',
    wanted: 'The connection is failed and nothing else suffers: a fresh one is served.',
  }).to.equal(undefined)
  if (refused !== undefined) return inconclusive('without a fresh connection there is no more to see')
  const found = await traces(session)
  expect(found, 'RFC6455/10.7-1', {
    ...grounds,
    came: found ?? 'nothing of it',
    wanted: 'Nothing that belongs to the violation is served.',
  }).to.equal(undefined)
}

/**
 * Whether a container exists that a CREATE inside a violation would have made. Without a response to the RETRIEVE of it
 * the case is inconclusive.
 */
export function containerLeft(name: string): (session: Session) => Promise<string | undefined> {
  return async (session) => {
    const reply = await session.retrieve(`${session.target}/${name}`)
    if (reply.outcome.kind !== 'response') {
      throw new PreconditionError(
        `whether "${name}" exists could not be seen: ${describeReply(reply.outcome)}`,
      )
    }
    // Whatever the code: without the container in it a response does not show that it is there.
    return attributesIn(reply)?.['rn'] === name
      ? `the container "${name}", created by the request in it`
      : undefined
  }
}

/** A violation of the protocol around a regular CREATE; a row of a table of cases. */
export interface Offence {
  readonly id: CaseId
  /** What is sent, as in "a text frame with RSV2". */
  readonly words: string
  /** The row that makes the server fail the connection, or that forbids what is sent. */
  readonly row: RequirementId
  /** Codes that fit; 1002 alone when left out. */
  readonly codes?: readonly number[]
  /** The frames; `request` are the octets of a CREATE, `opcode` what its messages have. */
  readonly frames: (
    request: Buffer,
    opcode: 1 | 2,
    connection: PrimitiveConnection,
  ) => readonly FrameOptions[]
  readonly writing?: Writing
  /** How often the frames hold the request; once when left out. */
  readonly times?: number
  /** A regular request goes ahead in the same go, in one frame or in two; its response may be lost with the connection. */
  readonly ahead?: 'whole' | 'in halves'
}

/** What offences may need beyond a registered AE. */
export interface OffenceOptions {
  readonly needs?: readonly IcsItem[]
  /** A registered AE for which the same without the violation was served; on a usual connection when left out. */
  readonly session?: (context: CaseContext) => Promise<Session>
}

/** Name of the container that requests which must not be served would create. */
export const trace = 'trace'

async function twinServed(context: CaseContext): Promise<Session> {
  const session = await servedSession(context)
  required(await session.requestAs(creation(session, 'twin')), 2001)
  return session
}

/** The frames of the request that goes ahead. */
function framesAhead(
  connection: PrimitiveConnection,
  request: RequestPrimitive,
  form: Offence['ahead'],
): readonly FrameOptions[] {
  const { opcode } = connection
  const payload = connection.encode(request)
  return form === 'in halves' ? halves(payload, opcode) : [{ opcode, payload }]
}

/** An offence in words, with what goes ahead of it. */
function wordsOf({ words, ahead }: Offence): string {
  if (ahead === undefined) return words
  return `${ahead === 'whole' ? 'a regular request' : 'a regular request in two fragments'} and right behind it ${words}`
}

/** Runs one offence: the same without it is accepted first. */
async function judgeOffence(
  context: CaseContext,
  offence: Offence,
  opened: OffenceOptions['session'] = twinServed,
): Promise<void> {
  const { row, codes = [1002], frames, writing = 'at once' } = offence
  const session = await opened(context)
  const connection = session.open
  const request = creation(session, trace)
  const regular = offence.ahead === undefined ? undefined : shortRetrieve(session)
  const all = [
    ...(regular === undefined ? [] : framesAhead(connection, regular, offence.ahead)),
    ...frames(connection.encode(request), connection.opcode, connection),
  ]
  if (all.some(({ opcode, fin }) => opcode < opcodes.close && fin === false)) {
    await fragmentsTaken(context, session)
  }
  if (all.some(({ opcode }) => opcode === opcodes.ping)) await pingAnswered(context, session)
  if (all.some(({ opcode }) => opcode === opcodes.close)) await closeAnswered(context)
  const responsesBefore = connection.responses.length
  if (regular !== undefined) connection.expectNothing(regular.rqi)
  const write = (): Promise<WriteOutcome> => writeFrames(connection, all, writing)
  await writeRequest(connection, request.rqi, write, offence.times)
  const words = wordsOf(offence)
  const sent = writing === 'at once' ? words : `${words}, ${inWords(writing)}`
  const ahead = regular === undefined ? {} : { ahead: regular.rqi }
  await judgeFailing(context, connection, { sent, row, codes, responsesBefore, ...ahead })
  await judgeSurvival(context, session, sent, containerLeft(trace))
}

/** Defines a case for each offence. */
export function testOffences(test: Test, offences: readonly Offence[], options: OffenceOptions = {}): void {
  const { needs, session } = options
  for (const offence of offences) {
    const { id, row, codes = [1002], writing = 'at once' } = offence
    const words = wordsOf(offence)
    const others = failureRows.filter((each) => each !== row)
    test(id, {
      title: `fails the connection on ${words}${writing === 'at once' ? '' : `, ${inWords(writing)}`}`,
      covers: [row, ...others],
      sends: `${capitalized(words)}, ${inWords(writing)}; a regular request is served first.`,
      accepts: `${failureAccepts} Fitting: ${codes.join(', ')}.${offence.ahead === undefined ? '' : ' The response to the regular request may come or not.'}`,
      ...(needs === undefined ? {} : { needs }),
      run: (context) => judgeOffence(context, offence, session),
    })
  }
}
