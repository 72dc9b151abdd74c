import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { OctetQueue } from './octets.js'
import type { Clock, Transcript, TranscriptKind, WriteOptions, WriteOutcome } from './types.js'

/** What belongs together in the transcript: one handshake, one frame, one raw write. */
export interface WireUnit {
  readonly kind: TranscriptKind
  readonly octets: Buffer
  readonly note?: string
}

/** How the SUT's side of TCP came to its end. */
export interface WireOver {
  readonly how: 'end' | 'reset'
  readonly reason: string
  readonly evidence: number
  /** Microseconds since the start of the run. */
  readonly time: number
}

/** Takes what arrives. */
export interface WireConsumer {
  octets(chunk: Buffer): void
  /** Called once, after the last octets. */
  over(over: WireOver): void
}

/** Facts about the TLS session, as agreed on. */
export interface TlsFacts {
  readonly protocol: string
  readonly cipher: string
  /** Why the certificate of the SUT is not trusted; empty when it is. */
  readonly untrusted: string
}

/** What a wire needs of its run. */
export interface WireContext {
  readonly transcript: Transcript
  readonly clock: Clock
  /** Number of the connection, unique within the run. */
  readonly connection: number
}

/** Reason of the end of a connection that the SUT left open. */
export const droppedByTester = 'the tester dropped the connection'

/** A write that the SUT does not take ends after so many milliseconds unless its options say otherwise. */
const writeDeadlineMs = 10_000

/** After a chunk of so many octets, of which more are sure to be waiting, others get their turn. */
const largeChunk = 16_384

/** Without a consumer reading stops after so many octets. */
const mostEarly = 65536

/**
 * One TCP (or TLS) connection with every octet in the transcript. Errors never throw: a write says how it ended, and the
 * end of the SUT's side is told to the consumer. The SUT's FIN does not end the tester's side: what the SUT does with half
 * a connection is for the cases to see. Whoever opened it has to {@link destroy} it in the end.
 */
export class WireSocket {
  readonly connection: number
  readonly tls: TlsFacts | undefined
  /** Resolves when the socket is gone on both sides. Never rejects. */
  readonly closed: Promise<void>
  readonly #socket: Socket | TLSSocket
  /** The TCP socket beneath TLS, the same one without. */
  readonly #tcp: Socket
  readonly #context: WireContext
  readonly #early = new OctetQueue()
  #consumer: WireConsumer | undefined
  #over: WireOver | undefined
  #reading: 'on' | 'held' | 'off' = 'on'
  #endedBy: 'sut' | 'tester' | undefined
  /** Writes go out one after the other: a chopped frame must not have another one inside it. */
  #writing: Promise<unknown> = Promise.resolve()
  #stuck = false
  /** A write has failed, and what came before is still being read. */
  #failing = false

