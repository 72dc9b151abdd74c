/** The vocabulary of the catalogue: what the documents demand, of whom, and where the text leaves a choice. */

/** `shall`, `should`, `may` as in the documents; a `fact` is a plain statement, judged like a shall. */
export type Level = 'shall' | 'should' | 'may' | 'fact'

/** Which side of the connection a statement binds. The CSE under test is the server. */
export type Binds = 'server' | 'client' | 'both'

/** Id of a requirement row: `6.2.3.5-1` for TS-0020, `RFC6455/5.1-1` and the like for the documents behind it. */
export type RequirementId = string

/** Why a row has no case of its own. */
export type Untested =
  /** Judged wherever one of the rows `within` is: nothing of its own can be seen. */
  | { readonly kind: 'implicit'; readonly reason: string; readonly within: readonly RequirementId[] }
  | { readonly kind: 'not observable'; readonly reason: string }
  | { readonly kind: 'out of scope'; readonly reason: string }
  | { readonly kind: 'not yet'; readonly reason: string }

/** One normative statement, in our own words. */
export interface Requirement {
  readonly id: RequirementId
  readonly level: Level
  readonly binds: Binds
  /** What is required, one sentence. */
  readonly text: string
  /** How it shows from outside, one sentence. */
  readonly shows: string
  /** Present exactly when no case covers the row. */
  readonly untested?: Untested
}

/** What a behaviour named by a Reading leads to. `noted` leaves the verdict as it is. */
export type ReadingVerdict = 'pass' | 'warn' | 'fail' | 'noted' | 'inconclusive'

/** One behaviour that a reading knows: its verdict and how it is described to the vendor. */
export interface Behaviour {
  readonly verdict: ReadingVerdict
  readonly text: string
}

/** Where the documents are silent, contradict themselves or allow a choice: the verdict of each behaviour. */
export interface Reading {
  readonly rows: readonly RequirementId[]
  /** What the text leaves open, the possible answers, and which of them holds here. */
  readonly question: string
  /** Set where the reading holds for one edition only. */
  readonly edition?: Edition
  /** Keyed by a short kebab-case name of what was seen. */
  readonly behaviours: Readonly<Record<string, Behaviour>>
}

/** The editions of TS-0020 that can be tested; R2A is the default. */
export const editions = ['R2.0', 'R2A', 'R3'] as const
export type Edition = (typeof editions)[number]

/** Serializations of TS-0020 table 6.2.2.9-1, in the order of preference used here. */
export const serializations = ['json', 'xml', 'cbor'] as const
export type Serialization = (typeof serializations)[number]

/** Items of the implementation conformance statement (ICS). Only these make a case inapplicable. */
export const icsItems = [
  'json',
  'xml',
  'cbor',
  'permessageDeflate',
  'nonBlockingSynch',
  'nonBlockingAsynch',
  'flexBlocking',
  'noResponse',
  'remoteCse',
] as const
export type IcsItem = (typeof icsItems)[number]

/** The same value for every item of the ICS. */
export function everyIcsItem<Value>(value: Value): Readonly<Record<IcsItem, Value>> {
  // The keys are the items, all of them.
  return Object.fromEntries(icsItems.map((item) => [item, value])) as Record<IcsItem, Value>
}
