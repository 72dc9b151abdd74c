import { expectFor, groundsOf, type Grounds } from '../expect/index.js'
import type { CaseResult, RecordWriter, Verdict } from '../record/index.js'
import { icsSince, reached, type IcsItem } from '../spec/index.js'
import { PreconditionError, type System } from '../sut/index.js'
import type { CaseContext } from './context.js'
import type { RegisteredCase, Variant } from './definition.js'
import { CaseJudge } from './judgement.js'
import type { WatchBoard } from './watch-board.js'

/** How a case ended, apart from what it judged. */
type Ending =
  | { readonly kind: 'done' }
  | { readonly kind: 'inconclusive'; readonly reason: string }
  | { readonly kind: 'inapplicable'; readonly reason: string }
  | { readonly kind: 'error'; readonly reason: string }
  /** The case reached its deadline. */
  | { readonly kind: 'overdue'; readonly reason: string }

/** A case that has been performed and whose result is still to be settled. */
export interface Attempt {
  readonly variant: Variant
  readonly judge: CaseJudge
  readonly ending: Ending
  /** Milliseconds since the start of the run. */
  readonly startedAt: number
  readonly endedAt: number
  /** Microseconds on the clock of the system. */
  readonly over: number
  /** Evidence file; empty when there is none. */
  readonly evidence: string
  /** Whether the SUT has answered a handshake of the case. */
  readonly reached: boolean
}

/** What became of the SUT, where that bears on a case. */
export type Fate =
  /** It was there before the case, it is gone after it, and nothing else was under way. */
  | { readonly kind: 'brought down'; readonly probe: string }
  /** It went down while several cases were under way, of which this is one. */
  | { readonly kind: 'caught'; readonly reason: string }

/** Thrown by {@link CaseContext.inapplicable}. */
class NotApplicable extends Error {}

/** What the executor works with. */
export interface ExecutorOptions {
  readonly system: System
  readonly record: RecordWriter
  readonly board: WatchBoard
  /** Milliseconds since the start of the run. */
  readonly elapsed: () => number
}

/** Runs single cases: gives them what they need, takes the verdict, leaves nothing open. */
export class Executor {
  constructor(private readonly options: ExecutorOptions) {}

