import { pointerSteps } from './pointer.js'
import { resourceName, resourceType, type Value, type ValueObject } from './types.js'

/** Whether a value is an object: neither null nor a list. */
export function isValueObject(value: Value | undefined): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is a list; narrows where `Array.isArray` does not see through `readonly`. */
export function isValueList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

/** A member of an object's own; nothing inherited, so that `constructor` and the like are not found. */
export function member(value: Value | undefined, name: string): Value | undefined {
  return isValueObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/**
 * What is at a path, a JSON Pointer such as `/pc/m2m:ae/aei` or `/pc/m2m:uril/0` (the leading slash may be left out);
 * undefined where nothing is.
 */
export function attribute(value: Value | undefined, path: string): Value | undefined {
  return pointerSteps(path).reduce<Value | undefined>((found, step) => {
    if (!isValueList(found)) return member(found, step)
    return /^(0|[1-9]\d*)$/.test(step) ? found[Number(step)] : undefined
  }, value)
}

/** Name of a resource type as TS-0004 writes it between angle brackets. */
export type ResourceTypeName = keyof typeof resourceType

const typeNames: ReadonlyMap<string, ResourceTypeName> = new Map(
  Object.entries(resourceType).map(([name, number]) => [
    resourceName[number] ?? '',
    name as ResourceTypeName,
  ]),
)

/** The type that a member name such as `m2m:cnt` stands for; undefined for types that are not known here. */
export function resourceTypeOfMember(name: string): ResourceTypeName | undefined {
  return typeNames.get(name)
}

/** A resource inside content. */
export interface ContainedResource {
  /** Name of the member, e.g. `m2m:cnt`. */
  readonly name: string
  /** The type it stands for; undefined for types that are not known here, such as specializations. */
  readonly type: ResourceTypeName | undefined
  readonly attributes: ValueObject
}

/** Members of `pc` that are objects without being resources (TS-0004 7.5.2). */
const notResources: ReadonlySet<string> = new Set([
  'm2m:sgn',
  'm2m:agn',
  'm2m:rsp',
  'm2m:rqp',
  'm2m:agr',
  'm2m:rrl',
  'm2m:seci',
])

/**
 * The resource in the content of a primitive, also inside `m2m:rce` (resultContent 3). Undefined when the content is
 * missing, holds several resources, or something else (a notification, an address, a list of addresses). What else stands
 * beside the one resource, against TS-0004 7.5.2, does not hide it.
 */
export function resourceOf(content: Value | undefined): ContainedResource | undefined {
  if (!isValueObject(content)) return undefined
  const candidates = Object.keys(content).filter(
    (each) => isValueObject(content[each]) && !notResources.has(each),
  )
  const [name] = candidates
  const attributes = name === undefined ? undefined : content[name]
  if (name === undefined || candidates.length > 1 || !isValueObject(attributes)) return undefined
  if (name !== 'm2m:rce') return { name, type: resourceTypeOfMember(name), attributes }
  const { uri: _address, ...resource } = attributes
  return resourceOf(resource)
}

/** The same object without some of its members: a negative case is the positive one minus one edit. */
export function without<Whole extends object, Name extends keyof Whole>(
  whole: Whole,
  ...names: readonly Name[]
): Omit<Whole, Name> {
  const left: ReadonlySet<PropertyKey> = new Set(names)
  const entries = Object.entries(whole).filter(([name]) => !left.has(name))
  return Object.fromEntries(entries) as Omit<Whole, Name>
}
