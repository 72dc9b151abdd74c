import type { Runner } from 'mocha'
import { allVariants, attach, chosenIn, declareCases, refusedModes, type Variant } from '../case/index.js'
import { Redaction } from '../record/index.js'
import { loadConfiguration } from '../sut/configuration/index.js'
import { conclude, runFolder, selectedCases } from './run-command.js'
import { Gate } from './gate.js'
import { keepMemorySmall } from './memory.js'
import { openRun } from './open-run.js'
import { DiscreetTerminal, processTerminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/** What `npx mocha` needs to run the suites: loaded by `.mocharc.json` before the suite files. */

declareCases()

let running: Promise<() => Promise<number>> | undefined

/** The message alone, and without secrets: mocha prints the stack of what a fixture throws, which tells a user nothing. */
function oneLine(problem: unknown, redaction: Redaction): Error {
  const message = redaction.text(problem instanceof Error ? problem.message : String(problem))
  const error = new Error(message)
  error.stack = `ts0020: ${message}`
  return error
}

/** Configures and starts the run when mocha's runner starts, with what mocha has selected. */
export async function mochaGlobalSetup(this: Runner): Promise<void> {
  let redaction = new Redaction([])
  keepMemorySmall()
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
    redaction = new Redaction(configuration.secrets)
    const selectable = selectedCases(configuration)
    const gate = Gate.open(configuration.run.expect, configuration.run.updateExpect)
    const folder = runFolder(configuration)
    const opened = await openRun(configuration, folder, {})
    const { conformance } = opened
    const chosen = new Set(chosenIn(this))
    const run = await conformance.prepare(selectable.filter(({ id }) => chosen.has(id)))
    const terminal = new DiscreetTerminal(processTerminal())
    terminal.hide(configuration.secrets)
    const hiding = redaction
    // mocha's reporters print what a test fails with.
    const discreet = { result: async (id: string) => hiding.result(await run.result(id)) }
    attach(this, discreet, (ids) => {
      const wanted = new Set(ids)
      const selected: readonly Variant[] = selectable.filter(({ id }) => wanted.has(id))
      running = conformance.perform(selected).then((ended) => async () => {
        await opened.close()
        const filtered = selected.length < allVariants().length
        return conclude(ended, folder, configuration, gate, filtered, terminal)
      })
    })
  } catch (problem) {
    throw oneLine(problem, redaction)
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
