import { startCse, type CseOptions } from '../cse/index.js'
import { behaviourModule } from './behaviour-module.js'
import { startTamper } from './tamper.js'
import type { Fault } from './types.js'

/** An embedded CSE with one fault. */
export interface FaultyCse {
  /** Where clients find the fault. */
  readonly url: string
  readonly port: number
  /** Resolves with the reason if the CSE ends without having been stopped; never rejects. */
  readonly died: Promise<string>
  /** May be called more than once. */
  stop(): Promise<void>
}

/**
 * Starts the embedded CSE with a fault: a behaviour fault inside of it, an octet fault as a tamper in front of it, which
 * then has the address of the options, while the CSE takes a free port. Its pointOfAccess is that of the CSE itself.
 * @param log gets a line for each connection, request and notification of the CSE; printable ASCII
 * @throws Error for options out of range, and where the address cannot be listened at
 */
export async function faultyCse(
  fault: Fault,
  options: Omit<CseOptions, 'rules'>,
  log?: (line: string) => void,
): Promise<FaultyCse> {
  if (fault.kind === 'behaviour') {
    return startCse({ ...options, rules: { module: behaviourModule, name: fault.id } }, log)
  }
  const { host, port, ...rest } = options
  const cse = await startCse({ ...rest, ...(host === undefined ? {} : { host }), port: 0 }, log)
  try {
    const tamper = await startTamper({
      target: cse.url,
      fault,
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
    })
    const stop = async (): Promise<void> => {
      await Promise.all([tamper.stop(), cse.stop()])
    }
    return { url: tamper.url, port: tamper.port, died: cse.died, stop }
  } catch (problem) {
    await cse.stop()
    throw problem
  }
}
