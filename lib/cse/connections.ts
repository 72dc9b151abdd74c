import type { Peer } from './peer.js'
import type { Rules } from './rules.js'

/** The open connections, and whose requests came by them: the routes of TS-0020 6.4. */
export class Connections {
  readonly #peers = new Map<number, Peer>()
  /** Connections of each entity, the one used last at the front. */
  readonly #used = new Map<string, Peer[]>()

  /** Who waits for an entity to come back. */
  readonly #awaited = new Map<string, (() => void)[]>()

  constructor(private readonly rules: Rules) {}

  add(peer: Peer): void {
    this.#peers.set(peer.number, peer)
  }

  /** Forgets a connection; returns the entities that have none left. */
  remove(peer: Peer): readonly string[] {
    this.#peers.delete(peer.number)
    const stranded: string[] = []
    for (const [entity, peers] of this.#used) {
      const left = peers.filter((each) => each !== peer)
      if (left.length === peers.length) continue
      if (left.length > 0) {
        this.#used.set(entity, left)
      } else {
        this.#used.delete(entity)
        stranded.push(entity)
      }
    }
    return stranded
  }

  /** A request of the entity came by the connection, which makes it the entity's route. */
  use(entity: string, peer: Peer): void {
    if (!peer.isOpen) return
    const others = (this.#used.get(entity) ?? []).filter((each) => each !== peer)
    if (others.length > 0) {
      const fate = this.rules.olderConnections(entity)
      if (fate !== 'kept') {
        for (const other of others) {
          if (fate === 'closed') other.close(1000, 'replaced by a newer connection')
          else other.drop()
        }
        this.#used.set(entity, [peer])
        this.#arrived(entity)
        return
      }
    }
    this.#used.set(entity, [peer, ...others])
    this.#arrived(entity)
  }

  /** Resolves when the entity uses a connection again. */
  returned(entity: string): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited.set(entity, [...(this.#awaited.get(entity) ?? []), resolve])
    })
  }

  #arrived(entity: string): void {
    const waiting = this.#awaited.get(entity) ?? []
    this.#awaited.delete(entity)
    for (const resume of waiting) resume()
  }

  /** The entity has no routes any more, its connections stay. */
  forget(entity: string): void {
    this.#used.delete(entity)
  }

  byNumber(number: number): Peer | undefined {
    return this.#peers.get(number)
  }

  /** Numbers of the entity's open connections, the latest used first. */
  of(entity: string): readonly number[] {
    return (this.#used.get(entity) ?? []).filter((peer) => peer.isOpen).map((peer) => peer.number)
  }

  /** Every connection, the oldest first. */
  all(): readonly Peer[] {
    return [...this.#peers.values()]
  }
}
