import { operation, resourceType, type Value } from '../primitive/types.js'
import { privilege } from './access.js'
import { notFound, type Target } from './addressing.js'
import { checkUpdate, knowsAttribute } from './attributes.js'
import { checkPolicies, create } from './create.js'
import type { Domain } from './domain.js'
import type { Answer, Context } from './request.js'
import { describe, describeUpdate, discover, isHidden, resultContent } from './results.js'
import { badRequest, RequestError, status } from './status.js'
import { checkSubscription } from './subscriptions.js'
import { representationOf, rootName, type Resource } from './tree.js'
import { isObject, isTextList, member } from './values.js'

type LocalTarget = Extract<Target, { readonly kind: 'resource' }>

function notAllowed(message: string): RequestError {
  return new RequestError(status.operationNotAllowed, message)
}

/** Names of the attributes that a partial retrieve asks for; undefined where all are wanted. */
function wantedAttributes(context: Context, target: LocalTarget): readonly string[] | undefined {
  const { content } = context.request
  const listed = content?.value
  if (content !== undefined && (content.root !== 'm2m:atrl' || !isTextList(listed) || listed.length === 0)) {
    throw badRequest('pc of a retrieve is a list m2m:atrl, or left out')
  }
  const names = isTextList(listed) ? listed : target.attribute === undefined ? undefined : [target.attribute]
  const unknown = names?.find((name) => !knowsAttribute(target.resource.type, name))
  if (unknown !== undefined) throw badRequest(`there is no attribute ${JSON.stringify(unknown)}`)
  return names
}

function retrieve(domain: Domain, context: Context, target: LocalTarget): Answer {
  const { resource } = target
  const { filter, resultContent: rcn = resultContent.attributes } = context.request
  if (filter?.discovers) {
    domain.access.require(context.originator, privilege.discovery, resource)
    return { rsc: status.ok, pc: discover(domain, context, resource) }
  }
  domain.access.require(context.originator, privilege.retrieve, resource)
  if (isHidden(resource)) throw notAllowed('the container does not let its contentInstances be retrieved')
  const names = wantedAttributes(context, target)
  if (names !== undefined) {
    const attributes = representationOf(resource)
    const selected = names.flatMap((name) => {
      const value = member(attributes, name)
      return value === undefined ? [] : [[name, value] as const]
    })
    return { rsc: status.ok, pc: { [rootName(resource.type)]: Object.fromEntries(selected) } }
  }
  if (filter !== undefined && rcn === resultContent.attributes && !filter.matches(resource)) {
    throw notFound('that matches the filter criteria')
  }
  const pc = describe(domain, context, resource, rcn)
  return pc === undefined ? { rsc: status.ok } : { rsc: status.ok, pc }
}

function checkUpdatable(target: LocalTarget): void {
  const { resource } = target
  if (target.virtual !== undefined) throw notAllowed('a virtual resource cannot be updated')
  if (resource.type === resourceType.contentInstance || resource.type === resourceType.CSEBase) {
    throw notAllowed(`${rootName(resource.type)} cannot be updated`)
  }
}

/** The attributes a subscription will have, checked; targets that it did not have verify it. */
async function checkSubscriptionUpdate(
  domain: Domain,
  context: Context,
  resource: Resource,
  changes: ReadonlyMap<string, Value>,
): Promise<void> {
  const merged = new Map(resource.attributes)
  for (const [name, value] of changes) {
    if (value === null) merged.delete(name)
    else merged.set(name, value)
  }
  checkSubscription(merged)
  const before = resource.attributes.get('nu')
  const after = changes.get('nu')
  if (!isTextList(after)) return
  const added = after.filter((target) => !isTextList(before) || !before.includes(target))
  await domain.subscriptions.verify(resource.id, added, context.originator)
}

async function update(domain: Domain, context: Context, target: LocalTarget): Promise<Answer> {
  const { resource } = target
  checkUpdatable(target)
  domain.access.require(context.originator, privilege.update, resource)
  const { content } = context.request
  if (content?.root !== rootName(resource.type) || !isObject(content.value)) {
    throw badRequest(`pc has no object ${rootName(resource.type)}`)
  }
  const given = checkUpdate(resource.type, content.value, domain.settings.edition)
  checkPolicies(domain, given)
  const changes = new Map(given)
  if (resource.parent !== undefined && changes.has('et')) {
    changes.set('et', domain.lifecycle.expirationTime(resource.parent, changes.get('et')))
  }
  if (resource.type === resourceType.subscription) {
    await checkSubscriptionUpdate(domain, context, resource, changes)
    if (!domain.tree.has(resource)) throw notFound(context.request.to)
  }
  const changed = domain.lifecycle.update(resource, changes, (action) => context.later(action))
  const pc = describeUpdate(context, resource, changed, given)
  return pc === undefined ? { rsc: status.updated } : { rsc: status.updated, pc }
}

const pending = 3

function remove(domain: Domain, context: Context, target: LocalTarget): Answer {
  const { resource } = target
  if (resource.type === resourceType.CSEBase) throw notAllowed('the CSEBase cannot be deleted')
  domain.access.require(context.originator, privilege.delete, resource)
  if (isHidden(resource)) throw notAllowed('the container does not let its contentInstances be deleted')
  if (resource.type === resourceType.request && resource.attributes.get('rs') === pending) {
    throw new RequestError(status.unableToRecallRequest, 'the request is still being carried out')
  }
  const { filter, resultContent: rcn = resultContent.nothing } = context.request
  if (filter !== undefined && !filter.matches(resource)) throw notFound('that matches the filter criteria')
  const pc = describe(domain, context, resource, rcn)
  domain.lifecycle.remove(resource, (action) => context.later(action))
  return pc === undefined ? { rsc: status.deleted } : { rsc: status.deleted, pc }
}

/**
 * Carries out a create, retrieve, update or delete of a resource of this CSE.
 * @throws RequestError for everything that stands against it
 */
export async function operate(
  domain: Domain,
  context: Context,
  target: Exclude<Target, { readonly kind: 'remote' }>,
): Promise<Answer> {
  const { op, to } = context.request
  if (target.kind === 'nothing') throw notFound(to)
  if (target.kind === 'empty') {
    domain.access.require(context.originator, privilege.retrieve, target.container)
    if (op === operation.create || op === operation.update)
      throw notAllowed('a virtual resource cannot be changed')
    throw notFound(to)
  }
  if (target.attribute !== undefined && op !== operation.retrieve) {
    throw badRequest('a single attribute can only be retrieved')
  }
  switch (op) {
    case operation.create:
      if (target.virtual !== undefined) throw notAllowed('nothing can be created below a virtual resource')
      return create(domain, context, target.resource)
    case operation.retrieve:
      return retrieve(domain, context, target)
    case operation.update:
      return update(domain, context, target)
    case operation.delete:
      return remove(domain, context, target)
    case operation.notify:
      throw notAllowed('this resource takes no notifications')
  }
}
