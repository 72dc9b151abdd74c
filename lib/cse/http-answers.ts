import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { HandshakeView } from './handshake.js'
import type { HttpRefusal } from './refusals.js'

/** How long a refused client may take to close its side, in milliseconds. */
const lingerMs = 1000

/** Header lines of a request as they came, in pairs. */
export function viewOf(message: IncomingMessage): HandshakeView {
  const headers: (readonly [string, string])[] = []
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2) {
    headers.push([message.rawHeaders[index] ?? '', message.rawHeaders[index + 1] ?? ''])
  }
  return {
    method: message.method ?? '',
    target: message.url ?? '',
    httpVersion: message.httpVersion,
    headers,
  }
}

function body(refusal: HttpRefusal): Buffer {
  return Buffer.from(`${refusal.explanation}\n`, 'utf8')
}

/** Refuses by way of Node's own response, where there is one. */
export function refuseRequest(response: ServerResponse, refusal: HttpRefusal): void {
  const octets = body(refusal)
  for (const [name, value] of refusal.headers) response.setHeader(name, value)
  response.setHeader('Content-Type', 'text/plain; charset=utf-8')
  response.setHeader('Content-Length', octets.length)
  response.writeHead(refusal.status)
  response.end(octets)
}

/** Refuses on the bare socket, which is what an upgrade or a request that is no HTTP leaves. */
export function refuseSocket(socket: Duplex, refusal: HttpRefusal): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const octets = body(refusal)
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? 'Error'}`,
    ...refusal.headers.map(([name, value]) => `${name}: ${value}`),
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${octets.length}`,
    '',
    '',
  ].join('\r\n')
  // What is still coming in is read and thrown away: closing over unread octets would reset the connection,
  // and the answer might never be seen.
  socket.resume()
  const timer = setTimeout(() => socket.destroy(), lingerMs)
  socket.once('close', () => clearTimeout(timer))
  socket.end(Buffer.concat([Buffer.from(head, 'latin1'), octets]))
}
