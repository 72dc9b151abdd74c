import type { AdmissionView } from '../../cse/index.js'
import { behaviourFault } from '../define.js'
import { routing, serving } from '../rows.js'
import type { BehaviourFault } from '../types.js'
import { operation } from './operations.js'
import { right } from './right.js'

/** Bits of accessControlOperations. */
const privilege = { create: 1, retrieve: 2, notify: 16 } as const

function isOutsider({ standing }: AdmissionView): boolean {
  return standing === 'unknown' || standing === 'former'
}

/** TS-0020 5.2, 6.2.1, 6.4 and 6.5: who is let in, and for how long. */
export const registrationFaults: readonly BehaviourFault[] = [
  behaviourFault(
    'registration-not-needed',
    'Serves everybody as it serves the administrator, registered or not.',
    { kills: ['6.5-1', '6.4-4'], also: ['6.4-2'] },
    () => ({ admit: (view) => (isOutsider(view) ? { kind: 'trusted' } : right.admit(view)) }),
  ),
  behaviourFault(
    'retrieval-without-registration',
    'Lets everybody retrieve everything, registered or not.',
    { kills: ['6.5-1', '6.4-4'] },
    () => ({
      admit: (view) =>
        isOutsider(view) && view.operation === operation.retrieve ? { kind: 'trusted' } : right.admit(view),
    }),
  ),
  behaviourFault(
    'deletion-without-registration',
    'Lets everybody delete everything, registered or not.',
    { kills: ['6.5-1', '6.4-4'] },
    () => ({
      admit: (view) =>
        isOutsider(view) && view.operation === operation.delete ? { kind: 'trusted' } : right.admit(view),
    }),
  ),
  behaviourFault(
    'no-access-control',
    'Has no access control, neither by registration nor by policy.',
    { kills: ['6.5-1', '6.4-4'] },
    () => ({ admit: () => ({ kind: 'trusted' }), permits: () => true }),
  ),
  behaviourFault(
    'former-registree-served',
    'Goes on serving an entity whose registration was deleted.',
    { kills: ['6.4-4'], also: ['6.5-1'] },
    () => ({ admit: (view) => (view.standing === 'former' ? { kind: 'trusted' } : right.admit(view)) }),
  ),
  behaviourFault(
    'registration-tied-to-connection',
    'Serves a registree on the connection that it registered by and on no other.',
    { kills: ['5.2-11', '6.4-3'], also: ['5.2-3', '5.2-10', '5.2-17', '6.4-1', '6.5-1'] },
    () => ({
      admit: (view) =>
        view.registeredOver !== undefined && view.registeredOver !== view.connection
          ? { kind: 'refused', rsc: 4106 }
          : right.admit(view),
    }),
  ),
  behaviourFault(
    'nobody-admitted',
    'Refuses every request, registrations included, except those of its administrator.',
    { kills: ['5.2-4', '6.5-1'], also: [...serving, ...routing] },
    () => ({
      admit: (view) =>
        view.standing === 'administrator' ? right.admit(view) : { kind: 'refused', rsc: 4103 },
    }),
  ),
  behaviourFault(
    'updates-not-admitted',
    'Refuses the updates of registered entities.',
    { kills: ['6.5-1', '5.2-10'], also: ['6.5-2', '6.4-1'] },
    () => ({
      admit: (view) =>
        view.operation === operation.update && view.standing === 'registered'
          ? { kind: 'refused', rsc: 4103 }
          : right.admit(view),
    }),
  ),
  behaviourFault(
    'refused-and-done',
    'Carries out the requests that it answers with an error because the originator is not registered.',
    { kills: ['6.5-1'], also: ['6.4-4', '6.4-2'] },
    () => ({ executesRefused: () => true }),
  ),
  behaviourFault(
    'creation-below-own-refused',
    'Does not let registered entities create containers below their own <AE>.',
    { kills: ['5.2-10', 'A.1-1', '6.5-1'], also: serving },
    () => ({
      permits: (view) =>
        view.permitted && !(view.resourceType === 2 && (view.operations & privilege.create) !== 0),
    }),
  ),
  behaviourFault(
    'notify-privilege-ignored',
    'Refuses to pass a NOTIFY on although the policy of the target allows it.',
    { kills: ['6.4-1'], also: ['5.1-2', '5.2-10', '6.5-1', '6.5-3', '5.2-17'] },
    () => ({ permits: (view) => view.permitted && (view.operations & privilege.notify) === 0 }),
  ),
  behaviourFault(
    'deregistration-ignored',
    'Keeps the registration of an entity whose <AE> was deleted.',
    { kills: ['6.4-4'], also: ['6.4-2', '6.5-1'] },
    () => ({ deregisters: () => false }),
  ),
  behaviourFault(
    'registration-ends-with-connection',
    'Deletes the registration of an entity when its last connection closes.',
    { kills: ['6.4-3', '5.2-11'], also: ['6.4-1', '6.5-1', '5.2-17'] },
    () => ({ registrationSurvivesClose: () => false }),
  ),
  behaviourFault(
    'older-connection-dropped',
    'Ends TCP of the older connection of an entity that uses a new one, without a Close frame.',
    { kills: ['6.3-1', '5.2-3', '5.2-10'], also: ['5.2-11', '5.2-17', '6.4-1'] },
    () => ({ olderConnections: () => 'dropped' }),
  ),
  behaviourFault(
    'registree-dialled',
    'Opens a connection to the pointOfAccess of a registree as well, while the one that the registree opened is open.',
    { kills: ['5.2-1'] },
    () => ({ dials: ({ connections }) => (connections.length > 0 ? 'beside' : 'never') }),
  ),
  behaviourFault(
    'registree-dialled-instead',
    'Reaches a registree that has a ws pointOfAccess by dialling that only, while the connection of the registree is open.',
    { kills: ['5.2-1'] },
    () => ({
      dials: ({ connections, pointOfAccess }) =>
        connections.length > 0 && pointOfAccess.length > 0 ? 'instead' : 'never',
    }),
  ),
  behaviourFault(
    'closed-registree-dialled',
    'Opens a connection to the pointOfAccess of a registree that has closed its own.',
    { kills: ['5.2-6'], verdict: 'warn' },
    () => ({ dials: ({ connections }) => (connections.length === 0 ? 'beside' : 'never') }),
  ),
  behaviourFault(
    'lost-registree-dialled-back',
    'Opens a connection to the pointOfAccess of a registree as soon as the registree has closed its own.',
    { kills: ['5.2-6'], verdict: 'warn' },
    () => ({ dialsBack: () => true }),
  ),
  behaviourFault(
    'one-registree-per-connection',
    'Refuses to register a second entity over a connection.',
    { kills: ['5.2-3', '5.2-10'], verdict: 'warn' },
    () => ({ allowsAnotherRegistree: () => false }),
  ),
  behaviourFault(
    'one-route-per-connection',
    'Registers and serves several entities over a connection, and routes to the first of them only.',
    { kills: ['6.4-1'], also: routing },
    () => {
      const owners = new Map<number, string>()
      return {
        routes: (view) => {
          const own = view.connections.filter((number) => (owners.get(number) ?? view.entity) === view.entity)
          for (const number of own) owners.set(number, view.entity)
          return right.routes({ ...view, connections: own })
        },
      }
    },
  ),
  behaviourFault(
    'ae-registered-again-as-server-error',
    'Refuses the second registration of an AE with 5000.',
    { kills: ['TS-0004/7.4.5.2-1'], editions: ['R3'] },
    () => ({
      registrationRefusal: ({ registered, wanted, right: code }) =>
        registered === 'AE' && wanted === 'AE' ? 5000 : code,
    }),
  ),
  behaviourFault(
    'name-conflict-as-bad-request',
    'Refuses a name that a sibling has with 4000.',
    { kills: ['TS-0004/7.3.3.5-1'] },
    () => ({
      responseParameters: ({ response }) =>
        response['rsc'] === 4105 ? { ...response, rsc: 4000 } : response,
    }),
  ),
  behaviourFault(
    'point-of-access-missing',
    'Lists no pointOfAccess in its CSEBase.',
    // TS-0001 has the attribute once in each <CSEBase>, so the representation is incomplete as well.
    { kills: ['6.2.1-4'], also: ['6.2.2.9-7'] },
    () => ({ pointsOfAccess: () => [] }),
  ),
  behaviourFault(
    'point-of-access-of-http',
    'Lists only an http address in the pointOfAccess of its CSEBase.',
    { kills: ['6.2.1-4'] },
    () => ({ pointsOfAccess: (own) => own.map((address) => address.replace(/^ws/, 'http')) }),
  ),
  behaviourFault(
    'point-of-access-without-scheme',
    'Lists host and port without a scheme in the pointOfAccess of its CSEBase.',
    { kills: ['6.2.1-4'], also: ['6.2.2.9-7', 'TS-0004/8.4.2-2'] },
    () => ({ pointsOfAccess: (own) => own.map((address) => address.replace(/^ws:\/\//, '')) }),
  ),
  behaviourFault(
    'point-of-access-without-port',
    'Leaves the port out of the pointOfAccess of its CSEBase.',
    { kills: ['6.2.1-4'], verdict: 'warn' },
    () => ({ pointsOfAccess: (own) => own.map((address) => address.replace(/:\d+$/, '')) }),
  ),
  behaviourFault(
    'point-of-access-with-path',
    'Lists an address with a path in the pointOfAccess of its CSEBase.',
    { kills: ['6.2.1-4'], verdict: 'warn' },
    () => ({ pointsOfAccess: (own) => own.map((address) => `${address}/onem2m`) }),
  ),
]
