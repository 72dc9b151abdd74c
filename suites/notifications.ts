import type { CaseContext } from '../lib/case/index.js'
import { accessControlOperation, attribute, type Value, type ValueObject } from '../lib/primitive/index.js'
import type { IncomingRequest, PrimitiveConnection, Session } from '../lib/sut/index.js'

/** Notification event types of TS-0004 6.3.4.2.19 (`net`). */
export const eventType = { update: 1, delete: 2, createOfChild: 3, deleteOfChild: 4 } as const

/** The content of a contentInstance that a notification reports; undefined when it reports something else. */
export function reportedContent(incoming: IncomingRequest): Value | undefined {
  return attribute(incoming.request.pc, '/m2m:sgn/nev/rep/m2m:cin/con')
}

/** Whether a request of the SUT reports this content, whatever else is wrong with it. */
export function reports(content: string): (incoming: IncomingRequest) => boolean {
  return (incoming) => reportedContent(incoming) === content
}

/** Whether a request of the SUT asks to verify a subscription (TS-0004 7.5.1.2.3). */
export function verifies({ request }: IncomingRequest): boolean {
  return attribute(request.pc, '/m2m:sgn/vrq') === true
}

/**
 * Whether a request of the SUT notifies an event other than the twin of {@link subscriber} and those before: what comes
 * twice, or without a reference to its subscription, is for others to judge.
 */
export function isNewEvent(...before: readonly IncomingRequest[]): (incoming: IncomingRequest) => boolean {
  const known = before.map(({ request }) => JSON.stringify(request.pc))
  return (incoming) =>
    attribute(incoming.request.pc, '/m2m:sgn/nev') !== undefined &&
    !reports(twin)(incoming) &&
    !known.includes(JSON.stringify(incoming.request.pc))
}

/** Judges the event type that a notification tells. */
export function judgeEventType(
  { classify }: CaseContext,
  incoming: IncomingRequest,
  event: number,
  sent: string,
): void {
  const told = attribute(incoming.request.pc, '/m2m:sgn/nev/net')
  const behaviour = told === undefined ? 'not-told' : told === event ? 'right' : 'another'
  classify('event-type-told', behaviour, 'TS-0004/6.3.5.13-2', {
    sent,
    came: `a notification with net ${JSON.stringify(told ?? null)}`,
    wanted: `The event type is ${event}.`,
    evidence: incoming.evidence,
  })
}

/** How often this content was notified over these connections so far. */
export function timesNotified(connections: readonly PrimitiveConnection[], content: string): number {
  return connections.flatMap(({ received }) => received.filter(reports(content))).length
}

/** Creates the cause of a notification and waits for that one; undefined when it does not arrive. */
export async function notified(
  session: Session,
  cause: () => Promise<unknown>,
  content: string,
): Promise<IncomingRequest | undefined> {
  const connection = session.open
  await cause()
  const arrived = await connection.nextRequest(reports(content))
  return arrived.kind === 'received' ? arrived.item : undefined
}

/** Waits until this content is notified over any of the connections, at most the response timeout. */
export async function arrivesOnAny(
  connections: readonly PrimitiveConnection[],
  content: string,
): Promise<boolean> {
  const waits = connections.map(async (connection) => {
    const arrived = await connection.nextRequest(reports(content))
    if (arrived.kind !== 'received') throw new Error('not on this connection')
  })
  return Promise.any(waits).then(
    () => true,
    () => false,
  )
}

/** Waits for the silence window: what has not arrived by then was not sent. Ends early with the connection. */
export async function quiet(connection: PrimitiveConnection, silenceMs: number): Promise<void> {
  await connection.wire.next(() => false, silenceMs)
}

/**
 * A barrier on the level of primitives: creates one more contentInstance of which the session is notified, waits for
 * that notification and then for the silence window. What has not arrived by then was not sent. False when the
 * notification itself does not arrive.
 */
export async function settled(
  session: Session,
  cause: () => Promise<unknown>,
  content: string,
): Promise<boolean> {
  const last = await notified(session, cause, content)
  if (last === undefined) return false
  await quiet(session.open, session.silenceMs())
  return true
}

/** Content of the first contentInstance of a {@link subscriber}. */
const twin = 'twin'

/** An AE with a container to which it has subscribed, and whose notifications are known to arrive. */
export interface Subscriber {
  readonly session: Session
  /** Path of the container. */
  readonly container: string
  /** Path of the subscription. */
  readonly subscription: string
}

/** Who is to be notified, of what, and who else may create contentInstances in the container. */
export interface SubscriberOptions {
  readonly eventTypes?: readonly number[]
  readonly writers?: readonly Session[]
  /** Attributes of the subscriber's <AE>. */
  readonly attributes?: ValueObject
}

/**
 * Registers an AE that subscribes to a container of its own, and has one event notified: the unmodified twin of what
 * the case is about. Where that notification does not arrive the case is inconclusive, since CSE/NTF/001 judges it.
 */
export async function subscriber(
  { sut, inconclusive }: CaseContext,
  { eventTypes = [], writers = [], attributes = {} }: SubscriberOptions = {},
): Promise<Subscriber> {
  const session = await sut.session({ attributes })
  const policy =
    writers.length === 0
      ? []
      : [
          await session.grant(
            writers.map(({ identifier }) => identifier),
            accessControlOperation.create + accessControlOperation.retrieve,
          ),
        ]
  const container = await session.container('data', policy.length === 0 ? {} : { acpi: policy })
  const events = [eventType.createOfChild, ...eventTypes]
  const subscription = await session.subscription(container, 'watch', [session.identifier], events)
  const first = await notified(session, () => session.content(container, twin), twin)
  if (first === undefined) {
    inconclusive('no notification arrived at all, which CSE/NTF/001 judges')
  }
  return { session, container, subscription }
}

/** Attributes of a <subscription> that notifies these targets of new contentInstances. */
export function subscriptionFor(name: string, ...targets: readonly string[]): ValueObject {
  return { rn: name, nu: targets, enc: { net: [eventType.createOfChild] }, nct: 1 }
}
