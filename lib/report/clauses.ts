import { verdicts, type CaseResult, type Catalogue, type FullResults, type Verdict } from '../record/index.js'

/** The cases of one clause, and how many of them have which verdict. */
export interface ClauseSummary {
  readonly clause: string
  readonly title: string
  readonly cases: readonly CaseResult[]
  readonly counts: Readonly<Record<Verdict, number>>
  readonly durationMs: number
}

/** Orders clauses as the documents do: `6.2.10` after `6.2.9`, the RFCs behind TS-0020 after its own clauses. */
export function compareClauses(a: string, b: string): number {
  const rank = (clause: string): number => (/^\d/.test(clause) ? 0 : /^[A-Z]\.\d/.test(clause) ? 1 : 2)
  return rank(a) - rank(b) || a.localeCompare(b, 'en', { numeric: true })
}

/** How many of the cases have which verdict. */
export function countVerdicts(cases: readonly CaseResult[]): Readonly<Record<Verdict, number>> {
  const counts: Record<Verdict, number> = {
    pass: 0,
    fail: 0,
    warn: 0,
    inconclusive: 0,
    inapplicable: 0,
    error: 0,
  }
  for (const { verdict } of cases) counts[verdict] += 1
  return counts
}

/** The cases by clause, in the order of the documents. */
export function byClause(results: FullResults, catalogue: Catalogue): readonly ClauseSummary[] {
  const groups = new Map<string, CaseResult[]>()
  for (const result of results.cases) {
    const group = groups.get(result.clause)
    if (group === undefined) groups.set(result.clause, [result])
    else group.push(result)
  }
  return [...groups]
    .sort(([a], [b]) => compareClauses(a, b))
    .map(([clause, cases]) => ({
      clause,
      title: catalogue.clauseTitle(clause) ?? '',
      cases,
      counts: countVerdicts(cases),
      durationMs: cases.reduce((sum, { durationMs }) => sum + durationMs, 0),
    }))
}

/** Verdicts from the one that needs attention first to the one that needs none. */
export const attentionOrder: readonly Verdict[] = [
  'fail',
  'error',
  'inconclusive',
  'warn',
  'pass',
  'inapplicable',
]

/** What a run says about the SUT, in one word for decisions about colour and wording. */
export type Standing = 'violations' | 'not shown' | 'no violation'

/**
 * The overall statement: violations were seen; or none, but something kept the run from showing conformance; or none,
 * and everything that was selected was judged.
 */
export function standingOf(results: FullResults): Standing {
  const { summary } = results
  if (summary.fail > 0 || violatedRequirements(results) > 0) return 'violations'
  const judged = verdicts.some((verdict) => summary[verdict] > 0 && verdict !== 'inapplicable')
  const open = summary.error > 0 || summary.inconclusive > 0 || !results.complete || !judged
  return open ? 'not shown' : 'no violation'
}

/** How many requirements of the catalogue this run judged with an outcome: pass, warn or fail. */
export function judgedRequirements({ requirementSummary: rows }: FullResults): number {
  return rows.pass + rows.warn + rows.fail
}

/** How many requirements were seen to be violated, those of cases in error or without end included. */
export function violatedRequirements(results: FullResults): number {
  const findings = [...results.cases, ...results.unfinished].flatMap((entry) => entry.findings)
  const rows = findings.filter(({ verdict }) => verdict === 'fail').map(({ requirement }) => requirement)
  return Math.max(new Set(rows).size, results.requirementSummary.fail)
}
