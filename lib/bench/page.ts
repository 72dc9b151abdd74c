import type { Repeated } from './best.js'
import type { Comparison } from './exchanges.js'
import type { Machine } from './machine.js'
import type { RecordFigures } from './records.js'

/** A run of the whole suite. */
export interface SuiteRun {
  readonly concurrency: number
  readonly seconds: Repeated
  readonly peakMiB: number
}

/** A run of a number of cases. */
export interface ManyCases {
  readonly cases: number
  readonly ranMs: number
  readonly renderedMs: number
  readonly peakMiB: number
}

/** All that was measured. */
export interface Figures {
  readonly tool: { readonly name: string; readonly version: string }
  /** `2026-11-21` */
  readonly date: string
  readonly machine: Machine
  /** Load of the machine when the measurements ended. */
  readonly loadAtEnd: number
  /** Results of a whole run. */
  readonly cases: number
  /** Milliseconds by what was started. */
  readonly starts: readonly { readonly name: string; readonly ms: Repeated }[]
  readonly runs: readonly SuiteRun[]
  readonly usual: SuiteRun
  readonly firstVerdictMs: Repeated
  /** The last one is all that a case does. */
  readonly exchanges: readonly Comparison[]
  readonly record: readonly RecordFigures[]
  readonly growth: readonly ManyCases[]
  /** Exponent of the growth of run time with the number of cases. */
  readonly exponent: number
}

/** Something that was aimed for, and what came of it. */
export interface Aim {
  readonly aim: string
  readonly figure: string
  readonly met: boolean
}

const largestStart = 700
const largestRatio = 2
/** Above this exponent run time does not grow linearly. */
const largestExponent = 1.1

/** What the figures say about the aims. */
export function aimsOf(figures: Figures): readonly Aim[] {
  const slowest = Math.max(...figures.starts.map(({ ms }) => ms.best))
  const dearest = figures.exchanges.reduce((most, { ratio }) => Math.max(most, ratio), 0)
  const whole = figures.exchanges.at(-1)?.ratio ?? 0
  const [first, ...others] = figures.runs
  const falls =
    others.length > 0 &&
    first !== undefined &&
    others.every(({ seconds }) => seconds.best < first.seconds.best)
  const fastest = figures.runs.reduce((least, { seconds }) => Math.min(least, seconds.best), Infinity)
  return [
    {
      aim: `Start-up takes less than ${largestStart} ms`,
      figure: `${slowest.toFixed(0)} ms, the slowest of those below`,
      met: slowest < largestStart,
    },
    {
      aim: 'An exchange costs less than twice what a bare ws client takes for it',
      figure: `${whole.toFixed(2)} times for all that a case does, ${dearest.toFixed(2)} times for the dearest exchange by itself`,
      met: dearest < largestRatio,
    },
    {
      aim: 'Run time grows linearly with the number of cases',
      figure: `with the power ${figures.exponent.toFixed(2)} of it`,
      met: figures.exponent < largestExponent,
    },
    {
      aim: 'Run time falls with concurrency until a limit is reached',
      figure: `${first?.seconds.best.toFixed(2) ?? '-'} s one at a time, ${fastest.toFixed(2)} s at best`,
      met: falls,
    },
  ]
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return [head.join(' | '), head.map(() => '---').join(' | '), ...rows.map((row) => row.join(' | ')), '']
}

function thousands(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ')
}

/** The figures as `docs/performance.md`. */
export function performancePage(figures: Figures): string {
  const { machine, usual, growth } = figures
  const busy = Math.max(machine.load, figures.loadAtEnd) > machine.cores
  return [
    '# Performance',
    '',
    `Measured by \`npm run bench\` on ${figures.date} with version ${figures.tool.version} against the embedded CSE, which runs in a` +
      ' thread of its own on the same machine. Every figure is the best of several measurements where nothing else is said: what' +
      ' disturbs a measurement only ever makes it slower.',
    '',
    `Machine: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.system}, Node.js ${machine.node}.` +
      ` Load ${machine.load.toFixed(1)} when it began, ${figures.loadAtEnd.toFixed(1)} when it ended` +
      (busy ? ': other work was going on, so the figures are pessimistic.' : '.'),
    '',
    '## Aims',
    '',
    ...table(
      ['Aim', 'Figure', 'Outcome'],
      aimsOf(figures).map(({ aim, figure, met }) => [aim, figure, met ? 'met' : '**missed**']),
    ),
    '## Whole run',
    '',
    `${figures.cases} results in ${usual.seconds.best.toFixed(2)} s (median ${usual.seconds.median.toFixed(2)} s of` +
      ` ${usual.seconds.times} runs) from the start of the process to its end, with ${usual.concurrency} cases at a time, all` +
      ` reports included; the first verdict after ${figures.firstVerdictMs.best.toFixed(0)} ms; ${usual.peakMiB.toFixed(0)} MiB` +
      ' of memory at most, that of the CSE and of all reports included. By the number of cases at a time, once each:',
    '',
    ...table(
      ['Cases at a time', 'Seconds', 'Memory at most'],
      figures.runs.map(({ concurrency, seconds, peakMiB }) => [
        String(concurrency),
        seconds.best.toFixed(2),
        `${peakMiB.toFixed(0)} MiB`,
      ]),
    ),
    '## Start-up',
    '',
    ...table(
      ['What', 'Best', 'Median'],
      figures.starts.map(({ name, ms }) => [name, `${ms.best.toFixed(0)} ms`, `${ms.median.toFixed(0)} ms`]),
    ),
    '## One exchange',
    '',
    'The same exchanges with the same CSE, one after the other, by a bare client (`ws`, `JSON.stringify`, `JSON.parse`, nothing' +
      ' checked and nothing kept) and by the instrument (every octet checked, recorded and timed). The time of the CSE is part of' +
      ' both.',
    '',
    ...table(
      ['Exchange', 'Bare', 'Instrument', 'Ratio'],
      figures.exchanges.map(({ name, bare, instrument, ratio }) => [
        name,
        `${bare.best.toFixed(0)} µs`,
        `${instrument.best.toFixed(0)} µs`,
        ratio.toFixed(2),
      ]),
    ),
    '## The record',
    '',
    ...table(
      ['What', 'A second'],
      figures.record.map(({ name, perSecond }) => [name, thousands(perSecond)]),
    ),
    '## Many cases',
    '',
    'Cases of the suite that work rather than wait, repeated under ids of their own, 8 at a time; measured once each.',
    '',
    ...table(
      ['Cases', 'Run', 'For each case', 'Reports', 'Memory at most'],
      growth.map(({ cases, ranMs, renderedMs, peakMiB }) => [
        thousands(cases),
        `${(ranMs / 1000).toFixed(1)} s`,
        `${(ranMs / cases).toFixed(2)} ms`,
        `${(renderedMs / 1000).toFixed(1)} s`,
        `${peakMiB.toFixed(0)} MiB`,
      ]),
    ),
  ].join('\n')
}
