import {
  allVariants,
  coverage,
  isWithin,
  registeredCases,
  select,
  variantsOf,
  type RegisteredCase,
} from '../case/index.js'
import type { Fault } from '../fault/index.js'
import { plural, printable } from '../record/index.js'
import {
  checkCatalogue,
  clauseOf,
  clauseTitle,
  families,
  readings,
  readingsOf,
  requirementById,
  requirements,
  type Reading,
  type Requirement,
} from '../spec/index.js'
import { exitCodes } from './exit-code.js'
import type { Terminal } from './terminal.js'
import { UsageError } from './usage-error.js'

/** `ts0020 list`: every case there is. */
export function listCommand(json: boolean, terminal: Terminal): number {
  const cases = registeredCases()
  if (json) {
    const rows = cases.flatMap((entry) =>
      variantsOf(entry).map(({ id, serialization }) => ({
        id,
        clause: entry.clause,
        title: entry.title,
        covers: entry.covers,
        kind: entry.kind,
        serialization: serialization ?? null,
        hazard: entry.kind === 'case' && entry.hazard === true,
        needs: entry.needs ?? [],
      })),
    )
    terminal.out(`${JSON.stringify(rows, null, 2)}\n`)
    return exitCodes.ok
  }
  let clause = ''
  for (const entry of cases) {
    if (entry.clause !== clause) {
      clause = entry.clause
      terminal.out(`\n${clause}  ${clauseTitle(clause) ?? ''}\n`)
    }
    const variants = variantsOf(entry).flatMap(({ serialization }) => serialization ?? [])
    const marks = [...variants.map((name) => `@${name}`), ...(entry.kind === 'watch' ? ['watch'] : [])]
    terminal.out(`  ${entry.id}  ${entry.title}${marks.length > 0 ? `  [${marks.join(' ')}]` : ''}\n`)
  }
  const total = cases.flatMap(variantsOf).length
  terminal.out(`\n${cases.length} cases, ${total} with their variants\n`)
  return exitCodes.ok
}

function standing(requirement: Requirement, covering: readonly string[]): string {
  if (covering.length > 0) return covering.join(', ')
  return requirement.untested === undefined
    ? 'NEITHER TESTED NOR EXPLAINED'
    : `${requirement.untested.kind}: ${requirement.untested.reason}`
}

/** `ts0020 requirements`: every row of the catalogue; with `check`, exit code 1 when it has gaps. */
export function requirementsCommand(json: boolean, check: boolean, terminal: Terminal): number {
  const covered = coverage()
  if (check) {
    const problems = checkCatalogue(covered)
    for (const problem of problems) terminal.error(`${problem}\n`)
    const tested = requirements.filter(({ id }) => covered.has(id)).length
    terminal.out(
      `${requirements.length} requirements: ${tested} tested, ${requirements.length - tested} with a reason why not; ` +
        `${plural(problems.length, 'problem')}\n`,
    )
    return problems.length === 0 ? exitCodes.ok : exitCodes.fail
  }
  if (json) {
    const rows = requirements.map((row) => ({ ...row, cases: covered.get(row.id) ?? [] }))
    terminal.out(`${JSON.stringify(rows, null, 2)}\n`)
    return exitCodes.ok
  }
  for (const row of requirements) {
    terminal.out(`${row.id}  (${row.level}, binds ${row.binds})  ${row.text}\n`)
    terminal.out(`    ${standing(row, covered.get(row.id) ?? [])}\n`)
  }
  return exitCodes.ok
}

function explainRow(row: Requirement, terminal: Terminal): void {
  terminal.out(`${row.id}  (${row.level}, binds ${row.binds})\n`)
  terminal.out(`  clause    ${clauseOf(row.id)} ${clauseTitle(clauseOf(row.id)) ?? ''}\n`)
  terminal.out(`  required  ${row.text}\n`)
  terminal.out(`  shows     ${row.shows}\n`)
  for (const [id, reading] of readingsOf(row.id)) {
    explainReading(id, reading, terminal)
  }
}

