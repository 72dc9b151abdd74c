import type { Serialization } from '../spec/types.js'
import { cborCodec } from './cbor-codec.js'
import type { Codec } from './codec.js'
import { jsonCodec } from './json-codec.js'
import { xmlCodec } from './xml-codec.js'

/** The serializations that this CSE can do, each with its codec, in the order of TS-0020 table 6.2.2.9-1. */
export const codecs: ReadonlyMap<Serialization, Codec> = new Map(
  [jsonCodec, xmlCodec, cborCodec].map((codec) => [codec.serialization, codec] as const),
)
