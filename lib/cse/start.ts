import type { CseOptions } from './options.js'
import { CseThread } from './thread.js'
import type { WorkerMessage } from './worker-messages.js'

/** A CSE in a thread of its own. */
export interface RunningCse {
  /** `ws://127.0.0.1:8180/` */
  readonly url: string
  readonly port: number
  /** Resolves with the reason if the CSE ends without having been stopped; never rejects. */
  readonly died: Promise<string>
  /** Closes every connection with 1001 and listens no more. May be called more than once. */
  stop(): Promise<void>
  /** Ends the thread at once, without a word to whoever is still connected. */
  terminate(): Promise<void>
}

/**
 * Starts a CSE in a worker thread, so that its timing is its own and its end is not ours.
 * @param log gets a line for each connection, request and notification; printable ASCII
 * @throws Error for options out of range, rules that cannot be loaded, and addresses that cannot be listened at
 */
export async function startCse(options: CseOptions, log?: (line: string) => void): Promise<RunningCse> {
  const thread = CseThread.take()
  let stopping = false
  let reportDeath: (reason: string) => void = () => undefined
  const died = new Promise<string>((resolve) => {
    reportDeath = resolve
  })
  const listening = await new Promise<Extract<WorkerMessage, { readonly kind: 'listening' }>>(
    (resolve, reject) => {
      thread.tell({ kind: 'start', options, logs: log !== undefined }, (message) => {
        switch (message.kind) {
          case 'listening':
            resolve(message)
            return
          case 'log':
            log?.(message.line)
            return
          case 'failed':
            void thread.free()
            reject(new Error(message.message))
            return
          case 'ended':
            if (!stopping) reportDeath(message.reason)
            reject(new Error(message.reason))
            return
          case 'stopped':
            return
        }
      })
    },
  )
  let stopCall: Promise<void> | undefined
  return {
    url: listening.url,
    port: listening.port,
    died,
    stop: () => {
      stopping = true
      return (stopCall ??= thread.free())
    },
    terminate: async () => {
      stopping = true
      await thread.terminate()
    },
  }
}
