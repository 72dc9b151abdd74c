import {
  allVariants,
  select,
  suiteFiles,
  unknownCases,
  type Conformance,
  type ConformanceOutcome,
  type Variant,
} from '../case/index.js'
import { createRunFolder, plural, printable, type RunFolder } from '../record/index.js'
import { formatEnd, renderAll, suiteCatalogue as catalogue, type Rendered } from '../report/index.js'
import type { Configuration } from '../sut/configuration/index.js'

import { mochaWith, performWithMocha } from './conformance-mocha.js'
import { exitCodeOf, exitCodes } from './exit-code.js'
import { Gate } from './gate.js'
import { keepMemorySmall } from './memory.js'
import { openRun } from './open-run.js'
import { Progress } from './progress.js'
import type { DiscreetTerminal } from './terminal.js'
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

/** A run that has ended, and what its end is to be told with. */
export interface Ended {
  readonly outcome: ConformanceOutcome
  readonly folder: RunFolder
  readonly configuration: Configuration
  readonly gate: Gate | undefined
  /** Whether only a part of the cases was asked for. */
  readonly filtered: boolean
}

/** Renders the reports, holds the results against the expectations and says all of it. Returns the exit code. */
export async function conclude(ended: Ended, terminal: DiscreetTerminal): Promise<number> {
  const { outcome, folder, configuration, gate, filtered } = ended
  const discreet = (text: string): string => terminal.redaction.text(text)
  const code = (lost: number, differences?: number): number =>
    exitCodeOf({
      results: outcome.results,
      interrupted: outcome.interrupted,
      stopped: outcome.stopped !== '' || outcome.outages.length > 0,
      leftovers: outcome.leftovers.length,
      lost: lost + (outcome.recordFailure === undefined ? 0 : 1),
      differences,
    })
  const rendered: Rendered = await renderAll(folder.folder, catalogue)
  if (outcome.recordFailure !== undefined) terminal.error(`ts0020: ${printable(outcome.recordFailure)}\n`)
  if (rendered.kind !== 'rendered') {
    terminal.error(`ts0020: ${printable(rendered.message)}\n`)
    return code(1)
  }
  // The results come from the record, which holds no secret; the names of files come from the operator.
  const lost = rendered.lost.map(({ file, reason }) => ({ file, reason: discreet(reason) }))
  const options = { colour: terminal.interactive }
  terminal.own(
    `\n${formatEnd(rendered.results, catalogue, { ...rendered, lost }, discreet(folder.shown), options)}\n`,
  )
  if (folder.linkProblem !== undefined) terminal.error(`ts0020: ${printable(folder.linkProblem)}\n`)
  const known = new Set(allVariants().map(({ id }) => id))
  const update = configuration.run.updateExpect
  const held = gate?.hold(rendered.results, { filtered, update, known }, terminal)
  return code(rendered.lost.length + (held?.written === false ? 1 : 0), held?.differences)
}

/**
 * Lets Ctrl-C and a termination end the run in good order, a second one at once. `also` is called as well. Returns how to
 * stop listening.
 */
export function onInterruption(
  conformance: Conformance,
  terminal: DiscreetTerminal,
  also: () => void = () => undefined,
): () => void {
  let signals = 0
  const onSignal = (): void => {
    signals += 1
    if (signals > 1) process.exit(exitCodes.interrupted)
    terminal.error('\nts0020: interrupted; cleaning up and writing the reports (once more to end at once)\n')
    conformance.interrupt()
    also()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return () => {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

/** `ts0020 run`: resolves with the exit code. Throws a {@link UsageError} before anything ran. */
export async function runCommand(configuration: Configuration, terminal: DiscreetTerminal): Promise<number> {
  keepMemorySmall()
  const mocha = await mochaWith(suiteFiles())
  const selected = selectedCases(configuration)
  const gate = Gate.open(configuration.run.expect, configuration.run.updateExpect)
  const folder = runFolder(configuration)
  const progress = new Progress(terminal)
  const opened = await openRun(configuration, folder, progress)
  const { conformance } = opened
  const target = terminal.redaction.text(configuration.sut.url ?? 'the embedded reference CSE')
  terminal.own(
    `ts0020: ${plural(selected.length, 'case')} against ${printable(target)}, seed ${configuration.run.seed}\n`,
  )
  const listened = onInterruption(conformance, terminal)
  try {
    const outcome = await performWithMocha(mocha, conformance, selected)
    progress.finish()
    const filtered = selected.length < allVariants().length
    // Nobody needs the embedded CSE any more, and the reports need memory.
    await opened.close()
    return await conclude({ outcome, folder, configuration, gate, filtered }, terminal)
  } finally {
    await opened.close()
    listened()
  }
}
