import { styleText } from 'node:util'
import {
  printable,
  type CaseResult,
  type Catalogue,
  type Finding,
  type FullResults,
  type Verdict,
} from '../record/index.js'
import { attentionOrder, byClause, judgedRequirements, standingOf, type ClauseSummary } from './clauses.js'
import type { RenderOutcome } from './render.js'

/** How to write to a terminal. Nothing is coloured unless the caller says so. */
export interface TerminalOptions {
  readonly colour: boolean
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

/** Whether colours are wanted on a stream: a terminal, and no `NO_COLOR` (https://no-color.org) in the environment. */
export function wantsColour(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { NO_COLOR: noColour, TERM: terminal } = environment
  return stream.isTTY === true && (noColour === undefined || noColour === '') && terminal !== 'dumb'
}

/** `4.2 ms`, `1.25 s`, `3 min 20 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`
  if (milliseconds < 1000) return `${milliseconds.toFixed(0)} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(2)} s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** A line for a case that has just ended: `  34/212 fail  CSE/SUB/012 names one of the offered subprotocols`. */
export function formatProgress(
  result: CaseResult,
  done: number,
  of: number,
  options: TerminalOptions,
): string {
  const position = `${String(done).padStart(String(of).length)}/${of}`
  const verdict = styled(styles[result.verdict], result.verdict.padEnd(12), options)
  const reason =
    result.reason === '' ? '' : styled('gray', ` (${printable(result.reason, { max: 160 })})`, options)
  return `${position} ${verdict} ${printable(result.id)} ${printable(result.title, { max: 120 })}${reason}`
}

function location(finding: Finding): string {
  if (finding.evidence === '') return 'no octets'
  return finding.row === undefined ? finding.evidence : `${finding.evidence}, row ${finding.row}`
}

/** A finding in the vendor's words: what was sent, required (with the clause) and came, and where the octets are. */
export function formatFinding(
  id: string,
  finding: Finding,
  catalogue: Catalogue,
  options: TerminalOptions,
): string {
  const clause = catalogue.clauseOf(finding.requirement)
  const head = `${styled(styles[finding.verdict], finding.verdict.padEnd(4), options)} ${printable(id)}`
  return [
    `${head}  ${printable(finding.requirement)} (clause ${printable(clause)})`,
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
  return `${printable(summary.clause).padEnd(width)} ${cells.join(' ')}  ${printable(summary.title, { max: 60 })}`.trimEnd()
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
  const standing = standings[standingOf(results)]
  return `${styled('bold', standing, options)}: ${cases}; ${requirements}; ${formatDuration(results.durationMs)}`
}

/**
 * What is printed when a run has ended: the table by clause, every finding, what is not as it should be (incomplete,
 * leftovers, lost reports), the summary and where the reports are. `shown` is the run folder as the user knows it.
 */
export function formatEnd(
  results: FullResults,
  catalogue: Catalogue,
  rendered: RenderOutcome,
  shown: string,
  options: TerminalOptions,
): string {
  const findings = [...results.cases, ...results.unfinished].flatMap(({ id, findings: of }) =>
    of.map((finding) => ({ id, finding })),
  )
  const blocks = [formatClauses(results, catalogue, options)]
  for (const verdict of ['warn', 'fail'] as const) {
    for (const { id, finding } of findings.filter((entry) => entry.finding.verdict === verdict)) {
      blocks.push(formatFinding(id, finding, catalogue, options))
    }
  }
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
