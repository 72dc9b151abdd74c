import type { HostileRun } from './hostile-run.js'
import type { Expected } from './system.js'

/** A run may take so much resident memory at its peak, in MiB. */
export const mostMiB = 300

/** What is wrong with a run against a system, one line each; empty when it came to what it has to come to. */
export function problemsOf(run: HostileRun, expected: Expected): readonly string[] {
  const { record, results } = run
  const problems: string[] = []
  const claim = (holds: boolean, problem: string): void => {
    if (!holds) problems.push(problem)
  }
  claim(run.exitCode === expected.exitCode, `exit code ${run.exitCode}, not ${expected.exitCode}`)
  claim(run.peakMiB < mostMiB, `a peak of ${Math.round(run.peakMiB)} MiB`)
  claim(record.footer !== undefined && !record.torn, 'the record is not whole')
  claim(record.unfinished.length === 0, `${record.unfinished.length} cases did not end`)
  claim(
    record.cases.length === record.header.selected,
    `${record.cases.length} results of ${record.header.selected} cases`,
  )
  claim(run.missing.length === 0, `without ${run.missing.join(', ')}`)
  claim(results.cases.length === record.cases.length, 'the results are not those of the record')
  for (const { id, verdict, reason } of record.cases) {
    claim(verdict !== 'error', `${id} is an error of the tester: ${reason}`)
    claim(verdict !== 'pass' || expected.earned.some((each) => each.test(id)), `${id} passes unearned`)
  }
  for (const { id, verdict, cases } of results.requirements) {
    const earned =
      expected.earnedRows?.includes(id) === true ||
      cases.some((name) => expected.earned.some((each) => each.test(name)))
    claim(verdict !== 'pass' || earned, `the requirement ${id} passes unearned`)
  }
  if (expected.finding !== undefined) {
    const [cases, row] = expected.finding
    const failing = record.cases.filter(({ id, verdict }) => verdict === 'fail' && cases.test(id))
    const found = failing.some(({ findings }) => findings.some(({ requirement }) => requirement === row))
    claim(found, `no finding on ${row} at ${cases.source}`)
  } else {
    const failing = record.cases.filter(({ verdict }) => verdict === 'fail')
    claim(failing.length === 0, `${failing.length} fail, and nothing was seen`)
  }
  return problems
}
