import { encodeFrame, opcodes } from '../../wire/index.js'
import { closeFrame } from '../closes.js'
import type { TamperFrame } from '../frame-reader.js'
import { everywhere, isObject, without, type Json, type JsonObject } from '../json.js'
import {
  inRequests,
  inResponses,
  inText,
  jsonIn,
  primitiveIn,
  serialized,
  type Primitive,
} from '../messages.js'
import { end, forward, nothing, reply, stateless, wait } from '../steps.js'
import type { Liberty, Step, Tampering, Transform } from '../types.js'
import { inOctets } from './define.js'

const cseId = '/id-in'
const onlyJson = ['json'] as const

/** Values of `op` and `ty` (TS-0004 6.3.4.2). */
const create = 1
const [accessControlPolicy, ae, remoteCse] = [1, 2, 16]

/** The server closes with 1008, and what the client sent goes nowhere. */
const refused: readonly Step[] = [...reply(closeFrame(1008)), end]

/** Lets nobody use a second connection while the first one is open; seen in JSON. */
function oneConnection(
  refuse: (frame: TamperFrame, primitive: Primitive) => readonly Step[],
): () => Tampering {
  const using = new Map<Json, object>()
  return () => {
    const own = {}
    const release = (): void => {
      for (const [originator, connection] of using) if (connection === own) using.delete(originator)
    }
    return {
      fromClient: (frame) => {
        if (frame.opcode === opcodes.close) release()
        const primitive = primitiveIn(frame)
        if (primitive === undefined) return frame
        const { fr } = primitive.parameters
        if (typeof fr !== 'string' || fr === '' || fr === 'C' || fr === 'S' || fr === 'CAdmin') return frame
        const connection = using.get(fr)
        if (connection !== undefined && connection !== own) return refuse(frame, primitive)
        using.set(fr, own)
        return frame
      },
      fromServer: (frame) => {
        if (frame.opcode === opcodes.close) release()
        return frame
      },
      clientEnded: () => {
        release()
        return nothing
      },
      serverEnded: () => {
        release()
        return 'passed'
      },
    }
  }
}

/** Closes where an originator that is not registered would get an error; seen in JSON. */
const closingOnStrangers = stateless({
  fromServer: (frame) =>
    primitiveIn(frame)?.parameters['rsc'] === 4106 ? [...forward(closeFrame(1008)), end] : frame,
})

/** Refuses a request with this code, before the server sees it. */
function refusal(frame: TamperFrame, primitive: Primitive, rsc: number): readonly Step[] {
  const { rqi = '', rvi } = primitive.parameters
  const response = { rsc, rqi, ...(rvi === undefined ? {} : { rvi }) }
  const wrapper = primitive.wrapper === undefined ? undefined : 'm2m:rsp'
  const payload = serialized({ ...primitive, wrapper }, response)
  return reply(encodeFrame({ opcode: frame.opcode, payload, mask: false }))
}

/** Refuses some requests; seen in JSON. */
function refusing(rsc: number, which: (parameters: JsonObject) => boolean): Transform {
  return stateless({
    fromClient: (frame) => {
      const primitive = primitiveIn(frame)
      return primitive?.kind === 'request' && which(primitive.parameters)
        ? refusal(frame, primitive, rsc)
        : frame
    },
  })
}

/** Refuses the registration of AEs under identifiers that it has not assigned; seen in JSON. */
function assigningAlone(): () => Tampering {
  const assigned = new Set<Json>()
  return () => ({
    fromClient: (frame) => {
      const primitive = primitiveIn(frame)
      if (primitive === undefined) return frame
      const { op, ty, fr } = primitive.parameters
      const brought = typeof fr === 'string' && /^[CS]./.test(fr) && !assigned.has(fr)
      return op === create && ty === ae && brought ? refusal(frame, primitive, 4000) : frame
    },
    fromServer: (frame) => {
      const { pc } = primitiveIn(frame)?.parameters ?? {}
      const registered = isObject(pc) ? pc['m2m:ae'] : undefined
      if (isObject(registered) && registered['aei'] !== undefined) assigned.add(registered['aei'])
      return frame
    },
  })
}

/** A notification edited, below `m2m:sgn`. */
function inNotifications(
  edit: (notification: JsonObject) => JsonObject,
): (parameters: JsonObject) => JsonObject | undefined {
  return (parameters) => {
    const { pc } = parameters
    const notification = isObject(pc) ? pc['m2m:sgn'] : undefined
    return isObject(notification) ? { ...parameters, pc: { 'm2m:sgn': edit(notification) } } : undefined
  }
}

