import { resourceName, resourceType, type Value, type ValueObject } from '../primitive/types.js'
import { RequestError, status } from './status.js'
import { formatTimestamp } from './time.js'
import { objectOf } from './values.js'

/** A resource of the tree. Only {@link ResourceTree} changes what hangs where. */
export interface Resource {
  /** `ri`: unstructured CSE-relative resource identifier. */
  readonly id: string
  readonly type: number
  /** `rn`. */
  readonly name: string
  readonly parent: Resource | undefined
  /** By name, the oldest first. */
  readonly children: Map<string, Resource>
  /** The contentInstances among the children, the oldest first; what `la` and `ol` stand for. */
  readonly instances: Resource[]
  /** All attributes but `rn`, `ty`, `ri` and `pi`. */
  readonly attributes: Map<string, Value>
  /** Who created it; an AE and a remoteCSE belong to themselves. */
  readonly owner: string
  readonly depth: number
}

/** What a new resource starts with. */
export interface NewResource {
  readonly id: string
  readonly type: number
  readonly name: string
  readonly attributes: ReadonlyMap<string, Value>
  readonly owner: string
}

/** Bounds that keep a hostile client from exhausting the process. */
const mostResources = 200_000
const deepest = 100

/** Prefixes of generated identifiers and names. */
const shortNames: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(resourceName).map(([type, name]) => [type, name.replace('m2m:', '')]),
)

/** Integer attribute of a resource; 0 where it has none. */
export function integerOf(resource: Resource, name: string): number {
  const value = resource.attributes.get(name)
  return typeof value === 'number' ? value : 0
}

/** Text attribute of a resource. */
export function textOf(resource: Resource, name: string): string | undefined {
  const value = resource.attributes.get(name)
  return typeof value === 'string' ? value : undefined
}

/** The resource as `pc` shows it, with all its attributes: the value of `m2m:cnt` and the like. */
export function representationOf(resource: Resource): ValueObject {
  return objectOf([
    ['rn', resource.name],
    ['ty', resource.type],
    ['ri', resource.id],
    ['pi', resource.parent?.id ?? ''],
    ...resource.attributes,
  ])
}

/** Short name of the type of a resource with its prefix, as in `pc`. */
export function rootName(type: number): string {
  return resourceName[type] ?? 'm2m:unknown'
}

/** The resources of the CSE. */
export class ResourceTree {
  readonly root: Resource
  readonly #byId = new Map<string, Resource>()
  #counter = 0

  constructor(base: {
    readonly id: string
    readonly name: string
    readonly attributes: ReadonlyMap<string, Value>
  }) {
    const now = formatTimestamp(Date.now())
    this.root = {
      id: base.id,
      type: resourceType.CSEBase,
      name: base.name,
      parent: undefined,
      children: new Map(),
      instances: [],
      attributes: new Map<string, Value>([['ct', now], ['lt', now], ...base.attributes]),
      owner: '',
      depth: 0,
    }
    this.#byId.set(base.id, this.root)
  }

  get size(): number {
    return this.#byId.size
  }

  byId(id: string): Resource | undefined {
    return this.#byId.get(id)
  }

  /** An identifier that no resource has, `cnt12` for instance. */
  newId(type: number): string {
    let id: string
    do {
      this.#counter += 1
      id = `${shortNames[type] ?? 'res'}${this.#counter}`
    } while (this.#byId.has(id))
    return id
  }

  /** A name that no child of the parent has. */
  newName(parent: Resource, type: number): string {
    let name: string
    do {
      this.#counter += 1
      name = `${shortNames[type] ?? 'res'}-${this.#counter}`
    } while (parent.children.has(name))
    return name
  }

  /** @throws RequestError 4105 where the name or identifier is taken, 5000 where the tree is full. */
  checkRoom(parent: Resource, name: string, id: string): void {
    if (
      parent.children.has(name) ||
      (parent.type === resourceType.container && ['la', 'ol'].includes(name))
    ) {
      throw new RequestError(status.conflict, `${this.pathOf(parent)} has a child of that name already`)
    }
    if (this.#byId.has(id)) throw new RequestError(status.conflict, 'the resource identifier is taken')
    if (this.#byId.size >= mostResources)
      throw new RequestError(status.internalServerError, 'too many resources')
    if (parent.depth >= deepest) throw new RequestError(status.internalServerError, 'nested too deep')
  }

  /** Hangs a resource below its parent. {@link checkRoom} has been asked before. */
  insert(parent: Resource, what: NewResource): Resource {
    const resource: Resource = {
      ...what,
      parent,
      children: new Map(),
      instances: [],
      attributes: new Map(what.attributes),
      depth: parent.depth + 1,
    }
    parent.children.set(resource.name, resource)
    if (resource.type === resourceType.contentInstance) parent.instances.push(resource)
    this.#byId.set(resource.id, resource)
    return resource
  }

  /** Whether the resource still hangs in the tree. */
  has(resource: Resource): boolean {
    return this.#byId.get(resource.id) === resource
  }

  /** Takes a resource and all below it out of the tree; returns them, the resource itself first. */
  remove(resource: Resource): readonly Resource[] {
    const removed = [resource, ...this.descendants(resource)]
    for (const each of removed) this.#byId.delete(each.id)
    const parent = resource.parent
    if (parent !== undefined) {
      parent.children.delete(resource.name)
      const position = parent.instances.indexOf(resource)
      if (position >= 0) parent.instances.splice(position, 1)
    }
    return removed
  }

  /** Everything below a resource, level by level, the resource itself left out. */
  *descendants(resource: Resource, levels = Number.POSITIVE_INFINITY): Generator<Resource> {
    let level: readonly Resource[] = [resource]
    for (let depth = 0; depth < levels && level.length > 0; depth += 1) {
      level = level.flatMap((each) => [...each.children.values()])
      yield* level
    }
  }

  /** Structured CSE-relative address: `cse-in/ae1/cnt`. */
  pathOf(resource: Resource): string {
    const names: string[] = []
    for (let each: Resource | undefined = resource; each !== undefined; each = each.parent)
      names.push(each.name)
    return names.reverse().join('/')
  }
}
