import type { Requirement } from '../types.js'
import { clientRole, notObservable } from '../untested.js'

/** TS-0020 clause 6.4: registration. */
export const registration: readonly Requirement[] = [
  {
    id: '6.4-1',
    level: 'shall',
    binds: 'server',
    text: 'After a successful registration the server routes incoming primitives for the registree to it.',
    shows:
      'Notifications of subscriptions, and NOTIFY requests of other entities, arrive over the connection of the registree; for a CSE any request does.',
  },
  {
    id: '6.4-2',
    level: 'shall',
    binds: 'server',
    text: 'Until the registration is complete, the registrar rejects primitives that are meant for the client.',
    shows:
      'A NOTIFY for an entity that is not registered gets an error, and nothing arrives on the connection of that entity.',
  },
  {
    id: '6.4-3',
    level: 'fact',
    binds: 'server',
    text: 'Closing the connection leaves the registration as it is.',
    shows: 'After closing and reopening the entity is still registered and is served.',
  },
  {
    id: '6.4-4',
    level: 'fact',
    binds: 'server',
    text: 'Deleting the <AE> or <remoteCSE> ends the registration.',
    shows: 'After the deletion the originator is treated as it was before registering.',
  },
  {
    id: '6.4-5',
    level: 'fact',
    binds: 'client',
    text: 'An entity that is not registered is configured beforehand with what its registration request needs.',
    shows: 'Nothing on the wire tells where the values of a registration request came from.',
    untested: notObservable('how the client came by its parameters cannot be seen on the wire'),
  },
  {
    id: '6.4-6',
    level: 'shall',
    binds: 'client',
    text: "The address of the registrar, a name or IP address with a port, is part of the client's configuration.",
    shows: 'The client dials the configured address.',
    untested: clientRole,
  },
]
