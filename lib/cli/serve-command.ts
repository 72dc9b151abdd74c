import { once } from 'node:events'
import { startCse } from '../cse/index.js'
import { deviatingCse } from '../fault/index.js'
import { printable } from '../record/index.js'
import type { Edition } from '../spec/index.js'
import { exitCodes } from './exit-code.js'
import { refuseSecured, requestedFault } from './fault-commands.js'
import type { Terminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/** What `ts0020 serve` was asked for. */
export interface ServeOptions {
  readonly port: number
  readonly edition: Edition
  readonly fault: string | undefined
}

/** `ts0020 serve`: the embedded reference CSE for others to use, until it is interrupted. */
export async function serveCommand(options: ServeOptions, terminal: Terminal): Promise<number> {
  const log = (line: string): void => {
    terminal.out(`${printable(line)}\n`)
  }
  const fault = options.fault === undefined ? undefined : requestedFault(options.fault)
  if (fault !== undefined) refuseSecured(fault)
  const cseOptions = { edition: options.edition, port: options.port }
  const starting = fault === undefined ? startCse(cseOptions, log) : deviatingCse(fault, cseOptions, log)
  const cse = await starting.catch((problem: unknown) => {
    throw new UsageError(problem instanceof Error ? problem.message : String(problem))
  })
  terminal.out(
    `serving edition ${options.edition} at ${cse.url} (CSE-ID /id-in, name cse-in, administrator CAdmin)\n`,
  )
  if (fault !== undefined) terminal.out(`with the fault ${fault.id}: ${fault.text}\n`)
  terminal.out('an AE registers with CREATE of m2m:ae to cse-in; end with Ctrl-C\n')
  const ended = await Promise.race([
    once(process, 'SIGINT').then(() => ''),
    once(process, 'SIGTERM').then(() => ''),
    cse.died,
  ])
  await cse.stop()
  if (ended !== '') terminal.error(`ts0020: the CSE ended by itself: ${printable(ended)}\n`)
  return ended === '' ? exitCodes.ok : exitCodes.incomplete
}
