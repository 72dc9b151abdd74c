import { accessSync, constants, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { plural, printable, type FullResults } from '../record/index.js'
import {
  compareWithExpectation,
  readExpectation,
  updateExpectation,
  type Expectation,
} from '../report/index.js'
import type { DiscreetTerminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/** What the gate says about a run. */
export interface GateOutcome {
  /** How many differences there are; undefined when the run could not be held against anything. */
  readonly differences: number | undefined
  /** Whether the expectations could be written, where that was asked for. */
  readonly written: boolean
}

/** What the gate needs to know besides the results. */
export interface GateOptions {
  /** Whether only a part of the cases was asked for. */
  readonly filtered: boolean
  readonly update: boolean
  /** The ids of all cases that there are. */
  readonly known: ReadonlySet<string>
}

function codeOf(problem: unknown): string {
  return problem instanceof Error && 'code' in problem ? String(problem.code) : String(problem)
}

/** Throws a {@link UsageError} where the file could not be written in the end: better to know before the run. */
function mustBeWritable(path: string, exists: boolean): void {
  try {
    accessSync(exists ? path : dirname(path), constants.W_OK)
  } catch (problem) {
    throw new UsageError(`the expectation file ${path} cannot be written: ${codeOf(problem)}`)
  }
}

/** The CI gate: holds the results of a run against the expected ones (`--expect`, `--update-expect`). */
export class Gate {
  private constructor(
    private readonly path: string,
    private readonly expectation: Expectation | undefined,
  ) {}

  /** Reads the expectation file. Throws a {@link UsageError} when there is none, except where it is to be made. */
  static open(path: string | undefined, update: boolean): Gate | undefined {
    if (path === undefined) {
      if (update) throw new UsageError('--update-expect needs --expect FILE, which says what to update')
      return undefined
    }
    const read = readExpectation(path)
    if (update && read.kind !== 'invalid') mustBeWritable(path, read.kind === 'read')
    if (read.kind === 'missing' && update) return new Gate(path, undefined)
    if (read.kind !== 'read') throw new UsageError(read.errors.join('\nts0020: '))
    return new Gate(path, read.expectation)
  }

  /** Says every difference. With `update` the file is written anew first, if the run was a whole one. */
  hold(results: FullResults, options: GateOptions, terminal: DiscreetTerminal): GateOutcome {
    const { filtered, update, known } = options
    const path = printable(terminal.redaction.text(this.path))
    let { expectation } = this
    if (update) {
      if (!results.complete || results.cases.length === 0) {
        const [why = 'no case was run'] = results.incompleteBecause
        terminal.error(`ts0020: ${path} was not updated, because the run is incomplete: ${printable(why)}\n`)
        return { differences: undefined, written: false }
      }
      const text = updateExpectation(results, expectation, { filtered })
      try {
        writeFileSync(this.path, text)
      } catch (problem) {
        terminal.error(`ts0020: ${path} could not be written: ${codeOf(problem)}\n`)
        return { differences: undefined, written: false }
      }
      terminal.own(`expectations written to ${path}; entries without a reason fail until one is given\n`)
      const again = readExpectation(this.path)
      if (again.kind !== 'read')
        throw new Error(`what was written cannot be read: ${again.errors.join('; ')}`)
      expectation = again.expectation
    }
    if (expectation === undefined) return { differences: undefined, written: true }
    const { differences } = compareWithExpectation(results, expectation, new Date(), { filtered, known })
    for (const { text } of differences) terminal.own(`expectation: ${printable(text)}\n`)
    terminal.own(
      differences.length === 0
        ? `all as expected in ${path}\n`
        : `${plural(differences.length, 'difference')} from ${path}\n`,
    )
    return { differences: differences.length, written: true }
  }
}
