import type { Requirement, RequirementId } from '../spec/types.js'
import type { RunRecord } from './reader.js'
import {
  verdicts,
  worst,
  type CaseResult,
  type RequirementResult,
  type RequirementVerdict,
  type Results,
  type RunHeader,
  type UnfinishedCase,
  type Verdict,
} from './types.js'

/** What the catalogue says, as far as results and reports need it. */
export interface Catalogue {
  readonly requirements: readonly Requirement[]
  /** The heading of a clause, e.g. of `6.2.3.5`; undefined for one that is not in the catalogue. */
  readonly clauseTitle: (clause: string) => string | undefined
  /** The clause that a requirement row belongs to. */
  readonly clauseOf: (requirement: RequirementId) => string
}

/** `results.json` with what this tool adds to the members that every reader may count on. */
export interface FullResults extends Results {
  readonly sut: RunHeader['sut']
  readonly incompleteBecause: readonly string[]
  readonly unfinished: readonly UnfinishedCase[]
  /** How many rows of the catalogue have which verdict. */
  readonly requirementSummary: Readonly<Record<RequirementVerdict, number>>
  readonly discovery:
    | {
        readonly facts: readonly { readonly name: string; readonly value: string }[]
        readonly deviations: readonly string[]
        readonly offers: Readonly<Record<string, boolean>>
        readonly evidence: string
      }
    | undefined
  readonly configuration: Readonly<Record<string, string>>
  readonly environment: RunHeader['environment']
  readonly seed: number
  readonly concurrency: number
  readonly selected: number
  readonly available: number
}

/** All that was judged about one row. */
interface RowJudgements {
  readonly verdicts: Set<Verdict>
  readonly cases: Set<string>
  /** The first explanation for each verdict. */
  readonly reasons: Map<Verdict, string>
}

function count<Key extends string>(keys: readonly Key[], of: readonly Key[]): Readonly<Record<Key, number>> {
  const counted = new Map<Key, number>(keys.map((key) => [key, 0]))
  for (const key of of) counted.set(key, (counted.get(key) ?? 0) + 1)
  return Object.fromEntries(counted) as Record<Key, number>
}

/** Collects the judgements of every row over all cases, those of cases that did not end included. */
function judgementsByRow(record: RunRecord): ReadonlyMap<RequirementId, RowJudgements> {
  const rows = new Map<RequirementId, RowJudgements>()
  const add = (id: string, requirement: RequirementId, verdict: Verdict, reason: string): void => {
    let row = rows.get(requirement)
    if (row === undefined)
      rows.set(requirement, (row = { verdicts: new Set(), cases: new Set(), reasons: new Map() }))
    row.verdicts.add(verdict)
    row.cases.add(id)
    if (reason !== '' && !row.reasons.has(verdict)) row.reasons.set(verdict, reason)
  }
  for (const result of record.cases) {
    for (const judgement of result.judgements) {
      add(
        result.id,
        judgement.requirement,
        judgement.verdict,
        reasonFor(result, judgement.requirement, judgement.verdict),
      )
    }
  }
  for (const { id, findings } of record.unfinished) {
    for (const finding of findings) add(id, finding.requirement, finding.verdict, finding.message)
  }
  return rows
}

function reasonFor(result: CaseResult, requirement: RequirementId, verdict: Verdict): string {
  switch (verdict) {
    case 'pass':
      return ''
    case 'fail':
    case 'warn': {
      const finding = result.findings.find(
        (entry) => entry.requirement === requirement && entry.verdict === verdict,
      )
      return finding?.message ?? result.reason
    }
    case 'inconclusive': {
      const note = result.notes.find((entry) => entry.requirement === requirement)
      return result.reason === '' ? (note?.message ?? '') : result.reason
    }
    case 'inapplicable':
    case 'error':
      return result.reason
  }
}

/** Why a row was not judged: what the catalogue says, else that nothing ran that judges it. */
function untestedReason(requirement: Requirement, record: RunRecord): string {
  const { untested } = requirement
  if (untested !== undefined) return `${untested.kind}: ${untested.reason}`
  return record.footer === undefined
    ? 'the run ended before a case judged it'
    : 'no case that judges it was selected, or it did not come to that'
}

function incompleteBecause(record: RunRecord): readonly string[] {
  const { footer, torn, unfinished } = record
  const reasons: string[] = []
  if (footer === undefined) reasons.push('the record has no footer: the run was killed, or is still going on')
  if (torn) reasons.push('the last line of the record was cut off and is not counted')
  if (footer?.interrupted === true) reasons.push('the run was interrupted')
  if (footer !== undefined && footer.stopped !== '') reasons.push(footer.stopped)
  reasons.push(...(footer?.outages ?? []))
  if (unfinished.length > 0) {
    reasons.push(
      `${unfinished.length === 1 ? 'a case' : `${unfinished.length} cases`} started and did not end`,
    )
  }
  return reasons
}

function discoveryOf(record: RunRecord): FullResults['discovery'] {
  if (record.discovery === undefined) return undefined
  const { facts, deviations, offers = {}, evidence } = record.discovery
  return { facts, deviations, offers, evidence }
}

const requirementVerdicts: readonly RequirementVerdict[] = [...verdicts, 'untested']

/**
 * Computes `results.json` from a record. The verdict of a requirement is the worst of its own judgements over all
 * cases, whatever else those cases judged; a row that nothing judged is `untested`, with the reason.
 */
export function buildResults(record: RunRecord, catalogue: Catalogue): FullResults {
  const { header, discovery, footer } = record
  const rows = judgementsByRow(record)
  const requirements = catalogue.requirements.map((requirement): RequirementResult => {
    const row = rows.get(requirement.id)
    const verdict = row === undefined ? undefined : worst(row.verdicts)
    if (row === undefined || verdict === undefined) {
      const reason = untestedReason(requirement, record)
      return { id: requirement.id, level: requirement.level, verdict: 'untested', reason, cases: [] }
    }
    const reason = row.reasons.get(verdict) ?? ''
    return { id: requirement.id, level: requirement.level, verdict, reason, cases: [...row.cases] }
  })
  const reasons = incompleteBecause(record)
  return {
    tool: header.tool,
    complete: reasons.length === 0,
    incompleteBecause: reasons,
    edition: discovery?.edition ?? header.edition,
    sut: { ...header.sut, ...(discovery?.sut ?? {}) },
    startedAt: header.startedAt,
    durationMs: footer?.durationMs ?? record.lastAt,
    summary: count(
      verdicts,
      record.cases.map((result) => result.verdict),
    ),
    cases: [...record.cases].sort((a, b) => a.id.localeCompare(b.id, 'en')),
    unfinished: record.unfinished,
    requirements,
    requirementSummary: count(
      requirementVerdicts,
      requirements.map((requirement) => requirement.verdict),
    ),
    leftovers: record.leftovers,
    discovery: discoveryOf(record),
    configuration: header.configuration,
    environment: header.environment,
    seed: header.seed,
    concurrency: header.concurrency,
    selected: header.selected,
    available: header.available,
  }
}
