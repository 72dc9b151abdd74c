import { codecFor, resourceType, type ValueObject } from '../primitive/index.js'
import { editionData, editions, serializations, type Serialization } from '../spec/index.js'
import {
  connect,
  handshake,
  headerValues,
  Listener,
  upgrade,
  type ConnectOutcome,
  type Endpoint,
  type HandshakeOutcome,
  type HandshakeParts,
  type HandshakeRequest,
  type HeaderLine,
  type Transcript,
  type WireConnection,
  type WireSocket,
} from '../wire/index.js'
import {
  describeHandshake,
  describeHandshakeRequest,
  describeReply,
  PreconditionError,
  type Reply,
  type Upgrade,
} from './exchange.js'
import { PrimitiveConnection } from './primitive-connection.js'
import { Requester, required, responseWith, Session, type Registration } from './session.js'
import type { System } from './system.js'
import type { EvidenceReference } from './watcher.js'

/** Evidence of one case: rows, and the file they go to. */
export interface EvidenceTranscript extends Transcript {
  /** Path relative to the run folder. */
  readonly file: string
}

/** What a handshake of a case may change. Anything left out is what TS-0020 6.2.2 asks of a client. */
export interface OpenOptions extends Partial<Pick<HandshakeParts, 'extensions' | 'target' | 'host' | 'key'>> {
  /** Names offered, in this order; by default the name of the serialization. */
  readonly subprotocols?: readonly string[]
  /** Extra header field lines after those of TS-0020 and the configured ones. */
  readonly headers?: readonly HeaderLine[]
  /** The originator that configured header fields with `{originator}` name; a fresh AE-ID by default. */
  readonly originator?: string
  /** Leaves out the header fields that the configuration adds to TS-0020. */
  readonly plain?: boolean
  readonly serialization?: Serialization
  /** `false` where the case provokes answers that must not be held against the SUT in the watch cases. */
  readonly watched?: boolean
}

/** How an answer to a handshake is waited for. */
export interface UpgradeOptions extends OpenOptions {
  /** Has the whole deadline, however deaf the SUT has been: for the cases that judge silence. */
  readonly patient?: true
}

/** What the registration of a session may change. */
export interface SessionOptions extends OpenOptions {
  /** Attributes of the <AE> that replace or add to the usual ones. */
  readonly attributes?: ValueObject
  /** `none` leaves out the pointOfAccess that this SUT needs for routing; by default it is there when needed. */
  readonly pointOfAccess?: 'as needed' | 'none'
}

/** A handshake to an endpoint of a case's own, and what came of it: TCP or TLS may not have come about. */
export type Knock = {
  readonly sent: string
  readonly came: string
  readonly evidence: EvidenceReference
} & (
  | {
      readonly kind: 'no connection'
      readonly outcome: Exclude<ConnectOutcome, { readonly kind: 'connected' }>
    }
  | { readonly kind: 'handshake'; readonly outcome: HandshakeOutcome }
)

/** An application for registration, and what came of it. */
export interface Application {
  /** The identifier that was asked for: an AE-ID stem, or the `C` or `S` that leaves it to the registrar. */
  readonly from: string
  /** Path of the <AE>, should there be one now. */
  readonly target: string
  readonly reply: Reply
}

/** The registration that an application led to; a refusal makes the case inconclusive. */
function registrationOf({ from, target, reply }: Application): Registration {
  const created = required(reply, 2001)
  const assigned = created['aei']
  if (typeof assigned !== 'string' && responseWith(reply, 2001) === undefined) {
    throw new PreconditionError(
      `${reply.sent} was needed to get here, and ${describeReply(reply.outcome)} names no AE-ID: nobody is registered`,
    )
  }
  const identifier = typeof assigned === 'string' ? assigned : from
  return { target, identifier, attributes: created }
}

function codecOfName(name: string | undefined): Serialization | undefined {
  if (name === undefined) return undefined
  const lower = name.toLowerCase()
  return serializations.find((serialization) =>
    editions.some((edition) => editionData[edition].subprotocols[serialization].toLowerCase() === lower),
  )
}

/** What is being written when a case ends may take so many milliseconds more. */
const lastWriteMs = 200

/**
 * The SUT as one case sees it: its own connections, listeners, originators and resources. Whatever the case leaves open is
 * closed by {@link close}, and what it created on the SUT is handed to the clean-up.
 */
