import { editionData } from '../spec/editions.js'
import type { Edition } from '../spec/types.js'
import type { PrimitiveFinding } from './findings.js'
import { spoken } from './spoken.js'
import type { ResponsePrimitive, Value, ValueObject } from './types.js'
import { attribute, isValueObject, member } from './values.js'

/** A response primitive as received, read tolerantly. */
export interface Response {
  readonly kind: 'response'
  /** All parameters as received. */
  readonly value: ValueObject
  /** responseStatusCode; also from a string of digits, which is a problem. Undefined when there is none to be had. */
  readonly rsc: number | undefined
  /** requestIdentifier; a number is taken as its digits, which is a problem. */
  readonly rqi: string | undefined
  /** releaseVersionIndicator, if it is a string. */
  readonly rvi: string | undefined
  /** primitiveContent, if it is an object. */
  readonly pc: ValueObject | undefined
  /** Free text on the reason of an error, `m2m:dbg` in the content. */
  readonly debugText: string | undefined
  /** What is wrong with `rsc` and `rqi`. */
  readonly problems: readonly PrimitiveFinding[]
}

/** A value read tolerantly, with what is wrong with it. */
export interface Tolerated<Result> {
  readonly value: Result | undefined
  readonly problem: PrimitiveFinding | undefined
}

/** requestIdentifier of a primitive (TS-0004 6.4.1, 6.4.2): a string, but a number will do. */
export function readRequestIdentifier(found: Value | undefined): Tolerated<string> {
  if (typeof found === 'string') return { value: found, problem: undefined }
  const row = 'TS-0004/7.2.1.2-1'
  if (found === undefined) {
    const problem: PrimitiveFinding = { code: 'rqi-missing', path: '/rqi', message: 'rqi is missing', row }
    return { value: undefined, problem }
  }
  const message = `rqi is ${spoken(found)}, and should be a string`
  const problem: PrimitiveFinding = { code: 'rqi-wrong-type', path: '/rqi', message, row }
  return { value: typeof found === 'number' ? String(found) : undefined, problem }
}

/** responseStatusCode (TS-0004 6.4.2): an integer, but a string of digits will do. */
function readStatusCode(found: Value | undefined): Tolerated<number> {
  if (typeof found === 'number' && Number.isInteger(found)) return { value: found, problem: undefined }
  const row = 'TS-0004/7.2.1.2-1'
  if (found === undefined) {
    const problem: PrimitiveFinding = { code: 'rsc-missing', path: '/rsc', message: 'rsc is missing', row }
    return { value: undefined, problem }
  }
  const message = `rsc is ${spoken(found)}, and should be an integer`
  const problem: PrimitiveFinding = { code: 'rsc-wrong-type', path: '/rsc', message, row }
  const digits = typeof found === 'string' && /^[1-9]\d{3}$/.test(found)
  return { value: digits ? Number(found) : undefined, problem }
}

/** Reads an object as a response primitive, whatever it lacks. */
export function readResponse(value: ValueObject): Response {
  const rsc = readStatusCode(member(value, 'rsc'))
  const rqi = readRequestIdentifier(member(value, 'rqi'))
  const rvi = member(value, 'rvi')
  const pc = member(value, 'pc')
  const debugText = attribute(pc, '/m2m:dbg')
  return {
    kind: 'response',
    value,
    rsc: rsc.value,
    rqi: rqi.value,
    rvi: typeof rvi === 'string' ? rvi : undefined,
    pc: isValueObject(pc) ? pc : undefined,
    debugText: typeof debugText === 'string' ? debugText : undefined,
    problems: [rsc.problem, rqi.problem].filter((problem) => problem !== undefined),
  }
}

/**
 * Completes a response primitive for an edition: `rvi` is added where the edition has it and none is given. To leave
 * `rvi` out on purpose, remove it from the result.
 */
export function buildResponse(edition: Edition, parameters: ResponsePrimitive): ResponsePrimitive {
  const { releaseVersion } = editionData[edition]
  const { rsc, rqi, ...rest } = parameters
  return { rsc, rqi, ...(releaseVersion === undefined ? {} : { rvi: releaseVersion }), ...rest }
}
