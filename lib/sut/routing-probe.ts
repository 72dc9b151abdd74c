import { operation, resourceType } from '../primitive/index.js'
import type { PrimitiveConnection } from './primitive-connection.js'
import type { Scope } from './scope.js'
import { required, type Registration } from './session.js'

/**
 * A ws address at which nobody listens. Some registrars route to a registree only when its <AE> has a pointOfAccess,
 * and then use the connection that is there; none has a reason to dial it while that is open (TS-0020 5.2).
 */
export const standInPointOfAccess = 'ws://127.0.0.1:9/'

/** An AE that has subscribed to its own <AE>, with the connection on which its notifications are due. */
interface Subscriber {
  readonly connection: PrimitiveConnection
  readonly registration: Registration
}

/** How the SUT routes to registered AEs. */
export type Routing = 'without pointOfAccess' | 'only with pointOfAccess' | 'not seen'

async function subscribe(scope: Scope, subscriber: Subscriber): Promise<void> {
  const { connection, registration } = subscriber
  const requester = scope.requester(connection, registration.identifier)
  const attributes = { rn: 'probe', nu: [registration.identifier], enc: { net: [3] }, nct: 1 }
  required(await requester.create(registration.target, resourceType.subscription, attributes), 2001)
  // The creation is what is notified; whether it is answered before or after that does not matter here.
  void requester.create(registration.target, resourceType.container, { rn: 'event' })
}

async function notified({ connection }: Subscriber, deadlineMs: number): Promise<boolean> {
  const arrived = await connection.nextRequest(({ request }) => request.op === operation.notify, deadlineMs)
  return arrived.kind === 'received'
}

/**
 * Finds out whether an AE needs a pointOfAccess to be routed to. The one that has one is the control target: once it has
 * been notified, the other one has the silence window. Throws a PreconditionError when nothing can be subscribed to.
 */
export async function probeRouting(
  scope: Scope,
  plain: Subscriber,
  equipped: Subscriber,
  responseMs: number,
): Promise<Routing> {
  const plainArrives = subscribe(scope, plain).then(() => notified(plain, responseMs))
  const equippedArrives = subscribe(scope, equipped).then(() => notified(equipped, responseMs))
  const first = await Promise.race([plainArrives, equippedArrives.then(() => 'control' as const)])
  if (first === true) return 'without pointOfAccess'
  if (!(await equippedArrives)) return (await plainArrives) ? 'without pointOfAccess' : 'not seen'
  const late = await Promise.race([
    plainArrives,
    plain.connection.wire.next(() => false, scope.silenceMs).then(() => false),
  ])
  return late ? 'without pointOfAccess' : 'only with pointOfAccess'
}
