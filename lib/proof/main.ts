import { availableParallelism } from 'node:os'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { allVariants, loadSuites } from '../case/index.js'
import { faults } from '../fault/index.js'
import { printable } from '../record/index.js'
import { packageName, packageVersion } from '../spec/index.js'
import { killersFile, killersOf, killersText, knownKillers, matrixFile } from './known.js'
import { isProven, unprovenCases, unprovenRows, type FaultOutcome } from './matrix.js'
import { proveAll } from './pool.js'
import type { ProofOptions } from './prove.js'
import { matrixMarkdown, matrixPage, matrixSummary, type Matrix } from './render.js'

/** What the terminal says of one fault. */
function linesOf(outcome: FaultOutcome): readonly string[] {
  return [
    `${isProven(outcome) ? 'killed  ' : 'PROBLEM '} ${outcome.fault} (${outcome.durationMs} ms)`,
    ...(outcome.killedBy.length === 0 ? ['    survived'] : []),
    ...outcome.collateral.map(
      ({ id, requirement, verdict, message = '' }) =>
        `    collateral: ${id} ${requirement} ${verdict}: ${printable(message)}`,
    ),
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
  await loadSuites()
  const options: ProofOptions = {
    full: values.full,
    sample: Number(values.sample),
    seed: Number(values.seed),
    concurrency: 8,
    waits: 'short',
    ...(values.known ? { known: knownKillers() } : {}),
  }
  const chosen = faults.filter(({ id }) => values.fault.length === 0 || values.fault.includes(id))
  const unknown = values.fault.filter((id) => !chosen.some((fault) => fault.id === id))
  if (unknown.length > 0) {
    // A proof of nothing must not look like a proof.
    process.stderr.write(`there is no fault ${unknown.join(', ')}; "ts0020 faults" lists them\n`)
    return 2
  }
  if (values.docs && (values.known || chosen.length < faults.length)) {
    process.stderr.write('--docs is for a proof of all faults, without --known and --fault\n')
    return 2
  }
  const startedAt = performance.now()
  const tell = (outcome: FaultOutcome): void => {
    process.stdout.write(`${linesOf(outcome).join('\n')}\n`)
  }
  const workers = Number(values.workers)
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
    writeFileSync(matrixFile, matrixMarkdown(matrix))
    writeFileSync(killersFile, killersText(killersOf(outcomes)))
  }
  process.stdout.write(
    `${matrixSummary(matrix)}; ${Math.round(matrix.durationMs / 1000)} s; see ${folder}/matrix.html\n`,
  )
  return outcomes.every(isProven) ? 0 : 1
}

process.exitCode = await main()
