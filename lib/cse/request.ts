import { operation, responseType, type Operation, type Value, type ValueObject } from '../primitive/types.js'
import type { Edition } from '../spec/types.js'
import { parseFilter, type Filter } from './filter.js'
import * as kind from './kinds.js'
import type { Kind } from './kinds.js'
import type { Originator } from './registry.js'
import { badRequest, RequestError, status } from './status.js'
import { parseAbsoluteOrRelative } from './time.js'
import { isObject, isTextList, member } from './values.js'

/** How the result of a request gets to the originator (`rt`). */
export type TransferMode =
  | { readonly kind: 'blocking' }
  | { readonly kind: 'synch' }
  /** Targets of undefined: the originator; none: nobody is told. */
  | { readonly kind: 'asynch'; readonly targets: readonly string[] | undefined }
  | { readonly kind: 'no response' }

/** A request primitive whose parameters have been checked (TS-0004 6.4.1, 7.3.2.1). */
export interface Request {
  readonly op: Operation
  readonly to: string
  readonly rqi: string
  readonly from: string | undefined
  /** `ty`, on creations only. */
  readonly type: number | undefined
  /** The one member of `pc`. */
  readonly content: { readonly root: string; readonly value: Value } | undefined
  readonly resultContent: number | undefined
  /** `drt` 2: unstructured identifiers in lists. */
  readonly unstructured: boolean
  readonly filter: Filter | undefined
  readonly mode: TransferMode
  /** When the request expires, in milliseconds since the epoch. */
  readonly expiresAt: number | undefined
  /** Until when the result of a non-blocking request is kept. */
  readonly resultUntil: number | undefined
  /** All parameters, as received. */
  readonly parameters: ValueObject
}

/** The response to a request, before rqi and rvi are put to it. */
export interface Answer {
  readonly rsc: number
  readonly pc?: ValueObject
  /** Further parameters, of responses that come from elsewhere. */
  readonly more?: ValueObject
  /** Why the request failed, in words. */
  readonly explanation?: string
}

/** A request on its way through the CSE. */
export interface Context {
  readonly request: Request
  readonly originator: Originator
  /** Number of the connection it came by. */
  readonly connection: number
  /** Runs an action once the response has been sent: notifications, and operations that were acknowledged. */
  later(action: () => void): void
}

const notify: readonly Operation[] = [operation.notify]

interface ParameterRule {
  readonly kind: Kind
  /** Operations on which the parameter must not be present. */
  readonly notOn?: readonly Operation[]
}

const { create, retrieve, update } = operation
const deleting = operation.delete

/** TS-0004 table 7.2.1.1-1. `op`, `to`, `rqi` and `rvi` are looked at before. */
const parameterRules: ReadonlyMap<string, ParameterRule> = new Map<string, ParameterRule>([
  ['op', { kind: kind.anything }],
  ['to', { kind: kind.anything }],
  ['rqi', { kind: kind.anything }],
  ['rvi', { kind: kind.text }],
  ['fr', { kind: kind.text }],
  ['ty', { kind: kind.integer(), notOn: [retrieve, update, deleting, operation.notify] }],
  ['pc', { kind: kind.anyObject, notOn: [deleting] }],
  ['rids', { kind: kind.listOf(kind.text) }],
  ['ot', { kind: kind.timestamp }],
  ['rqet', { kind: kind.absoluteOrRelative }],
  ['rset', { kind: kind.absoluteOrRelative }],
  ['oet', { kind: kind.absoluteOrRelative }],
  ['rt', { kind: kind.shape({ rtv: kind.integer(1, 5), 'nu?': kind.listOf(kind.uri) }) }],
  ['rp', { kind: kind.anything, notOn: notify }],
  ['rcn', { kind: kind.integer(), notOn: notify }],
  ['ec', { kind: kind.integer(0, 999) }],
  ['da', { kind: kind.truth }],
  ['gid', { kind: kind.text }],
  ['fc', { kind: kind.anyObject, notOn: [create, operation.notify] }],
  ['drt', { kind: kind.integer(1, 2), notOn: [create, update, deleting, operation.notify] }],
  ['tkns', { kind: kind.anything }],
  ['tids', { kind: kind.anything }],
  ['ltids', { kind: kind.listOf(kind.text) }],
  ['tqi', { kind: kind.truth }],
  ['grtm', { kind: kind.listOf(kind.text), notOn: notify }],
  ['asi', { kind: kind.truth, notOn: notify }],
  ['aus', { kind: kind.listOf(kind.text), notOn: notify }],
  ['auri', { kind: kind.truth, notOn: notify }],
  ['sqi', { kind: kind.truth, notOn: [create, update, deleting, operation.notify] }],
  ['vsi', { kind: kind.text }],
])

/** Values of `rcn` by operation (TS-0001 table 8.1.2-1); 7 and 10 need what this CSE does not host. */
const resultContents: Readonly<Record<Operation, readonly number[]>> = {
  [create]: [0, 1, 2, 3, 9],
  [retrieve]: [1, 4, 5, 6, 8],
  [update]: [0, 1, 9],
  [deleting]: [0, 1, 4, 5, 6, 8],
  [operation.notify]: [],
}

