import { createHash } from 'node:crypto'
import { randomOctets } from './random-octets.js'
import { formatExtensions } from './extensions.js'
import { headerValues } from './http.js'
import type { Extension, HandshakeRequest, HeaderLine } from './types.js'

/** The constant of RFC 6455 1.3. */
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** The Sec-WebSocket-Accept that belongs to a key, which is taken as it was sent (RFC 6455 4.2.2). */
export function expectedAccept(key: string): string {
  return createHash('sha1')
    .update(key + acceptSuffix, 'latin1')
    .digest('base64')
}

/** A fresh Sec-WebSocket-Key: 16 random octets in base64 (RFC 6455 4.1). */
export function randomKey(): string {
  return randomOctets(16).toString('base64')
}

/** What varies between well-formed handshakes. */
export interface HandshakeParts {
  /** Value of the Host field: host and port. */
  readonly host: string
  /** Request target; `/` when left out (TS-0020 6.2.2.1). */
  readonly target?: string
  /** Names for Sec-WebSocket-Protocol in order of preference; none: no such field. */
  readonly subprotocols?: readonly string[]
  /** Offers for Sec-WebSocket-Extensions, as data or as the value itself; none: no such field. */
  readonly extensions?: string | readonly Extension[]
  /** Further fields, at the end. */
  readonly headers?: readonly HeaderLine[]
  /** Sec-WebSocket-Key; a random one when left out. */
  readonly key?: string
}

/** A handshake as RFC 6455 4.1 and TS-0020 6.2.2 want it; every deviation is an edit of such a one. */
export function handshake(parts: HandshakeParts): HandshakeRequest {
  const { host, target = '/', subprotocols = [], extensions = [], headers = [], key = randomKey() } = parts
  const offers = typeof extensions === 'string' ? extensions : formatExtensions(extensions)
  return {
    requestLine: `GET ${target} HTTP/1.1`,
    headers: [
      ['Host', host],
      ['Upgrade', 'websocket'],
      ['Connection', 'Upgrade'],
      ['Sec-WebSocket-Key', key],
      ...(subprotocols.length > 0 ? [['Sec-WebSocket-Protocol', subprotocols.join(', ')] as const] : []),
      ['Sec-WebSocket-Version', '13'],
      ...(offers === '' ? [] : [['Sec-WebSocket-Extensions', offers] as const]),
      ...headers,
    ],
    key,
  }
}

/** The same handshake with this request line. */
export function withRequestLine(request: HandshakeRequest, requestLine: string): HandshakeRequest {
  return { ...request, requestLine }
}

/** The same handshake with one more field line, at the end or before the first one named `before`. */
export function withHeader(
  request: HandshakeRequest,
  name: string,
  value: string,
  before?: string,
): HandshakeRequest {
  const at = before === undefined ? -1 : request.headers.findIndex((line) => isNamed(line, before))
  const place = at === -1 ? request.headers.length : at
  return withHeaders(request, request.headers.toSpliced(place, 0, [name, value]))
}

/** The same handshake without any field line of that name (without regard to case). */
export function withoutHeader(request: HandshakeRequest, name: string): HandshakeRequest {
  return withHeaders(
    request,
    request.headers.filter((line) => !isNamed(line, name)),
  )
}

/**
 * The same handshake with these values in place of the first field line of that name, each a line of its own and all
 * named as given here; other lines of the name are gone. Appended when there was none.
 */
export function replaceHeader(
  request: HandshakeRequest,
  name: string,
  ...values: readonly string[]
): HandshakeRequest {
  const at = request.headers.findIndex((line) => isNamed(line, name))
  const others = request.headers.filter((line) => !isNamed(line, name))
  const place = at === -1 ? others.length : at
  return withHeaders(request, others.toSpliced(place, 0, ...values.map((value): HeaderLine => [name, value])))
}

/** The same handshake with the field name spelt otherwise, e.g. in another letter case. */
export function renameHeader(request: HandshakeRequest, name: string, spelling: string): HandshakeRequest {
  return withHeaders(
    request,
    request.headers.map((line) => (isNamed(line, name) ? [spelling, line[1]] : line)),
  )
}

/** The same handshake with these field lines; the key follows them. */
export function withHeaders(request: HandshakeRequest, headers: readonly HeaderLine[]): HandshakeRequest {
  return { ...request, headers, key: headerValues({ headers }, 'Sec-WebSocket-Key')[0] }
}

function isNamed(line: HeaderLine, name: string): boolean {
  return line[0].toLowerCase() === name.toLowerCase()
}

/** The octets of a handshake, trailing ones included. Characters up to U+00FF stand for the octet of that value. */
export function serializeHandshake(request: HandshakeRequest): Buffer {
  return Buffer.concat([handshakeHead(request), request.trailing ?? Buffer.alloc(0)])
}

/** The octets of the head alone. */
export function handshakeHead(request: HandshakeRequest): Buffer {
  if (request.raw !== undefined) return request.raw
  const lines = [request.requestLine, ...request.headers.map(([name, value]) => `${name}: ${value}`), '', '']
  return Buffer.from(lines.join('\r\n'), 'latin1')
}
