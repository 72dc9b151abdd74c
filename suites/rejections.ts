import type { CaseContext } from '../lib/case/index.js'
import type { RequirementId } from '../lib/spec/index.js'
import { describeReply, type IncomingRequest, type Reply } from '../lib/sut/index.js'
import { failed, groundsOn, succeeded } from './replies.js'

/**
 * Judges a primitive for an entity that is not registered, by the reading `primitives-before-registration`: the sender
 * must get an error, and nothing may have arrived.
 */
export function judgeRejection(
  { expect, classify }: CaseContext,
  rows: readonly RequirementId[],
  reply: Reply,
  arrived: readonly IncomingRequest[],
): void {
  const grounds = {
    ...groundsOn(reply, 'The sender gets an error response, and nothing is delivered.'),
    came: `${describeReply(reply.outcome)}, and ${arrived.length} requests on the connection of that client`,
    evidence: arrived[0]?.evidence ?? reply.evidence,
  }
  for (const row of rows) {
    if (arrived.length > 0) classify('primitives-before-registration', 'delivered', row, grounds)
    else if (succeeded(reply)) classify('primitives-before-registration', 'success-reported', row, grounds)
    else if (failed(reply)) classify('primitives-before-registration', 'error-and-no-delivery', row, grounds)
    else expect(failed(reply), row, grounds).to.equal(true)
  }
}
