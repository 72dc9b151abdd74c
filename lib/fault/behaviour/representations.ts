import { behaviourFault } from '../define.js'
import type { BehaviourFault } from '../types.js'
import { isObject, without, type ValueObject } from './right.js'

/** Without an attribute in each resource that some content holds. */
function lacking(content: ValueObject, name: string): ValueObject {
  return Object.fromEntries(
    Object.entries(content).map(([member, value]) => [
      member,
      isObject(value) ? without(value, name) : value,
    ]),
  )
}

/** TS-0004 7.2.1.2 and 7.5.1: what a representation must hold, wherever it comes. */
export const representationFaults: readonly BehaviourFault[] = [
  behaviourFault(
    'updated-resources-incomplete',
    'Leaves stateTag out of the resources in its answers to updates.',
    { kills: ['TS-0004/7.4.6.1-1'], editions: ['R3'] },
    () => ({
      responseParameters: ({ response }) =>
        response['rsc'] === 2004 && isObject(response['pc'])
          ? { ...response, pc: lacking(response['pc'], 'st') }
          : response,
    }),
  ),
  behaviourFault(
    'notified-resources-incomplete',
    'Leaves creationTime out of the resources that it notifies.',
    { kills: ['TS-0004/7.4.7.1-1'], also: ['TS-0004/7.4.6.1-1'] },
    () => ({
      notificationContent: (content) => {
        const event = content['nev']
        const representation = isObject(event) ? event['rep'] : undefined
        return isObject(event) && isObject(representation)
          ? { ...content, nev: { ...event, rep: lacking(representation, 'ct') } }
          : content
      },
    }),
  ),
  behaviourFault(
    'asynchronous-result-without-release-version',
    'Notifies results of non-blocking requests without releaseVersionIndicator.',
    { kills: ['6.2.2.9-7'], editions: ['R3'] },
    () => ({ nonBlockingResult: (mode, result) => (mode === 'asynch' ? without(result, 'rvi') : result) }),
  ),
]
