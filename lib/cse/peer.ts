import type { WebSocket } from 'ws'
import { wrapper, type Value, type ValueObject } from '../primitive/types.js'
import { editionData } from '../spec/editions.js'
import type { Codec, PrimitiveRoot } from './codec.js'
import type { Settings } from './options.js'
import type { MessageFlaw, Rules } from './rules.js'
import { member, printable } from './values.js'

/** How a request of the CSE went. */
export type RequestOutcome =
  | { readonly kind: 'response'; readonly parameters: ValueObject }
  /** Something with the right rqi that is no response. */
  | { readonly kind: 'invalid' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'closed' }

/** What a peer tells the CSE. */
export interface PeerEvents {
  /** Called for each request; must not throw. */
  request(peer: Peer, parameters: ValueObject): void
  closed(peer: Peer): void
  log(line: string): void
}

/** Octets waiting to be sent at which reading stops, goes on, and the peer is given up. */
const waiting = { pause: 4 * 1024 * 1024, resume: 1024 * 1024, giveUp: 64 * 1024 * 1024 }

/** One WebSocket connection: messages in, messages out, and the requests of the CSE that are open on it. */
export class Peer {
  readonly #pending = new Map<string, (outcome: RequestOutcome) => void>()
  #requests = 0
  #held: Buffer | undefined
  #paused = false
  #idle: NodeJS.Timeout | undefined

  constructor(
    /** Number of the connection, unique within the CSE. */
    readonly number: number,
    private readonly socket: WebSocket,
    private readonly codec: Codec,
    private readonly settings: Settings,
    private readonly rules: Rules,
    private readonly events: PeerEvents,
  ) {
    socket.on('message', (data, isBinary) => {
      const octets = Buffer.isBuffer(data)
        ? data
        : Array.isArray(data)
          ? Buffer.concat(data)
          : Buffer.from(data)
      this.#guarded(() => this.#receive(octets, isBinary ? 'binary' : 'text'))
    })
    // ws has already begun to close with the right code; the end comes as 'close'.
    socket.on('error', (error) => this.events.log(`connection ${this.number}: ${printable(error.message)}`))
    socket.on('close', () => {
      clearTimeout(this.#idle)
      for (const settle of [...this.#pending.values()]) settle({ kind: 'closed' })
      this.#guarded(() => this.events.closed(this))
    })
    for (const text of rules.greetings()) this.#put(Buffer.from(text, 'utf8'), 'text')
    this.#restartIdle()
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN
  }

  /**
   * Sends a request of the CSE under an rqi of its own and waits for the answer.
   * @param parameters of the request; `rqi` is put in place of any there is
   * @param timeoutMs milliseconds to wait
   */
  request(parameters: ValueObject, timeoutMs: number): Promise<RequestOutcome> {
    if (!this.isOpen) return Promise.resolve({ kind: 'closed' })
    this.#requests += 1
    const rqi = `${this.settings.cseId.slice(1)}.${this.number}.${this.#requests}`
    return new Promise((resolve) => {
      const settle = (outcome: RequestOutcome): void => {
        clearTimeout(timer)
        this.#pending.delete(rqi)
        resolve(outcome)
      }
      const timer = setTimeout(() => settle({ kind: 'timeout' }), timeoutMs)
      this.#pending.set(rqi, settle)
      this.#deliver(this.#encode(wrapper.request, { ...parameters, rqi }))
    })
  }

  /** Sends a response, as the rules let it go. */
  respond(request: ValueObject, response: ValueObject): void {
    const parameters = this.rules.responseParameters({ request, response })
    const octets = this.#encode(wrapper.response, parameters)
    switch (this.rules.responseFate({ request, response: parameters })) {
      case 'dropped':
        return
      case 'held':
        this.#held = octets
        return
      case 'doubled':
        this.#deliver(octets)
        this.#deliver(octets)
        break
      case 'sent':
        this.#deliver(octets)
    }
    const held = this.#held
    this.#held = undefined
    if (held !== undefined) this.#deliver(held)
  }

  /** Starts the closing handshake; `ws` gives up waiting for the other side's Close after its closeTimeout. */
  close(code: number, reason: string): void {
    const way = this.rules.ownClose(code)
    if (way.kind === 'drop') this.socket.terminate()
    else this.socket.close(way.code, reason)
  }

  /** Ends TCP without a closing handshake. */
  drop(): void {
    this.socket.terminate()
  }

  #guarded(action: () => void): void {
    try {
      action()
    } catch (error) {
      this.events.log(`connection ${this.number}: internal error: ${String(error)}`)
      this.close(1011, 'internal error')
    }
  }

  #restartIdle(): void {
    const limit = this.rules.idleCloseMs()
    clearTimeout(this.#idle)
    if (limit !== undefined) this.#idle = setTimeout(() => this.close(1000, 'idle'), limit).unref()
  }

  #receive(received: Buffer, type: 'text' | 'binary'): void {
    this.#restartIdle()
    if (!this.isOpen) return
    if (this.socket.bufferedAmount > waiting.pause && !this.#paused) {
      this.#paused = true
      this.socket.pause()
    }
    const decoded = this.codec.decode(this.rules.incoming(received))
    if (decoded.kind === 'unreadable') {
      const flaw = type === this.codec.opcode ? 'unreadable' : 'opcode'
      this.#react(flaw, decoded.requestIdentifier, undefined, decoded.reason)
      return
    }
    const { root, parameters } = decoded
    const found = this.#flaw(type, root, parameters)
    const identifier = member(parameters, 'rqi')
    const rqi = typeof identifier === 'string' && identifier !== '' ? identifier : undefined
    if (Object.hasOwn(parameters, 'rsc') && !Object.hasOwn(parameters, 'op')) {
      this.#settle(rqi, found === undefined ? { kind: 'response', parameters } : { kind: 'invalid' })
    } else if (found !== undefined) {
      this.#react(found.flaw, rqi, parameters, found.reason)
    } else if (rqi === undefined) {
      this.#react('shape', undefined, parameters, 'rqi is missing or is not a string')
    } else {
      this.events.request(this, parameters)
    }
  }

  #flaw(
    type: 'text' | 'binary',
    root: PrimitiveRoot | undefined,
    parameters: ValueObject,
  ): { readonly flaw: MessageFlaw; readonly reason: string } | undefined {
    if (type !== this.codec.opcode) {
      return { flaw: 'opcode', reason: `this subprotocol uses ${this.codec.opcode} messages` }
    }
    const wraps = this.codec.envelope === 'always' || editionData[this.settings.edition].wrapsJson
    if (wraps !== (root !== undefined)) {
      const reason = wraps ? 'the primitive is not wrapped in m2m:rqp or m2m:rsp' : 'the primitive is wrapped'
      return { flaw: 'wrapper', reason }
    }
    const isRequest = Object.hasOwn(parameters, 'op')
    if (isRequest === Object.hasOwn(parameters, 'rsc')) {
      return { flaw: 'shape', reason: 'a primitive has either op or rsc' }
    }
    if (root !== undefined && isRequest !== (root === wrapper.request)) {
      return { flaw: 'shape', reason: `${root} does not fit its content` }
    }
    return undefined
  }

