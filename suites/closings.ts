import type { CaseContext } from '../lib/case/index.js'
import type { BehaviourOf } from '../lib/spec/index.js'
import type { PrimitiveConnection } from '../lib/sut/index.js'
import { endingOf, type Ending } from './endings.js'

/** A Close frame of the tester. */
export interface OwnClose {
  /** Undefined: the body is empty. */
  readonly code: number | undefined
  readonly reason?: string
}

/** One line on a Close frame of the tester. */
export function describeClose({ code, reason = '' }: OwnClose): string {
  if (code === undefined) return 'an empty Close frame'
  return `a Close frame with code ${code}${reason === '' ? '' : ` and a reason of ${Buffer.byteLength(reason)} octets`}`
}

/** A Close frame that was written: one line on it, and its code. */
interface SentClose {
  readonly sent: string
  readonly code: number | undefined
}

/** Judges by the reading `answer-to-close`, at 6.3-1, how a connection ended after a Close frame of the tester. */
export function judgeEnded({ classify }: CaseContext, ending: Ending, { sent, code }: SentClose): void {
  const behaviour: BehaviourOf<'answer-to-close'> =
    ending.kind !== 'close-frame' ? 'not-answered' : ending.code === code ? 'same-code' : 'another-code'
  classify('answer-to-close', behaviour, '6.3-1', { sent, came: ending.came, evidence: ending.evidence })
}

/** Waits for the answer to a Close frame that has just been written, and judges it; returns how the connection ended. */
export async function judgeAnswer(
  context: CaseContext,
  connection: PrimitiveConnection,
  close: SentClose,
): Promise<Ending> {
  const ending = await endingOf(connection, context.sut.system.timeouts.close)
  judgeEnded(context, ending, close)
  return ending
}

/**
 * Takes a closing handshake that was completed for what 6.3-2 permits. Where it was not, the rest of the case is
 * inconclusive: a permission cannot be violated, 6.3-1 is, and yet nothing is confirmed. `when` qualifies what came.
 */
export function judgeCompletion(
  { expect, inconclusive }: CaseContext,
  ending: Ending,
  { sent, when = '' }: { readonly sent: string; readonly when?: string },
): void {
  if (ending.kind !== 'close-frame') inconclusive('without a Close frame the closing handshake did not end')
  expect(ending.kind, '6.3-2', {
    sent,
    came: `${ending.came}${when}`,
    evidence: ending.evidence,
  }).to.equal('close-frame')
}

/** Sends a Close frame and judges its answer at 6.3-1. */
export async function closeAndJudge(
  context: CaseContext,
  connection: PrimitiveConnection,
  close: OwnClose,
): Promise<Ending> {
  await connection.wire.sendClose(close.code, close.reason)
  return judgeAnswer(context, connection, { sent: describeClose(close), code: close.code })
}
