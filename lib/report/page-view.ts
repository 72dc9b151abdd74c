import {
  plural,
  type EvidenceReader,
  type Catalogue,
  type CaseResult,
  type EvidenceRow,
  type Finding,
  type FullResults,
  type Verdict,
} from '../record/index.js'
import type { Level, Requirement, Untested } from '../spec/types.js'
import {
  attentionOrder,
  byClause,
  compareClauses,
  judgedRequirements,
  standingOf,
  violatedRequirements,
  type ClauseSummary,
  type Standing,
} from './clauses.js'
import { foldedFindings } from './folding.js'
import { decoded, hexDump, sizeOf } from './octets-view.js'

/** Rows shown before and after the row that a finding points at. */
const rowsBefore = 3
const rowsAfter = 2
/** Octets dumped of the row that a finding points at, and text shown of a row, in octets and characters. */
const dumpLimit = 512
const textLimit = 2000
const neighbourTextLimit = 240
/** Text of all excerpts together, in characters: what comes after is only in the evidence files. */
const excerptBudget = 2_500_000

/** A row of evidence as the page shows it. */
export interface RowView {
  readonly number: number
  readonly focus: boolean
  readonly time: string
  readonly connection: number
  readonly direction: EvidenceRow['direction']
  readonly kind: string
  readonly note: string
  readonly size: string
  readonly text: string
  readonly dump: string
}

/** A finding with everything that helps to understand it. */
export interface FindingView {
  readonly anchor: string
  readonly caseId: string
  readonly caseTitle: string
  readonly caseAnchor: string
  readonly finding: Finding
  readonly level: Level | undefined
  readonly clause: string
  readonly requirementText: string
  readonly parts: MessageParts | undefined
  readonly rows: readonly RowView[]
  /** Why there is no excerpt; empty when there is one. */
  readonly noExcerpt: string
  /** How often the case has made it. */
  readonly count: number
}

/** A finding's message taken apart. */
export interface MessageParts {
  readonly sent: string
  readonly required: string
  readonly came: string
}

export interface RequirementView {
  readonly id: string
  readonly clause: string
  readonly level: Level
  readonly text: string
  readonly verdict: FullResults['requirements'][number]['verdict']
  readonly reason: string
  readonly cases: readonly string[]
}

/** Rows of one clause. */
export interface RequirementGroup {
  readonly clause: string
  readonly title: string
  readonly rows: readonly RequirementView[]
  /** Whether something in it needs to be looked at: shown open. */
  readonly open: boolean
}

export interface UntestedGroup {
  readonly kind: string
  readonly explanation: string
  readonly rows: readonly RequirementView[]
}

/** Everything that the page says, as plain data; the templates only place it. */
export interface PageView {
  readonly results: FullResults
  readonly standing: Standing
  readonly headline: string
  readonly statement: string
  readonly partial: boolean
  readonly ended: string
  readonly clauses: readonly ClauseSummary[]
  readonly shares: readonly { readonly verdict: string; readonly count: number; readonly percent: string }[]
  readonly findings: readonly FindingView[]
  readonly groups: readonly RequirementGroup[]
  readonly untested: readonly UntestedGroup[]
  readonly cases: readonly CaseResult[]
  readonly notes: readonly { readonly id: string; readonly requirement: string; readonly message: string }[]
}

/** An id for a link inside the page; case and requirement ids hold only letters, digits, `/ @ . -`. */
export function anchorOf(kind: 'case' | 'requirement' | 'clause', id: string): string {
  return `${kind}-${id.replace(/[^A-Za-z0-9.-]/g, '_')}`
}

/**
 * Takes a message of the form "Sent: ... Required by clause ...: ... Came: ..." apart. The first marks are the
 * tester's own words, so what the SUT sent, which stands last, cannot move them.
 */
export function partsOf(message: string): MessageParts | undefined {
  const found = /^Sent: ([^]*?)\.? Required by clause [^ ]+ \([^)]*\): ([^]*?) Came: ([^]*)$/.exec(message)
  const [, sent, required, came] = found ?? []
  return sent === undefined || required === undefined || came === undefined
    ? undefined
    : { sent, required, came }
}

function clipped(text: string, max: number): string {
  return text.length <= max
    ? text
    : `${text.slice(0, max)}… [${text.length - max} more characters in the evidence]`
}

