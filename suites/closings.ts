import type { CaseContext } from '../lib/case/index.js'
import type { BehaviourOf, RequirementId } from '../lib/spec/index.js'
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

/**
 * Judges by the reading `answer-to-close`, at 6.3-1, how a Close frame was answered that has just been written.
 * Returns how the SUT ended the connection.
 */
export async function judgeAnswer(
  { sut, classify }: CaseContext,
  connection: PrimitiveConnection,
  { sent, code }: { readonly sent: string; readonly code: number | undefined },
): Promise<Ending> {
  const ending = await endingOf(connection, sut.system.timeouts.close)
  const behaviour: BehaviourOf<'answer-to-close'> =
    ending.kind !== 'close-frame' ? 'not-answered' : ending.code === code ? 'same-code' : 'another-code'
  const row: RequirementId = '6.3-1'
  classify('answer-to-close', behaviour, row, { sent, came: ending.came, evidence: ending.evidence })
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
