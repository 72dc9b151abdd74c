import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Conformance, type Variant } from '../case/index.js'
import { createRunFolder, RecordWriter, type CaseResult } from '../record/index.js'
import type { Edition } from '../spec/index.js'
import { defaultConfiguration, type Configuration } from '../sut/configuration/index.js'

/** How long is waited for answers: `short` is for the many, `long` for those that a busy machine may have spoilt. */
export type Waits = 'short' | 'long'

/** Milliseconds. The CSE is on this machine, and lazy servers are not to eat the time. */
const timeouts: Readonly<Record<Waits, Configuration['timeouts']>> = {
  short: { connect: 1000, response: 300, close: 300, silence: 40, idle: 160, case: 10_000 },
  long: { connect: 4000, response: 1500, close: 1500, silence: 150, idle: 600, case: 20_000 },
}

/** How a run is made. */
export interface RunAgainst {
  readonly concurrency: number
  readonly seed: number
  readonly waits: Waits
  /** TLS of the tester, at a wss address. */
  readonly tls?: Configuration['sut']['tls'] | undefined
  /** What the SUT is declared to offer, and the largest message that it takes; found out when left out. */
  readonly declared?: { readonly ics: Configuration['ics']; readonly maxMessage: number }
}

/** Runs cases against a CSE on this machine; keeps nothing but the results. The suites must be loaded. */
export async function runAgainst(
  url: string,
  edition: Edition,
  cases: readonly Variant[],
  { concurrency, seed, waits, declared, tls }: RunAgainst,
): Promise<readonly CaseResult[]> {
  const usual = defaultConfiguration()
  const configuration: Configuration = {
    ...usual,
    sut: { ...usual.sut, url, edition, tls, maxMessage: declared?.maxMessage ?? usual.sut.maxMessage },
    ics: declared?.ics ?? usual.ics,
    timeouts: timeouts[waits],
    run: { ...usual.run, concurrency, seed },
  }
  const place = mkdtempSync(join(tmpdir(), 'ts0020-proof-'))
  try {
    const made = createRunFolder({ cwd: place, now: new Date(), out: join(place, 'run') })
    if (made.kind === 'unusable') throw new Error(made.message)
    const record = new RecordWriter({ folder: made.folder, evidencePerCase: 65_536 })
    const conformance = new Conformance({ configuration, url, embedded: true, record })
    await conformance.prepare(cases)
    return (await conformance.perform(cases)).results
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}
