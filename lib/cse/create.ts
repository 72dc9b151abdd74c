import { randomBytes } from 'node:crypto'
import { resourceName, resourceType, type Value, type ValueObject } from '../primitive/types.js'
import { privilege } from './access.js'
import { checkCreate } from './attributes.js'
import type { Domain } from './domain.js'
import type { Answer, Context } from './request.js'
import { describeCreation } from './results.js'
import { badRequest, RequestError, status } from './status.js'
import { checkSubscription } from './subscriptions.js'
import { integerOf, rootName, textOf, type Resource } from './tree.js'
import { isObject, isTextList, objectOf } from './values.js'

const { accessControlPolicy, AE, container, contentInstance, CSEBase, remoteCSE, request, subscription } =
  resourceType

/** Which types may hang below which; a request is created by the CSE itself only. */
const childTypes: Readonly<Record<number, readonly number[]>> = {
  [CSEBase]: [accessControlPolicy, AE, container, remoteCSE, subscription],
  [AE]: [accessControlPolicy, container, subscription],
  [remoteCSE]: [accessControlPolicy, container, subscription],
  [container]: [container, contentInstance, subscription],
  [accessControlPolicy]: [subscription],
  [request]: [subscription],
  [contentInstance]: [],
  [subscription]: [],
}

/** Octets of `con`, which is any JSON value: the text itself, or the serialized rest. */
function contentSize(value: Value | undefined): number {
  if (value === undefined) return 0
  return Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value), 'utf8')
}

function checkType(type: number): void {
  if (type === CSEBase || type === request) {
    throw new RequestError(status.operationNotAllowed, `${rootName(type)} cannot be created by a request`)
  }
  if (childTypes[type] !== undefined) return
  const known =
    resourceName[type] !== undefined || (type >= 1 && type <= 66) || (type > 10_000 && type < 10_100)
  if (known) throw new RequestError(status.notImplemented, `resource type ${type} is not supported`)
  throw badRequest(`there is no resource type ${type}`)
}

function checkParent(parent: Resource, type: number): void {
  if (childTypes[parent.type]?.includes(type)) return
  const notSubscribable = type === subscription
  throw new RequestError(
    notSubscribable ? status.targetNotSubscribable : status.invalidChildResourceType,
    `${rootName(parent.type)} has no ${rootName(type)} below it`,
  )
}

/** An entity registers once, and as what it is (TS-0004 7.4.4.2.1, 7.4.5.2.1). */
function checkOriginator(domain: Domain, context: Context, type: number): void {
  const { kind } = context.originator
  if ((type !== AE && type !== remoteCSE) || (kind !== 'AE' && kind !== 'CSE')) return
  const wanted = type === AE ? 'AE' : 'CSE'
  const right = kind === wanted ? status.originatorHasAlreadyRegistered : status.operationNotAllowed
  const code = domain.rules.registrationRefusal({ registered: kind, wanted, right })
  if (code === undefined) return
  const message =
    right === status.operationNotAllowed
      ? `an originator that is ${kind} does not register as ${wanted}`
      : `this ${kind} is registered already`
  throw new RequestError(code, message)
}

/** The content under the member that belongs to the type. */
function contentOf(context: Context, type: number): ValueObject {
  const { content } = context.request
  if (content?.root !== rootName(type) || !isObject(content.value)) {
    throw badRequest(`pc has no object ${rootName(type)}`)
  }
  return content.value
}

/** @throws RequestError 4000 where an entry of `acpi` is no accessControlPolicy of this CSE */
export function checkPolicies(domain: Domain, attributes: ReadonlyMap<string, Value>): void {
  const policies = attributes.get('acpi')
  if (!isTextList(policies)) return
  for (const address of policies) {
    const target = domain.addressing.resolveOrNothing(address)
    if (target.kind !== 'resource' || target.resource.type !== accessControlPolicy) {
      throw badRequest('an entry of acpi is no accessControlPolicy of this CSE')
    }
  }
}

/** AE-ID stem of a new AE: as wanted, or assigned (TS-0001 10.2.2.2). */
function assignStem(domain: Domain, wanted: string): string {
  if (wanted === 'C' || wanted === 'S') {
    for (;;) {
      const assigned = `${wanted}${randomBytes(6).toString('hex')}`
      if (domain.tree.byId(assigned) === undefined) return assigned
    }
  }
  const taken = domain.registry.get(wanted) !== undefined || domain.tree.byId(wanted) !== undefined
  if (taken || wanted === domain.tree.root.name) {
    throw new RequestError(status.originatorHasAlreadyRegistered, 'the AE-ID is registered already')
  }
  return wanted
}

/** CSE-ID of a new remoteCSE: the originator; the administrator gives it in the content. */
function cseIdentifier(domain: Domain, context: Context, attributes: ReadonlyMap<string, Value>): string {
  const given = attributes.get('csi')
  const administrator = context.originator.kind === 'administrator'
  const id = administrator && typeof given === 'string' ? given : context.originator.id
  if (!/^\/[A-Za-z0-9][A-Za-z0-9._~-]*$/.test(id)) throw badRequest('csi is no SP-relative CSE-ID')
  if (given !== undefined && given !== id) throw badRequest('csi is not the CSE-ID of the originator')
  // Whether a CSE may register once more has been decided before.
  const taken = context.originator.kind !== 'CSE' && domain.registry.get(id) !== undefined
  if (taken || id === domain.settings.cseId) {
    throw new RequestError(status.originatorHasAlreadyRegistered, 'the CSE-ID is registered already')
  }
  return id
}

