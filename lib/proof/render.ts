import { html, printable } from '../record/index.js'
import type { Edition, RequirementId } from '../spec/index.js'
import { isRespected, type LibertyOutcome } from './liberties.js'
import { isProven, type FaultOutcome, type Hit } from './matrix.js'

/** The kill matrix as a whole. */
export interface Matrix {
  readonly tool: { readonly name: string; readonly version: string }
  readonly date: string
  readonly full: boolean
  /** Whether only those were asked who are known to catch a fault: then nothing can be said of the other cases. */
  readonly known: boolean
  readonly seed: number
  readonly outcomes: readonly FaultOutcome[]
  /** Cases that no fault makes fail. */
  readonly unproven: readonly string[]
  /** Tested rows on which no fault brought the finding that it is made for. */
  readonly unprovenRows: readonly RequirementId[]
  readonly durationMs: number
}

/** One line on a wrong accusation, for a terminal. */
export function hitLine({ id, requirement, verdict, message = '' }: Hit): string {
  return `${id} ${requirement} ${verdict}: ${printable(message)}`
}

function hits(of: readonly Hit[]): string {
  return of.map(({ id, requirement, verdict }) => `${id} (${requirement}, ${verdict})`).join(', ')
}

function state(outcome: FaultOutcome): string {
  if (outcome.killedBy.length === 0) return 'SURVIVED'
  return isProven(outcome) ? 'killed' : 'killed, with collateral'
}

/** One line that sums up. */
export function matrixSummary({ outcomes, unproven, unprovenRows, known }: Matrix): string {
  const proven = outcomes.filter(isProven).length
  const survived = outcomes.filter(({ killedBy }) => killedBy.length === 0).length
  const collateral = outcomes.filter((outcome) => outcome.collateral.length > 0).length
  const kills = `${outcomes.length} faults: ${proven} killed cleanly, ${survived} survived, ${collateral} with collateral`
  if (known) return `${kills}, by the cases that are known to catch them and a sample of the others`
  return (
    `${kills}; ${unproven.length} cases that no fault makes fail, ` +
    `${unprovenRows.length} tested requirements that no fault was seen to violate`
  )
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

/** How the liberties were proven. */
export interface LibertyRun {
  readonly date: string
  readonly version: string
  readonly edition: Edition
  /** Undefined: all cases. */
  readonly sample: number | undefined
}

/** The liberties as a Markdown table for the documentation. */
export function libertiesMarkdown(
  outcomes: readonly LibertyOutcome[],
  { date, version, edition, sample }: LibertyRun,
): string {
  const asked = sample === undefined ? 'all cases' : `${sample} cases chosen for each and all watch cases`
  const accused = outcomes.filter((outcome) => !isRespected(outcome)).length
  const rows = outcomes.map((outcome) => {
    const { liberty, text, permittedBy, cases, passed, inconclusive, accusations } = outcome
    return [
      `\`${liberty}\``,
      cell(text),
      cell(permittedBy),
      `${passed} of ${cases}`,
      inconclusive.length,
      accusations.length > 0 ? 'ACCUSED' : isRespected(outcome) ? 'respected' : 'NOT SHOWN',
    ].join(' | ')
  })
  return [
    '# Liberties',
    '',
    'What a server may do, and the embedded CSE does not: each is taken alone, by the embedded CSE or in front of it. Nobody is to be accused of it, but for a warning where a Reading has one.',
    '',
    `Made by \`npm run prove:liberties -- --docs\` on ${date} with version ${version}, by ${asked}, in edition ${edition} where the liberty is one there: ${outcomes.length} liberties, ${accused} not respected.`,
    '',
    'Liberty | What the server does | Permitted by | Cases that pass | Inconclusive | Outcome',
    '--- | --- | --- | --- | --- | ---',
    ...rows,
    '',
  ].join('\n')
}

/** The matrix as a Markdown table for the documentation: fault, what it violates, which cases catch it. */
export function matrixMarkdown(matrix: Matrix): string {
  const rows = matrix.outcomes.map((outcome) =>
    [
      `\`${outcome.fault}\``,
      outcome.kind,
      cell(outcome.text),
      outcome.kills.join(', '),
      [...new Set(outcome.killedBy.map(({ id }) => id))].join(', '),
      state(outcome),
    ].join(' | '),
  )
  return [
    '# Kill matrix',
    '',
    `Made by \`npm run prove\` on ${matrix.date} with version ${matrix.tool.version}` +
      ` (${matrix.full ? 'every case against every fault' : 'the cases that can matter and a sample for each fault'}).`,
    '',
    `${matrixSummary(matrix)}.`,
    '',
    'Fault | Kind | What the server does wrong | Made for | Caught by | Outcome',
    '--- | --- | --- | --- | --- | ---',
    ...rows,
    '',
    ...(matrix.unprovenRows.length === 0
      ? []
      : [
          '## Tested requirements that no fault of this run was seen to violate',
          '',
          ...matrix.unprovenRows.map((id) => `- ${id}`),
          '',
        ]),
    ...(matrix.unproven.length === 0
      ? []
      : ['## Cases that no fault of this run makes fail', '', ...matrix.unproven.map((id) => `- ${id}`), '']),
  ].join('\n')
}

/** The matrix as a page of its own. */
export function matrixPage(matrix: Matrix): string {
  const rows = matrix.outcomes.map((outcome) => {
    const cells = [
      outcome.fault,
      outcome.kind,
      outcome.edition,
      outcome.text,
      outcome.kills.join(', '),
      hits(outcome.killedBy),
      hits(outcome.collateral),
      hits(outcome.notRepeated),
      outcome.errors.map(({ id, reason }) => `${id}: ${reason}`).join('; '),
      `${outcome.inconclusive} of ${outcome.cases}`,
      state(outcome),
    ]
    return `<tr class="${isProven(outcome) ? 'proven' : 'open'}">${cells.map((text) => `<td>${html(text)}</td>`).join('')}</tr>`
  })
  const heads = [
    'fault',
    'kind',
    'edition',
    'what is wrong',
    'made for',
    'killed by',
    'collateral',
    'accused once with short waits, not again',
    'errors',
    'inconclusive',
    'outcome',
  ]
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Kill matrix</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{font:14px system-ui,sans-serif;margin:2rem}table{border-collapse:collapse}td,th{border:1px solid #8884;padding:.3rem .5rem;text-align:left;vertical-align:top}tr.open td:last-child{color:#b00;font-weight:bold}</style></head>
<body><h1>Kill matrix</h1><p>${html(matrixSummary(matrix))}</p>
<table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>
${matrix.unprovenRows.length === 0 ? '' : `<h2>Tested requirements that no fault was seen to violate</h2><p>${html(matrix.unprovenRows.join(', '))}</p>`}
${matrix.unproven.length === 0 ? '' : `<h2>Cases that no fault makes fail</h2><p>${html(matrix.unproven.join(', '))}</p>`}
</body></html>
`
}
