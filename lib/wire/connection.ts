import { closePayload } from './close.js'
import { deflateSide, MessageDeflater, MessageInflater } from './deflate.js'
import { deflateParameters, parseExtensions } from './extensions.js'
import { frameUnit } from './frame-unit.js'
import { fragment, opcodes, rsv } from './frame.js'
import { headerValues } from './http.js'
import { Mailbox, type EventFilter } from './mailbox.js'
import { FrameReceiver } from './receiver.js'
import { Barrier } from './barrier.js'
import type { WireOver, WireSocket } from './socket.js'
import type {
  DeflateParameters,
  Frame,
  FrameOptions,
  HandshakeRequest,
  HttpAnswer,
  OverEvent,
  RoundTrip,
  Timeout,
  Violation,
  WireEvent,
  WireLimits,
  WriteOptions,
  WriteOutcome,
} from './types.js'

/** Looks on from the very first octet behind the handshake. Its functions must not throw. */
export interface WireWatcher {
  readonly event?: (event: WireEvent) => void
  readonly frame?: (frame: Frame) => void
  readonly violation?: (violation: Violation) => void
}

/** How a connection behaves. */
export interface ConnectionOptions {
  readonly limits: WireLimits
  /** `negotiated` (default): compression is in force when the answer has permessage-deflate. `off`: never. */
  readonly deflate?: 'negotiated' | 'off'
  /** Answer pings by themselves (RFC 6455 5.5.2); true by default. */
  readonly autoPong?: boolean
  readonly watcher?: WireWatcher
  /** How long the pong of a {@link WireConnection.roundTrip} is worth waiting for, from what all connections have shown. */
  readonly pongs?: PongPatience
}

/** Keeps a server that answers no ping from costing a full deadline each time. */
export interface PongPatience {
  /** The deadline for the next pong, given the full one, in milliseconds. */
  deadline(fullMs: number): number
  /** Tells whether a pong came. */
  report(answered: boolean): void
}

/** How a message goes out. */
export interface MessageOptions extends WriteOptions {
  /** As in {@link fragment}; one frame when left out. */
  readonly fragmentSizes?: number | readonly number[]
  /** Compress it, where permessage-deflate is in force; without that it goes out as it is. */
  readonly compress?: boolean
}

/** More violations of one connection than this are counted, but not kept. */
const mostViolations = 1000

/** More pongs than this do not wait to be written: only the latest ping needs one (RFC 6455 5.5.3). */
const mostWaitingPongs = 64

const anyEvent: EventFilter = () => true
const noEvent = (_event: WireEvent): _event is never => false

/**
 * A WebSocket connection in the tester's hands (RFC 6455). It sends whatever it is told to, and keeps no rule for the
 * caller: data after a Close frame, bad frames and raw octets all go out. What the SUT sends becomes events; what is wrong
 * with it becomes violations beside them. Nothing closes by itself: the caller answers a Close frame
 * ({@link answerClose}), waits for the end of TCP with {@link next}, and in the end has to {@link destroy} the connection.
 */
