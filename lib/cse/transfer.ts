import { operation, resourceType, type Value, type ValueObject } from '../primitive/types.js'
import { editionData } from '../spec/editions.js'
import { isRegistration } from './create.js'
import type { Domain } from './domain.js'
import type { Answer, Context, TransferMode } from './request.js'
import type { NonBlockingMode } from './rules.js'
import { badRequest, status } from './status.js'
import type { Resource } from './tree.js'
import { isObject, member, objectOf, printable } from './values.js'

/** Values of requestStatus (TS-0004 6.3.4.2.12). */
const requestStatus = { completed: 1, failed: 2, pending: 3 } as const

/** How long a result is kept where the request does not say: ten minutes. */
const defaultPersistenceMs = 600_000

/** Parameters that are attributes of the request resource, and so not part of its metaInformation. */
const outsideMetaInformation = new Set(['op', 'to', 'fr', 'rqi', 'pc'])

/** Carries a request out; the result is an answer, whatever happens. */
export type Executor = (context: Context) => Promise<Answer>

function metaInformation(parameters: ValueObject): ValueObject {
  return objectOf(Object.entries(parameters).filter(([name]) => !outsideMetaInformation.has(name)))
}

/** `ors` of a request resource: the response in short (TS-0004 6.3.5.30). */
function operationResult(rqi: string, answer: Answer): ValueObject {
  return { rsc: answer.rsc, rqi, ...(answer.pc === undefined ? {} : { pc: answer.pc }) }
}

function createRequestResource(domain: Domain, context: Context): Resource {
  const { request, originator } = context
  const { tree, lifecycle, settings } = domain
  const base = tree.root
  const lifetime = request.resultUntil === undefined ? defaultPersistenceMs : request.resultUntil - Date.now()
  const attributes = new Map<string, Value>([
    ['et', lifecycle.expirationTime(base, undefined, Math.max(1000, lifetime))],
    ['lbl', [originator.id]],
    ['op', request.op],
    ['tg', request.to],
    ['org', originator.id],
    ['rid', request.rqi],
    ['mi', metaInformation(request.parameters)],
    ['rs', requestStatus.pending],
    ['ors', { rsc: status.accepted, rqi: request.rqi }],
  ])
  // The state tag of <request> went with Release 3.
  if (settings.edition !== 'R3') attributes.set('st', 0)
  const pc = member(request.parameters, 'pc')
  if (pc !== undefined) attributes.set('pc', pc)
  const id = tree.newId(resourceType.request)
  const name = tree.newName(base, resourceType.request)
  tree.checkRoom(base, name, id)
  const what = { id, type: resourceType.request, name, attributes, owner: originator.id }
  return lifecycle.create(base, what, (action) => context.later(action))
}

/** Response primitive with which the result of an asynchronous request is notified. */
function resultPrimitive(domain: Domain, context: Context, answer: Answer): ValueObject {
  const { releaseVersion } = editionData[domain.settings.edition]
  return {
    rsc: answer.rsc,
    rqi: context.request.rqi,
    ...(releaseVersion === undefined ? {} : { rvi: releaseVersion }),
    to: context.originator.id,
    fr: domain.settings.cseId,
    ...(answer.pc === undefined ? {} : { pc: answer.pc }),
  }
}

/** Sends the result to each target: a notification whose content is `m2m:rsp` (TS-0004 7.5.1.2.5). */
async function notifyResult(
  domain: Domain,
  context: Context,
  targets: readonly string[] | undefined,
  result: ValueObject,
): Promise<void> {
  const { originator } = context
  const { releaseVersion } = editionData[domain.settings.edition]
  const receivers = targets ?? [originator.id]
  await Promise.all(
    receivers.map(async (target) => {
      const entity = target === originator.id ? originator.entity : domain.router.entityAt(target)
      const name = printable(target)
      if (entity === undefined) {
        domain.log(`result for ${name}: no entity that this CSE can reach`)
        return
      }
      const delivery = await domain.router.send(entity, {
        op: operation.notify,
        to: target,
        fr: domain.settings.cseId,
        ...(releaseVersion === undefined ? {} : { rvi: releaseVersion }),
        pc: { 'm2m:rsp': result },
      })
      domain.log(`result for ${name} -> ${delivery.kind === 'answered' ? delivery.rsc : delivery.failure}`)
    }),
  )
}

async function carryOut(
  domain: Domain,
  context: Context,
  mode: NonBlockingMode,
  targets: readonly string[] | undefined,
  resource: Resource,
  execute: Executor,
): Promise<void> {
  if (!domain.rules.completes(mode)) return
  const actions: (() => void)[] = []
  const answer = await execute({ ...context, later: (action) => actions.push(action) })
  const right = resultPrimitive(domain, context, answer)
  const result = domain.rules.nonBlockingResult(mode, right)
  if (domain.tree.has(resource)) {
    const rsc = member(result, 'rsc')
    const pc = member(result, 'pc')
    const shown: Answer = {
      rsc: typeof rsc === 'number' ? rsc : answer.rsc,
      ...(isObject(pc) ? { pc } : {}),
    }
    const succeeded = answer.rsc < 4000
    domain.lifecycle.update(
      resource,
      new Map<string, Value>([
        ['rs', succeeded ? requestStatus.completed : requestStatus.failed],
        ['ors', operationResult(context.request.rqi, shown)],
      ]),
      (action) => actions.push(action),
    )
  }
  for (const action of actions) action()
  if (mode === 'asynch') await notifyResult(domain, context, targets, result)
}

function addressesRequest(domain: Domain, context: Context): boolean {
  const target = domain.addressing.resolve(context.request.to)
  return target.kind === 'resource' && target.resource.type === resourceType.request
}

function acknowledge(
  domain: Domain,
  context: Context,
  mode: Extract<TransferMode, { readonly kind: NonBlockingMode }>,
  execute: Executor,
): Answer {
  if (isRegistration(context)) throw badRequest('a registration is a blocking request')
  if (addressesRequest(domain, context))
    throw badRequest('a request resource is accessed by blocking requests only')
  const resource = createRequestResource(domain, context)
  const targets = mode.kind === 'asynch' ? mode.targets : undefined
  context.later(() => {
    carryOut(domain, context, mode.kind, targets, resource, execute).catch((error: unknown) => {
      domain.log(`request ${printable(context.request.rqi)}: internal error: ${String(error)}`)
    })
  })
  const rsc = domain.rules.acknowledgementCode(mode.kind)
  const pc = domain.rules.acknowledgementContent(mode.kind, { 'm2m:uri': resource.id })
  return pc === undefined ? { rsc } : { rsc, pc }
}

/**
 * Deals with a request in its transfer mode (TS-0001 8.2): blocking and flexBlocking ones are carried out and
 * answered; non-blocking ones are acknowledged with the address of a <request> resource and carried out after
 * the acknowledgement has gone.
 * @returns undefined where no response is to be sent
 * @throws RequestError 4000 for modes that do not go with the request
 */
export async function transfer(
  domain: Domain,
  context: Context,
  execute: Executor,
): Promise<Answer | undefined> {
  const { mode } = context.request
  switch (mode.kind) {
    case 'blocking':
      return execute(context)
    case 'no response':
      await execute(context)
      return undefined
    case 'synch':
    case 'asynch':
      return domain.rules.supportsNonBlocking(mode.kind)
        ? acknowledge(domain, context, mode, execute)
        : execute(context)
  }
}