function rowView(number: number, row: EvidenceRow, focus: boolean): RowView {
  const size = sizeOf(row)
  const octets = Buffer.from(row.hex ?? '', 'hex')
  const shown = octets.subarray(0, dumpLimit)
  const hidden = size.octets - shown.length
  const dump = !focus || octets.length === 0 ? '' : hexDump(shown)
  return {
    number,
    focus,
    time: `${(row.time / 1000).toFixed(3)} ms`,
    connection: row.connection,
    direction: row.direction,
    kind: row.kind,
    note: clipped(row.note ?? '', neighbourTextLimit),
    size: size.octets === 0 ? '' : `${size.octets} octets${size.whole ? '' : ', in part'}`,
    text: clipped(decoded(row), focus ? textLimit : neighbourTextLimit),
    dump: dump === '' || hidden === 0 ? dump : `${dump}\n… ${hidden} more octets`,
  }
}

/** Makes the excerpts, as long as the budget lasts. */
class Excerpts {
  #spent = 0

  constructor(private readonly evidence: EvidenceReader) {}

  of(finding: Finding): Pick<FindingView, 'rows' | 'noExcerpt'> {
    if (finding.evidence === '')
      return { rows: [], noExcerpt: 'This finding is not about particular octets.' }
    if (this.#spent >= excerptBudget) {
      return { rows: [], noExcerpt: 'The page is long enough; the octets are in the evidence file.' }
    }
    const at = finding.row ?? 1
    const { rows, problem } = this.evidence.rows(finding.evidence, at - rowsBefore, at + rowsAfter)
    const views = rows.map(({ number, row }) => rowView(number, row, number === at))
    this.#spent += views.reduce((sum, view) => sum + view.text.length + view.dump.length + 200, 0)
    return {
      rows: views,
      noExcerpt: views.length > 0 ? '' : problem === '' ? 'The row is not in the evidence file.' : problem,
    }
  }
}

function findingViews(
  results: FullResults,
  catalogue: Catalogue,
  requirements: ReadonlyMap<string, Requirement>,
  evidence: EvidenceReader,
): readonly FindingView[] {
  const excerpts = new Excerpts(evidence)
  const titles = new Map(results.cases.map(({ id, title }) => [id, title]))
  const all = foldedFindings(results).map((entry) => ({
    ...entry,
    clause: catalogue.clauseOf(entry.finding.requirement),
  }))
  const ordered = [...all].sort(
    (a, b) =>
      attentionOrder.indexOf(a.finding.verdict) - attentionOrder.indexOf(b.finding.verdict) ||
      compareClauses(a.clause, b.clause) ||
      a.finding.requirement.localeCompare(b.finding.requirement, 'en', { numeric: true }),
  )
  return ordered.map(({ id, finding, count, clause }, index) => ({
    anchor: `finding-${index + 1}`,
    caseId: id,
    caseTitle: titles.get(id) ?? '',
    caseAnchor: anchorOf('case', id),
    finding,
    level: requirements.get(finding.requirement)?.level,
    clause,
    requirementText: requirements.get(finding.requirement)?.text ?? '',
    parts: partsOf(finding.message),
    count,
    ...excerpts.of(finding),
  }))
}

function statementOf(
  results: FullResults,
  standing: Standing,
): { readonly headline: string; readonly statement: string } {
  const { requirementSummary: rows, summary } = results
  const of = `of ${judgedRequirements(results)} requirements that this run judged`
  const violated = violatedRequirements(results)
  const warned = rows.warn === 0 ? '' : ` Warnings concern ${plural(rows.warn, 'requirement')}.`
  switch (standing) {
    case 'violations':
      return {
        headline: `${plural(violated, 'requirement is', 'requirements are')} violated`,
        statement: `The system under test violates ${violated} ${of}.${warned} Each violation is shown below with what was sent, what is required and what came.`,
      }
    case 'not shown': {
      const open = [
        ...(summary.error > 0 ? [plural(summary.error, 'case in error', 'cases in error')] : []),
        ...(summary.inconclusive > 0
          ? [plural(summary.inconclusive, 'inconclusive case', 'inconclusive cases')]
          : []),
        ...(results.complete ? [] : ['a run that did not come to its end']),
      ]
      const why = open.length === 0 ? 'no case was judged' : open.join(', ')
      return {
        headline: 'No violation was seen, but conformance is not shown',
        statement: `None ${of} was seen to be violated; there remain: ${why}.${warned}`,
      }
    }
    case 'no violation':
      return {
        headline:
          results.selected < results.available
            ? `No violation was seen in a selection of ${results.selected} of ${plural(results.available, 'case')}`
            : 'No violation was seen',
        statement: `None ${of} is violated.${warned}`,
      }
  }
}