/** What TS-0004 and the Readings leave open of what primitives say; seen in JSON that is not compressed. */
export const primitiveLiberties: readonly Liberty[] = [
  inOctets(
    'second-connection-refused',
    'Closes the second connection that an originator uses while its first one is open.',
    { by: 'Reading of 5.2-3' },
    () => oneConnection(() => refused),
  ),
  inOctets(
    'second-connection-not-served',
    'Answers with an error whatever an originator sends by a second connection while its first one is open.',
    { by: 'Reading of 5.2-3', serializations: onlyJson },
    () => oneConnection((frame, primitive) => refusal(frame, primitive, 4103)),
  ),
  inOctets(
    'strangers-closed-on',
    'Closes instead of answering an originator that is not registered.',
    { by: 'Reading of 6.5-1' },
    closingOnStrangers,
  ),
  inOctets(
    'whole-seconds',
    'Writes timestamps without fractions of a second.',
    { by: 'TS-0004 6.3.3, m2m:timestamp', serializations: ['json', 'xml'] },
    inText((text) => text.replaceAll(/(?<=[">]\d{8}T\d{6}),\d+(?=["<])/g, '')),
  ),
  inOctets(
    'sp-relative-subscription-reference',
    'Writes the subscription reference of notifications with the CSE-ID before it.',
    { by: 'TS-0001 9.3.1' },
    inRequests(
      inNotifications((notification) => {
        const { sur } = notification
        return typeof sur === 'string' && !sur.startsWith('/')
          ? { ...notification, sur: `${cseId}/${sur}` }
          : notification
      }),
    ),
  ),
  inOctets(
    'sp-relative-targets',
    'Addresses AEs by AE-ID stems beginning with C with the CSE-ID before them.',
    { by: 'TS-0001 7.2' },
    inRequests((parameters) => {
      const { to } = parameters
      return typeof to === 'string' && /^C(?!Admin$)[^/]*$/.test(to)
        ? { ...parameters, to: `${cseId}/${to}` }
        : undefined
    }),
  ),
  inOctets(
    'errors-without-content',
    'Sends nothing with an error but its code.',
    { by: 'TS-0004 6.4.2: content is an option' },
    inResponses((parameters) => {
      const { rsc } = parameters
      return typeof rsc === 'number' && rsc >= 4000 ? without(parameters, 'pc') : undefined
    }),
  ),
  inOctets(
    'talkative-requests',
    'Sends ot, rqet, rt and ec with its requests.',
    { by: 'TS-0004 6.4.1' },
    inRequests((parameters) => ({
      ot: '20261121T120000',
      rqet: '20361121T120000,5',
      rt: { rtv: 3 },
      ec: 2,
      ...parameters,
    })),
  ),
  inOctets(
    'more-attributes',
    'Shows optional attributes that the embedded CSE leaves out.',
    { by: 'TS-0001 9.6: multiplicity 0..1', serializations: onlyJson },
    inText((text) => {
      const value = jsonIn(text)
      if (!isObject(value)) return text
      const more = everywhere(value, (each, name) => {
        if (!isObject(each) || !Object.hasOwn(each, 'ri') || !Object.hasOwn(each, 'ct')) return each
        if (name === 'm2m:cnt') return { or: 'a.b', ...each }
        return name === 'm2m:ae' ? { apn: 'an app', ...each } : each
      })
      return JSON.stringify(more)
    }),
  ),
  inOctets(
    'no-registration-of-cses',
    'Has no <remoteCSE>.',
    { by: 'TS-0001 6.2: an option of the CSE', serializations: onlyJson },
    refusing(5001, ({ op, ty }) => op === create && ty === remoteCse),
  ),
  inOctets(
    'no-policies',
    'Lets nobody create an <accessControlPolicy>.',
    { by: 'TS-0001 6.2: an option of the CSE', serializations: onlyJson },
    refusing(4103, ({ op, ty }) => op === create && ty === accessControlPolicy),
  ),
  inOctets(
    'no-identifiers-assigned',
    'Assigns no AE-IDs: an AE has to bring its own.',
    { by: 'Reading of TS-0001/10.2.2.2-1', serializations: onlyJson },
    refusing(
      4000,
      ({ op, ty, fr = '' }) => op === create && ty === ae && (fr === '' || fr === 'C' || fr === 'S'),
    ),
  ),
  inOctets(
    'no-identifiers-brought',
    'Takes no AE-ID that an AE brings, but only assigns them.',
    { by: 'Reading of TS-0001/10.2.2.2-1', serializations: onlyJson },
    assigningAlone,
  ),
  inOctets(
    'slow-notifications',
    'Takes 100 ms before each request of its own.',
    { by: '5.2-17: no time is given' },
    stateless({
      fromServer: (frame) =>
        primitiveIn(frame)?.kind === 'request' ? [wait(100), ...forward(frame.octets)] : frame,
    }),
  ),
]
