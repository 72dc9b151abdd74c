/** Runs in a worker thread: proves one fault after another, as {@link proveAll} hands them over. */
import { parentPort, workerData } from 'node:worker_threads'
import { loadSuites } from '../case/index.js'
import { faults } from '../fault/index.js'
import type { ProofOrder } from './pool.js'
import { unmadeProof } from './matrix.js'
import { editionOf, prove, type ProofOptions } from './prove.js'

const port = parentPort
if (port === null) throw new Error('this module is the entry of a worker thread')
await loadSuites()
port.on('message', (order: ProofOrder) => {
  const fault = faults.find((each) => each.id === order.fault)
  if (fault === undefined) throw new Error(`there is no fault ${order.fault}`)
  // workerData is what proveAll passed: structured clone keeps its type.
  void prove(fault, workerData as ProofOptions, order.before)
    .catch((problem: unknown) => unmadeProof(fault, editionOf(fault), String(problem)))
    .then((outcome) => {
      port.postMessage(outcome)
    })
})