function explainCase(entry: RegisteredCase, terminal: Terminal): void {
  terminal.out(`${entry.id}  ${entry.title}\n`)
  terminal.out(`  clause    ${entry.clause} ${clauseTitle(entry.clause) ?? ''}\n`)
  terminal.out(`  family    ${familyOf(entry)}\n`)
  terminal.out(`  sends     ${entry.sends}\n`)
  terminal.out(`  accepts   ${entry.accepts}\n`)
  if (entry.needs !== undefined) terminal.out(`  needs     ${entry.needs.join(', ')} (ICS)\n`)
  if (entry.kind === 'watch') terminal.out(`  watches   ${entry.watches.join(', ')}\n`)
  if (entry.kind === 'case' && entry.hazard === true)
    terminal.out('  hazard    runs alone, with a probe afterwards\n')
  terminal.out('\n')
  for (const id of entry.covers) {
    const row = requirementById(id)
    if (row !== undefined) explainRow(row, terminal)
  }
}

function familyOf(entry: RegisteredCase): string {
  const name = entry.id.split('/')[1]
  return Object.entries(families).find(([family]) => family === name)?.[1] ?? ''
}

function explainReading(id: string, reading: Reading, terminal: Terminal): void {
  terminal.out(`  reading   ${id}: ${reading.question}\n`)
  for (const { verdict, text } of Object.values(reading.behaviours)) {
    terminal.out(`            ${verdict.padEnd(12)} ${text}\n`)
  }
}

function explainFault(fault: Fault, terminal: Terminal): void {
  terminal.out(`${fault.id}  ${fault.text}\n`)
  terminal.out(`  fault     in the ${fault.kind === 'octet' ? 'octets' : 'behaviour'}\n`)
  terminal.out(`  violates  ${fault.violates.join(', ')}\n`)
  terminal.out(`  shows as  ${fault.verdict} at ${fault.kills.join(', ')}\n`)
}

/** A clause with all below it: its rows, and the cases that `run --clause` would take. */
function explainClause(id: string, terminal: Terminal): boolean {
  const title = clauseTitle(id)
  const rows = requirements.filter(({ id: row }) => isWithin(clauseOf(row), id))
  const cases = select(allVariants(), { clauses: [id], grep: undefined, cases: [] })
  if (title === undefined && rows.length === 0 && cases.length === 0) return false
  terminal.out(`${id}  ${title ?? ''}`.trimEnd() + '\n\n')
  for (const row of rows) explainRow(row, terminal)
  const entries = [...new Map(cases.map(({ definition }) => [definition.id, definition])).values()]
  terminal.out(`\n${plural(entries.length, 'case')}\n`)
  for (const entry of entries) terminal.out(`  ${entry.id}  ${entry.title}\n`)
  return true
}

/**
 * `ts0020 explain ID`: a case (with or without variant), a requirement row, a clause with all below it, a reading or a
 * fault.
 */
export async function explainCommand(id: string, terminal: Terminal): Promise<number> {
  const entry = registeredCases().find(
    (known) => known.id === id || variantsOf(known).some((variant) => variant.id === id),
  )
  const row = requirementById(id)
  const reading = Object.entries<Reading>(readings).find(([name]) => name === id)?.[1]
  const fault = (await import('../fault/index.js')).faultById(id)
  if (entry !== undefined) {
    explainCase(entry, terminal)
  } else if (row !== undefined) {
    explainRow(row, terminal)
    terminal.out(`  tested    ${standing(row, coverage().get(id) ?? [])}\n`)
  } else if (reading !== undefined) {
    explainReading(id, reading, terminal)
    terminal.out(`  concerns  ${reading.rows.join(', ')}\n`)
  } else if (fault !== undefined) {
    explainFault(fault, terminal)
  } else if (!explainClause(id, terminal)) {
    throw new UsageError(
      `${printable(id)} is neither a case nor a requirement nor a clause nor a reading nor a fault; ` +
        'see "ts0020 list", "ts0020 requirements" and "ts0020 faults"',
    )
  }
  return exitCodes.ok
}
