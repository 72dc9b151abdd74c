import { resourceType, type Value, type ValueObject } from '../primitive/types.js'
import { privilege } from './access.js'
import type { Domain } from './domain.js'
import type { Context } from './request.js'
import { representationOf, rootName, type Resource } from './tree.js'
import { objectOf, sameValue } from './values.js'

/** `rcn`: which part of the outcome a response carries (TS-0004 6.3.4.2.7). */
export const resultContent = {
  nothing: 0,
  attributes: 1,
  address: 2,
  addressAndAttributes: 3,
  attributesAndChildren: 4,
  attributesAndReferences: 5,
  references: 6,
  children: 8,
  modifiedAttributes: 9,
} as const

/** Address of a resource as the request wants addresses: structured, or by identifier. */
function addressOf(domain: Domain, context: Context, resource: Resource): string {
  return context.request.unstructured ? resource.id : domain.tree.pathOf(resource)
}

/** The resources below one that the request asks for and its originator may see. */
function visible(domain: Domain, context: Context, top: Resource, operations: number): readonly Resource[] {
  const { filter } = context.request
  const found: Resource[] = []
  let position = 0
  for (const each of domain.tree.descendants(top, filter?.levels)) {
    if (filter !== undefined && !filter.matches(each)) continue
    if (!domain.access.permits(context.originator, operations, each)) continue
    position += 1
    if (position < (filter?.offset ?? 1)) continue
    if (found.length >= (filter?.limit ?? Number.POSITIVE_INFINITY)) break
    found.push(each)
  }
  return found
}

function references(domain: Domain, context: Context, resources: readonly Resource[]): readonly Value[] {
  return resources.map((each) => ({ nm: each.name, typ: each.type, val: addressOf(domain, context, each) }))
}

/** Children inside their parents: an array for each resource type. */
function nested(top: Resource, members: ReadonlySet<Resource>, own: ValueObject): ValueObject {
  const groups = new Map<string, Value[]>()
  for (const child of top.children.values()) {
    if (!members.has(child)) continue
    const group = groups.get(rootName(child.type)) ?? []
    group.push(nested(child, members, representationOf(child)))
    groups.set(rootName(child.type), group)
  }
  return objectOf([...Object.entries(own), ...groups])
}

/** `m2m:rrl`: what the list entries are called changed after Release 2. */
function referenceList(domain: Domain, list: readonly Value[]): ValueObject {
  return { 'm2m:rrl': domain.settings.edition === 'R3' ? { rrf: list } : { ch: list } }
}

/** `pc` of a retrieve, or of a delete that wants to see what it deletes. */
export function describe(
  domain: Domain,
  context: Context,
  resource: Resource,
  rcn: number,
): ValueObject | undefined {
  const root = rootName(resource.type)
  const below = (): readonly Resource[] => visible(domain, context, resource, privilege.retrieve)
  switch (rcn) {
    case resultContent.nothing:
      return undefined
    case resultContent.attributesAndChildren:
      return { [root]: nested(resource, new Set(below()), representationOf(resource)) }
    case resultContent.children:
      return { [root]: nested(resource, new Set(below()), {}) }
    case resultContent.attributesAndReferences: {
      const list = references(domain, context, below())
      return { [root]: { ...representationOf(resource), ...(list.length === 0 ? {} : { ch: list }) } }
    }
    case resultContent.references:
      return referenceList(domain, references(domain, context, below()))
    default:
      return { [root]: representationOf(resource) }
  }
}

/** `pc` of a discovery: what is found below a resource, as a list of addresses or of references. */
export function discover(domain: Domain, context: Context, resource: Resource): ValueObject {
  const found = visible(domain, context, resource, privilege.discovery)
  return context.request.resultContent === resultContent.references
    ? referenceList(domain, references(domain, context, found))
    : { 'm2m:uril': found.map((each) => addressOf(domain, context, each)) }
}

/** `pc` of a creation; `given` are the attributes of the request. */
export function describeCreation(
  domain: Domain,
  context: Context,
  resource: Resource,
  given: ReadonlyMap<string, Value>,
): ValueObject | undefined {
  const root = rootName(resource.type)
  const attributes = representationOf(resource)
  switch (context.request.resultContent ?? resultContent.attributes) {
    case resultContent.nothing:
      return undefined
    case resultContent.address:
      return { 'm2m:uri': domain.tree.pathOf(resource) }
    case resultContent.addressAndAttributes:
      return { 'm2m:rce': { [root]: attributes, uri: domain.tree.pathOf(resource) } }
    case resultContent.modifiedAttributes:
      return { [root]: differences(attributes, given) }
    default:
      return { [root]: attributes }
  }
}

/** `pc` of an update; `changed` is all that changed, `given` what the request asked to change. */
export function describeUpdate(
  context: Context,
  resource: Resource,
  changed: ReadonlyMap<string, Value>,
  given: ReadonlyMap<string, Value>,
): ValueObject | undefined {
  const root = rootName(resource.type)
  switch (context.request.resultContent ?? resultContent.attributes) {
    case resultContent.nothing:
      return undefined
    case resultContent.modifiedAttributes: {
      const rest = differences(objectOf(changed), given)
      return Object.keys(rest).length === 0 ? undefined : { [root]: rest }
    }
    default:
      return { [root]: representationOf(resource) }
  }
}

/** Attributes that are not as the request gave them (TS-0004 7.3.3.12 on rcn 9). */
function differences(attributes: ValueObject, given: ReadonlyMap<string, Value>): ValueObject {
  return objectOf(
    Object.entries(attributes).filter(([name, value]) => {
      const wanted = given.get(name)
      return wanted === undefined || !sameValue(wanted, value)
    }),
  )
}

/** Whether a resource cannot be retrieved or deleted because its container forbids it (`disr`). */
export function isHidden(resource: Resource): boolean {
  return resource.type === resourceType.contentInstance && resource.parent?.attributes.get('disr') === true
}