  #settle(rqi: string | undefined, outcome: RequestOutcome): void {
    const settle = rqi === undefined ? undefined : this.#pending.get(rqi)
    if (settle === undefined) {
      this.events.log(`connection ${this.number}: response to nothing, rqi ${printable(rqi ?? '(none)')}`)
    } else {
      settle(outcome)
    }
  }

  #react(
    flaw: MessageFlaw,
    rqi: string | undefined,
    parameters: ValueObject | undefined,
    reason: string,
  ): void {
    this.events.log(`connection ${this.number}: ${printable(reason)}`)
    const reaction = this.rules.reactionTo(flaw, rqi)
    switch (reaction.kind) {
      case 'answer':
        this.respond(
          parameters ?? {},
          answerParameters(this.settings, rqi ?? '', undefined, reaction.rsc, reason),
        )
        return
      case 'close':
        this.close(reaction.code, reason.slice(0, 100))
        return
      case 'drop':
        this.drop()
        return
      case 'serve':
        if (parameters !== undefined) this.events.request(this, parameters)
        return
      case 'ignore':
    }
  }

  #encode(root: PrimitiveRoot, parameters: ValueObject): Buffer {
    return this.codec.encode(root, parameters, this.rules.wrapsPrimitives())
  }

  #deliver(octets: Buffer): void {
    const type = this.rules.opcodeFor(this.codec.serialization, this.codec.opcode)
    for (const message of this.rules.outgoing({ serialization: this.codec.serialization, octets, type })) {
      this.#put(message.octets, message.type)
    }
  }

  #put(octets: Buffer, type: 'text' | 'binary'): void {
    if (!this.isOpen) return
    if (this.socket.bufferedAmount > waiting.giveUp) {
      this.events.log(`connection ${this.number}: does not read what it is sent`)
      this.drop()
      return
    }
    const options = { binary: type === 'binary', compress: this.rules.compresses(octets.length) }
    this.socket.send(octets, options, () => this.#sent())
  }

  /** Also called with an error when the connection ended first; the 'close' event deals with that. */
  #sent(): void {
    if (!this.#paused || this.socket.bufferedAmount > waiting.resume) return
    this.#paused = false
    this.socket.resume()
  }
}

/**
 * Parameters of a response.
 * @param releaseVersion `rvi` of the request, where it is a supported one; the edition's own otherwise
 * @param explanation text of `m2m:dbg`, which TS-0004 knows from Release 2A on only
 */
export function answerParameters(
  settings: Settings,
  rqi: string,
  releaseVersion: string | undefined,
  rsc: number,
  explanation?: string,
): ValueObject {
  const edition = editionData[settings.edition]
  const parameters: Record<string, Value> = { rsc, rqi }
  if (edition.releaseVersion !== undefined) parameters['rvi'] = releaseVersion ?? edition.releaseVersion
  if (explanation !== undefined && settings.edition !== 'R2.0') parameters['pc'] = { 'm2m:dbg': explanation }
  return parameters
}
