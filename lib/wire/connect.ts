import { connect as connectTcp, isIP, isIPv6, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { HttpHeadParser } from './http.js'
import { errorReason, WireSocket, type TlsFacts, type WireContext } from './socket.js'
import type { ConnectOutcome, Endpoint } from './types.js'

/** What a connection needs besides its endpoint. */
export interface ConnectOptions extends WireContext {
  /** For TCP, CONNECT and TLS together. */
  readonly deadlineMs: number
  /** Gives the attempt up; the outcome is then a `timeout` that says so. */
  readonly signal?: AbortSignal
}

/**
 * Opens TCP, through an HTTP proxy by CONNECT where the endpoint names one (TS-0020 6.6), and TLS on top where it wants
 * it. What goes wrong is an outcome, never an exception.
 */
export async function connect(endpoint: Endpoint, options: ConnectOptions): Promise<ConnectOutcome> {
  const attempt = new Attempt(options)
  try {
    const first = endpoint.proxy ?? endpoint
    const tcp = await attempt.openTcp(first.host, first.port)
    if (endpoint.proxy !== undefined) await attempt.tunnel(tcp, authority(endpoint.host, endpoint.port))
    if (endpoint.tls === undefined) return attempt.succeed(new WireSocket(tcp, tcp, options))
    const { socket, facts } = await attempt.openTls(tcp, endpoint)
    return attempt.succeed(new WireSocket(socket, tcp, options, facts))
  } catch (error) {
    return attempt.fail(error)
  }
}

/** Host and port as a URI has them: an IPv6 address in brackets (RFC 3986 3.2.2). */
export function authority(host: string, port: number): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`
}

/** The deadline or the caller's signal ended an attempt. */
class GivenUp extends Error {}

/** The proxy did not open the tunnel. */
class ProxyRefusal extends Error {}

class Attempt {
  readonly #options: ConnectOptions
  readonly #givenUp: Promise<never>
  readonly #timer: NodeJS.Timeout
  readonly #sockets: Socket[] = []
  /** What is being set up. */
  #stage: 'TCP' | 'proxy' | 'TLS' = 'TCP'
  #giveUp: (reason: GivenUp) => void = () => undefined
  readonly #onAbort = () => this.#giveUp(new GivenUp('cancelled by the tester'))

  constructor(options: ConnectOptions) {
    const { deadlineMs, signal } = options
    this.#options = options
    this.#givenUp = new Promise((_resolve, reject) => (this.#giveUp = reject))
    // Whatever awaits it is raced against it; without a race in progress a rejection is nobody's concern.
    this.#givenUp.catch(() => undefined)
    this.#timer = setTimeout(
      () => this.#giveUp(new GivenUp(`no connection within ${deadlineMs} ms`)),
      deadlineMs,
    )
    if (signal?.aborted === true) this.#onAbort()
    signal?.addEventListener('abort', this.#onAbort, { once: true })
  }

  async openTcp(host: string, port: number): Promise<Socket> {
    const socket = this.#own(connectTcp({ host, port, allowHalfOpen: true, noDelay: true }))
    await this.#race(socket, 'connect')
    this.#record('none', 'open', undefined, `connected to ${authority(host, port)}`)
    return socket
  }

  async tunnel(socket: Socket, target: string): Promise<void> {
    this.#stage = 'proxy'
    const request = Buffer.from(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`, 'latin1')
    this.#record('out', 'proxy', request)
    socket.write(request)
    const parser = new HttpHeadParser()
    for (;;) {
      await this.#race(socket, 'readable', 'end')
      const chunk: unknown = socket.read()
      if (!Buffer.isBuffer(chunk)) {
        if (socket.readableEnded)
          throw new ProxyRefusal('the proxy closed the connection instead of answering')
        continue
      }
      const result = parser.push(chunk)
      if (result === undefined) continue
      if (result.kind === 'garbage') {
        this.#record('in', 'octets', result.octets)
        throw new ProxyRefusal(`the proxy did not answer in HTTP: ${result.reason}`)
      }
      const { answer, leftover } = result
      this.#record('in', 'proxy', answer.raw)
      if (answer.status < 200 || answer.status > 299)
        throw new ProxyRefusal(`the proxy answered ${answer.statusLine}`)
      if (leftover.length > 0) socket.unshift(leftover)
      return
    }
  }

  async openTls(
    tcp: Socket,
    endpoint: Endpoint,
  ): Promise<{ readonly socket: TLSSocket; readonly facts: TlsFacts }> {
    this.#stage = 'TLS'
    const { ca, cert, key, serverName, insecure } = endpoint.tls ?? {}
    const name = serverName ?? (isIP(endpoint.host) === 0 ? endpoint.host : undefined)
    const socket = this.#own(
      connectTls({
        socket: tcp,
        host: endpoint.host,
        rejectUnauthorized: insecure !== true,
        ...(ca === undefined ? {} : { ca }),
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
        ...(name === undefined ? {} : { servername: name }),
      }),
    )
    await this.#race(socket, 'secureConnect')
    const facts: TlsFacts = {
      protocol: socket.getProtocol() ?? 'unknown',
      cipher: socket.getCipher().name,
      // The types have an Error here; Node.js gives the code of OpenSSL as a string for most reasons.
      untrusted: socket.authorized ? '' : String(socket.authorizationError),
    }
    const trust = facts.untrusted === '' ? 'trusted' : `not trusted: ${facts.untrusted}`
    this.#record('none', 'tls', undefined, `${facts.protocol}, ${facts.cipher}, certificate ${trust}`)
    return { socket, facts }
  }

  succeed(wire: WireSocket): ConnectOutcome {
    this.#settle()
    return { kind: 'connected', wire }
  }

  fail(error: unknown): ConnectOutcome {
    this.#settle()
    for (const socket of this.#sockets) socket.destroy()
    const reason = errorReason(error)
    const evidence = this.#record('none', 'refused', undefined, reason)
    return error instanceof GivenUp
      ? { kind: 'timeout', reason, evidence }
      : { kind: 'refused', by: this.#stage, reason, evidence }
  }

  #own<S extends Socket>(socket: S): S {
    this.#sockets.push(socket)
    // A socket that fails after it was given up, or beneath TLS, would end the process if nobody listened at all.
    socket.on('error', () => undefined)
    return socket
  }

  #settle(): void {
    clearTimeout(this.#timer)
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
  }

  /** Waits for the first of these events; rejects on an error, on a close, and when the attempt is given up. */
  async #race(socket: Socket, ...events: readonly string[]): Promise<void> {
    const cleanUp: (() => void)[] = []
    const event = new Promise<void>((resolve, reject) => {
      const onError = (error: unknown) => reject(error instanceof Error ? error : new Error(String(error)))
      const onClose = () => reject(new Error('the connection was closed before it was ready'))
      for (const name of events) {
        socket.on(name, resolve)
        cleanUp.push(() => socket.off(name, resolve))
      }
      socket.on('error', onError)
      socket.on('close', onClose)
      cleanUp.push(
        () => socket.off('error', onError),
        () => socket.off('close', onClose),
      )
    })
    try {
      await Promise.race([event, this.#givenUp])
    } finally {
      for (const undo of cleanUp) undo()
    }
  }

  #record(
    direction: 'in' | 'out' | 'none',
    kind: 'open' | 'refused' | 'tls' | 'proxy' | 'octets',
    octets?: Buffer,
    note?: string,
  ): number {
    const { transcript, clock, connection } = this.#options
    return transcript.row({
      time: clock(),
      connection,
      direction,
      kind,
      ...(octets === undefined ? {} : { octets }),
      ...(note === undefined ? {} : { note }),
    })
  }
}
