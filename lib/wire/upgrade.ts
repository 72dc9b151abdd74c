import { WireConnection, type ConnectionOptions } from './connection.js'
import { connect, type ConnectOptions } from './connect.js'
import { handshakeHead } from './handshake.js'
import { HttpHeadParser } from './http.js'
import type { WireConsumer, WireOver, WireSocket } from './socket.js'
import type { Endpoint, HandshakeOutcome, HandshakeRequest, HttpAnswer } from './types.js'

/** What a handshake needs besides its request. */
export interface UpgradeOptions extends ConnectionOptions {
  /** From the first octet sent to the end of the head of the answer. */
  readonly deadlineMs: number
  /** Gives the handshake up; the outcome is then a `timeout`. */
  readonly signal?: AbortSignal
}

/** A handshake and what it led to. */
export interface UpgradeResult {
  readonly outcome: HandshakeOutcome
  /** Present when the answer has status 101, whatever else is wrong with it. */
  readonly connection: WireConnection | undefined
  /** The socket beneath; the caller destroys it. Undefined when unreachable. */
  readonly wire: WireSocket | undefined
}

/** More interim answers than this are no way to the final one: a hostile server could go on with them for ever. */
const mostInterim = 64

/** Octets kept of what follows an answer that is no upgrade; the rest is only counted. */
const keptBody = 65536

/** Octets read of it, for the end of TCP behind them may be of interest. */
const readBody = 16 * 1024 * 1024

/**
 * Sends an opening handshake and waits for the head of the answer (RFC 6455 4.1). The answer is not judged: any 101 makes
 * a connection. Octets that come along behind the head are its first frames, or after another status the body, which
 * goes into the transcript.
 */
export function upgrade(
  wire: WireSocket,
  request: HandshakeRequest,
  options: UpgradeOptions,
): Promise<UpgradeResult> {
  return new Promise((resolve) => {
    new Handshake(wire, request, options, resolve).start()
  })
}

/** Connects and sends an opening handshake; {@link connect} and {@link upgrade} in one, each with the deadline of its own. */
export async function open(
  endpoint: Endpoint,
  request: HandshakeRequest,
  options: { readonly connect: ConnectOptions; readonly upgrade: UpgradeOptions },
): Promise<UpgradeResult> {
  const connected = await connect(endpoint, options.connect)
  if (connected.kind === 'connected') return upgrade(connected.wire, request, options.upgrade)
  const { reason, evidence } = connected
  return { outcome: { kind: 'unreachable', reason, evidence }, connection: undefined, wire: undefined }
}

class Handshake implements WireConsumer {
  readonly #wire: WireSocket
  readonly #request: HandshakeRequest
  readonly #options: UpgradeOptions
  readonly #resolve: (result: UpgradeResult) => void
  readonly #onAbort = () => this.#giveUp()
  #parser = new HttpHeadParser()
  #timer: NodeJS.Timeout | undefined
  #started = 0
  #interim = 0
  #settled = false

  constructor(
    wire: WireSocket,
    request: HandshakeRequest,
    options: UpgradeOptions,
    resolve: (result: UpgradeResult) => void,
  ) {
    this.#wire = wire
    this.#request = request
    this.#options = options
    this.#resolve = resolve
  }

