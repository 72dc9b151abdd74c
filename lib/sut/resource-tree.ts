import {
  attribute,
  isValueObject,
  operation,
  resourceOf,
  type Value,
  type ValueObject,
} from '../primitive/index.js'
import { describeReply, type Reply } from './exchange.js'
import { responseWith } from './session.js'
import type { System } from './system.js'

/** What a SUT holds: the attributes of every resource, by its path. */
export type ResourceTree = ReadonlyMap<string, ValueObject>

/** A look at all that a SUT holds. */
export type TreeOutcome =
  | { readonly kind: 'seen'; readonly tree: ResourceTree }
  /** The administrator was not told what there is. */
  | { readonly kind: 'not seen'; readonly reason: string }

/** Attributes that change by themselves, and so say nothing of what a run has left: currentTime of the CSEBase. */
const volatile: ReadonlySet<string> = new Set(['ctm'])

function listed(reply: Reply): readonly string[] | undefined {
  const found: Value | undefined = responseWith(reply, 2000)?.['m2m:uril']
  if (!Array.isArray(found)) return undefined
  return found.filter((entry): entry is string => typeof entry === 'string')
}

/**
 * Looks at every resource of a SUT as the administrator: discovery (TS-0001 10.2.6) below the CSEBase, then a retrieval of
 * each. What goes away meanwhile is left out.
 */
export async function resourceTree(system: System): Promise<TreeOutcome> {
  const reply = await system.admin.request({ op: operation.retrieve, to: system.base, fc: { fu: 1 } })
  const paths = listed(reply)
  if (paths === undefined) return { kind: 'not seen', reason: describeReply(reply.outcome) }
  const tree = new Map<string, ValueObject>()
  for (const path of new Set([system.base, ...paths])) {
    const { outcome } = await system.admin.request({ op: operation.retrieve, to: path })
    const resource = outcome.kind === 'response' ? resourceOf(outcome.response.pc) : undefined
    if (resource !== undefined) tree.set(path, resource.attributes)
  }
  return { kind: 'seen', tree }
}

/** Whether two values are the same, whatever the order of members. */
function same(one: Value | undefined, other: Value | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return (
      one.length === other.length &&
      one.every((entry: Value, index) => same(entry, attribute(other, String(index))))
    )
  }
  if (isValueObject(one) && isValueObject(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)])
    return [...names].every((name) => same(one[name], other[name]))
  }
  return one === other
}

/** What is different after a run, one line for each resource and attribute; empty when the SUT is as it was found. */
export function treeDifferences(before: ResourceTree, after: ResourceTree): readonly string[] {
  const gone = [...before.keys()].filter((path) => !after.has(path)).map((path) => `${path} is gone`)
  const left = [...after.keys()].filter((path) => !before.has(path)).map((path) => `${path} is left over`)
  const changed = [...before].flatMap(([path, attributes]) => {
    const now = after.get(path)
    if (now === undefined) return []
    return [...new Set([...Object.keys(attributes), ...Object.keys(now)])]
      .filter((name) => !volatile.has(name) && !same(attributes[name], now[name]))
      .map((name) => `${name} of ${path} was ${text(attributes[name])} and is ${text(now[name])}`)
  })
  return [...gone, ...left, ...changed]
}

function text(value: Value | undefined): string {
  return value === undefined ? 'absent' : JSON.stringify(value)
}
