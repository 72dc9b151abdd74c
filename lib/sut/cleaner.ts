import { describeReply, type Reply } from './exchange.js'

/** A resource that could not be removed. */
export interface Leftover {
  readonly resource: string
  readonly reason: string
}

/** Response status codes after which a resource is gone: DELETED, NOT_FOUND. */
const gone = [2002, 4004]

/**
 * Removes what cases created, one after the other, beside the run. Never changes a verdict: what cannot be removed is
 * listed.
 */
export class Cleaner {
  readonly #leftovers: Leftover[] = []
  #work: Promise<void> = Promise.resolve()
  #stopped: string | undefined

  constructor(private readonly remover: (resource: string) => Promise<Reply>) {}

  /** Queues a resource (a path usable as `to`) for removal. */
  remove(resource: string): void {
    this.#work = this.#work.then(() => this.#remove(resource))
  }

  /** Gives up what is still queued, e.g. because the SUT is gone; it is listed as left over with this reason. */
  stop(reason: string): void {
    this.#stopped ??= reason
  }

  /** Waits for the queue, at most so many milliseconds, and returns what remains on the SUT. */
  async finish(deadlineMs: number): Promise<readonly Leftover[]> {
    const timer = setTimeout(() => {
      this.stop(`not removed within ${deadlineMs} ms`)
    }, deadlineMs)
    await this.#work
    clearTimeout(timer)
    return this.#leftovers
  }

  async #remove(resource: string): Promise<void> {
    if (this.#stopped !== undefined) {
      this.#leftovers.push({ resource, reason: this.#stopped })
      return
    }
    const first = (await this.remover(resource)).outcome
    // A request that got lost is worth a second one; a refusal is not.
    const outcome = first.kind === 'response' ? first : (await this.remover(resource)).outcome
    if (
      outcome.kind === 'response' &&
      outcome.response.rsc !== undefined &&
      gone.includes(outcome.response.rsc)
    )
      return
    this.#leftovers.push({ resource, reason: `DELETE brought ${describeReply(outcome)}` })
  }
}
