import type { CaseContext } from '../lib/case/index.js'
import type { BehaviourOf } from '../lib/spec/index.js'
import type { Session } from '../lib/sut/index.js'
import { closeCodeProblem, opcodes } from '../lib/wire/index.js'
import { endingOf, type Ending } from './endings.js'
import { judgeSurvival } from './failures.js'
import { closeAnswered, servedSession } from './frames.js'
import { judgeEndOfTcp } from './tcp-endings.js'

/** Codes that say that a Close frame was not in order. */
const errorCodes: readonly (number | undefined)[] = [1002, 1007]

/** Codes for errors of other kinds. */
const otherErrorCodes: readonly (number | undefined)[] = [1003, 1008, 1011]

/**
 * A registered AE on a connection that may be closed in irregular ways, after a regular Close frame on another
 * connection was answered; else the case is inconclusive. What the SUT sends is not held against it in the watch cases: it
 * may repeat what it was sent. It comes with the code of that regular answer.
 */
export async function closableSession(
  context: CaseContext,
): Promise<{ readonly session: Session; readonly regularCode: number | undefined }> {
  const regularCode = await closeAnswered(context)
  return { session: await servedSession(context, false), regularCode }
}

/** What the SUT made of a Close frame whose body is wrong. */
function behaviourOf(
  { kind, code }: Ending,
  regularCode: number | undefined,
): BehaviourOf<'invalid-close-body'> {
  if (kind === 'open') return 'no-reaction'
  if (kind === 'bare-drop') return 'bare-drop'
  if (errorCodes.includes(code)) return 'error-code'
  if (otherErrorCodes.includes(code) && code !== regularCode) return 'another-error-code'
  return code !== undefined && closeCodeProblem(code) !== undefined ? 'invalid-code-sent' : 'another-code'
}

/**
 * Sends a Close frame with this body, which is wrong, and judges the answer by the reading `invalid-close-body`, the end
 * of TCP, and that a fresh connection is served.
 */
export async function judgeIrregularClose(
  context: CaseContext,
  words: string,
  payload: Buffer,
): Promise<void> {
  const { sut, classify, inconclusive } = context
  const { session, regularCode } = await closableSession(context)
  const connection = session.open
  await connection.wire.send({ opcode: opcodes.close, payload })
  const ending = await endingOf(connection, sut.system.timeouts.close)
  const sent = `a Close frame with ${words} (${payload.toString('hex')})`
  classify('invalid-close-body', behaviourOf(ending, regularCode), 'RFC6455/10.7-1', {
    sent,
    came: ending.came,
    evidence: ending.evidence,
  })
  if (ending.kind === 'open') return inconclusive('the connection was not ended, so it cannot be said how')
  await judgeEndOfTcp(context, connection, 'RFC6455/7.1.7-1', sent, ending)
  await judgeSurvival(context, session, sent)
}

/** What a Close frame in answer to an unassigned code means. */
function behaviourOnUnassigned({ kind, code }: Ending, sent: number): BehaviourOf<'unassigned-close-code'> {
  if (kind === 'open') return 'no-reaction'
  if (kind === 'bare-drop') return 'bare-drop'
  if (code === sent) return 'same-code'
  return errorCodes.includes(code) ? 'error-code' : 'another-code'
}

/** Sends a Close frame with a code that RFC 6455 neither knows nor forbids, and judges what comes. */
export async function judgeUnassignedCode(context: CaseContext, code: number): Promise<void> {
  const { sut, classify } = context
  const { session } = await closableSession(context)
  const connection = session.open
  await connection.wire.sendClose(code)
  const ending = await endingOf(connection, sut.system.timeouts.close)
  const sent = `a Close frame with the code ${code}`
  classify('unassigned-close-code', behaviourOnUnassigned(ending, code), 'RFC6455/10.7-1', {
    sent,
    came: ending.came,
    evidence: ending.evidence,
  })
  await judgeSurvival(context, session, sent)
}
