import { Redaction } from '../record/index.js'

/** Where the command line writes. Injected, so that commands can be tried without a process. */
export interface Terminal {
  out(text: string): void
  error(text: string): void
  /** Whether colours and a moving progress line make sense. */
  readonly interactive: boolean
}

/** The terminal of this process (https://no-color.org for NO_COLOR). */
export function processTerminal(): Terminal {
  return {
    out: (text) => void process.stdout.write(text),
    error: (text) => void process.stderr.write(text),
    interactive: process.stdout.isTTY && process.env['NO_COLOR'] === undefined,
  }
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
}
