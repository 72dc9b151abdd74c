import { wrapper, type Value, type ValueObject } from '../primitive/types.js'
import type { Serialization } from '../spec/types.js'
import { isObject, member } from './values.js'

/** The two roots of a primitive: `m2m:rqp` and `m2m:rsp`. */
export type PrimitiveRoot = (typeof wrapper)[keyof typeof wrapper]

/** A message taken apart. */
export type Decoded =
  | {
      readonly kind: 'primitive'
      /** The wrapper that was around the parameters; undefined where there was none. */
      readonly root: PrimitiveRoot | undefined
      readonly parameters: ValueObject
    }
  | {
      readonly kind: 'unreadable'
      readonly reason: string
      /** Read in spite of the flaw, so that an error response can be matched; undefined where it could not be. */
      readonly requestIdentifier: string | undefined
    }

/**
 * A serialization of TS-0004 clause 8 on one connection. Nothing else of the CSE knows how a primitive looks as octets.
 */
export interface Codec {
  readonly serialization: Serialization
  /** Type of the messages that carry it (TS-0020 table 6.2.2.9-1). */
  readonly opcode: 'text' | 'binary'
  /** Whether a root surrounds the parameters always, or only in the editions whose examples show it. */
  readonly envelope: 'always' | 'by edition'
  /** The octets of a primitive; `wrapped` is for serializations where the root is optional (JSON, CBOR). */
  encode(root: PrimitiveRoot, parameters: ValueObject, wrapped: boolean): Buffer
  /** Never throws, whatever the octets. */
  decode(octets: Buffer): Decoded
}

function rootOf(name: string | undefined): PrimitiveRoot | undefined {
  return name === wrapper.request || name === wrapper.response ? name : undefined
}

/** Looks for a wrapper around a decoded value; for codecs where it is a member like any other. */
export function readEnvelope(value: Value): Decoded {
  if (!isObject(value)) {
    return { kind: 'unreadable', reason: 'a primitive is an object', requestIdentifier: undefined }
  }
  const names = Object.keys(value)
  const root = names.length === 1 ? rootOf(names[0]) : undefined
  if (root === undefined) return { kind: 'primitive', root, parameters: value }
  const parameters = member(value, root)
  if (!isObject(parameters)) {
    return { kind: 'unreadable', reason: `${root} is an object`, requestIdentifier: undefined }
  }
  return { kind: 'primitive', root, parameters }
}