function isOperation(value: Value | undefined): value is Operation {
  return Object.values(operation).some((known) => known === value)
}

function resultContent(
  parameters: ValueObject,
  op: Operation,
  discovers: boolean,
  edition: Edition,
): number | undefined {
  const value = member(parameters, 'rcn')
  if (typeof value !== 'number') return undefined
  const allowed = discovers ? [6] : resultContents[op].filter((each) => each !== 9 || edition === 'R3')
  if (!allowed.includes(value)) throw badRequest(`rcn ${value} is not valid for this operation`)
  return value
}

function transferMode(parameters: ValueObject, edition: Edition): TransferMode {
  const given = member(parameters, 'rt')
  if (!isObject(given)) return { kind: 'blocking' }
  const value = member(given, 'rtv')
  const targets = member(given, 'nu')
  if (
    targets !== undefined &&
    value !== responseType.nonBlockingRequestAsynch &&
    value !== responseType.flexBlocking
  ) {
    throw badRequest('rt.nu goes with asynchronous requests only')
  }
  if (value === responseType.nonBlockingRequestSynch) return { kind: 'synch' }
  if (value === responseType.nonBlockingRequestAsynch) {
    return { kind: 'asynch', targets: isTextList(targets) ? targets : undefined }
  }
  if (value !== responseType.noResponse) return { kind: 'blocking' }
  if (edition !== 'R3') throw badRequest('rt 5 does not exist before Release 3')
  return { kind: 'no response' }
}

function content(parameters: ValueObject): Request['content'] {
  const given = member(parameters, 'pc')
  if (!isObject(given)) return undefined
  const [root, ...more] = Object.keys(given)
  if (root === undefined || more.length > 0) throw badRequest('pc has exactly one member')
  return { root, value: member(given, root) ?? null }
}

/** Time parameter in milliseconds since the epoch. */
function timeParameter(parameters: ValueObject, name: string, now: number): number | undefined {
  const value = member(parameters, name)
  return value === undefined ? undefined : parseAbsoluteOrRelative(value, now)
}

function checkTimes(parameters: ValueObject, now: number): void {
  for (const name of ['rqet', 'rset']) {
    const time = timeParameter(parameters, name, now)
    if (time !== undefined && time <= now) {
      throw new RequestError(status.requestTimeout, `${name} lies in the past`)
    }
  }
  const expires = timeParameter(parameters, 'rqet', now)
  const resultExpires = timeParameter(parameters, 'rset', now)
  if (expires !== undefined && resultExpires !== undefined && resultExpires < expires) {
    throw badRequest('the result expires before the request')
  }
  if (Object.hasOwn(parameters, 'oet')) {
    throw new RequestError(status.notImplemented, 'operationExecutionTime is not supported')
  }
}

/**
 * Checks the parameters of a request primitive.
 * @param now milliseconds since the epoch
 * @throws RequestError 4000 for what is missing, unknown, ill formed or not permitted on the operation; 4008 where
 *   the request has expired; 5001 for parameters that are not supported
 */
export function parseRequest(parameters: ValueObject, edition: Edition, now: number): Request {
  const op = member(parameters, 'op')
  if (!isOperation(op)) throw badRequest('op is missing or is none of 1 to 5')
  const rqi = member(parameters, 'rqi')
  if (typeof rqi !== 'string' || rqi === '') throw badRequest('rqi is missing or is not a string')
  const to = member(parameters, 'to')
  if (typeof to !== 'string' || to === '') throw badRequest('to is missing or is not a string')
  for (const name of Object.keys(parameters)) {
    const rule = parameterRules.get(name)
    if (rule === undefined) throw badRequest(`${JSON.stringify(name)} is not a request parameter`)
    const problem = rule.kind(member(parameters, name) ?? null, edition)
    if (problem !== undefined) throw badRequest(`parameter ${name} ${problem}`)
    if (rule.notOn?.includes(op)) throw badRequest(`parameter ${name} cannot be used with this operation`)
  }
  checkTimes(parameters, now)
  if (member(parameters, 'sqi') === true) throw new RequestError(status.notImplemented, 'semantic queries')

  const type = member(parameters, 'ty')
  if (op === create && typeof type !== 'number') throw badRequest('ty is missing')
  const criteria = member(parameters, 'fc')
  const filter = isObject(criteria) ? parseFilter(criteria) : undefined
  if (filter?.discovers && op !== retrieve)
    throw new RequestError(status.notImplemented, 'discovery by this operation')
  const from = member(parameters, 'fr')
  return {
    op,
    to,
    rqi,
    from: typeof from === 'string' ? from : undefined,
    type: typeof type === 'number' ? type : undefined,
    content: content(parameters),
    resultContent: resultContent(parameters, op, filter?.discovers ?? false, edition),
    unstructured: member(parameters, 'drt') === 2,
    filter,
    mode: transferMode(parameters, edition),
    expiresAt: timeParameter(parameters, 'rqet', now),
    resultUntil: timeParameter(parameters, 'rp', now) ?? timeParameter(parameters, 'rset', now),
    parameters,
  }
}
