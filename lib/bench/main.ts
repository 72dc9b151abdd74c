import { writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { packageName, packageRoot, packageVersion } from '../spec/index.js'
import { growth, repeat, repeated, type Repeated } from './best.js'
import { compareExchanges } from './exchanges.js'
import { machine } from './machine.js'
import { aimsOf, performancePage, type Figures, type ManyCases, type SuiteRun } from './page.js'
import { commandLine, measured } from './processes.js'
import { measureRecord } from './records.js'

/** How much is measured. */
interface Effort {
  readonly starts: number
  readonly runs: number
  readonly rounds: number
  readonly exchanges: number
  readonly lines: number
  readonly concurrency: readonly number[]
  readonly cases: readonly number[]
}

const whole: Effort = {
  starts: 7,
  runs: 3,
  rounds: 7,
  exchanges: 2000,
  lines: 20_000,
  concurrency: [1, 2, 4, 8, 16, 64],
  cases: [625, 1250, 2500, 5000, 10_000],
}

const quick: Effort = {
  starts: 3,
  runs: 1,
  rounds: 3,
  exchanges: 500,
  lines: 5000,
  concurrency: [1, 8, 64],
  cases: [300, 600],
}

const usualConcurrency = 8
const verdictLine = /^ *1\/\d+ [a-z]+ /m

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

async function startUp(name: string, times: number, arguments_: readonly string[], said?: RegExp) {
  const ms = await repeat(times, async () => {
    const figures = await measured(
      (place) => [commandLine, ...arguments_, ...(said ? ['--out', join(place, 'run')] : [])],
      said,
    )
    return said === undefined ? figures.ms : (figures.saidMs ?? NaN)
  })
  say(`${name}: ${ms.best.toFixed(0)} ms`)
  return { name, ms }
}

/** Whole runs with so many cases at a time; also how soon the first verdict was there. */
async function wholeRuns(
  concurrency: number,
  times: number,
): Promise<{ readonly run: SuiteRun; readonly firstVerdictMs: Repeated; readonly cases: number }> {
  const runs = []
  while (runs.length < times) {
    runs.push(
      await measured(
        (place) => [
          commandLine,
          'run',
          '--concurrency',
          String(concurrency),
          '--seed',
          String(runs.length + 1),
          '--out',
          join(place, 'run'),
        ],
        verdictLine,
      ),
    )
  }
  const run: SuiteRun = {
    concurrency,
    seconds: repeated(runs.map(({ ms }) => ms / 1000)),
    peakMiB: Math.max(...runs.map(({ peakMiB }) => peakMiB)),
  }
  say(`whole run, ${concurrency} at a time: ${run.seconds.best.toFixed(2)} s, ${run.peakMiB.toFixed(0)} MiB`)
  return {
    run,
    firstVerdictMs: repeated(runs.map(({ saidMs }) => saidMs ?? NaN)),
    cases: Number(/^ts0020: (\d+) cases against/m.exec(runs[0]?.out ?? '')?.[1] ?? 0),
  }
}

interface ManyCasesSaid {
  readonly cases: number
  readonly passed: number
  readonly ranMs: number
  readonly renderedMs: number
  readonly lost: readonly string[]
}

async function manyCases(count: number): Promise<ManyCases> {
  const program = fileURLToPath(new URL('./many-cases.js', import.meta.url))
  const { out, peakMiB } = await measured((place) => [program, String(count), join(place, 'run')])
  // Our own program has printed it.
  const said = JSON.parse(out) as ManyCasesSaid
  if (said.passed !== said.cases || said.lost.length > 0) {
    say(
      `  ${said.cases - said.passed} of ${said.cases} cases did not pass; lost reports: ${said.lost.join(', ') || 'none'}`,
    )
  }
  say(
    `${count} cases: ${(said.ranMs / 1000).toFixed(1)} s, reports ${(said.renderedMs / 1000).toFixed(1)} s, ${peakMiB.toFixed(0)} MiB`,
  )
  return { cases: said.cases, ranMs: said.ranMs, renderedMs: said.renderedMs, peakMiB }
}

async function measureAll(effort: Effort): Promise<Figures> {
  const here = machine()
  const starts = [
    await startUp('`ts0020 --help`', effort.starts, ['--help']),
    await startUp('`ts0020 list`', effort.starts, ['list']),
    await startUp(
      '`ts0020 run`, until the run begins',
      effort.starts,
      ['run', '--case', 'CSE/HSK/030'],
      /^ts0020: \d+ case/m,
    ),
  ]
  const exchanges = await compareExchanges(effort.rounds, effort.exchanges)
  for (const { name, bare, instrument, ratio } of exchanges)
    say(`${name}: ${bare.best.toFixed(0)} and ${instrument.best.toFixed(0)} µs, ${ratio.toFixed(2)} times`)
  const record = await measureRecord(effort.rounds, effort.lines)
  for (const { name, perSecond } of record) say(`${name}: ${perSecond.toFixed(0)} a second`)
  const usual = await wholeRuns(usualConcurrency, effort.runs)
  const runs: SuiteRun[] = []
  for (const concurrency of effort.concurrency) runs.push((await wholeRuns(concurrency, 1)).run)
  const many: ManyCases[] = []
  for (const count of effort.cases) many.push(await manyCases(count))
  return {
    tool: { name: packageName, version: packageVersion() },
    date: new Date().toISOString().slice(0, 10),
    machine: here,
    loadAtEnd: loadavg()[0] ?? 0,
    cases: usual.cases,
    starts,
    runs,
    usual: usual.run,
    firstVerdictMs: usual.firstVerdictMs,
    exchanges,
    record,
    growth: many,
    exponent: growth(many.map(({ cases, ranMs }) => [cases, ranMs])),
  }
}

/** `npm run bench`: measures, says the figures and writes `docs/performance.md`. An aim that is missed is no failure. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      out: { type: 'string', default: join(packageRoot(), 'docs', 'performance.md') },
    },
  })
  const figures = await measureAll(values.quick ? quick : whole)
  writeFileSync(values.out, performancePage(figures))
  say('')
  for (const { aim, figure, met } of aimsOf(figures)) say(`${met ? 'met   ' : 'MISSED'} ${aim}: ${figure}`)
  say(`written to ${values.out}`)
}

await main()
