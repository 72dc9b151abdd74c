import { operation, resourceType, type Value, type ValueObject } from '../primitive/types.js'
import { editionData } from '../spec/editions.js'
import { privilege } from './access.js'
import { notFound, type Target } from './addressing.js'
import type { Domain } from './domain.js'
import { isStem } from './registry.js'
import type { Answer, Context } from './request.js'
import type { Delivery } from './router.js'
import { badRequest, RequestError, status } from './status.js'
import { isObject, member, objectOf } from './values.js'

/** Roots that `pc` of a notify may have (TS-0004 7.5.2). */
const notificationRoots = new Set(['m2m:sgn', 'm2m:agn', 'm2m:rsp', 'm2m:seci'])

/** Response parameters that travel on beside `rsc`, `rqi`, `rvi` and `pc`. */
const travelling = new Set(['ot', 'rset', 'ec', 'cnst', 'cnot', 'ati', 'tqf', 'asri', 'vsi'])

/** The parameters to send on: transfer modes end here, and the release version is put in where it was left out. */
function onward(domain: Domain, context: Context, from: string | undefined): ValueObject {
  const { releaseVersion } = editionData[domain.settings.edition]
  const parameters = new Map<string, Value>(Object.entries(context.request.parameters))
  parameters.delete('rt')
  if (from !== undefined) parameters.set('fr', from)
  if (releaseVersion !== undefined && !parameters.has('rvi')) parameters.set('rvi', releaseVersion)
  return objectOf(parameters)
}

/** The target's answer as the answer to the originator. */
function answered(domain: Domain, delivery: Delivery, to: string): Answer {
  if (delivery.kind === 'failed') {
    const code = domain.rules.deliveryFailureCode(delivery.failure)
    throw new RequestError(code, `the request could not be delivered to ${to}: ${delivery.failure}`)
  }
  const response = domain.rules.forwardedResponse(delivery.response)
  const rsc = member(response, 'rsc')
  const pc = member(response, 'pc')
  const more = objectOf(Object.entries(response).filter(([name]) => travelling.has(name)))
  return {
    rsc: typeof rsc === 'number' ? rsc : delivery.rsc,
    ...(isObject(pc) ? { pc } : {}),
    more,
  }
}

/** SP-relative form of an originator, as other CSEs know it. */
function providerRelative(domain: Domain, originator: string): string {
  if (originator.startsWith('/')) return originator
  return originator.startsWith('S') ? `/${originator}` : domain.addressing.providerRelative(originator)
}

/**
 * Passes a request on to a registered CSE, and brings its answer back.
 * @throws RequestError 4004 where no such CSE is registered, or the code of a failed delivery
 */
export async function forward(domain: Domain, context: Context, cseId: string): Promise<Answer> {
  const { request, originator } = context
  const registers = request.type === resourceType.AE || request.type === resourceType.remoteCSE
  if (registers && !domain.rules.passesRegistrationsOn()) {
    throw badRequest('a registration goes to the registrar itself')
  }
  const right = onward(domain, context, providerRelative(domain, originator.id))
  const parameters = domain.rules.forwardedRequest(right, request.parameters)
  return answered(domain, await domain.router.send(cseId, parameters, request.expiresAt), request.to)
}

/** The AE that a notification is for: its AE-ID stem. */
function notified(domain: Domain, context: Context, target: Target): string {
  const { to } = context.request
  if (target.kind === 'resource') {
    if (target.resource.type !== resourceType.AE || target.attribute !== undefined) {
      throw new RequestError(status.operationNotAllowed, 'only an AE takes notifications')
    }
    domain.access.require(context.originator, privilege.notify, target.resource)
    return target.resource.owner
  }
  // Not, or no longer, registered: the router says so, unless the rules know better.
  const last = to.split('/').at(-1) ?? ''
  if (target.kind === 'nothing' && last.length > 1 && isStem(last)) return last
  throw notFound(to)
}

/**
 * Passes a notification on to an AE over its connection, and brings its answer back (TS-0020 6.4).
 * @throws RequestError 4103 without privilege, 4004 or 5103 where the AE cannot be reached, 4008 without answer
 */
export async function notify(domain: Domain, context: Context, target: Target): Promise<Answer> {
  const { request } = context
  if (request.content === undefined || !notificationRoots.has(request.content.root)) {
    throw badRequest('pc of a notify is m2m:sgn, m2m:agn, m2m:rsp or m2m:seci')
  }
  const entity = notified(domain, context, target)
  return answered(
    domain,
    await domain.router.send(entity, onward(domain, context, undefined), request.expiresAt),
    request.to,
  )
}

/** Whether a request is a notification, which goes on to its target. */
export function isNotification(context: Context): boolean {
  return context.request.op === operation.notify
}
