import { expectFor, groundsOf, type Grounds } from '../expect/index.js'
import type { CaseResult, RecordWriter, Verdict } from '../record/index.js'
import type { IcsItem } from '../spec/index.js'
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
   * Runs one case to its end and records it. Never throws; a mistake of the tester is the verdict `error`.
   * `stop` ends the case early, as inconclusive.
   */
  async run(variant: Variant, stop: AbortSignal): Promise<CaseResult> {
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
    const ending: Ending =
      missing !== undefined
        ? { kind: 'inapplicable', reason: missing }
        : definition.kind === 'watch'
          ? guarded(() => this.#watch(definition, judge))
          : await this.#perform(variant, definition, judge, evidence, stop)
    return this.#conclude(variant, judge, ending, startedAt, evidence.used ? evidence.file : '')
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
    return this.#conclude(variant, judge, { kind: 'inconclusive', reason }, startedAt, '')
  }

  #missing(variant: Variant): string | undefined {
    const needs: readonly IcsItem[] = [
      ...(variant.serialization === undefined ? [] : [variant.serialization]),
      ...(variant.definition.needs ?? []),
    ]
    const { configuration, profile } = this.options.system
    for (const item of needs) {
      const declared = configuration.ics[item]
      if (declared === false) return `the ICS declares ${item} as not offered`
      if (declared === 'auto' && !profile.offers[item]) {
        return `the SUT does not offer ${item}: it refused it cleanly, or did without it, during discovery`
      }
    }
    return undefined
  }

  async #perform(
    variant: Variant,
    definition: Extract<RegisteredCase, { kind: 'case' }>,
    judge: CaseJudge,
    evidence: ReturnType<RecordWriter['evidence']>,
    stop: AbortSignal,
  ): Promise<Ending> {
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
      signal: AbortSignal.any([deadline.signal, stop]),
    }
    const caseMs = system.timeouts.case
    const ended = endOf(deadline, stop, caseMs)
    try {
      return await Promise.race([
        definition.run(context).then((): Ending => ({ kind: 'done' })),
        ended.promise,
      ])
    } catch (problem) {
      if (problem instanceof PreconditionError) return { kind: 'inconclusive', reason: problem.message }
      return { kind: 'error', reason: `the case itself went wrong: ${explain(problem)}` }
    } finally {
      ended.cancel()
      deadline.abort()
      scope.close()
    }
  }

  #watch(definition: Extract<RegisteredCase, { kind: 'watch' }>, judge: CaseJudge): Ending {
    const { board } = this.options
    const times = definition.watches.map((occasion) => `${board.times(occasion)} x ${occasion}`).join(', ')
    const seen = definition.watches.some((occasion) => board.times(occasion) > 0)
    for (const row of definition.covers) {
      const groups = board.deviations(row)
      if (groups.length === 0 && seen) {
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

  #conclude(
    variant: Variant,
    judge: CaseJudge,
    ending: Ending,
    startedAt: number,
    evidence: string,
  ): CaseResult {
    const { record, elapsed } = this.options
    const { verdict, reason } = settle(judge, ending)
    const endedAt = elapsed()
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

/** The verdict of a case: the worst of what it judged and how it ended. What it covers must have been judged. */
function settle(judge: CaseJudge, ending: Ending): { readonly verdict: Verdict; readonly reason: string } {
  switch (ending.kind) {
    case 'inapplicable':
      judge.settle('inapplicable')
      return { verdict: 'inapplicable', reason: ending.reason }
    case 'inconclusive':
      judge.settle('inconclusive')
      return { verdict: judge.verdict() === 'fail' ? 'fail' : 'inconclusive', reason: ending.reason }
    case 'error':
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

/** Resolves when the case's deadline passes or the run is stopped. */
function endOf(
  deadline: AbortController,
  stop: AbortSignal,
  caseMs: number,
): { readonly promise: Promise<Ending>; readonly cancel: () => void } {
  let cancel = (): void => undefined
  const promise = new Promise<Ending>((resolve) => {
    const onStop = (): void => {
      resolve({ kind: 'inconclusive', reason: 'the run was interrupted' })
    }
    const timer = setTimeout(() => {
      deadline.abort()
      resolve({ kind: 'error', reason: `the case did not end within ${caseMs} ms (timeouts.case)` })
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
