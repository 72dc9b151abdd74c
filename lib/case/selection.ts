import type { Variant } from './definition.js'

/** What to run: each given criterion must hold. */
export interface Selection {
  /** Clauses; `6.2.3` means 6.2.3 and all below it. */
  readonly clauses: readonly string[]
  /** Text that must occur in id, title or clause. */
  readonly grep: string | undefined
  /** Case ids, with or without the variant: `CSE/TRF/003` means all its variants. */
  readonly cases: readonly string[]
}

/** Whether a clause is the other one, or one below it. */
export function isWithin(clause: string, outer: string): boolean {
  return clause === outer || clause.startsWith(`${outer}.`) || clause.startsWith(`${outer}/`)
}

function inClause(variant: Variant, clause: string): boolean {
  const own = [variant.definition.clause, ...variant.definition.covers.map(clausePart)]
  return own.some((id) => isWithin(id, clause))
}

function clausePart(row: string): string {
  return row.replace(/-\d+$/, '')
}

/** Ids given with --case that name no case. */
export function unknownCases(variants: readonly Variant[], cases: readonly string[]): readonly string[] {
  const known = new Set(variants.flatMap((variant) => [variant.id, variant.definition.id]))
  return cases.filter((id) => !known.has(id))
}

/** The variants that fit the selection, in their order. */
export function select(variants: readonly Variant[], selection: Selection): readonly Variant[] {
  const { clauses, grep, cases } = selection
  return variants.filter((variant) => {
    const text = `${variant.id} ${variant.definition.clause} ${variant.definition.title}`
    return (
      (clauses.length === 0 || clauses.some((clause) => inClause(variant, clause))) &&
      (grep === undefined || text.includes(grep)) &&
      (cases.length === 0 || cases.includes(variant.id) || cases.includes(variant.definition.id))
    )
  })
}
