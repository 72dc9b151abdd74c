import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CaseDefinition, Variant } from '../../lib/case/index.js'
import { Run, WatchBoard, type RunOutcome } from '../../lib/case/index.js'
import type { CseOptions } from '../../lib/cse/index.js'
import { startCseHere } from '../../lib/cse/server.js'
import {
  createRunFolder,
  readRecord,
  RecordWriter,
  type CaseResult,
  type RecordLine,
  type RunRecord,
} from '../../lib/record/index.js'
import { defaultConfiguration, type Configuration } from '../../lib/sut/configuration/index.js'
import { Discoverer, System, type SystemOptions } from '../../lib/sut/index.js'

/** A variant made of a definition, outside of the registry of the suites. */
export function variant(
  id: string,
  definition: Partial<CaseDefinition> & Pick<CaseDefinition, 'run'> & { readonly clause?: string },
): Variant {
  return {
    id,
    serialization: undefined,
    definition: {
      kind: 'case',
      id: 'CSE/HSK/999',
      clause: '6.2.1',
      title: 'a case of a test',
      covers: ['6.2.1-5'],
      sends: 'something',
      accepts: 'anything',
      ...definition,
    },
  }
}

/** Short waits, so that a test of waiting does not take long. */
export function quickConfiguration(url: string): Configuration {
  const usual = defaultConfiguration()
  return {
    ...usual,
    sut: { ...usual.sut, url },
    timeouts: { connect: 500, response: 300, close: 300, silence: 40, idle: 160, case: 1000 },
  }
}

/** How a run of a test differs from others. */
export interface TestRunOptions {
  readonly concurrency?: number
  readonly seed?: number
  readonly restart?: () => Promise<void>
  /** Those of {@link quickConfiguration} when left out. */
  readonly timeouts?: Configuration['timeouts']
  /** Octets of the largest message that the SUT is declared to take; not declared when left out. */
  readonly maxMessage?: number
}

/** A run with what it left on disk. */
export interface Performed extends RunOutcome {
  readonly record: RunRecord
}

/** Runs variants against a SUT; returns their results. */
export async function runAgainst(
  url: string,
  variants: readonly Variant[],
  options: TestRunOptions = {},
): Promise<readonly CaseResult[]> {
  return (await performAgainst(url, variants, options)).results
}

/** Runs variants against a SUT, with a record in a folder of its own that is gone afterwards. */
export async function performAgainst(
  url: string,
  variants: readonly Variant[],
  options: TestRunOptions = {},
): Promise<Performed> {
  const place = mkdtempSync(join(tmpdir(), 'ts0020-case-'))
  const folder = createRunFolder({ cwd: place, now: new Date(), out: join(place, 'run') })
  if (folder.kind === 'unusable') throw new Error(folder.message)
  const record = new RecordWriter({ folder: folder.folder, evidencePerCase: 65536 })
  const startedAt = performance.now()
  const quick = quickConfiguration(url)
  const { hostname, port } = new URL(url)
  const board = new WatchBoard()
  const system: SystemOptions = {
    configuration: {
      ...quick,
      sut: { ...quick.sut, maxMessage: options.maxMessage ?? quick.sut.maxMessage },
      timeouts: options.timeouts ?? quick.timeouts,
    },
    endpoint: { host: hostname, port: Number(port) },
    authority: `${hostname}:${port}`,
    clock: () => Math.round((performance.now() - startedAt) * 1000),
    watcher: board,
    adminTranscript: record.evidence('admin'),
  }
  const discovery = await new Discoverer(system, record.evidence('discovery')).discover()
  const sut = new System(system, discovery.profile)
  if (discovery.kind === 'discovered') for (const path of discovery.created) sut.cleaner.remove(path)
  const run = new Run({
    system: sut,
    record,
    board,
    concurrency: options.concurrency ?? 4,
    seed: options.seed ?? 1,
    elapsed: () => performance.now() - startedAt,
    ...(discovery.kind === 'unreachable' ? { stopped: `no connection: ${discovery.reason}` } : {}),
    ...(options.restart === undefined
      ? {}
      : { restart: () => (options.restart?.() ?? Promise.resolve()).then(() => true) }),
  })
  record.write(headerOf(url, variants.length))
  try {
    const outcome = await run.perform(variants)
    await sut.cleaner.finish(1000)
    record.close()
    const read = readRecord(folder.folder)
    if (read.kind !== 'record') throw new Error(read.message)
    return { ...outcome, record: read.record }
  } finally {
    sut.admin.close()
    record.close()
    rmSync(place, { recursive: true, force: true })
  }
}

function headerOf(url: string, selected: number): RecordLine {
  return {
    kind: 'header',
    schema: 1,
    tool: { name: 'test', version: '0.0.0' },
    startedAt: new Date().toISOString(),
    edition: 'R2A',
    sut: { url, cseId: '', cseName: '', embedded: true, product: { vendor: '', name: '', version: '' } },
    configuration: {},
    seed: 1,
    concurrency: 1,
    selected,
    available: selected,
    environment: { node: process.version, platform: process.platform },
  }
}

/** Runs one case against an embedded CSE of its own. */
export async function judged(
  definition: Partial<CaseDefinition> & Pick<CaseDefinition, 'run'>,
  options: Partial<CseOptions> = {},
): Promise<CaseResult> {
  const cse = await startCseHere({ edition: 'R2A', ...options })
  try {
    const [result] = await runAgainst(cse.url, [variant('CSE/HSK/999', definition)])
    if (result === undefined) throw new Error('the case gave no result')
    return result
  } finally {
    await cse.stop()
  }
}
