/** A module of rules as `startCse` loads it, for start.test.ts. */
import type { Rules } from '../../lib/cse/index.js'

export function rulesFor(name: string): Partial<Rules> {
  if (name === 'crash') {
    return {
      incoming: () => {
        setImmediate(() => {
          throw new Error('crashed on purpose')
        })
        return Buffer.alloc(0)
      },
    }
  }
  return { pointsOfAccess: () => [`ws://${name}:1`] }
}
