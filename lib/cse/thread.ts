import { Worker } from 'node:worker_threads'
import type { WorkerMessage, WorkerOrder } from './worker-messages.js'

/** Of this many MiB the youngest objects get a place: more would make the thread no faster, only larger. */
const youngGenerationMb = 16

/** How long a CSE may take to stop by itself before its thread is ended, in milliseconds. */
const stopDeadlineMs = 5000

/** So many threads wait for the next CSE, at the most. */
const mostIdle = 2

/** Threads whose CSE has stopped: the next one finds everything loaded. They keep no process from ending. */
const idle: CseThread[] = []

/**
 * A thread in which one CSE at a time runs, so that its timing is its own and its end is not ours. Loading what a CSE
 * needs takes longer than most of what is asked of one, so that a thread serves again when its CSE has stopped.
 */
export class CseThread {
  /** Resolves with the reason when the thread ends; never rejects. */
  readonly ended: Promise<string>
  readonly #worker: Worker
  #listener: (message: WorkerMessage) => void = () => undefined
  #over = false

  private constructor() {
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    })
    let reason = 'the thread of the CSE ended'
    this.ended = new Promise<string>((resolve) => {
      this.#worker.once('error', (error) => {
        reason = `the CSE failed: ${error instanceof Error ? error.message : String(error)}`
      })
      this.#worker.once('exit', () => {
        this.#over = true
        resolve(reason)
      })
    })
    this.#worker.on('message', (message: WorkerMessage) => this.#listener(message))
  }

  /** A thread that has waited for this, or a new one. */
  static take(): CseThread {
    for (let thread = idle.pop(); thread !== undefined; thread = idle.pop()) {
      if (thread.#over) continue
      thread.#worker.ref()
      return thread
    }
    return new CseThread()
  }

  /** Hands an order over; `onMessage` hears everything that the thread says from now on. */
  tell(order: WorkerOrder, onMessage: (message: WorkerMessage) => void): void {
    this.#listener = onMessage
    this.#worker.postMessage(order)
  }

  /** Has the CSE stop and keeps the thread for the next one; ends it where the CSE does not stop in time. */
  async free(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), stopDeadlineMs)
    })
    const listener = this.#listener
    const word = new Promise<true>((resolve) => {
      this.tell({ kind: 'stop' }, (message) => {
        listener(message)
        if (message.kind === 'stopped') resolve(true)
      })
    })
    const stopped = await Promise.race([word, this.ended.then(() => false), deadline])
    clearTimeout(timer)
    this.#listener = () => undefined
    if (!stopped || this.#over || idle.length >= mostIdle) {
      await this.terminate()
      return
    }
    this.#worker.unref()
    idle.push(this)
  }

  /** Ends the thread at once, with whatever runs in it. */
  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }
}
