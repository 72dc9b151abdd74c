import { Eta } from 'eta'
import {
  evidenceFolder,
  html,
  verdicts,
  type Catalogue,
  type EvidenceReader,
  type FullResults,
} from '../record/index.js'
import type { RequirementVerdict } from '../record/index.js'
import { attentionOrder } from './clauses.js'
import { anchorOf, pageView, type PageView, type RequirementView } from './page-view.js'
import { findings } from './templates/findings.js'
import { clauses, identification, overview } from './templates/overview.js'
import { style } from './templates/style.js'
import { cases, requirements, untested } from './templates/tables.js'
import { formatDuration } from './terminal.js'

/**
 * The policy of the page: nothing is loaded, nothing runs. Only the style sheet and the widths of bars in the page
 * itself apply.
 */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

const page = `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="<%= it.policy %>">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title><%= it.headline %> - TS-0020 conformance report</title>
<style>${style}</style></head>
<body>${overview}${identification}${findings}${clauses}${requirements}${untested}${cases}</body></html>
`

/** Every value goes through `html()`: the templates know no raw output. */
const engine = new Eta({
  escapeFunction: (value: unknown) => html(String(value)),
  autoTrim: ['nl', 'nl'],
  cache: true,
})

const render = engine.compile(page)

const tileNames = {
  fail: 'failed',
  error: 'in error',
  inconclusive: 'inconclusive',
  warn: 'with a warning',
  pass: 'passed',
  inapplicable: 'inapplicable',
} as const

const arrows = { out: 'tester → SUT', in: 'SUT → tester', none: '—' } as const

/** A link to an evidence file; empty for anything that is not the path of one, whatever the record says. */
function evidenceHref(path: string): string {
  return new RegExp(`^${evidenceFolder}/[A-Za-z0-9@_-][A-Za-z0-9@._-]*\\.jsonl$`).test(path) ? path : ''
}

function tally(rows: readonly RequirementView[]): readonly (readonly [RequirementVerdict, number])[] {
  return [...attentionOrder, 'untested' as const].flatMap((verdict) => {
    const count = rows.filter((row) => row.verdict === verdict).length
    return count === 0 ? [] : [[verdict, count] as const]
  })
}

type Entries = readonly (readonly [name: string, value: string])[]

function filled(entries: Entries): Entries {
  return entries.filter(([, value]) => value !== '')
}

function sutFacts({ results: { sut } }: PageView): Entries {
  return filled([
    ['Vendor', sut.product.vendor],
    ['Product', sut.product.name],
    ['Version', sut.product.version],
    ['URL', sut.url],
    ['CSE-ID', sut.cseId],
    ['CSE name', sut.cseName],
    ['Kind', sut.embedded ? 'the embedded reference CSE of this tool' : ''],
  ])
}

function testFacts({ results, ended }: PageView): Entries {
  return filled([
    ['Tool', `${results.tool.name} ${results.tool.version}`],
    ['Specification', `TS-0020, edition ${results.edition}`],
    ['Started', results.startedAt],
    ['Ended', ended],
    ['Duration', formatDuration(results.durationMs)],
    ['Cases', `${results.selected} selected of ${results.available}`],
    ['Seed', String(results.seed)],
    ['Concurrency', String(results.concurrency)],
    ['Environment', `Node.js ${results.environment.node}, ${results.environment.platform}`],
  ])
}

/** An ICS item with what was declared, and what `auto` came to. */
function declaration(
  [name, value]: readonly [string, string],
  { discovery }: FullResults,
): readonly string[] {
  const item = name.slice('ics.'.length)
  const offered = discovery?.offers[item]
  if (value !== 'auto' || offered === undefined) return [item, value]
  return [item, `auto: ${offered ? 'taken as offered' : 'not offered'}`]
}

/**
 * `report.html`: the page that is read and filed. Self-contained, without scripts, light and dark, printable. All that
 * the SUT sent is text in it and nothing else.
 */
export function renderPage(results: FullResults, catalogue: Catalogue, evidence: EvidenceReader): string {
  const view = pageView(results, catalogue, evidence)
  const { product } = results.sut
  const settings = Object.entries(results.configuration)
  const isDeclaration = ([name]: readonly [string, string]): boolean => name.startsWith('ics.')
  return render.call(engine, {
    ...view,
    policy,
    verdicts,
    order: attentionOrder,
    tileNames,
    arrows,
    product: [product.vendor, product.name, product.version].filter((part) => part !== '').join(' '),
    day: results.startedAt.slice(0, 10),
    duration: formatDuration(results.durationMs),
    deviations: results.discovery?.deviations ?? [],
    facts: results.discovery?.facts ?? [],
    configuration: settings.filter((entry) => !isDeclaration(entry)),
    declared: settings.filter(isDeclaration).map((entry) => declaration(entry, results)),
    sutFacts: sutFacts(view),
    testFacts: testFacts(view),
    judgedRows: results.requirements.length - results.requirementSummary.untested,
    anchor: anchorOf,
    href: evidenceHref,
    span: formatDuration,
    tally,
  })
}
