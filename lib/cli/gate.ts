import { writeFileSync } from 'node:fs'
import { printable, type FullResults } from '../record/index.js'
import {
  compareWithExpectation,
  readExpectation,
  updateExpectation,
  type Expectation,
} from '../report/index.js'
import type { Terminal } from './terminal.js'
import { UsageError } from './usage-error.js'

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
    if (read.kind === 'missing' && update) return new Gate(path, undefined)
    if (read.kind !== 'read') throw new UsageError(read.errors.join('\nts0020: '))
    return new Gate(path, read.expectation)
  }

  /** Says every difference; returns how many there are. With `update` the file is written anew first. */
  hold(results: FullResults, filtered: boolean, update: boolean, terminal: Terminal): number {
    let { expectation } = this
    if (update) {
      writeFileSync(this.path, updateExpectation(results, expectation))
      terminal.out(
        `expectations written to ${printable(this.path)}; entries without a reason fail until one is given\n`,
      )
      const again = readExpectation(this.path)
      if (again.kind !== 'read') throw new UsageError(again.errors.join('; '))
      expectation = again.expectation
    }
    if (expectation === undefined) return 0
    const { differences } = compareWithExpectation(results, expectation, new Date(), { filtered })
    for (const { text } of differences) terminal.out(`expectation: ${printable(text)}\n`)
    terminal.out(
      differences.length === 0
        ? `all as expected in ${printable(this.path)}\n`
        : `${differences.length} differences from ${printable(this.path)}\n`,
    )
    return differences.length
  }
}
