import type { CaseResult, Results, Verdict } from '../record/types.js'
import type { Expectation, ExpectedCase } from './expectation-file.js'

/** What a difference is about. */
export type DifferenceKind =
  | 'incomplete run'
  | 'nothing ran'
  | 'unexpected verdict'
  | 'unexpected pass'
  | 'different requirements'
  | 'did not run'
  | 'expired'
  | 'reason missing'

/** One way in which a run is not what the expectation file says. */
export interface Difference {
  /** Id of the case; empty for what concerns the run as a whole. */
  readonly id: string
  readonly kind: DifferenceKind
  readonly expected: string
  readonly actual: string
  /** The whole story in one line; contains nothing that the SUT sent. */
  readonly text: string
}

/** The outcome of the gate: it is open when there are no differences. */
export interface Comparison {
  readonly differences: readonly Difference[]
  /** How many cases did not pass and were expected not to, in exactly this way. */
  readonly asExpected: number
}

/** What the results do not say themselves. */
export interface ComparisonScope {
  /**
   * Whether only a part of the cases was asked for, so that an entry without a result says nothing. Taken from
   * `selected` and `available` of the results when left out.
   */
  readonly filtered?: boolean
  /** The ids of all cases that there are: an entry for another one is a mistake in whatever part was run. */
  readonly known?: ReadonlySet<string>
}

function difference(
  id: string,
  kind: DifferenceKind,
  expected: string,
  actual: string,
  hint = '',
): Difference {
  const subject = id === '' ? '' : `${id}: `
  return { id, kind, expected, actual, text: `${subject}expected ${expected}, got ${actual}${hint}` }
}

function isFiltered(results: Results, scope: ComparisonScope): boolean {
  const { selected, available } = results
  const part = typeof selected === 'number' && typeof available === 'number' && selected < available
  return scope.filtered ?? part
}

/**
 * The requirements that a case found violated: by a warning where the case itself is only a warning, else by a fail.
 * Sorted, each once.
 */
function violated({ verdict, findings }: CaseResult): readonly string[] {
  const wanted = verdict === 'warn' ? 'warn' : 'fail'
  const rows = findings.filter((finding) => finding.verdict === wanted).map(({ requirement }) => requirement)
  return [...new Set(rows)].sort()
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((entry) => other.includes(entry))
}

function withRows(verdict: Verdict, rows: readonly string[] | undefined): string {
  return rows === undefined || rows.length === 0 ? verdict : `${verdict} of ${[...rows].sort().join(', ')}`
}

/** The day of a moment in UTC, as `expires` is written. */
function day(moment: Date): string {
  return moment.toISOString().slice(0, 10)
}

function outcomeDifferences(result: CaseResult, entry: ExpectedCase | undefined): readonly Difference[] {
  const { id, verdict } = result
  const actual = withRows(verdict, violated(result))
  if (entry === undefined) {
    if (verdict === 'pass') return []
    return [difference(id, 'unexpected verdict', 'pass', actual, '; it is not in the expectation file')]
  }
  // An unsteady SUT is expected to give one of several verdicts; what else an entry says is about the first one.
  if (verdict !== entry.verdict && entry.or?.includes(verdict) === true) return []
  const expected = withRows(entry.verdict, entry.requirements)
  if (verdict === 'pass') {
    return [difference(id, 'unexpected pass', expected, actual, '; remove it from the expectation file')]
  }
  if (verdict !== entry.verdict) return [difference(id, 'unexpected verdict', expected, actual)]
  return entry.requirements === undefined || same(entry.requirements, violated(result))
    ? []
    : [difference(id, 'different requirements', expected, actual)]
}

function entryDifferences(id: string, entry: ExpectedCase, today: Date): readonly Difference[] {
  const { reason, expires } = entry
  const found: Difference[] = []
  if (reason.trim() === '') {
    const hint = '; reason missing: say in the expectation file why this verdict is accepted'
    found.push(difference(id, 'reason missing', 'a reason', 'none', hint))
  }
  if (expires !== undefined && day(today) > expires) {
    found.push(difference(id, 'expired', `a fix by ${expires}`, `${day(today)}, the entry has expired`))
  }
  return found
}

