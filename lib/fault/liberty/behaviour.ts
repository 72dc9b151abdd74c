import { right } from '../behaviour/right.js'
import type { Liberty } from '../types.js'
import { inBehaviour } from './define.js'

const unregistered = 'Reading of 6.5-1'
const strange = 'Reading of 6.2.2.9-1'

/** What TS-0020, TS-0004 and the Readings leave to the CSE. */
export const behaviourLiberties: readonly Liberty[] = [
  inBehaviour(
    'last-name-preferred',
    'Agrees to the last of the names that it supports.',
    { by: 'Reading of 6.2.2.7-3' },
    () => ({
      selectSubprotocol: (offered, supported) => right.selectSubprotocol(offered.toReversed(), supported),
    }),
  ),
  ...[4103, 4107].map((rsc) =>
    inBehaviour(
      `strangers-refused-with-${rsc}`,
      `Refuses originators that are not registered with ${rsc}.`,
      { by: unregistered },
      () => ({
        admit: (view) => {
          const admission = right.admit(view)
          return admission.kind === 'refused' && view.entity === 'AE' ? { kind: 'refused', rsc } : admission
        },
      }),
    ),
  ),
  inBehaviour(
    'one-connection-each',
    'Closes the older connection of an entity that uses a new one.',
    { by: 'Reading of 5.2-3' },
    () => ({
      olderConnections: () => 'closed',
    }),
  ),
  inBehaviour(
    'strangers-dropped-behind-tls',
    'Lets clients without the right certificate through TLS, and ends the connection then.',
    { by: 'Reading of 7-2', over: 'wss' },
    () => ({ stranger: () => 'dropped' }),
  ),
  inBehaviour(
    'strange-messages-end-connections',
    'Closes the connection by which a message came that is no primitive.',
    { by: strange },
    () => ({
      reactionTo: (flaw) => ({ kind: 'close', code: flaw === 'opcode' ? 1003 : 1008 }),
    }),
  ),
  inBehaviour(
    'strange-messages-answered',
    'Answers each message that is no primitive with an error.',
    { by: strange },
    () => ({
      reactionTo: () => ({ kind: 'answer', rsc: 4000 }),
    }),
  ),
  inBehaviour(
    'requests-kept',
    'Keeps what it cannot deliver until the receiver comes back or it expires.',
    { by: 'Reading of 5.2-8' },
    () => ({
      keeps: () => 'until expiry',
    }),
  ),
  inBehaviour(
    'notification-before-response',
    'Notifies before it responds to the request that was the cause.',
    { by: 'Reading of 5.2-17' },
    () => ({
      notifiesBeforeResponse: () => true,
    }),
  ),
  inBehaviour(
    'oldest-connection-used',
    'Sends what is for an entity over the oldest of its open connections.',
    { by: 'Reading of 5.2-3' },
    () => ({ routes: (view) => right.routes({ ...view, connections: view.connections.toReversed() }) }),
  ),
  inBehaviour(
    'acknowledged-with-1000',
    'Acknowledges non-blocking requests of both modes with 1000.',
    { by: 'Reading of 6.5-2', editions: ['R2A'] },
    () => ({
      acknowledgementCode: () => 1000,
    }),
  ),
  inBehaviour(
    'more-points-of-access',
    'Has points of access for other bindings and forms of the address too.',
    { by: 'Reading of 6.2.1-4' },
    () => ({
      pointsOfAccess: (all) => [
        'http://127.0.0.1:8080/',
        ...all,
        'mqtt://127.0.0.1:1883',
        'WSS://[::1]:443/',
      ],
    }),
  ),
  inBehaviour(
    'only-blocking',
    'Refuses the non-blocking modes with 5206.',
    { by: 'Reading of 6.5-2', warns: ['6.5-2'] },
    () => ({
      supportsNonBlocking: () => false,
    }),
  ),
  inBehaviour(
    'one-registree-each',
    'Refuses a second registration by the same connection.',
    { by: 'Reading of 5.2-3', warns: ['5.2-3', '5.2-10'] },
    () => ({
      allowsAnotherRegistree: () => false,
    }),
  ),
  ...[4008, 5103].map((rsc) =>
    inBehaviour(
      `undelivered-as-${rsc}`,
      `Says ${rsc} of a request for a registree that it could not deliver, whatever the reason.`,
      { by: '5.2-17: a response, whose code no document names' },
      () => ({
        deliveryFailureCode: (failure) =>
          failure === 'not registered' ? right.deliveryFailureCode(failure) : rsc,
      }),
    ),
  ),
]
