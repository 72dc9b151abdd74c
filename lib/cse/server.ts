import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Server as SecureServer } from 'node:https'
import type { Server as TcpServer, Socket } from 'node:net'
import { hostname } from 'node:os'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type ServerOptions } from 'ws'
import { editionData } from '../spec/editions.js'
import type { Serialization } from '../spec/types.js'
import { codecs } from './codecs.js'
import { Dispatcher } from './dispatcher.js'
import { createDomain, type Domain } from './domain.js'
import { decideHandshake, type HandshakeDecision } from './handshake.js'
import { refuseRequest, refuseSocket, viewOf } from './http-answers.js'
import { settle, type CseOptions, type Settings } from './options.js'
import { Peer, type PeerEvents } from './peer.js'
import type { HttpRefusal } from './refusals.js'
import { rightRules, type NamedSerialization, type Rules } from './rules.js'
import { isStranger, SecuredHttp } from './tls.js'
import { printable } from './values.js'

/** How long a closing handshake may take, in milliseconds; then TCP is dropped. */
const closeTimeoutMs = 2000

/** Going away (RFC 6455 7.4.1). */
const goingAway = 1001

/** A head that does not come is given up. Milliseconds. */
const httpOptions = {
  headersTimeout: 10_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 2000,
} as const

/** A key for handshakes that a rule accepts without a usable one. */
const standInKey = 'AAAAAAAAAAAAAAAAAAAAAA=='

/** The options of `ws`, with those that its type declarations do not know yet. */
interface SocketOptions extends ServerOptions {
  /** Milliseconds to wait for the other side's Close and the end of TCP. */
  readonly closeTimeout: number
  /** Pongs that may wait for being sent; more pings than that at once end the connection. */
  readonly maxPendingAutoPongs: number
}

/** A CSE in this process. */
export interface CseHere {
  /** `ws://127.0.0.1:8180/` */
  readonly url: string
  readonly port: number
  /** Closes every connection with 1001 and stops listening. */
  stop(): Promise<void>
}

const badSyntax: HttpRefusal = {
  status: 400,
  headers: [['Connection', 'close']],
  explanation: 'This is no HTTP request.',
}
const tooLarge: HttpRefusal = { ...badSyntax, status: 431, explanation: 'The header fields are too large.' }
const tooSlow: HttpRefusal = { ...badSyntax, status: 408, explanation: 'The request did not arrive in time.' }

const unauthorized: HttpRefusal = { ...badSyntax, status: 401, explanation: 'Who is there?' }

