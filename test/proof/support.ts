import type { CaseResult, Finding, Verdict } from '../../lib/record/index.js'

/** What a case came to, with nothing in it but what a proof looks at. */
export function caseResult(
  id: string,
  verdict: Verdict,
  findings: readonly Pick<Finding, 'requirement' | 'verdict'>[] = [],
): CaseResult {
  return {
    id,
    clause: '6.2.3.2',
    covers: ['6.2.3.2-1'],
    title: 'a case',
    verdict,
    reason: 'why',
    durationMs: 1,
    evidence: '',
    findings: findings.map((finding) => ({ ...finding, message: 'what came', evidence: '' })),
    notes: [],
    judgements: [],
  }
}
