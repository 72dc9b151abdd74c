import type { Fault } from '../fault/index.js'
import { evidencePath, type CaseResult, type Finding } from '../record/index.js'
import type { Edition, RequirementId } from '../spec/index.js'

/** A finding of one case, as the matrix keeps it. */
export interface Hit {
  readonly id: string
  readonly requirement: RequirementId
  readonly verdict: Finding['verdict']
  /** The case in whose evidence it shows, where that is another one: watch cases judge the exchanges of all. */
  readonly seenIn?: string
  /** The finding, as the report has it, of those who were accused wrongly. */
  readonly message?: string
}

/** What became of one fault. */
export interface FaultOutcome {
  readonly fault: string
  readonly kind: Fault['kind']
  readonly edition: Edition
  readonly text: string
  readonly violates: readonly RequirementId[]
  readonly kills: readonly RequirementId[]
  /** Findings on the rows that the fault is made for, with the verdict that it deserves: these kill it. */
  readonly killedBy: readonly Hit[]
  /** Cases with a finding on any row that the fault violates: they can fail. */
  readonly failing: readonly string[]
  /** Findings on rows that the fault does not violate, or more severe than it deserves: wrong accusations. */
  readonly collateral: readonly Hit[]
  /** Wrong accusations of a first try with short waits that the second one, with longer waits, did not repeat. */
  readonly notRepeated: readonly Hit[]
  /** Cases that ended as the tester's own error. */
  readonly errors: readonly { readonly id: string; readonly reason: string }[]
  /** How many cases could not reach what they judge. */
  readonly inconclusive: number
  readonly cases: number
  readonly durationMs: number
}

/** A fault is proven when it was caught, nobody was accused wrongly and the tester made no mistake. */
export function isProven(outcome: FaultOutcome): boolean {
  return outcome.killedBy.length > 0 && outcome.collateral.length === 0 && outcome.errors.length === 0
}

/** Row of TS-0020 that demands all of RFC 6455; every row of an RFC counts for it too. */
const wholeRfc: RequirementId = '6.1-1'

/** All findings of a run. */
export function hitsIn(results: readonly CaseResult[]): readonly Hit[] {
  const owners = new Map(results.map(({ id }) => [evidencePath(id), id]))
  return results.flatMap(({ id, findings }) =>
    findings.map(({ requirement, verdict, evidence, message }) => {
      const owner = owners.get(evidence)
      const hit = { id, requirement, verdict, message }
      return owner === undefined || owner === id ? hit : { ...hit, seenIn: owner }
    }),
  )
}

/** The cases of a run that ended as the tester's own error. */
export function errorsIn(results: readonly CaseResult[]): FaultOutcome['errors'] {
  return results.filter(({ verdict }) => verdict === 'error').map(({ id, reason }) => ({ id, reason }))
}

/** Wrong accusations of a first try that the second one did not repeat. */
export function notRepeatedIn(first: readonly Hit[], second: readonly Hit[]): readonly Hit[] {
  return first.filter(
    (hit) => !second.some(({ id, requirement }) => id === hit.id && requirement === hit.requirement),
  )
}

/** Holds the results of a run against a faulty CSE against what the fault says of itself. */
export function judgeFault(
  fault: Fault,
  edition: Edition,
  results: readonly CaseResult[],
  durationMs: number,
): FaultOutcome {
  const hits = hitsIn(results)
  const silent = ({ message: _message, ...hit }: Hit): Hit => hit
  const deserved = (hit: Hit): boolean => hit.verdict === fault.verdict
  // A fail where no more than a warning is due accuses wrongly, too.
  const tooSevere = (hit: Hit): boolean =>
    fault.kills.includes(hit.requirement) && hit.verdict === 'fail' && !deserved(hit)
  return {
    fault: fault.id,
    kind: fault.kind,
    edition,
    text: fault.text,
    violates: fault.violates,
    kills: fault.kills,
    failing: [
      ...new Set(hits.filter(({ requirement }) => fault.violates.includes(requirement)).map(({ id }) => id)),
    ],
    killedBy: unique(
      hits.filter((hit) => fault.kills.includes(hit.requirement) && deserved(hit)).map(silent),
    ),
    collateral: unique(
      hits.filter(
        (hit) =>
          tooSevere(hit) || (hit.requirement !== wholeRfc && !fault.violates.includes(hit.requirement)),
      ),
    ),
    notRepeated: [],
    errors: errorsIn(results),
    inconclusive: results.filter(({ verdict }) => verdict === 'inconclusive').length,
    cases: results.length,
    durationMs,
  }
}

/**
 * What two tries at one fault come to. Who was accused wrongly, or went wrong, counts by the second try, which had longer
 * waits and asked everybody concerned once more; what killed the fault killed it in either.
 */
export function triedAgain(first: FaultOutcome, second: FaultOutcome): FaultOutcome {
  return {
    ...second,
    killedBy: second.killedBy.length === 0 ? [] : unique([...first.killedBy, ...second.killedBy]),
    notRepeated: unique([...first.notRepeated, ...notRepeatedIn(first.collateral, second.collateral)]),
    failing: [...new Set([...first.failing, ...second.failing])],
    inconclusive: Math.max(first.inconclusive, second.inconclusive),
    cases: Math.max(first.cases, second.cases),
    durationMs: first.durationMs + second.durationMs,
  }
}

/** Each finding once: of one case, on one row, with one verdict. */
export function unique(hits: readonly Hit[]): readonly Hit[] {
  const seen = new Map(hits.map((hit) => [`${hit.id} ${hit.requirement} ${hit.verdict}`, hit]))
  return [...seen.values()]
}

/** What stands for the outcome of a fault whose proof could not be made at all. */
export function unmadeProof(fault: Fault, edition: Edition, reason: string): FaultOutcome {
  return { ...judgeFault(fault, edition, [], 0), errors: [{ id: 'the proof itself', reason }] }
}

/** Rows that cases cover and on which no fault brought the finding that it is made for: nothing shows that it can. */
export function unprovenRows(
  outcomes: readonly FaultOutcome[],
  cases: readonly { readonly covers: readonly RequirementId[] }[],
): readonly RequirementId[] {
  const proven = new Set(outcomes.flatMap(({ killedBy }) => killedBy.map(({ requirement }) => requirement)))
  return [...new Set(cases.flatMap(({ covers }) => covers))].filter((row) => !proven.has(row))
}

/** Cases that no fault makes fail: nothing shows that they can. */
export function unprovenCases(
  outcomes: readonly FaultOutcome[],
  cases: readonly { readonly id: string }[],
): readonly string[] {
  const proven = new Set(outcomes.flatMap(({ failing }) => failing))
  return cases.map(({ id }) => id).filter((id) => !proven.has(id))
}
