import { octetFault, type WrittenFacts } from '../define.js'
import { isObject, replaced, without, type Json, type JsonObject } from '../json.js'
import { reframed } from '../frame-reader.js'
import { inResponses, isPlainText, primitiveIn, serialized } from '../messages.js'
import { rejecting, serving } from '../rows.js'
import { forward, stateless } from '../steps.js'
import type { OctetFault } from '../types.js'

/** An error response with another code than the one that is due. */
export function code(id: string, text: string, facts: WrittenFacts, from: number, to: number): OctetFault {
  return octetFault(
    id,
    text,
    { serializations: ['json'], ...facts },
    inResponses((parameters) => replaced(parameters, 'rsc', (found) => (found === from ? to : undefined))),
  )
}

/** What the server makes of the requests of the client before it looks at them; undefined leaves one as it is. */
export function request(
  id: string,
  text: string,
  facts: WrittenFacts,
  edit: (parameters: JsonObject) => JsonObject | undefined,
): OctetFault {
  return octetFault(
    id,
    text,
    { serializations: ['json'], ...facts },
    stateless({
      fromClient: (frame) => {
        const primitive = isPlainText(frame) ? primitiveIn(frame) : undefined
        const edited = primitive?.kind === 'request' ? edit(primitive.parameters) : undefined
        return primitive === undefined || edited === undefined
          ? frame
          : forward(reframed(frame, { payload: serialized(primitive, edited) }))
      },
    }),
  )
}

/** With another `rt`, where the request has this rtv. */
function withResponseType(
  parameters: JsonObject,
  rtv: number,
  edit: (rt: JsonObject) => Json,
): JsonObject | undefined {
  return replaced(parameters, 'rt', (rt) => (isObject(rt) && rt['rtv'] === rtv ? edit(rt) : undefined))
}

