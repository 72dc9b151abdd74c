import { resourceType, type Value } from '../primitive/types.js'
import type { Registry } from './registry.js'
import { badRequest } from './status.js'
import type { Later, Subscriptions } from './subscriptions.js'
import { formatTimestamp, longestDelayMs, parseTimestamp } from './time.js'
import { integerOf, textOf, type NewResource, type Resource, type ResourceTree } from './tree.js'

/** How long a resource lives that says nothing about it: a year. */
const defaultLifetimeMs = 365 * 24 * 3600 * 1000

/** For what happens by itself: there is no response to wait for. */
const atOnce: Later = (action) => action()

/** Everything that changes the tree goes through here, so that counters, expiry and notifications keep up. */
export class Lifecycle {
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(
    private readonly tree: ResourceTree,
    private readonly registry: Registry,
    private readonly subscriptions: Subscriptions,
    private readonly events: { readonly deregistered: (entity: string) => void },
  ) {}

  /**
   * `et` of a new or updated resource: as wanted, but never later than that of the parent.
   * @throws RequestError 4000 for a time in the past
   */
  expirationTime(parent: Resource, wanted: Value | undefined, lifetimeMs = defaultLifetimeMs): string {
    const now = Date.now()
    const time = typeof wanted === 'string' ? (parseTimestamp(wanted) ?? now) : now + lifetimeMs
    if (time <= now) throw badRequest('et lies in the past')
    const limit = parseTimestamp(textOf(parent, 'et') ?? '')
    return formatTimestamp(limit === undefined ? time : Math.min(time, limit))
  }

  /** Hangs a new resource into the tree; `ct`, `lt` and, for contentInstances, `st` are put to it. */
  create(parent: Resource, what: NewResource, later: Later): Resource {
    const now = formatTimestamp(Date.now())
    const attributes = new Map<string, Value>([['ct', now], ['lt', now], ...what.attributes])
    const instance = what.type === resourceType.contentInstance
    if (instance) attributes.set('st', integerOf(parent, 'st') + 1)
    const resource = this.tree.insert(parent, { ...what, attributes })
    this.#expireInTime(resource)
    if (instance) this.#count(parent, resource, 1)
    this.subscriptions.childCreated(parent, resource, later)
    if (instance) this.#evict(parent, later)
    return resource
  }

  /** Changes attributes; null removes one. Returns all that changed, `lt` and `st` included. */
  update(resource: Resource, changes: ReadonlyMap<string, Value>, later: Later): ReadonlyMap<string, Value> {
    const changed = new Map(changes)
    changed.set('lt', formatTimestamp(Date.now()))
    if (resource.attributes.has('st')) changed.set('st', integerOf(resource, 'st') + 1)
    for (const [name, value] of changed) {
      if (value === null) resource.attributes.delete(name)
      else resource.attributes.set(name, value)
    }
    if (changed.has('et')) this.#expireInTime(resource)
    this.subscriptions.updated(resource, changed, later)
    if (resource.type === resourceType.container) this.#evict(resource, later)
    return changed
  }

  /** Removes a resource and all below it; registrations among them end. */
  remove(resource: Resource, later: Later): void {
    if (!this.tree.has(resource)) return
    const [, ...below] = this.tree.remove(resource)
    for (const each of [resource, ...below]) {
      clearTimeout(this.#timers.get(each.id))
      this.#timers.delete(each.id)
      const registration = this.registry.of(each)
      if (registration !== undefined && this.registry.leave(registration.entity)) {
        this.events.deregistered(registration.entity)
      }
    }
    if (resource.parent !== undefined && resource.type === resourceType.contentInstance) {
      this.#count(resource.parent, resource, -1)
    }
    this.subscriptions.removed(resource, below, later)
  }

  /** Removes a resource although nobody asked for it. */
  removeByItself(resource: Resource): void {
    this.remove(resource, atOnce)
  }

  /** Lets no resource expire any more. */
  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }

  /** Counters of a container after a contentInstance has come (1) or gone (-1). */
  #count(container: Resource, instance: Resource, by: 1 | -1): void {
    container.attributes.set('cni', integerOf(container, 'cni') + by)
    container.attributes.set('cbs', integerOf(container, 'cbs') + by * integerOf(instance, 'cs'))
    container.attributes.set('st', integerOf(container, 'st') + 1)
    container.attributes.set('lt', formatTimestamp(Date.now()))
  }

  /** Removes the oldest contentInstances until `mni` and `mbs` are kept. */
  #evict(container: Resource, later: Later): void {
    const over = (limit: string, counter: string): boolean =>
      container.attributes.has(limit) && integerOf(container, counter) > integerOf(container, limit)
    for (;;) {
      const oldest = container.instances[0]
      if (oldest === undefined || !(over('mni', 'cni') || over('mbs', 'cbs'))) return
      this.remove(oldest, later)
    }
  }

  /** Sets the timer of a resource whose end is near enough for one; no process is expected to outlive the others. */
  #expireInTime(resource: Resource): void {
    clearTimeout(this.#timers.get(resource.id))
    this.#timers.delete(resource.id)
    const delay = Math.max(0, expiryOf(resource) - Date.now())
    if (delay > longestDelayMs) return
    const expire = (): void => this.removeByItself(expiringWith(resource))
    this.#timers.set(resource.id, setTimeout(expire, delay).unref())
  }
}

/** When a resource expires, in milliseconds since 1970; infinity where nothing tells. */
function expiryOf(resource: Resource): number {
  return parseTimestamp(textOf(resource, 'et') ?? '') ?? Number.POSITIVE_INFINITY
}

/**
 * The highest resource that expires together with this one. Which timer comes first is chance, and a subscription that
 * went before its parent would tell nobody of the end of both.
 */
function expiringWith(resource: Resource): Resource {
  const time = expiryOf(resource)
  let highest = resource
  for (let above = resource.parent; above !== undefined && expiryOf(above) <= time; above = above.parent) {
    highest = above
  }
  return highest
}
