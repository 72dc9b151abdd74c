import type { RequirementId } from '../spec/index.js'

/** Where the octets of something seen can be found: an evidence file of the run and the row to look at first. */
export interface EvidenceReference {
  /** Path relative to the run folder; empty when nothing was recorded. */
  readonly file: string
  /** 1-based row; 0 when there is none. */
  readonly row: number
}

/** Nothing to point at. */
export const noEvidence: EvidenceReference = { file: '', row: 0 }

/** Occasions on which something that holds for every exchange can be seen. */
export const occasions = [
  'handshake accepted',
  'handshake refused',
  'frame',
  'control frame',
  'message',
  'text message',
  'primitive',
  'request',
  'response',
  'representation',
  'notification',
  'close frame',
] as const
export type Occasion = (typeof occasions)[number]

/** A deviation seen in passing, in some exchange of some case. */
export interface Deviation {
  readonly row: RequirementId
  /** Groups deviations of the same kind, so that the vendor is told once. */
  readonly code: string
  readonly verdict: 'fail' | 'warn' | 'noted'
  /** What came, with values. */
  readonly message: string
  readonly evidence: EvidenceReference
}

/**
 * What the receiver and the validators report to, from every connection. Watch cases own these rows, so that one
 * habit of the SUT is told once and does not fail the case in whose exchange it happened to show.
 */
export interface Watcher {
  /** Something was received that could have deviated. */
  seen(occasion: Occasion): void
  deviated(deviation: Deviation): void
}