  /**
   * Runs one case to its end; {@link conclude} settles its result. Never throws; a mistake of the tester is the verdict
   * `error`. `stop` ends the case early, as inconclusive.
   */
  async run(variant: Variant, stop: AbortSignal): Promise<Attempt> {
    const { record, elapsed } = this.options
    const startedAt = elapsed()
    record.write({ kind: 'case-start', id: variant.id, at: startedAt })
    const evidence = record.evidence(variant.id)
    const judge = new CaseJudge(variant.definition.covers, {
      finding: (finding) => {
        record.write({ kind: 'finding', id: variant.id, ...finding })
      },
      note: (note) => {
        record.write({ kind: 'note', id: variant.id, ...note })
      },
    })
    const missing = this.#missing(variant)
    const { definition } = variant
    const { ending, reached } =
      missing !== undefined
        ? unperformed({ kind: 'inapplicable', reason: missing })
        : definition.kind === 'watch'
          ? unperformed(guarded(() => this.#watch(definition, judge)))
          : await this.#perform(variant, definition, judge, evidence, stop)
    return {
      variant,
      judge,
      ending,
      startedAt,
      endedAt: elapsed(),
      over: this.options.system.clock(),
      evidence: evidence.used ? evidence.file : '',
      reached,
    }
  }

  /** Records a case that could not even be started, with the reason. */
  skip(variant: Variant, reason: string): CaseResult {
    const { record, elapsed } = this.options
    const startedAt = elapsed()
    record.write({ kind: 'case-start', id: variant.id, at: startedAt })
    const judge = new CaseJudge(variant.definition.covers, {
      finding: () => undefined,
      note: () => undefined,
    })
    const over = this.options.system.clock()
    const ending: Ending = { kind: 'inconclusive', reason }
    return this.conclude({
      variant,
      judge,
      ending,
      startedAt,
      endedAt: startedAt,
      over,
      evidence: '',
      reached: false,
    })
  }

  #missing(variant: Variant): string | undefined {
    const needs: readonly IcsItem[] = [
      ...(variant.serialization === undefined ? [] : [variant.serialization]),
      ...(variant.definition.needs ?? []),
    ]
    for (const item of needs) {
      const reason = this.#lacks(item)
      if (reason !== undefined) return reason
    }
    const alternatives = (variant.definition.needsOneOf ?? []).map((item) => this.#lacks(item))
    const reasons = alternatives.filter((reason) => reason !== undefined)
    return reasons.length > 0 && reasons.length === alternatives.length ? reasons.join('; ') : undefined
  }

  /** Why the SUT counts as lacking an option; undefined where it has it. */
  #lacks(item: IcsItem): string | undefined {
    const { configuration, profile } = this.options.system
    const since = icsSince[item]
    if (since !== undefined && !reached(profile.edition, since)) {
      return `${item} does not exist before ${since}, and the edition is ${profile.edition}`
    }
    const declared = configuration.ics[item]
    if (declared === false) return `the ICS declares ${item} as not offered`
    if (declared === 'auto' && !profile.offers[item]) {
      return `the SUT does not offer ${item}: it refused it cleanly, or did without it, during discovery`
    }
    return undefined
  }

  async #perform(
    variant: Variant,
    definition: Extract<RegisteredCase, { kind: 'case' }>,
    judge: CaseJudge,
    evidence: ReturnType<RecordWriter['evidence']>,
    stop: AbortSignal,
  ): Promise<{ readonly ending: Ending; readonly reached: boolean }> {
    const { system } = this.options
    const serialization = variant.serialization ?? system.offered[0] ?? 'json'
    const scope = system.scope(evidence, serialization)
    const deadline = new AbortController()
    const context: CaseContext = {
      id: variant.id,
      sut: scope,
      serialization,
      expect: expectFor(judge),
      classify: (reading, behaviour, row, subject) => {
        judge.classify(reading, behaviour, row, groundsFor(subject))
      },
      note: (row, message, where) => {
        judge.note(row, message, where)
      },
      inconclusive: (reason) => {
        throw new PreconditionError(reason)
      },
      inapplicable: (reason) => {
        throw new NotApplicable(reason)
      },
      signal: AbortSignal.any([deadline.signal, stop]),
    }
    const ended = endOf(judge, stop, system.timeouts.case)
    try {
      const whole = definition.run(context).then((): Ending => ({ kind: 'done' }))
      return { ending: await Promise.race([whole, ended.promise]), reached: scope.reached }
    } catch (problem) {
      return { ending: endingBy(problem), reached: scope.reached }
    } finally {
      judge.close()
      ended.cancel()
      deadline.abort('the case has ended')
      scope.close()
    }
  }

  #watch(definition: Extract<RegisteredCase, { kind: 'watch' }>, judge: CaseJudge): Ending {
    const { board } = this.options
    const times = definition.watches.map((occasion) => `${board.times(occasion)} x ${occasion}`).join(', ')
    const seen = definition.watches.some((occasion) => board.times(occasion) > 0)
    for (const row of definition.covers) {
      const groups = board.deviations(row)
      if (seen && groups.every(({ first }) => first.verdict === 'noted')) {
        judge.judge(row, true, {
          sent: 'all exchanges of the run',
          came: times,
          evidence: { file: '', row: 0 },
        })
      }
      for (const { first, count } of groups) {
        judge.observe(first.verdict, row, {
          sent: 'see the exchange in the evidence',
          came: `${first.message} (seen ${count === 1 ? 'once' : `${count} times`} in the run; here the first time)`,
          evidence: first.evidence,
        })
      }
    }
    // A deviation may show without its occasion, e.g. half a frame and no whole one; the other rows then stay open.
    return seen
      ? { kind: 'done' }
      : { kind: 'inconclusive', reason: `nothing was exchanged in which it could have shown (${times})` }
  }

  /** Settles the result of an attempt and records it. `fate`: what became of the SUT, where that bears on the case. */
  conclude(attempt: Attempt, fate?: Fate): CaseResult {
    const { record } = this.options
    const { variant, judge, startedAt, endedAt, evidence } = attempt
    const { verdict, reason } = settle(judge, fate === undefined ? attempt.ending : endingWith(fate, attempt))
    const result: CaseResult = {
      id: variant.id,
      clause: variant.definition.clause,
      covers: variant.definition.covers,
      title: variant.definition.title,
      verdict,
      reason,
      durationMs: Math.round((endedAt - startedAt) * 1000) / 1000,
      evidence,
      findings: judge.findings,
      notes: judge.notes,
      judgements: judge.counts(),
    }
    record.write({ kind: 'case-end', at: endedAt, ...result })
    return result
  }
}

