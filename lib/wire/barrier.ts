import { randomBytes } from 'node:crypto'
import type { WireEvent } from './types.js'

type Pong = Extract<WireEvent, { readonly kind: 'pong' }>

/** A ping of the tester's own that waits for its pong. */
export interface OpenBarrier {
  /** What the ping has to carry. */
  readonly payload: Buffer
  /** Resolves with the pong; never rejects, and never resolves when there is none. */
  readonly answered: Promise<Pong>
  /** The pong is no longer waited for; should it still come, it is recognised all the same. */
  forget(): void
}

/**
 * Tells the pongs of the tester's barriers from all others. They carry a random mark and a rising number. A peer may
 * answer the latest of several pings only (RFC 6455 5.5.3), so a pong answers the barriers before it as well.
 */
export class Barrier {
  readonly #mark = randomBytes(8)
  readonly #waiting = new Map<number, (pong: Pong) => void>()
  #last = 0

  begin(): OpenBarrier {
    const number = ++this.#last
    const payload = Buffer.alloc(this.#mark.length + 4)
    this.#mark.copy(payload)
    payload.writeUInt32BE(number, this.#mark.length)
    return {
      payload,
      answered: new Promise((resolve) => this.#waiting.set(number, resolve)),
      forget: () => void this.#waiting.delete(number),
    }
  }

  /** True when the event is the pong of a barrier, which is settled then. */
  take(event: WireEvent): boolean {
    if (event.kind !== 'pong' || event.payload.length !== this.#mark.length + 4) return false
    if (!event.payload.subarray(0, this.#mark.length).equals(this.#mark)) return false
    const answered = event.payload.readUInt32BE(this.#mark.length)
    for (const [number, resolve] of this.#waiting) {
      if (number > answered) continue
      this.#waiting.delete(number)
      resolve(event)
    }
    return true
  }
}
