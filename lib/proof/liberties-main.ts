import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { loadSuites } from '../case/index.js'
import { liberties } from '../fault/index.js'
import { editions, packageRoot, packageVersion } from '../spec/index.js'
import { endWith, Misuse, refuseUnknown, wholeNumber } from './command.js'
import { isRespected, proveLiberty, type LibertyOutcome, type LibertyProof } from './liberties.js'
import { hitLine, libertiesMarkdown } from './render.js'

/** What the terminal says of one liberty. */
function linesOf(outcome: LibertyOutcome): string {
  const {
    liberty,
    accusations,
    notRepeated,
    errors,
    errorsNotRepeated,
    passed,
    cases,
    inconclusive,
    durationMs,
  } = outcome
  const counts = `${passed} of ${cases} pass, ${inconclusive.length} inconclusive, ${durationMs} ms`
  return [
    `${isRespected(outcome) ? 'respected' : 'PROBLEM  '} ${liberty} (${counts})`,
    ...accusations.map((hit) => `    accused: ${hitLine(hit)}`),
    ...notRepeated.map((hit) => `    once with short waits, not again: ${hitLine(hit)}`),
    ...errors.map(({ id, reason }) => `    error: ${id} ${reason}`),
    ...errorsNotRepeated.map(({ id, reason }) => `    error with short waits, not again: ${id} ${reason}`),
    '',
  ].join('\n')
}

/**
 * `npm run prove:liberties`: runs the suite against CSEs that each do one thing otherwise that they may, and writes
 * `reports/prove/liberties.json`. Ends with 1 when one of them is accused of anything, when a case is an error, and when all
 * cases ran and nobody gave a warning that is allowed for. `--sample N` runs fewer; `--docs` writes the table of the
 * documentation.
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
  refuseUnknown(
    'liberty',
    values.liberty,
    liberties.map(({ id }) => id),
  )
  if (values.docs && values.liberty.length > 0)
    throw new Misuse('--docs is for a proof of all liberties, without --liberty')
  const sample = values.sample === undefined ? undefined : wholeNumber('sample', values.sample)
  const edition = editions.find((each) => each === values.edition)
  if (edition === undefined)
    throw new Misuse(`--edition must be one of ${editions.join(', ')}, not "${values.edition}"`)
  await loadSuites()
  const options: LibertyProof = {
    concurrency: 8,
    edition,
    seed: wholeNumber('seed', values.seed, 0),
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
    const run = { date, version: packageVersion(), edition, sample }
    writeFileSync(join(packageRoot(), 'docs', 'liberties.md'), libertiesMarkdown(outcomes, run))
  }
  const wronged = outcomes.filter((outcome) => !isRespected(outcome)).length
  // A sample may well not have those who warn; all cases do.
  const unwarned = sample === undefined ? outcomes.filter((outcome) => outcome.unwarned.length > 0) : []
  for (const outcome of unwarned)
    process.stdout.write(`nobody warns of ${outcome.liberty} at ${outcome.unwarned.join(', ')}\n`)
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  process.stdout.write(
    `${outcomes.length} liberties: ${wronged} not respected; ${seconds} s; see ${folder}/liberties.json\n`,
  )
  return wronged === 0 && unwarned.length === 0 ? 0 : 1
}

await endWith(main)