function sharesOf(results: FullResults): PageView['shares'] {
  const order = [...attentionOrder, 'untested'] as const
  const total = Math.max(1, results.requirements.length)
  return order.map((verdict) => {
    const count = results.requirementSummary[verdict]
    return { verdict, count, percent: ((100 * count) / total).toFixed(3) }
  })
}

const untestedKinds: Readonly<Record<Untested['kind'], string>> = {
  implicit: 'Covered by another requirement: a violation would show there.',
  'not observable': 'Cannot be seen from outside the system under test.',
  'out of scope': 'Not part of what this suite tests.',
  'not yet': 'Could be tested; this version of the suite does not.',
}

function untestedGroups(
  rows: readonly RequirementView[],
  requirements: ReadonlyMap<string, Requirement>,
): readonly UntestedGroup[] {
  const inRun: RequirementView[] = []
  const byKind = new Map<Untested['kind'], RequirementView[]>()
  for (const row of rows.filter(({ verdict }) => verdict === 'untested')) {
    const untested = requirements.get(row.id)?.untested
    if (untested === undefined) inRun.push(row)
    else
      byKind.set(untested.kind, [...(byKind.get(untested.kind) ?? []), { ...row, reason: untested.reason }])
  }
  const standing = (Object.keys(untestedKinds) as Untested['kind'][]).flatMap((kind) => {
    const group = byKind.get(kind)
    return group === undefined ? [] : [{ kind, explanation: untestedKinds[kind], rows: group }]
  })
  const ran = {
    kind: 'not judged in this run',
    explanation: 'The suite has cases for these; none judged them this time.',
    rows: inRun,
  }
  return inRun.length === 0 ? standing : [ran, ...standing]
}

const attention: readonly Verdict[] = ['fail', 'error', 'inconclusive', 'warn']

function groupsOf(rows: readonly RequirementView[], catalogue: Catalogue): readonly RequirementGroup[] {
  const groups = new Map<string, RequirementView[]>()
  for (const row of rows) {
    const group = groups.get(row.clause)
    if (group === undefined) groups.set(row.clause, [row])
    else group.push(row)
  }
  return [...groups]
    .sort(([a], [b]) => compareClauses(a, b))
    .map(([clause, of]) => ({
      clause,
      title: catalogue.clauseTitle(clause) ?? '',
      rows: of,
      open: of.some(({ verdict }) => attention.some((entry) => entry === verdict)),
    }))
}

/** Everything the page says about a run. */
export function pageView(results: FullResults, catalogue: Catalogue, evidence: EvidenceReader): PageView {
  const requirements = new Map(catalogue.requirements.map((requirement) => [requirement.id, requirement]))
  const rows = results.requirements.map(({ id, level, verdict, reason, cases }): RequirementView => ({
    id,
    clause: catalogue.clauseOf(id),
    level,
    text: requirements.get(id)?.text ?? '',
    verdict,
    reason: verdict === 'pass' || verdict === 'fail' || verdict === 'warn' ? '' : reason,
    cases,
  }))
  const standing = standingOf(results)
  const start = Date.parse(results.startedAt)
  return {
    results,
    standing,
    ...statementOf(results, standing),
    partial: results.selected < results.available,
    ended: Number.isNaN(start) ? '' : new Date(start + results.durationMs).toISOString(),
    clauses: byClause(results, catalogue),
    shares: sharesOf(results),
    findings: findingViews(results, catalogue, requirements, evidence),
    groups: groupsOf(
      rows.filter(({ verdict }) => verdict !== 'untested'),
      catalogue,
    ),
    untested: untestedGroups(rows, requirements),
    cases: results.cases,
    notes: results.cases.flatMap(({ id, notes }) =>
      notes.map(({ requirement, message }) => ({ id, requirement, message })),
    ),
  }
}
