import { Worker } from 'node:worker_threads'
import type { CseOptions } from './options.js'
import { stopMessage, type WorkerMessage } from './worker-messages.js'

/** A CSE in a thread of its own. */
export interface RunningCse {
  /** `ws://127.0.0.1:8180/` */
  readonly url: string
  readonly port: number
  /** Resolves with the reason if the CSE ends without having been stopped; never rejects. */
  readonly died: Promise<string>
  /** Closes every connection with 1001 and ends the thread. May be called more than once. */
  stop(): Promise<void>
  /** Ends the thread at once, without a word to whoever is still connected. */
  terminate(): Promise<void>
}

/** Of this many MiB the youngest objects get a place: more would make the thread no faster, only larger. */
const youngGenerationMb = 16

/** How long a thread may take to end by itself, in milliseconds. */
const stopDeadlineMs = 5000

async function stopped(worker: Worker, ended: Promise<string>): Promise<void> {
  worker.postMessage(stopMessage)
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, stopDeadlineMs)
  })
  await Promise.race([ended, deadline])
  clearTimeout(timer)
  await worker.terminate()
}

/**
 * Starts a CSE in a worker thread, so that its timing is its own and its end is not ours.
 * @param log gets a line for each connection, request and notification; printable ASCII
 * @throws Error for options out of range, rules that cannot be loaded, and addresses that cannot be listened at
 */
export async function startCse(options: CseOptions, log?: (line: string) => void): Promise<RunningCse> {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: options,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  })
  let stopping = false
  let reportDeath: (reason: string) => void = () => undefined
  const died = new Promise<string>((resolve) => {
    reportDeath = resolve
  })
  let reason = 'the thread of the CSE ended'
  const ended = new Promise<string>((resolve) => {
    worker.once('error', (error) => {
      reason = `the CSE failed: ${error instanceof Error ? error.message : String(error)}`
    })
    worker.once('exit', () => {
      if (!stopping) reportDeath(reason)
      resolve(reason)
    })
  })
  const listening = await new Promise<Extract<WorkerMessage, { readonly kind: 'listening' }>>(
    (resolve, reject) => {
      worker.on('message', (message: WorkerMessage) => {
        if (message.kind === 'log') log?.(message.line)
        else if (message.kind === 'listening') resolve(message)
        else reject(new Error(message.message))
      })
      void ended.then((why) => reject(new Error(why)))
    },
  )
  let stopCall: Promise<void> | undefined
  return {
    url: listening.url,
    port: listening.port,
    died,
    stop: () => {
      stopping = true
      return (stopCall ??= stopped(worker, ended))
    },
    terminate: async () => {
      stopping = true
      await worker.terminate()
    },
  }
}
