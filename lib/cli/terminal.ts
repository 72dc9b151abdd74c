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
