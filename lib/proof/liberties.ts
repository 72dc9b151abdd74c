import { allVariants, type Variant } from '../case/index.js'
import { deviatingCse, type Liberty } from '../fault/index.js'
import type { CaseResult } from '../record/index.js'
import type { Edition } from '../spec/index.js'
import { runAgainst, type RunAgainst } from './run-against.js'
import { inRankOrder } from './sample.js'

/** What the suite said of a CSE that takes a liberty. */
export interface LibertyOutcome {
  readonly liberty: string
  readonly text: string
  readonly permittedBy: string
  readonly cases: number
  readonly passed: number
  readonly inconclusive: readonly { readonly id: string; readonly reason: string }[]
  /** Findings that accuse wrongly, and errors of the tester, after a second look with longer waits. */
  readonly problems: readonly string[]
  /** Those of the first look, with short waits, that the second one did not repeat. */
  readonly notRepeated: readonly string[]
  readonly durationMs: number
}

/** How a proof is made. */
export interface LibertyProof extends Pick<RunAgainst, 'concurrency' | 'seed'> {
  /** The edition of the CSE, unless the liberty is one in others only. */
  readonly edition: Edition
  /** How many cases run against each liberty beside the watch cases; all when left out. */
  readonly sample?: number
}

/**
 * What is wrong with a result where the server took a liberty and nothing else: findings on rows that no Reading has a
 * warning on for it, and errors.
 */
export function wrongIn(
  { id, verdict, reason, findings }: CaseResult,
  { warns }: Pick<Liberty, 'warns'>,
): readonly string[] {
  const wrong = findings.filter((each) => each.verdict === 'fail' || !warns.includes(each.requirement))
  return [
    ...wrong.map((each) => `${id} ${each.requirement} ${each.verdict}: ${each.message}`),
    ...(verdict === 'error' ? [`${id} error: ${reason}`] : []),
  ]
}

async function exercise(
  liberty: Liberty,
  cases: readonly Variant[],
  options: LibertyProof & Pick<RunAgainst, 'waits'>,
): Promise<readonly CaseResult[]> {
  const { editions = [options.edition], serializations } = liberty
  const edition = editions.includes(options.edition) ? options.edition : (editions[0] ?? options.edition)
  const cse = await deviatingCse(liberty, {
    edition,
    ...(serializations === undefined ? {} : { serializations }),
  })
  try {
    return await runAgainst(cse.url, edition, cases, options)
  } finally {
    await cse.stop()
  }
}

/** The cases to run: watch cases see what the others exchange, and are always among them. */
function casesFor({ id }: Liberty, { sample, seed }: LibertyProof): readonly Variant[] {
  const variants = allVariants()
  if (sample === undefined) return variants
  const others = variants.filter(({ definition }) => definition.kind !== 'watch')
  const watches = variants.filter(({ definition }) => definition.kind === 'watch')
  return [...inRankOrder(others, id, seed).slice(0, sample), ...watches]
}

/**
 * Runs the suite against the embedded CSE with one liberty. The suites must be loaded. Whoever accuses it with short waits
 * is asked once more with long ones, and that counts.
 */
export async function proveLiberty(liberty: Liberty, options: LibertyProof): Promise<LibertyOutcome> {
  const startedAt = performance.now()
  const cases = casesFor(liberty, options)
  const results = await exercise(liberty, cases, { ...options, waits: 'short' })
  const first = results.flatMap((result) => wrongIn(result, liberty))
  const doubtful = results.filter((result) => wrongIn(result, liberty).length > 0).map(({ id }) => id)
  // A watch case that found something has seen it in exchanges of the others.
  const watching = cases.some(({ id, definition }) => definition.kind === 'watch' && doubtful.includes(id))
  const again = watching ? cases : cases.filter(({ id }) => doubtful.includes(id))
  const second = again.length === 0 ? [] : await exercise(liberty, again, { ...options, waits: 'long' })
  const problems = second.flatMap((result) => wrongIn(result, liberty))
  const named = (each: string): string => each.split(': ', 1)[0] ?? each
  return {
    liberty: liberty.id,
    text: liberty.text,
    permittedBy: liberty.permittedBy,
    cases: results.length,
    passed: results.filter(({ verdict }) => verdict === 'pass').length,
    inconclusive: results
      .filter(({ verdict }) => verdict === 'inconclusive')
      .map(({ id, reason }) => ({ id, reason })),
    problems,
    notRepeated: first.filter((each) => !problems.some((again) => named(again) === named(each))),
    durationMs: Math.round(performance.now() - startedAt),
  }
}
