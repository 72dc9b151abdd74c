/** One run of many that are to come to the same verdicts. */
export interface SoakRun {
  /** How it was run, as `R2A, seed 3, concurrency 8`. */
  readonly name: string
  /** Verdicts by case. */
  readonly verdicts: ReadonlyMap<string, string>
}

/** A case whose verdict depends on how it was run. */
export interface Difference {
  readonly id: string
  /** Each verdict, with the names of the runs that came to it; `not run` where a run has no such case. */
  readonly verdicts: ReadonlyMap<string, readonly string[]>
}

/** What a run says that has not run a case which others have. */
const notRun = 'not run'

/** The cases whose verdicts differ between runs, in the order of their ids. Empty for fewer than two runs. */
export function differencesBetween(runs: readonly SoakRun[]): readonly Difference[] {
  const ids = [...new Set(runs.flatMap(({ verdicts }) => [...verdicts.keys()]))].sort()
  return ids.flatMap((id) => {
    const verdicts = new Map<string, string[]>()
    for (const run of runs) {
      const verdict = run.verdicts.get(id) ?? notRun
      const names = verdicts.get(verdict) ?? []
      names.push(run.name)
      verdicts.set(verdict, names)
    }
    return verdicts.size > 1 ? [{ id, verdicts }] : []
  })
}

/** So many runs are named; the others are counted. */
const named = 3

/** A difference in one line: `CSE/SUB/001: pass in 21 runs, fail in R2A, seed 3, concurrency 8`. */
export function describeDifference({ id, verdicts }: Difference): string {
  const parts = [...verdicts].map(([verdict, names]) => {
    const which = names.length > named ? `${names.length} runs` : names.join(' and in ')
    return `${verdict} in ${which}`
  })
  return `${id}: ${parts.join(', ')}`
}
