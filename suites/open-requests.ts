import type { CaseContext } from '../lib/case/index.js'
import type { Grounds } from '../lib/expect/index.js'
import type { BehaviourOf, RequirementId } from '../lib/spec/index.js'
import type { PrimitiveConnection, Reply, Scope } from '../lib/sut/index.js'
import { endingSoFar } from './endings.js'
import { groundsOn } from './replies.js'

/** Close codes by which a server says that it goes away or restarts (RFC 6455 7.4.1 and its registry). */
const shutdownCodes: readonly number[] = [1001, 1012]

/** Judges, by the reading `closed-with-a-request-open`, whether a connection was kept while a request was open on it. */
export function judgeKept(
  { classify }: CaseContext,
  row: RequirementId,
  connection: PrimitiveConnection,
  sent: string,
): void {
  const { kind, code, came, evidence } = endingSoFar(connection)
  const shutdown = code !== undefined && shutdownCodes.includes(code)
  const behaviour = kind === 'open' ? 'kept-open' : shutdown ? 'at-shutdown' : 'before-the-timeout'
  classify('closed-with-a-request-open', behaviour, row, { sent, came, evidence })
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
