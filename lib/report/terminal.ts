import { styleText } from 'node:util'
import {
  plural,
  printable,
  type CaseResult,
  type Catalogue,
  type Finding,
  type FullResults,
  type Verdict,
} from '../record/index.js'
import { attentionOrder, byClause, judgedRequirements, standingOf, type ClauseSummary } from './clauses.js'
import { alikeFindings, foldedFindings, openGroups, type AlikeFindings, type OpenGroup } from './folding.js'
import type { RenderOutcome } from './render.js'

/** How to write to a terminal. Nothing is coloured unless the caller says so. */
export interface TerminalOptions {
  readonly colour: boolean
  /** Lines of progress are cut so that they fit into so many columns; undefined: they may be of any length. */
  readonly columns?: number | undefined
}

type Style = Parameters<typeof styleText>[0]

const styles: Readonly<Record<Verdict, Style>> = {
  pass: 'green',
  fail: 'red',
  warn: 'yellow',
  inconclusive: 'magenta',
  inapplicable: 'gray',
  error: ['red', 'inverse'],
}

function styled(style: Style, text: string, { colour }: TerminalOptions): string {
  return colour ? styleText(style, text, { validateStream: false }) : text
}

/** `4.2 ms`, `1.25 s`, `3 min 20 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`
  if (milliseconds < 1000) return `${milliseconds.toFixed(0)} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(2)} s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Characters that take two columns (East Asian wide, emoji). */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

/** As much of a text as fits into so many columns, with a mark where it was cut. */
function fitted(text: string, columns: number): { readonly text: string; readonly left: number } {
  const characters = Array.from(text)
  const width = (of: readonly string[]): number => of.length + of.filter((one) => wide.test(one)).length
  if (width(characters) <= columns) return { text, left: columns - width(characters) }
  if (columns < 1) return { text: '', left: 0 }
  while (width(characters) > columns - 1) characters.pop()
  return { text: `${characters.join('')}…`, left: 0 }
}

/** A line for a case that has just ended: `  34/212 fail  CSE/SUB/012 names one of the offered subprotocols`. */
export function formatProgress(
  result: CaseResult,
  done: number,
  of: number,
  options: TerminalOptions,
): string {
  const position = `${String(done).padStart(String(of).length)}/${of}`
  const name = result.verdict.padEnd(12)
  // The last column stays free: some terminals begin a new line when it is taken.
  const room = (options.columns ?? Infinity) - 1 - `${position} ${name} `.length
  const told = fitted(`${printable(result.id)} ${printable(result.title, { max: 120 })}`, room)
  const reason = result.reason === '' ? '' : ` (${printable(result.reason, { max: 160 })})`
  const why = fitted(reason, told.left).text
  return `${position} ${styled(styles[result.verdict], name, options)} ${told.text}${why === '' ? '' : styled('gray', why, options)}`
}

function location(finding: Finding): string {
  if (finding.evidence === '') return 'no octets'
  return finding.row === undefined ? finding.evidence : `${finding.evidence}, row ${finding.row}`
}

/**
 * A finding in the vendor's words: what was sent, required (with the clause) and came, and where the octets are. `count`:
 * how often the case has made it.
 */
export function formatFinding(
  id: string,
  finding: Finding,
  catalogue: Catalogue,
  options: TerminalOptions,
  count = 1,
): string {
  const clause = catalogue.clauseOf(finding.requirement)
  const often = count === 1 ? '' : `, ${count} times; here the first`
  const head = `${styled(styles[finding.verdict], finding.verdict.padEnd(4), options)} ${printable(id)}`
  return [
    `${head}  ${printable(finding.requirement)} (clause ${printable(clause)})${often}`,
    `     ${printable(finding.message, { max: 1200 })}`,
    `     ${styled('gray', `evidence: ${printable(location(finding))}`, options)}`,
  ].join('\n')
}

function row(summary: ClauseSummary, width: number, options: TerminalOptions): string {
  const cells = attentionOrder.map((verdict) => {
    const text = summary.counts[verdict] === 0 ? '.' : String(summary.counts[verdict])
    const cell = text.padStart(columnWidth(verdict))
    return summary.counts[verdict] === 0
      ? styled('gray', cell, options)
      : styled(styles[verdict], cell, options)
  })
  return `${printable(summary.clause).padEnd(width)} ${cells.join(' ')}  ${printable(summary.title)}`.trimEnd()
}

function columnWidth(verdict: Verdict): number {
  return Math.max(verdict.length, 5)
}

