import type { RequirementId } from '../../../lib/spec/index.js'
import type { HostileRun } from './hostile-run.js'
import type { Expected } from './system.js'

/** A run may take so much resident memory at its peak, in MiB. */
export const mostMiB = 300

/** Row of CSE/HSK/001. */
const handshakeAnswered: RequirementId = '6.2.1-5'

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
  const passing = new Set(record.cases.filter(({ verdict }) => verdict === 'pass').map(({ id }) => id))
  const { earned, earnedRows = [] } = expected
  // Under a flood a case on handshakes may see the answers to some and get no connection for others.
  const answered = earned.some((each) => each.test('CSE/HSK/001')) ? [handshakeAnswered] : []
  const rows = new Set<string>([...earnedRows, ...answered])
  for (const { id, verdict, cases } of results.requirements) {
    // Cases that pass have been found to have earned it.
    const deserved = rows.has(id) || cases.some((name) => passing.has(name))
    claim(verdict !== 'pass' || deserved, `the requirement ${id} passes unearned`)
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
