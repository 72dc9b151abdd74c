import Mocha from 'mocha'
import {
  attach,
  declareCases,
  prune,
  type Conformance,
  type ConformanceOutcome,
  type Variant,
} from '../case/index.js'

/** mocha insists on a reporter; ours is fed by the run itself. */
class NoReporter extends Mocha.reporters.Base {}

/**
 * Lets mocha's runner drive a run: its tree is pruned to the selection, each test waits for its case. Resolves when
 * all tests have their results and the record is closed.
 */
export async function performWithMocha(
  mocha: Mocha,
  conformance: Conformance,
  selected: readonly Variant[],
): Promise<ConformanceOutcome> {
  prune(mocha.suite, new Set(selected.map(({ id }) => id)))
  const run = await conformance.prepare(selected)
  return new Promise((resolve, reject) => {
    let outcome: Promise<ConformanceOutcome> | undefined
    mocha.reporter(NoReporter)
    const runner = mocha.run(() => {
      if (outcome === undefined) reject(new Error('mocha ended without having started the run'))
      else outcome.then(resolve, reject)
    })
    // mocha starts its runner asynchronously, so that there is still time to listen.
    attach(runner, run, (ids) => {
      const wanted = new Set(ids)
      outcome = conformance.perform(selected.filter(({ id }) => wanted.has(id)))
    })
  })
}

/** Loads the suites the way mocha does. */
export async function mochaWith(files: readonly string[]): Promise<Mocha> {
  declareCases()
  const mocha = new Mocha({ timeout: 0, forbidOnly: false })
  for (const file of files) mocha.addFile(file)
  await mocha.loadFilesAsync()
  return mocha
}
