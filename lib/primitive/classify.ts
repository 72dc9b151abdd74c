import type { Wrapped } from './codec.js'
import { readRequest, type Request } from './request.js'
import { readResponse, type Response } from './response.js'
import { wrapper, type ValueObject } from './types.js'

/** What an object turns out to be. */
export type Classified = Request | Response | { readonly kind: 'neither'; readonly reason: string }

/**
 * Tells requests and responses apart (TS-0004 8.4.3): `op` marks a request, `rsc` a response. With both it counts as a
 * response, since that is what answers a request; with neither the wrapper decides, and without wrapper a lone `rqi`,
 * so that a response that lacks `rsc` still finds its request.
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
  if (wrapped === wrapper.response || Object.hasOwn(value, 'rqi')) return readResponse(value)
  const names = Object.keys(value)
  const shown = names.slice(0, 8).map((name) => JSON.stringify(name.slice(0, 40)))
  const members =
    names.length === 0 ? 'none at all' : [...shown, ...(names.length > 8 ? ['…'] : [])].join(', ')
  return { kind: 'neither', reason: `there is no op, rsc or rqi among its members: ${members}` }
}
