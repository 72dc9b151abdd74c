import { operation } from './operations.js'
import { behaviourFault } from '../define.js'
import { primitives, rejecting, serving } from '../rows.js'
import type { BehaviourFault } from '../types.js'
import { isObject, right, without, type Value, type ValueObject } from './right.js'

/** A notification for somebody who is not there. */
const strayNotification = JSON.stringify({
  op: operation.notify,
  to: 'Cnobody',
  fr: '/id-in',
  rqi: 'stray-1',
  rvi: '2a',
  pc: { 'm2m:sgn': { sur: '/id-in/none' } },
})

/** Pieces of at most so many octets. */
function pieces(octets: Buffer, size: number): readonly Buffer[] {
  const found: Buffer[] = []
  for (let at = 0; at < octets.length; at += size) found.push(octets.subarray(at, at + size))
  return found
}

/** Answers of each rqi, whoever sent it; the first one is given again. */
function answersByIdentifier(): (view: {
  readonly request: ValueObject
  readonly response: ValueObject
}) => ValueObject {
  const given = new Map<Value | undefined, ValueObject>()
  return ({ request, response }) => {
    const before = given.get(request['rqi'])
    if (before === undefined) given.set(request['rqi'], response)
    return before ?? response
  }
}

function isError(response: ValueObject): boolean {
  const code = response['rsc']
  return typeof code === 'number' && code >= 4000
}

const silent = ['6.5-1', '6.4-2', '6.4-4', ...rejecting]

