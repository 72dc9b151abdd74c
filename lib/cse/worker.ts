/** Entry of the thread that CSEs run in, one after the other. Talks to {@link startCse} by messages. */

import { parentPort } from 'node:worker_threads'
import type { Rules } from './rules.js'
import { startCseHere, type CseHere } from './server.js'
import type { WorkerMessage, WorkerOrder } from './worker-messages.js'

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

type Start = Extract<WorkerOrder, { readonly kind: 'start' }>

async function loadRules({ options }: Start): Promise<Partial<Rules>> {
  if (options.rules === undefined) return {}
  const loaded: unknown = await import(options.rules.module)
  if (!isRulesModule(loaded)) throw new Error(`${options.rules.module} exports no function rulesFor`)
  return loaded.rulesFor(options.rules.name)
}

const port = parentPort
if (port === null) throw new Error('this module is the entry of a worker thread')
const say = (message: WorkerMessage): void => port.postMessage(message)

let running: CseHere | undefined

async function start(order: Start): Promise<void> {
  try {
    const log = order.logs ? (line: string): void => say({ kind: 'log', line }) : undefined
    running = await startCseHere(order.options, await loadRules(order), log)
    say({ kind: 'listening', url: running.url, port: running.port })
  } catch (error) {
    say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
  }
}

async function stop(): Promise<void> {
  await running?.stop()
  running = undefined
  say({ kind: 'stopped' })
}

port.on('message', (order: WorkerOrder) => {
  void (order.kind === 'start' ? start(order) : stop())
})
