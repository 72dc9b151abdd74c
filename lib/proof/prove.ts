import { allVariants, type Variant } from '../case/index.js'
import { defaultMaxMessage } from '../cse/index.js'
import { deviatingCse, type Fault } from '../fault/index.js'
import { everyIcsItem, type Edition } from '../spec/index.js'
import { credentialsFor } from './credentials.js'
import type { Killers } from './known.js'
import { judgeFault, triedAgain, type FaultOutcome } from './matrix.js'
import { runAgainst, type RunAgainst, type Waits } from './run-against.js'
import { inRankOrder } from './sample.js'

/** How a proof is made. */
export interface ProofOptions {
  /** Run every case against every fault, not only those that can matter and a sample. */
  readonly full: boolean
  /** How many cases beside those that can matter run against a fault, to catch wrong accusations. */
  readonly sample: number
  readonly seed: number
  readonly concurrency: number
  /** How long is waited for answers: `short` is for the many, `long` for those that a busy machine may have spoilt. */
  readonly waits: Waits
  /** Who caught the faults before: with short waits only these are asked, and the sample. */
  readonly known?: Killers
}

/** What the embedded CSE offers is declared, so that a fault cannot hide as an option that is not there. */
const declared: NonNullable<RunAgainst['declared']> = {
  ics: { ...everyIcsItem(true), xml: 'auto', cbor: 'auto' },
  maxMessage: defaultMaxMessage,
}

/**
 * How many cases of each clause run where a watch case has to see a fault: it sees only what the others exchange, and
 * each clause has exchanges of its own kind.
 */
const watchedPerClause: Readonly<Record<Waits, number>> = { short: 2, long: 12 }

/** So many of each clause, at the most, in the order given. */
function ofEachClause(variants: readonly Variant[], most: number): readonly Variant[] {
  const counts = new Map<string, number>()
  return variants.filter(({ definition: { clause } }) => {
    const count = (counts.get(clause) ?? 0) + 1
    counts.set(clause, count)
    return count <= most
  })
}

/**
 * The cases to run against a fault: those that judge a row it is made for, all watch cases, and a sample of the others.
 * What only suffers along can neither kill the fault nor be accused wrongly.
 */
export function casesFor(
  fault: Fault,
  variants: readonly Variant[],
  options: ProofOptions,
): readonly Variant[] {
  if (options.full) return variants
  const known = options.waits === 'short' ? options.known?.[fault.id] : undefined
  const made = ({ id, definition }: Variant): boolean =>
    known === undefined ? definition.covers.some((row) => fault.kills.includes(row)) : known.includes(id)
  const matters = (variant: Variant): boolean => variant.definition.kind === 'watch' || made(variant)
  const unaffected = variants.filter((variant) => !matters(variant))
  const others = inRankOrder(unaffected, fault.id, options.seed)
  const suffers = ({ definition }: Variant): boolean =>
    definition.covers.some((row) => fault.violates.includes(row))
  const suffering = others.filter(suffers).slice(0, Math.ceil(options.sample / 2))
  const unconcerned = others.filter((each) => !suffers(each)).slice(0, options.sample - suffering.length)
  // Where the killers are known, so are the cases in whose exchanges a watch case sees the fault.
  const watched =
    known === undefined && variants.some((variant) => variant.definition.kind === 'watch' && made(variant))
  const seen = watched ? ofEachClause(others, watchedPerClause[options.waits]) : []
  return [...variants.filter(matters), ...new Set([...suffering, ...unconcerned, ...seen])]
}

/** Editions in which a fault is shown: the default one, or the first that it is made for. */
export function editionOf(fault: Fault): Edition {
  const editions = fault.editions ?? ['R2A']
  return editions.includes('R2A') ? 'R2A' : (editions[0] ?? 'R2A')
}

/** Everybody whose findings an outcome rests on, for or against it. */
function namedIn({ killedBy, collateral, errors }: FaultOutcome): ReadonlySet<string> {
  return new Set([...killedBy, ...collateral, ...errors].map(({ id }) => id))
}

/**
 * The cases that tell whether an outcome was only the doing of short waits: whoever was accused or went wrong, and who
 * killed the fault; all that can matter where nobody did.
 */
export function casesAgain(
  fault: Fault,
  variants: readonly Variant[],
  options: ProofOptions,
  before: FaultOutcome,
): readonly Variant[] {
  if (before.killedBy.length === 0) return casesFor(fault, variants, options)
  const named = namedIn(before)
  const all = variants.filter(({ id, definition }) => named.has(id) || definition.kind === 'watch')
  // A watch case that was named has seen its finding in exchanges of the others.
  const byWatching = all.some(({ id, definition }) => definition.kind === 'watch' && named.has(id))
  return byWatching
    ? [...new Set([...casesFor(fault, variants, { ...options, waits: 'short' }), ...all])]
    : all
}

/**
 * Runs the suite against the embedded CSE with one fault. The suites must be loaded. With the outcome of a try before,
 * what that one left open is tried again: {@link casesAgain}.
 */
export async function prove(
  fault: Fault,
  options: ProofOptions,
  before?: FaultOutcome,
): Promise<FaultOutcome> {
  const edition = editionOf(fault)
  const startedAt = performance.now()
  const credentials = credentialsFor(fault)
  const cse = await deviatingCse(fault, {
    edition,
    ...(credentials === undefined ? {} : { tls: credentials.cse }),
  })
  try {
    const cases =
      before === undefined
        ? casesFor(fault, allVariants(), options)
        : casesAgain(fault, allVariants(), options, before)
    const results = await runAgainst(cse.url, edition, cases, {
      ...options,
      declared,
      tls: credentials?.tester,
    })
    const outcome = judgeFault(fault, edition, results, Math.round(performance.now() - startedAt))
    return before === undefined ? outcome : triedAgain(before, outcome)
  } finally {
    await cse.stop()
  }
}
