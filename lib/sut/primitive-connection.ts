import {
  classify,
  decodeTolerantly,
  operation,
  type Codec,
  type Encodable,
  type DecodeOutcome,
  type Request,
  type RequestPrimitive,
  type Response,
  type ResponsePrimitive,
  type ValueObject,
} from '../primitive/index.js'
import type { Edition, Serialization } from '../spec/index.js'
import { editionData } from '../spec/index.js'
import type { WireConnection, WireEvent, WriteOutcome } from '../wire/index.js'
import type { ReplyOutcome } from './exchange.js'
import type { Floods } from './floods.js'
import { Mailbox, type NotReceived } from './mailbox.js'
import type { MessageWatch } from './message-watch.js'
import type { Patience } from './patience.js'
import type { EvidenceReference } from './watcher.js'

/** A request primitive that the SUT sent, e.g. a notification. */
export interface IncomingRequest {
  readonly request: Request
  readonly evidence: EvidenceReference
  /** Microseconds on the clock of the run. */
  readonly time: number
  /** True once the tester has sent a response to it. */
  answered: boolean
}

/** What the connection needs to know of its surroundings. */
export interface PrimitiveConnectionOptions {
  readonly wire: WireConnection
  readonly codec: Codec
  readonly edition: Edition
  /** Evidence file of the case that opened the connection. */
  readonly evidenceFile: string
  readonly watch: MessageWatch | undefined
  readonly patience: Patience
  readonly floods: Floods
  readonly responseMs: number
  readonly silenceMs: number
}

/** More responses than this do not wait to be written, should the SUT send requests and read nothing. */
const mostWaitingResponses = 1024

/** responseStatusCode OPERATION_NOT_ALLOWED (TS-0004 6.6.3.5). */
const operationNotAllowed = 4005

/** Who answers the requests, or the Close frame, of the SUT: the connection at once, or the case when it wants to. */
export type Answering = 'at once' | 'by the case'

type Ended = Extract<WireEvent, { readonly kind: 'close' | 'end' | 'reset' }>

interface Pending {
  /** The request as it was sent; undefined where the case wrote octets of its own. */
  readonly request: RequestPrimitive | undefined
  readonly settle: (outcome: ReplyOutcome) => void
}

/**
 * A WebSocket connection that carries primitives: responses find their request by rqi, requests of the SUT are kept
 * for the case. Tolerant: what deviates is reported to the watch and used all the same where it can be.
 */
export class PrimitiveConnection {
  readonly wire: WireConnection
  readonly serialization: Serialization
  /** Requests of the SUT that no case has taken yet. */
  readonly incoming = new Mailbox<IncomingRequest>()
  /** Who answers requests of the SUT. */
  answering: Answering = 'at once'
  /** Whether primitives go out compressed, where permessage-deflate is in force. */
  compressing = false
  /** Who answers a Close frame of the SUT (RFC 6455 5.5.1). */
  closing: Answering = 'at once'
  readonly #options: PrimitiveConnectionOptions
  readonly #codec: Codec
  readonly #pending = new Map<string, Pending>()
  /** Identifiers of requests that have had their response. */
  readonly #settled = new Set<string>()
  /** How many responses may still come to requests that nobody waits for any more, by the identifier of those. */
  readonly #givenUp = new Map<string, number>()
  #forgetting = false
  #unasked = 0
  #flooded = false
  #unaskedResponses = false
  #waitingResponses = 0
  #afterResponse: Promise<unknown> = Promise.resolve()
  readonly #received: IncomingRequest[] = []
  readonly #responses: { readonly response: Response; readonly evidence: EvidenceReference }[] = []

  constructor(options: PrimitiveConnectionOptions) {
    this.#options = options
    this.wire = options.wire
    this.serialization = options.codec.serialization
    this.#codec = options.codec
    options.wire.onEvent((event) => {
      this.#take(event)
    })
    // What came along with the answer to the handshake was there before anybody listened.
    for (const event of options.wire.peek()) this.#take(event)
    if (options.wire.over !== undefined) this.#take(options.wire.over)
  }

  /** All requests that the SUT sent on this connection, answered or not, in order. */
  get received(): readonly IncomingRequest[] {
    return this.#received
  }

  /** All responses that the SUT sent on this connection, in order, whether asked for or not. */
  get responses(): readonly { readonly response: Response; readonly evidence: EvidenceReference }[] {
    return this.#responses
  }

