/** So many attempts in a row without an answer are no chance any more. */
const missesOfDoubt = 3

/**
 * What the exchanges of a run tell of the life of the SUT, without asking it: when it last answered a handshake, and how
 * many attempts to get one have failed since. Times are microseconds on the clock of the run.
 */
export class Pulse {
  #answeredAt = -1
  #misses = 0

  /** Any HTTP answer to a handshake came at this time. */
  answered(at: number): void {
    this.#answeredAt = at
    this.#misses = 0
  }

  /** A connection that was tried at this time did not come about, or its handshake was not answered. */
  missed(since: number): void {
    if (since >= this.#answeredAt) this.#misses += 1
  }

  /** When the last answer came; negative before the first one. */
  get answeredAt(): number {
    return this.#answeredAt
  }

  /** True when several attempts since the last answer have failed: the SUT may be down, and it is time to ask. */
  get doubtful(): boolean {
    return this.#misses >= missesOfDoubt
  }
}
