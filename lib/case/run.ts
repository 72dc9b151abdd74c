import { setMaxListeners } from 'node:events'
import type { CaseResult, RecordWriter } from '../record/index.js'
import type { System } from '../sut/index.js'
import type { Variant } from './definition.js'
import { Executor, type Attempt, type Fate } from './executor.js'
import { inLanes } from './lanes.js'
import { Vigil } from './vigil.js'
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
  /** Ends the run early: running cases are inconclusive, the others are not run. */
  readonly interruption?: AbortSignal
  /** Brings a dead SUT back; resolves with whether it is alive again. */
  readonly restart?: () => Promise<boolean>
}

/** How a run ended. */
export interface RunOutcome {
  readonly results: readonly CaseResult[]
  /** Why not everything ran; empty when it did. */
  readonly stopped: string
  /** Times that the SUT went down, was brought back, and no case could be shown to have done it. */
  readonly outages: readonly string[]
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

/** The ids of cases, for a sentence. */
function listed(attempts: readonly Attempt[]): string {
  const ids = attempts.map(({ variant }) => variant.id).sort()
  const shown = ids.slice(0, mostListed).join(', ')
  return ids.length > mostListed ? `${shown} and ${ids.length - mostListed} more` : shown
}

/** More cases than this are only counted. */
const mostListed = 16

/**
 * One run over a selection: ordinary cases concurrently in an order that the seed decides, hazard cases alone and in
 * the order of their ids with a probe after each, watch cases at the end.
 *
 * A SUT that goes down is restarted where the operator says how; without that the run stops there. The finding goes to
 * the case that ran alone. Of cases that ran side by side each is run once more, alone, to see whose doing it was.
 */
export class Run {
  readonly #options: RunOptions
  readonly #executor: Executor
  readonly #promised = new Map<string, Promised>()
  readonly #results: CaseResult[] = []
  readonly #outages: string[] = []
  readonly #interruption: AbortSignal
  #total = 0
  #stopped = ''
  /** Whether the probe is answered at the start: of a SUT that never answers it, it cannot tell that it went down. */
  #answers = false

  constructor(options: RunOptions) {
    this.#options = options
    this.#executor = new Executor(options)
    this.#stopped = options.stopped ?? ''
    this.#interruption = options.interruption ?? new AbortController().signal
    // Every running case listens to the one signal that ends the run.
    setMaxListeners(0, this.#interruption)
  }

  /** The result of a selected case, as soon as there is one. */
  result(id: string): Promise<CaseResult> {
    return this.#promise(id).promise
  }

  /** Runs the selection to its end. Never rejects for what the SUT does. */
  async perform(selection: readonly Variant[]): Promise<RunOutcome> {
    this.#total = selection.length
    const isHazard = ({ definition }: Variant): boolean =>
      definition.kind === 'case' && definition.hazard === true
    const watched = selection.filter(({ definition }) => definition.kind === 'watch')
    const ordinary = selection.filter((variant) => variant.definition.kind === 'case' && !isHazard(variant))
    const hazards = selection.filter(isHazard).sort((a, b) => (a.id < b.id ? -1 : 1))

    const { profile } = this.#options.system
    this.#answers = this.#obstacle === '' && profile.answersHandshakes && (await this.#alive('start'))
    await this.#together(ordinary)
    for (const variant of hazards) await this.#alone(variant)
    for (const variant of watched) this.#conclude(await this.#attempt(variant))
    return {
      results: this.#results,
      stopped: this.#stopped,
      outages: this.#outages,
      interrupted: this.#interruption.aborted,
    }
  }

  /** Why no case can be run any more; empty while they can. */
  get #obstacle(): string {
    if (this.#stopped !== '') return this.#stopped
    return this.#interruption.aborted ? 'the run was interrupted' : ''
  }

  async #together(variants: readonly Variant[]): Promise<void> {
    const { concurrency, seed, system } = this.#options
    const waits = ({ definition }: Variant): boolean =>
      definition.kind === 'case' && definition.waits === true
    const vigil = new Vigil({
      pulse: system.pulse,
      alive: () => this.#alive('cases'),
      conclude: (attempt) => {
        this.#conclude(attempt)
      },
      down: (attempts) => this.#down(attempts),
    })
    await inLanes(variants, { concurrency, seed, waits }, async (variant) => {
      if (this.#obstacle !== '') this.#skip(variant)
      else if (!this.#answers) this.#conclude(await this.#attempt(variant))
      else if (!(await vigil.perform(() => this.#attempt(variant)))) this.#skip(variant)
    })
    if (this.#answers) await vigil.finish()
  }

  /** Runs a case while no other one is under way. Resolves with whether it brought the SUT down. */
  async #alone(variant: Variant): Promise<boolean> {
    if (this.#obstacle !== '') {
      this.#skip(variant)
      return false
    }
    const attempt = await this.#attempt(variant)
    if (!this.#answers || (await this.#alive(variant.id))) {
      this.#conclude(attempt)
      return false
    }
    const guilty = attempt.reached
    this.#conclude(attempt, guilty ? this.#broughtDown(variant.id) : undefined)
    if (!(await this.#revived())) this.#stopped = `the SUT takes no connections since ${variant.id}`
    return guilty
  }

  /** What is to be done about attempts of which one, or none, has brought the SUT down. */
  async #down(attempts: readonly Attempt[]): Promise<boolean> {
    const reached = attempts.filter((attempt) => attempt.reached)
    const during = listed(reached.length > 0 ? reached : attempts)
    if (await this.#revived()) {
      let found = false
      const again = attempts.map(({ variant }) => variant).sort((a, b) => (a.id < b.id ? -1 : 1))
      for (const variant of again) found = (await this.#alone(variant)) || found
      if (!found && attempts.length > 0) {
        this.#outages.push(`the SUT went down while these were under way, and none does it alone: ${during}`)
      }
      return this.#stopped === ''
    }
    const since = attempts.length === 0 ? 'any more' : `since these were under way: ${during}`
    this.#stopped = `the SUT takes no connections ${since}`
    const [only, ...others] = reached
    const reason =
      `${this.#stopped}; which of them has brought it down does not show: run with --concurrency 1, or with ` +
      'sut.restart configured'
    for (const attempt of attempts) {
      const guilty = others.length === 0 && attempt === only
      this.#conclude(attempt, guilty ? this.#broughtDown('cases') : { kind: 'caught', reason })
    }
    return false
  }

  #broughtDown(after: string): Fate {
    return { kind: 'brought down', probe: this.#options.record.evidence(probeOf(after)).file }
  }

  async #revived(): Promise<boolean> {
    return (await this.#options.restart?.()) ?? false
  }

  #attempt(variant: Variant): Promise<Attempt> {
    return this.#executor.run(variant, this.#interruption)
  }

  #conclude(attempt: Attempt, fate?: Fate): void {
    this.#take(this.#executor.conclude(attempt, fate))
  }

  #skip(variant: Variant): void {
    this.#take(this.#executor.skip(variant, this.#obstacle))
  }

  #take(result: CaseResult): void {
    this.#results.push(result)
    this.#options.onResult?.(result, this.#results.length, this.#total)
    this.#promise(result.id).resolve(result)
  }

  /** One probe that fails may be chance; two are not. A run that is interrupted asks no more. */
  async #alive(after: string): Promise<boolean> {
    if (this.#interruption.aborted) return true
    const { system, record } = this.#options
    const transcript = record.evidence(probeOf(after))
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

/** The name of the evidence of probes. */
function probeOf(after: string): string {
  return `probe-${after}`
}
