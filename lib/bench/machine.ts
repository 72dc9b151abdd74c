import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'

/** The machine that figures were measured on. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly node: string
  readonly system: string
  /** Processes that wanted a core during the last minute; more than there are cores means disturbed figures. */
  readonly load: number
}

/** The machine that this process runs on, now. */
export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    system: `${platform()} ${release()}`,
    load: loadavg()[0] ?? 0,
  }
}
