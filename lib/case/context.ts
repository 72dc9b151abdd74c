import type { Expect, Grounds } from '../expect/index.js'
import type { BehaviourOf, ReadingId, RequirementId, Serialization } from '../spec/index.js'
import type { EvidenceReference, Scope } from '../sut/index.js'

/** What a case is given. */
export interface CaseContext {
  readonly id: string
  /** The SUT, with connections, originators and resources of this case's own. */
  readonly sut: Scope
  /** The serialization of this variant, or the first one that the SUT offers. */
  readonly serialization: Serialization
  /** Judges a value against a row; a violation is a finding and the case goes on. */
  readonly expect: Expect
  /** Judges by a Reading: which of its behaviours was seen. Grounds may be a handshake or a reply. */
  readonly classify: <Id extends ReadingId>(
    reading: Id,
    behaviour: BehaviourOf<Id>,
    row: RequirementId,
    grounds: Grounds | object,
  ) => void
  /** An observation that changes no verdict. */
  readonly note: (row: RequirementId, message: string, evidence?: EvidenceReference) => void
  /** Ends the case: what it needs could not be reached. */
  readonly inconclusive: (reason: string) => never
  /** Ends the case: a limit of the SUT, declared or shown by itself, leaves nothing of it to test (RFC 6455 10.4). */
  readonly inapplicable: (reason: string) => never
  /** Aborted when the case has reached its deadline. */
  readonly signal: AbortSignal
}
