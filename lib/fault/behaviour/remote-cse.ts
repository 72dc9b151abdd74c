import type { AdmissionView } from '../../cse/index.js'
import { behaviourFault } from '../define.js'
import { routing } from '../rows.js'
import type { BehaviourFault } from '../types.js'
import { right, without, type Value } from './right.js'

function isOutsider({ standing }: AdmissionView): boolean {
  return standing === 'unknown' || standing === 'former'
}

/** Whether an entity is a CSE, by its identifier. */
function isCse(entity: string): boolean {
  return entity.startsWith('/')
}

/** Whether an originator is an AE of another CSE, `/cse/C1`. */
function isBehindCse(originator: string | undefined): boolean {
  return originator !== undefined && /^\/[^/]+\/[^/]+$/.test(originator)
}

/** TS-0020 5.2 and 6.4, TS-0004 7.3.2.6 and 7.4.4: CSEs as registrees, and requests on the way to them. */
export const remoteCseFaults: readonly BehaviourFault[] = [
  behaviourFault(
    'cse-registration-not-needed',
    'Serves CSEs as it serves the administrator, registered or not.',
    { kills: ['6.5-1', '6.4-4'] },
    () => ({
      admit: (view) => (view.entity === 'CSE' && isOutsider(view) ? { kind: 'trusted' } : right.admit(view)),
    }),
  ),
  behaviourFault(
    'cse-registration-refused',
    'Registers no CSEs.',
    { kills: ['5.2-4'], also: ['TS-0004/7.3.3.3-1', 'TS-0004/7.3.3.5-1', 'TS-0004/7.4.4.2.1-2'] },
    () => ({
      admit: (view) =>
        view.entity === 'CSE' && view.standing === 'applicant'
          ? { kind: 'refused', rsc: 4107 }
          : right.admit(view),
    }),
  ),
  behaviourFault(
    'cse-not-reached',
    'Routes nothing to registered CSEs.',
    { kills: ['6.4-1', '5.2-10'], also: routing },
    () => ({ routes: (view) => (isCse(view.entity) ? [] : right.routes(view)) }),
  ),
  behaviourFault(
    'cse-deregistration-ignored',
    'Keeps the registration of a CSE whose <remoteCSE> was deleted.',
    { kills: ['6.4-4'], also: ['6.4-2', '6.5-1'] },
    () => ({ deregisters: (entity) => !isCse(entity) }),
  ),
  behaviourFault(
    'cse-registration-ends-with-connection',
    'Deletes the registration of a CSE when its last connection closes.',
    { kills: ['6.4-3', '5.2-11'], also: ['6.4-1', 'TS-0004/7.4.4.2.1-1'] },
    () => ({ registrationSurvivesClose: (entity) => !isCse(entity) }),
  ),
  behaviourFault(
    'cse-registered-twice',
    'Registers a CSE that is registered a second time.',
    { kills: ['TS-0004/7.4.4.2.1-1'] },
    () => ({
      registrationRefusal: ({ registered, wanted, right: code }) =>
        registered === 'CSE' && wanted === 'CSE' ? undefined : code,
    }),
  ),
  behaviourFault(
    'cse-registered-again-as-conflict',
    'Refuses the second registration of a CSE with 4105.',
    { kills: ['TS-0004/7.4.4.2.1-1'], editions: ['R3'] },
    () => ({
      registrationRefusal: ({ registered, wanted, right: code }) =>
        registered === 'CSE' && wanted === 'CSE' ? 4105 : code,
    }),
  ),
  behaviourFault(
    'remote-cse-without-cse-id',
    'Leaves the CSE-ID out of <remoteCSE>.',
    {
      kills: ['TS-0004/7.4.4.1-1', 'TS-0004/7.4.4.2.1-2'],
      also: ['TS-0004/7.4.4.2.1-1', 'TS-0004/7.3.3.5-1', '6.2.2.9-7'],
    },
    () => ({
      storedAttributes: (attributes) =>
        Object.hasOwn(attributes, 'cb') ? without(attributes, 'csi') : attributes,
    }),
  ),
  behaviourFault(
    'unknown-cse-not-reachable',
    'Answers a request for an entity that is not registered with 5103.',
    { kills: ['TS-0004/7.3.2.6-1'] },
    () => ({
      deliveryFailureCode: (failure) =>
        failure === 'not registered' ? 5103 : right.deliveryFailureCode(failure),
    }),
  ),
  behaviourFault(
    'originator-as-it-came',
    'Passes requests on with the originator as it came, CSE-relative.',
    { kills: ['TS-0004/7.3.2.6-2'] },
    () => ({
      forwardedRequest: (parameters, received) => ({ ...parameters, fr: received['fr'] ?? '' }),
    }),
  ),
  behaviourFault(
    'forwarded-content-lost',
    'Passes requests on without their content.',
    { kills: ['5.2-16'], also: ['6.2.2.9-7', '6.4-1', '5.2-17', 'TS-0004/7.5.1.1-1'] },
    () => ({ forwardedRequest: (parameters) => without(parameters, 'pc') }),
  ),
  behaviourFault(
    'forwarded-type-lost',
    'Passes creations on without the resource type.',
    { kills: ['5.2-16'], also: ['6.2.2.9-7'] },
    () => ({ forwardedRequest: (parameters) => without(parameters, 'ty') }),
  ),
  behaviourFault(
    'answer-without-content',
    'Brings answers back without their content.',
    { kills: ['5.2-17'], also: ['6.2.2.9-7'] },
    () => ({ forwardedResponse: (response) => without(response, 'pc') }),
  ),
  behaviourFault(
    'answer-of-another-request',
    'Brings the content of the answer before the last one back, whoever asked for that.',
    { kills: ['5.2-17'], also: ['6.2.2.9-7'] },
    () => {
      let before: Value | undefined
      return {
        forwardedResponse: (response) => {
          const pc = before ?? response['pc']
          before = response['pc'] ?? before
          return pc === undefined ? response : { ...response, pc }
        },
      }
    },
  ),
  behaviourFault(
    'registration-passed-on',
    'Passes on a registration that is addressed to another CSE.',
    { kills: ['TS-0004/7.3.2.8-1'] },
    () => ({ passesRegistrationsOn: () => true }),
  ),
  behaviourFault(
    'behind-cse-not-served',
    'Refuses the requests that a registered CSE passes on for its AEs.',
    { kills: ['5.2-10'] },
    () => ({
      admit: (view) => (isBehindCse(view.from) ? { kind: 'refused', rsc: 4103 } : right.admit(view)),
    }),
  ),
]