  start(): void {
    const { deadlineMs, signal } = this.#options
    this.#started = this.#wire.now()
    signal?.addEventListener('abort', this.#onAbort, { once: true })
    const { trailing, chopSize } = this.#request
    const units = [{ kind: 'handshake' as const, octets: handshakeHead(this.#request) }]
    const behind =
      trailing === undefined
        ? []
        : [{ kind: 'octets' as const, octets: trailing, note: 'right behind the handshake' }]
    // How the write ends is of no concern: the SUT may refuse, with an answer, before it has read everything.
    const options = chopSize === undefined ? { deadlineMs } : { chopSize }
    void this.#wire.write([...units, ...behind], options).then(() => this.#wait())
    this.#wire.attach(this)
    if (signal?.aborted === true) this.#giveUp()
  }

  /** The SUT has its time from here on: how long the tester takes to send octet by octet is not its doing. */
  #wait(): void {
    if (this.#settled) return
    this.#started = this.#wire.now()
    this.#timer = setTimeout(this.#onAbort, this.#options.deadlineMs)
  }

  octets(chunk: Buffer): void {
    let rest = chunk
    let result = this.#parser.push(rest)
    // An interim answer comes before the final one (RFC 7231 6.2).
    while (result?.kind === 'answer' && isInterim(result.answer)) {
      this.#wire.record('in', 'handshake', result.answer.raw)
      this.#interim += 1
      rest = result.leftover
      if (this.#interim > mostInterim) {
        this.#takeGarbage(`more than ${mostInterim} interim answers and no final one`, rest)
        return
      }
      this.#parser = new HttpHeadParser()
      result = this.#parser.push(rest)
    }
    if (result === undefined) return
    if (result.kind === 'garbage') {
      this.#takeGarbage(result.reason, result.octets)
      return
    }
    const { answer, leftover } = result
    const evidence = this.#wire.record('in', 'handshake', answer.raw)
    const outcome: HandshakeOutcome = { kind: 'answer', answer, evidence }
    if (answer.status !== 101) this.#finish(outcome, leftover)
    else this.#settle(outcome, new WireConnection(this.#wire, this.#request, answer, this.#options, leftover))
  }

  #takeGarbage(reason: string, octets: Buffer): void {
    const evidence = this.#wire.record('in', 'octets', octets, reason)
    this.#finish({ kind: 'garbage', octets, reason, evidence })
  }

  over(over: WireOver): void {
    const octets = this.#recordPending()
    this.#settle({ kind: 'closed', how: over.how, octets, evidence: over.evidence }, undefined)
  }

  #giveUp(): void {
    const waitedMs = (this.#wire.now() - this.#started) / 1000
    const octets = this.#recordPending()
    const evidence = this.#wire.record(
      'none',
      'note',
      undefined,
      `no answer to the handshake within ${Math.round(waitedMs)} ms`,
    )
    this.#finish({ kind: 'timeout', waitedMs, octets, evidence })
  }

  #recordPending(): Buffer {
    const octets = this.#parser.pending
    if (octets.length > 0) this.#wire.record('in', 'octets', octets, 'a head that was not finished')
    return octets
  }

  /** No connection came of it, and the wire is still there: what follows is only recorded. */
  #finish(outcome: HandshakeOutcome, leftover: Buffer = Buffer.alloc(0)): void {
    const sink = new Sink(this.#wire)
    if (leftover.length > 0) sink.octets(leftover)
    this.#wire.attach(sink)
    this.#settle(outcome, undefined)
  }

  #settle(outcome: HandshakeOutcome, connection: WireConnection | undefined): void {
    this.#settled = true
    clearTimeout(this.#timer)
    this.#options.signal?.removeEventListener('abort', this.#onAbort)
    this.#resolve({ outcome, connection, wire: this.#wire })
  }
}

function isInterim({ status }: HttpAnswer): boolean {
  return status >= 100 && status < 200 && status !== 101
}

/** Puts what nobody parses into the transcript. */
class Sink implements WireConsumer {
  readonly #wire: WireSocket
  #room = keptBody
  #received = 0

  constructor(wire: WireSocket) {
    this.#wire = wire
  }

  octets(chunk: Buffer): void {
    this.#received += chunk.length
    if (this.#received > readBody) this.#wire.stopReading()
    if (this.#room === 0) return
    const kept = chunk.subarray(0, this.#room)
    this.#room -= kept.length
    const note =
      kept.length < chunk.length ? `only the first ${keptBody} octets are kept` : 'behind the answer'
    this.#wire.record('in', 'octets', kept, note)
  }

  over(): void {
    // The row of the end is written by the wire itself.
  }
}
