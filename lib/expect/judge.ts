import type { BehaviourOf, ReadingId, RequirementId } from '../spec/index.js'
import type { EvidenceReference } from '../sut/index.js'

/** What a judgement rests on, in the vendor's words. */
export interface Grounds {
  /** What the tester sent, one line. */
  readonly sent: string
  /** What came back, one line with the values that matter. */
  readonly came: string
  readonly evidence: EvidenceReference
  /** What would have been right, where the text of the row does not say it precisely enough. */
  readonly wanted?: string
}

/** Takes the judgements of one case. `expect` and `classify` report here; nothing throws. */
export interface Judge {
  /** Judges one row: `holds` false is a finding (shall and fact: fail, should: warn, may: a note). */
  judge(row: RequirementId, holds: boolean, grounds: Grounds): void
  /** Judges by a Reading: the behaviour decides the verdict. `row` is the row of the reading that it counts for. */
  classify<Id extends ReadingId>(
    reading: Id,
    behaviour: BehaviourOf<Id>,
    row: RequirementId,
    grounds: Grounds,
  ): void
  /** Records an observation that changes no verdict. */
  note(row: RequirementId, message: string, evidence?: EvidenceReference): void
  /** The row that is meant when a case covers only one and none is given. */
  readonly onlyRow: RequirementId | undefined
}