/** TS-0020 5.2, 6.1 and 6.2.2.9: messages, and the responses in them. */
export const messageBehaviours: readonly BehaviourFault[] = [
  behaviourFault(
    'stray-notification',
    'Sends a notification for somebody else to each client that connects.',
    {
      kills: ['6.4-2'],
      // It is JSON in a text message, whatever was agreed to.
      also: ['5.2-17', '6.4-4', '6.2.2.9-3', '6.2.2.9-4', '6.2.2.9-7'],
      editions: ['R2A'],
      serializations: ['json'],
    },
    () => ({ greetings: () => [strayNotification] }),
  ),
  behaviourFault(
    'every-message-binary',
    'Sends every primitive in a binary message.',
    { kills: ['6.2.2.9-1', '6.2.2.9-2'], also: ['5.2-9'], serializations: ['json', 'xml'] },
    () => ({ opcodeFor: () => 'binary' }),
  ),
  behaviourFault(
    'every-message-text',
    'Sends every primitive in a text message.',
    { kills: ['6.2.2.9-3'], also: ['5.2-9', 'RFC6455/5.6-1'], serializations: ['cbor'] },
    () => ({ opcodeFor: () => 'text' }),
  ),
  behaviourFault(
    'primitives-wrapped-in-release-3',
    'Wraps every primitive in m2m:rqp or m2m:rsp.',
    {
      kills: ['6.2.2.9-6', '6.2.2.9-7', 'TS-0004/8.4.3-1'],
      also: [...primitives, ...serving],
      editions: ['R3'],
      serializations: ['json'],
    },
    () => ({ wrapsPrimitives: () => true }),
  ),
  behaviourFault(
    'primitives-wrapped-in-release-2a',
    'Wraps every primitive in m2m:rqp or m2m:rsp.',
    {
      kills: ['6.2.2.9-6', '6.2.2.9-7', 'TS-0004/8.4.3-1'],
      also: primitives,
      verdict: 'warn',
      editions: ['R2A'],
      serializations: ['json'],
    },
    () => ({ wrapsPrimitives: () => true }),
  ),
  behaviourFault(
    'primitives-bare-in-release-2',
    'Leaves the wrapper of Release 2 off every primitive.',
    {
      kills: ['6.2.2.9-6', '6.2.2.9-7', 'TS-0004/8.4.3-1'],
      also: primitives,
      verdict: 'warn',
      editions: ['R2.0'],
      serializations: ['json'],
    },
    () => ({ wrapsPrimitives: () => false }),
  ),
  behaviourFault(
    'unreadable-ignored',
    'Ignores messages that are no primitives.',
    {
      kills: ['6.2.2.9-7', '6.2.2.9-4', '6.2.2.9-1'],
      also: ['5.2-17', 'TS-0004/7.3.2.1-1'],
      verdict: 'warn',
    },
    () => ({ reactionTo: () => ({ kind: 'ignore' }) }),
  ),
  behaviourFault(
    'unreadable-dropped',
    'Ends TCP without a Close frame on a message that is no primitive.',
    {
      kills: ['6.2.2.9-7', '6.2.2.9-4', '6.2.2.9-1'],
      also: ['6.3-1', 'RFC6455/8.1-1', 'RFC7692/7.2.3-1', '5.2-16', '5.2-17', 'TS-0004/7.3.2.1-1'],
      verdict: 'warn',
    },
    () => ({ reactionTo: () => ({ kind: 'drop' }) }),
  ),
  behaviourFault(
    'ill-formed-as-server-error',
    'Answers primitives without a mandatory parameter with 5000.',
    { kills: ['TS-0004/7.3.2.1-1'], also: rejecting, editions: ['R3'] },
    () => ({
      reactionTo: (flaw, identifier) =>
        identifier === undefined ? right.reactionTo(flaw, identifier) : { kind: 'answer', rsc: 5000 },
      responseParameters: ({ response }) =>
        response['rsc'] === 4000 ? { ...response, rsc: 5000 } : response,
    }),
  ),
  behaviourFault(
    'long-primitive-in-several-messages',
    'Spreads primitives above 512 octets over several messages.',
    { kills: ['6.1-2', '5.1-3'], also: [...primitives, ...serving, 'RFC6455/5.6-1'] },
    () => ({ outgoing: (message) => pieces(message.octets, 512).map((octets) => ({ ...message, octets })) }),
  ),
  behaviourFault(
    'empty-message-behind',
    'Sends an empty message behind every primitive.',
    { kills: ['5.1-3'], also: primitives },
    () => ({ outgoing: (message) => [message, { ...message, octets: Buffer.alloc(0) }] }),
  ),
  behaviourFault(
    'utf8-read-as-latin1',
    'Reads requests as Latin-1, so that what is not ASCII comes back changed.',
    { kills: ['5.2-16'], serializations: ['json', 'xml'] },
    () => ({ incoming: (octets) => Buffer.from(octets.toString('latin1'), 'utf8') }),
  ),
  behaviourFault(
    'request-cut-at-4096',
    'Reads the first 4096 octets of a message only.',
    { kills: ['5.2-16', '5.2-9'], also: [...serving, '6.2.3.6-2', '6.2.2.8-2'] },
    () => ({ incoming: (octets) => octets.subarray(0, 4096) }),
  ),
  behaviourFault(
    'nothing-compressed',
    'Agrees to compression and compresses nothing.',
    { kills: ['6.2.3.6-2', '6.2.2.8-2'], verdict: 'warn' },
    () => ({ compresses: () => false }),
  ),

  behaviourFault(
    'retrieval-without-content',
    'Answers retrievals without the representation.',
    { kills: ['TS-0004/7.2.1.2-4'], also: ['6.2.1-4', '5.2-16', '6.2.2.9-7', ...serving] },
    () => ({
      responseParameters: ({ request, response }) =>
        request['op'] === operation.retrieve && !isError(response) ? without(response, 'pc') : response,
    }),
  ),
  behaviourFault(
    'errors-without-rqi',
    'Leaves rqi out of error responses.',
    { kills: ['TS-0004/7.2.1.2-1', '6.2.2.9-7'], also: ['5.2-17', 'TS-0004/7.2.1.2-2', ...silent] },
    () => ({
      responseParameters: ({ response }) => (isError(response) ? without(response, 'rqi') : response),
    }),
  ),
  behaviourFault(
    'creation-answered-as-retrieval',
    'Answers creations with 2000 instead of 2001.',
    { kills: ['5.2-10'], also: serving },
    () => ({
      responseParameters: ({ response }) =>
        response['rsc'] === 2001 ? { ...response, rsc: 2000 } : response,
    }),
  ),
  behaviourFault(
    'creation-echoes-request',
    'Answers creations with the attributes of the request instead of those of the resource.',
    {
      kills: ['TS-0004/7.4.6.1-1', 'TS-0004/7.4.7.1-1', 'TS-0004/7.4.5.1-1', 'TS-0004/7.4.4.1-1'],
      also: ['6.2.2.9-7', 'TS-0001/10.2.2.2-1', 'TS-0004/7.4.4.2.1-2', 'A.1-1'],
    },
    () => ({
      responseParameters: ({ request, response }) => {
        const content = request['pc']
        return response['rsc'] === 2001 && isObject(content) ? { ...response, pc: content } : response
      },
    }),
  ),
  behaviourFault(
    'same-answer-always',
    'Answers every request with a bare 2000, whatever came of it.',
    {
      // Nobody counts as registered by it, so that what comes after a registration is not reached.
      kills: ['5.2-4'],
      also: [
        ...serving,
        'TS-0004/7.2.1.2-4',
        'TS-0004/7.3.3.1-1',
        ...rejecting,
        '6.2.1-4',
        '6.2.2.9-7',
        'TS-0004/7.2.1.2-3',
        'TS-0004/7.3.2.6-1',
        'TS-0004/7.4.4.1-1',
      ],
    },
    () => ({ responseParameters: ({ response }) => ({ rsc: 2000, rqi: response['rqi'] ?? '' }) }),
  ),
  behaviourFault(
    'answers-shared-by-rqi',
    'Answers a request whose rqi it has seen from anybody with the answer given then.',
    { kills: ['5.2-17'], also: ['5.2-16', ...serving] },
    () => ({ responseParameters: answersByIdentifier() }),
  ),

  behaviourFault(
    'errors-unanswered',
    'Stays silent where an error response is due.',
    { kills: ['5.2-17'], also: [...silent, '6.2.2.9-6'] },
    () => ({ responseFate: ({ response }) => (isError(response) ? 'dropped' : 'sent') }),
  ),
  behaviourFault(
    'deletions-unanswered',
    'Deletes without a response.',
    { kills: ['5.2-17', '5.2-10'], also: serving },
    () => ({ responseFate: ({ request }) => (request['op'] === operation.delete ? 'dropped' : 'sent') }),
  ),
  behaviourFault(
    'creations-answered-twice',
    'Answers creations twice.',
    {
      kills: ['5.2-17'],
      also: ['5.2-3', 'RFC6455/5.1-2', 'RFC6455/7.1.7-5', 'RFC6455/8.1-1', 'TS-0004/7.2.1.2-2'],
    },
    () => ({ responseFate: ({ response }) => (response['rsc'] === 2001 ? 'doubled' : 'sent') }),
  ),
  behaviourFault(
    'every-fifth-response-lost',
    'Loses each fifth response to an originator.',
    // Which requests those are differs from case to case, and so does what their cases make of it.
    { kills: ['5.2-17'], also: [...serving, '6.2.2.9-7', 'RFC6455/5.5.2-2', 'TS-0001/9.3.1-1'] },
    () => {
      const counts = new Map<Value | undefined, number>()
      return {
        responseFate: ({ request }) => {
          const count = (counts.get(request['fr']) ?? 0) + 1
          counts.set(request['fr'], count)
          return count % 5 === 0 ? 'dropped' : 'sent'
        },
      }
    },
  ),
  behaviourFault(
    'update-answered-with-next',
    'Keeps the response to an update until it has another one to send.',
    { kills: ['5.2-17', '5.2-10'], also: serving },
    () => ({ responseFate: ({ request }) => (request['op'] === operation.update ? 'held' : 'sent') }),
  ),
]
