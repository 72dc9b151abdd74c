import { octetFault, type WrittenFacts } from '../define.js'
import { isObject, renamed, replaced, without, type JsonObject } from '../json.js'
import { inRequests } from '../messages.js'
import { routing } from '../rows.js'
import type { OctetFault } from '../types.js'

type Edit = (parameters: JsonObject) => JsonObject | undefined

/** A fault in the parameters of the requests that the server sends. */
function request(id: string, text: string, facts: WrittenFacts, edit: Edit): OctetFault {
  return octetFault(id, text, { ...facts, serializations: ['json'] }, inRequests(edit))
}

/** A notification that cannot be understood has not arrived, seen from outside. */
const lost = [...routing, '6.2.2.9-7', '5.1-3']

/** Edits the notification object in `pc`. */
function inNotification(edit: (notification: JsonObject) => JsonObject | undefined): Edit {
  return (parameters) =>
    replaced(parameters, 'pc', (content) =>
      isObject(content)
        ? replaced(content, 'm2m:sgn', (notification) =>
            isObject(notification) ? edit(notification) : undefined,
          )
        : undefined,
    )
}

/** Edits the response primitive with which the result of a non-blocking request is notified. */
function inResult(edit: (result: JsonObject) => JsonObject | undefined): Edit {
  return (parameters) =>
    replaced(parameters, 'pc', (content) =>
      isObject(content)
        ? replaced(content, 'm2m:rsp', (result) => (isObject(result) ? edit(result) : undefined))
        : undefined,
    )
}

