import { setMaxListeners } from 'node:events'
import type { CaseResult, RecordWriter } from '../record/index.js'
import type { System } from '../sut/index.js'
import type { Variant } from './definition.js'
import { Executor } from './executor.js'
import { shuffled } from './shuffle.js'
import type { WatchBoard } from './watch-board.js'

/** What a run works with. */
export interface RunOptions {
  readonly system: System
  readonly record: RecordWriter
  readonly board: WatchBoard
  readonly concurrency: number
  /** Decides the order of the cases. */
  readonly seed: number
  readonly elapsed: () => number
  /** Told of each result as it comes. */
  readonly onResult?: (result: CaseResult, done: number, of: number) => void
  /** Why no case can run, when that is known before the start. */
  readonly stopped?: string
  /** Brings a dead SUT back; resolves with whether it is alive again. */
  readonly restart?: () => Promise<boolean>
}

/** How a run ended. */
export interface RunOutcome {
  readonly results: readonly CaseResult[]
  /** Why not everything ran; empty when it did. */
  readonly stopped: string
  readonly interrupted: boolean
}

interface Promised {
  readonly promise: Promise<CaseResult>
  readonly resolve: (result: CaseResult) => void
}

function promised(): Promised {
  let resolve: (result: CaseResult) => void = () => undefined
  const promise = new Promise<CaseResult>((keep) => {
    resolve = keep
  })
  return { promise, resolve }
}

/**
 * One run over a selection: ordinary cases concurrently in an order that the seed decides, hazard cases alone and in
 * the order of their ids with a probe after each, watch cases at the end.
 */
export class Run {
  readonly #options: RunOptions
  readonly #executor: Executor
  readonly #promised = new Map<string, Promised>()
  readonly #results: CaseResult[] = []
  readonly #interruption = new AbortController()
  #total = 0
  #stopped = ''

  constructor(options: RunOptions) {
    this.#options = options
    this.#executor = new Executor(options)
    this.#stopped = options.stopped ?? ''
    // Every running case listens to the one signal that ends the run.
    setMaxListeners(0, this.#interruption.signal)
  }

  /** The result of a selected case, as soon as there is one. */
  result(id: string): Promise<CaseResult> {
    return this.#promise(id).promise
  }

  /** Ends the run early: running cases are inconclusive, the others are not run. */
  interrupt(): void {
    this.#interruption.abort()
  }

  /** Runs the selection to its end. Never rejects for what the SUT does. */
  async perform(selection: readonly Variant[]): Promise<RunOutcome> {
    this.#total = selection.length
    const isHazard = ({ definition }: Variant): boolean =>
      definition.kind === 'case' && definition.hazard === true
    const watched = selection.filter(({ definition }) => definition.kind === 'watch')
    const ordinary = selection.filter((variant) => variant.definition.kind === 'case' && !isHazard(variant))
    const hazards = selection.filter(isHazard).sort((a, b) => (a.id < b.id ? -1 : 1))

    const queue = [...shuffled(ordinary, this.#options.seed)]
    const lane = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) await this.#one(next)
    }
    await Promise.all(Array.from({ length: Math.max(1, this.#options.concurrency) }, lane))
    for (const variant of hazards) await this.#hazard(variant)
    for (const variant of watched) await this.#one(variant)
    return { results: this.#results, stopped: this.#stopped, interrupted: this.#interruption.signal.aborted }
  }

  async #one(variant: Variant): Promise<CaseResult> {
    const needsSystem = variant.definition.kind === 'case'
    const result =
      needsSystem && (this.#stopped !== '' || this.#interruption.signal.aborted)
        ? this.#executor.skip(variant, this.#stopped === '' ? 'the run was interrupted' : this.#stopped)
        : await this.#executor.run(variant, this.#interruption.signal)
    this.#results.push(result)
    this.#options.onResult?.(result, this.#results.length, this.#total)
    this.#promise(variant.id).resolve(result)
    return result
  }

  async #hazard(variant: Variant): Promise<void> {
    await this.#one(variant)
    if (this.#stopped !== '' || (await this.#alive(variant.id))) return
    const back = (await this.#options.restart?.()) ?? false
    if (!back) this.#stopped = `the SUT takes no connections since ${variant.id}`
  }

  /** One probe that fails may be chance; two are not. */
  async #alive(after: string): Promise<boolean> {
    const { system, record } = this.#options
    const transcript = record.evidence(`probe-${after}`)
    return (await system.alive(transcript)) || (await system.alive(transcript))
  }

  #promise(id: string): Promised {
    const known = this.#promised.get(id)
    if (known !== undefined) return known
    const fresh = promised()
    this.#promised.set(id, fresh)
    return fresh
  }
}
