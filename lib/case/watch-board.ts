import type { RequirementId } from '../spec/index.js'
import type { Deviation, Occasion, Watcher } from '../sut/index.js'

/** Deviations of one kind: told once, with the first octets and how often. */
export interface DeviationGroup {
  readonly first: Deviation
  readonly count: number
}

/**
 * So many kinds of deviation of one row and one verdict are kept; a hostile SUT could otherwise invent one a message. What
 * is worse is counted apart, so that no number of trifles hides a violation.
 */
const groupsKept = 20

/** Collects what shows in all exchanges, for the watch cases. */
export class WatchBoard implements Watcher {
  readonly #seen = new Map<Occasion, number>()
  readonly #groups = new Map<RequirementId, Map<string, DeviationGroup>>()

  seen(occasion: Occasion): void {
    this.#seen.set(occasion, this.times(occasion) + 1)
  }

  deviated(deviation: Deviation): void {
    const groups = this.#groups.get(deviation.row) ?? new Map<string, DeviationGroup>()
    this.#groups.set(deviation.row, groups)
    const kind = `${deviation.verdict} ${deviation.code}`
    const before = groups.get(kind)
    if (before === undefined) {
      const alike = [...groups.values()].filter(({ first }) => first.verdict === deviation.verdict)
      if (alike.length >= groupsKept) return
    }
    groups.set(kind, { first: before?.first ?? deviation, count: (before?.count ?? 0) + 1 })
  }

  /** How often there was an occasion. */
  times(occasion: Occasion): number {
    return this.#seen.get(occasion) ?? 0
  }

  /** The kinds of deviation of a row. */
  deviations(row: RequirementId): readonly DeviationGroup[] {
    return [...(this.#groups.get(row)?.values() ?? [])]
  }
}
