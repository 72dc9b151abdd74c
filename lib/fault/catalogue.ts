import { behaviourFaults } from './behaviour/index.js'
import { liberties } from './liberty/index.js'
import { octetFaults } from './octet/index.js'
import type { Fault, Liberty } from './types.js'

/** Every fault there is: those in the octets first, then those in what the CSE decides. */
export const faults: readonly Fault[] = [...octetFaults, ...behaviourFaults]

const byId: ReadonlyMap<string, Fault> = new Map(faults.map((fault) => [fault.id, fault]))

/** The fault with this id; undefined where there is none. */
export function faultById(id: string): Fault | undefined {
  return byId.get(id)
}

const libertiesById: ReadonlyMap<string, Liberty> = new Map(liberties.map((liberty) => [liberty.id, liberty]))

/** The liberty with this id; undefined where there is none. */
export function libertyById(id: string): Liberty | undefined {
  return libertiesById.get(id)
}
