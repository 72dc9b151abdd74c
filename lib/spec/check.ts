import { requirements } from './catalogue.js'
import { clauseOf, clauseTitle } from './clauses.js'
import { readings } from './readings.js'
import type { Reading, Requirement, RequirementId } from './types.js'

/** What is checked: the rows and the readings of a catalogue. */
export interface Catalogue {
  readonly requirements: readonly Requirement[]
  readonly readings: Readonly<Record<string, Reading>>
}

const idForm = /^(?:(?:RFC6455|RFC7692|TS-0001|TS-0004)\/)?(?:[1-9]\d*|[A-Z])(?:\.[1-9]\d*)*-[1-9]\d*$/

/** Whether an id has the form of a row: a document but for TS-0020, a clause, and a number in it. */
export function isRequirementId(id: string): boolean {
  return idForm.test(id)
}

function problemsOfIds(rows: readonly Requirement[]): readonly string[] {
  const seen = new Set<RequirementId>()
  return rows.flatMap(({ id }) => {
    const problems: string[] = []
    if (!isRequirementId(id)) problems.push(`${id}: the id is malformed`)
    else if (clauseTitle(clauseOf(id)) === undefined) problems.push(`${id}: the clause is not known`)
    if (seen.has(id)) problems.push(`${id}: the id is given twice`)
    seen.add(id)
    return problems
  })
}

function problemsOfTexts(rows: readonly Requirement[]): readonly string[] {
  const first = new Map<string, RequirementId>()
  return rows.flatMap(({ id, text }) => {
    const other = first.get(text)
    if (other !== undefined) return [`${id}: the text is that of ${other}`]
    first.set(text, id)
    return []
  })
}

function problemsOfCoverage(
  rows: readonly Requirement[],
  covered: ReadonlyMap<RequirementId, readonly string[]>,
): readonly string[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const problems: string[] = []
  for (const { id, untested } of rows) {
    const cases = covered.get(id) ?? []
    if (cases.length === 0 && untested === undefined) problems.push(`${id}: no case and no reason why not`)
    if (cases.length > 0 && untested !== undefined) {
      problems.push(
        `${id}: untested (${untested.kind}: ${untested.reason}), yet covered by ${cases.join(', ')}`,
      )
    }
    if (untested?.kind !== 'implicit') continue
    for (const within of untested.within) {
      const row = byId.get(within)
      if (row === undefined) problems.push(`${id}: implicit in ${within}, which is not in the catalogue`)
      else if (row.untested !== undefined)
        problems.push(`${id}: implicit in ${within}, which is untested itself`)
    }
  }
  for (const [id, cases] of covered) {
    if (!byId.has(id)) problems.push(`${id}: covered by ${cases.join(', ')}, but not in the catalogue`)
  }
  return problems
}

function problemsOfReadings(all: Catalogue['readings'], rows: readonly Requirement[]): readonly string[] {
  const known = new Set(rows.map((row) => row.id))
  return Object.entries(all).flatMap(([id, reading]) => {
    const problems = reading.rows
      .filter((row) => !known.has(row))
      .map((row) => `reading ${id}: no such row ${row}`)
    if (reading.rows.length === 0) problems.push(`reading ${id}: names no row`)
    if (Object.keys(reading.behaviours).length === 0) problems.push(`reading ${id}: knows no behaviour`)
    return problems
  })
}

/**
 * What is wrong with the catalogue, given the cases that cover each row: one line a problem, none when all is well.
 * Every row has a case or a reason why not, and never both; an implicit row names rows that have cases.
 */
export function checkCatalogue(
  covered: ReadonlyMap<RequirementId, readonly string[]>,
  catalogue: Catalogue = { requirements, readings },
): readonly string[] {
  return [
    ...problemsOfIds(catalogue.requirements),
    ...problemsOfTexts(catalogue.requirements),
    ...problemsOfCoverage(catalogue.requirements, covered),
    ...problemsOfReadings(catalogue.readings, catalogue.requirements),
  ]
}