export class Scope {
  readonly #sockets: WireSocket[] = []
  readonly #listeners: Listener[] = []
  readonly #owned: string[] = []
  #closed = false
  #reached = false

  constructor(
    readonly system: System,
    private readonly transcript: EvidenceTranscript,
    /** The serialization of this variant, or the first one that the SUT offers. */
    readonly serialization: Serialization,
  ) {}

  /** Names that the SUT agreed to when asked for each alone, for the edition under test, in the table's order. */
  get subprotocols(): readonly string[] {
    return this.system.offered.map((serialization) => this.subprotocol(serialization))
  }

  /** The edition's name of a serialization. */
  subprotocol(serialization: Serialization = this.serialization): string {
    return editionData[this.system.edition].subprotocols[serialization]
  }

  /** Points at this case's evidence as a whole. */
  get evidence(): EvidenceReference {
    return { file: this.transcript.file, row: 0 }
  }

  /** Whether the SUT has answered a handshake of this case. */
  get reached(): boolean {
    return this.#reached
  }

  /** Milliseconds after which something counts as absent: the configured window, or five round trips if longer. */
  get silenceMs(): number {
    return this.system.silenceMs
  }

  /** A TCP (TLS, proxied) connection of the case's own; refused or timed out: inconclusive. */
  async connect(): Promise<WireSocket> {
    this.#mustBeOpen()
    const since = this.system.clock()
    const outcome = await this.#dial(this.system.endpoint)
    if (outcome.kind !== 'connected') {
      this.system.pulse.missed(since)
      throw new PreconditionError(`no TCP or TLS connection to the SUT: ${outcome.reason}`)
    }
    this.#keep(outcome.wire)
    return outcome.wire
  }

  /**
   * Sends the usual handshake to an endpoint that is the SUT's in another way than the configured one, such as without its
   * TLS. Whatever comes is an outcome, and says nothing about whether the SUT is there.
   */
  async knock(endpoint: Endpoint): Promise<Knock> {
    this.#mustBeOpen()
    const { system } = this
    const request = this.handshake()
    const sent = describeHandshakeRequest(request)
    const connected = await this.#dial(endpoint)
    if (connected.kind !== 'connected') {
      const evidence = { file: this.transcript.file, row: connected.evidence }
      return {
        kind: 'no connection',
        sent,
        came: `no connection: ${connected.reason}`,
        outcome: connected,
        evidence,
      }
    }
    const { wire } = connected
    this.#keep(wire)
    const { outcome } = await upgrade(wire, request, {
      deadlineMs: system.timeouts.response,
      limits: { receive: system.limits.receive },
    })
    void wire.destroy()
    this.#reached ||= outcome.kind === 'answer'
    const evidence = { file: this.transcript.file, row: outcome.evidence }
    return { kind: 'handshake', sent, came: describeHandshake(outcome), outcome, evidence }
  }

