/** Entry of the thread that a CSE runs in. Talks to {@link startCse} by messages. */

import { parentPort, workerData } from 'node:worker_threads'
import type { CseOptions } from './options.js'
import type { Rules } from './rules.js'
import { startCseHere } from './server.js'
import type { WorkerMessage } from './worker-messages.js'

interface RulesModule {
  rulesFor(name: string): Partial<Rules>
}

function isRulesModule(loaded: unknown): loaded is RulesModule {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    'rulesFor' in loaded &&
    typeof loaded.rulesFor === 'function'
  )
}

async function loadRules(options: CseOptions): Promise<Partial<Rules>> {
  if (options.rules === undefined) return {}
  const loaded: unknown = await import(options.rules.module)
  if (!isRulesModule(loaded)) throw new Error(`${options.rules.module} exports no function rulesFor`)
  return loaded.rulesFor(options.rules.name)
}

async function main(options: CseOptions): Promise<void> {
  const port = parentPort
  if (port === null) throw new Error('this module is the entry of a worker thread')
  const say = (message: WorkerMessage): void => port.postMessage(message)
  try {
    const cse = await startCseHere(options, await loadRules(options), (line) => say({ kind: 'log', line }))
    port.once('message', () => {
      void cse.stop().finally(() => port.close())
    })
    say({ kind: 'listening', url: cse.url, port: cse.port })
  } catch (error) {
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    port.close()
  }
}

// workerData is what startCse passed: structured clone keeps its type.
await main(workerData as CseOptions)
