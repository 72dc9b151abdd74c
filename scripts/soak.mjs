// Runs the whole suite against the embedded CSE again and again: in each edition with several numbers of cases at a time
// and with many seeds. The verdicts must be the same every time.
//
//   npm run soak                                     exit code 0 when they are, 1 when one of them differs
//   npm run soak -- --edition R2A --seeds 3 --concurrency 8,64
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { describeDifference, differencesBetween } from '../dist/lib/proof/soak.js'
import { editions } from '../dist/lib/spec/index.js'

const { values } = parseArgs({
  options: {
    edition: { type: 'string', multiple: true, default: [...editions] },
    seeds: { type: 'string', default: '20' },
    concurrency: { type: 'string', default: '1,8,64' },
  },
})
const root = fileURLToPath(new URL('..', import.meta.url))
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1)
const concurrencies = values.concurrency.split(',').map(Number)
const usual = concurrencies.includes(8) ? 8 : (concurrencies[0] ?? 8)

/** One run of the command line in a process of its own; undefined when it left no results. */
function perform(edition, seed, concurrency) {
  const place = mkdtempSync(join(tmpdir(), 'ts0020-soak-'))
  const peak = join(place, 'peak.txt')
  try {
    const run = ['run', '--edition', edition, '--seed', seed, '--concurrency', concurrency]
    const program = [
      '--import',
      './scripts/peak-memory.mjs',
      'bin/ts0020.js',
      ...run,
      '--out',
      join(place, 'run'),
    ]
    const startedAt = performance.now()
    spawnSync(process.execPath, program.map(String), {
      cwd: root,
      env: { ...process.env, PEAK_MEMORY_FILE: peak },
      stdio: 'ignore',
    })
    const seconds = (performance.now() - startedAt) / 1000
    const results = JSON.parse(readFileSync(join(place, 'run', 'results.json'), 'utf8'))
    return {
      name: `${edition}, seed ${seed}, concurrency ${concurrency}`,
      verdicts: new Map(results.cases.map(({ id, verdict }) => [id, verdict])),
      reasons: new Map(results.cases.map(({ id, findings, reason }) => [id, findings[0]?.message ?? reason])),
      summary: results.summary,
      megabytes: Math.round(Number(readFileSync(peak, 'utf8')) / 1024),
      seconds,
    }
  } catch (problem) {
    console.log(`${edition}, seed ${seed}, concurrency ${concurrency}: no results (${problem.message})`)
    return undefined
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

function told({ name, summary, megabytes, seconds }) {
  const verdicts = Object.entries(summary)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
  return `${name}: ${verdicts.join(', ')}; ${seconds.toFixed(1)} s, ${megabytes} MiB at most`
}

let bad = 0
let most = 0
for (const edition of values.edition) {
  const plan = [
    ...concurrencies.map((concurrency) => [seeds[0] ?? 1, concurrency]),
    ...seeds.slice(1).map((seed) => [seed, usual]),
  ]
  const runs = []
  for (const [seed, concurrency] of plan) {
    const run = perform(edition, seed, concurrency)
    if (run === undefined) {
      bad += 1
      continue
    }
    runs.push(run)
    most = Math.max(most, run.megabytes)
    console.log(told(run))
  }
  const differences = differencesBetween(runs)
  for (const difference of differences) {
    console.log(`DIFFERENT ${describeDifference(difference)}`)
    for (const { name, reasons } of runs) {
      const reason = reasons.get(difference.id) ?? ''
      if (reason !== '') console.log(`    ${name}: ${reason}`)
    }
  }
  bad += differences.length
}
console.log(`${bad === 0 ? 'the same verdicts every time' : `${bad} differences`}; ${most} MiB at most`)
process.exitCode = bad === 0 ? 0 : 1
