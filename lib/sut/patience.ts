/** After so many in a row without any answer ever, the SUT counts as deaf in that respect. */
const deafAfter = 3

/**
 * Keeps a SUT that answers nothing from costing a full timeout in every case. As long as nothing was ever answered,
 * and several attempts had the full deadline, later ones wait only for the short one. One answer restores the full
 * deadline for good: a slow SUT is never hurried.
 */
export class Patience {
  #everAnswered = false
  #unanswered = 0

  /** True when several full deadlines passed and nothing was ever answered. */
  get exhausted(): boolean {
    return !this.#everAnswered && this.#unanswered >= deafAfter
  }

  /** True when at least one full deadline passed without an answer. */
  get unansweredOnce(): boolean {
    return this.#unanswered > 0
  }

  /** Counts the SUT as deaf from the start, because that was found out before. */
  exhaust(): void {
    this.#unanswered = deafAfter
  }

  /** The deadline for the next attempt, in milliseconds. */
  deadline(fullMs: number, shortMs: number): number {
    return this.exhausted ? Math.min(fullMs, shortMs) : fullMs
  }

  /** Tells how an attempt ended. */
  report(answered: boolean): void {
    if (answered) this.#everAnswered = true
    else this.#unanswered += 1
  }
}
