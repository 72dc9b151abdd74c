import { availableParallelism } from 'node:os'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { allVariants, loadSuites } from '../case/index.js'
import { faults } from '../fault/index.js'
import { packageName, packageRoot, packageVersion } from '../spec/index.js'
import { endWith, Misuse, refuseUnknown, wholeNumber } from './command.js'
import { killersFile, killersOf, killersText, knownKillers } from './known.js'
import { isProven, unprovenCases, unprovenRows, type FaultOutcome } from './matrix.js'
import { proveAll } from './pool.js'
import type { ProofOptions } from './prove.js'
import { hitLine, matrixMarkdown, matrixPage, matrixSummary, type Matrix } from './render.js'

/** What the terminal says of one fault. */
function linesOf(outcome: FaultOutcome): readonly string[] {
  return [
    `${isProven(outcome) ? 'killed  ' : 'PROBLEM '} ${outcome.fault} (${outcome.durationMs} ms)`,
    ...(outcome.killedBy.length === 0 ? ['    survived'] : []),
    ...outcome.collateral.map((hit) => `    collateral: ${hitLine(hit)}`),
    ...outcome.errors.map(({ id, reason }) => `    error: ${id} ${reason}`),
  ]
}

/**
 * `npm run prove`: runs the suite against every fault and writes `reports/prove/`. Ends with 1 when a fault survives,
 * when somebody is accused wrongly, or when a case is an error. What is not proven is tried again with longer waits, fewer
 * faults at a time, and that counts: short waits on a busy machine accuse wrongly. What was accused in one try and not in
 * the next stays in the matrix. `--known` asks first those who caught each fault in the last proof that was written to the
 * docs (`--docs`), and all who can matter where they do not.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      full: { type: 'boolean', default: false },
      fault: { type: 'string', multiple: true, default: [] },
      sample: { type: 'string', default: '15' },
      seed: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(availableParallelism()) },
      known: { type: 'boolean', default: false },
      docs: { type: 'boolean', default: false },
    },
  })
  refuseUnknown(
    'fault',
    values.fault,
    faults.map(({ id }) => id),
  )
  const chosen = faults.filter(({ id }) => values.fault.length === 0 || values.fault.includes(id))
  if (values.docs && (values.known || chosen.length < faults.length))
    throw new Misuse('--docs is for a proof of all faults, without --known and --fault')
  const workers = wholeNumber('workers', values.workers)
  const options: ProofOptions = {
    full: values.full,
    sample: wholeNumber('sample', values.sample, 0),
    seed: wholeNumber('seed', values.seed, 0),
    concurrency: 8,
    waits: 'short',
    ...(values.known ? { known: knownKillers() } : {}),
  }
  await loadSuites()
  const startedAt = performance.now()
  const tell = (outcome: FaultOutcome): void => {
    process.stdout.write(`${linesOf(outcome).join('\n')}\n`)
  }
  let outcomes = await proveAll(chosen, options, workers, tell)
  for (const fewer of [Math.ceil(workers / 2), 1]) {
    const unproven = outcomes.filter((outcome) => !isProven(outcome))
    if (unproven.length === 0) break
    process.stdout.write(
      `\n${unproven.length} not proven: once more, ${fewer} at a time, with longer waits\n`,
    )
    const open = chosen.filter(({ id }) => unproven.some(({ fault }) => fault === id))
    const again = await proveAll(open, { ...options, waits: 'long' }, fewer, tell, unproven)
    outcomes = outcomes.map((outcome) => again.find(({ fault }) => fault === outcome.fault) ?? outcome)
  }
  const matrix: Matrix = {
    tool: { name: packageName, version: packageVersion() },
    date: new Date().toISOString().slice(0, 10),
    full: options.full,
    known: values.known,
    seed: options.seed,
    outcomes,
    unproven: values.known ? [] : unprovenCases(outcomes, allVariants()),
    unprovenRows: values.known
      ? []
      : unprovenRows(
          outcomes,
          allVariants().map(({ definition }) => definition),
        ),
    durationMs: Math.round(performance.now() - startedAt),
  }
  const folder = join('reports', 'prove')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'matrix.json'), `${JSON.stringify(matrix, null, 2)}\n`)
  writeFileSync(join(folder, 'matrix.html'), matrixPage(matrix))
  if (values.docs) {
    writeFileSync(join(packageRoot(), 'docs', 'kill-matrix.md'), matrixMarkdown(matrix))
    writeFileSync(killersFile, killersText(killersOf(outcomes)))
  }
  process.stdout.write(
    `${matrixSummary(matrix)}; ${Math.round(matrix.durationMs / 1000)} s; see ${folder}/matrix.html\n`,
  )
  return outcomes.every(isProven) ? 0 : 1
}

await endWith(main)
