import type { Behaviour } from './server.js'

/** What a run against a system has to come to. */
export interface Expected {
  readonly exitCode: 1 | 3
  /** A case, or one of several, that has to fail, and the row of the finding; none where not even TCP comes about. */
  readonly finding?: readonly [cases: RegExp, row: string]
  /** Which cases may pass, because what they ask for is done. */
  readonly earned: readonly RegExp[]
  /** Which rows may pass although no case that judges them passes, because that part of a case is done. */
  readonly earnedRows?: readonly string[]
  /** The run of all cases with the default timeouts ends within so many seconds. */
  readonly seconds: number
}

/** A system that is no CSE, or one that means ill. */
export interface NullSystem {
  readonly id: string
  /** What it does, as the end of the sentence "a system that ...". */
  readonly does: string
  readonly expects: Expected
  readonly behaviour: Behaviour
  /** What the tests give for an answer, in milliseconds, where a flooded tester needs longer than usual. */
  readonly responseMs?: number
}

/** Nothing is done, so nothing passes. */
export const nothing: readonly RegExp[] = []

/** Handshakes are answered, in HTTP. */
export const answers = [/^CSE\/(HSK\/001|HSK\/040|SUB\/013|WCH\/001|WCH\/002)$/] as const

/** Handshakes are accepted, rightly, whatever comes then. */
export const handshakes = [/^CSE\/(HSK|SUB|ICS)\//, /^CSE\/PMD\/0/, /^CSE\/WCH\/00[12]$/] as const

/** Frames are sent that are all right by themselves. */
export const frames = [...handshakes, /^CSE\/WCH\//] as const

/** Close frames and pings are answered too, rightly, on connections that need nothing else. */
export const manners = [...frames, /^CSE\/CLS\/00[1-5]$/] as const
