import type { CaseContext } from '../lib/case/index.js'
import type { Grounds } from '../lib/expect/index.js'
import type { Response } from '../lib/primitive/index.js'
import type { BehaviourOf, RequirementId } from '../lib/spec/index.js'
import { describeReply, type PrimitiveConnection, type Reply, type Scope } from '../lib/sut/index.js'
import { endingSoFar } from './endings.js'
import { groundsOn } from './replies.js'

/** Close codes by which a server says that it goes away or restarts (RFC 6455 7.4.1 and its registry). */
const shutdownCodes: readonly number[] = [1001, 1012]

/**
 * How a connection was left while a request was open on it, in the words of `closed-with-a-request-open`. Once its response
 * has come nothing is open any more: a close after that is no matter of 6.5-3 and 6.5-4.
 */
function keeping(
  { sut }: CaseContext,
  connection: PrimitiveConnection,
  outcome: Reply['outcome'] | undefined,
): BehaviourOf<'closed-with-a-request-open'> {
  const { kind, code } = endingSoFar(connection)
  if (outcome?.kind === 'response') return 'kept-open'
  if (outcome?.kind === 'timeout') {
    const declared = outcome.waitedMs >= sut.system.timeouts.response
    return kind !== 'open' && declared ? 'after-the-timeout' : 'never-answered'
  }
  if (kind === 'open') return 'kept-open'
  return code !== undefined && shutdownCodes.includes(code) ? 'at-shutdown' : 'before-the-timeout'
}

/**
 * Judges, by the reading `closed-with-a-request-open`, whether a connection was kept while a request was open on it.
 * `reply`: what has come of the request; left out while it is still waited for.
 */
export function judgeKept(
  context: CaseContext,
  row: RequirementId,
  connection: PrimitiveConnection,
  sent: string,
  reply?: Reply,
): void {
  const { came, evidence } = endingSoFar(connection)
  const answer = reply === undefined ? '' : `${describeReply(reply.outcome)}; `
  context.classify('closed-with-a-request-open', keeping(context, connection, reply?.outcome), row, {
    sent,
    came: `${answer}${came}`,
    evidence,
  })
}

/**
 * Milliseconds for which the answer of a slow target is held back: half of the declared response timeout. A SUT that closes
 * before that has no patience; one that gives its target up with an error in the meantime may do so.
 */
export function patienceAsked({ system, silenceMs }: Scope): number {
  return Math.max(silenceMs, system.timeouts.response / 2)
}

/**
 * Responses without the one to a regular request, by its rqi: where none has that, the first success that has none at all.
 * An error without rqi is left in, for it may answer what could not be read.
 */
export function withoutAnswerTo<Answer extends { readonly response: Pick<Response, 'rqi' | 'rsc'> }>(
  rqi: string,
  answers: readonly Answer[],
): readonly Answer[] {
  const own =
    answers.find(({ response }) => response.rqi === rqi) ??
    answers.find(({ response }) => response.rqi === undefined && (response.rsc ?? 4000) < 4000)
  return answers.filter((answer) => answer !== own)
}

/** How many responses with the rqi of a request have come on a connection. */
function timesAnswered(connection: PrimitiveConnection, { request }: Reply): number {
  return connection.responses.filter(({ response }) => response.rqi === request.rqi).length
}

/** How one of several open requests was answered, in the words of `several-requests-open`, with the grounds. */
export interface Answered {
  readonly behaviour: BehaviourOf<'several-requests-open'>
  readonly grounds: Grounds
}

/**
 * How long many requests that are sent at once may wait for their responses, in milliseconds: a SUT may carry them out one
 * after the other, and the last one waits for all others.
 */
export function deadlineAtOnce({ system }: Scope): number {
  return 4 * system.timeouts.response
}

/**
 * Counts the responses to requests once the SUT has answered a ping: what it has sent twice has arrived by then.
 */
export async function answersTo(
  sut: Scope,
  connection: PrimitiveConnection,
  replies: readonly Reply[],
): Promise<readonly Answered[]> {
  await connection.wire.roundTrip(sut.system.timeouts.response)
  return replies.map((reply) => {
    const times = timesAnswered(connection, reply)
    const grounds = groundsOn(reply)
    return {
      behaviour: reply.outcome.kind !== 'response' ? 'lost' : times > 1 ? 'doubled' : 'each-answered',
      grounds: { ...grounds, came: `${grounds.came}; ${times} responses with this rqi` },
    }
  })
}
