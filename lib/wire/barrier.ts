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

/** Octets of the random mark. */
const markLength = 8

/**
 * Tells the pongs of the tester's barriers from all others. They carry a random mark and a rising number. A peer may
 * answer the latest of several pings only (RFC 6455 5.5.3), so a pong answers the barriers before it as well.
 */
export class Barrier {
  /** Made with the first ping: most connections need none. */
  #mark: Buffer | undefined
  readonly #waiting = new Map<number, (pong: Pong) => void>()
  #last = 0

  begin(): OpenBarrier {
    const number = ++this.#last
    const mark = (this.#mark ??= randomBytes(markLength))
    const payload = Buffer.alloc(markLength + 4)
    mark.copy(payload)
    payload.writeUInt32BE(number, markLength)
    return {
      payload,
      answered: new Promise((resolve) => this.#waiting.set(number, resolve)),
      forget: () => void this.#waiting.delete(number),
    }
  }

  /** True when the event is the pong of a barrier, which is settled then. */
  take(event: WireEvent): boolean {
    if (this.#mark === undefined || event.kind !== 'pong') return false
    const { payload } = event
    if (payload.length !== markLength + 4 || !payload.subarray(0, markLength).equals(this.#mark)) return false
    const answered = payload.readUInt32BE(markLength)
    for (const [number, resolve] of this.#waiting) {
      if (number > answered) continue
      this.#waiting.delete(number)
      resolve(event)
    }
    return true
  }
}
