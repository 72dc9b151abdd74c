import type { Serialization } from '../spec/types.js'
import type { Value, ValueObject } from './types.js'

/** Codes of what a codec can find fault with. */
export const codecFindingCodes = [
  // The message cannot be read.
  'empty',
  'syntax',
  'too-deep',
  'too-large',
  'not-an-object',
  // An XML document whose root is neither m2m:rqp nor m2m:rsp, or that brings a document type declaration.
  'wrong-root',
  'document-type',
  // The message can be read all the same.
  'invalid-utf8',
  'byte-order-mark',
  'duplicate-member',
  'lone-surrogate',
  'integer-with-fraction',
  'unsafe-integer',
  'negative-zero',
  'number-out-of-range',
  'beside-wrapper',
  // CBOR only.
  'trailing-octets',
  'byte-string',
  'key-not-text',
  'tag',
  'simple-value',
  // XML only.
  'wrong-encoding',
  'wrong-namespace',
  'element-order',
  'attribute-or-element',
  'unknown-attribute',
  'stray-text',
  'more-findings',
] as const
export type CodecFindingCode = (typeof codecFindingCodes)[number]

/** A place in a message. */
export interface Position {
  /** Octets before it. */
  readonly offset: number
  /** Counted from 1; only for textual serializations. */
  readonly line?: number
  /** Characters from the start of the line, counted from 1; only for textual serializations. */
  readonly column?: number
  /** The text (of CBOR: the octets in hexadecimal) around it, shortened, as received; not to be shown unescaped. */
  readonly excerpt: string
}

/** Something that is wrong with the octets of a message. */
export interface CodecFinding {
  readonly code: CodecFindingCode
  /** What is wrong and where, one sentence for the vendor. */
  readonly message: string
  /** JSON Pointer of the value concerned in the message as received, including a wrapper; empty: the whole. */
  readonly path: string
  /** Undefined where no single place can be named. */
  readonly position?: Position
}

/** Names of the outer wrappers, the roots of XML; `none` where the primitive itself is the outermost object. */
export type Wrapped = 'none' | 'm2m:rqp' | 'm2m:rsp'

/** What became of the octets of a message. */
export type DecodeOutcome =
  | {
      readonly kind: 'decoded'
      readonly serialization: Serialization
      /** The primitive, without wrapper. Objects have no prototype, so only own members are found in them. */
      readonly value: ValueObject
      readonly wrapped: Wrapped
      readonly findings: readonly CodecFinding[]
    }
  | { readonly kind: 'undecodable'; readonly finding: CodecFinding }

/** A primitive to be written, valid or not; members that are undefined are left out. */
export type Encodable = Readonly<Record<string, Value | undefined>>

/** Whether a primitive goes out inside a wrapper, and which. An XML primitive needs one: it is the root element. */
export interface EncodeOptions {
  readonly wrap: 'none' | 'request' | 'response'
}

/** What a decoder is ready to take. */
export interface DecodeLimits {
  /** Nesting of objects and lists, or of elements; a flat object has 1. */
  readonly depth: number
  /** Length of the message in octets. */
  readonly octets: number
}

/** Deep enough for a request inside a response inside a notification, shallow enough for any stack. */
export const defaultDecodeLimits: DecodeLimits = { depth: 200, octets: 64 * 1024 * 1024 }

/** How primitives of one serialization become octets and back (TS-0004 8.3 to 8.5). */
export interface Codec {
  readonly serialization: Serialization
  /** Opcode of the messages (TS-0020 table 6.2.2.9-1): 1 text, 2 binary. */
  readonly opcode: 1 | 2
  /** The octets of a primitive. */
  encode(primitive: Encodable, options: EncodeOptions): Buffer
  /** Reads a message. Takes any octets; whatever is wrong with them is in the outcome, and nothing is thrown. */
  decode(octets: Buffer): DecodeOutcome
}