  /** Takes over connected sockets. `tcp` is the socket beneath TLS. */
  constructor(socket: Socket | TLSSocket, tcp: Socket, context: WireContext, tls?: TlsFacts) {
    this.connection = context.connection
    this.tls = tls
    this.#socket = socket
    this.#tcp = tcp
    this.#context = context
    tcp.setNoDelay(true)
    if (socket === tcp) outliveFailedWrites(tcp)
    socket.on('data', (chunk: Buffer) => {
      this.#receive(chunk)
      if (chunk.length >= largeChunk) this.#yield()
    })
    socket.on('end', () => {
      // With its error told to the write, a reset looks like a FIN to who reads on.
      if (!this.#failing) this.#takeEnd()
    })
    socket.on('error', (error) => {
      const reason = errorReason(error)
      const reset = () => {
        this.#finish('reset', reason, this.record('in', 'reset', undefined, reason))
        socket.destroy()
      }
      // Not destroyed yet: it was a write that failed, and something may have come that has not been read.
      if (socket === tcp && !socket.destroyed) {
        this.#failing = true
        setInState(tcp, '_readableState', 'errored', null)
        void turnOfEventLoop().then(reset)
      } else reset()
    })
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        const evidence = this.record('none', 'closed')
        this.#finish('reset', droppedByTester, evidence)
        resolve()
      })
    })
  }

  /** Who sent the first FIN or RST; undefined while nobody has. */
  get endedBy(): 'sut' | 'tester' | undefined {
    return this.#endedBy
  }

  /** Set once the SUT can send nothing more. */
  get over(): WireOver | undefined {
    return this.#over
  }

  /** The address of this machine that the SUT (or the proxy) sees; empty once the connection is gone. */
  get localAddress(): string {
    return this.#tcp.localAddress ?? ''
  }

  /** Microseconds since the start of the run. */
  now(): number {
    return this.#context.clock()
  }

  /** Sends what arrives to this consumer from now on, and what has arrived while there was none. */
  attach(consumer: WireConsumer): void {
    this.#consumer = consumer
    if (this.#early.length > 0) consumer.octets(this.#early.take(this.#early.length))
    if (this.#over !== undefined) consumer.over(this.#over)
    else {
      if (this.#reading === 'held') this.#reading = 'on'
      this.#resume()
    }
  }

  /** Reads nothing any more, so that TCP holds the SUT back. Its end will not be noticed either. */
  stopReading(): void {
    this.#reading = 'off'
    this.#socket.pause()
  }

  /** Reads again after {@link stopReading}, what has come meanwhile first. */
  readOn(): void {
    this.#reading = 'on'
    this.#socket.resume()
  }

  #resume(): void {
    if (this.#reading === 'on') this.#socket.resume()
  }

  /** Node.js reads from a socket as long as there is something; a flood would leave no time to any other connection. */
  #yield(): void {
    if (this.#reading !== 'on') return
    this.#socket.pause()
    setImmediate(() => this.#resume())
  }

  /**
   * libuv tells data with an RST right behind them as data and FIN. A write of no octets tells the two apart: it puts
   * nothing on the wire, and fails only when the connection was reset; the error is then reported like any other.
   */
  #takeEnd(): void {
    const end = () => {
      this.#finish('end', 'the SUT closed its side of TCP', this.record('in', 'end'))
    }
    // Behind octets that still wait the write would wait as well, and the end must not.
    const askable = this.#socket === this.#tcp && this.#socket.writable && this.#socket.writableLength === 0
    if (!askable) end()
    else {
      this.#socket.write(Buffer.alloc(0), (error) => {
        if (!error) end()
      })
    }
  }

  #receive(chunk: Buffer): void {
    if (this.#consumer !== undefined) {
      this.#consumer.octets(chunk)
      return
    }
    this.#early.append(chunk)
    if (this.#early.length < mostEarly) return
    this.#reading = 'held'
    this.#socket.pause()
  }

  /** Puts a row into the transcript and returns its number. */
  record(direction: 'in' | 'out' | 'none', kind: TranscriptKind, octets?: Buffer, note?: string): number {
    return this.#context.transcript.row({
      time: this.now(),
      connection: this.connection,
      direction,
      kind,
      ...(octets === undefined ? {} : { octets }),
      ...(note === undefined ? {} : { note }),
    })
  }

  /**
   * Sends units, each with a row of its own, in one go or chopped. Resolves when the operating system has taken all
   * octets, or with the reason why it has not. Concurrent writes go out whole, in the order of the calls.
   * Throws a RangeError for a chop size that is no natural number.
   */
  async write(units: readonly WireUnit[], options: WriteOptions = {}): Promise<WriteOutcome> {
    const { chopSize = 1 } = options
    if (!Number.isInteger(chopSize) || chopSize < 1)
      throw new RangeError(`${chopSize} is no size to chop into`)
    const outcome = this.#writing.then(() => this.#write(units, options))
    // The caller sees a failure of the tester itself; the writes behind it still get their turn.
    this.#writing = outcome.catch(() => undefined)
    return outcome
  }

  /** Half-closes: sends FIN after what is being written, and goes on reading. */
  end(): void {
    this.#writing = this.#writing.then(() => {
      if (!this.#socket.writable) return
      this.#endedBy ??= 'tester'
      this.record('out', 'end')
      this.#socket.end()
    })
  }

  /** Drops the connection with RST, at once. */
  reset(): void {
    if (this.#socket.destroyed) return
    this.#endedBy ??= 'tester'
    this.record('out', 'reset')
    resetNow(this.#tcp, this.#socket)
  }

  /** Drops the connection at once, without waiting for anything; resolves when it is gone. */
  destroy(): Promise<void> {
    if (!this.#socket.destroyed) {
      this.#endedBy ??= 'tester'
      this.#socket.destroy()
    }
    return this.closed
  }

  /**
   * Drops the connection behind what is being written, such as an answer that the SUT would else wait for in vain; as it is
   * where that takes longer than `deadlineMs`. Resolves when it is gone.
   */
  async finish(deadlineMs: number): Promise<void> {
    const late = setTimeout(() => void this.destroy(), deadlineMs)
    await this.#writing
    clearTimeout(late)
    await this.destroy()
  }

  async #write(units: readonly WireUnit[], options: WriteOptions): Promise<WriteOutcome> {
    if (this.#stuck) return { kind: 'not-writable', reason: 'an earlier write is still not taken by the SUT' }
    await turnOfEventLoop()
    if (!this.#socket.writable) return { kind: 'not-writable', reason: this.#notWritableReason() }
    for (const unit of units) this.record('out', unit.kind, unit.octets, unit.note)
    const [only, ...others] = units
    // A large frame is not copied once more.
    const octets =
      only !== undefined && others.length === 0
        ? only.octets
        : Buffer.concat(units.map((unit) => unit.octets))
    const size = options.chopSize ?? Math.max(octets.length, 1)
    const deadlineMs = options.deadlineMs ?? writeDeadlineMs
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#stuck = true
        resolve({ kind: 'not-writable', reason: `the SUT took no more octets for ${deadlineMs} ms` })
      }, deadlineMs)
      const settle = (outcome: WriteOutcome) => {
        clearTimeout(timer)
        this.#stuck = false
        resolve(outcome)
      }
      this.#writePieces(octets, size, settle)
    })
  }

  /**
   * Each piece is written when the one before has been taken, so that the pieces stay segments of their own; and in a turn
   * of the event loop of its own, for what is written in one turn a SUT on the same machine mostly reads at once.
   */
  #writePieces(octets: Buffer, size: number, settle: (outcome: WriteOutcome) => void): void {
    const step = (at: number) => {
      if (at >= octets.length) {
        settle({ kind: 'written' })
        return
      }
      if (!this.#socket.writable) {
        settle({ kind: 'not-writable', reason: this.#notWritableReason() })
        return
      }
      this.#socket.write(octets.subarray(at, at + size), (error) => {
        if (error) settle({ kind: 'not-writable', reason: errorReason(error) })
        // Node.js says "written" of what it throws away with its socket. How the connection ended shows when it is gone.
        else if (this.#socket.destroyed)
          void this.closed.then(() => settle({ kind: 'not-writable', reason: this.#notWritableReason() }))
        else setImmediate(step, at + size)
      })
    }
    step(0)
  }

  #notWritableReason(): string {
    return this.#over?.how === 'reset' ? this.#over.reason : 'the connection is closed for writing'
  }

  #finish(how: 'end' | 'reset', reason: string, evidence: number): void {
    if (this.#over !== undefined) return
    this.#endedBy ??= 'sut'
    this.#over = { how, reason, evidence, time: this.now() }
    this.#consumer?.over(this.#over)
  }
}

/**
 * Drops a TCP socket with RST; `outer` is the TLS socket on top, if there is one. Closing TCP beneath a TLS socket that is
 * just decrypting crashes the process, so with TLS it waits until that is over.
 */
export function resetNow(tcp: Socket, outer: Socket = tcp): void {
  const reset = () => {
    if (outer.destroyed) return
    // While the system still works on a FIN, it refuses to reset; Node 20 then loses the handle, and the thread never ends.
    const finishing = tcp.writableEnded && !tcp.writableFinished && tcp.writableLength === 0
    if (finishing) {
      tcp.once('finish', reset)
      return
    }
    tcp.resetAndDestroy()
    outer.destroy()
  }
  if (outer === tcp) reset()
  else setImmediate(reset)
}

/**
 * A failed write makes node:net drop the socket together with what is unread, such as the Close frame that says why: the
 * streams beneath destroy themselves. That is switched off here, and what else it does, dropping a socket that has ended on
 * both sides, is done instead. There is no option for it: net.Socket sets its own, so this goes by the state of the streams.
 */
function outliveFailedWrites(socket: Socket): void {
  setInState(socket, '_readableState', 'autoDestroy', false)
  setInState(socket, '_writableState', 'autoDestroy', false)
  const destroyEnded = () => {
    if (socket.readableEnded && socket.writableFinished) socket.destroy()
  }
  socket.once('end', destroyEnded)
  socket.once('finish', destroyEnded)
}

/** Changes the state of one of a socket's streams; where Node.js has no such state, everything stays as Node.js does it. */
function setInState(
  socket: Socket,
  stream: '_readableState' | '_writableState',
  name: 'autoDestroy' | 'errored',
  value: false | null,
): void {
  const state: unknown = Reflect.get(socket, stream)
  if (typeof state === 'object' && state !== null && name in state) Reflect.set(state, name, value)
}

/** Lets everything be read that has arrived, over TLS too, where a failed write drops what is unread. */
function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve))
  })
}

/** One line about a failed socket, with the code of the operating system or of OpenSSL where there is one. */
export function errorReason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(errorReason).join('; ')
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const message = error.message.trim()
  return code === '' || message.includes(code) ? message : `${code}: ${message}`
}
