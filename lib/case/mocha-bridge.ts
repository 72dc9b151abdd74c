import type { CaseResult } from '../record/index.js'
import { printable } from '../record/index.js'
import type { Variant } from './definition.js'

/** How an `it` learns what became of its case. Set by the fixtures that start the run. */
export type ResultSource = (id: string) => Promise<CaseResult>

let source: ResultSource | undefined
let declaring = false

/**
 * From now on, loading a suite file declares its cases to the mocha that loads it. Off by default: the product's own
 * tests load suites under mocha too, and want them as data.
 */
export function declareCases(): void {
  declaring = true
}

/** Connects mocha's tests with the run. Called once, before mocha's runner starts. */
export function connectResults(to: ResultSource): void {
  source = to
}

/** Ids by mocha test, for those that look at mocha's tree. */
const ids = new WeakMap<object, string>()

/** The variant's id of a test in mocha's tree; undefined for a test that is none of ours. */
export function variantIdOf(test: object): string | undefined {
  return ids.get(test)
}

/** The text with which mocha reports a case that does not pass: every finding, in the vendor's words. */
export function failureText(result: CaseResult): string {
  const lines = result.findings.map(
    (finding) => `${finding.verdict}: ${finding.message} [${finding.evidence}]`,
  )
  if (result.reason !== '') lines.unshift(result.reason)
  return [result.verdict, ...lines].map((line) => printable(line)).join('\n      ')
}

/**
 * Declares a `describe` with an `it` for each variant, when mocha is loading the file; does nothing otherwise.
 * An `it` only waits: the engine runs the cases, concurrently, and has deadlines of its own.
 */
export function declareInMocha(title: string, variants: readonly Variant[]): void {
  if (!declaring) return
  globalThis.describe(title, () => {
    for (const variant of variants) {
      const test = globalThis.it(`${variant.id} ${variant.definition.title}`, async function () {
        this.timeout(0)
        if (source === undefined) {
          throw new Error(
            'the run was not started: mocha must load dist/lib/cli/mocha.js first (see .mocharc.json)',
          )
        }
        const result = await source(variant.id)
        switch (result.verdict) {
          case 'pass':
          case 'warn':
            return
          case 'inapplicable':
            this.skip()
            return
          case 'fail':
          case 'inconclusive':
          case 'error': {
            const failure = new Error(failureText(result))
            failure.name = result.verdict
            // The stack would point into this file, which tells the reader nothing.
            failure.stack = `${result.verdict}: ${failure.message}`
            throw failure
          }
        }
      })
      ids.set(test, variant.id)
    }
  })
}
