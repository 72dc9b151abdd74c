import type { CaseResult } from '../record/index.js'

/** Exit codes of `ts0020`. */
export const exitCodes = { ok: 0, fail: 1, usage: 2, incomplete: 3, interrupted: 130 } as const

/** What decides about the exit code of a run. */
export interface RunEnding {
  readonly results: readonly Pick<CaseResult, 'verdict' | 'findings'>[]
  readonly interrupted: boolean
  /** No TCP or TLS connection to the SUT, or the SUT died: it did not come back, or nobody knows why it did. */
  readonly stopped: boolean
  readonly leftovers: number
  /** Reports that could not be written, or a record that is not whole. */
  readonly lost: number
  /** Differences from the expectation file; undefined when none was given. */
  readonly differences: number | undefined
}

/**
 * The exit code of a run. A fail always wins, also one that was found by a case that then came to nothing. With an expectation file the differences take the place of the
 * verdicts: what was expected fails nobody.
 */
export function exitCodeOf(ending: RunEnding): number {
  const { results, differences } = ending
  if (ending.interrupted) return exitCodes.interrupted
  const has = (...verdicts: readonly string[]): boolean =>
    results.some(({ verdict }) => verdicts.includes(verdict))
  const failed =
    has('fail') || results.some(({ findings }) => findings.some(({ verdict }) => verdict === 'fail'))
  if (differences === undefined ? failed : differences > 0) return exitCodes.fail
  const open = differences === undefined && has('inconclusive', 'error')
  if (open || ending.stopped || ending.leftovers > 0 || ending.lost > 0) return exitCodes.incomplete
  return exitCodes.ok
}