/** Identity and attributes that a creation leads to, apart from those of the lifecycle. */
interface Plan {
  readonly id: string
  readonly owner: string
  readonly attributes: Map<string, Value>
}

function planRegistration(
  domain: Domain,
  context: Context,
  attributes: Map<string, Value>,
  type: number,
): Plan {
  const registered = domain.registry.registeredOver(context.connection)
  if (registered.length > 0 && !domain.rules.allowsAnotherRegistree(registered)) {
    throw new RequestError(status.originatorHasNoPrivilege, 'this connection belongs to another registree')
  }
  if (type === AE) {
    const stem = assignStem(domain, context.originator.id)
    attributes.set('aei', stem)
    return { id: stem, owner: stem, attributes }
  }
  const csi = cseIdentifier(domain, context, attributes)
  attributes.set('csi', csi)
  return { id: domain.tree.newId(type), owner: csi, attributes }
}

function planInstance(domain: Domain, parent: Resource, plan: Plan): Plan {
  const size = contentSize(plan.attributes.get('con'))
  const tooLarge = parent.attributes.has('mbs') && size > integerOf(parent, 'mbs')
  if (tooLarge || parent.attributes.get('mni') === 0) {
    throw new RequestError(status.notAcceptable, 'the container does not take a contentInstance of this size')
  }
  plan.attributes.set('cs', size)
  const age = parent.attributes.get('mia')
  if (typeof age === 'number') {
    const until = domain.lifecycle.expirationTime(parent, undefined, Math.max(1, age * 1000))
    const wanted = textOf(parent, 'et')
    plan.attributes.set('et', wanted !== undefined && wanted < until ? wanted : until)
  }
  return plan
}

async function plan(
  domain: Domain,
  context: Context,
  parent: Resource,
  attributes: Map<string, Value>,
): Promise<Plan> {
  const type = context.request.type ?? 0
  const ordinary = (): Plan => ({ id: domain.tree.newId(type), owner: context.originator.id, attributes })
  switch (type) {
    case AE:
    case remoteCSE:
      return planRegistration(domain, context, attributes, type)
    case container:
      for (const counter of ['st', 'cni', 'cbs']) attributes.set(counter, 0)
      return ordinary()
    case contentInstance:
      return planInstance(domain, parent, ordinary())
    case subscription: {
      checkSubscription(attributes)
      if (!attributes.has('nct')) attributes.set('nct', 1)
      const subscriptionPlan = ordinary()
      const targets = attributes.get('nu')
      const listed = isTextList(targets) ? targets : []
      const foreign = listed.some((target) => !domain.subscriptions.isOriginator(target, context.originator))
      if (foreign) attributes.set('cr', context.originator.id)
      await domain.subscriptions.verify(subscriptionPlan.id, listed, context.originator)
      return subscriptionPlan
    }
    default:
      return ordinary()
  }
}

/**
 * Creates a resource below one (TS-0004 7.4, 7.3.3.5). A subscription is created after its targets have verified it.
 * @throws RequestError for everything that stands against it
 */
export async function create(domain: Domain, context: Context, parent: Resource): Promise<Answer> {
  const type = context.request.type ?? 0
  checkType(type)
  checkParent(parent, type)
  checkOriginator(domain, context, type)
  if (type !== AE && type !== remoteCSE) {
    domain.access.require(
      context.originator,
      type === subscription ? privilege.retrieve : privilege.create,
      parent,
    )
  }
  const content = contentOf(context, type)
  const given = checkCreate(type, content, domain.settings.edition)
  checkPolicies(domain, given)

  const attributes = new Map(given)
  attributes.delete('rn')
  if (attributes.has('cr')) attributes.set('cr', context.originator.id)
  attributes.set('et', domain.lifecycle.expirationTime(parent, attributes.get('et')))
  const named = given.get('rn')
  const name = typeof named === 'string' ? named : domain.tree.newName(parent, type)
  domain.tree.checkRoom(parent, name, '')
  const planned = await plan(domain, context, parent, attributes)
  // Verification takes its time: what was true before may not be any more.
  if (!domain.tree.has(parent)) throw new RequestError(status.notFound, 'the parent is gone')
  domain.tree.checkRoom(parent, name, planned.id)

  const stored = domain.rules.storedAttributes(objectOf(planned.attributes))
  const what = {
    id: planned.id,
    type,
    name,
    owner: planned.owner,
    attributes: new Map(Object.entries(stored)),
  }
  const resource = domain.lifecycle.create(parent, what, (action) => context.later(action))
  if (type === AE || type === remoteCSE) register(domain, context, resource)
  return answerOf(describeCreation(domain, context, resource, given))
}

function register(domain: Domain, context: Context, resource: Resource): void {
  const kind = resource.type === AE ? 'AE' : 'CSE'
  domain.registry.enter({ entity: resource.owner, kind, resource, connection: context.connection })
  const peer = domain.connections.byNumber(context.connection)
  if (peer !== undefined && context.originator.kind === 'applicant')
    domain.connections.use(resource.owner, peer)
}

function answerOf(pc: ValueObject | undefined): Answer {
  return pc === undefined ? { rsc: status.created } : { rsc: status.created, pc }
}

/** Whether a request is a registration, which is always answered at once and never goes elsewhere. */
export function isRegistration(context: Context): boolean {
  const { type } = context.request
  return context.originator.kind === 'applicant' && (type === AE || type === remoteCSE)
}
