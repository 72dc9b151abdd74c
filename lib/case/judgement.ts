import type { Grounds, Judge } from '../expect/index.js'
import { worst, type Finding, type JudgementCount, type Note, type Verdict } from '../record/index.js'
import {
  clauseOf,
  readings,
  requirementById,
  type Behaviour,
  type BehaviourOf,
  type ReadingId,
  type RequirementId,
} from '../spec/index.js'
import { noEvidence, type EvidenceReference } from '../sut/index.js'

/** Where findings and notes go at once, so that a kill loses nothing that was judged. */
export interface JudgementSink {
  finding(finding: Finding): void
  note(note: Note): void
}

/**
 * So many findings of one verdict on one row are told one by one; the rest is counted, so that a flood stays readable, and
 * yet no fail goes without its finding.
 */
const findingsTold = 5

/** The row of TS-0020 that demands compliance with all of RFC 6455. */
const wholeRfc = '6.1-1'

function located(evidence: EvidenceReference): { readonly evidence: string; readonly row?: number } {
  return evidence.row > 0 ? { evidence: evidence.file, row: evidence.row } : { evidence: evidence.file }
}

/** The judgements of one case. */
export class CaseJudge implements Judge {
  readonly #judged = new Map<RequirementId, { readonly verdict: Verdict; readonly count: number }>()
  readonly #findings: Finding[] = []
  readonly #notes: Note[] = []
  #closed = false

  constructor(
    readonly covers: readonly RequirementId[],
    private readonly sink: JudgementSink,
  ) {}

  get onlyRow(): RequirementId | undefined {
    return this.covers.length === 1 ? this.covers[0] : undefined
  }

  get findings(): readonly Finding[] {
    return this.#findings
  }

  get notes(): readonly Note[] {
    return this.#notes
  }

  judge(row: RequirementId, holds: boolean, grounds: Grounds): void {
    const requirement = this.#requirement(row)
    if (holds) {
      this.#take(row, 'pass')
      return
    }
    const message = this.#message(row, grounds, grounds.wanted ?? requirement.text)
    switch (requirement.level) {
      case 'shall':
      case 'fact':
        this.#find(row, 'fail', message, grounds.evidence)
        return
      case 'should':
        this.#find(row, 'warn', message, grounds.evidence)
        return
      case 'may':
        this.#take(row, 'pass')
        this.note(row, message, grounds.evidence)
        return
    }
  }

  classify<Id extends ReadingId>(
    reading: Id,
    behaviour: BehaviourOf<Id>,
    row: RequirementId,
    grounds: Grounds,
  ): void {
    this.#requirement(row)
    const entry = readings[reading]
    const behaviours: Readonly<Record<string, Behaviour>> = entry.behaviours
    const seen = behaviours[behaviour]
    if (seen === undefined) throw new Error(`the reading ${reading} knows no behaviour ${behaviour}`)
    const came = `${grounds.came}. That is: ${seen.text.replace(/\.$/, '')}`
    const message = this.#message(row, { ...grounds, came }, grounds.wanted ?? this.#requirement(row).text)
    switch (seen.verdict) {
      case 'pass':
        this.#take(row, 'pass')
        return
      case 'inconclusive':
        this.#take(row, 'inconclusive')
        this.note(row, message, grounds.evidence)
        return
      case 'noted':
        this.#take(row, 'pass')
        this.note(row, message, grounds.evidence)
        return
      case 'warn':
      case 'fail':
        this.#find(row, seen.verdict, message, grounds.evidence)
        return
    }
  }

  /** Takes a deviation whose verdict is known, as the watch cases do. One that is only noted shows nothing of the row. */
  observe(verdict: 'warn' | 'fail' | 'noted', row: RequirementId, grounds: Grounds): void {
    const message = this.#message(row, grounds, grounds.wanted ?? this.#requirement(row).text)
    if (verdict === 'noted') this.note(row, message, grounds.evidence)
    else this.#find(row, verdict, message, grounds.evidence)
  }

