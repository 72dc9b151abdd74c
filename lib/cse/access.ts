import { resourceType, type Value } from '../primitive/types.js'
import type { Addressing } from './addressing.js'
import type { Originator, Registry } from './registry.js'
import type { Rules } from './rules.js'
import { RequestError, status } from './status.js'
import type { Resource, ResourceTree } from './tree.js'
import { isList, isObject, isTextList, member } from './values.js'

/** Bits of accessControlOperations (TS-0004 6.3.4.2.29). */
export const privilege = { create: 1, retrieve: 2, update: 4, delete: 8, notify: 16, discovery: 32 } as const

/** Whether one accessControlOriginators entry stands for an originator; `*` within stands for any characters. */
function namesOriginator(entry: string, originator: string): boolean {
  if (entry === 'all' || entry === originator) return true
  if (!entry.includes('*')) return false
  const [first = '', ...parts] = entry.split('*')
  const last = parts.pop() ?? ''
  if (originator.length < first.length + last.length) return false
  if (!originator.startsWith(first) || !originator.endsWith(last)) return false
  let position = first.length
  for (const part of parts) {
    const found = originator.indexOf(part, position)
    if (found < 0 || found + part.length > originator.length - last.length) return false
    position = found + part.length
  }
  return true
}

/** Operations that a set of rules (`pv`, `pvs`) grants an originator. Rules with contexts or details grant none. */
function granted(rules: Value | undefined, names: readonly string[]): number {
  const list = isObject(rules) ? member(rules, 'acr') : undefined
  if (!isList(list)) return 0
  let operations = 0
  for (const rule of list) {
    if (!isObject(rule) || Object.hasOwn(rule, 'acco') || Object.hasOwn(rule, 'acod')) continue
    const originators = member(rule, 'acor')
    const bits = member(rule, 'acop')
    if (!isTextList(originators) || typeof bits !== 'number') continue
    if (originators.some((entry) => names.some((name) => namesOriginator(entry, name)))) operations |= bits
  }
  return operations
}

/** Whether a resource, or one above it, names a policy; the policies of others do not matter then. */
function isGoverned(resource: Resource): boolean {
  for (let each: Resource | undefined = resource; each !== undefined; each = each.parent) {
    if (each.attributes.has('acpi')) return true
  }
  return false
}

/** Access control: ownership, accessControlPolicies, and what every registree may do (TS-0001 11.3). */
export class AccessControl {
  constructor(
    private readonly tree: ResourceTree,
    private readonly registry: Registry,
    private readonly addressing: Addressing,
    private readonly rules: Rules,
  ) {}

  /** Whether the originator may do all the operations (a sum of {@link privilege}) to the resource. */
  permits(originator: Originator, operations: number, resource: Resource): boolean {
    if (originator.trusted) return true
    return this.rules.permits({
      originator: originator.id,
      operations,
      resource: this.tree.pathOf(resource),
      resourceType: resource.type,
      governed: isGoverned(resource),
      permitted: this.#decide(originator, operations, resource),
    })
  }

  /** @throws RequestError 4103 */
  require(originator: Originator, operations: number, resource: Resource): void {
    if (this.permits(originator, operations, resource)) return
    throw new RequestError(
      status.originatorHasNoPrivilege,
      'the originator has no privilege for this operation',
    )
  }

  #decide(originator: Originator, operations: number, resource: Resource): boolean {
    if (this.#owns(originator.id, resource)) return true
    if (resource.type === resourceType.CSEBase) {
      const open = privilege.retrieve | privilege.discovery
      if (originator.entity !== undefined && (operations & ~open) === 0) return true
    }
    const names = this.#namesOf(originator)
    if (resource.type === resourceType.accessControlPolicy) {
      return (operations & ~granted(resource.attributes.get('pvs'), names)) === 0
    }
    return (operations & ~this.#grantedByPolicies(resource, names)) === 0
  }

  /** The creator of a resource, and of any resource above it, may do everything. */
  #owns(id: string, resource: Resource): boolean {
    for (let each: Resource | undefined = resource; each !== undefined; each = each.parent) {
      if (each.owner === id) return true
    }
    return false
  }

  /** An AE of this CSE can be named in a policy by its stem or SP-relative. */
  #namesOf(originator: Originator): readonly string[] {
    const local = originator.kind === 'AE' && this.registry.get(originator.id) !== undefined
    return local ? [originator.id, this.addressing.providerRelative(originator.id)] : [originator.id]
  }

  /** The policies of the nearest resource upwards that names any. */
  #grantedByPolicies(resource: Resource, names: readonly string[]): number {
    for (let each: Resource | undefined = resource; each !== undefined; each = each.parent) {
      const policies = each.attributes.get('acpi')
      if (!isTextList(policies)) continue
      let operations = 0
      for (const address of policies) {
        const target = this.addressing.resolveOrNothing(address)
        if (target.kind === 'resource' && target.resource.type === resourceType.accessControlPolicy) {
          operations |= granted(target.resource.attributes.get('pv'), names)
        }
      }
      return operations
    }
    return 0
  }
}
