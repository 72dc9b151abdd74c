import { describeReply, type Reply } from './exchange.js'

/** A resource that could not be removed. */
export interface Leftover {
  readonly resource: string
  readonly reason: string
}

/** Response status codes after which a resource is gone: DELETED, NOT_FOUND. */
const gone = [2002, 4004]

/** Response status codes from here on say that the SUT was not able to, whoever asks (TS-0004 6.6.1). */
const serverErrors = 5000

/**
 * Removes what cases created, one after the other, beside the run. Never changes a verdict: what cannot be removed is
 * listed.
 */
export class Cleaner {
  readonly #leftovers: Leftover[] = []
  /** Resources whose removal got lost, on a SUT that was perhaps just being restarted. */
  readonly #postponed: string[] = []
  #work: Promise<void> = Promise.resolve()
  #stopped: string | undefined

  constructor(private readonly remover: (resource: string) => Promise<Reply>) {}

  /** Queues a resource (a path usable as `to`) for removal. */
  remove(resource: string): void {
    this.#work = this.#work.then(() => this.#remove(resource, 'at first'))
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
    for (const resource of this.#postponed.splice(0)) await this.#remove(resource, 'at last')
    clearTimeout(timer)
    return this.#leftovers
  }

  /** What came of the removal; a mistake of the tester in it is one more reason why a resource is left. */
  async #asked(resource: string): Promise<Pick<Reply, 'outcome'>> {
    try {
      return await this.remover(resource)
    } catch (problem) {
      return {
        outcome: { kind: 'not sent', reason: problem instanceof Error ? problem.message : String(problem) },
      }
    }
  }

  async #remove(resource: string, attempt: 'at first' | 'at last'): Promise<void> {
    if (this.#stopped !== undefined) {
      this.#leftovers.push({ resource, reason: this.#stopped })
      return
    }
    const { outcome } = await this.#asked(resource)
    const status = outcome.kind === 'response' ? outcome.response.rsc : undefined
    if (status !== undefined && gone.includes(status)) return
    // What got lost, or in the way of something else, is worth a second request when the cases are over; a refusal is not.
    const passing = outcome.kind !== 'response' || (status !== undefined && status >= serverErrors)
    if (passing && attempt === 'at first') {
      this.#postponed.push(resource)
      return
    }
    this.#leftovers.push({ resource, reason: `DELETE brought ${describeReply(outcome)}` })
  }
}
