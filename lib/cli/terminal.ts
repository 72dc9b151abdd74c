import { Redaction } from '../record/index.js'

/** Where the command line writes. Injected, so that commands can be tried without a process. */
export interface Terminal {
  out(text: string): void
  error(text: string): void
  /** Whether colours and a moving progress line make sense. */
  readonly interactive: boolean
  /** Width in characters; undefined where there is none, as in a file. */
  readonly columns?: number | undefined
}

/** How long a text waits for others to be written with, in milliseconds. */
const collectedMs = 50

/** A stream to write to, as far as it is needed. */
export interface Sink {
  write(text: string): unknown
  on(event: 'error', listener: (problem: Error) => void): unknown
}

/** Writes to a stream whose reader may go away at any time (`| head`): from then on nothing is written. */
class PatientSink {
  #open = true

  constructor(
    private readonly sink: Sink,
    lost: (problem: Error) => void,
  ) {
    sink.on('error', (problem) => {
      if (this.#open) lost(problem)
      this.#open = false
    })
  }

  write(text: string): void {
    if (this.#open && text !== '') this.sink.write(text)
  }
}

/** What a terminal is made of. */
export interface TerminalStreams {
  readonly out: Sink & { readonly isTTY?: boolean; readonly columns?: number }
  readonly error: Sink
  /** Called with what has to happen before the process ends. */
  readonly atExit: (finish: () => void) => void
}

/**
 * A terminal on two streams. What is said in quick succession is written at once, in its order and before anything that
 * goes to the other stream: a write for each case would cost a run that is piped more than the case. A reader that has
 * gone away ends nothing: the run goes on, cleans up and writes its reports.
 */
export function terminalOn(streams: TerminalStreams, colours: boolean): Terminal {
  const error = new PatientSink(streams.error, () => undefined)
  const out = new PatientSink(streams.out, (problem) => {
    const gone = 'code' in problem && problem.code === 'EPIPE'
    if (!gone) error.write(`ts0020: nothing more can be written to standard output: ${problem.message}\n`)
  })
  let collected = ''
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const text = collected
    collected = ''
    out.write(text)
  }
  streams.atExit(flush)
  return {
    out: (text) => {
      collected += text
      timer ??= setTimeout(flush, collectedMs).unref()
    },
    error: (text) => {
      flush()
      error.write(text)
    },
    interactive: streams.out.isTTY === true && colours,
    get columns() {
      return streams.out.columns
    },
  }
}

let ofProcess: Terminal | undefined

/** The terminal of this process (https://no-color.org for NO_COLOR). */
export function processTerminal(): Terminal {
  const { NO_COLOR: noColour, TERM: name } = process.env
  const streams: TerminalStreams = {
    out: process.stdout,
    error: process.stderr,
    // What a full pipe does not take at once is written while the process waits; on exit there is no waiting any more.
    atExit: (finish) => void process.on('beforeExit', finish).on('exit', finish),
  }
  return (ofProcess ??= terminalOn(streams, (noColour === undefined || noColour === '') && name !== 'dumb'))
}

/**
 * A terminal that shows no secret, once it knows them: everything that a command says passes here, the configured URL,
 * what the SUT has echoed, and errors of the tester itself.
 */
export class DiscreetTerminal implements Terminal {
  #redaction = new Redaction([])

  constructor(private readonly terminal: Terminal) {}

  get interactive(): boolean {
    return this.terminal.interactive
  }

  get columns(): number | undefined {
    return this.terminal.columns
  }

  /** What hides the secrets in a part of a text, for {@link DiscreetTerminal.own}. */
  get redaction(): Redaction {
    return this.#redaction
  }

  /** Keeps these values from now on. Each text is looked at by itself, so it has to be whole. */
  hide(secrets: readonly string[]): void {
    this.#redaction = new Redaction(secrets)
  }

  out(text: string): void {
    this.terminal.out(this.#redaction.text(text))
  }

  error(text: string): void {
    this.terminal.error(this.#redaction.text(text))
  }

  /**
   * Writes what the tool itself says, in which everything that came from the configuration or the SUT went through
   * {@link DiscreetTerminal.redaction}: a verdict or an id that is spelt like a secret must stay what it is.
   */
  own(text: string): void {
    this.terminal.out(text)
  }
}
