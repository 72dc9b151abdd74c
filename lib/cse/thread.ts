import { Worker } from 'node:worker_threads'
import type { WorkerMessage, WorkerOrder } from './worker-messages.js'

/** Of this many MiB the youngest objects get a place: more would make the thread no faster, only larger. */
const youngGenerationMb = 16

/** How long a CSE may take to stop by itself before its thread is ended, in milliseconds. */
const stopDeadlineMs = 5000

/** What is heard of a thread: what runs in it says something, or it has ended, which is the last that is heard. */
export type ThreadMessage = WorkerMessage | { readonly kind: 'ended'; readonly reason: string }

/** So many threads wait for the next CSE, at the most. */
const mostIdle = 2

/** Threads whose CSE has stopped: the next one finds everything loaded. They keep no process from ending. */
const idle: CseThread[] = []

/**
 * A thread in which one CSE at a time runs, so that its timing is its own and its end is not ours. Loading what a CSE
 * needs takes longer than most of what is asked of one, so that a thread serves again when its CSE has stopped.
 */
export class CseThread {
  readonly #worker: Worker
  #listener: (message: ThreadMessage) => void = () => undefined
  #over = false

  private constructor() {
    this.#worker = new Worker(new URL('./worker.js', import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
    })
    let reason = 'the thread of the CSE ended'
    this.#worker.once('error', (error) => {
      reason = `the CSE failed: ${error instanceof Error ? error.message : String(error)}`
    })
    this.#worker.once('exit', () => {
      this.#over = true
      this.#listener({ kind: 'ended', reason })
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

  /** Hands an order over; `onMessage` hears everything of the thread from now on. */
  tell(order: WorkerOrder, onMessage: (message: ThreadMessage) => void): void {
    this.#listener = onMessage
    this.#worker.postMessage(order)
  }

  /** Has the CSE stop and keeps the thread for the next one; ends it where the CSE does not stop in time. */
  async free(): Promise<void> {
    const stopped = !this.#over && (await this.#stopped())
    this.#listener = () => undefined
    if (!stopped || idle.length >= mostIdle) {
      await this.terminate()
      return
    }
    this.#worker.unref()
    idle.push(this)
  }

  /** Asks for the stop, and waits for it; false where the thread ends instead, or nothing comes in time. */
  #stopped(): Promise<boolean> {
    const listener = this.#listener
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), stopDeadlineMs)
      this.tell({ kind: 'stop' }, (message) => {
        listener(message)
        if (message.kind !== 'stopped' && message.kind !== 'ended') return
        clearTimeout(timer)
        resolve(message.kind === 'stopped')
      })
    })
  }

  /** Ends the thread at once, with whatever runs in it. */
  async terminate(): Promise<void> {
    await this.#worker.terminate()
  }
}
