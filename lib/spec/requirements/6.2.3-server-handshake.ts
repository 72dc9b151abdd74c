import type { Requirement } from '../types.js'

/** TS-0020 clause 6.2.3: the server handshake. */
export const serverHandshake: readonly Requirement[] = [
  {
    id: '6.2.3.1-1',
    level: 'shall',
    binds: 'server',
    text: 'The status-line begins with HTTP/1.1.',
    shows: 'Every answer to an HTTP/1.1 handshake, also a refusal, begins with these eight octets.',
  },
  {
    id: '6.2.3.1-2',
    level: 'shall',
    binds: 'server',
    text: 'A connection that is accepted is answered with status 101.',
    shows: 'The status code of the answer to a regular handshake is 101; the reason phrase is free.',
  },
  {
    id: '6.2.3.1-3',
    level: 'shall',
    binds: 'server',
    text: 'A connection that is not accepted is answered with a fitting HTTP error status.',
    shows: 'A refused handshake gets an HTTP error; closing TCP alone is not one.',
  },
  {
    id: '6.2.3.2-1',
    level: 'shall',
    binds: 'server',
    text: 'The server handshake has the header field Upgrade with the value WebSocket.',
    shows: 'Every 101 has it, in any letter case.',
  },
  {
    id: '6.2.3.3-1',
    level: 'shall',
    binds: 'server',
    text: 'The server handshake has the header field Connection with the value Upgrade.',
    shows: 'Every 101 has it, in any letter case.',
  },
  {
    id: '6.2.3.4-1',
    level: 'shall',
    binds: 'server',
    text: 'The server handshake has Sec-WebSocket-Accept, computed from the key of the client by RFC 6455 4.2.2.',
    shows:
      'The value equals the one recomputed from the key; the values printed in TS-0020 do not fit its printed key.',
  },
  {
    id: '6.2.3.5-1',
    level: 'shall',
    binds: 'server',
    text: 'The server handshake has Sec-WebSocket-Protocol.',
    shows: 'Every 101 has the field exactly once.',
  },
  {
    id: '6.2.3.5-2',
    level: 'shall',
    binds: 'server',
    text: 'The server selects one of the subprotocol names that the client offered.',
    shows: 'The value is exactly one of the offered names, letter case included, and never another one.',
  },
  {
    id: '6.2.3.6-1',
    level: 'shall',
    binds: 'server',
    text: 'Compression that the server accepts is confirmed by permessage-deflate in Sec-WebSocket-Extensions.',
    shows: 'The field is a response that RFC 7692 allows for the offer.',
  },
  {
    id: '6.2.3.6-2',
    level: 'shall',
    binds: 'server',
    text: 'A server that accepted compression compresses what it sends and inflates what it receives, by RFC 7692.',
    shows: 'Content survives both ways on a connection with permessage-deflate.',
  },
  {
    id: '6.2.3.6-3',
    level: 'shall',
    binds: 'server',
    text: 'A server that does not accept compression leaves Sec-WebSocket-Extensions out.',
    shows: 'The field is absent where nothing was offered, or only what the server cannot accept.',
  },
]
