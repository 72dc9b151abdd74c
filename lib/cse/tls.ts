import type { Server } from 'node:http'
import { createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from 'node:tls'
import type { CseTls } from './options.js'
import type { Rules } from './rules.js'

/** Says yes to a handshake, without having read it. */
const acceptance = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'

/** Content type of a TLS handshake record (RFC 8446 5.1), the first octet of every client. */
const tlsHandshake = 0x16

/** Whoever has not come through TLS after so many milliseconds is dropped. */
const handshakeMs = 2000

/** Sockets of clients without a credential that HTTP is to refuse. */
const strangers = new WeakSet<Socket>()

/** Whether a client came without a credential, and is to be told so in HTTP. */
export function isStranger(socket: Socket): boolean {
  return strangers.has(socket)
}

/** Address and port that a client came from: the same for TCP and for the TLS on top of it. */
function originOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${remotePort}`
}

/** TLS in front of an HTTP server, with authentication of both sides (TS-0020 clause 7). */
export class TlsFront {
  /** What listens. */
  readonly listener: TcpServer
  readonly #http: Server
  readonly #rules: Rules
  /** Whoever has connected and not come through TLS, by the address it came from. */
  readonly #waiting = new Map<string, Socket>()

  /** @param note gets what went wrong with a client */
  constructor(http: Server, tls: CseTls, rules: Rules, note: (error: Error) => void) {
    this.#http = http
    this.#rules = rules
    const fates = (['missing', 'unknown'] as const).map((credential) => rules.stranger(credential))
    const server = createTlsServer({
      cert: tls.cert,
      key: tls.key,
      ca: tls.clients,
      requestCert: true,
      // Where every stranger is refused by TLS, TLS does it by itself.
      rejectUnauthorized: fates.every((fate) => fate === 'refused by TLS'),
      handshakeTimeout: handshakeMs,
    })
    server.on('tlsClientError', note)
    server.on('secureConnection', (socket) => {
      this.#waiting.delete(originOf(socket))
      socket.on('error', note)
      if (this.#admits(socket)) http.emit('connection', socket)
      else socket.destroy()
    })
    this.listener = rules.withoutTls() === 'refused' ? server : this.#either(server)
    this.listener.on('connection', (socket) => {
      const origin = originOf(socket)
      this.#waiting.set(origin, socket)
      socket.once('close', () => {
        if (this.#waiting.get(origin) === socket) this.#waiting.delete(origin)
      })
    })
  }

  /** Drops whoever has not come through TLS. */
  dropWaiting(): void {
    for (const socket of this.#waiting.values()) socket.destroy()
  }

  #admits(socket: TLSSocket): boolean {
    if (socket.authorized) return this.#rules.admitsKnown()
    const isMissing = Object.keys(socket.getPeerCertificate()).length === 0
    const fate = this.#rules.stranger(isMissing ? 'missing' : 'unknown')
    if (fate === 'refused by HTTP') strangers.add(socket)
    return fate === 'refused by HTTP' || fate === 'served'
  }

  /** One port for both: the first octet tells TLS from HTTP. */
  #either(tls: TlsServer): TcpServer {
    return createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      socket.on('error', () => undefined)
      socket.once('data', (chunk: Buffer) => {
        socket.pause()
        socket.unshift(chunk)
        if (chunk[0] === tlsHandshake) tls.emit('connection', socket)
        else this.#servePlain(socket)
        process.nextTick(() => socket.resume())
      })
    })
  }

  #servePlain(socket: Socket): void {
    this.#waiting.delete(originOf(socket))
    if (this.#rules.withoutTls() === 'served') this.#http.emit('connection', socket)
    else socket.end(acceptance)
  }
}
