import { editionData } from '../spec/editions.js'
import type { Edition } from '../spec/types.js'
import type { PrimitiveFinding } from './findings.js'
import { readRequestIdentifier } from './response.js'
import { operation, type Operation, type RequestPrimitive, type Value, type ValueObject } from './types.js'
import { isValueObject, member } from './values.js'

/** A request primitive as received, read tolerantly: what has not the right type is undefined. */
export interface Request {
  readonly kind: 'request'
  /** All parameters as received. */
  readonly value: ValueObject
  /** operation, if it is one of the five. */
  readonly op: Operation | undefined
  readonly to: string | undefined
  /** from. */
  readonly fr: string | undefined
  /** requestIdentifier; a number is taken as its digits, which is a problem. */
  readonly rqi: string | undefined
  /** releaseVersionIndicator. */
  readonly rvi: string | undefined
  /** resourceType. */
  readonly ty: number | undefined
  /** primitiveContent. */
  readonly pc: ValueObject | undefined
  /** What is wrong with `rqi`. */
  readonly problems: readonly PrimitiveFinding[]
}

const operations: readonly Operation[] = Object.values(operation)

function text(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** Reads an object as a request primitive, whatever it lacks. */
export function readRequest(value: ValueObject): Request {
  const rqi = readRequestIdentifier(member(value, 'rqi'))
  const op = member(value, 'op')
  const ty = member(value, 'ty')
  const pc = member(value, 'pc')
  return {
    kind: 'request',
    value,
    op: operations.find((known) => known === op),
    to: text(member(value, 'to')),
    fr: text(member(value, 'fr')),
    rqi: rqi.value,
    rvi: text(member(value, 'rvi')),
    ty: typeof ty === 'number' && Number.isInteger(ty) ? ty : undefined,
    pc: isValueObject(pc) ? pc : undefined,
    problems: rqi.problem === undefined ? [] : [{ ...rqi.problem, row: 'TS-0004/7.2.1.1-1' }],
  }
}

/** What a case says of a request; the rest is filled in. Short names, as in {@link RequestPrimitive}. */
export interface RequestParameters {
  readonly op: Operation
  readonly to: string
  readonly rqi?: string
  readonly fr?: string
  readonly rvi?: string
  readonly ty?: number
  readonly pc?: ValueObject
  readonly rt?: { readonly rtv: number; readonly nu?: readonly string[] }
  readonly rcn?: number
  readonly [parameter: string]: Value | undefined
}

/**
 * Completes a request primitive for an edition: `rvi` is added where the edition has it and none is given. To leave
 * `rvi` out on purpose, remove it from the result.
 */
export function buildRequest(
  edition: Edition,
  parameters: RequestParameters & { readonly rqi: string },
): RequestPrimitive {
  const { releaseVersion } = editionData[edition]
  const { op, to, rqi, ...rest } = parameters
  return { op, to, rqi, ...(releaseVersion === undefined ? {} : { rvi: releaseVersion }), ...rest }
}
