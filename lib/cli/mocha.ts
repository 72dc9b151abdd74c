import type { Runner } from 'mocha'
import { allVariants, attach, chosenIn, declareCases, refusedModes, type Variant } from '../case/index.js'
import { loadConfiguration } from '../sut/configuration/index.js'
import { conclude, runFolder, selectedCases } from './run-command.js'
import { Gate } from './gate.js'
import { openRun } from './open-run.js'
import { processTerminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/** What `npx mocha` needs to run the suites: loaded by `.mocharc.json` before the suite files. */

declareCases()

let running: Promise<() => Promise<number>> | undefined

/** The message alone: mocha prints the stack of what a fixture throws, which tells a user nothing. */
function oneLine(problem: unknown): Error {
  const message = problem instanceof Error ? problem.message : String(problem)
  const error = new Error(message)
  error.stack = `ts0020: ${message}`
  return error
}

/** Configures and starts the run when mocha's runner starts, with what mocha has selected. */
export async function mochaGlobalSetup(this: Runner): Promise<void> {
  try {
    const refused = refusedModes(this, process.argv.slice(2))
    if (refused.length > 0) {
      throw new UsageError(
        `mocha's ${refused.join(' and ')} would give results that are not true; run without it`,
      )
    }
    const loaded = loadConfiguration({ environment: process.env, options: {}, cwd: process.cwd() })
    if (loaded.kind === 'invalid') throw new UsageError(loaded.errors.join('\n'))
    const { configuration } = loaded
    const selectable = selectedCases(configuration)
    const gate = Gate.open(configuration.run.expect, configuration.run.updateExpect)
    const folder = runFolder(configuration)
    const opened = await openRun(configuration, folder, {})
    const { conformance } = opened
    const chosen = new Set(chosenIn(this))
    const run = await conformance.prepare(selectable.filter(({ id }) => chosen.has(id)))
    attach(this, run, (ids) => {
      const wanted = new Set(ids)
      const selected: readonly Variant[] = selectable.filter(({ id }) => wanted.has(id))
      running = conformance.perform(selected).then((ended) => async () => {
        await opened.close()
        const filtered = selected.length < allVariants().length
        return conclude(ended, folder, configuration, gate, filtered, processTerminal())
      })
    })
  } catch (problem) {
    throw oneLine(problem)
  }
}

/** Waits for the end of the run and writes the reports. */
export async function mochaGlobalTeardown(): Promise<void> {
  const finish = await running
  if (finish === undefined) return
  const code = await finish()
  // mocha itself knows about failed cases only; leftovers and lost reports must not end with 0 either.
  if (code !== 0) process.exitCode = 1
}
