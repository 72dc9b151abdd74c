import { once } from 'node:events'
import { faultById, faults, startTamper, type Fault } from '../fault/index.js'
import { printable } from '../record/index.js'
import { nearest } from '../sut/configuration/nearest.js'
import { exitCodes } from './exit-code.js'
import type { Terminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/** What `ts0020 tamper` was asked for. */
export interface TamperCommandOptions {
  readonly fault: string
  readonly target: string
  readonly port: number
}

/** The fault that was asked for. Throws a {@link UsageError} that names the nearest one where there is none. */
export function requestedFault(id: string): Fault {
  const fault = faultById(id)
  if (fault !== undefined) return fault
  const meant = nearest(
    id,
    faults.map((known) => known.id),
  )
  const hint = meant === undefined ? 'see "ts0020 faults"' : `did you mean ${meant}?`
  throw new UsageError(`there is no fault ${printable(id)}; ${hint}`)
}

/** `ts0020 faults`: every fault there is. */
export function faultsCommand(json: boolean, terminal: Terminal): number {
  if (json) {
    const rows = faults.map(({ id, kind, text, violates, kills, verdict, editions, serializations }) => ({
      id,
      kind,
      text,
      violates,
      kills,
      verdict,
      editions: editions ?? null,
      serializations: serializations ?? null,
    }))
    terminal.out(`${JSON.stringify(rows, null, 2)}\n`)
    return exitCodes.ok
  }
  for (const fault of faults) {
    const only = [
      ...(fault.editions ?? []),
      ...(fault.serializations ?? []),
      ...(fault.over === undefined ? [] : [fault.over]),
    ]
    const marks = [fault.kind, ...(only.length > 0 ? [`only ${only.join(', ')}`] : [])].join(', ')
    terminal.out(
      `${fault.id}  (${marks})  ${fault.text}\n    ${fault.verdict} at ${fault.kills.join(', ')}\n`,
    )
  }
  const octets = faults.filter((fault) => fault.kind === 'octet').length
  terminal.out(
    `\n${faults.length} faults: ${octets} in the octets, ${faults.length - octets} in the behaviour\n`,
  )
  return exitCodes.ok
}

/** Throws a {@link UsageError} for a fault that shows in TLS only, which neither `serve` nor `tamper` speaks. */
export function refuseSecured({ id, over }: Fault): void {
  if (over === undefined) return
  throw new UsageError(
    `the fault ${id} shows at a wss address only; "npm run prove -- --fault ${id}" shows what catches it`,
  )
}

/** `ts0020 tamper`: an octet fault in front of any server, until it is interrupted. */
export async function tamperCommand(options: TamperCommandOptions, terminal: Terminal): Promise<number> {
  const fault = requestedFault(options.fault)
  refuseSecured(fault)
  if (fault.kind !== 'octet') {
    throw new UsageError(
      `${fault.id} is a fault in the behaviour of the embedded CSE; use "ts0020 serve --fault ${fault.id}"`,
    )
  }
  const tamper = await startTamper({
    target: options.target,
    tamper: fault.tamper,
    port: options.port,
  }).catch((problem: unknown) => {
    throw new UsageError(problem instanceof Error ? problem.message : String(problem))
  })
  terminal.out(`${fault.id} at ${tamper.url}, in front of ${printable(options.target)}: ${fault.text}\n`)
  terminal.out('end with Ctrl-C\n')
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await tamper.stop()
  return exitCodes.ok
}
