import { availableSerializations } from '../primitive/index.js'
import { clauseTitle, families, requirementById, type CaseId } from '../spec/index.js'
import type { CaseDefinition, RegisteredCase, Variant, WatchDefinition } from './definition.js'
import { declareInMocha } from './mocha-bridge.js'

const registered = new Map<string, RegisteredCase>()

/** Defines the cases of one clause; given to the body of {@link clause}. */
export interface Test {
  (id: CaseId, definition: CaseDefinition): void
  /** Defines a watch case, which is judged last from all exchanges. */
  watch(id: CaseId, definition: WatchDefinition): void
}

function checked(entry: RegisteredCase): RegisteredCase {
  const complain = (problem: string): never => {
    throw new Error(`${entry.id}: ${problem}`)
  }
  const family = /^CSE\/([A-Z]+)\/\d{3}$/.exec(entry.id)?.[1]
  if (family === undefined || !(family in families)) complain('the id must be CSE/<family>/<three digits>')
  if (registered.has(entry.id)) complain('this id is taken; ids are never given twice')
  for (const row of entry.covers) {
    const requirement = requirementById(row)
    if (requirement === undefined) complain(`covers ${row}, which is not in the catalogue`)
  }
  return entry
}

/**
 * Registers the cases of a clause of TS-0020 (or of a section of an RFC behind it), and declares them to mocha when
 * mocha is what loads the file.
 * Throws an Error for a mistake in the definition (unknown row, taken id): that is the tester's bug and must be seen
 * at load time.
 */
export function clause(id: string, title: string, body: (test: Test) => void): void {
  if (clauseTitle(id) === undefined) throw new Error(`${id} is not a clause of the catalogue`)
  const variants: Variant[] = []
  const add = (entry: RegisteredCase): void => {
    registered.set(entry.id, checked(entry))
    variants.push(...variantsOf(entry))
  }
  const test: Test = Object.assign(
    (caseId: CaseId, definition: CaseDefinition) => {
      add({ id: caseId, clause: id, kind: 'case', ...definition })
    },
    {
      watch: (caseId: CaseId, definition: WatchDefinition) => {
        add({ id: caseId, clause: id, kind: 'watch', ...definition })
      },
    },
  )
  body(test)
  declareInMocha(`${id} ${title}`, variants)
}

/** All registered cases, in order of registration. */
export function registeredCases(): readonly RegisteredCase[] {
  return [...registered.values()]
}

/** The variants of a case: one for each available serialization where it runs per serialization, else itself. */
export function variantsOf(definition: RegisteredCase): readonly Variant[] {
  if (definition.kind === 'watch' || definition.per === undefined) {
    return [{ id: definition.id, definition, serialization: undefined }]
  }
  return availableSerializations.map((serialization) => ({
    id: `${definition.id}@${serialization}`,
    definition,
    serialization,
  }))
}

/** The variants of all registered cases. */
export function allVariants(): readonly Variant[] {
  return registeredCases().flatMap(variantsOf)
}

/** Which cases cover which row, for the catalogue's own check. */
export function coverage(): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>()
  for (const entry of registered.values()) {
    for (const row of entry.covers) map.set(row, [...(map.get(row) ?? []), entry.id])
  }
  return map
}
