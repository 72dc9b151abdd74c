import { randomBytes } from 'node:crypto'

/** Every resource that a run creates has a name that begins so; `ts0020 sweep` looks for it. */
export const resourcePrefix = 'ts0020-'

/** AE-ID stems asked for begin so, after the C or S that oneM2M wants first. */
export const stemPrefix = 'Ts0020x'

/** Names of one run: unique on the SUT, recognizable afterwards. */
export class Names {
  readonly run = randomBytes(4).toString('hex')
  readonly #stemStart: string
  #count = 0

  /** `stem`: how AE-ID stems begin, where the operator wants it otherwise; `auto`, `C` and `S` mean the usual way. */
  constructor(stem = 'auto') {
    this.#stemStart = ['auto', 'C', 'S'].includes(stem) ? `C${stemPrefix}` : stem
  }

  /** A number that no other name of the run has. */
  #next(): string {
    this.#count += 1
    return this.#count.toString(36)
  }

  /** How the names of all resources of the run begin, e.g. `ts0020-9f31c2aa-`. */
  get resources(): string {
    return `${resourcePrefix}${this.run}-`
  }

  /** A resource name, e.g. `ts0020-9f31c2aa-1k`. */
  resource(): string {
    return `${this.resources}${this.#next()}`
  }

  /** An AE-ID stem that begins with C, e.g. `CTs0020x9f31c2aax1k`: letters and digits only. */
  stem(): string {
    return `${this.#stemStart}${this.run}x${this.#next()}`
  }

  /** An SP-relative CSE-ID, e.g. `/Ts0020x9f31c2aax1k`. */
  cse(): string {
    return `/${stemPrefix}${this.run}x${this.#next()}`
  }

  /** A request identifier, unique in the run. */
  request(): string {
    return `${this.run}-${this.#next()}`
  }
}
