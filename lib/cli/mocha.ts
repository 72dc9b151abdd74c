import type { Runner } from 'mocha'
import {
  allVariants,
  attach,
  chosenIn,
  declareCases,
  prune,
  refusedModes,
  type Variant,
} from '../case/index.js'
import { Redaction } from '../record/index.js'
import { loadConfiguration } from '../sut/configuration/index.js'
import { Gate } from './gate.js'
import { keepMemorySmall } from './memory.js'
import { openRun } from './open-run.js'
import { conclude, onInterruption, runFolder, selectedCases } from './run-command.js'
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

/** Whether the run has not ended well, be it for something that mocha knows nothing of: leftovers, a lost report. */
let ill = false

/** mocha would end with the number of failures, which a shell takes modulo 256; this makes it 0 or 1. */
function endWithZeroOrOne(): void {
  const clamp = (): void => {
    process.exitCode = ill || (process.exitCode ?? 0) !== 0 ? 1 : 0
  }
  process.once('exit', clamp)
  // mocha sets its number in a listener of its own that comes after the end of the tests; the last one counts.
  process.once('beforeExit', () => process.once('exit', clamp))
}

/** Configures and starts the run when mocha's runner starts, with what the configuration and mocha have selected. */
export async function mochaGlobalSetup(this: Runner): Promise<void> {
  let redaction = new Redaction([])
  keepMemorySmall()
  endWithZeroOrOne()
  const terminal = new DiscreetTerminal(processTerminal())
  const refused = refusedModes(this)
  const refusal = `mocha's ${refused.join(' and ')} would give results that are not true; run without it`
  if (refused.includes('--watch')) {
    // A mocha that watches takes no error from a fixture, and would wait for changes for ever.
    terminal.error(`ts0020: ${refusal}\n`)
    process.exit(1)
  }
  try {
    if (refused.length > 0) throw new UsageError(refusal)
    const loaded = loadConfiguration({ environment: process.env, options: {}, cwd: process.cwd() })
    if (loaded.kind === 'invalid') throw new UsageError(loaded.errors.join('\n'))
    const { configuration } = loaded
    redaction = new Redaction(configuration.secrets)
    terminal.hide(configuration.secrets)
    const selectable = selectedCases(configuration)
    prune(this.suite, new Set(selectable.map(({ id }) => id)))
    const gate = Gate.open(configuration.run.expect, configuration.run.updateExpect)
    const folder = runFolder(configuration)
    const opened = await openRun(configuration, folder, {})
    const { conformance } = opened
    const chosen = new Set(chosenIn(this))
    const listened = onInterruption(conformance, terminal, () => this.abort())
    const run = await conformance.prepare(selectable.filter(({ id }) => chosen.has(id)))
    const hiding = redaction
    // mocha's reporters print what a test fails with.
    const discreet = { result: async (id: string) => hiding.result(await run.result(id)) }
    attach(this, discreet, (ids) => {
      const wanted = new Set(ids)
      const selected: readonly Variant[] = selectable.filter(({ id }) => wanted.has(id))
      running = conformance.perform(selected).then((outcome) => async () => {
        await opened.close()
        const filtered = selected.length < allVariants().length
        const code = await conclude({ outcome, folder, configuration, gate, filtered }, terminal)
        listened()
        return code
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
  ill = (await finish()) !== 0
}
