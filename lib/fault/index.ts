/**
 * Faults: single deviations of a server, which show that the suite catches what it claims to catch; and liberties, single
 * things that a server may do, which show that it accuses nobody wrongly.
 */

export { faultById, faults } from './catalogue.js'
export { deviatingCse, type DeviatingCse } from './deviating-cse.js'
export { liberties } from './liberty/index.js'
export { startTamper, type RunningTamper, type TamperOptions } from './tamper.js'
export type { BehaviourFault, Fault, FaultFacts, Liberty, OctetFault, Reached } from './types.js'
