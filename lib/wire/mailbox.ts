import type { Clock, OverEvent, Timeout, WireEvent } from './types.js'

/** Tells whether an event is the one that is wanted. */
export type EventFilter = (event: WireEvent) => boolean

interface Taker {
  readonly filter: EventFilter
  readonly settle: (event: WireEvent) => void
  readonly fail: (error: unknown) => void
}

/** What a mailbox may hold: octets over all events, each counted with some for itself. */
const octetsOfEvent = 64

/** However small they are, more events than this do not wait. */
const mostEvents = 2048

/**
 * Events in the order of their arrival, until somebody takes them. An event that a wait is not looking for stays for
 * later ones. The event that ends the connection is not in the queue: it answers every wait that can no longer be met.
 */
export class Mailbox {
  readonly #clock: Clock
  readonly #capacity: number
  readonly #queue: WireEvent[] = []
  readonly #takers = new Set<Taker>()
  #octets = 0
  #over: OverEvent | undefined

  /** `capacity`: octets that may wait at a time. */
  constructor(clock: Clock, capacity: number) {
    this.#clock = clock
    this.#capacity = capacity
  }

  /** Set once nothing more can arrive. */
  get over(): OverEvent | undefined {
    return this.#over
  }

  /** Hands an event to the first wait it fits, or keeps it. False when there is no room to keep it: it is lost then. */
  put(event: WireEvent): boolean {
    if (event.kind === 'end' || event.kind === 'reset') {
      this.#over = event
      for (const taker of this.#takers) taker.settle(event)
      return true
    }
    for (const taker of this.#takers) {
      try {
        if (!taker.filter(event)) continue
      } catch (error) {
        taker.fail(error)
        continue
      }
      taker.settle(event)
      return true
    }
    const size = sizeOf(event)
    if (this.#octets + size > this.#capacity || this.#queue.length >= mostEvents) return false
    this.#octets += size
    this.#queue.push(event)
    return true
  }

  /**
   * The first event that fits, waiting for it up to `deadlineMs`; it is taken out. Resolves with the end or reset as soon
   * as the connection is over and no event that has arrived fits.
   */
  take(filter: EventFilter, deadlineMs: number, signal?: AbortSignal): Promise<WireEvent | Timeout> {
    const at = this.#queue.findIndex(filter)
    const [found] = at === -1 ? [] : this.#queue.splice(at, 1)
    if (found !== undefined) {
      this.#octets -= sizeOf(found)
      return Promise.resolve(found)
    }
    if (this.#over !== undefined) return Promise.resolve(this.#over)
    const start = this.#clock()
    const waitedMs = () => (this.#clock() - start) / 1000
    if (signal?.aborted === true) return Promise.resolve({ kind: 'timeout', waitedMs: 0, cancelled: true })
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        this.#takers.delete(taker)
      }
      const taker: Taker = {
        filter,
        settle: (event) => {
          leave()
          resolve(event)
        },
        fail: (error) => {
          leave()
          reject(error instanceof Error ? error : new Error(String(error)))
        },
      }
      const onAbort = () => {
        leave()
        resolve({ kind: 'timeout', waitedMs: waitedMs(), cancelled: true })
      }
      const timer = setTimeout(() => {
        leave()
        resolve({ kind: 'timeout', waitedMs: waitedMs() })
      }, deadlineMs)
      signal?.addEventListener('abort', onAbort, { once: true })
      this.#takers.add(taker)
    })
  }

  /** The events that wait and fit, without taking them. */
  peek(filter: EventFilter): readonly WireEvent[] {
    return this.#queue.filter(filter)
  }

  /** Takes all events out that wait and fit. */
  drain(filter: EventFilter): readonly WireEvent[] {
    const taken = this.#queue.filter(filter)
    const kept = this.#queue.filter((event) => !taken.includes(event))
    this.#queue.splice(0, this.#queue.length, ...kept)
    this.#octets = kept.reduce((sum, event) => sum + sizeOf(event), 0)
    return taken
  }
}

function sizeOf(event: WireEvent): number {
  if (event.kind === 'close') return octetsOfEvent + event.reason.length
  return 'payload' in event ? octetsOfEvent + event.payload.length : octetsOfEvent
}
