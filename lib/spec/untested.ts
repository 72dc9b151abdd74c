import type { RequirementId, Untested } from './types.js'

/** Reasons why a row has no case. Each is told to the vendor as it stands, so it says what is missing. */

/** The row says nothing that could be seen apart from the rows named. */
export function implicitIn(...within: readonly RequirementId[]): Untested {
  return { kind: 'implicit', reason: `judged with ${within.join(', ')}`, within }
}

/** Nothing outside the SUT tells whether the row is kept. */
export function notObservable(reason: string): Untested {
  return { kind: 'not observable', reason }
}

/** The row lies outside what this suite is for. */
export function outOfScope(reason: string): Untested {
  return { kind: 'out of scope', reason }
}

/** The row binds the registree; this version tests the registrar. */
export const clientRole = outOfScope(
  'binds the WebSocket client only; this version tests the server role of a CSE, the client role follows',
)

/** The row is a permission: using it or not, the SUT is right either way. */
export const permission = notObservable('a permission: whether it is used or not, nothing can be wrong')

/** The row binds the client; what the server makes of it is demanded by, and judged at, the rows named. */
export function serverHalfIn(...within: readonly RequirementId[]): Untested {
  return {
    kind: 'implicit',
    reason: `binds the client; what a server has to make of it is judged at ${within.join(', ')}`,
    within,
  }
}
