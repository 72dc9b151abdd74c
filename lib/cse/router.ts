import { WebSocket } from 'ws'
import { resourceType, type ValueObject } from '../primitive/types.js'
import type { Addressing } from './addressing.js'
import type { Connections } from './connections.js'
import type { Settings } from './options.js'
import { isReachable, pointsOfAccess, type Registry } from './registry.js'
import type { DeliveryFailure, DeliveryView, Rules } from './rules.js'
import { longestDelayMs } from './time.js'

/** An address that does not answer is given up after so many milliseconds. */
const dialMs = 1000

/** How a request to a registree went. */
export type Delivery =
  | { readonly kind: 'answered'; readonly response: ValueObject; readonly rsc: number }
  | { readonly kind: 'failed'; readonly failure: DeliveryFailure }

/** Sends requests to registrees over the connections that they opened; opens none unless a rule says so (TS-0020 5.2). */
export class Router {
  constructor(
    private readonly settings: Settings,
    private readonly registry: Registry,
    private readonly addressing: Addressing,
    private readonly connections: Connections,
    private readonly rules: Rules,
  ) {}

  /**
   * The entity that a notification target (`nu`, `su`) stands for: AE-ID stem, CSE-ID or administrator. Undefined
   * where it is none that this CSE could reach, protocol URLs included.
   */
  entityAt(target: string): string | undefined {
    const address = target.replace(/[?&]ct=(?:json|xml|cbor)$/, '')
    if (address === this.settings.adminOriginator) return address
    if (address.includes(':')) return undefined
    const found = this.addressing.resolveOrNothing(address)
    switch (found.kind) {
      case 'resource': {
        const { resource } = found
        return resource.type === resourceType.AE || resource.type === resourceType.remoteCSE
          ? resource.owner
          : undefined
      }
      case 'remote':
        return found.cseId
      case 'nothing':
        return this.rules.takesForEntity(address) ? address : undefined
      case 'empty':
        return undefined
    }
  }

  /** The AE of this CSE that a notification target names, in whatever form; undefined for what another CSE hosts. */
  namesake(target: string): string | undefined {
    const entity = this.entityAt(target)
    return entity?.startsWith('/') === true ? undefined : entity
  }

  /**
   * Sends a request to an entity and waits for the answer.
   * @param parameters without rqi, which is made up
   * @param expiresAt milliseconds since the epoch after which nobody wants an answer any more
   */
  async send(entity: string, parameters: ValueObject, expiresAt?: number): Promise<Delivery> {
    const registration = this.registry.get(entity)
    const administrator = entity === this.settings.adminOriginator
    const registered = registration !== undefined || administrator
    const reachable = administrator || (registration !== undefined && isReachable(registration.resource))
    const view: DeliveryView = {
      entity,
      registered,
      reachable,
      pointOfAccess: registration === undefined ? [] : pointsOfAccess(registration.resource),
      connections: this.connections.of(entity),
      everyConnection: this.connections.all().map((peer) => peer.number),
    }
    const dials = this.rules.dials(view)
    if (dials !== 'never') this.dial(view.pointOfAccess)
    const numbers = dials === 'instead' ? [] : this.rules.routes(view)
    const peers = numbers.flatMap((number) => this.connections.byNumber(number) ?? [])
    if (peers.length === 0) {
      if (registered && reachable && this.rules.keeps() !== 'nothing') {
        return this.#keep(entity, parameters, expiresAt)
      }
      const failure = !registered ? 'not registered' : reachable ? 'not connected' : 'not reachable'
      return { kind: 'failed', failure }
    }
    const left = expiresAt === undefined ? Number.POSITIVE_INFINITY : expiresAt - Date.now()
    if (left <= 0) return { kind: 'failed', failure: 'expired' }
    const timeout = Math.min(this.settings.requestTimeoutMs, left)
    const outcome = await Promise.race(peers.map((peer) => peer.request(parameters, timeout)))
    switch (outcome.kind) {
      case 'response': {
        const rsc = outcome.parameters['rsc']
        if (typeof rsc !== 'number' || !Number.isSafeInteger(rsc))
          return { kind: 'failed', failure: 'invalid answer' }
        return { kind: 'answered', response: outcome.parameters, rsc }
      }
      case 'invalid':
        return { kind: 'failed', failure: 'invalid answer' }
      case 'timeout':
      case 'closed':
        return { kind: 'failed', failure: outcome.kind }
    }
  }

  /** Knocks at ws addresses, as a server that takes itself for the client would; what comes of it is nobody's concern. */
  dial(addresses: readonly string[]): void {
    for (const address of addresses) {
      if (!/^wss?:/i.test(address) || !URL.canParse(address)) continue
      const socket = new WebSocket(address, { handshakeTimeout: dialMs })
      socket.on('error', () => undefined)
      socket.on('open', () => socket.close())
    }
  }

  /** Keeps a request until the entity comes back, or until it has expired (TS-0020 5.2). */
  async #keep(entity: string, parameters: ValueObject, expiresAt: number | undefined): Promise<Delivery> {
    const back = this.connections.returned(entity).then(() => true)
    const until = expiresAt === undefined ? longestDelayMs : Math.max(0, expiresAt - Date.now())
    const expired = new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), Math.min(until, longestDelayMs)).unref()
    })
    const beyond = this.rules.keeps() === 'beyond expiry'
    const returned = await (beyond ? back : Promise.race([back, expired]))
    return returned
      ? this.send(entity, parameters, beyond ? undefined : expiresAt)
      : { kind: 'failed', failure: 'expired' }
  }
}
