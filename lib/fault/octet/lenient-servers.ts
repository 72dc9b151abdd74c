import { encodeFrame, opcodes } from '../../wire/index.js'
import { octetFault } from '../define.js'
import { reframed } from '../frame-reader.js'
import { isObject, type Json, type JsonObject } from '../json.js'
import { primitiveIn, serialized } from '../messages.js'
import { forward, nothing, perConnection, reply, stateless } from '../steps.js'
import type { OctetFault, Tampering, Transform } from '../types.js'
import { code, request } from './rejections.js'
import { secondThought, wrongCode } from './second-thoughts.js'

const json = { serializations: ['json'] } as const

/** Values of `op` and `ty` (TS-0004 6.3.4.2). */
const [create, retrieve, update, remove] = [1, 2, 3, 4]
const [ae, container, remoteCse] = [2, 3, 16]

/** Resource types below this number exist, those that a server knows excepted. */
const types = { known: new Set<Json>([1, 2, 3, 4, 5, 16, 17, 23]), most: 66 } as const

function modeOf(parameters: JsonObject): Json | undefined {
  const { rt } = parameters
  return isObject(rt) ? rt['rtv'] : undefined
}

function retrievesRequestResource({ op, to }: JsonObject): boolean {
  return op === retrieve && typeof to === 'string' && /(?:^|\/)req[^/]*$/.test(to)
}

/** Attributes of a container that an update may change. */
const changeable = new Set(['mni', 'mbs', 'mia', 'lbl'])

/** The part of an update of a container that can be done; undefined where there is none. */
function partThatCanBeDone(parameters: JsonObject): JsonObject | undefined {
  const content = parameters['pc']
  const attributes = isObject(content) ? content['m2m:cnt'] : undefined
  if (parameters['op'] !== update || !isObject(attributes)) return undefined
  const part = Object.entries(attributes).filter(([name]) => changeable.has(name))
  const all = Object.keys(attributes).length
  return part.length === 0 || part.length === all
    ? undefined
    : { ...parameters, pc: { 'm2m:cnt': Object.fromEntries(part) } }
}

/** Passes over a request whose identifier another one of the connection has that is pending. */
function dropsRepeatedIdentifiers(): Tampering {
  const pending = new Set<string>()
  const key = ({ fr = null, rqi = null }: JsonObject): string => JSON.stringify([fr, rqi])
  const asked = new Map<Json, string>()
  return {
    fromClient: (frame) => {
      const primitive = primitiveIn(frame)
      if (primitive?.kind !== 'request') return frame
      const own = key(primitive.parameters)
      if (pending.has(own)) return nothing
      pending.add(own)
      asked.set(primitive.parameters['rqi'] ?? null, own)
      return frame
    },
    fromServer: (frame) => {
      const primitive = primitiveIn(frame)
      if (primitive?.kind === 'response') pending.delete(asked.get(primitive.parameters['rqi'] ?? null) ?? '')
      return frame
    },
  }
}

/** Takes whatever a target answers to a verification request for its consent. */
function takesAnyVerification(): Tampering {
  const verifying = new Set<Json>()
  return {
    fromServer: (frame) => {
      const primitive = primitiveIn(frame)
      const content = primitive?.parameters['pc']
      const notification = isObject(content) ? content['m2m:sgn'] : undefined
      if (primitive?.kind === 'request' && isObject(notification) && notification['vrq'] === true) {
        verifying.add(primitive.parameters['rqi'] ?? null)
      }
      return frame
    },
    fromClient: (frame) => {
      const primitive = primitiveIn(frame)
      if (primitive?.kind !== 'response' || !verifying.delete(primitive.parameters['rqi'] ?? null))
        return frame
      return forward(
        reframed(frame, { payload: serialized(primitive, { ...primitive.parameters, rsc: 2000 }) }),
      )
    },
  }
}

/** Acknowledges a request in the flexible mode, and forgets it. */
const forgetsFlexibleRequests: Transform = stateless({
  fromClient: (frame) => {
    const primitive = primitiveIn(frame)
    if (primitive?.kind !== 'request' || modeOf(primitive.parameters) !== 4) return frame
    const { rqi = null, rvi } = primitive.parameters
    const wrapper = primitive.wrapper === undefined ? undefined : 'm2m:rsp'
    const acknowledgement = {
      rsc: 1000,
      rqi,
      ...(rvi === undefined ? {} : { rvi }),
      pc: { 'm2m:uri': 'req-none' },
    }
    const payload = serialized({ ...primitive, wrapper }, acknowledgement)
    return reply(encodeFrame({ opcode: opcodes.text, payload, mask: false }))
  },
})

/** Takes a registration at another CSE for one at itself: the address where others have registered. */
const takesForeignRegistrations: Transform = () => {
  let own: Json | undefined
  return () => ({
    fromClient: (frame) => {
      const primitive = primitiveIn(frame)
      const { op, ty, to } = primitive?.parameters ?? {}
      if (primitive?.kind !== 'request' || op !== create || (ty !== ae && ty !== remoteCse)) return frame
      own ??= to
      if (typeof to !== 'string' || !/^\/[^/]/.test(to) || own === undefined || to === own) return frame
      return forward(
        reframed(frame, { payload: serialized(primitive, { ...primitive.parameters, to: own }) }),
      )
    },
  })
}

