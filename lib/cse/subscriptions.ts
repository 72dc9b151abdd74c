import { operation, resourceType, type Value, type ValueObject } from '../primitive/types.js'
import { editionData } from '../spec/editions.js'
import type { Addressing } from './addressing.js'
import type { Settings } from './options.js'
import type { Originator } from './registry.js'
import type { Router } from './router.js'
import type { Rules } from './rules.js'
import { badRequest, RequestError, status } from './status.js'
import { integerOf, representationOf, rootName, textOf, type Resource } from './tree.js'
import { isIntegerList, isObject, isTextList, member, printable } from './values.js'

/** Events of TS-0004 6.3.4.2.19 that are notified about. */
const eventType = { update: 1, deletion: 2, childCreation: 3, childDeletion: 4 } as const
type EventType = (typeof eventType)[keyof typeof eventType]

/** Content types of TS-0004 6.3.4.2.20 that go with these events. */
const contentType = { allAttributes: 1, modifiedAttributes: 2, resourceId: 3 } as const

/** Runs an action after the response that is being prepared. */
export type Later = (action: () => void) => void

/** The latest of the standard event categories (TS-0004 6.3.4.2.13). */
const latest = 4

interface Criteria {
  readonly events: readonly number[]
  readonly attributes: readonly string[] | undefined
  readonly childTypes: readonly number[] | undefined
  readonly content: number
}

function criteriaOf(attributes: ReadonlyMap<string, Value>): Criteria {
  const enc = attributes.get('enc')
  const given = isObject(enc) ? enc : {}
  const events = member(given, 'net')
  const names = member(given, 'atr')
  const types = member(given, 'chty')
  const content = attributes.get('nct')
  return {
    events: isIntegerList(events) ? events : [eventType.update],
    attributes: isTextList(names) ? names : undefined,
    childTypes: isIntegerList(types) ? types : undefined,
    content: typeof content === 'number' ? content : contentType.allAttributes,
  }
}

/** `nu` of a subscription. */
function targetsOf(attributes: ReadonlyMap<string, Value>): readonly string[] {
  const targets = attributes.get('nu')
  return isTextList(targets) ? targets : []
}

/**
 * Whether this CSE can serve a subscription with these attributes.
 * @throws RequestError 4000 for combinations that TS-0001 9.6.8 forbids, 5001 for what is not supported
 */
export function checkSubscription(attributes: ReadonlyMap<string, Value>): void {
  const { events, content } = criteriaOf(attributes)
  const enc = attributes.get('enc')
  if (isObject(enc)) {
    const unserved = Object.keys(enc).find((name) => !['net', 'atr', 'chty'].includes(name))
    if (unserved !== undefined)
      throw new RequestError(status.notImplemented, `enc.${unserved} is not supported`)
    const names = member(enc, 'atr')
    if (names !== undefined && !isTextList(names)) {
      throw new RequestError(status.notImplemented, 'enc.atr with values is not supported')
    }
  }
  if (events.some((event) => event > eventType.childDeletion)) {
    throw new RequestError(status.notImplemented, 'only the event types 1 to 4 are supported')
  }
  if (content > contentType.resourceId) throw badRequest(`nct ${content} does not go with these event types`)
  if (content === contentType.modifiedAttributes && events.some((event) => event !== eventType.update)) {
    throw badRequest('nct 2 goes with event type 1 only')
  }
}

/**
 * Verification of subscriptions, and the notifications that come of them (TS-0004 7.4.8, 7.5.1.2). A notification
 * whose target has no open connection is dropped: TS-0020 5.2 allows buffering, and does not ask for it.
 */
export class Subscriptions {
  constructor(
    private readonly settings: Settings,
    private readonly router: Router,
    private readonly addressing: Addressing,
    private readonly rules: Rules,
    private readonly hooks: {
      /** The subscription has sent the last notification that its `exc` allows. */
      readonly exhausted: (subscription: Resource) => void
      readonly log: (line: string) => void
    },
  ) {}

  /** Whether a notification target is the originator itself, who needs no verification. */
  isOriginator(target: string, originator: Originator): boolean {
    if (target === originator.id) return true
    const entity = this.router.entityAt(target)
    // What is behind a registered CSE shares its connection, and is somebody else all the same.
    return entity !== undefined && entity === originator.id
  }

  /**
   * Asks each target that is not the originator whether it wants the notifications.
   * @throws RequestError 5204 where one cannot be asked or does not answer 2000
   */
  async verify(subscriptionId: string, targets: readonly string[], originator: Originator): Promise<void> {
    const sur = this.addressing.providerRelative(subscriptionId)
    const content = { vrq: true, sur, cr: originator.id }
    const wanted = targets.filter((target) =>
      this.rules.verifies(target, !this.isOriginator(target, originator)),
    )
    const answers = await Promise.all(
      wanted.map((target) =>
        this.#send(target, { 'm2m:sgn': this.rules.notificationContent(content) }, undefined),
      ),
    )
    if (answers.some((code) => code !== status.ok)) {
      throw new RequestError(status.subscriptionVerificationFailed, 'a notification target did not verify')
    }
  }

