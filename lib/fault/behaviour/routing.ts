import { behaviourFault } from '../define.js'
import { routing } from '../rows.js'
import type { BehaviourFault } from '../types.js'
import { operation } from './operations.js'
import { right, without } from './right.js'

/** TS-0020 6.4, TS-0004 7.5: what goes to registrees, and by which connection. */
export const routingFaults: readonly BehaviourFault[] = [
  behaviourFault(
    'registrees-not-reached',
    'Routes nothing to its registrees.',
    { kills: ['6.4-1', '5.1-2'], also: routing },
    () => ({ routes: () => [] }),
  ),
  behaviourFault(
    'routed-to-latest-client',
    'Routes everything to the client that connected last, whoever that is.',
    { kills: ['6.4-1', '6.4-2'], also: [...routing, 'TS-0001/9.6.8-1'] },
    () => ({ routes: ({ everyConnection }) => everyConnection.slice(-1) }),
  ),
  behaviourFault(
    'routed-to-everybody',
    'Routes everything to every client.',
    { kills: ['6.4-2', '5.2-3'], also: ['6.4-4', ...routing, 'TS-0004/7.3.2.6-1'] },
    () => ({ routes: ({ everyConnection }) => everyConnection }),
  ),
  behaviourFault(
    'routed-to-every-connection',
    'Sends what is for an entity over each of its connections.',
    { kills: ['5.2-3', '6.4-1'], also: ['5.2-17'] },
    () => ({ routes: (view) => (view.registered && view.reachable ? view.connections : []) }),
  ),
  behaviourFault(
    'unregistered-reached',
    'Routes what is for an entity that is not registered to the client that connected last.',
    { kills: ['6.4-2'], also: ['6.4-4'] },
    () => ({ routes: (view) => (view.registered ? right.routes(view) : view.everyConnection.slice(-1)) }),
  ),
  behaviourFault(
    'former-registree-notified',
    'Goes on notifying an entity whose registration was deleted, over its connection.',
    { kills: ['6.4-2', '6.4-4'] },
    () => {
      const used = new Map<string, number>()
      return {
        takesForEntity: (target) => used.has(target),
        routes: (view) => {
          const [latest] = view.connections
          if (view.registered && latest !== undefined) used.set(view.entity, latest)
          const former = view.registered ? undefined : used.get(view.entity)
          return former === undefined ? right.routes(view) : [former]
        },
      }
    },
  ),
  behaviourFault(
    'route-stays-with-first-connection',
    'Routes what is for an entity over the first connection that it has used, and over no later one.',
    { kills: ['6.4-1'], also: routing },
    () => {
      const first = new Map<string, number>()
      return {
        routes: (view) => {
          const oldest = first.get(view.entity) ?? view.connections.at(-1)
          if (oldest !== undefined) first.set(view.entity, oldest)
          return right.routes({
            ...view,
            connections: view.connections.filter((number) => number === oldest),
          })
        },
      }
    },
  ),
  behaviourFault(
    'answers-to-kept-requests-lost',
    'Keeps what it cannot deliver until the receiver comes back, and passes no answer of a receiver on.',
    { kills: ['5.2-17'], also: ['5.1-2', '5.2-8', '5.2-10', '6.4-1', '6.4-2', '6.5-1', '6.5-3'] },
    () => ({
      keeps: () => 'until expiry',
      responseFate: ({ request, response }) =>
        request['op'] === operation.notify && response['rsc'] === 2000 ? 'dropped' : 'sent',
    }),
  ),
  behaviourFault(
    'kept-notifications-repeated',
    'Keeps what it cannot deliver until the receiver comes back, and sends every notification twice.',
    {
      kills: ['5.2-8'],
      also: ['5.2-3', '6.4-1', '5.2-17', '6.4-2', 'TS-0004/7.3.2.1-4'],
      verdict: 'warn',
    },
    () => ({ keeps: () => 'until expiry', notificationRepeats: () => 1 }),
  ),
  behaviourFault(
    'point-of-access-needed',
    'Routes nothing to a registree without a pointOfAccess.',
    { kills: ['6.4-1'], also: routing, verdict: 'warn' },
    () => ({ routes: (view) => (view.pointOfAccess.length > 0 ? right.routes(view) : []) }),
  ),
  behaviourFault(
    'undelivered-as-success',
    'Reports success for a NOTIFY that it could not deliver.',
    { kills: ['6.4-2'], also: ['6.4-4', '6.4-1'] },
    () => ({ deliveryFailureCode: () => 2000 }),
  ),
  behaviourFault(
    'target-answer-replaced',
    'Answers a NOTIFY that it passed on with 5000, whatever the target has answered.',
    { kills: ['5.2-17'], also: ['6.4-1', '5.1-2', '5.2-10', '6.5-1', '6.5-3'] },
    () => ({ forwardedResponse: (response) => ({ ...response, rsc: 5000 }) }),
  ),
  behaviourFault(
    'notification-twice',
    'Sends every notification twice.',
    { kills: ['5.2-3', '6.4-1'], also: ['5.2-8', '5.2-17'] },
    () => ({ notifyTargets: (targets) => targets.flatMap((target) => [target, target]) }),
  ),
  behaviourFault(
    'notifications-not-sent',
    'Sends no notifications of subscriptions.',
    { kills: ['6.4-1', '5.1-2'], also: routing },
    () => ({ notifyTargets: () => [] }),
  ),
  behaviourFault(
    'second-target-forgotten',
    'Notifies the first target of a subscription only.',
    { kills: ['6.4-1'], also: ['5.1-2'] },
    () => ({ notifyTargets: (targets) => targets.slice(0, 1) }),
  ),
  behaviourFault(
    'notification-without-reference',
    'Leaves sur out of its notifications.',
    { kills: ['TS-0004/6.3.5.13-1'], also: ['6.2.2.9-7', ...routing] },
    () => ({ notificationContent: (content) => without(content, 'sur') }),
  ),
  behaviourFault(
    'verification-without-reference',
    'Leaves sur out of its verification requests.',
    { kills: ['TS-0004/6.3.5.13-1'], also: ['6.2.2.9-7', ...routing] },
    () => ({
      notificationContent: (content) => (content['vrq'] === true ? without(content, 'sur') : content),
    }),
  ),
  behaviourFault(
    'notification-without-event',
    'Leaves nev, and with it what has happened, out of its notifications.',
    { kills: ['6.4-1'], also: ['6.2.2.9-7', ...routing] },
    () => ({ notificationContent: (content) => without(content, 'nev') }),
  ),
  behaviourFault(
    'notification-repeated',
    'Sends a notification again after it has been answered.',
    { kills: ['5.2-3'], also: ['5.2-8', '6.4-1', '5.2-17'] },
    () => ({ notificationRepeats: () => 1 }),
  ),
]
