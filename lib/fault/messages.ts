import { isObject, type Json, type JsonObject } from './json.js'
import { reframed, type TamperFrame } from './frame-reader.js'
import { forward, stateless } from './steps.js'
import type { Transform } from './types.js'

const opcodeText = 1
const rsv1 = 4

/** Members that wrap a whole primitive in R2.0. */
const wrappers = new Set(['m2m:rqp', 'm2m:rsp'])

/** Whether a frame is a whole message of text that is not compressed: what edits of primitives apply to. */
export function isPlainText(frame: TamperFrame): boolean {
  return frame.opcode === opcodeText && frame.fin && (frame.rsv & rsv1) === 0
}

/** Whether a frame belongs to a message (RFC 6455 5.6), and is not a control frame. */
export function isData(frame: TamperFrame): boolean {
  return frame.opcode < 8
}

/** A primitive in JSON: its parameters, and the wrapper around them where there is one. */
export interface Primitive {
  readonly kind: 'request' | 'response'
  readonly wrapper: string | undefined
  readonly parameters: JsonObject
}

/** The primitive in a frame; undefined for everything else. */
export function primitiveIn(frame: TamperFrame): Primitive | undefined {
  if (!isPlainText(frame)) return undefined
  const root = jsonIn(frame.payload.toString('utf8'))
  if (!isObject(root)) return undefined
  const [[name, inner] = ['', null], ...more] = Object.entries(root)
  const wrapped = more.length === 0 && isObject(inner) && wrappers.has(name)
  const parameters = wrapped ? inner : root
  const wrapper = wrapped ? name : undefined
  if (Object.hasOwn(parameters, 'rsc')) return { kind: 'response', wrapper, parameters }
  return Object.hasOwn(parameters, 'op') ? { kind: 'request', wrapper, parameters } : undefined
}

/** The value of a JSON text; undefined for everything else. */
export function jsonIn(text: string): Json | undefined {
  try {
    // What JSON.parse returns is JSON by its nature.
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** The octets of a primitive, in its wrapper again. */
export function serialized({ wrapper }: Primitive, parameters: JsonObject): Buffer {
  return Buffer.from(JSON.stringify(wrapper === undefined ? parameters : { [wrapper]: parameters }), 'utf8')
}

/** Edits the parameters of each response of the server that can be read; undefined leaves one as it is. */
export function inResponses(edit: (parameters: JsonObject) => JsonObject | undefined): Transform {
  return inPrimitives('response', edit)
}

/** Edits the parameters of each request of the server that can be read; undefined leaves one as it is. */
export function inRequests(edit: (parameters: JsonObject) => JsonObject | undefined): Transform {
  return inPrimitives('request', edit)
}

function inPrimitives(
  kind: Primitive['kind'],
  edit: (parameters: JsonObject) => JsonObject | undefined,
): Transform {
  return stateless({
    fromServer: (frame) => {
      const primitive = primitiveIn(frame)
      if (primitive?.kind !== kind) return frame
      const edited = edit(primitive.parameters)
      return edited === undefined
        ? frame
        : forward(reframed(frame, { payload: serialized(primitive, edited) }))
    },
  })
}

/** Edits the octets of each uncompressed text message of the server, what it says apart. */
export function inText(edit: (text: string) => string): Transform {
  return stateless({
    fromServer: (frame) => {
      if (!isPlainText(frame)) return frame
      const before = frame.payload.toString('utf8')
      const after = edit(before)
      return after === before ? frame : forward(reframed(frame, { payload: Buffer.from(after, 'utf8') }))
    },
  })
}
