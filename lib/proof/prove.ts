import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allVariants, Conformance, type Variant } from '../case/index.js'
import { defaultMaxMessage } from '../cse/index.js'
import { faultyCse, type Fault } from '../fault/index.js'
import { createRunFolder, RecordWriter, type CaseResult } from '../record/index.js'
import type { Edition } from '../spec/index.js'
import { defaultConfiguration, type Configuration } from '../sut/configuration/index.js'
import { judgeFault, type FaultOutcome } from './matrix.js'

/** How a proof is made. */
export interface ProofOptions {
  /** Run every case against every fault, not only those that can matter and a sample. */
  readonly full: boolean
  /** How many cases beside those that can matter run against a fault, to catch wrong accusations. */
  readonly sample: number
  readonly seed: number
  readonly concurrency: number
  /** How long is waited for answers: `short` is for the many, `long` for those that a busy machine may have spoilt. */
  readonly waits: 'short' | 'long'
}

/** Milliseconds. The faulty CSE is on this machine, and lazy servers are not to eat the time. */
const timeouts: Readonly<Record<ProofOptions['waits'], Configuration['timeouts']>> = {
  short: { connect: 1000, response: 300, close: 300, silence: 40, idle: 160, case: 10_000 },
  long: { connect: 4000, response: 1500, close: 1500, silence: 150, idle: 600, case: 20_000 },
}

/** What the embedded CSE offers is declared, so that a fault cannot hide as an option that is not there. */
const declared: Configuration['ics'] = {
  json: true,
  xml: 'auto',
  cbor: 'auto',
  permessageDeflate: true,
  nonBlockingSynch: true,
  nonBlockingAsynch: true,
  flexBlocking: true,
  noResponse: true,
  remoteCse: true,
}

function configuration(url: string, edition: Edition, options: ProofOptions): Configuration {
  const usual = defaultConfiguration()
  return {
    ...usual,
    sut: { ...usual.sut, url, edition, maxMessage: defaultMaxMessage },
    ics: declared,
    timeouts: timeouts[options.waits],
    run: { ...usual.run, concurrency: options.concurrency, seed: options.seed },
  }
}

/** How many times as many cases are sampled where a watch case has to see a fault. */
const samplesWatched = 24

/** A number from text and seed, evenly spread, so that the sample differs from fault to fault and is repeatable. */
function rank(text: string, seed: number): number {
  let hash = seed ^ 0x811c9dc5
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
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
  const matters = ({ definition }: Variant): boolean =>
    definition.kind === 'watch' || definition.covers.some((row) => fault.kills.includes(row))
  // A watch case sees only what the others exchange, so a row of its own needs more of them.
  const watched = variants.some(
    ({ definition }) =>
      definition.kind === 'watch' && definition.covers.some((row) => fault.kills.includes(row)),
  )
  const others = variants
    .filter((variant) => !matters(variant))
    .sort((a, b) => rank(fault.id + a.id, options.seed) - rank(fault.id + b.id, options.seed))
  const suffers = ({ definition }: Variant): boolean =>
    definition.covers.some((row) => fault.violates.includes(row))
  const size = watched ? options.sample * samplesWatched : options.sample
  const suffering = others.filter(suffers).slice(0, Math.ceil(size / 2))
  const unconcerned = others.filter((each) => !suffers(each)).slice(0, size - suffering.length)
  return [...variants.filter(matters), ...suffering, ...unconcerned]
}

async function run(
  url: string,
  edition: Edition,
  cases: readonly Variant[],
  options: ProofOptions,
): Promise<readonly CaseResult[]> {
  const place = mkdtempSync(join(tmpdir(), 'ts0020-proof-'))
  try {
    const made = createRunFolder({ cwd: place, now: new Date(), out: join(place, 'run') })
    if (made.kind === 'unusable') throw new Error(made.message)
    const record = new RecordWriter({ folder: made.folder, evidencePerCase: 65_536 })
    const conformance = new Conformance({
      configuration: configuration(url, edition, options),
      url,
      embedded: true,
      record,
    })
    await conformance.prepare(cases)
    return (await conformance.perform(cases)).results
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** Editions in which a fault is shown: the default one, or the first that it is made for. */
export function editionOf(fault: Fault): Edition {
  const editions = fault.editions ?? ['R2A']
  return editions.includes('R2A') ? 'R2A' : (editions[0] ?? 'R2A')
}

/** Runs the suite against the embedded CSE with one fault. The suites must be loaded. */
export async function prove(fault: Fault, options: ProofOptions): Promise<FaultOutcome> {
  const edition = editionOf(fault)
  const startedAt = performance.now()
  const cse = await faultyCse(fault, { edition })
  try {
    const cases = casesFor(fault, allVariants(), options)
    const results = await run(cse.url, edition, cases, options)
    return judgeFault(fault, edition, results, Math.round(performance.now() - startedAt))
  } finally {
    await cse.stop()
  }
}
