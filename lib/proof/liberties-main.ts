import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadSuites } from '../case/index.js'
import { liberties } from '../fault/index.js'
import { printable } from '../record/index.js'
import { editions, packageVersion } from '../spec/index.js'
import { libertiesFile } from './known.js'
import { proveLiberty, type LibertyOutcome, type LibertyProof } from './liberties.js'
import { libertiesMarkdown } from './render.js'

/** What the terminal says of one liberty. */
function linesOf(outcome: LibertyOutcome): string {
  const { liberty, problems, notRepeated, passed, cases, inconclusive, durationMs } = outcome
  const counts = `${passed} of ${cases} pass, ${inconclusive.length} inconclusive, ${durationMs} ms`
  return [
    `${problems.length === 0 ? 'respected' : 'PROBLEM  '} ${liberty} (${counts})`,
    ...problems.map((each) => `    ${printable(each)}`),
    ...notRepeated.map((each) => `    once with short waits, not again: ${printable(each)}`),
    '',
  ].join('\n')
}

/**
 * `npm run prove:liberties`: runs the suite against CSEs that each do one thing otherwise that they may, and writes
 * `reports/prove/liberties.json`. Ends with 1 when one of them is accused of anything, or a case is an error. All cases
 * run, unless `--sample N` wants fewer; `--docs` writes the table of the documentation.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      liberty: { type: 'string', multiple: true, default: [] },
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      edition: { type: 'string', default: 'R2A' },
      docs: { type: 'boolean', default: false },
    },
  })
  const unknown = values.liberty.filter((id) => !liberties.some((liberty) => liberty.id === id))
  if (unknown.length > 0) {
    const known = liberties.map(({ id }) => id).join(', ')
    process.stderr.write(`there is no liberty ${unknown.join(', ')}; there are: ${known}\n`)
    return 2
  }
  if (values.docs && values.liberty.length > 0) {
    process.stderr.write('--docs is for a proof of all liberties, without --liberty\n')
    return 2
  }
  const sample = values.sample === undefined ? undefined : Number(values.sample)
  if (sample !== undefined && !(Number.isInteger(sample) && sample > 0)) {
    process.stderr.write(`--sample must be a number of cases, not ${values.sample ?? ''}\n`)
    return 2
  }
  const edition = editions.find((each) => each === values.edition)
  if (edition === undefined) {
    process.stderr.write(`--edition must be one of ${editions.join(', ')}, not ${values.edition}\n`)
    return 2
  }
  await loadSuites()
  const options: LibertyProof = {
    concurrency: 8,
    edition,
    seed: Number(values.seed),
    ...(sample === undefined ? {} : { sample }),
  }
  const startedAt = performance.now()
  const outcomes: LibertyOutcome[] = []
  for (const liberty of liberties) {
    if (values.liberty.length > 0 && !values.liberty.includes(liberty.id)) continue
    const outcome = await proveLiberty(liberty, options)
    outcomes.push(outcome)
    process.stdout.write(linesOf(outcome))
  }
  const folder = join('reports', 'prove')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'liberties.json'), `${JSON.stringify(outcomes, null, 2)}\n`)
  if (values.docs) {
    const date = new Date().toISOString().slice(0, 10)
    writeFileSync(
      libertiesFile,
      libertiesMarkdown(outcomes, { date, version: packageVersion(), edition, sample }),
    )
  }
  const accused = outcomes.filter(({ problems }) => problems.length > 0).length
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  process.stdout.write(
    `${outcomes.length} liberties: ${accused} accused wrongly; ${seconds} s; see ${folder}/liberties.json\n`,
  )
  return accused === 0 ? 0 : 1
}

process.exitCode = await main()
