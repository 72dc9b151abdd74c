import type { Listener } from '../case/index.js'
import { plural, printable, type CaseResult } from '../record/index.js'
import { formatProgress, shapeOf, type TerminalOptions } from '../report/index.js'
import type { Discovery } from '../sut/index.js'
import type { DiscreetTerminal } from './terminal.js'

/** Takes back what stands on the moving line. */
const clearLine = '\r\u001b[2K'

/** Tells the terminal how the run gets on. */
export class Progress implements Listener {
  readonly #options: TerminalOptions
  /** The shape of what the last case said that could not be judged, and how many after it said the same. */
  #said = ''
  #repeated = 0

  constructor(private readonly terminal: DiscreetTerminal) {
    this.#options = { colour: terminal.interactive }
  }

  discovered(discovery: Discovery): void {
    const { terminal } = this
    if (discovery.kind === 'unreachable') {
      terminal.error(`ts0020: no connection to the SUT: ${printable(discovery.reason)}\n`)
      return
    }
    const { edition, offered } = discovery.profile
    const said = discovery.facts.find(({ name }) => name === 'edition')?.value ?? edition
    terminal.own(`edition ${said}; serializations: ${offered.join(', ') || 'none agreed to'}\n`)
  }

  result(raw: CaseResult, done: number, of: number): void {
    const { terminal } = this
    const result = terminal.redaction.result(raw)
    const quiet = result.verdict === 'pass' || result.verdict === 'inapplicable'
    const reason = result.verdict === 'inconclusive' ? shapeOf(result.reason) : ''
    const same = reason !== '' && reason === this.#said
    if (same) {
      this.#repeated += 1
    } else {
      this.#tellRepeated()
      this.#said = reason
    }
    // On a terminal what is fine, or known already, passes by on one line; in a log every case has its own.
    if (terminal.interactive) {
      const moving = quiet || same
      const options = moving ? { ...this.#options, columns: terminal.columns } : this.#options
      terminal.own(`${clearLine}${formatProgress(result, done, of, options)}${moving ? '' : '\n'}`)
    } else if (!same) {
      terminal.own(`${formatProgress(result, done, of, this.#options)}\n`)
    }
  }

  /** Says what is still to be said, and leaves a free line. */
  finish(): void {
    this.#tellRepeated()
    if (this.terminal.interactive) this.terminal.own(clearLine)
  }

  #tellRepeated(): void {
    if (this.#repeated === 0) return
    const start = this.terminal.interactive ? clearLine : ''
    this.terminal.own(`${start}and ${plural(this.#repeated, 'more case')} inconclusive for the same reason\n`)
    this.#repeated = 0
  }
}