  /** A resource has been updated; `changed` holds the new values, null where an attribute was removed. */
  updated(resource: Resource, changed: ReadonlyMap<string, Value>, later: Later): void {
    for (const subscription of this.#below(resource)) {
      const criteria = criteriaOf(subscription.attributes)
      if (!criteria.events.includes(eventType.update)) continue
      if (criteria.attributes !== undefined && !criteria.attributes.some((name) => changed.has(name)))
        continue
      const representation =
        criteria.content === contentType.modifiedAttributes
          ? { [rootName(resource.type)]: Object.fromEntries(changed) }
          : this.#representation(resource, criteria)
      this.#event(subscription, eventType.update, representation, later)
    }
  }

  /** A child has been created. */
  childCreated(parent: Resource, child: Resource, later: Later): void {
    this.#childEvent(parent, child, eventType.childCreation, later)
  }

  /** A resource is gone, with the given resources below it. */
  removed(resource: Resource, below: readonly Resource[], later: Later): void {
    for (const subscription of this.#below(resource)) {
      const criteria = criteriaOf(subscription.attributes)
      if (criteria.events.includes(eventType.deletion)) {
        this.#event(subscription, eventType.deletion, this.#representation(resource, criteria), later)
      }
    }
    if (resource.parent !== undefined) {
      this.#childEvent(resource.parent, resource, eventType.childDeletion, later)
    }
    for (const each of [resource, ...below]) {
      if (each.type === resourceType.subscription) this.#deleted(each, later)
    }
  }

  #below(resource: Resource): readonly Resource[] {
    return [...resource.children.values()].filter((child) => child.type === resourceType.subscription)
  }

  #childEvent(parent: Resource, child: Resource, type: EventType, later: Later): void {
    for (const subscription of this.#below(parent)) {
      if (subscription === child) continue
      const criteria = criteriaOf(subscription.attributes)
      if (!criteria.events.includes(type)) continue
      if (criteria.childTypes !== undefined && !criteria.childTypes.includes(child.type)) continue
      this.#event(subscription, type, this.#representation(child, criteria), later)
    }
  }

  #representation(resource: Resource, criteria: Criteria): ValueObject {
    return criteria.content === contentType.resourceId
      ? { 'm2m:uri': this.addressing.providerRelative(resource.id) }
      : { [rootName(resource.type)]: representationOf(resource) }
  }

  #event(subscription: Resource, type: EventType, representation: ValueObject, later: Later): void {
    if (subscription.attributes.has('exc')) {
      const left = integerOf(subscription, 'exc')
      if (left <= 0) return
      subscription.attributes.set('exc', left - 1)
      if (left === 1) later(() => this.hooks.exhausted(subscription))
    }
    const content = {
      nev: { rep: representation, net: type },
      sur: this.addressing.providerRelative(subscription.id),
    }
    const category = subscription.attributes.get('ln') === true ? latest : subscription.attributes.get('nec')
    this.#notify(targetsOf(subscription.attributes), content, category, later)
  }

  /** Tells the subscriber (`su`), where there is one, that its subscription is gone. */
  #deleted(subscription: Resource, later: Later): void {
    const subscriber = textOf(subscription, 'su')
    if (subscriber === undefined) return
    const content = { sud: true, sur: this.addressing.providerRelative(subscription.id) }
    this.#notify([subscriber], content, undefined, later)
  }

  #notify(targets: readonly string[], content: ValueObject, category: Value | undefined, later: Later): void {
    // Two ways of naming the same entity are one target.
    const distinct = new Map(targets.map((target) => [this.router.namesake(target) ?? target, target]))
    const pc = { 'm2m:sgn': this.rules.notificationContent(content) }
    for (const target of this.rules.notifyTargets([...distinct.values()])) {
      const send = (): void => {
        this.#deliver(target, pc, category).catch((error: unknown) => {
          this.hooks.log(`notification to ${printable(target)}: internal error: ${String(error)}`)
        })
      }
      if (this.rules.notifiesBeforeResponse()) send()
      else later(send)
    }
  }

  async #deliver(target: string, pc: ValueObject, category: Value | undefined): Promise<void> {
    for (let time = 0; time <= this.rules.notificationRepeats(); time += 1)
      await this.#send(target, pc, category)
  }

  /** Sends one notification; the response status code, or undefined where there was no answer. */
  async #send(target: string, pc: ValueObject, category: Value | undefined): Promise<number | undefined> {
    const entity = this.router.entityAt(target)
    const name = printable(target)
    if (entity === undefined) {
      this.hooks.log(`notification to ${name}: no entity that this CSE can reach`)
      return undefined
    }
    const { releaseVersion } = editionData[this.settings.edition]
    const delivery = await this.router.send(entity, {
      op: operation.notify,
      to: target.replace(/[?&]ct=(?:json|xml|cbor)$/, ''),
      fr: this.settings.cseId,
      ...(releaseVersion === undefined ? {} : { rvi: releaseVersion }),
      ...(category === undefined ? {} : { ec: category }),
      pc,
    })
    if (delivery.kind === 'failed') {
      this.hooks.log(`notification to ${name}: ${delivery.failure}`)
      return undefined
    }
    this.hooks.log(`notification to ${name} -> ${delivery.rsc}`)
    return delivery.rsc
  }
}