/** TS-0004 7.3 and 7.4: which requests are rejected, and with which code. */
export const rejectionFaults: readonly OctetFault[] = [
  code(
    'privilege-refusal-as-bad-request',
    'Refuses what an originator has no privilege for with 4000.',
    { kills: ['TS-0004/7.3.3.2-1'] },
    4103,
    4000,
  ),
  code(
    'operation-not-allowed-as-not-found',
    'Answers operations that are not allowed with 4004.',
    {
      kills: [
        'TS-0004/7.4.7.2-1',
        'TS-0004/7.4.7.2-3',
        'TS-0004/7.4.12.2-1',
        'TS-0004/7.4.4.2-1',
        'TS-0004/7.4.3.2-1',
      ],
      also: rejecting,
      editions: ['R3'],
    },
    4005,
    4004,
  ),
  code(
    'operation-not-allowed-as-done',
    'Reports operations that are not allowed as done.',
    {
      kills: [
        'TS-0004/7.4.7.2-1',
        'TS-0004/7.4.7.2-3',
        'TS-0004/7.4.12.2-1',
        'TS-0004/7.4.4.2-1',
        'TS-0004/7.4.3.2-1',
      ],
      also: [...rejecting, '6.2.2.9-7', 'TS-0004/7.2.1.2-4'],
    },
    4005,
    2004,
  ),
  code(
    'wrong-child-as-bad-request',
    'Answers the creation of a child of a type that is not permitted with 4000.',
    { kills: ['TS-0004/7.3.3.5-3'], also: rejecting, editions: ['R3'] },
    4108,
    4000,
  ),
  code(
    'not-subscribable-as-not-found',
    'Answers a subscription to what cannot be subscribed to with 4004.',
    { kills: ['TS-0004/7.4.8.2-1'] },
    5203,
    4004,
  ),
  code(
    'verification-failed-as-internal-error',
    'Answers a subscription that was not verified with 5000.',
    { kills: ['TS-0004/7.4.8.2-2'] },
    5204,
    5000,
  ),
  code(
    'too-large-as-bad-request',
    'Answers a contentInstance that is too large for its container with 4000.',
    { kills: ['TS-0004/7.4.7.2-2'], editions: ['R3'] },
    5207,
    4000,
  ),
  code(
    'already-registered-as-bad-request',
    'Answers the registration of an AE that is registered with 4000.',
    { kills: ['TS-0004/7.4.5.2-1'], also: rejecting, editions: ['R3'] },
    4117,
    4000,
  ),
  code(
    'expired-as-internal-error',
    'Answers requests that have expired with 5000.',
    { kills: ['TS-0004/7.3.2.1-4'], editions: ['R3'] },
    4008,
    5000,
  ),
  code(
    'not-implemented-as-internal-error',
    'Answers requests for resource types that it does not have with 5000.',
    { kills: ['TS-0004/7.3.2.1-5'], editions: ['R3'] },
    5001,
    5000,
  ),
  request(
    'expired-requests-served',
    'Takes no notice of the time at which a request expires.',
    { kills: ['TS-0004/7.3.2.1-4'], also: ['TS-0004/7.3.2.1-1', '5.2-8', '5.2-17'], editions: ['R3'] },
    (parameters) => (Object.hasOwn(parameters, 'rqet') ? without(parameters, 'rqet') : undefined),
  ),
  request(
    'any-form-of-originator-taken',
    'Takes the last part of fr for the AE-ID-Stem, whatever stands before it.',
    { kills: ['TS-0004/7.3.2.1-3'], also: ['6.5-1'], editions: ['R3'] },
    (parameters) =>
      replaced(parameters, 'fr', (fr) =>
        typeof fr === 'string' && /^\/[^/]+\/[CS]/.test(fr) ? (fr.split('/').at(-1) ?? fr) : undefined,
      ),
  ),
  request(
    'filter-on-creation-ignored',
    'Serves creations that have filter criteria.',
    { kills: ['TS-0004/7.3.2.1-1'] },
    (parameters) =>
      parameters['op'] === 1 && Object.hasOwn(parameters, 'fc') ? without(parameters, 'fc') : undefined,
  ),
  request(
    'unknown-operation-as-creation',
    'Takes an operation that it does not know for a creation.',
    { kills: ['TS-0004/7.3.2.1-1'], also: ['6.2.2.9-7'] },
    (parameters) =>
      replaced(parameters, 'op', (op) => (typeof op === 'number' && (op < 1 || op > 5) ? 1 : undefined)),
  ),
  request(
    'result-content-ignored',
    'Takes no notice of result content that does not go with the operation.',
    { kills: ['TS-0004/7.3.2.1-1'] },
    (parameters) => (Object.hasOwn(parameters, 'rcn') ? without(parameters, 'rcn') : undefined),
  ),
  request(
    'unknown-attributes-of-updates-ignored',
    'Leaves out of updates what it cannot do, and does the rest.',
    { kills: ['TS-0004/7.3.3.4-1'], also: ['TS-0004/7.3.3.7-1', '5.2-16'] },
    (parameters) =>
      parameters['op'] === 3
        ? replaced(parameters, 'pc', (content) => {
            const attributes = isObject(content) ? content['m2m:cnt'] : undefined
            return isObject(attributes) && Object.hasOwn(attributes, 'con')
              ? { 'm2m:cnt': without(attributes, 'con') }
              : undefined
          })
        : undefined,
  ),
  request(
    'removal-of-mandatory-attributes-ignored',
    'Reports the removal of a mandatory attribute as done, and keeps the attribute.',
    { kills: ['TS-0004/7.3.3.7-1'] },
    (parameters) =>
      parameters['op'] === 3
        ? replaced(parameters, 'pc', (content) => {
            const attributes = isObject(content) ? content['m2m:ae'] : undefined
            return isObject(attributes) && attributes['rr'] === null
              ? { 'm2m:ae': { ...without(attributes, 'rr'), lbl: ['kept'] } }
              : undefined
          })
        : undefined,
  ),
  request(
    'mode-ignored-for-request-resources',
    'Serves requests for <request> resources as blocking ones, whatever mode they ask for.',
    { kills: ['TS-0004/7.3.2.3-2'], editions: ['R3'] },
    (parameters) => {
      const { to } = parameters
      return typeof to === 'string' && /^req\d+$/.test(to) ? without(parameters, 'rt') : undefined
    },
  ),
  request(
    'unknown-target-of-synchronous-request-as-bad-request',
    'Refuses non-blocking requests for a resource that does not exist with 4000.',
    { kills: ['TS-0004/7.3.3.1-1'] },
    (parameters) => {
      const { to } = parameters
      const unknown = typeof to === 'string' && to.endsWith('/nowhere')
      return unknown ? withResponseType({ ...parameters, to: `${to}/` }, 1, () => ({ rtv: 3 })) : undefined
    },
  ),
  request(
    'synchronous-changes-not-made',
    'Looks at a resource where a non-blocking request wants it changed or deleted.',
    { kills: ['6.5-2'], verdict: 'warn' },
    (parameters) => {
      const { op, rt } = parameters
      const changes = op === 3 || op === 4
      return changes && isObject(rt) && rt['rtv'] === 1 ? { ...without(parameters, 'pc'), op: 2 } : undefined
    },
  ),
  request(
    'missing-content-as-empty',
    'Takes an update without content for one that changes nothing.',
    { kills: ['TS-0004/7.3.2.1-1'] },
    (parameters) =>
      parameters['op'] === 3 && !Object.hasOwn(parameters, 'pc')
        ? { ...parameters, pc: { 'm2m:cnt': {} } }
        : undefined,
  ),
  request(
    'registrations-below-anything',
    'Takes the registration of an AE below a container for one below the CSEBase.',
    { kills: ['TS-0004/7.3.3.5-3'] },
    (parameters) => {
      const { op, ty, to } = parameters
      const [base, ...below] = typeof to === 'string' ? to.split('/') : []
      return op === 1 && ty === 2 && base !== undefined && below.length > 1
        ? { ...parameters, to: base }
        : undefined
    },
  ),
  request(
    'flexible-requests-refused',
    'Refuses requests in the flexible mode.',
    { kills: ['TS-0001/8.1.2-1'] },
    (parameters) => withResponseType(parameters, 4, () => ({ rtv: 9 })),
  ),
  request(
    'no-response-ignored',
    'Answers requests that ask for no response.',
    { kills: ['TS-0001/8.1.2-2'], editions: ['R3'] },
    (parameters) => withResponseType(parameters, 5, () => ({ rtv: 3 })),
  ),
  request(
    'second-result-target-forgotten',
    'Notifies the result of an asynchronous request to the first target only.',
    { kills: ['6.5-2'], also: ['TS-0004/7.5.1.2.5-1'], verdict: 'warn' },
    (parameters) =>
      withResponseType(parameters, 2, (rt) => ({
        ...rt,
        nu: Array.isArray(rt['nu']) ? rt['nu'].slice(0, 1) : [],
      })),
  ),
  request(
    'empty-targets-as-originator',
    'Notifies the result of an asynchronous request to the originator although the request names nobody.',
    { kills: ['TS-0004/7.5.1.2.5-1'], also: ['6.5-2'] },
    (parameters) =>
      withResponseType(parameters, 2, (rt) =>
        Array.isArray(rt['nu']) && rt['nu'].length === 0 ? without(rt, 'nu') : rt,
      ),
  ),
  request(
    'integers-cut-to-32-bits',
    'Reads integers of requests as 32-bit integers with a sign.',
    { kills: ['5.2-16'], also: [...serving, 'TS-0004/7.3.3.3-1', '6.2.2.9-4'] },
    (parameters) =>
      replaced(parameters, 'pc', (content) => {
        const attributes = isObject(content) ? content['m2m:cnt'] : undefined
        if (!isObject(attributes)) return undefined
        const cut = (value: Json): Json => (typeof value === 'number' ? Math.abs(value | 0) : value)
        return {
          'm2m:cnt': Object.fromEntries(
            Object.entries(attributes).map(([name, value]) => [name, cut(value)]),
          ),
        }
      }),
  ),
]
