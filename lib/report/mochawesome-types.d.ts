/** The parts of mochawesome 8 that are used here; the package has no types of its own. */

declare module 'mochawesome' {
  import type { MochaOptions, Runner, reporters } from 'mocha'

  interface MochawesomeOutput {
    stats: Record<string, unknown>
    meta: { mochawesome: { options: Record<string, unknown> }; marge: { options: Record<string, unknown> } }
  }

  export default class Mochawesome extends reporters.Base {
    constructor(runner: Runner, options: MochaOptions)
    /** Set when the runner has ended. */
    output?: MochawesomeOutput
    override done: (failures: number, finish?: (failures: number) => void) => void
  }
}

declare module 'mochawesome/addContext.js' {
  export default function addContext(
    owner: { readonly test: object },
    context: { title: string; value: unknown },
  ): void
}