  /**
   * A port of the tester, at the address from which it reaches the SUT. Where the tester cannot listen, or does not know by
   * which address the SUT would find it, the case is inconclusive.
   */
  async listen(): Promise<Listener> {
    if (this.system.endpoint.proxy !== undefined)
      throw new PreconditionError(
        'behind a proxy the tester does not know at which address the SUT would find it',
      )
    const scout = await this.connect()
    const { localAddress } = scout
    void scout.destroy()
    // A link-local address has a zone, which no URI can carry to another machine (RFC 6874 1).
    if (localAddress === '' || localAddress.includes('%'))
      throw new PreconditionError(`the tester cannot be found at the address "${localAddress}" that it has`)
    const { clock } = this.system
    const nextConnection = (): number => this.system.nextConnection()
    const outcome = await Listener.open(localAddress, { transcript: this.transcript, clock, nextConnection })
    if (outcome.kind === 'failed')
      throw new PreconditionError(`the tester cannot listen at ${localAddress}: ${outcome.reason}`)
    this.#listeners.push(outcome.listener)
    if (this.#closed) outcome.listener.close()
    this.#mustBeOpen()
    return outcome.listener
  }

  /** The client handshake of TS-0020 6.2.2, changed as the options say; nothing is sent. */
  handshake(options: OpenOptions = {}): HandshakeRequest {
    const originator = options.originator ?? this.system.names.stem()
    const configured = options.plain === true ? [] : this.system.headerLines(originator)
    return handshake({
      host: options.host ?? this.system.authority,
      subprotocols: options.subprotocols ?? [this.subprotocol(options.serialization)],
      headers: [...configured, ...(options.headers ?? [])],
      ...(options.extensions === undefined ? {} : { extensions: options.extensions }),
      ...(options.target === undefined ? {} : { target: options.target }),
      ...(options.key === undefined ? {} : { key: options.key }),
    })
  }

  /**
   * Sends a handshake on a connection of its own and returns what came. Of a SUT that has answered no handshake yet most
   * cases wait only briefly: no answer then makes the case inconclusive, since a short wait is no ground for a verdict.
   */
  async upgrade(request: HandshakeRequest, options: UpgradeOptions = {}): Promise<Upgrade> {
    return this.#upgrade(await this.connect(), request, options)
  }

  async #upgrade(socket: WireSocket, request: HandshakeRequest, options: UpgradeOptions): Promise<Upgrade> {
    const { system } = this
    const { response } = system.timeouts
    const deadlineMs =
      options.patient === true ? response : system.handshakePatience.deadline(response, system.silenceMs)
    const watched = options.watched !== false
    const since = system.clock()
    const { outcome, connection } = await upgrade(socket, request, {
      ...(watched ? { watcher: system.frameWatch.over(this.transcript.file) } : {}),
      deadlineMs,
      limits: { receive: system.limits.receive, frames: system.floods.frames },
      pongs: {
        deadline: (fullMs) => system.pongPatience.deadline(fullMs, system.silenceMs),
        report: (answered) => {
          system.pongPatience.report(answered)
        },
      },
    })
    const answered = outcome.kind === 'answer'
    system.handshakePatience.report(answered)
    if (answered) system.pulse.answered(system.clock())
    else system.pulse.missed(since)
    if (outcome.kind === 'timeout' && deadlineMs < response) {
      throw new PreconditionError(
        `the SUT has answered none of several handshakes within ${response} ms each, so that this one had only ` +
          `${Math.round(deadlineMs)} ms, and no answer either`,
      )
    }
    this.#reached ||= answered
    const evidence = { file: this.transcript.file, row: outcome.evidence }
    if (outcome.kind === 'answer' && watched) system.handshakeWatch.answer(request, outcome.answer, evidence)
    return {
      kind: 'upgrade',
      sent: describeHandshakeRequest(request),
      request,
      outcome,
      connection: connection && this.#primitives(connection, options),
      evidence,
    }
  }

  /** Opens a connection that the case needs; anything but a 101 makes the case inconclusive. */
  async open(options: OpenOptions = {}): Promise<PrimitiveConnection> {
    if (this.system.handshakePatience.exhausted) {
      throw new PreconditionError(
        'the SUT has answered none of several handshakes, so no connection was tried',
      )
    }
    const socket = await this.connect()
    const done = await this.#upgrade(socket, this.handshake(options), options)
    if (done.connection === undefined) {
      // What a server that is none goes on to send is nobody's concern.
      void socket.destroy()
      throw new PreconditionError(
        `a connection was needed to get here; ${done.sent} should have been answered with 101, ` +
          `but came ${describeHandshake(done.outcome)}${this.system.openingHint}`,
      )
    }
    return done.connection
  }

  /** An originator without registration, on this connection; `fr` is a fresh AE-ID unless one is given. */
  requester(
    connection: PrimitiveConnection,
    originator: string | undefined = this.system.names.stem(),
  ): Requester {
    return new Requester(connection, originator, this.system.edition, () => this.system.names.request())
  }

  /** Makes the case inconclusive where a registered AE is not served on its connection: one case judges that. */
  requireService(): void {
    const { refusesRegistered } = this.system.profile
    if (refusesRegistered === undefined) return
    throw new PreconditionError(
      'an AE cannot go on over the connection that it registered on, which CSE/REG/002 judges: ' +
        `discovery got ${refusesRegistered}${this.system.openingHint}`,
    )
  }

