import type { Requirement } from '../types.js'
import { clientRole } from '../untested.js'

/** TS-0020 clause 6.2.1: what holds for both handshakes. */
export const handshakeGeneral: readonly Requirement[] = [
  {
    id: '6.2.1-1',
    level: 'shall',
    binds: 'client',
    text: 'The client handshake is a valid HTTP request by RFC 7230.',
    shows: 'A strict HTTP parser takes the handshake of the client.',
    untested: clientRole,
  },
  {
    id: '6.2.1-2',
    level: 'fact',
    binds: 'server',
    text: 'The server handshake is an HTTP status-line followed by header fields.',
    shows: 'A strict HTTP parser takes every answer to a handshake.',
  },
  {
    id: '6.2.1-3',
    level: 'fact',
    binds: 'both',
    text: 'Names of HTTP header fields are case-insensitive.',
    shows: 'The same handshake is accepted with field names in lower, upper and mixed case.',
  },
  {
    id: '6.2.1-4',
    level: 'shall',
    binds: 'server',
    text: 'A CSE that supports WebSocket lists its ws and wss addresses, with host and port, in the pointOfAccess of its CSEBase.',
    shows: 'The CSEBase has at least one such address, which need not be the one that the tester uses.',
  },
  {
    id: '6.2.1-5',
    level: 'fact',
    binds: 'server',
    text: 'The server responds to a client handshake with a server handshake.',
    shows: 'A handshake is never met with silence.',
  },
  {
    id: '6.2.1-6',
    level: 'fact',
    binds: 'client',
    text: 'The client begins with an HTTP upgrade request, whose header fields are partly required and partly optional.',
    shows: 'The server accepts the fields in any order and beside fields that it does not know.',
  },
]
