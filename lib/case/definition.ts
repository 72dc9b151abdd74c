import type { CaseId, IcsItem, RequirementId, Serialization } from '../spec/index.js'
import type { Occasion } from '../sut/index.js'
import type { CaseContext } from './context.js'

/** What every case says about itself; `explain` shows it. */
interface Described {
  /** What is tested, present tense, about the SUT: "names one of the offered subprotocols". */
  readonly title: string
  /** The rows that the case judges. Each must have been judged at the end, or the case is an error. */
  readonly covers: readonly [RequirementId, ...RequirementId[]]
  /** What the tester sends, one sentence. */
  readonly sends: string
  /** Every accepted outcome, and what is not accepted. */
  readonly accepts: string
  /** ICS items without which the case is inapplicable. */
  readonly needs?: readonly IcsItem[]
  /** ICS items of which one will do; without any of them the case is inapplicable. */
  readonly needsOneOf?: readonly [IcsItem, ...IcsItem[]]
}

/** A case: data with a function. */
export interface CaseDefinition extends Described {
  /** The case runs once in each serialization of the SUT; its variants are `CSE/TRF/003@json` and so on. */
  readonly per?: 'serialization'
  /** The case may kill or starve the SUT: it runs after the others, alone, followed by a probe. */
  readonly hazard?: true
  /** The case spends its time waiting, mostly for a silence or an expiry: it is begun early, beside those that work. */
  readonly waits?: true
  run(context: CaseContext): Promise<void>
}

/** A watch case: no function of its own, it is judged last from what showed in all exchanges. */
export interface WatchDefinition extends Described {
  /** On which occasions one of its rows could have deviated; without any of them the case is inconclusive. */
  readonly watches: readonly [Occasion, ...Occasion[]]
}

/** A case as registered. */
export type RegisteredCase = {
  readonly id: CaseId
  readonly clause: string
} & (({ readonly kind: 'case' } & CaseDefinition) | ({ readonly kind: 'watch' } & WatchDefinition))

/** What is run and reported: a case, in a serialization where it has variants. */
export interface Variant {
  /** `CSE/SUB/012`, or `CSE/TRF/003@json`. */
  readonly id: string
  readonly definition: RegisteredCase
  /** Set exactly when the case has variants. */
  readonly serialization: Serialization | undefined
}
