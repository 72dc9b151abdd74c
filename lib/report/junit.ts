import published, { type Builder, type TestCase } from 'junit-report-builder'
import {
  printable,
  printableLines,
  type CaseResult,
  type Catalogue,
  type FullResults,
} from '../record/index.js'
import { byClause } from './clauses.js'

/** What the import yields is the builder itself; the types of the package describe a module around it. */
const builder = published as unknown as Builder

/** Longest message in an attribute, and longest block of text, in UTF-16 code units. */
const messageLimit = 1000
const blockLimit = 20_000

/**
 * The builder writes blocks as CDATA and splits only the first `]]>`, so none may remain. Nothing here is evidence
 * (that is in `evidence/`), so a visible change is in order.
 */
function withoutSectionEnd(text: string): string {
  return text.replace(/\]\]>/g, ']]\\u{3e}')
}

/** Text for an attribute. The builder escapes markup; what XML 1.0 forbids is shown here. */
function attribute(text: string): string {
  return withoutSectionEnd(printable(text, { max: messageLimit }))
}

/** Text for a block. */
function block(lines: readonly string[]): string {
  return withoutSectionEnd(printableLines(lines.join('\n'), { max: blockLimit }))
}

/** Seconds, to the microsecond. */
function seconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1_000_000
}

function findingLines(result: CaseResult): readonly string[] {
  return result.findings.map(({ verdict, requirement, message, evidence, row }) => {
    const where = evidence === '' ? '' : ` [${evidence}${row === undefined ? '' : ` row ${row}`}]`
    return `${verdict} ${requirement}: ${message}${where}`
  })
}

function contentOf(result: CaseResult): readonly string[] {
  return [
    ...(result.reason === '' ? [] : [result.reason]),
    ...findingLines(result),
    ...result.notes.map(({ requirement, message }) => `note ${requirement}: ${message}`),
    ...(result.evidence === '' ? [] : [`evidence: ${result.evidence}`]),
  ]
}

function headlineOf(result: CaseResult, fallback: string): string {
  return (
    result.findings.find(({ verdict }) => verdict === 'fail')?.message ??
    (result.reason === '' ? fallback : result.reason)
  )
}

function describe(testCase: TestCase, result: CaseResult): void {
  const content = contentOf(result)
  switch (result.verdict) {
    case 'pass':
    case 'warn':
      if (content.length > 0) testCase.standardOutput(block(content))
      return
    case 'inapplicable':
      testCase.skipped()
      testCase.standardOutput(block(['inapplicable', ...content]))
      return
    case 'fail':
      testCase.failure(attribute(headlineOf(result, 'a requirement is violated')), 'fail')
      testCase.stacktrace(block(content))
      return
    case 'inconclusive':
      testCase.error(
        attribute(headlineOf(result, 'the precondition could not be reached')),
        'inconclusive',
        block(content),
      )
      return
    case 'error':
      testCase.error(attribute(headlineOf(result, 'the tester is at fault')), 'error', block(content))
  }
}

/**
 * `junit.xml`: a suite for each clause, a test for each case. fail is a failure; error and inconclusive are errors (of
 * types of the same name: neither may look green); inapplicable is skipped, its reason in system-out, since the form
 * has no place for it; a warning passes and says so in system-out. A run that did not end has one error more.
 */
export function renderJunit(results: FullResults, catalogue: Catalogue): string {
  const report = builder.newBuilder()
  report.name(attribute(`oneM2M TS-0020 conformance of ${results.sut.url}`))
  for (const { clause, title, cases, durationMs } of byClause(results, catalogue)) {
    const suite = report.testSuite()
    suite.name(attribute(`${clause} ${title}`.trim())).time(seconds(durationMs))
    suite.timestamp(attribute(results.startedAt))
    suite.property('edition', attribute(results.edition))
    for (const result of cases) {
      const testCase = suite.testCase()
      testCase.className(attribute(clause)).name(attribute(`${result.id} ${result.title}`))
      testCase.time(seconds(result.durationMs))
      describe(testCase, result)
    }
  }
  if (!results.complete) {
    const suite = report.testSuite().name('run').timestamp(attribute(results.startedAt))
    suite
      .testCase()
      .className('run')
      .name('the run came to its end')
      .error(
        attribute(results.incompleteBecause.join('; ')),
        'incomplete',
        block(results.unfinished.map(({ id }) => `${id} did not end`)),
      )
  }
  return report.build()
}