  /** Opens a connection and registers an AE over it, in the form that this SUT takes; else inconclusive. */
  async session(options: SessionOptions = {}): Promise<Session> {
    this.requireService()
    return this.system.registering(async (form) => {
      const asked = form.from === 'stem' ? (options.originator ?? this.system.names.stem()) : form.from
      const connection = await this.open({ ...options, originator: asked })
      const session = this.admitted(
        connection,
        await this.apply(connection, asked, options.attributes, options.pointOfAccess),
        options,
      )
      if (session.identifier !== asked && this.system.namesOriginatorInHandshake) {
        await connection.wire.destroy()
        await session.reopen()
      }
      return session
    })
  }

  /**
   * Asks for the registration of an AE over a connection, and leaves what comes of it to the case. Removal is taken
   * care of.
   */
  async apply(
    connection: PrimitiveConnection,
    from: string,
    attributes: ValueObject = {},
    pointOfAccess: SessionOptions['pointOfAccess'] = 'as needed',
  ): Promise<Application> {
    const name = this.system.names.resource()
    const target = `${this.system.base}/${name}`
    this.adopt(target)
    const reply = await this.requester(connection, from).create(this.system.base, resourceType.AE, {
      rn: name,
      ...this.system.registrationAttributes(pointOfAccess),
      ...attributes,
    })
    return { from, target, reply }
  }

  /** The AE of an application that was accepted, on its connection; a refusal makes the case inconclusive. */
  admitted(connection: PrimitiveConnection, application: Application, options: OpenOptions = {}): Session {
    return new Session(
      connection,
      registrationOf(application),
      this.system.edition,
      () => this.system.names.request(),
      (originator) => this.open({ ...options, originator }),
      () => this.system.silenceMs,
    )
  }

  /** Registers an AE over a connection; a refusal makes the case inconclusive. Removal is taken care of. */
  async register(
    connection: PrimitiveConnection,
    from: string,
    attributes: ValueObject = {},
  ): Promise<Registration> {
    return registrationOf(await this.apply(connection, from, attributes))
  }

  /** Hands a resource that the case created outside of a session's <AE> to the clean-up. */
  adopt(resource: string): void {
    if (this.#closed) this.system.cleaner.remove(resource)
    else this.#owned.push(resource)
  }

  /** What {@link Scope.close} would hand to the clean-up. */
  get owned(): readonly string[] {
    return this.#owned
  }

  /** Takes a resource back from the clean-up: the case has seen to its removal itself. */
  disown(resource: string): void {
    const index = this.#owned.indexOf(resource)
    if (index >= 0) this.#owned.splice(index, 1)
  }

  /** Closes all that the case left open and hands what it created to the clean-up, in reverse order. */
  close(): void {
    this.closeConnections()
    for (const resource of this.#owned.reverse()) this.system.cleaner.remove(resource)
  }

  /** Closes all connections that the case left open. */
  closeConnections(): void {
    this.#closed = true
    for (const socket of this.#sockets) void socket.finish(lastWriteMs)
    for (const listener of this.#listeners) listener.close()
  }

  /** A case that is past its deadline may still be running; nobody would ever drop what it opened from now on. */
  #mustBeOpen(): void {
    if (this.#closed) throw new PreconditionError('the case is over, so it opens no more connections')
  }

  #dial(endpoint: Endpoint): Promise<ConnectOutcome> {
    const { clock, timeouts } = this.system
    return connect(endpoint, {
      deadlineMs: timeouts.connect,
      transcript: this.transcript,
      clock,
      connection: this.system.nextConnection(),
    })
  }

  /** Takes a socket that is open into the care of the scope. */
  #keep(wire: WireSocket): void {
    this.#sockets.push(wire)
    if (this.#closed) void wire.destroy()
    this.#mustBeOpen()
  }

  #primitives(wire: WireConnection, options: OpenOptions): PrimitiveConnection {
    const { system } = this
    const serialization =
      codecOfName(headerValues(wire.answer, 'Sec-WebSocket-Protocol')[0]) ??
      options.serialization ??
      this.serialization
    const watched = options.watched !== false
    return new PrimitiveConnection({
      wire,
      codec: codecFor(serialization),
      edition: system.edition,
      evidenceFile: this.transcript.file,
      watch: watched ? system.messageWatch : undefined,
      patience: system.primitivePatience,
      floods: system.floods,
      responseMs: system.timeouts.response,
      silenceMs: system.silenceMs,
    })
  }
}
