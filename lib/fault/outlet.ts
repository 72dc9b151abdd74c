import type { Step } from './types.js'

/** Steps that wait for their turn at which reading stops. */
const mostQueued = 64

/** What an outlet does its steps with. */
export interface OutletEnds {
  /** Writes in the direction of travel, or back; false when the receiver should be given time. */
  forward(octets: Buffer): boolean
  reply(octets: Buffer): boolean
  /** The source has ended and everything before that has gone. */
  finished(): void
  end(): void
  reset(): void
  /** Reading from the source stops, or goes on. */
  pause(): void
  resume(): void
}

/** Does the steps of one direction, one after another; a `wait` holds up all that follow it. */
export class Outlet {
  readonly #queue: (Step | { readonly kind: 'finish' })[] = []
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(private readonly ends: OutletEnds) {}

  put(steps: readonly Step[]): void {
    this.#queue.push(...steps)
    this.#go()
    if (this.#timer !== undefined && this.#queue.length > mostQueued) this.ends.pause()
  }

  /** Nothing comes any more. */
  finish(): void {
    this.#queue.push({ kind: 'finish' })
    this.#go()
  }

  /** Forgets what has not been done. */
  close(): void {
    this.#closed = true
    this.#queue.length = 0
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #go(): void {
    while (!this.#closed && this.#timer === undefined) {
      const step = this.#queue.shift()
      if (step === undefined) return
      this.#do(step)
    }
  }

  #do(step: Step | { readonly kind: 'finish' }): void {
    switch (step.kind) {
      case 'forward':
        if (!this.ends.forward(step.octets)) this.ends.pause()
        return
      case 'reply':
        this.ends.reply(step.octets)
        return
      case 'wait':
        this.#timer = setTimeout(() => {
          this.#timer = undefined
          this.ends.resume()
          this.#go()
        }, step.ms)
        return
      case 'finish':
        this.ends.finished()
        return
      case 'end':
        this.ends.end()
        return
      case 'reset':
        this.ends.reset()
    }
  }
}