  note(row: RequirementId, message: string, evidence: EvidenceReference = noEvidence): void {
    if (this.#closed) return
    const note: Note = { requirement: row, message, ...located(evidence) }
    this.#notes.push(note)
    this.sink.note(note)
  }

  /**
   * Takes no judgements any more. A case that ended early may have branches that still run, and what they see from now on is the
   * tester's own doing: its connections have been dropped.
   */
  close(): void {
    this.#closed = true
  }

  /**
   * Takes what shows only after the end of the case: that nobody is served any more. It counts at the first covered row,
   * which is what the case is about.
   */
  broughtDown(grounds: Grounds): void {
    const [row] = this.covers
    if (row === undefined) return
    this.#add(row, 'fail')
    this.#tell(row, 'fail', this.#message(row, grounds, grounds.wanted ?? ''), grounds.evidence)
  }

  /**
   * Takes back what was judged, because the SUT went down meanwhile and whose doing that was is not known: what did not
   * pass is open, and findings are notes.
   */
  withdraw(): void {
    for (const [row, { verdict, count }] of this.#judged) {
      if (verdict !== 'pass') this.#judged.set(row, { verdict: 'inconclusive', count })
    }
    for (const { verdict: _verdict, ...note } of this.#findings.splice(0)) {
      this.#notes.push(note)
      this.sink.note(note)
    }
  }

  /** Marks every covered row that was not judged, e.g. inconclusive because the case could not get that far. */
  settle(verdict: Verdict): void {
    for (const row of this.unjudged()) this.#add(row, verdict)
  }

  /** The covered rows for which nothing was judged. */
  unjudged(): readonly RequirementId[] {
    return this.covers.filter((row) => !this.#judged.has(row))
  }

  /** The worst of all judgements; undefined when nothing was judged. */
  verdict(): Verdict | undefined {
    return worst([...this.#judged.values()].map((judged) => judged.verdict))
  }

  counts(): readonly JudgementCount[] {
    return [...this.#judged].map(([requirement, judged]) => ({ requirement, ...judged }))
  }

  #requirement(row: RequirementId): {
    readonly level: 'shall' | 'should' | 'may' | 'fact'
    readonly text: string
  } {
    const requirement = requirementById(row)
    if (requirement === undefined || !this.covers.includes(row)) {
      throw new Error(`the case judges ${row}, which it does not list in "covers"`)
    }
    return requirement
  }

  #message(row: RequirementId, grounds: Grounds, wanted: string): string {
    return `Sent: ${grounds.sent}. Required by clause ${clauseOf(row)} (${row}): ${wanted} Came: ${grounds.came}.`
  }

  #take(row: RequirementId, verdict: Verdict): void {
    if (!this.#closed) this.#add(row, verdict)
  }

  #add(row: RequirementId, verdict: Verdict): void {
    this.#count(row, verdict)
    // TS-0020 6.1 demands the whole RFC, so what is judged by a row of the RFC is judged by that sentence too.
    if (row.startsWith('RFC') && this.covers.includes(wholeRfc)) this.#count(wholeRfc, verdict)
  }

  #count(row: RequirementId, verdict: Verdict): void {
    const before = this.#judged.get(row)
    this.#judged.set(row, {
      verdict: before === undefined ? verdict : (worst([before.verdict, verdict]) ?? verdict),
      count: (before?.count ?? 0) + 1,
    })
  }

  #find(row: RequirementId, verdict: 'fail' | 'warn', message: string, evidence: EvidenceReference): void {
    if (this.#closed) return
    this.#take(row, verdict)
    this.#tell(row, verdict, message, evidence)
  }

  #tell(row: RequirementId, verdict: 'fail' | 'warn', message: string, evidence: EvidenceReference): void {
    const told = this.#findings.filter(
      (finding) => finding.requirement === row && finding.verdict === verdict,
    ).length
    if (told >= findingsTold) return
    const finding: Finding = { requirement: row, verdict, message, ...located(evidence) }
    this.#findings.push(finding)
    this.sink.finding(finding)
  }
}
