import { behaviourFault } from '../define.js'
import { rejecting, routing } from '../rows.js'
import type { BehaviourFault } from '../types.js'
import { operation } from './operations.js'
import { isObject, right, type Value } from './right.js'

const container = 3
const subscription = 23

/** Content that is no text, as text. */
function asText(value: Value): Value {
  return typeof value === 'number' ? String(value) : value
}

/** TS-0004 7.3, TS-0001 7.1.7 and 11: who may do what, and what becomes of requests that wait. */
export const requestFaults: readonly BehaviourFault[] = [
  behaviourFault(
    'registered-may-do-everything',
    'Permits everything to everybody who is registered, whatever the policies say.',
    { kills: ['TS-0004/7.3.3.2-1'], also: ['TS-0001/9.6.1.3.2-1', '6.4-1', ...rejecting] },
    () => ({ permits: () => true }),
  ),
  behaviourFault(
    'open-by-default',
    'Lets everybody who is registered do everything to resources that no policy governs.',
    { kills: ['TS-0001/9.6.1.3.2-1'], verdict: 'warn' },
    () => ({
      permits: ({ permitted, governed, resourceType }) =>
        permitted || (!governed && resourceType === container),
    }),
  ),
  behaviourFault(
    'refused-changes-done',
    'Refuses what an originator has no privilege for after it has done it.',
    { kills: ['TS-0004/7.3.3.2-1'], also: ['TS-0001/9.6.1.3.2-1', '6.4-1', '6.5-1', '5.2-17', ...rejecting] },
    () => {
      const denied = new Set<string>()
      return {
        permits: ({ permitted, originator }) => {
          if (!permitted) denied.add(originator)
          return true
        },
        responseParameters: ({ request, response }) => {
          const { fr } = request
          return typeof fr === 'string' && denied.delete(fr)
            ? { ...response, rsc: 4103, pc: { 'm2m:dbg': 'no' } }
            : response
        },
      }
    },
  ),
  behaviourFault(
    'pending-identifiers-not-compared',
    'Serves a request although another one of its originator with the same identifier is pending.',
    { kills: ['TS-0001/7.1.7-1'] },
    () => ({ rejectsPendingIdentifier: () => false }),
  ),
  behaviourFault(
    'route-lost-with-newest-connection',
    'Forgets the other connections of an entity when the one that it used last is closed.',
    { kills: ['6.4-1'], also: routing },
    () => {
      const newest = new Map<string, number>()
      return {
        routes: (view) => {
          const last = Math.max(newest.get(view.entity) ?? 0, ...view.connections)
          newest.set(view.entity, last)
          return right.routes(view).filter((number) => number === last)
        },
      }
    },
  ),
  behaviourFault(
    'expired-notifications-delivered',
    'Keeps what it cannot deliver until the receiver comes back, long after it has expired.',
    { kills: ['5.2-8'], also: ['5.2-17', '6.4-2', 'TS-0004/7.3.2.1-4'], verdict: 'warn' },
    () => ({ keeps: () => 'beyond expiry' }),
  ),
  behaviourFault(
    'closed-on-subscription',
    'Closes the connection on which the creation of a subscription waits for its response.',
    {
      kills: ['6.5-3'],
      also: [
        '5.2-17',
        '6.5-4',
        '6.5-2',
        'TS-0004/7.4.8.2-1',
        'TS-0004/7.4.8.2-2',
        'TS-0001/7.1.7-1',
        ...routing,
      ],
    },
    () => ({
      closesOnOpenRequest: (request) =>
        request['op'] === operation.create && request['ty'] === subscription ? 1000 : undefined,
    }),
  ),
  behaviourFault(
    'blocking-with-targets-unanswered',
    'Does not answer blocking requests that name targets for their result.',
    { kills: ['TS-0004/7.3.2.1-1'], also: rejecting },
    () => ({
      responseFate: ({ request }) => {
        const { rt } = request
        return isObject(rt) && rt['rtv'] === 3 && rt['nu'] !== undefined ? 'dropped' : 'sent'
      },
    }),
  ),
  behaviourFault(
    'numbers-stored-as-text',
    'Stores content that is a number as text.',
    { kills: ['5.2-16'], editions: ['R3'] },
    () => ({
      storedAttributes: (attributes) =>
        Object.hasOwn(attributes, 'con')
          ? { ...attributes, con: asText(attributes['con'] ?? null) }
          : attributes,
    }),
  ),
  behaviourFault(
    'escapes-not-resolved',
    'Keeps the escapes of a JSON text as they are written.',
    { kills: ['5.2-16'], also: ['6.2.2.9-7'], serializations: ['json'] },
    () => ({
      incoming: (octets) => Buffer.from(octets.toString('utf8').replaceAll('\\u', '\\\\u'), 'utf8'),
    }),
  ),
]
