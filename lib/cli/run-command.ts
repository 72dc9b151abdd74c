import {
  allVariants,
  select,
  unknownCases,
  type ConformanceOutcome,
  type Listener,
  type Variant,
} from '../case/index.js'
import { createRunFolder, printable, type CaseResult, type RunFolder } from '../record/index.js'
import {
  formatEnd,
  formatProgress,
  renderAll,
  suiteCatalogue as catalogue,
  type Rendered,
} from '../report/index.js'
import type { Configuration } from '../sut/configuration/index.js'
import type { Discovery } from '../sut/index.js'

import { mochaWith, performWithMocha } from './conformance-mocha.js'
import { exitCodeOf, exitCodes } from './exit-code.js'
import { Gate } from './gate.js'
import { keepMemorySmall } from './memory.js'
import { openRun } from './open-run.js'
import { suiteFiles } from '../case/index.js'
import type { Terminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/** The cases that the configuration selects. Throws a {@link UsageError} for an empty selection. */
export function selectedCases(configuration: Configuration): readonly Variant[] {
  const { clauses, grep, cases } = configuration.run
  const variants = allVariants()
  const [unknown] = unknownCases(variants, cases)
  if (unknown !== undefined) {
    throw new UsageError(`there is no case ${printable(unknown)}; "ts0020 list" shows them all`)
  }
  const wanted = configuration.serializations
  const selected = select(variants, { clauses, grep, cases }).filter(
    ({ serialization }) => wanted === 'auto' || serialization === undefined || wanted.includes(serialization),
  )
  if (selected.length === 0) {
    throw new UsageError(
      'no case fits the selection (--clause, --grep, --case, --serialization); nothing was run',
    )
  }
  return selected
}

/** The run folder. Throws a {@link UsageError} when it cannot be written. */
export function runFolder(configuration: Configuration): RunFolder {
  const { out } = configuration.run
  const made = createRunFolder({ cwd: process.cwd(), now: new Date(), ...(out === undefined ? {} : { out }) })
  if (made.kind === 'unusable') throw new UsageError(made.message)
  return made
}

/** Tells the terminal how the run gets on. */
function progress(terminal: Terminal): Listener {
  const options = { colour: terminal.interactive }
  return {
    discovered(discovery: Discovery) {
      if (discovery.kind === 'unreachable') {
        terminal.error(`ts0020: no connection to the SUT: ${printable(discovery.reason)}\n`)
        return
      }
      const { edition, offered } = discovery.profile
      const said = discovery.facts.find(({ name }) => name === 'edition')?.value ?? edition
      terminal.out(`edition ${said}; serializations: ${offered.join(', ') || 'none agreed to'}\n`)
    },
    result(result: CaseResult, done: number, of: number) {
      const line = formatProgress(result, done, of, options)
      const quiet = result.verdict === 'pass' || result.verdict === 'inapplicable'
      // On a terminal what is fine passes by on one line; in a log every case has its own.
      if (terminal.interactive) terminal.out(`\r\u001b[2K${line}${quiet ? '' : '\n'}`)
      else terminal.out(`${line}\n`)
    },
  }
}

/** Renders the reports, holds the results against the expectations and says all of it. Returns the exit code. */
export async function conclude(
  outcome: ConformanceOutcome,
  folder: RunFolder,
  configuration: Configuration,
  gate: Gate | undefined,
  filtered: boolean,
  terminal: Terminal,
): Promise<number> {
  const rendered: Rendered = await renderAll(folder.folder, catalogue)
  if (terminal.interactive) terminal.out('\r\u001b[2K')
  if (rendered.kind === 'no-record') {
    terminal.error(`ts0020: ${printable(rendered.message)}\n`)
    return exitCodes.incomplete
  }
  terminal.out(
    `\n${formatEnd(rendered.results, catalogue, rendered, folder.shown, { colour: terminal.interactive })}\n`,
  )
  if (outcome.recordFailure !== undefined) terminal.error(`ts0020: ${printable(outcome.recordFailure)}\n`)
  if (folder.linkProblem !== undefined) terminal.error(`ts0020: ${printable(folder.linkProblem)}\n`)
  const differences = gate?.hold(rendered.results, filtered, configuration.run.updateExpect, terminal)
  return exitCodeOf({
    results: outcome.results,
    interrupted: outcome.interrupted,
    stopped: outcome.stopped !== '' || outcome.outages.length > 0,
    leftovers: outcome.leftovers.length,
    lost: rendered.lost.length + (outcome.recordFailure === undefined ? 0 : 1),
    differences,
  })
}

/** `ts0020 run`: resolves with the exit code. Throws a {@link UsageError} before anything ran. */
export async function runCommand(configuration: Configuration, terminal: Terminal): Promise<number> {
  keepMemorySmall()
  const mocha = await mochaWith(suiteFiles())
  const selected = selectedCases(configuration)
  const gate = Gate.open(configuration.run.expect, configuration.run.updateExpect)
  const folder = runFolder(configuration)
  const opened = await openRun(configuration, folder, progress(terminal))
  const { conformance } = opened
  const target = configuration.sut.url ?? 'the embedded reference CSE'
  terminal.out(
    `ts0020: ${selected.length} cases against ${printable(target)}, seed ${configuration.run.seed}\n`,
  )

  let signals = 0
  const onSignal = (): void => {
    signals += 1
    if (signals > 1) process.exit(exitCodes.interrupted)
    terminal.error('\nts0020: interrupted; cleaning up and writing the reports (once more to end at once)\n')
    conformance.interrupt()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  try {
    const outcome = await performWithMocha(mocha, conformance, selected)
    const filtered = selected.length < allVariants().length
    // Nobody needs the embedded CSE any more, and the reports need memory.
    await opened.close()
    return await conclude(outcome, folder, configuration, gate, filtered, terminal)
  } finally {
    await opened.close()
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}
