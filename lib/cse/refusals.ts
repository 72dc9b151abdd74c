/** Answers to opening handshakes that are not accepted (TS-0020 6.2.3.1, RFC 6455 4.2). */

/** What can be wrong with an opening handshake. */
export type HandshakeDefect =
  | 'method'
  | 'http version'
  | 'target'
  | 'host'
  | 'body'
  | 'no upgrade'
  | 'upgrade'
  | 'connection'
  | 'version'
  | 'no version'
  | 'key'
  | 'subprotocol syntax'
  | 'subprotocol'
  | 'extensions syntax'

/** An HTTP error. Content-Length and Date are added when it is written. */
export interface HttpRefusal {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** One sentence, sent as the body. */
  readonly explanation: string
}

const close = ['Connection', 'close'] as const
/** RFC 7231 6.5.15 wants Upgrade with a 426, and RFC 7230 6.7 wants it named in Connection. */
const upgradeRequired = [
  ['Connection', 'Upgrade, close'],
  ['Upgrade', 'websocket'],
] as const
const version = ['Sec-WebSocket-Version', '13'] as const

const refusals: Readonly<Record<HandshakeDefect, HttpRefusal>> = {
  method: {
    status: 405,
    headers: [close, ['Allow', 'GET']],
    explanation: 'The opening handshake is a GET request.',
  },
  'http version': { status: 400, headers: [close], explanation: 'The opening handshake needs HTTP/1.1.' },
  target: { status: 404, headers: [close], explanation: 'Only the request target / is served.' },
  host: { status: 400, headers: [close], explanation: 'Exactly one Host header field is needed.' },
  body: { status: 400, headers: [close], explanation: 'An opening handshake has no body.' },
  'no upgrade': {
    status: 426,
    headers: [...upgradeRequired, version],
    explanation: 'This is a oneM2M WebSocket server (TS-0020).',
  },
  upgrade: {
    status: 400,
    headers: [close],
    explanation: 'The Upgrade header field does not name websocket.',
  },
  connection: {
    status: 400,
    headers: [close],
    explanation: 'The Connection header field does not name Upgrade.',
  },
  version: {
    status: 426,
    headers: [...upgradeRequired, version],
    explanation: 'Only version 13 of the WebSocket protocol is spoken.',
  },
  'no version': {
    status: 400,
    headers: [close, version],
    explanation: 'Exactly one Sec-WebSocket-Version header field is needed.',
  },
  key: {
    status: 400,
    headers: [close],
    explanation: 'Exactly one Sec-WebSocket-Key header field with the base64 of 16 octets is needed.',
  },
  'subprotocol syntax': {
    status: 400,
    headers: [close],
    explanation: 'The Sec-WebSocket-Protocol header field is malformed.',
  },
  subprotocol: {
    status: 400,
    headers: [close],
    explanation: 'None of the subprotocol names of this server is offered in Sec-WebSocket-Protocol.',
  },
  'extensions syntax': {
    status: 400,
    headers: [close],
    explanation: 'The Sec-WebSocket-Extensions header field is malformed.',
  },
}

/** The right answer to a handshake with this defect. */
export function refusalOf(defect: HandshakeDefect): HttpRefusal {
  return refusals[defect]
}