  /** Points at a row of this connection's evidence. */
  evidence(row: number): EvidenceReference {
    return { file: this.#options.evidenceFile, row }
  }

  /**
   * The octets of a primitive as this edition serializes it. What it is meant to be decides on the wrapper, where there
   * is one, also for a primitive that lacks what would tell.
   */
  encode(
    primitive: Encodable,
    meant: 'request' | 'response' = 'op' in primitive ? 'request' : 'response',
  ): Buffer {
    const wrapped = editionData[this.#options.edition].wrapsJson || this.serialization === 'xml'
    return this.#codec.encode(primitive, { wrap: wrapped ? meant : 'none' })
  }

  /** Opcode that the messages of this serialization have (TS-0020 table 6.2.2.9-1). */
  get opcode(): 1 | 2 {
    return this.#codec.opcode
  }

  /** Sends a primitive as one message of one frame. */
  send(primitive: RequestPrimitive | ResponsePrimitive): Promise<WriteOutcome> {
    return this.wire.sendMessage(this.#codec.opcode, this.encode(primitive), { compress: this.compressing })
  }

  /**
   * Sends a request primitive and waits for its response, at most `deadlineMs` milliseconds (the configured response
   * timeout by default). Never throws for what the SUT does.
   */
  request(request: RequestPrimitive, deadlineMs = this.#options.responseMs): Promise<ReplyOutcome> {
    return this.exchange(request.rqi, () => this.send(request), deadlineMs, request)
  }

  /** Like {@link request}, but the case writes the octets itself, in whatever frames. */
  exchange(
    rqi: string,
    write: () => Promise<WriteOutcome>,
    deadlineMs = this.#options.responseMs,
    request?: RequestPrimitive,
  ): Promise<ReplyOutcome> {
    const over = this.#over()
    if (over !== undefined) return Promise.resolve(over)
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined
      let settled = false
      const settle = (outcome: ReplyOutcome): void => {
        if (settled) return
        settled = true
        clearTimeout(timer)
        this.#pending.delete(rqi)
        if (outcome.kind === 'response') this.#settled.add(rqi)
        else this.expectNothing(rqi)
        // That the connection ends is no answer, but it costs no waiting either.
        if (outcome.kind === 'response') this.#options.patience.report(true)
        if (outcome.kind === 'timeout') this.#options.patience.report(false)
        resolve(outcome)
      }
      this.#pending.set(rqi, { request, settle })
      void write().then((written) => {
        if (settled) return
        if (written.kind === 'not-writable') {
          settle(this.#over() ?? { kind: 'not sent', reason: written.reason })
          return
        }
        // The SUT has its time from here on: how long the tester takes to send octet by octet is not its doing.
        const startedAt = performance.now()
        const allowed = this.#options.patience.deadline(deadlineMs, this.#options.silenceMs)
        timer = setTimeout(() => {
          settle({ kind: 'timeout', waitedMs: performance.now() - startedAt })
        }, allowed)
      })
    })
  }

  /**
   * Makes a request known whose octets the case writes itself and whose response nobody waits for. Should one come all
   * the same, it belongs to that request, and is not held against the SUT as one that nobody asked for; so do as many as
   * the case sends the request `times`.
   */
  expectNothing(rqi: string, times = 1): void {
    this.#givenUp.set(rqi, (this.#givenUp.get(rqi) ?? 0) + times)
  }

  /** Answers a request of the SUT. */
  respond(incoming: IncomingRequest, rsc = 2000, pc?: ValueObject): Promise<WriteOutcome> {
    incoming.answered = true
    const releaseVersion = editionData[this.#options.edition].releaseVersion
    const written = this.send({
      rsc,
      rqi: incoming.request.rqi ?? '',
      ...(releaseVersion === undefined ? {} : { rvi: releaseVersion }),
      ...(pc === undefined ? {} : { pc }),
    })
    this.#afterResponse = written.then(() => this.wire.roundTrip(this.#options.silenceMs))
    return written
  }

  /**
   * Waits until the last response of the tester has arrived. Messages on each other's heels are what some cases are
   * about; in all others the SUT gets one thing at a time, so that a weakness there does not show where nobody asked.
   */
  async quiet(): Promise<void> {
    await this.#afterResponse
  }

  /** Takes the next request of the SUT that matches. */
  nextRequest(
    matches: (incoming: IncomingRequest) => boolean,
    deadlineMs = this.#options.responseMs,
  ): Promise<{ readonly kind: 'received'; readonly item: IncomingRequest } | NotReceived> {
    return this.incoming.take(matches, deadlineMs)
  }

  /** How the SUT ended the connection, by a Close frame or by TCP alone; undefined while it is open. */
  get ended(): Ended | undefined {
    return this.wire.closeReceived ?? this.wire.over
  }

  #over(): ReplyOutcome | undefined {
    return this.ended && this.#closed(this.ended)
  }

  #closed(event: Ended): ReplyOutcome {
    const how = event.kind === 'close' ? 'close frame' : event.kind
    const code = event.kind === 'close' ? event.code : undefined
    return { kind: 'closed', how, code, evidence: this.evidence(event.evidence) }
  }

  #take(event: WireEvent): void {
    switch (event.kind) {
      case 'message':
        this.#message(event)
        this.#forgetMessages()
        return
      case 'close':
        if (this.closing === 'at once') void this.wire.answerClose()
        this.#end(event)
        return
      case 'end':
        // The server ends TCP first (RFC 6455 7.1.1); until the tester follows, it has to wait.
        this.wire.end()
        this.#end(event)
        return
      case 'reset':
        this.#end(event)
        return
      case 'ping':
      case 'pong':
        return
    }
  }

