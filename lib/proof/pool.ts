import { Worker } from 'node:worker_threads'
import type { Fault } from '../fault/index.js'
import type { FaultOutcome } from './matrix.js'
import type { ProofOptions } from './prove.js'

/** What a worker is asked for: a fault to prove, and what came of a try before. */
export interface ProofOrder {
  readonly fault: string
  readonly before: FaultOutcome | undefined
}

/** Has one fault proven in a worker. Rejects when the worker ends instead. */
function proveIn(worker: Worker, fault: Fault, before: FaultOutcome | undefined): Promise<FaultOutcome> {
  return new Promise((resolve, reject) => {
    const onEnd = (code: number): void => {
      reject(new Error(`the worker that proved ${fault.id} ended with ${code}`))
    }
    worker.once('error', reject)
    worker.once('exit', onEnd)
    worker.once('message', (outcome: FaultOutcome) => {
      worker.off('error', reject)
      worker.off('exit', onEnd)
      resolve(outcome)
    })
    const order: ProofOrder = { fault: fault.id, before }
    worker.postMessage(order)
  })
}

/**
 * Proves faults, `workers` of them at a time, each in a thread: a proof is mostly a wait for servers that do not answer.
 * Tells of each outcome as it comes, and resolves with all of them in the order of the faults. `before` has the outcomes
 * of a first try where this is a second one.
 * Rejects when a proof itself goes wrong.
 */
export async function proveAll(
  faults: readonly Fault[],
  options: ProofOptions,
  workers: number,
  onOutcome: (outcome: FaultOutcome) => void,
  before: readonly FaultOutcome[] = [],
): Promise<readonly FaultOutcome[]> {
  const queue = [...faults]
  const outcomes = new Map<string, FaultOutcome>()
  const pool = Array.from(
    { length: Math.min(workers, queue.length) },
    () => new Worker(new URL('./worker.js', import.meta.url), { workerData: options }),
  )
  try {
    await Promise.all(
      pool.map(async (worker) => {
        for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) {
          const outcome = await proveIn(
            worker,
            fault,
            before.find((each) => each.fault === fault.id),
          )
          outcomes.set(fault.id, outcome)
          onOutcome(outcome)
        }
      }),
    )
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()))
  }
  return faults.flatMap(({ id }) => outcomes.get(id) ?? [])
}
