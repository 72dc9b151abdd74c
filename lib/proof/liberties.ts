import { allVariants, type Variant } from '../case/index.js'
import { deviatingCse, type Liberty } from '../fault/index.js'
import type { CaseResult } from '../record/index.js'
import type { Edition, RequirementId } from '../spec/index.js'
import { credentialsFor } from './credentials.js'
import { errorsIn, hitsIn, notRepeatedIn, unique, type FaultOutcome, type Hit } from './matrix.js'
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
  /** Findings that accuse wrongly, after a second look with longer waits. */
  readonly accusations: readonly Hit[]
  /** Those of the first look, with short waits, that the second one did not repeat. */
  readonly notRepeated: readonly Hit[]
  /** Cases that ended as the tester's own error. */
  readonly errors: FaultOutcome['errors']
  /** Those of the first look that the second one did not repeat. */
  readonly errorsNotRepeated: FaultOutcome['errors']
  /** Rows that a Reading has a warning on, and that nobody warned of. */
  readonly unwarned: readonly RequirementId[]
  readonly durationMs: number
}

/** Whether nobody was accused of a liberty and the tester made no mistake; where nothing passed, nothing was shown. */
export function isRespected({ accusations, errors, passed }: LibertyOutcome): boolean {
  return accusations.length === 0 && errors.length === 0 && passed > 0
}

/** How a proof is made. */
export interface LibertyProof extends Pick<RunAgainst, 'concurrency' | 'seed'> {
  /** The edition of the CSE, unless the liberty is one in others only. */
  readonly edition: Edition
  /** How many cases run against each liberty beside the watch cases; all when left out. */
  readonly sample?: number
}

/** The findings that accuse a liberty wrongly: all, but for the warnings that a Reading has for it. */
export function accusationsIn(
  results: readonly CaseResult[],
  { warns }: Pick<Liberty, 'warns'>,
): readonly Hit[] {
  return unique(
    hitsIn(results).filter(({ requirement, verdict }) => verdict === 'fail' || !warns.includes(requirement)),
  )
}

async function exercise(
  liberty: Liberty,
  cases: readonly Variant[],
  options: LibertyProof & Pick<RunAgainst, 'waits'>,
): Promise<readonly CaseResult[]> {
  const { editions = [options.edition], serializations } = liberty
  const edition = editions.includes(options.edition) ? options.edition : (editions[0] ?? options.edition)
  const credentials = credentialsFor(liberty)
  const cse = await deviatingCse(liberty, {
    edition,
    ...(credentials === undefined ? {} : { tls: credentials.cse }),
    ...(serializations === undefined ? {} : { serializations }),
  })
  try {
    return await runAgainst(cse.url, edition, cases, { ...options, tls: credentials?.tester })
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
  const first = accusationsIn(results, liberty)
  const doubtful = new Set([...first, ...errorsIn(results)].map(({ id }) => id))
  // A watch case that found something has seen it in exchanges of the others.
  const watching = cases.some(({ id, definition }) => definition.kind === 'watch' && doubtful.has(id))
  const again = watching ? cases : cases.filter(({ id }) => doubtful.has(id))
  const second = again.length === 0 ? [] : await exercise(liberty, again, { ...options, waits: 'long' })
  const accusations = accusationsIn(second, liberty)
  const errors = errorsIn(second)
  const warned = new Set([...hitsIn(results), ...hitsIn(second)].map(({ requirement }) => requirement))
  return {
    liberty: liberty.id,
    text: liberty.text,
    permittedBy: liberty.permittedBy,
    cases: results.length,
    passed: results.filter(({ verdict }) => verdict === 'pass').length,
    inconclusive: results
      .filter(({ verdict }) => verdict === 'inconclusive')
      .map(({ id, reason }) => ({ id, reason })),
    accusations,
    notRepeated: notRepeatedIn(first, accusations),
    errors,
    errorsNotRepeated: errorsIn(results).filter(({ id }) => !errors.some((again) => again.id === id)),
    unwarned: liberty.warns.filter((row) => !warned.has(row)),
    durationMs: Math.round(performance.now() - startedAt),
  }
}