/** TS-0004 7.2.1.1 and 7.5.1: what the requests of the server say, and how. */
export const notificationFaults: readonly OctetFault[] = [
  request(
    'request-without-op',
    'Leaves op out of its requests.',
    { kills: ['TS-0004/7.2.1.1-1'], also: [...lost, 'TS-0004/8.4.3-1'] },
    (parameters) => without(parameters, 'op'),
  ),
  request(
    'request-without-to',
    'Leaves to out of its requests.',
    { kills: ['TS-0004/7.2.1.1-1'], also: lost },
    (parameters) => without(parameters, 'to'),
  ),
  request(
    'request-without-rqi',
    'Leaves rqi out of its requests.',
    { kills: ['TS-0004/7.2.1.1-1'], also: lost },
    (parameters) => without(parameters, 'rqi'),
  ),
  request(
    'request-without-from',
    'Leaves fr out of its requests.',
    { kills: ['TS-0004/7.2.1.1-2'], also: lost },
    (parameters) => without(parameters, 'fr'),
  ),
  request(
    'request-from-as-number',
    'Sends fr as a number in its requests.',
    { kills: ['TS-0004/7.2.1.1-2', 'TS-0004/8.4.2-2'], also: [...lost, 'TS-0004/8.4.2-2'] },
    (parameters) => ({ ...parameters, fr: 1 }),
  ),
  request(
    'request-without-release-in-release-3',
    'Leaves rvi out of its requests.',
    { kills: ['TS-0004/7.2.1.1-3'], also: ['6.2.2.9-6', '6.2.2.9-7'], editions: ['R3'] },
    (parameters) => without(parameters, 'rvi'),
  ),
  request(
    'request-without-release-in-release-2a',
    'Leaves rvi out of its requests.',
    { kills: ['TS-0004/7.2.1.1-3'], also: ['6.2.2.9-6', '6.2.2.9-7'], verdict: 'warn', editions: ['R2A'] },
    (parameters) => without(parameters, 'rvi'),
  ),
  request(
    'request-with-release-in-release-2',
    'Sends rvi in its requests of Release 2, where the parameter does not exist.',
    { kills: ['TS-0004/7.2.1.1-3'], also: ['6.2.2.9-6', '6.2.2.9-7'], verdict: 'warn', editions: ['R2.0'] },
    (parameters) => ({ ...parameters, rvi: '2a' }),
  ),
  request(
    'request-release-as-number',
    'Sends rvi as a number in its requests.',
    {
      kills: ['TS-0004/7.2.1.1-3', 'TS-0004/8.4.2-2'],
      also: ['6.2.2.9-6', '6.2.2.9-7', 'TS-0004/8.4.2-2'],
      editions: ['R2A', 'R3'],
    },
    (parameters) => ({ ...parameters, rvi: 2 }),
  ),
  request(
    'request-op-as-string',
    'Sends op as a string in its requests.',
    { kills: ['TS-0004/7.2.1.1-1', 'TS-0004/8.4.2-2'], also: [...lost, 'TS-0004/8.4.2-2'] },
    (parameters) => replaced(parameters, 'op', String),
  ),
  request(
    'request-rqi-as-number',
    'Sends rqi as a number in its requests.',
    {
      kills: ['TS-0004/7.2.1.1-1', 'TS-0004/8.4.2-2'],
      // A verification gets no answer that the server could find its request by.
      also: [...lost, 'TS-0004/7.4.8.2-2'],
    },
    (parameters) => ({ ...parameters, rqi: 7 }),
  ),
  request(
    'request-with-long-names',
    'Uses the long name primitiveContent in its requests.',
    { kills: ['TS-0004/8.2.1-1'], also: lost },
    (parameters) => renamed(parameters, 'pc', 'primitiveContent'),
  ),
  request(
    'request-with-unknown-member',
    'Sends a member that TS-0004 does not know in its requests.',
    { kills: ['6.2.2.9-7'], verdict: 'warn' },
    (parameters) => ({ ...parameters, server: 'CSE 1.0' }),
  ),
  request(
    'request-wrapped-in-release-3',
    'Wraps its requests in m2m:rqp.',
    { kills: ['6.2.2.9-6', '6.2.2.9-7', 'TS-0004/8.4.3-1'], also: lost, editions: ['R3'] },
    (parameters) => ({ 'm2m:rqp': parameters }),
  ),
  request(
    'notification-without-prefix',
    'Sends notifications under sgn instead of m2m:sgn.',
    { kills: ['TS-0004/7.5.1.1-1'], also: [...lost, 'TS-0004/8.2.1-1', 'TS-0004/7.5.2-1'] },
    (parameters) =>
      replaced(parameters, 'pc', (content) =>
        isObject(content) ? renamed(content, 'm2m:sgn', 'sgn') : undefined,
      ),
  ),
  request(
    'notification-as-representation',
    'Sends the resource itself as content of a notification.',
    { kills: ['TS-0004/7.5.1.1-1'], also: [...lost, 'TS-0004/7.5.2-1'] },
    (parameters) => replaced(parameters, 'pc', bareRepresentation),
  ),
  request(
    'notification-with-long-name',
    'Sends subscriptionReference under its long name.',
    { kills: ['TS-0004/8.2.1-1', 'TS-0004/6.3.5.13-1'], also: [...lost, '5.2-16'] },
    inNotification((notification) => renamed(notification, 'sur', 'subscriptionReference')),
  ),
  request(
    'notification-with-number-as-reference',
    'Sends subscriptionReference as a number.',
    { kills: ['TS-0004/6.3.5.13-1', 'TS-0004/8.4.2-2'], also: [...lost, 'TS-0004/8.4.2-2'] },
    inNotification((notification) => ({ ...notification, sur: 23 })),
  ),
  request(
    'request-content-with-two-members',
    'Sends content with a second member in its requests.',
    { kills: ['TS-0004/7.5.2-1', '6.2.2.9-7'], also: ['TS-0004/7.5.1.1-1'] },
    (parameters) =>
      replaced(parameters, 'pc', (content) =>
        isObject(content) ? { ...content, 'm2m:uri': 'none' } : undefined,
      ),
  ),
  request(
    'result-without-code',
    'Notifies the result of a non-blocking request without rsc.',
    { kills: ['TS-0004/7.5.1.2.5-1'], also: ['6.5-2', '6.2.2.9-7'] },
    inResult((result) => without(result, 'rsc')),
  ),
  request(
    'result-with-own-rqi',
    'Notifies the result of a non-blocking request with an rqi of its own.',
    { kills: ['TS-0004/7.5.1.2.5-1'], also: ['6.5-2', '6.5-5'] },
    inResult((result) => ({ ...result, rqi: 'result-1' })),
  ),
]

function bareRepresentation(content: JsonObject[string]): JsonObject | undefined {
  const notification = isObject(content) ? content['m2m:sgn'] : undefined
  const event = isObject(notification) ? notification['nev'] : undefined
  const representation = isObject(event) ? event['rep'] : undefined
  return isObject(representation) ? representation : undefined
}
