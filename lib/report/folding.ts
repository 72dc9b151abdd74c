import type { CaseResult, Finding, FullResults, Verdict } from '../record/index.js'

/** A finding of a case, and how often the case has made it. */
export interface FoldedFinding {
  readonly id: string
  /** The first of them. */
  readonly finding: Finding
  readonly count: number
}

/**
 * A text without what is different each time and says nothing: names and identifiers that the tester makes up, waiting
 * times, and the occasions that a watch case has waited for in vain. Texts of one shape are told once.
 */
export function shapeOf(text: string): string {
  return text
    .replace(/[0-9a-f]{8}[x-][0-9a-z]+/g, '*')
    .replace(/\d+(?:\.\d+)? ms/g, '* ms')
    .replace(/\((?:0 x [a-z ]+(?:, )?)+\)/g, '(*)')
}

/** All findings of a run; what a case has found several times in the same way is told once. */
export function foldedFindings(results: FullResults): readonly FoldedFinding[] {
  return [...results.cases, ...results.unfinished].flatMap(({ id, findings }) => {
    const groups = new Map<string, { readonly first: Finding; count: number }>()
    for (const finding of findings) {
      const key = JSON.stringify([finding.requirement, finding.verdict, shapeOf(finding.message)])
      const group = groups.get(key)
      if (group === undefined) groups.set(key, { first: finding, count: 1 })
      else group.count += 1
    }
    return [...groups.values()].map(({ first, count }) => ({ id, finding: first, count }))
  })
}

/** A finding, and the other cases in which the SUT did the same against the same requirement. */
export interface AlikeFindings {
  readonly first: FoldedFinding
  /** Ids of the other cases, each once. */
  readonly others: readonly string[]
}

/** What came, in the shape of {@link shapeOf}, and without what answers the key of a handshake. */
function whatCame(message: string): string {
  const at = message.indexOf(' Came: ')
  return shapeOf(at < 0 ? message : message.slice(at)).replace(/Sec-WebSocket-Accept: \S+/gi, '*')
}

/**
 * Findings by what the SUT did: those of different cases with one requirement, one verdict and the same that came stand
 * together, in the order of the first of each. One habit of a server, such as ending TCP without a Close frame, shows in
 * hundreds of cases.
 */
export function alikeFindings(findings: readonly FoldedFinding[]): readonly AlikeFindings[] {
  const groups = new Map<string, { readonly first: FoldedFinding; readonly others: Set<string> }>()
  for (const entry of findings) {
    const { id, finding } = entry
    const key = JSON.stringify([finding.requirement, finding.verdict, whatCame(finding.message)])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { first: entry, others: new Set() })
    else if (group.first.id !== id) group.others.add(id)
    else groups.set(`${key} ${finding.message}`, { first: entry, others: new Set() })
  }
  return [...groups.values()].map(({ first, others }) => ({ first, others: [...others] }))
}

/** Cases that were not judged to the end for one reason. */
export interface OpenGroup {
  readonly verdict: Verdict
  readonly reason: string
  readonly ids: readonly string[]
  /** What to try; empty when the reason says it, or nothing is known. */
  readonly hint: string
}

/** What helps, by the words of the reason; the first that fits. */
const hints: readonly (readonly [words: RegExp, hint: string])[] = [
  [
    /no (TCP or TLS )?connection to the SUT/,
    'see that the SUT runs, and that scheme, host and port are right',
  ],
  [
    /answered none of several handshakes/,
    'see that the port is that of the WebSocket binding; --header for what this SUT needs beyond TS-0020',
  ],
  [/takes no connections/, 'sut.restart in the configuration names the command that brings the SUT back'],
  [
    /to m2m:ae|of m2m:ae/,
    'sut.originators.ae in the configuration says how an AE has to ask for its identifier',
  ],
  [/rsc 4(101|103|107)\b/, '--originator names an originator that may do this'],
]

function reasonOf({ reason, notes }: CaseResult): string {
  return reason === '' ? (notes[0]?.message ?? 'no reason was given') : reason
}

/** The cases in error and the inconclusive ones by their reason, the reason with the most cases first. */
export function openGroups(results: FullResults): readonly OpenGroup[] {
  return (['error', 'inconclusive'] as const).flatMap((verdict) => {
    const groups = new Map<string, { readonly reason: string; readonly ids: string[] }>()
    for (const result of results.cases.filter((entry) => entry.verdict === verdict)) {
      const reason = reasonOf(result)
      const group = groups.get(shapeOf(reason))
      if (group === undefined) groups.set(shapeOf(reason), { reason, ids: [result.id] })
      else group.ids.push(result.id)
    }
    return [...groups.values()]
      .sort((a, b) => b.ids.length - a.ids.length)
      .map(({ reason, ids }) => ({
        verdict,
        reason,
        ids,
        hint: verdict === 'error' ? '' : (hints.find(([words]) => words.test(reason))?.[1] ?? ''),
      }))
  })
}
