import type { Edition, Level, ReadingVerdict, RequirementId } from '../spec/types.js'
import type { TranscriptRow } from '../wire/types.js'

/** Verdicts of a case and of a requirement. */
export const verdicts = ['pass', 'fail', 'warn', 'inconclusive', 'inapplicable', 'error'] as const
export type Verdict = (typeof verdicts)[number]

/** What a requirement may be besides: never judged in this run. */
export type RequirementVerdict = Verdict | 'untested'

/** A deviation that was seen, told to the vendor. */
export interface Finding {
  readonly requirement: RequirementId
  readonly verdict: 'fail' | 'warn'
  /** What was sent, what is required (clause), what came. */
  readonly message: string
  /** Path of the evidence file, relative to the run folder; empty when there are no octets. */
  readonly evidence: string
  /** 1-based row of that file to look at first. */
  readonly row?: number
}

/** Something worth knowing that changes no verdict. */
export interface Note {
  readonly requirement: RequirementId
  readonly message: string
  readonly evidence: string
  readonly row?: number
}

/** Judgements of one requirement inside one case. */
export interface JudgementCount {
  readonly requirement: RequirementId
  readonly verdict: Verdict
  /** How often it was judged. */
  readonly count: number
}

/** The result of one case. */
export interface CaseResult {
  readonly id: string
  readonly clause: string
  readonly covers: readonly RequirementId[]
  readonly title: string
  readonly verdict: Verdict
  /** Why, where the verdict is not explained by findings. */
  readonly reason: string
  readonly durationMs: number
  /** Path of the evidence file relative to the run folder; empty when the case put nothing on the wire. */
  readonly evidence: string
  readonly findings: readonly Finding[]
  readonly notes: readonly Note[]
  readonly judgements: readonly JudgementCount[]
}

/** The SUT and the run, as far as they may be shown. Secrets never get here. */
export interface RunHeader {
  readonly tool: { readonly name: string; readonly version: string }
  readonly startedAt: string
  readonly edition: Edition | 'auto'
  readonly sut: {
    readonly url: string
    readonly cseId: string
    readonly cseName: string
    /** True when the run was against the embedded reference CSE. */
    readonly embedded: boolean
    readonly product: { readonly vendor: string; readonly name: string; readonly version: string }
  }
  /** Configuration in force, flat, secrets replaced; shown in the report. */
  readonly configuration: Readonly<Record<string, string>>
  readonly seed: number
  readonly concurrency: number
  /** How many cases were selected and how many there are. */
  readonly selected: number
  readonly available: number
  readonly environment: { readonly node: string; readonly platform: string }
}

/** What was found out about the SUT before the run. */
export interface DiscoveryFact {
  readonly name: string
  readonly value: string
}

/** A line of `run.jsonl`. Written as it happens; evidence is on disk before the line that names it. */
export type RecordLine =
  | ({ readonly kind: 'header'; readonly schema: 1 } & RunHeader)
  | {
      readonly kind: 'discovery'
      readonly edition: Edition
      readonly sut: { readonly url: string; readonly cseId: string; readonly cseName: string }
      readonly facts: readonly DiscoveryFact[]
      /** Deviations of the configuration from plain TS-0020, e.g. extra handshake header fields. */
      readonly deviations: readonly string[]
      /** Whether each ICS item is on offer, by what was found out. */
      readonly offers?: Readonly<Record<string, boolean>>
      readonly evidence: string
    }
  | { readonly kind: 'case-start'; readonly id: string; readonly at: number }
  | ({ readonly kind: 'finding'; readonly id: string } & Finding)
  | ({ readonly kind: 'note'; readonly id: string } & Note)
  | ({ readonly kind: 'case-end'; readonly at: number } & CaseResult)
  | { readonly kind: 'leftover'; readonly resource: string; readonly reason: string }
  | {
      readonly kind: 'footer'
      readonly durationMs: number
      readonly interrupted: boolean
      /** Why the run ended before all cases ran; empty when it did not. */
      readonly stopped: string
      /** Times that the SUT went down and came back without any case being shown to have done it. */
      readonly outages?: readonly string[]
    }

/** The verdict of one requirement, from its own judgements only. */
export interface RequirementResult {
  readonly id: RequirementId
  readonly level: Level
  readonly verdict: RequirementVerdict
  readonly reason: string
  readonly cases: readonly string[]
}

/** `results.json`. */
export interface Results {
  readonly tool: { readonly name: string; readonly version: string }
  readonly complete: boolean
  readonly edition: string
  readonly sut: { readonly url: string; readonly cseId: string; readonly [key: string]: unknown }
  readonly startedAt: string
  readonly durationMs: number
  readonly summary: Readonly<Record<Verdict, number>>
  readonly cases: readonly CaseResult[]
  readonly requirements: readonly RequirementResult[]
  readonly leftovers: readonly { readonly resource: string; readonly reason: string }[]
  readonly [key: string]: unknown
}

/** Order when several verdicts apply: the first of these that occurs wins. */
export const verdictOrder: readonly Verdict[] = [
  'error',
  'fail',
  'inconclusive',
  'warn',
  'pass',
  'inapplicable',
]

/**
 * The worst of several verdicts (design: error > fail > inconclusive > warn > pass; inapplicable only if all are).
 * Returns undefined for none.
 */
export function worst(of: Iterable<Verdict>): Verdict | undefined {
  const seen = new Set(of)
  return verdictOrder.find((verdict) => seen.has(verdict))
}

export type { ReadingVerdict }

/**
 * A row of an evidence file, as written. Where `length` and `sha256` are there, the octets were over the cap: `hex` is
 * their start, `tail` their end, the other two tell of the whole (secrets replaced).
 */
export interface EvidenceRow {
  /** Microseconds since the clock of the run started. */
  readonly time: number
  readonly connection: number
  readonly direction: TranscriptRow['direction']
  readonly kind: TranscriptRow['kind']
  readonly hex?: string
  readonly tail?: string
  readonly length?: number
  readonly sha256?: string
  readonly note?: string
}

/** A case that was started and whose end is not in the record; what it had found until then counts. */
export interface UnfinishedCase {
  readonly id: string
  readonly findings: readonly Finding[]
  readonly notes: readonly Note[]
}
