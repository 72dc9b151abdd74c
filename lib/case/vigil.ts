import type { Pulse } from '../sut/index.js'
import type { Attempt } from './executor.js'

/** What a vigil works with. */
export interface VigilOptions {
  readonly pulse: Pick<Pulse, 'answeredAt' | 'doubtful'>
  /** Asks the SUT whether it is there; called only while no case is under way. */
  readonly alive: () => Promise<boolean>
  /** Takes an attempt after which the SUT was seen alive. */
  readonly conclude: (attempt: Attempt) => void
  /**
   * The SUT is down. Takes the attempts since it was last seen alive, one of which may have brought it down; resolves with
   * whether it is back.
   */
  readonly down: (attempts: readonly Attempt[]) => Promise<boolean>
}

/**
 * Watches over the SUT while cases run side by side. The result of each waits until the SUT has answered somebody after
 * it, so that what a dead SUT does to the cases is not taken for their own. When it answers nobody any more no case is
 * begun, those under way come to their end, and only then it is asked: a SUT that is merely full does not count as dead.
 */
export class Vigil {
  readonly #held: Attempt[] = []
  #underWay = 0
  #waiting: (() => void)[] = []
  #examination: Promise<void> | undefined
  #lost = false

  constructor(private readonly options: VigilOptions) {}

  /** Performs a case once there is no doubt about the SUT. Resolves with false when it is down for good: nothing is run. */
  async perform(attempt: () => Promise<Attempt>): Promise<boolean> {
    await this.#calm()
    if (this.#lost) return false
    this.#underWay += 1
    try {
      this.#held.push(await attempt())
    } finally {
      this.#underWay -= 1
      const waiting = this.#waiting
      this.#waiting = []
      for (const wake of waiting) wake()
    }
    this.#release()
    return true
  }

  /** Settles what is left, after the last case. */
  async finish(): Promise<void> {
    await this.#calm()
    if (this.#held.length > 0) await this.#examine()
  }

  async #calm(): Promise<void> {
    while (!this.#lost && (this.#examination !== undefined || this.options.pulse.doubtful)) {
      if (this.#underWay > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
      else await (this.#examination ??= this.#examine())
    }
  }

  async #examine(): Promise<void> {
    const { alive, conclude, down } = this.options
    if (this.#lost || (await alive())) for (const attempt of this.#held.splice(0)) conclude(attempt)
    else this.#lost = !(await down(this.#held.splice(0)))
    this.#examination = undefined
  }

  #release(): void {
    const { answeredAt } = this.options.pulse
    const certain = this.#held.filter(({ over }) => over <= answeredAt)
    this.#held.splice(0, this.#held.length, ...this.#held.filter(({ over }) => over > answeredAt))
    for (const attempt of certain) this.options.conclude(attempt)
  }
}
