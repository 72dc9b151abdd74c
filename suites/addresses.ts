import type { System } from '../lib/sut/index.js'

/** A resource that is to be addressed in other ways. */
export interface Addressed {
  /** Structured address, as the tester writes it: beginning with the name of the CSEBase, or `-`. */
  readonly path: string
  /** resourceID, where it is known. */
  readonly identifier: unknown
}

/** An address in one of the forms of TS-0001 9.3.1. */
export interface Address {
  /** Name of the form. */
  readonly form: string
  readonly to: string
  /** Whether `-` stands in it for the name of the CSEBase. */
  readonly dash: boolean
}

/**
 * The addresses of a resource in every form of TS-0001 9.3.1 that can be written with what is known of the SUT. Those
 * with an SP-ID are not among them: nothing that a CSE shows tells it.
 */
export function addressesOf(
  { base, profile: { cseId, cseName } }: System,
  { path, identifier }: Addressed,
): readonly Address[] {
  const below = path.slice(base.length)
  const local: readonly Address[] = [
    ...(cseName === undefined ? [] : [{ form: 'structured', to: `${cseName}${below}`, dash: false }]),
    { form: 'structured with "-"', to: `-${below}`, dash: true },
    ...(typeof identifier === 'string' && identifier !== '' && !identifier.includes('/')
      ? [{ form: 'unstructured', to: identifier, dash: false }]
      : []),
  ]
  if (cseId === undefined) return local.map(inScope('CSE-relative'))
  const wide = local.map((address) => ({ ...address, to: `${cseId}/${address.to}` }))
  return [...local.map(inScope('CSE-relative')), ...wide.map(inScope('SP-relative'))]
}

function inScope(scope: string): (address: Address) => Address {
  return (address) => ({ ...address, form: `${scope} ${address.form}` })
}

/** The forms in words, for the description of a case. */
export const formsInWords =
  'structured, unstructured and with "-" for the CSEBase, each CSE-relative and SP-relative'
