import type { CodecFinding, CodecFindingCode, Position } from './codec.js'
import { pointer, type Step } from './pointer.js'

/** Findings of one message; more of them tell the reader nothing new, and the message may be hostile. */
const mostFindings = 100

/** What a reader has found so far that does not keep a message from being read. */
export class Notes {
  readonly #findings: CodecFinding[] = []
  #dropped = 0

  /** Notes a finding; what it says is only put together while there is room for it. */
  add(describe: () => CodecFinding): void {
    if (this.#findings.length < mostFindings) this.#findings.push(describe())
    else this.#dropped += 1
  }

  /** The findings in the order of the message. */
  all(): readonly CodecFinding[] {
    if (this.#dropped === 0) return this.#findings
    const message = `${this.#dropped} more findings of these kinds are not listed`
    return [...this.#findings, { code: 'more-findings', message, path: '' }]
  }
}

/** A finding whose message ends with the place; `where` is the position in words. */
export function findingAt(
  code: CodecFindingCode,
  message: string,
  steps: readonly Step[],
  position: Position,
  where: string,
): CodecFinding {
  const path = pointer(steps)
  const at = path === '' ? '' : `at ${path}, `
  return { code, message: `${message} (${at}${where})`, path, position }
}
