import type { Requirement } from '../types.js'
import { implicitIn } from '../untested.js'

/** What TS-0001 demands behind the clauses on registration and transfer modes. */
export const ts0001: readonly Requirement[] = [
  {
    id: 'TS-0001/7.1.7-1',
    level: 'fact',
    binds: 'server',
    text: 'A request with the identifier of a request that is still pending, from the same originator, is rejected.',
    shows:
      'A second request with the same fr and rqi gets an error while the first one waits; no code is stated.',
  },
  {
    id: 'TS-0001/8.1.2-1',
    level: 'fact',
    binds: 'server',
    text: 'In the flexible mode the receiver chooses how to answer: blocking, or by an acknowledgement.',
    shows: 'A request with rt 4 gets the result, or an acknowledgement whose result can be had.',
  },
  {
    id: 'TS-0001/8.1.2-2',
    level: 'fact',
    binds: 'server',
    text: 'A request that asks for no response gets none, and is carried out.',
    shows: 'A CREATE with rt 5 (Release 3) is not answered, and the resource is there afterwards.',
  },
  {
    id: 'TS-0001/8.2-1',
    level: 'fact',
    binds: 'both',
    text: 'Requests are blocking, non-blocking synchronous or non-blocking asynchronous.',
    shows: 'The cases on transfer modes use each of them.',
    untested: implicitIn('6.5-2'),
  },
  {
    id: 'TS-0001/9.3.1-1',
    level: 'shall',
    binds: 'server',
    text: 'A receiving CSE understands an address in each form: structured and unstructured, CSE-relative, SP-relative and absolute.',
    shows:
      'The same resource is reached by each of its addresses; the absolute ones need an SP-ID, which nothing tells.',
  },
  {
    id: 'TS-0001/9.6.1.3.2-1',
    level: 'fact',
    binds: 'server',
    text: 'A resource without accessControlPolicyIDs is protected by the access permissions of its parent or of the system.',
    shows:
      'What another registered AE may do to such a resource; who does not have the permission is refused.',
  },
  {
    id: 'TS-0001/9.6.8-1',
    level: 'fact',
    binds: 'server',
    text: 'A subscription is notified of the events that its criteria name, with the content that its notificationContentType names.',
    shows:
      'Update and deletion of the resource, creation and deletion of a child lead to a notification: all attributes, modified ones only, or the address.',
  },
  {
    id: 'TS-0001/9.6.8-2',
    level: 'fact',
    binds: 'server',
    text: 'Where a subscription has subscriberURI, its deletion is notified there.',
    shows: 'Deleting a subscription with su leads to a notification with subscriptionDeletion.',
  },
  {
    id: 'TS-0001/10.2.2.2-1',
    level: 'shall',
    binds: 'server',
    text: 'The registrar assigns an AE-ID and returns it as AE-ID and, its stem, as resourceID.',
    shows: 'The <AE> in the response has aei and ri that begin with C or S as asked for.',
  },
]
