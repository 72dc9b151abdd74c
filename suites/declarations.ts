import type { CaseContext } from '../lib/case/index.js'
import type { Grounds } from '../lib/expect/index.js'
import type { BehaviourOf, IcsItem, RequirementId } from '../lib/spec/index.js'

/** What the cases on declared options accept. */
export const declarationVerdicts =
  'Offered as the ICS declares: pass; declared and absent: fail; declared as not offered and present: warn; left open by ' +
  'the ICS (auto): noted.'

function behaviourOf(declared: 'auto' | boolean, offered: boolean): BehaviourOf<'declared-option'> {
  if (declared === 'auto') return 'not-declared'
  if (declared === offered) return 'as-declared'
  return declared ? 'declared-but-absent' : 'present-though-denied'
}

/** Judges what the SUT offers by what the operator declares of it. */
export function judgeDeclaration(
  { sut, classify }: CaseContext,
  row: RequirementId,
  item: IcsItem,
  offered: boolean,
  grounds: Grounds,
): void {
  const declared = sut.system.configuration.ics[item]
  const came = `${grounds.came}; the ICS says ${item}: ${declared}`
  classify('declared-option', behaviourOf(declared, offered), row, { ...grounds, came })
}
