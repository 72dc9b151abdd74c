/** Faults: single deviations of a server, which show that the suite catches what it claims to catch. */

export { faultById, faults } from './catalogue.js'
export { faultyCse, type FaultyCse } from './faulty-cse.js'
export { startTamper, type RunningTamper, type TamperOptions } from './tamper.js'
export type { BehaviourFault, Fault, FaultFacts, OctetFault } from './types.js'