export class WireConnection {
  readonly wire: WireSocket
  readonly request: HandshakeRequest
  /** The answer that opened it: status 101, the rest not judged. */
  readonly answer: HttpAnswer
  /** Compression in force, undefined when none is; what the client has announced of itself counts (RFC 7692 7.1.1.2). */
  readonly deflate: DeflateParameters | undefined
  /** Whether pings of the SUT are answered by themselves. May be switched at any time. */
  autoPong: boolean
  readonly #mailbox: Mailbox
  readonly #receiver: FrameReceiver
  readonly #deflater: MessageDeflater | undefined
  readonly #barrier = new Barrier()
  readonly #pongs: PongPatience | undefined
  readonly #violations: Violation[] = []
  readonly #counts: Record<WireEvent['kind'], number> = {
    message: 0,
    ping: 0,
    pong: 0,
    close: 0,
    end: 0,
    reset: 0,
  }
  readonly #eventListeners = new Set<(event: WireEvent) => void>()
  readonly #frameListeners = new Set<(frame: Frame) => void>()
  readonly #violationListeners = new Set<(violation: Violation) => void>()
  #violationCount = 0
  #waitingPongs = 0
  #mailboxOverflowed = false
  #closeSent = false
  #closeReceived: Extract<WireEvent, { readonly kind: 'close' }> | undefined

  /** Takes the wire over. `leftover`: octets that came behind the head of the answer. Cases use `upgrade`. */
  constructor(
    wire: WireSocket,
    request: HandshakeRequest,
    answer: HttpAnswer,
    options: ConnectionOptions,
    leftover: Buffer = Buffer.alloc(0),
  ) {
    const { limits, deflate = 'negotiated', autoPong = true, watcher = {} } = options
    this.wire = wire
    this.request = request
    this.answer = answer
    this.autoPong = autoPong
    this.#pongs = options.pongs
    this.deflate = deflate === 'off' ? undefined : agreedDeflate(request, answer)
    this.#deflater = this.deflate && new MessageDeflater(deflateSide(this.deflate, 'client'))
    this.#mailbox = new Mailbox(() => wire.now(), limits.queued ?? 4 * limits.receive)
    this.#receiver = new FrameReceiver({
      limit: limits.receive,
      frames: limits.frames,
      inflater: this.deflate && new MessageInflater(deflateSide(this.deflate, 'server'), limits.receive),
      clock: () => wire.now(),
      record: (kind, octets, note) => wire.record('in', kind, octets, note),
      onEvent: (event) => this.#take(event),
      onViolation: (violation) => this.#report(violation),
      onFrame: (frame) => {
        for (const listener of this.#frameListeners) listener(frame)
      },
    })
    if (watcher.event) this.onEvent(watcher.event)
    if (watcher.frame) this.onFrame(watcher.frame)
    if (watcher.violation) this.onViolation(watcher.violation)
    if (leftover.length > 0) this.#receiver.push(leftover)
    const octets = (chunk: Buffer): void => {
      this.#receiver.push(chunk)
      // The end of TCP may still be of interest, but not at any price.
      if (this.#receiver.unparsed > limits.receive) wire.stopReading()
    }
    wire.attach({ octets, over: (over) => this.#finish(over) })
  }

  /** Number of the connection in the transcript. */
  get connection(): number {
    return this.wire.connection
  }

  /** `closing`: a Close frame went one way or the other. `closed`: the SUT's side of TCP is over, or was dropped. */
  get state(): 'open' | 'closing' | 'closed' {
    if (this.over !== undefined) return 'closed'
    return this.#closeSent || this.#closeReceived !== undefined ? 'closing' : 'open'
  }

  get closeSent(): boolean {
    return this.#closeSent
  }

  /** The first Close frame of the SUT, whoever has taken the event. */
  get closeReceived(): Extract<WireEvent, { readonly kind: 'close' }> | undefined {
    return this.#closeReceived
  }

  /** How the SUT's side of TCP ended; undefined while it has not. */
  get over(): OverEvent | undefined {
    return this.#mailbox.over
  }

  /** Who ended TCP first, with FIN or RST. */
  get endedBy(): 'sut' | 'tester' | undefined {
    return this.wire.endedBy
  }

  /** How many events of each kind have arrived, taken or not; the pongs of {@link roundTrip} are not among them. */
  get counts(): Readonly<Record<WireEvent['kind'], number>> {
    return { ...this.#counts }
  }

  /** What was wrong so far, in order; the first {@link violationCount} of them up to a cap. */
  get violations(): readonly Violation[] {
    return this.#violations
  }

  /** How many violations there were, also those that are no longer kept. */
  get violationCount(): number {
    return this.#violationCount
  }

  /** Octets of the SUT that could not be parsed: behind the point where parsing stopped, or half a frame at the end. */
  get unparsedOctets(): number {
    return this.#receiver.unparsed
  }

  /** Sends one frame, or several in the same TCP segments, each with a row of its own. */
  send(frames: FrameOptions | readonly FrameOptions[], options: WriteOptions = {}): Promise<WriteOutcome> {
    const all = isList(frames) ? frames : [frames]
    if (all.some((frame) => frame.opcode === opcodes.close)) this.#closeSent = true
    return this.wire.write(all.map(frameUnit), options)
  }

  /** Sends a message: whole or in fragments, all in one go, compressed or not. */
  sendMessage(opcode: 1 | 2, payload: Buffer, options: MessageOptions = {}): Promise<WriteOutcome> {
    const { fragmentSizes, compress = false, ...write } = options
    const deflater = compress ? this.#deflater : undefined
    const octets = deflater ? deflater.deflate(payload) : payload
    const knobs = deflater ? { rsv: rsv.rsv1 } : {}
    return this.send(fragment(octets, opcode, fragmentSizes ?? [octets.length], knobs), write)
  }

  /** Sends octets as they are. */
  sendRaw(octets: Buffer, options: WriteOptions = {}): Promise<WriteOutcome> {
    return this.wire.write([{ kind: 'octets', octets }], options)
  }

  ping(payload: Buffer = Buffer.alloc(0)): Promise<WriteOutcome> {
    return this.send({ opcode: opcodes.ping, payload })
  }

  pong(payload: Buffer = Buffer.alloc(0)): Promise<WriteOutcome> {
    return this.send({ opcode: opcodes.pong, payload })
  }

  /** Sends a Close frame; without a code its body is empty (RFC 6455 5.5.1). */
  sendClose(code?: number, reason?: string | Buffer): Promise<WriteOutcome> {
    return this.send({ opcode: opcodes.close, payload: closePayload(code, reason) })
  }

  /** Answers the SUT's Close frame with its own code, once; does nothing when there is nothing to answer. */
  async answerClose(): Promise<WriteOutcome> {
    if (this.#closeReceived === undefined || this.#closeSent) return { kind: 'written' }
    return this.sendClose(this.#closeReceived.code)
  }

  /**
   * Takes the first event that fits the filter, waiting for it up to `deadlineMs`; others stay for later. Once the
   * connection is over and nothing that has arrived fits, it resolves with the end or reset, at once and every time.
   */
  next<E extends WireEvent>(
    filter: (event: WireEvent) => event is E,
    deadlineMs: number,
    signal?: AbortSignal,
  ): Promise<E | OverEvent | Timeout>
  next(filter: EventFilter, deadlineMs: number, signal?: AbortSignal): Promise<WireEvent | Timeout>
  next(filter: EventFilter, deadlineMs: number, signal?: AbortSignal): Promise<WireEvent | Timeout> {
    return this.#mailbox.take(filter, deadlineMs, signal)
  }

  /** The events that nobody has taken yet and that fit, without taking them. */
  peek(filter: EventFilter = anyEvent): readonly WireEvent[] {
    return this.#mailbox.peek(filter)
  }

  /** Takes all events that have arrived and fit. */
  drain(filter: EventFilter = anyEvent): readonly WireEvent[] {
    return this.#mailbox.drain(filter)
  }

  /** Calls a listener with every event on arrival, taken or not. Listeners must not throw. Returns how to stop. */
  onEvent(listener: (event: WireEvent) => void): () => void {
    return subscribe(this.#eventListeners, listener)
  }

  /** Calls a listener with every frame on arrival, before its events. */
  onFrame(listener: (frame: Frame) => void): () => void {
    return subscribe(this.#frameListeners, listener)
  }

  /** Calls a listener with every violation; those that are known already come at once. */
  onViolation(listener: (violation: Violation) => void): () => void {
    for (const violation of this.#violations) listener(violation)
    return subscribe(this.#violationListeners, listener)
  }

  /**
   * The barrier: sends a ping and waits for its pong (RFC 6455 5.5.3). All that the SUT sent before the pong has arrived
   * then. The pong is nobody else's: it does not come up in {@link next}.
   */
  async roundTrip(deadlineMs: number, signal?: AbortSignal): Promise<RoundTrip> {
    if (this.over !== undefined) return this.over
    const start = this.wire.now()
    const barrier = this.#barrier.begin()
    const settled = new AbortController()
    const signals = signal === undefined ? settled.signal : AbortSignal.any([signal, settled.signal])
    const gone = this.next(noEvent, this.#pongs?.deadline(deadlineMs) ?? deadlineMs, signals)
    // A write that fails because the connection is over is told as that end.
    const unanswered = async (): Promise<Exclude<RoundTrip, { readonly kind: 'pong' }>> => {
      const written = await this.ping(barrier.payload)
      return written.kind === 'written' || this.over !== undefined ? gone : written
    }
    const first = await Promise.race([barrier.answered, unanswered()])
    settled.abort('settled')
    barrier.forget()
    const given = first.kind === 'timeout' && first.cancelled === true
    if (!given && (first.kind === 'pong' || first.kind === 'timeout')) {
      this.#pongs?.report(first.kind === 'pong')
    }
    if (first.kind !== 'pong') return first
    return { kind: 'pong', ms: (first.time - start) / 1000, evidence: first.evidence }
  }

  /**
   * Closes in order (RFC 6455 7.1): Close frame, unless one was sent; then waits for the SUT's Close frame and for the end
   * of TCP, each up to `deadlineMs`; then drops the socket. Returns how TCP ended, or a timeout for what was missing.
   */
  async shutDown(deadlineMs: number, code = 1000): Promise<OverEvent | Timeout> {
    if (!this.#closeSent) await this.sendClose(this.#closeReceived?.code ?? code)
    const close = this.#closeReceived ?? (await this.next((event) => event.kind === 'close', deadlineMs))
    const over = close.kind === 'close' ? await this.next(noEvent, deadlineMs) : close
    await this.destroy()
    return over
  }

  /** Half-closes TCP: FIN, and go on reading. */
  end(): void {
    this.wire.end()
  }

  /** Drops TCP with RST. */
  reset(): void {
    this.wire.reset()
  }

  /** Drops TCP; resolves when the socket is gone. */
  destroy(): Promise<void> {
    return this.wire.destroy()
  }

  #take(event: WireEvent): void {
    // Before the listeners: one of them may want to answer it.
    if (event.kind === 'close') this.#closeReceived ??= event
    for (const listener of this.#eventListeners) listener(event)
    if (event.kind === 'ping') this.#answerPing(event.payload)
    if (this.#barrier.take(event)) return
    this.#counts[event.kind]++
    if (this.#mailbox.put(event) || this.#mailboxOverflowed) return
    this.#mailboxOverflowed = true
    const message =
      'the SUT sends more than the tester keeps for one connection; this and what does not fit either is lost'
    this.#report({ code: 'message-too-long', message, evidence: event.evidence })
  }

  #answerPing(payload: Buffer): void {
    const wanted = this.autoPong && this.#closeReceived === undefined && this.#waitingPongs < mostWaitingPongs
    if (!wanted) return
    this.#waitingPongs++
    // A pong that cannot be written needs no handling: the end of the connection is an event of its own.
    void this.pong(payload).finally(() => this.#waitingPongs--)
  }

  #finish(over: WireOver): void {
    this.#receiver.end(over.how)
    const { how, reason, evidence, time } = over
    this.#take(how === 'end' ? { kind: 'end', evidence, time } : { kind: 'reset', reason, evidence, time })
  }

  #report(violation: Violation): void {
    this.#violationCount++
    if (this.#violations.length < mostViolations) this.#violations.push(violation)
    for (const listener of this.#violationListeners) listener(violation)
  }
}

function agreedDeflate(request: HandshakeRequest, answer: HttpAnswer): DeflateParameters | undefined {
  const [offers, agreed] = [request, answer].map(
    (head) => parseExtensions(headerValues(head, 'Sec-WebSocket-Extensions').join(', ')).extensions,
  )
  return deflateParameters(agreed ?? [], offers)
}

function isList(frames: FrameOptions | readonly FrameOptions[]): frames is readonly FrameOptions[] {
  return Array.isArray(frames)
}

function subscribe<T>(listeners: Set<(item: T) => void>, listener: (item: T) => void): () => void {
  // A listener of its own for each subscription: the same function may be subscribed twice.
  const own = (item: T) => listener(item)
  listeners.add(own)
  return () => void listeners.delete(own)
}
