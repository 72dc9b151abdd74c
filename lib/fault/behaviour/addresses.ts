import type { AdmissionView } from '../../cse/index.js'
import { behaviourFault } from '../define.js'
import type { BehaviourFault } from '../types.js'
import { operation } from './operations.js'
import { right } from './right.js'

/** A fault by which registered AEs find nothing at addresses of a certain form. */
function unknownForm(
  id: string,
  text: string,
  isUnknown: (view: AdmissionView) => boolean,
  facts: Pick<BehaviourFault, 'editions'> = {},
): BehaviourFault {
  return behaviourFault(id, text, { kills: ['TS-0001/9.3.1-1'], ...facts }, () => ({
    admit: (view) =>
      view.standing === 'registered' && view.entity === 'AE' && isUnknown(view)
        ? { kind: 'refused', rsc: 4004 }
        : right.admit(view),
  }))
}

/** TS-0001 9.3.1: what an address may look like. */
export const addressFaults: readonly BehaviourFault[] = [
  unknownForm(
    'sp-relative-addresses-unknown',
    'Does not know its own CSE-ID in the addresses of registered AEs.',
    ({ target }) => target.startsWith('/id-in/'),
  ),
  unknownForm(
    'dash-unknown-behind-cse-id',
    'Does not know "-" as the name of its CSEBase where its CSE-ID stands before it.',
    ({ target }) => target.startsWith('/id-in/-'),
    { editions: ['R3'] },
  ),
  unknownForm(
    'notify-by-identifier-only',
    'Takes a NOTIFY for an AE only where it is addressed to the bare AE-ID.',
    (view) => view.operation === operation.notify && view.target.includes('/'),
  ),
  behaviourFault(
    'unregistered-served-by-identifier',
    'Serves everybody, registered or not, who addresses a resource by its identifier.',
    { kills: ['6.5-1'], also: ['6.4-4'] },
    () => ({
      admit: (view) =>
        (view.standing === 'unknown' || view.standing === 'former') && !view.target.includes('/')
          ? { kind: 'trusted' }
          : right.admit(view),
    }),
  ),
]
