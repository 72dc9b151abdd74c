import { arch, platform } from 'node:os'
import type { CaseResult, RecordLine, RecordWriter } from '../record/index.js'
import { packageName, packageVersion } from '../spec/index.js'
import { flatten, type Configuration } from '../sut/configuration/index.js'
import { Discoverer, Names, System, type Discovery, type SystemOptions } from '../sut/index.js'
import type { Clock } from '../wire/index.js'
import type { Variant } from './definition.js'
import { allVariants } from './registry.js'
import { restart } from './restart.js'
import { Run, type RunOutcome } from './run.js'
import { endpointOf } from './target.js'
import { WatchBoard } from './watch-board.js'

/** How the part of a run that needs the SUT ended. */
export interface ConformanceOutcome extends RunOutcome {
  readonly leftovers: readonly { readonly resource: string; readonly reason: string }[]
  /** Why the record is not whole; undefined when it is. */
  readonly recordFailure: string | undefined
}

/** Told while the run goes on. */
export interface Listener {
  discovered?(discovery: Discovery): void
  result?(result: CaseResult, done: number, of: number): void
}

/** What the run does beyond TS-0020 because this SUT needs it; a reader of the report has to know. */
function deviations(configuration: Configuration, pointOfAccess: string | undefined): readonly string[] {
  const headers = Object.entries(configuration.sut.headers).map(
    ([name, value]) => `every handshake carries ${name}: ${value}, which TS-0020 does not know`,
  )
  return pointOfAccess === undefined
    ? headers
    : [
        ...headers,
        `every <AE> has the pointOfAccess ${pointOfAccess}, without which the SUT does not route to it`,
      ]
}

/** The longest time that clean-up may take at the end of a run, in milliseconds. */
const cleanUpMs = 5000

/** What a run is about. */
export interface ConformanceOptions {
  readonly configuration: Configuration
  /** ws or wss URL of the SUT. */
  readonly url: string
  /** Whether that is the embedded reference CSE of this package. */
  readonly embedded: boolean
  readonly record: RecordWriter
  readonly listener?: Listener
}

/**
 * One run from the configuration to the closed record: discovers, runs the selection, cleans up. The record is complete
 * on disk when {@link perform} resolves.
 */
export class Conformance {
  readonly #options: ConformanceOptions
  readonly #startedAt = process.hrtime.bigint()
  readonly #clock: Clock = () => Number((process.hrtime.bigint() - this.#startedAt) / 1000n)
  readonly #board = new WatchBoard()
  readonly #interruption = new AbortController()
  #system: System | undefined
  #run: Run | undefined

  constructor(options: ConformanceOptions) {
    this.#options = options
  }

  /** Writes the header and finds out what the SUT offers. */
  async prepare(selected: readonly Variant[]): Promise<Run> {
    const { configuration, url, record, listener } = this.#options
    record.write(this.#header(selected))

    const options: SystemOptions = {
      configuration,
      ...endpointOf(url, configuration),
      clock: this.#clock,
      watcher: this.#board,
      adminTranscript: record.evidence('admin'),
      names: new Names(configuration.sut.originators.ae),
    }
    const transcript = record.evidence('discovery')
    const discovery = await new Discoverer(options, transcript).discover(this.#interruption.signal)
    const system = new System(options, discovery.profile)
    this.#system = system
    if (discovery.kind === 'discovered') {
      for (const resource of discovery.created) system.cleaner.remove(resource)
    }
    // What was found out until an interruption tells of the interruption rather than of the SUT.
    const { aborted } = this.#interruption.signal
    if (discovery.kind === 'discovered' && !aborted) {
      record.write({
        kind: 'discovery',
        edition: discovery.profile.edition,
        sut: { url, cseId: discovery.profile.cseId ?? '', cseName: discovery.profile.cseName ?? '' },
        facts: discovery.facts,
        deviations: deviations(configuration, discovery.profile.pointOfAccess),
        offers: discovery.profile.offers,
        evidence: transcript.used ? transcript.file : '',
      })
    }
    if (!aborted) listener?.discovered?.(discovery)
    const { restart: command } = configuration.sut
    this.#run = new Run({
      system,
      record,
      board: this.#board,
      concurrency: configuration.run.concurrency,
      seed: configuration.run.seed,
      elapsed: () => this.#clock() / 1000,
      onResult: (result, done, of) => listener?.result?.(result, done, of),
      interruption: this.#interruption.signal,
      ...(discovery.kind === 'unreachable' && !aborted
        ? { stopped: `no connection to the SUT: ${discovery.reason}` }
        : {}),
      ...(command === undefined
        ? {}
        : {
            restart: () => restart(command, () => system.alive(transcript), this.#interruption.signal),
          }),
    })
    return this.#run
  }

  /** Ends the discovery and starts no case any more; what runs becomes inconclusive, what was judged stays. */
  interrupt(): void {
    this.#interruption.abort()
  }

  /** Runs the selection, cleans up and closes the record. */
  async perform(selection: readonly Variant[]): Promise<ConformanceOutcome> {
    const run = this.#run
    const system = this.#system
    const { record } = this.#options
    if (run === undefined || system === undefined) throw new Error('prepare comes before perform')
    const outcome = await run.perform(selection)
    if (outcome.stopped !== '') system.cleaner.stop(outcome.stopped)
    const leftovers = await system.cleaner.finish(cleanUpMs)
    for (const leftover of leftovers) record.write({ kind: 'leftover', ...leftover })
    system.admin.close()
    record.write({
      kind: 'footer',
      durationMs: this.#clock() / 1000,
      interrupted: outcome.interrupted,
      stopped: outcome.stopped,
      ...(outcome.outages.length === 0 ? {} : { outages: outcome.outages }),
    })
    record.close()
    return { ...outcome, leftovers, recordFailure: record.failure }
  }

  #header(selected: readonly Variant[]): RecordLine {
    const { configuration, url, embedded } = this.#options
    const { sut, run } = configuration
    return {
      kind: 'header',
      schema: 1,
      tool: { name: packageName, version: packageVersion() },
      startedAt: new Date().toISOString(),
      edition: sut.edition,
      sut: {
        url,
        cseId: sut.cseId ?? '',
        cseName: sut.cseName ?? '',
        embedded,
        product: sut.product,
      },
      configuration: flatten(configuration),
      seed: run.seed,
      concurrency: run.concurrency,
      selected: selected.length,
      available: allVariants().length,
      environment: { node: process.version, platform: `${platform()} ${arch()}` },
    }
  }
}
