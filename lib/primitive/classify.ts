import type { Wrapped } from './codec.js'
import { readRequest, type Request } from './request.js'
import { readResponse, type Response } from './response.js'
import { wrapper, type ValueObject } from './types.js'
import { isValueObject, member } from './values.js'

/** What an object turns out to be. */
export type Classified = Request | Response | { readonly kind: 'neither'; readonly reason: string }

/** Roots of content that occur in a NOTIFY only (TS-0004 7.5.2), so that a primitive with one of them is a request. */
const notified: readonly string[] = ['m2m:sgn', 'm2m:agn', 'm2m:rsp', 'm2m:seci']

/** Long names of the parameters that tell what a primitive is (TS-0004 table 8.2.2-1). */
const longNames: Readonly<Record<string, string>> = {
  responseStatusCode: 'rsc',
  requestIdentifier: 'rqi',
  operation: 'op',
}

/** With the short names of these parameters, where only their long ones are there; undefined when none is. */
function withShortNames(value: ValueObject): ValueObject | undefined {
  const named = Object.keys(value).filter((name) => {
    const short = longNames[name]
    return Object.hasOwn(longNames, name) && short !== undefined && !Object.hasOwn(value, short)
  })
  if (named.length === 0) return undefined
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      named.includes(name) ? (longNames[name] ?? name) : name,
      inner,
    ]),
  )
}

/**
 * Tells requests and responses apart (TS-0004 8.4.3): `op` marks a request, `rsc` a response. With both it counts as a
 * response, since that is what answers a request; with neither the wrapper decides, without wrapper the content, and
 * then a lone `rqi`, so that a response that lacks `rsc` still finds its request. Long names are read as the short ones.
 */
export function classify(value: ValueObject, wrapped: Wrapped = 'none'): Classified {
  const hasOperation = Object.hasOwn(value, 'op')
  if (Object.hasOwn(value, 'rsc')) {
    const response = readResponse(value)
    if (!hasOperation) return response
    const message = 'op and rsc occur in one primitive, so that it is neither a request nor a response'
    const both = { code: 'op-and-rsc', path: '/op', message, row: 'TS-0004/8.4.3-1' } as const
    return { ...response, problems: [both, ...response.problems] }
  }
  if (hasOperation || wrapped === wrapper.request) return readRequest(value)
  if (wrapped !== wrapper.response && isNotified(value)) return readRequest(value)
  const short = withShortNames(value)
  if (short !== undefined) {
    const read = classify(short, wrapped)
    return read.kind === 'neither' ? read : { ...read, value }
  }
  if (wrapped === wrapper.response || Object.hasOwn(value, 'rqi')) return readResponse(value)
  const names = Object.keys(value)
  const shown = names.slice(0, 8).map((name) => JSON.stringify(name.slice(0, 40)))
  const members =
    names.length === 0 ? 'none at all' : [...shown, ...(names.length > 8 ? ['…'] : [])].join(', ')
  return { kind: 'neither', reason: `there is no op, rsc or rqi among its members: ${members}` }
}

function isNotified(value: ValueObject): boolean {
  const content = member(value, 'pc')
  return isValueObject(content) && Object.keys(content).some((name) => notified.includes(name))
}
