import type { WrittenFacts } from '../define.js'
import { octetFault } from '../define.js'
import type { TamperFrame } from '../frame-reader.js'
import { reframed } from '../frame-reader.js'
import type { Json, JsonObject } from '../json.js'
import { primitiveIn, serialized, type Primitive } from '../messages.js'
import { forward, perConnection, reply } from '../steps.js'
import type { OctetFault, Transform } from '../types.js'

/** A request of the client as it came. */
interface Asked {
  readonly frame: TamperFrame
  readonly primitive: Primitive
}

/**
 * Edits the responses to some requests of the client; undefined leaves one as it is.
 * @param asks whether the response to a request is concerned
 */
export function inAnswersTo(
  asks: (request: JsonObject) => boolean,
  edit: (response: JsonObject) => JsonObject | undefined,
): Transform {
  return perConnection(() => {
    const asked = new Set<Json>()
    return {
      fromClient: (frame) => {
        const primitive = primitiveIn(frame)
        const rqi = primitive?.parameters['rqi']
        if (primitive?.kind === 'request' && rqi !== undefined && asks(primitive.parameters)) asked.add(rqi)
        return frame
      },
      fromServer: (frame) => {
        const primitive = primitiveIn(frame)
        if (primitive?.kind !== 'response' || !asked.delete(primitive.parameters['rqi'] ?? null)) return frame
        const edited = edit(primitive.parameters)
        return edited === undefined
          ? frame
          : forward(reframed(frame, { payload: serialized(primitive, edited) }))
      },
    }
  })
}

/** Another code in the answers to some requests, which are right otherwise. */
export function wrongCode(
  id: string,
  text: string,
  facts: WrittenFacts,
  asks: (request: JsonObject) => boolean,
  codes: { readonly from: number; readonly to: number },
): OctetFault {
  return octetFault(
    id,
    text,
    { serializations: ['json'], ...facts },
    inAnswersTo(asks, (response) =>
      response['rsc'] === codes.from ? { ...response, rsc: codes.to } : undefined,
    ),
  )
}

/** What is done about a request that the server itself has rejected. */
export interface SecondThought {
  /** Code of the rejections that are concerned. */
  readonly code: number
  /** The request that is carried out in place of the rejected one; undefined leaves it at the rejection. */
  readonly instead: (request: JsonObject) => JsonObject | undefined
  /** Whether the client gets the rejection after that, or the response to what was done instead. */
  readonly told: 'rejection' | 'result'
}

/** A server that does something else where it has to reject a request. */
export function secondThought({ code, instead, told }: SecondThought): Transform {
  return perConnection(() => {
    const asked = new Map<Json, Asked>()
    /** By the rqi of what is done instead: the rejection, and the rqi of the request that it is for. */
    const waiting = new Map<Json, { readonly rejection: Buffer; readonly rqi: Json }>()
    return {
      fromClient: (frame) => {
        const primitive = primitiveIn(frame)
        const rqi = primitive?.parameters['rqi']
        if (primitive?.kind === 'request' && rqi !== undefined) asked.set(rqi, { frame, primitive })
        return frame
      },
      fromServer: (frame) => {
        const primitive = primitiveIn(frame)
        if (primitive?.kind !== 'response') return frame
        const { rqi } = primitive.parameters
        if (typeof rqi !== 'string') return frame
        const due = waiting.get(rqi)
        if (due !== undefined) {
          waiting.delete(rqi)
          if (told === 'rejection') return forward(due.rejection)
          const payload = serialized(primitive, { ...primitive.parameters, rqi: due.rqi })
          return forward(reframed(frame, { payload }))
        }
        const before = asked.get(rqi)
        asked.delete(rqi)
        const other =
          before === undefined || primitive.parameters['rsc'] !== code
            ? undefined
            : instead(before.primitive.parameters)
        if (before === undefined || other === undefined) return frame
        const another = `${rqi}-instead`
        waiting.set(another, { rejection: frame.octets, rqi })
        return reply(
          reframed(before.frame, { payload: serialized(before.primitive, { ...other, rqi: another }) }),
        )
      },
    }
  })
}
