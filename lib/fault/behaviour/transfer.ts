import type { NonBlockingMode } from '../../cse/index.js'
import { behaviourFault, type WrittenFacts } from '../define.js'
import { rejecting, routing, serving } from '../rows.js'
import type { BehaviourFault } from '../types.js'
import { operation } from './operations.js'
import { isObject, without, type ValueObject } from './right.js'

/** `rt.rtv` of a request; undefined where it is not given. */
function responseType(request: ValueObject): number | undefined {
  const type = request['rt']
  const value = isObject(type) ? type['rtv'] : undefined
  return typeof value === 'number' ? value : undefined
}

/** A fault that closes with a request open. */
function closes(
  id: string,
  text: string,
  facts: WrittenFacts,
  on: (request: ValueObject) => boolean,
): BehaviourFault {
  return behaviourFault(id, text, facts, () => ({
    closesOnOpenRequest: (request) => (on(request) ? 1000 : undefined),
  }))
}

function notServed(mode: NonBlockingMode, id: string, text: string): BehaviourFault {
  // A warning, unless the ICS declares the mode, as it does of the embedded CSE.
  const facts: WrittenFacts = {
    kills: ['6.5-2'],
    also: ['6.5-4', '6.5-5', 'TS-0004/7.3.2.3-1', 'TS-0004/7.5.1.2.5-1'],
  }
  return behaviourFault(id, text, facts, () => ({ supportsNonBlocking: (asked) => asked !== mode }))
}

/** TS-0020 6.5: blocking and non-blocking requests. */
export const transferFaults: readonly BehaviourFault[] = [
  notServed(
    'synch',
    'synchronous-answered-at-once',
    'Answers non-blocking synchronous requests with the result.',
  ),
  notServed(
    'asynch',
    'asynchronous-answered-at-once',
    'Answers non-blocking asynchronous requests with the result.',
  ),
  behaviourFault(
    'acknowledgement-with-unknown-code',
    'Acknowledges non-blocking requests with 1009.',
    { kills: ['6.5-2', '6.5-4'], also: ['6.2.2.9-7', '6.5-5'] },
    () => ({ acknowledgementCode: () => 1009 }),
  ),
  behaviourFault(
    'acknowledgement-as-success',
    'Acknowledges non-blocking requests with 2000, as if they were done.',
    { kills: ['6.5-2'], also: ['6.5-4', '6.5-5', 'TS-0004/7.3.2.3-1', 'TS-0004/7.3.3.1-1', '6.2.2.9-7'] },
    () => ({ acknowledgementCode: () => 2000 }),
  ),
  behaviourFault(
    'acknowledgement-without-content',
    'Acknowledges non-blocking requests without naming the <request> resource.',
    { kills: ['TS-0004/7.3.2.3-1'], also: ['6.5-2', '6.5-5'] },
    () => ({ acknowledgementContent: () => undefined }),
  ),
  behaviourFault(
    'acknowledgement-names-nothing',
    'Names a <request> resource that does not exist in its acknowledgements.',
    { kills: ['TS-0004/7.3.2.3-1'], also: ['6.5-2', '6.5-5'] },
    () => ({ acknowledgementContent: () => ({ 'm2m:uri': 'req-none' }) }),
  ),
  behaviourFault(
    'acknowledged-without-rt',
    'Acknowledges RETRIEVE requests without rt as if they were non-blocking.',
    {
      kills: ['6.5-2'],
      also: [...serving, ...routing],
      verdict: 'warn',
    },
    () => ({
      responseParameters: ({ request, response }) =>
        request['op'] === operation.retrieve && request['rt'] === undefined && response['rsc'] === 2000
          ? { ...response, rsc: 1000, pc: { 'm2m:uri': 'req-none' } }
          : response,
    }),
  ),
  behaviourFault(
    'acknowledged-and-forgotten',
    'Acknowledges non-blocking requests and never carries them out.',
    { kills: ['6.5-2'], also: ['6.5-5', 'TS-0004/7.5.1.2.5-1', '5.2-16'], verdict: 'warn' },
    () => ({ completes: () => false }),
  ),
  behaviourFault(
    'asynchronous-result-not-sent',
    'Never carries out non-blocking asynchronous requests.',
    { kills: ['6.5-2'], also: ['6.5-5', 'TS-0004/7.5.1.2.5-1'], verdict: 'warn' },
    () => ({ completes: (mode) => mode !== 'asynch' }),
  ),
  behaviourFault(
    'asynchronous-result-without-rqi',
    'Notifies the result of a non-blocking request without the rqi of that request.',
    { kills: ['TS-0004/7.5.1.2.5-1'], also: ['6.5-2', '6.5-5', '6.2.2.9-7'] },
    () => ({ nonBlockingResult: (_mode, result) => without(result, 'rqi') }),
  ),
  behaviourFault(
    'asynchronous-result-always-success',
    'Reports 2000 as the result of every non-blocking request.',
    {
      kills: ['6.5-2'],
      also: ['6.5-5', 'TS-0004/7.5.1.2.5-1', 'TS-0004/7.3.3.1-1'],
      verdict: 'warn',
    },
    () => ({ nonBlockingResult: (_mode, result) => ({ ...result, rsc: 2000 }) }),
  ),
  closes(
    'closed-on-notify',
    'Closes the connection on which a NOTIFY waits for its response.',
    { kills: ['6.5-3'], also: ['5.2-17', '5.2-10', '6.4-1', '6.4-2', '5.1-2', '6.5-1'] },
    (request) => request['op'] === operation.notify,
  ),
  closes(
    'closed-on-update',
    'Closes the connection on which an update waits for its response.',
    { kills: ['6.5-3'], also: [...rejecting, '5.2-17', '5.2-10', '6.4-1', '6.5-1', '6.5-2'] },
    (request) => request['op'] === operation.update,
  ),
  closes(
    'closed-on-synchronous-request',
    'Closes the connection before it has acknowledged a non-blocking synchronous request.',
    { kills: ['6.5-4'], also: ['6.5-2', '6.5-5', '5.2-17', 'TS-0004/7.3.2.3-1'] },
    (request) => responseType(request) === 1,
  ),
  closes(
    'closed-on-asynchronous-request',
    'Closes the connection before it has acknowledged a non-blocking asynchronous request.',
    { kills: ['6.5-4'], also: ['6.5-2', '6.5-5', '5.2-17', 'TS-0004/7.3.2.3-1', 'TS-0004/7.5.1.2.5-1'] },
    (request) => responseType(request) === 2,
  ),
]
