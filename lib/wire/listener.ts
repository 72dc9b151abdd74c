import { createServer, type Server, type Socket } from 'node:net'
import { authority } from './connect.js'
import { headLimit } from './http.js'
import { OctetQueue } from './octets.js'
import { errorReason, WireSocket, type WireContext } from './socket.js'

/** A connection that the SUT opened to the tester. */
export interface Arrival {
  /** `handshake`: an opening handshake of RFC 6455 4.1 came over it; `other`: something else, or nothing. */
  readonly kind: 'handshake' | 'other'
  /** What came, in the words of a finding. */
  readonly came: string
  /** Row of the evidence in which it shows. */
  readonly evidence: number
  /** When the connection was opened: microseconds since the start of the run. */
  readonly openedAt: number
}

/** What a listener needs of its run. */
export interface ListenerContext extends Omit<WireContext, 'connection'> {
  /** Gives each connection that arrives its number. */
  readonly nextConnection: () => number
}

/** Whether the tester could listen. */
export type ListenOutcome =
  | { readonly kind: 'listening'; readonly listener: Listener }
  | { readonly kind: 'failed'; readonly reason: string }

/** Whoever connects and has not sent a head after so many milliseconds is taken to send none. */
const headDeadlineMs = 1000

/** So many connections are looked at; a SUT that goes on dialling is dropped at once. */
const mostArrivals = 50

/** So many characters of a request line are shown. */
const mostShown = 160

/** A refusal that every client understands (RFC 6455 4.1: any answer but 101 ends the attempt). */
const refusal = Buffer.from(
  'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  'latin1',
)

/** What has come over a connection that was not opened by the tester. */
function readHead(octets: Buffer, at: Pick<Arrival, 'evidence' | 'openedAt'>): Arrival {
  const text = octets.toString('latin1')
  const [line = ''] = text.split('\r\n')
  const isHandshake = /^GET \S+ HTTP\/1\.1$/.test(line) && /^upgrade:[ \t]*websocket/im.test(text)
  if (isHandshake)
    return { kind: 'handshake', came: `an opening handshake (${line.slice(0, mostShown)})`, ...at }
  const what = octets.length === 0 ? 'no octets' : `${octets.length} octets that are no opening handshake`
  return { kind: 'other', came: `a TCP connection with ${what}`, ...at }
}

/**
 * A port of the tester at which a SUT may knock that is not to (TS-0020 5.2). Every connection is in the transcript with
 * what came first; handshakes are refused. Whoever opened it has to {@link close} it.
 */
export class Listener {
  readonly #server: Server
  readonly #wires = new Set<WireSocket>()
  /** By the order in which the connections were opened; undefined while it is open what comes. */
  readonly #arrivals: (Arrival | undefined)[] = []
  /** Connections that were opened, those that were dropped at once included. */
  #opened = 0
  readonly #waiting = new Set<() => void>()

  private constructor(private readonly context: ListenerContext) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#take(socket))
  }

  /** Listens at a port of an address of this machine that is free. */
  static async open(host: string, context: ListenerContext): Promise<ListenOutcome> {
    const listener = new Listener(context)
    return new Promise((resolve) => {
      const server = listener.#server
      // What goes wrong with a connection to come, such as too many open files, ends no run.
      server.on('error', (error) => resolve({ kind: 'failed', reason: errorReason(error) }))
      server.listen(0, host, () => resolve({ kind: 'listening', listener }))
    })
  }

  /** Host and port as a URI has them. */
  get authority(): string {
    const address = this.#server.address()
    return address === null || typeof address === 'string' ? '' : authority(address.address, address.port)
  }

  /** How many connections have been opened so far. */
  get opened(): number {
    return this.#opened
  }

  /** Whether more connections have been opened than are looked at. */
  get isOverrun(): boolean {
    return this.#opened > mostArrivals
  }

  /**
   * Resolves with the first opening handshake over a connection after so many, or with undefined after `deadlineMs`, or when
   * the listener is closed.
   */
  async handshake(after: number, deadlineMs: number): Promise<Arrival | undefined> {
    const first = (): Arrival | undefined =>
      this.#arrivals.slice(after).find((arrival) => arrival?.kind === 'handshake')
    await this.#until(() => first() !== undefined, deadlineMs)
    return first()
  }

  /**
   * What came over the connections after so many that have been opened by now, in that order. Those that are silent are
   * waited for: at most a second.
   */
  async arrivals(after: number): Promise<readonly Arrival[]> {
    const opened = Math.min(this.#opened, mostArrivals)
    const settled = (): readonly Arrival[] =>
      this.#arrivals.slice(after, opened).filter((arrival) => arrival !== undefined)
    await this.#until(() => settled().length >= opened - after, 2 * headDeadlineMs)
    return settled()
  }

  async #until(holds: () => boolean, deadlineMs: number): Promise<void> {
    if (holds() || !this.#server.listening) return
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        if (!holds() && this.#server.listening) return
        clearTimeout(timer)
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(wake)
        resolve()
      }, deadlineMs)
      this.#waiting.add(wake)
    })
  }

  /** Listens no more, and drops what has arrived. */
  close(): void {
    this.#server.close()
    for (const wire of this.#wires) void wire.destroy()
    this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake()
  }

  #take(socket: Socket): void {
    this.#opened += 1
    if (this.#opened > mostArrivals) {
      socket.on('error', () => undefined)
      socket.destroy()
      return
    }
    const number = this.#arrivals.push(undefined)
    const wire = new WireSocket(socket, socket, {
      ...this.context,
      connection: this.context.nextConnection(),
    })
    this.#wires.add(wire)
    const openedAt = wire.now()
    const from = authority(socket.remoteAddress ?? '', socket.remotePort ?? 0)
    const opened = wire.record('none', 'open', undefined, `the SUT connected from ${from}`)
    const head = new OctetQueue()
    let settled = false
    const settle = (): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      const octets = head.take(head.length)
      const evidence = octets.length === 0 ? opened : wire.record('in', 'octets', octets)
      this.#arrivals[number - 1] = readHead(octets, { evidence, openedAt })
      this.#wake()
      void wire
        .write([{ kind: 'octets', octets: refusal }])
        .then(() => wire.destroy())
        .then(() => this.#wires.delete(wire))
    }
    const timer = setTimeout(settle, headDeadlineMs)
    wire.attach({
      octets: (chunk) => {
        if (settled) return
        head.append(chunk)
        if (head.length >= headLimit || head.view().includes('\r\n\r\n')) settle()
      },
      over: settle,
    })
  }
}
