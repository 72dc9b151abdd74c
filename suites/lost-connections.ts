import type { CaseContext } from '../lib/case/index.js'
import type { RequirementId } from '../lib/spec/index.js'
import { PreconditionError, type Scope, type Session } from '../lib/sut/index.js'
import { endingOf } from './endings.js'
import { isServed, shortRetrieve } from './frames.js'
import { groundsOn, statusOf } from './replies.js'
import { leave } from './sessions.js'

/** Rows that every case on a connection which the client has ended in its own way is judged by. */
export const lossRows: readonly [RequirementId, ...RequirementId[]] = ['5.2-11', '5.2-13', '5.2-17', '6.4-3']

/** What those cases accept. */
export const lossAccepts =
  'Another AE is served on its connection, a handshake is answered with 101, and on the fresh connection the AE is served ' +
  'without registering again. Anything else is not accepted. What the SUT makes of the lost connection is noted.'

/** Opens a fresh connection for a session, in two attempts; what came instead where there is none. */
async function refusalOfReopening(sut: Scope, session: Session): Promise<string | undefined> {
  // Where it has not been lost: a second connection of an originator need not be served (reading second-connection).
  if (session.connection !== undefined && session.connection.ended === undefined) await leave(sut, session)
  const attempt = async (): Promise<string | undefined> => {
    try {
      await session.reopen()
      return undefined
    } catch (problem) {
      // That no connection comes about is what is asked here, and no reason to give up.
      if (!(problem instanceof PreconditionError)) throw problem
      return problem.message
    }
  }
  return (await attempt()) && (await attempt())
}

/**
 * Judges what else has suffered from `sent`, which ended a connection of the session: an AE beside it, the handshakes of
 * others, the registration. The session goes on with a fresh connection.
 */
export async function judgeLoss(
  { sut, expect, inconclusive }: CaseContext,
  { session, bystander }: { readonly session: Session; readonly bystander: Session },
  sent: string,
): Promise<void> {
  const others = await isServed(bystander)
  expect(others, '5.2-17', {
    sent: `${sent}; then a request of another AE on its own connection`,
    came: others ? 'its response' : 'no response to it',
    evidence: bystander.connection?.evidence(0) ?? sut.evidence,
    wanted:
      'What one client does to its connection is no matter of the others: each of their requests is answered.',
  }).to.equal(true)
  const refused = await refusalOfReopening(sut, session)
  expect(refused, '5.2-13', {
    sent: `${sent}; then a handshake`,
    came: refused ?? 'a 101',
    evidence: sut.evidence,
  }).to.equal(undefined)
  if (refused !== undefined) return inconclusive('without a fresh connection there is no more to see')
  const reply = await session.requestAs(shortRetrieve(session))
  for (const row of ['5.2-11', '6.4-3'] as const) {
    const grounds = groundsOn(reply, 'The AE is still registered, and served at once.')
    expect(statusOf(reply), row, {
      ...grounds,
      sent: `${sent}; then ${reply.sent} on a fresh connection`,
    }).to.equal(2000)
  }
}

/** Half-closes TCP, and notes what the SUT makes of it within the silence window. */
export async function halfClose(
  { sut, note }: CaseContext,
  { open: connection }: Session,
  sent: string,
): Promise<void> {
  connection.wire.end()
  const { kind, came, evidence } = await endingOf(connection, sut.silenceMs)
  const reaction = kind === 'open' ? `nothing within ${sut.silenceMs} ms` : came
  note('6.4-3', `after ${sent}, a FIN of the client was followed by ${reaction}`, evidence)
}