const unperformed = (ending: Ending): { readonly ending: Ending; readonly reached: boolean } => ({
  ending,
  reached: false,
})

function endingBy(problem: unknown): Ending {
  if (problem instanceof PreconditionError) return { kind: 'inconclusive', reason: problem.message }
  if (problem instanceof NotApplicable) return { kind: 'inapplicable', reason: problem.message }
  return { kind: 'error', reason: `the case itself went wrong: ${explain(problem)}` }
}

/** How a case ended, seen from after the SUT has gone down. */
function endingWith(fate: Fate, { judge, ending, variant }: Attempt): Ending {
  if (fate.kind === 'brought down') {
    judge.broughtDown({
      sent: variant.definition.sends.replace(/\.$/, ''),
      came:
        'the SUT was there before this case and is gone after it: of two fresh connections none was accepted and had ' +
        'its handshake answered',
      wanted: 'The SUT goes on serving.',
      evidence: { file: fate.probe, row: 0 },
    })
    // That the case took too long is the doing of the SUT then.
    return ending.kind === 'overdue' ? { kind: 'inconclusive', reason: ending.reason } : ending
  }
  if (ending.kind === 'error' || (ending.kind === 'done' && judge.verdict() === 'pass')) return ending
  judge.withdraw()
  return { kind: 'inconclusive', reason: fate.reason }
}

/** The verdict of a case: the worst of what it judged and how it ended. What it covers must have been judged. */
function settle(judge: CaseJudge, ending: Ending): { readonly verdict: Verdict; readonly reason: string } {
  switch (ending.kind) {
    case 'inapplicable':
      judge.settle('inapplicable')
      return { verdict: despite(judge) ?? 'inapplicable', reason: ending.reason }
    case 'inconclusive':
      judge.settle('inconclusive')
      return { verdict: judge.verdict() === 'fail' ? 'fail' : 'inconclusive', reason: ending.reason }
    case 'error':
    case 'overdue':
      judge.settle('error')
      return { verdict: 'error', reason: ending.reason }
    case 'done': {
      const missed = judge.unjudged()
      if (missed.length > 0) {
        judge.settle('error')
        return { verdict: 'error', reason: `the case ended without having judged ${missed.join(', ')}` }
      }
      return { verdict: judge.verdict() ?? 'error', reason: '' }
    }
  }
}

/** What a case has found before it turned out not to apply; undefined when nothing was wrong until then. */
function despite(judge: CaseJudge): Verdict | undefined {
  const seen = judge.verdict()
  return seen === 'pass' ? undefined : seen
}

/** A mistake of the tester in judging a watch case must cost that case only, not the run. */
function guarded(judge: () => Ending): Ending {
  try {
    return judge()
  } catch (problem) {
    return { kind: 'error', reason: `the case itself went wrong: ${explain(problem)}` }
  }
}

function groundsFor(subject: Grounds | object): Grounds {
  const known = groundsOf(subject)
  if (known !== undefined) return known
  if ('sent' in subject && 'came' in subject && 'evidence' in subject) return subject
  throw new Error('classify needs to be told what was sent and what came')
}

function explain(problem: unknown): string {
  return problem instanceof Error
    ? (problem.stack ?? problem.message).split('\n').slice(0, 3).join(' ')
    : String(problem)
}

/**
 * Resolves when the case's deadline passes or the run is stopped. The judge is closed in the same moment: what the case
 * sees when its waits are given up is not the SUT's doing.
 */
function endOf(
  judge: CaseJudge,
  stop: AbortSignal,
  caseMs: number,
): { readonly promise: Promise<Ending>; readonly cancel: () => void } {
  let cancel = (): void => undefined
  const promise = new Promise<Ending>((resolve) => {
    const onStop = (): void => {
      judge.close()
      resolve({ kind: 'inconclusive', reason: 'the run was interrupted' })
    }
    const timer = setTimeout(() => {
      judge.close()
      resolve({ kind: 'overdue', reason: `the case did not end within ${caseMs} ms (timeouts.case)` })
    }, caseMs)
    stop.addEventListener('abort', onStop, { once: true })
    if (stop.aborted) onStop()
    cancel = () => {
      clearTimeout(timer)
      stop.removeEventListener('abort', onStop)
    }
  })
  return { promise, cancel }
}
