import { createServer as createHttpsServer, type Server as HttpsServer, type ServerOptions } from 'node:https'
import { createServer as createTcpServer, type Server as TcpServer, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { CseTls } from './options.js'
import type { Rules } from './rules.js'

/** Content type of a TLS handshake record (RFC 8446 5.1), the first octet of every client. */
const tlsHandshake = 0x16

/** Whoever has not come through TLS after so many milliseconds is dropped. */
const handshakeMs = 2000

/** Says yes to a handshake, without having read it. */
const acceptance = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'

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

/** HTTP inside TLS, with authentication of both sides (TS-0020 clause 7). */
export class SecuredHttp {
  readonly http: HttpsServer
  /** What listens: {@link http} itself, or what tells clients with TLS from those without. */
  readonly listener: TcpServer
  readonly #rules: Rules
  /** Whoever has connected and not come through TLS, by {@link originOf}: HTTP does not know of them. */
  readonly #waiting = new Map<string, Socket>()

  /** @param note gets what went wrong with a client */
  constructor(tls: CseTls, rules: Rules, options: ServerOptions, note: (error: Error) => void) {
    this.#rules = rules
    const fates = (['missing', 'unknown'] as const).map((credential) => rules.stranger(credential))
    this.http = createHttpsServer({
      ...options,
      cert: tls.cert,
      key: tls.key,
      ca: tls.clients,
      requestCert: true,
      // Where every stranger is refused by TLS, TLS does it by itself.
      rejectUnauthorized: fates.every((fate) => fate === 'refused by TLS'),
      handshakeTimeout: handshakeMs,
      ...(tls.newest === undefined ? {} : { maxVersion: tls.newest }),
    })
    this.http.on('tlsClientError', note)
    // Before HTTP gets the socket.
    this.http.prependListener('secureConnection', (socket: Socket) => {
      if (this.listener === this.http) this.#waiting.delete(originOf(socket))
      if (!this.#admits(socket)) socket.destroy()
    })
    this.listener = rules.withoutTls() === 'refused' ? this.http : this.#either()
    this.listener.on('connection', (socket: Socket) => {
      const origin = originOf(socket)
      this.#waiting.set(origin, socket)
      socket.once('close', () => {
        if (this.#waiting.get(origin) === socket) this.#waiting.delete(origin)
      })
    })
  }

  /** Drops every connection that is no WebSocket. */
  dropOthers(): void {
    this.http.closeAllConnections()
    for (const socket of this.#waiting.values()) socket.destroy()
  }

  #admits(socket: Socket): boolean {
    if (!(socket instanceof TLSSocket)) return true
    if (socket.authorized) return this.#rules.admitsKnown()
    const isMissing = Object.keys(socket.getPeerCertificate()).length === 0
    const fate = this.#rules.stranger(isMissing ? 'missing' : 'unknown')
    if (fate === 'refused by HTTP') strangers.add(socket)
    return fate === 'refused by HTTP' || fate === 'served'
  }

  /**
   * One port for both: the first octet tells TLS from HTTP. HTTP does not listen then and keeps no account of its
   * connections, so all of them end with the port.
   */
  #either(): TcpServer {
    return createTcpServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      socket.on('error', () => undefined)
      socket.once('data', (chunk: Buffer) => {
        socket.pause()
        socket.unshift(chunk)
        if (chunk[0] === tlsHandshake) this.http.emit('connection', socket)
        // What comes out of TLS is what HTTP takes.
        else if (this.#rules.withoutTls() === 'served') this.http.emit('secureConnection', socket)
        else socket.end(acceptance)
        process.nextTick(() => socket.resume())
      })
    })
  }
}
