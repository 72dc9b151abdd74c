import type { CaseContext } from '../lib/case/index.js'
import { accessControlOperation, resourceType, type RequestParameters } from '../lib/primitive/index.js'
import { describeReply, type IncomingRequest, type Reply, type Session } from '../lib/sut/index.js'
import { notifiersOf } from './correspondents.js'
import { isAcknowledgement } from './non-blocking.js'
import { subscriptionFor, verifies } from './notifications.js'

/** A request whose response the SUT cannot give before the tester has answered a request of the SUT. */
export interface HeldCreation {
  /** Who creates the subscription. */
  readonly creator: Session
  /** The AE that the subscription is to notify, and whose answer is waited for. */
  readonly target: Session
  /** The verification request, not answered yet. */
  readonly held: IncomingRequest
  readonly pending: Promise<Reply>
  /** Path of the subscription that is being created. */
  readonly subscription: string
}

/** What may be different about the request that is held back. */
export interface HoldingOptions {
  readonly parameters?: Partial<RequestParameters>
  /** `false` where answers are provoked that must not be held against the SUT in the watch cases. */
  readonly watched?: boolean
}

/**
 * Lets an AE create a subscription that notifies another one, and holds back the answer to the verification request
 * (TS-0004 7.4.8.2.1). A CSE may leave verification out; then the case is inconclusive.
 */
export async function heldCreation(
  { sut, inconclusive }: CaseContext,
  { parameters = {}, watched = true }: HoldingOptions = {},
): Promise<HeldCreation> {
  const [creator, target] = await Promise.all([sut.session({ watched }), sut.session()])
  await target.grant(notifiersOf(sut, creator), accessControlOperation.notify)
  const container = await creator.container('data')
  const connection = target.open
  connection.answering = 'by the case'
  const attributes = subscriptionFor('watch', target.identifier)
  const pending = creator.create(container, resourceType.subscription, attributes, parameters)
  const verification = connection.nextRequest(verifies)
  let first = await Promise.race([verification, pending])
  // A non-blocking request is acknowledged first, and carried out then.
  if (first.kind === 'reply' && isAcknowledgement(first)) first = await verification
  if (first.kind === 'received') {
    return { creator, target, held: first.item, pending, subscription: `${container}/watch` }
  }
  // What the target does not answer any more must not keep the creator waiting.
  connection.answering = 'at once'
  return inconclusive(
    first.kind === 'reply'
      ? `the SUT answered the creation of a subscription without a verification: ${describeReply(first.outcome)}`
      : `no verification request came (${first.kind})`,
  )
}
