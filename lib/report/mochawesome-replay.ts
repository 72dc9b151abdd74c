import {
  printable,
  printableLines,
  type CaseResult,
  type Catalogue,
  type FullResults,
} from '../record/index.js'
import { byClause } from './clauses.js'

/** A block of data shown below a test. The value is an object always: see {@link replayOf}. */
export interface ReplayContext {
  readonly title: string
  readonly value: Readonly<Record<string, unknown>>
}

export interface ReplayTest {
  readonly title: string
  readonly state: 'pass' | 'fail' | 'skip'
  readonly durationMs: number
  readonly failure: { readonly name: string; readonly message: string; readonly text: string } | undefined
  readonly contexts: readonly ReplayContext[]
}

export interface ReplaySuite {
  readonly title: string
  readonly tests: readonly ReplayTest[]
}

/** A run as mocha would have seen it. Plain data: it crosses to a worker. */
export interface Replay {
  readonly title: string
  readonly startedAt: string
  readonly durationMs: number
  readonly suites: readonly ReplaySuite[]
}

/** Longest text of one string, in UTF-16 code units. The page runs regular expressions of cubic cost over texts. */
const textLimit = 2000
const contextEntries = 20

function text(untrusted: string): string {
  return printable(untrusted, { max: textLimit })
}

function contextsOf(result: CaseResult): readonly ReplayContext[] {
  const contexts: ReplayContext[] = [
    {
      title: 'Verdict',
      value: { verdict: result.verdict, ...(result.reason === '' ? {} : { reason: text(result.reason) }) },
    },
    { title: 'Requirements', value: { clause: text(result.clause), covers: result.covers.map(text) } },
  ]
  if (result.findings.length > 0) {
    const findings = result.findings.slice(0, contextEntries).map((finding) => ({
      requirement: text(finding.requirement),
      verdict: finding.verdict,
      message: text(finding.message),
      evidence: text(finding.evidence),
      ...(finding.row === undefined ? {} : { row: finding.row }),
    }))
    contexts.push({ title: 'Findings', value: { findings } })
  }
  if (result.notes.length > 0) {
    const notes = result.notes.slice(0, contextEntries).map((note) => ({
      requirement: text(note.requirement),
      message: text(note.message),
    }))
    contexts.push({ title: 'Notes', value: { notes } })
  }
  if (result.evidence !== '') contexts.push({ title: 'Evidence', value: { file: text(result.evidence) } })
  return contexts
}

function failureOf(result: CaseResult): ReplayTest['failure'] {
  const lines = [
    ...(result.reason === '' ? [] : [result.reason]),
    ...result.findings
      .slice(0, contextEntries)
      .map((finding) => `${finding.verdict} ${finding.requirement}: ${finding.message}`),
  ]
  const first = lines[0] ?? 'no reason was recorded'
  return {
    name: result.verdict,
    message: text(first),
    text: printableLines(lines.map(text).join('\n'), { max: 4 * textLimit }),
  }
}

function testOf(result: CaseResult): ReplayTest {
  const base = {
    title: text(`${result.id} ${result.title}`),
    durationMs: result.durationMs,
    failure: undefined,
    contexts: contextsOf(result),
  }
  switch (result.verdict) {
    case 'pass':
      return { ...base, state: 'pass' }
    case 'warn':
      return { ...base, title: `${base.title} [warn]`, state: 'pass' }
    case 'inapplicable':
      return { ...base, title: `${base.title} [inapplicable]`, state: 'skip' }
    case 'fail':
    case 'inconclusive':
    case 'error':
      return { ...base, state: 'fail', failure: failureOf(result) }
  }
}

/**
 * The run as a tree of suites and tests. mochawesome knows pass, fail and pending only: the true verdict stands in the
 * first context of each test. Texts are capped, and travel inside objects: a bare string that ends like the name of an
 * image would become a link and be fetched.
 */
export function replayOf(results: FullResults, catalogue: Catalogue): Replay {
  const suites = byClause(results, catalogue).map(({ clause, title, cases }) => ({
    title: text(`${clause} ${title}`.trim()),
    tests: cases.map(testOf),
  }))
  const incomplete: ReplaySuite = {
    title: 'run',
    tests: [
      {
        title: 'the run came to its end',
        state: 'fail',
        durationMs: 0,
        failure: {
          name: 'incomplete',
          message: results.complete ? 'no case ran' : text(results.incompleteBecause.join('; ')),
          text: results.unfinished.map(({ id }) => `${text(id)} did not end`).join('\n'),
        },
        contexts: [],
      },
    ],
  }
  return {
    title: text(`oneM2M TS-0020 conformance (${results.edition})`),
    startedAt: results.startedAt,
    durationMs: results.durationMs,
    // mochawesome makes a broken page of a run without tests.
    suites: results.complete && suites.length > 0 ? suites : [...suites, incomplete],
  }
}