function authority(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? hostname() : host
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`
}

function socketOptions(settings: Settings, extra: Pick<ServerOptions, 'handleProtocols'>): SocketOptions {
  return {
    noServer: true,
    // One message a turn: what a client sends in one go is carried out in that order.
    allowSynchronousEvents: false,
    // Which offer is taken is decided before; ws gets that one only.
    perMessageDeflate: { threshold: 1024 },
    maxPayload: settings.maxMessage,
    maxFragments: 131_072,
    maxPendingAutoPongs: 10_000,
    closeTimeout: closeTimeoutMs,
    ...extra,
  }
}

/** HTTP in front, WebSocket connections behind: every handshake is decided here, `ws` does the frames. */
class CseServer {
  readonly #http: Server | SecureServer
  readonly #secured: SecuredHttp | undefined
  /** What listens: HTTP itself, or what stands in front of it. */
  readonly #listener: TcpServer
  readonly #sockets: WebSocketServer
  readonly #supported: readonly NamedSerialization[]
  #domain: Domain | undefined
  #dispatcher: Dispatcher | undefined
  #connections = 0

  constructor(
    private readonly settings: Settings,
    private readonly rules: Rules,
    private readonly log: (line: string) => void,
  ) {
    const names = editionData[settings.edition].subprotocols
    this.#supported = settings.serializations.map((serialization) => ({
      name: names[serialization],
      serialization,
    }))
    this.#sockets = new WebSocketServer(
      socketOptions(settings, { handleProtocols: (protocols) => [...protocols][0] ?? false }),
    )
    this.#sockets.on('headers', (lines) => {
      const decided = rules.upgradeHeaders(lines)
      lines.splice(0, lines.length, ...decided)
    })
    const { tls } = settings
    const note = (error: Error): void => this.#note(error)
    this.#secured = tls === undefined ? undefined : new SecuredHttp(tls, rules, httpOptions, note)
    this.#http = this.#secured?.http ?? createServer(httpOptions)
    this.#listener = this.#secured?.listener ?? this.#http
    this.#http.on('request', (request, response) => {
      const decision = this.#decide(request)
      if (decision.kind === 'refuse') refuseRequest(response, decision.refusal)
      else request.socket.destroy()
    })
    this.#http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      this.#upgrade(request, socket, head)
    })
    this.#http.on('connect', (request: IncomingMessage, socket: Duplex) => {
      socket.on('error', (error) => this.#note(error))
      const decision = this.#decide(request)
      if (decision.kind === 'refuse') refuseSocket(socket, decision.refusal)
      else socket.destroy()
    })
    this.#http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      if (error.code === 'HPE_HEADER_OVERFLOW') refuseSocket(socket, tooLarge)
      else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') refuseSocket(socket, tooSlow)
      else if (error.code === 'ECONNRESET') socket.destroy()
      else refuseSocket(socket, badSyntax)
    })
  }

  get #scheme(): 'ws' | 'wss' {
    return this.settings.tls === undefined ? 'ws' : 'wss'
  }

  /** @throws Error that says why the address cannot be listened at */
  async start(): Promise<CseHere> {
    const { host } = this.settings
    const port = await this.#listen()
    this.#domain = createDomain(
      this.settings,
      this.rules,
      [`${this.#scheme}://${authority(host, port)}`],
      this.log,
    )
    this.#dispatcher = new Dispatcher(this.#domain)
    return { url: `${this.#scheme}://${authority(host, port)}/`, port, stop: () => this.#stop() }
  }

  #listen(): Promise<number> {
    const { host, port } = this.settings
    return new Promise((resolve, reject) => {
      const refused = (error: NodeJS.ErrnoException): void => {
        const why = error.code === 'EADDRINUSE' ? 'the port is in use' : error.message
        reject(new Error(`cannot listen at ${host} port ${port}: ${why}`))
      }
      const listener = this.#listener
      listener.once('error', refused)
      listener.listen(port, host, () => {
        listener.off('error', refused)
        listener.on('error', (error) => this.#note(error))
        const address = listener.address()
        resolve(typeof address === 'object' && address !== null ? address.port : port)
      })
    })
  }

  #note(error: Error): void {
    this.log(printable(error.message))
  }

  #decide(request: IncomingMessage): HandshakeDecision {
    const decision: HandshakeDecision = isStranger(request.socket)
      ? { kind: 'refuse', refusal: unauthorized }
      : decideHandshake(viewOf(request), this.#supported, this.rules)
    if (decision.kind !== 'accept') {
      const outcome =
        decision.kind === 'refuse' ? `${decision.refusal.status} ${decision.refusal.explanation}` : 'dropped'
      this.log(`${printable(request.method ?? '')} ${printable(request.url ?? '')} -> ${outcome}`)
    }
    return decision
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const ignore = (error: Error): void => this.#note(error)
    socket.on('error', ignore)
    const decision = this.#decide(request)
    if (decision.kind === 'drop') socket.destroy()
    if (decision.kind === 'refuse') refuseSocket(socket, decision.refusal)
    if (decision.kind !== 'accept') return
    // ws looks at the handshake once more. It finds what has been decided, in the one spelling it takes.
    const { headers } = request
    headers.upgrade = 'websocket'
    headers['sec-websocket-version'] = '13'
    if (!/^[A-Za-z0-9+/]{22}==$/.test(headers['sec-websocket-key'] ?? ''))
      headers['sec-websocket-key'] = standInKey
    if (decision.subprotocol === undefined) delete headers['sec-websocket-protocol']
    else headers['sec-websocket-protocol'] = decision.subprotocol
    if (decision.compression === undefined) delete headers['sec-websocket-extensions']
    else headers['sec-websocket-extensions'] = decision.compression
    request.method = 'GET'
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#accept(webSocket, decision.serialization, decision.subprotocol ?? 'no subprotocol')
    })
  }

  #accept(socket: ConstructorParameters<typeof Peer>[1], serialization: Serialization, name: string): void {
    const codec = codecs.get(serialization)
    if (codec === undefined || this.#domain === undefined || this.#dispatcher === undefined) {
      socket.close(1011, 'not ready')
      return
    }
    const dispatcher = this.#dispatcher
    this.#connections += 1
    const number = this.#connections
    const events: PeerEvents = {
      request: (peer, parameters) => dispatcher.handle(peer, parameters),
      closed: (peer) => {
        this.log(`connection ${number}: closed`)
        dispatcher.closed(peer)
      },
      log: this.log,
    }
    this.log(`connection ${number}: open, ${printable(name)}`)
    this.#domain.connections.add(new Peer(number, socket, codec, this.settings, this.rules, events))
  }

  async #stop(): Promise<void> {
    this.#domain?.lifecycle.stop()
    const closed = new Promise<void>((resolve) => this.#listener.close(() => resolve()))
    const peers = this.#domain?.connections.all() ?? []
    for (const peer of peers) peer.close(goingAway, 'the CSE is shutting down')
    this.#sockets.close()
    // Upgraded sockets are not the HTTP server's any more: this is for clients that never came to a handshake.
    this.#http.closeAllConnections()
    this.#secured?.dropOthers()
    await closed
  }
}

/**
 * Starts a CSE in this process. {@link startCse} gives it a thread of its own.
 * @param rules what to decide differently from the documents
 * @param log gets a line for each connection, request and notification; printable ASCII
 * @throws Error for options out of range, and where the address cannot be listened at
 */
export async function startCseHere(
  options: CseOptions,
  rules: Partial<Rules> = {},
  log: (line: string) => void = () => undefined,
): Promise<CseHere> {
  const settings = settle(options)
  return new CseServer(settings, { ...rightRules(settings), ...rules }, log).start()
}
