/** After so many in a row without any answer ever, the SUT counts as deaf in that respect. */
const deafAfter = 3

/** One that has answered before counts as deaf only after so many in a row, over all cases. */
const deafAgainAfter = 24

/** Of one that has become deaf every so manieth attempt has the full deadline: it may be back. */
const lookAgainEvery = 8

/**
 * One that has never answered is looked at again after so many attempts, and then each time after twice as many: it may
 * have needed time to start, and silence to the end must not cost the run.
 */
const firstLookAgain = 8

function isPowerOfTwo(number: number): boolean {
  return (number & (number - 1)) === 0
}

/**
 * Keeps a SUT that answers nothing from costing a full timeout in every case. As long as nothing was ever answered,
 * and several attempts had the full deadline, most later ones wait only for the short one. One answer, also one that comes
 * too late, restores the full deadline: a slow SUT is not hurried.
 */
export class Patience {
  #everAnswered = false
  #unanswered = 0

  /** `relapse`: whether a SUT that has answered once can still become deaf. */
  constructor(private readonly relapse: 'possible' | 'never' = 'never') {}

  /** True when several full deadlines passed in a row, and nothing was answered. */
  get exhausted(): boolean {
    if (!this.#everAnswered) return this.#unanswered >= deafAfter
    return this.relapse === 'possible' && this.#unanswered >= deafAgainAfter
  }

  /** True when at least one full deadline passed without an answer since the last one. */
  get unansweredOnce(): boolean {
    return this.#unanswered > 0
  }

  /** Counts the SUT as deaf from the start, because that was found out before. */
  exhaust(): void {
    this.#unanswered = deafAfter
  }

  /** The deadline for the next attempt, in milliseconds. */
  deadline(fullMs: number, shortMs: number): number {
    return this.exhausted && !this.#looksAgain ? Math.min(fullMs, shortMs) : fullMs
  }

  get #looksAgain(): boolean {
    return this.#everAnswered
      ? this.#unanswered % lookAgainEvery === 0
      : this.#unanswered >= firstLookAgain && isPowerOfTwo(this.#unanswered)
  }

  /** Tells how an attempt ended. */
  report(answered: boolean): void {
    if (answered) this.#everAnswered = true
    this.#unanswered = answered ? 0 : this.#unanswered + 1
  }
}
