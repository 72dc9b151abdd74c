import { behaviourFaults } from './behaviour/index.js'
import { octetFaults } from './octet/index.js'
import type { Fault } from './types.js'

/** Every fault there is: those in the octets first, then those in what the CSE decides. */
export const faults: readonly Fault[] = [...octetFaults, ...behaviourFaults]

const byId: ReadonlyMap<string, Fault> = new Map(faults.map((fault) => [fault.id, fault]))

/** The fault with this id; undefined where there is none. */
export function faultById(id: string): Fault | undefined {
  return byId.get(id)
}
