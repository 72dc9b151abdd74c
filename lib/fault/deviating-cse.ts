import { startCse, type CseOptions, type RunningCse } from '../cse/index.js'
import { behaviourModule } from './behaviour-module.js'
import { startTamper } from './tamper.js'
import type { Deviation, Transform } from './types.js'

/** An embedded CSE that does one thing in another way, at the URL where clients find that. */
export type DeviatingCse = Omit<RunningCse, 'terminate'>

type Options = Omit<CseOptions, 'rules'>

/**
 * Starts the embedded CSE with a fault or a liberty: what it decides otherwise inside of it, what is other in the octets as
 * a tamper in front of it, which then has the address of the options, while the CSE takes a free port. Its pointOfAccess is
 * that of the CSE itself.
 * @param log gets a line for each connection, request and notification of the CSE; printable ASCII
 * @throws Error for options out of range, and where the address cannot be listened at
 */
export function deviatingCse(
  deviation: Deviation,
  options: Options,
  log?: (line: string) => void,
): Promise<DeviatingCse> {
  switch (deviation.kind) {
    case 'behaviour':
      return startCse({ ...options, rules: { module: behaviourModule, name: deviation.id } }, log)
    case 'octet':
      return tamperedCse(deviation.tamper, options, log)
    case 'option':
      return startCse({ ...options, ...deviation.options }, log)
  }
}

async function tamperedCse(
  tamper: Transform,
  { host, port, ...rest }: Options,
  log: ((line: string) => void) | undefined,
): Promise<DeviatingCse> {
  const cse = await startCse({ ...rest, ...(host === undefined ? {} : { host }), port: 0 }, log)
  try {
    const running = await startTamper({
      target: cse.url,
      tamper,
      ...(host === undefined ? {} : { host }),
      ...(port === undefined ? {} : { port }),
    })
    const stop = async (): Promise<void> => {
      await Promise.all([running.stop(), cse.stop()])
    }
    return { url: running.url, port: running.port, died: cse.died, stop }
  } catch (problem) {
    await cse.stop()
    throw problem
  }
}