/** TS-0004 7.3 and 7.4, TS-0001 7.1.7 and 8.1.2: servers that serve, or pass over, what they have to reject. */
export const lenientServerFaults: readonly OctetFault[] = [
  wrongCode(
    'originator-in-another-form-as-not-found',
    'Answers an AE of its own that gives its SP-relative AE-ID with 4004, looking for it behind another CSE.',
    { kills: ['TS-0004/7.3.2.1-3'], editions: ['R3'] },
    ({ fr }) => typeof fr === 'string' && /^\/[^/]+\/[CS]/.test(fr),
    { from: 4000, to: 4004 },
  ),
  wrongCode(
    'mode-of-request-resources-not-supported',
    'Answers non-blocking requests for <request> resources with 5206.',
    { kills: ['TS-0004/7.3.2.3-2'], editions: ['R3'] },
    retrievesRequestResource,
    { from: 4000, to: 5206 },
  ),
  wrongCode(
    'asynchronous-mode-of-request-resources-not-supported',
    'Answers non-blocking asynchronous requests for <request> resources with 5206.',
    { kills: ['TS-0004/7.3.2.3-2'], editions: ['R3'] },
    (parameters) => retrievesRequestResource(parameters) && modeOf(parameters) === 2,
    { from: 4000, to: 5206 },
  ),
  wrongCode(
    'deletions-not-allowed-as-done',
    'Reports deletions that are not allowed as done.',
    { kills: ['TS-0004/7.4.7.2-3'] },
    ({ op }) => op === remove,
    { from: 4005, to: 2002 },
  ),
  wrongCode(
    'removal-of-mandatory-attributes-not-allowed',
    'Answers updates that would remove a mandatory attribute with 4005.',
    { kills: ['TS-0004/7.3.3.7-1'], editions: ['R3'] },
    ({ op, pc = null }) =>
      op === update &&
      isObject(pc) &&
      Object.values(pc).some((each) => isObject(each) && Object.values(each).includes(null)),
    { from: 4000, to: 4005 },
  ),
  code(
    'wrong-child-as-created',
    'Reports a child of a type that is not permitted as created.',
    { kills: ['TS-0004/7.3.3.5-3'], also: ['6.2.2.9-7'] },
    4108,
    2001,
  ),
  code(
    'not-subscribable-as-created',
    'Reports a subscription to what cannot be subscribed to as created.',
    { kills: ['TS-0004/7.4.8.2-1'], also: ['6.2.2.9-7'] },
    5203,
    2001,
  ),
  request(
    'unknown-types-as-containers',
    'Creates a container where a resource type is wanted that it does not have.',
    { kills: ['TS-0004/7.3.2.1-5'], also: ['6.2.2.9-7'] },
    (parameters) => {
      const { op, ty, pc = null } = parameters
      if (op !== create || typeof ty !== 'number' || ty > types.most || types.known.has(ty)) return undefined
      const [attributes] = isObject(pc) ? Object.values(pc) : []
      const named =
        isObject(attributes) && Object.hasOwn(attributes, 'rn') ? { rn: attributes['rn'] ?? '' } : {}
      return { ...parameters, ty: container, pc: { 'm2m:cnt': named } }
    },
  ),
  octetFault(
    'update-done-in-part',
    'Does the part of an update that it can do before it rejects the update.',
    { kills: ['TS-0004/7.3.3.4-1'], ...json },
    secondThought({ code: 4000, instead: partThatCanBeDone, told: 'rejection' }),
  ),
  octetFault(
    'registered-again-under-another-name',
    'Registers an AE that is registered once more, with an AE-ID that it assigns.',
    { kills: ['TS-0004/7.4.5.2-1'], editions: ['R3'], ...json },
    secondThought({
      code: 4117,
      instead: (parameters) => (parameters['ty'] === ae ? { ...parameters, fr: 'C' } : undefined),
      told: 'result',
    }),
  ),
  octetFault(
    'verification-answers-ignored',
    'Creates a subscription whatever its target answers to the verification.',
    { kills: ['TS-0004/7.4.8.2-2'], ...json },
    perConnection(takesAnyVerification),
  ),
  octetFault(
    'pending-identifiers-passed-over',
    'Takes a request with the identifier of a pending one for that one, and passes over it.',
    { kills: ['TS-0001/7.1.7-1'], also: ['5.2-17'], ...json },
    perConnection(dropsRepeatedIdentifiers),
  ),
  octetFault(
    'flexible-requests-forgotten',
    'Acknowledges requests in the flexible mode, and forgets them.',
    { kills: ['TS-0001/8.1.2-1'], ...json },
    forgetsFlexibleRequests,
  ),
  octetFault(
    'no-response-nothing-done',
    'Does nothing about requests that ask for no response.',
    { kills: ['TS-0001/8.1.2-2'], editions: ['R3'], ...json },
    stateless({
      fromClient: (frame) => {
        const primitive = primitiveIn(frame)
        return primitive?.kind === 'request' && modeOf(primitive.parameters) === 5 ? nothing : frame
      },
    }),
  ),
  octetFault(
    'registrations-elsewhere-taken',
    'Registers an AE itself that wants to register with another CSE.',
    { kills: ['TS-0004/7.3.2.8-1'], ...json },
    takesForeignRegistrations,
  ),
]
