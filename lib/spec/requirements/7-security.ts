import type { Requirement } from '../types.js'
import { clientRole, permission } from '../untested.js'

/** TS-0020 clause 7: security. */
export const security: readonly Requirement[] = [
  {
    id: '7-1',
    level: 'shall',
    binds: 'both',
    text: 'At a wss address TLS is set up before the WebSocket handshake.',
    shows: 'A handshake without TLS to that port gets no 101.',
  },
  {
    id: '7-2',
    level: 'shall',
    binds: 'both',
    text: 'That TLS is a security association of TS-0003 in which both sides authenticate.',
    shows:
      'Without a client credential, or with a wrong one, no connection comes about; with the right one it does.',
  },
  {
    id: '7-3',
    level: 'may',
    binds: 'both',
    text: 'Where the environment is protected, plain ws may be enough.',
    shows: 'It is right to offer ws alone, and right to offer wss alone.',
    untested: permission,
  },
  {
    id: '7-4',
    level: 'fact',
    binds: 'client',
    text: 'The client opens the WebSocket only inside TLS that is already established.',
    shows: 'No octet of the opening handshake arrives before TLS is established.',
    untested: clientRole,
  },
]