function didNotRun(id: string, entry: ExpectedCase, results: Results): Difference {
  const variants = results.cases.map((result) => result.id).filter((ran) => ran.startsWith(`${id}@`))
  const base = id.replace(/@.*$/, '')
  const hint =
    variants.length > 0 ? variants.join(', ') : base !== id && ran(results, base) ? base : undefined
  const meant = hint === undefined ? '' : `; did you mean ${hint}?`
  return difference(
    id,
    'did not run',
    entry.verdict,
    'no result: no such case exists, or it was not run',
    meant,
  )
}

function ran(results: Results, id: string): boolean {
  return results.cases.some((result) => result.id === id)
}

function runDifferences(results: Results): readonly Difference[] {
  if (!results.complete) return [difference('', 'incomplete run', 'a complete run', 'an incomplete one')]
  if (results.cases.length === 0) return [difference('', 'nothing ran', 'results', 'none: no case was run')]
  return []
}

/**
 * The CI gate: everything in which a run differs from its expectation file. No difference is harmless: a verdict that
 * nobody expected, a pass that was not expected, other violated requirements than the entry names, an entry for a case
 * that was not run (unless only a part was asked for), an entry that has expired by `today` (in UTC, its last day
 * still counts) or has no reason, and a run that is incomplete. Every verdict but `pass` has to be listed.
 */
export function compareWithExpectation(
  results: Results,
  expectation: Expectation,
  today: Date,
  scope: ComparisonScope = {},
): Comparison {
  const { cases: entries } = expectation
  const outcomes = results.cases.map((result) => {
    const entry = entries.get(result.id)
    const differences = outcomeDifferences(result, entry)
    return { listed: entry !== undefined, differences }
  })
  // An incomplete run fails as such; that cases are missing in it is no news.
  const whole = results.complete && !isFiltered(results, scope)
  const about = [...entries].flatMap(([id, entry]): readonly Difference[] => {
    if (ran(results, id)) return entryDifferences(id, entry, today)
    const mistaken = scope.known?.has(id) === false
    return whole || mistaken ? [didNotRun(id, entry, results), ...entryDifferences(id, entry, today)] : []
  })
  return {
    differences: [
      ...runDifferences(results),
      ...outcomes.flatMap(({ differences }) => differences),
      ...about,
    ],
    asExpected: outcomes.filter(({ listed, differences }) => listed && differences.length === 0).length,
  }
}

/** The entry of a case after an update: as it was where nothing has changed, else anew and without a reason. */
function updatedEntry(result: CaseResult, old: ExpectedCase | undefined): ExpectedCase | undefined {
  const { verdict } = result
  if (old?.or?.includes(verdict) === true) return old
  if (verdict === 'pass') return undefined
  const rows = violated(result)
  const unchanged =
    old?.verdict === verdict && (old.requirements === undefined || same(old.requirements, rows))
      ? old
      : undefined
  return unchanged ?? { verdict, reason: '', ...(rows.length === 0 ? {} : { requirements: rows }) }
}

/**
 * The text of an expectation file that the results match. Entries whose verdict and violated requirements are as they
 * were keep their reason and expiry date; new ones have an empty reason, with which the gate stays shut until
 * somebody writes one. Entries of cases that were not run are kept when the run was incomplete or only a part of the
 * cases was asked for, and dropped otherwise.
 */
export function updateExpectation(
  results: Results,
  old: Expectation | undefined,
  scope: ComparisonScope = {},
): string {
  const entries = new Map<string, ExpectedCase>()
  const keepsOthers = !results.complete || isFiltered(results, scope)
  for (const [id, entry] of old?.cases ?? []) {
    if (keepsOthers && !ran(results, id)) entries.set(id, entry)
  }
  for (const result of results.cases) {
    const entry = updatedEntry(result, old?.cases.get(result.id))
    if (entry !== undefined) entries.set(result.id, entry)
  }
  const cases = Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)))
  const head = {
    ...(old?.$schema === undefined ? {} : { $schema: old.$schema }),
    ...(old?.about === undefined ? {} : { about: old.about }),
  }
  return `${JSON.stringify({ ...head, cases }, undefined, 2)}\n`
}

export {
  readExpectation,
  type Expectation,
  type ExpectationReading,
  type ExpectedCase,
} from './expectation-file.js'