/** The table by clause: a row a clause, a column a verdict. */
export function formatClauses(results: FullResults, catalogue: Catalogue, options: TerminalOptions): string {
  const clauses = byClause(results, catalogue)
  const width = Math.max('clause'.length, ...clauses.map(({ clause }) => printable(clause).length))
  const head = `${'clause'.padEnd(width)} ${attentionOrder.map((verdict) => verdict.padStart(columnWidth(verdict))).join(' ')}`
  return [styled('bold', head, options), ...clauses.map((clause) => row(clause, width, options))].join('\n')
}

const standings = {
  violations: 'The SUT violates requirements',
  'not shown': 'No violation was seen, but the run does not show conformance',
  'no violation': 'No violation was seen',
} as const

/** The line that sums the run up. */
export function formatSummary(results: FullResults, options: TerminalOptions): string {
  const counts = attentionOrder
    .filter((verdict) => results.summary[verdict] > 0)
    .map((verdict) => styled(styles[verdict], `${results.summary[verdict]} ${verdict}`, options))
  const requirements = `${judgedRequirements(results)} of ${results.requirements.length} requirements judged`
  const cases = counts.length === 0 ? 'no case ended' : counts.join(', ')
  const standing = standingOf(results)
  const { selected, available } = results
  const part =
    standing === 'no violation' && selected < available
      ? ` in a selection of ${selected} of ${plural(available, 'case')}`
      : ''
  return `${styled('bold', `${standings[standing]}${part}`, options)}: ${cases}; ${requirements}; ${formatDuration(results.durationMs)}`
}

/** More cases of a group are only counted, and more groups are only in the report. */
const mostIds = 8
const mostGroups = 20

function listed(ids: readonly string[]): string {
  const more = ids.length > mostIds ? ` and ${ids.length - mostIds} more` : ''
  return `${printable(ids.slice(0, mostIds).join(', '))}${more}`
}

/** The first of findings that are alike in full, and the cases of the others. */
function formatAlike(
  { first, others }: AlikeFindings,
  catalogue: Catalogue,
  options: TerminalOptions,
): string {
  const told = formatFinding(first.id, first.finding, catalogue, options, first.count)
  return others.length === 0
    ? told
    : `${told}\n     the same came in ${plural(others.length, 'more case')}: ${listed(others)}`
}

function formatGroup({ verdict, reason, ids, hint }: OpenGroup, options: TerminalOptions): string {
  return [
    `${styled(styles[verdict], verdict, options)} ${plural(ids.length, 'case')}: ${printable(reason, { max: 600 })}`,
    `     ${listed(ids)}`,
    ...(hint === '' ? [] : [`     what helps: ${hint}`]),
  ].join('\n')
}

/** The cases that were not judged to the end, by their reason. */
function formatOpen(results: FullResults, options: TerminalOptions): readonly string[] {
  const groups = openGroups(results)
  const rest = groups.length - mostGroups
  return [
    ...groups.slice(0, mostGroups).map((group) => formatGroup(group, options)),
    ...(rest > 0 ? [`and cases for ${plural(rest, 'other reason')}; the report has all of them`] : []),
  ]
}

/**
 * What is printed when a run has ended: the table by clause, every finding, those that are alike together, what could not
 * be judged and why, what is not as it should be (incomplete, leftovers, lost reports), the summary and where the reports
 * are. `shown` is the run folder as the user knows it.
 */
export function formatEnd(
  results: FullResults,
  catalogue: Catalogue,
  rendered: RenderOutcome,
  shown: string,
  options: TerminalOptions,
): string {
  const findings = foldedFindings(results)
  const blocks = [formatClauses(results, catalogue, options)]
  for (const verdict of ['warn', 'fail'] as const) {
    for (const group of alikeFindings(findings.filter(({ finding }) => finding.verdict === verdict)))
      blocks.push(formatAlike(group, catalogue, options))
  }
  blocks.push(...formatOpen(results, options))
  const troubles = [
    ...results.incompleteBecause.map((reason) => `incomplete: ${reason}`),
    ...results.leftovers.map(({ resource, reason }) => `left on the SUT: ${resource} (${reason})`),
    ...rendered.lost.map(({ file, reason }) => `lost report: ${file} (${reason})`),
  ]
  if (troubles.length > 0) {
    blocks.push(
      troubles.map((trouble) => styled('yellow', printable(trouble, { max: 400 }), options)).join('\n'),
    )
  }
  const page = rendered.written.includes('report.html') ? '/report.html' : ''
  blocks.push(`${formatSummary(results, options)}\nreports: ${printable(`${shown}${page}`)}`)
  return blocks.join('\n\n')
}
