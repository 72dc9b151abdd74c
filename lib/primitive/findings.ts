import type { RequirementId } from '../spec/types.js'
import { codecFindingCodes } from './codec.js'

/**
 * Codes of everything that can be wrong with a primitive of the SUT. What each leads to is decided above, by the
 * requirement rows and the Readings, for the edition under test.
 */
export const primitiveFindingCodes = [
  ...codecFindingCodes,
  /** A response was due, and this is none. */
  'not-a-response',
  /** A request was due, and this is none. */
  'not-a-request',
  /** `op` and `rsc` in one primitive. */
  'op-and-rsc',
  'rsc-missing',
  'rsc-wrong-type',
  /** A status code that no release of TS-0004 up to Release 4 lists. */
  'rsc-unlisted',
  'rqi-missing',
  'rqi-wrong-type',
  /** `rqi` is not that of the request that this should answer. */
  'rqi-foreign',
  'rvi-missing',
  /** `rvi` in R2.0, where the parameter does not exist. */
  'rvi-unexpected',
  'rvi-wrong-type',
  /** `rvi` is a string, but none of the values that TS-0004 lists. */
  'rvi-unlisted',
  /** An outer wrapper where the edition shows none (R2A, R3). */
  'wrapped',
  /** No outer wrapper where the edition shows one (R2.0). */
  'not-wrapped',
  /** The wrapper of a request around a response, or the reverse. */
  'wrapper-mismatch',
  /** `pc` does not have exactly one member with a prefixed name. */
  'content-members',
  /** A member that TS-0004 of this edition does not know. */
  'unknown-member',
  /** A parameter or attribute by its long name. */
  'long-name',
  'missing-member',
  /** A member that must not be present here. */
  'not-allowed',
  /** Another JSON type than that of the data type. */
  'wrong-type',
  /** The right JSON type, but not a value of the data type. */
  'bad-value',
] as const
export type PrimitiveFindingCode = (typeof primitiveFindingCodes)[number]

/** Something that is wrong with a primitive. */
export interface PrimitiveFinding {
  readonly code: PrimitiveFindingCode
  /** JSON Pointer of the value concerned in the message as received, including a wrapper; empty: the whole. */
  readonly path: string
  /** What is wrong and where, one sentence for the vendor. */
  readonly message: string
  /** The row of the catalogue that says so, where the code alone does not tell. */
  readonly row?: RequirementId
}

/** The same findings seen from further outside: `prefix` is the path of what was checked. */
export function within<Finding extends { readonly path: string }>(
  prefix: string,
  findings: readonly Finding[],
): readonly Finding[] {
  return prefix === '' ? findings : findings.map((finding) => ({ ...finding, path: prefix + finding.path }))
}
