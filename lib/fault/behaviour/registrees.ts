import { behaviourFault } from '../define.js'
import { accepting } from '../rows.js'
import type { BehaviourFault } from '../types.js'
import { right, without, withText, type Value, type ValueObject } from './right.js'

const container = 3

/** The CSE-ID in an SP-relative originator: `/id-in` of `/id-in/C1`. */
function cseIdOf(originator: Value | undefined): string {
  return typeof originator === 'string' ? originator.split('/').slice(0, 2).join('/') : ''
}

/** Whether a request went to an address of another CSE than this one, which has answered that there is nothing. */
function isForUnknownCse(request: ValueObject, response: ValueObject): boolean {
  const { to } = request
  return (
    response['rsc'] === 4004 && typeof to === 'string' && /^\/[^/]+\//.test(to) && !to.startsWith('/id-in/')
  )
}

/** TS-0004 7.3.2.6 and 7.4, TS-0001 9.6.1.3.2, TS-0020 6.2.2.9 and A.1: what registrees are known by, and get. */
export const registreeFaults: readonly BehaviourFault[] = [
  behaviourFault(
    'originator-replaced-by-own',
    'Passes requests on in its own name.',
    { kills: ['TS-0004/7.3.2.6-2'] },
    () => ({ forwardedRequest: (parameters) => ({ ...parameters, fr: cseIdOf(parameters['fr']) }) }),
  ),
  behaviourFault(
    'unknown-cse-unanswered',
    'Does not answer requests for a CSE that it does not know.',
    { kills: ['TS-0004/7.3.2.6-1'], also: ['5.2-17', 'TS-0004/7.3.3.1-1'] },
    () => ({
      responseFate: ({ request, response }) => (isForUnknownCse(request, response) ? 'dropped' : 'sent'),
    }),
  ),
  behaviourFault(
    'remote-cse-id-without-slash',
    'Writes the CSE-ID of a <remoteCSE> without its slash.',
    {
      kills: ['TS-0004/7.4.4.2.1-2'],
      also: ['TS-0004/7.4.4.2.1-1', 'TS-0004/7.3.3.5-1', '6.2.2.9-7'],
    },
    () => ({
      storedAttributes: (attributes) =>
        Object.hasOwn(attributes, 'cb') ? withText(attributes, 'csi', (csi) => csi.slice(1)) : attributes,
    }),
  ),
  behaviourFault(
    'refused-by-default-and-done',
    'Does what nobody has permitted to an originator, and refuses it afterwards, where no policy governs the container.',
    { kills: ['TS-0001/9.6.1.3.2-1'] },
    () => {
      const denied = new Set<string>()
      return {
        permits: ({ permitted, governed, resourceType, originator }) => {
          if (permitted || governed || resourceType !== container) return permitted
          denied.add(originator)
          return true
        },
        responseParameters: ({ request, response }) => {
          const { fr } = request
          return typeof fr === 'string' && denied.delete(fr)
            ? { ...without(response, 'pc'), rsc: 4103 }
            : response
        },
      }
    },
  ),
  behaviourFault(
    'size-limits-not-stored',
    'Loses maxByteSize of the containers that it creates.',
    { kills: ['A.1-1', 'TS-0004/7.4.7.2-2'], also: ['5.2-16'] },
    () => ({ storedAttributes: (attributes) => without(attributes, 'mbs') }),
  ),
  behaviourFault(
    'json-not-known',
    'Knows the subprotocols of the other serializations and not that of JSON.',
    { kills: ['6.2.2.9-5'], also: accepting },
    () => ({
      selectSubprotocol: (offered, supported) =>
        right.selectSubprotocol(
          offered,
          supported.filter(({ serialization }) => serialization !== 'json'),
        ),
    }),
  ),
]
