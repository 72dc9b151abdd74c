import { operation, resourceType, type Value } from '../primitive/index.js'
import { describeReply, type Reply } from './exchange.js'
import { resourcePrefix } from './names.js'
import { responseWith } from './session.js'
import type { System } from './system.js'
import type { Leftover } from './cleaner.js'

/** What a sweep found and did. */
export type SweepOutcome =
  | { readonly kind: 'swept'; readonly removed: readonly string[]; readonly left: readonly Leftover[] }
  /** The administrator was not told what there is. */
  | { readonly kind: 'not listed'; readonly reason: string }

function listed(reply: Reply): readonly string[] | undefined {
  const found: Value | undefined = responseWith(reply, 2000)?.['m2m:uril']
  if (!Array.isArray(found)) return undefined
  return found.filter((entry): entry is string => typeof entry === 'string')
}

/**
 * Removes what killed runs left on a SUT: resources directly below the CSEBase whose name carries the prefix of this
 * tool. They are found by discovery (TS-0001 10.2.6) as the administrator.
 */
export async function sweep(system: System): Promise<SweepOutcome> {
  const reply = await system.admin.request({
    op: operation.retrieve,
    to: system.base,
    fc: { fu: 1, ty: [resourceType.AE, resourceType.remoteCSE, resourceType.accessControlPolicy] },
  })
  const paths = listed(reply)
  if (paths === undefined) return { kind: 'not listed', reason: describeReply(reply.outcome) }
  const ours = paths.filter((path) => {
    const segments = path.split('/')
    const name = segments.at(-1) ?? ''
    // What the discovery has just made itself is with the clean-up already, and was left by nobody.
    return name.startsWith(resourcePrefix) && !name.startsWith(system.names.resources)
  })
  for (const path of ours) system.cleaner.remove(path)
  const left = await system.cleaner.finish(system.timeouts.response * (ours.length + 1))
  const remaining = new Set(left.map(({ resource }) => resource))
  return { kind: 'swept', removed: ours.filter((path) => !remaining.has(path)), left }
}