  #end(event: Ended): void {
    for (const pending of [...this.#pending.values()]) pending.settle(this.#closed(event))
    this.incoming.end(`the connection was closed (${event.kind})`)
  }

  /** Messages are dealt with on arrival; without this they would also pile up in the mailbox of the wire. */
  #forgetMessages(): void {
    if (this.#forgetting) return
    this.#forgetting = true
    queueMicrotask(() => {
      this.#forgetting = false
      this.wire.drain((event) => event.kind === 'message')
    })
  }

  #message(event: Extract<WireEvent, { kind: 'message' }>): void {
    const { floods } = this.#options
    if (this.#flooded) return
    const pending = this.#pending.size
    this.#read(event)
    if (this.#pending.size === pending) this.#unasked += 1
    if (this.#unasked < floods.messages) return
    this.#flooded = true
    floods.seen()
    this.wire.wire.stopReading()
  }

  #read(event: Extract<WireEvent, { kind: 'message' }>): void {
    const evidence = this.evidence(event.evidence)
    const { watch } = this.#options
    const decoded = decodeTolerantly(this.#codec, event.payload)
    watch?.message(event.opcode, this.#codec, decoded, evidence)
    if (decoded.kind === 'undecodable') return
    const primitive = classify(decoded.value, decoded.wrapped)
    switch (primitive.kind) {
      case 'response':
        this.#response(decoded, primitive, evidence)
        return
      case 'request': {
        watch?.request(decoded, primitive, evidence)
        const incoming: IncomingRequest = { request: primitive, evidence, time: event.time, answered: false }
        this.#received.push(incoming)
        if (this.answering === 'at once' && !this.#isEcho(primitive)) this.#respondAtOnce(incoming)
        this.incoming.put(incoming)
        return
      }
      case 'neither':
        watch?.noPrimitive(primitive.reason, evidence)
        return
    }
  }

  #respondAtOnce(incoming: IncomingRequest): void {
    if (this.#waitingResponses >= mostWaitingResponses) return
    this.#waitingResponses += 1
    // What is not a notification asks for something that an AE of the tester does not have. A success without the content
    // that belongs to it would come back to the originator, and be held against the SUT.
    const code = incoming.request.op === operation.notify ? 2000 : operationNotAllowed
    void this.respond(incoming, code).finally(() => (this.#waitingResponses -= 1))
  }

  /**
   * Whether a request is one of the tester's own that came back, as an echo server has it: were it answered, that answer
   * would come back too, and pass for the response. A NOTIFY may rightly come to who sent it.
   */
  #isEcho({ op, rqi }: Request): boolean {
    if (rqi === undefined || op === operation.notify) return false
    return this.#pending.has(rqi) || this.#settled.has(rqi) || this.#givenUp.has(rqi)
  }

  #response(decoded: DecodeOutcome, response: Response, evidence: EvidenceReference): void {
    this.#responses.push({ response, evidence })
    const { watch } = this.#options
    const own = response.rqi === undefined ? undefined : this.#pending.get(response.rqi)
    if (own !== undefined) {
      watch?.response(decoded, response, 'own', evidence, own.request)
      own.settle({ kind: 'response', response, evidence })
      return
    }
    const due = response.rqi === undefined ? 0 : (this.#givenUp.get(response.rqi) ?? 0)
    if (response.rqi !== undefined && due > 0) {
      this.#givenUp.set(response.rqi, due - 1)
      this.#options.patience.report(true)
      this.#settled.add(response.rqi)
      watch?.response(decoded, response, 'own', evidence)
      return
    }
    if (response.rqi !== undefined && this.#settled.has(response.rqi)) {
      watch?.response(decoded, response, 'again', evidence)
      return
    }
    // Without a usable rqi there is only one request that it can belong to: the only one that is open. Of a SUT that has
    // sent responses while none was open not even that can be said.
    const [only, ...others] = this.#pending.values()
    watch?.response(decoded, response, 'foreign', evidence)
    if (only === undefined) this.#unaskedResponses = true
    else if (others.length === 0 && !this.#unaskedResponses) {
      only.settle({ kind: 'response', response, evidence })
    }
  }
}
