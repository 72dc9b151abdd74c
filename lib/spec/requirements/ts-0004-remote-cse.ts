import type { Requirement } from '../types.js'

/** What TS-0004 demands of a registrar of CSEs: their registration, and requests on the way to them. */
export const ts0004RemoteCse: readonly Requirement[] = [
  {
    id: 'TS-0004/7.3.2.6-1',
    level: 'shall',
    binds: 'server',
    text: 'An IN-CSE answers a request for a CSE that it does not know with NOT_FOUND and sends it nowhere.',
    shows: 'A request to an address with the CSE-ID of a CSE that is not registered gets rsc 4004.',
  },
  {
    id: 'TS-0004/7.3.2.6-2',
    level: 'shall',
    binds: 'server',
    text: 'A CSE that passes a request on writes a CSE-relative originator SP-relative, with its own CSE-ID in front.',
    shows:
      'fr of a request that arrives at a registered CSE is the CSE-ID of the registrar, a slash and the AE-ID-Stem.',
  },
  {
    id: 'TS-0004/7.3.2.8-1',
    level: 'shall',
    binds: 'server',
    text: 'A registration that is addressed to another CSE than the receiver is rejected with BAD_REQUEST.',
    shows: 'CREATE of an <AE> with the address of a registered CSE gets rsc 4000 and does not arrive there.',
  },
  {
    id: 'TS-0004/7.4.4.1-1',
    level: 'fact',
    binds: 'server',
    text: 'A complete <remoteCSE> has its mandatory attributes.',
    shows: 'A representation of a <remoteCSE> has ty, ri, rn, pi, ct, lt, et, cb, csi and rr.',
  },
  {
    id: 'TS-0004/7.4.4.2.1-1',
    level: 'shall',
    binds: 'server',
    text: 'A registration of a CSE whose CSE-ID is registered is rejected with ORIGINATOR_HAS_ALREADY_REGISTERED.',
    shows:
      'A second CREATE of a <remoteCSE> by one CSE gets rsc 4117, and the first <remoteCSE> is as it was.',
  },
  {
    id: 'TS-0004/7.4.4.2.1-2',
    level: 'shall',
    binds: 'server',
    text: 'The registrar sets CSE-ID of a <remoteCSE> to the originator of its creation.',
    shows: 'csi of the new <remoteCSE> is fr of the request, which need not have csi.',
  },
]
