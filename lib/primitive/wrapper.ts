import type { CodecFinding, Encodable, EncodeOptions, Wrapped } from './codec.js'
import { pointer } from './pointer.js'
import { wrapper, type ValueObject } from './types.js'
import { isValueObject, member } from './values.js'

/** A primitive taken out of its wrapper. */
export interface Unwrapped {
  readonly value: ValueObject
  readonly wrapped: Wrapped
  readonly findings: readonly CodecFinding[]
}

/**
 * Takes the outer wrapper off, if there is one. An object with `op` or `rsc` of its own is a primitive already.
 * Members beside the wrapper belong to nothing and are reported.
 */
export function unwrap(document: ValueObject): Unwrapped {
  const plain: Unwrapped = { value: document, wrapped: 'none', findings: [] }
  if (Object.hasOwn(document, 'op') || Object.hasOwn(document, 'rsc')) return plain
  for (const name of [wrapper.response, wrapper.request]) {
    const inner = member(document, name)
    if (!isValueObject(inner)) continue
    const beside = Object.keys(document).filter((other) => other !== name)
    const findings = beside.map((other): CodecFinding => ({
      code: 'beside-wrapper',
      message: `the member ${JSON.stringify(other)} stands beside ${name}, which should be alone`,
      path: pointer([other]),
    }))
    return { value: inner, wrapped: name, findings }
  }
  return plain
}

/** Puts a primitive into the wrapper that is asked for. */
export function wrap(
  primitive: Encodable,
  options: EncodeOptions,
): Encodable | Readonly<Record<string, Encodable>> {
  return options.wrap === 'none' ? primitive : { [wrapper[options.wrap]]: primitive }
}
