import { operation, type Value, type ValueObject } from '../primitive/types.js'
import { supportedReleaseVersions, type Domain } from './domain.js'
import { forward, isNotification, notify } from './forwarding.js'
import { operate } from './operations.js'
import { answerParameters, type Peer } from './peer.js'
import { parseRequest, type Answer, type Context, type Request } from './request.js'
import { pointsOfAccess, type Originator } from './registry.js'
import { badRequest, RequestError, status } from './status.js'
import { transfer } from './transfer.js'
import { member, objectOf, printable } from './values.js'

/** Requests that one connection may have open at a time. */
const mostOpen = 1000

const operationNames = new Map<Value | undefined, string>(
  Object.entries(operation).map(([name, value]) => [value, name.toUpperCase()]),
)

/** Takes requests from the connections, has them dealt with, and answers each exactly once. */
export class Dispatcher {
  /** Requests that are open, by connection. */
  readonly #open = new Map<Peer, Set<string>>()

  constructor(private readonly domain: Domain) {}

  /** Deals with one request; returns at once and never throws. */
  handle(peer: Peer, parameters: ValueObject): void {
    this.#serve(peer, parameters).catch((error: unknown) => {
      this.domain.log(`connection ${peer.number}: internal error: ${String(error)}`)
      peer.close(1011, 'internal error')
    })
  }

  /** The connection is gone. */
  closed(peer: Peer): void {
    this.#open.delete(peer)
    for (const entity of this.domain.connections.remove(peer)) {
      const registration = this.domain.registry.get(entity)
      if (registration !== undefined && this.domain.rules.dialsBack())
        this.domain.router.dial(pointsOfAccess(registration.resource))
      if (registration !== undefined && !this.domain.rules.registrationSurvivesClose(entity)) {
        this.domain.lifecycle.removeByItself(registration.resource)
      }
    }
  }

  async #serve(peer: Peer, parameters: ValueObject): Promise<void> {
    const closeCode = this.domain.rules.closesOnOpenRequest(parameters)
    if (closeCode !== undefined) peer.close(closeCode, 'closed')
    const later: (() => void)[] = []
    const answer = await this.#answer(peer, parameters, (action) => later.push(action))
    if (answer !== undefined) this.#respond(peer, parameters, answer)
    this.#log(peer, parameters, answer)
    for (const action of later) action()
  }

  #respond(peer: Peer, parameters: ValueObject, answer: Answer): void {
    const identifier = member(parameters, 'rqi')
    const rqi = typeof identifier === 'string' ? identifier : ''
    const version = this.#supportedVersion(parameters)
    const response = answerParameters(this.domain.settings, rqi, version, answer.rsc, answer.explanation)
    peer.respond(
      parameters,
      objectOf([
        ...Object.entries(response),
        ...Object.entries(answer.more ?? {}),
        ...(answer.pc === undefined ? [] : [['pc', answer.pc] as const]),
      ]),
    )
  }

  /** The answer; undefined where there is to be none. Never rejects for anything in the request. */
  async #answer(
    peer: Peer,
    parameters: ValueObject,
    later: (action: () => void) => void,
  ): Promise<Answer | undefined> {
    const open = this.#open.get(peer) ?? new Set<string>()
    this.#open.set(peer, open)
    let key: string | undefined
    try {
      this.#checkVersion(parameters)
      const request = parseRequest(parameters, this.domain.settings.edition, Date.now())
      key = `${request.from ?? ''} ${request.rqi}`
      if (open.has(key) && this.domain.rules.rejectsPendingIdentifier()) {
        key = undefined
        throw badRequest('a request with this rqi is open already')
      }
      if (open.size >= mostOpen)
        throw new RequestError(status.internalServerError, 'too many requests are open')
      open.add(key)
      return await this.#admitted(peer, request, later)
    } catch (error) {
      return this.#failure(error)
    } finally {
      if (key !== undefined) open.delete(key)
    }
  }

  async #admitted(
    peer: Peer,
    request: Request,
    later: (action: () => void) => void,
  ): Promise<Answer | undefined> {
    const { registry, connections, rules } = this.domain
    const connection = peer.number
    let originator: Originator
    try {
      originator = registry.admit(request, connection)
    } catch (error) {
      if (rules.executesRefused()) {
        const intruder: Originator = { id: request.from ?? '', entity: undefined, kind: 'AE', trusted: true }
        await this.#execute({ request, originator: intruder, connection, later })
      }
      throw error
    }
    if (originator.entity !== undefined) connections.use(originator.entity, peer)
    const context: Context = { request, originator, connection, later }
    return transfer(this.domain, context, (each) => this.#execute(each))
  }

  /** Carries a request out. Whatever stands against it becomes the answer. */
  async #execute(context: Context): Promise<Answer> {
    try {
      const target = this.domain.addressing.resolve(context.request.to)
      if (target.kind === 'remote') return await forward(this.domain, context, target.cseId)
      if (isNotification(context)) return await notify(this.domain, context, target)
      return await operate(this.domain, context, target)
    } catch (error) {
      return this.#failure(error)
    }
  }

  #failure(error: unknown): Answer {
    if (error instanceof RequestError) return { rsc: error.rsc, explanation: error.message }
    this.domain.log(
      `internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
    return { rsc: status.internalServerError, explanation: 'internal error' }
  }

  /**
   * Release version of a request: Release 2A came without it in its examples, so it may be left out there.
   * @throws RequestError 4001 for a version that is not supported, or missing in Release 3
   */
  #checkVersion(parameters: ValueObject): void {
    const supported = supportedReleaseVersions(this.domain.settings)
    if (supported === undefined) return
    const version = member(parameters, 'rvi')
    if (version === undefined && this.domain.settings.edition === 'R2A') return
    if (version !== undefined && typeof version !== 'string')
      throw badRequest('parameter rvi is not a string')
    if (version === undefined || !supported.includes(version)) {
      const message = `rvi must be one of ${supported.join(', ')}`
      throw new RequestError(status.releaseVersionNotSupported, message)
    }
  }

  #supportedVersion(parameters: ValueObject): string | undefined {
    const version = member(parameters, 'rvi')
    const supported = supportedReleaseVersions(this.domain.settings)
    return typeof version === 'string' && supported?.includes(version) ? version : undefined
  }

  #log(peer: Peer, parameters: ValueObject, answer: Answer | undefined): void {
    const text = (name: string): string => {
      const value = member(parameters, name)
      return typeof value === 'string' ? printable(value) : '?'
    }
    const name = operationNames.get(member(parameters, 'op')) ?? '?'
    const outcome = answer === undefined ? 'no response' : String(answer.rsc)
    const why = answer?.explanation === undefined ? '' : ` (${printable(answer.explanation)})`
    this.domain.log(`connection ${peer.number}: ${text('fr')} ${name} ${text('to')} -> ${outcome}${why}`)
  }
}
