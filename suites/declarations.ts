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

/**
 * Judges what the SUT offers by what the operator declares of it. `offered` is undefined where what came is neither an
 * offer nor a clean refusal: with nothing declared there is nothing to hold it against then.
 */
export function judgeDeclaration(
  { sut, classify, inconclusive }: CaseContext,
  row: RequirementId,
  item: IcsItem,
  offered: boolean | undefined,
  grounds: Grounds,
): void {
  const declared = sut.system.configuration.ics[item]
  const came = `${grounds.came}; the ICS says ${item}: ${declared}`
  if (offered === undefined && declared === 'auto') {
    return inconclusive(
      `whether the SUT offers ${item} does not show: ${grounds.sent} brought ${grounds.came}`,
    )
  }
  classify('declared-option', behaviourOf(declared, offered ?? false), row, { ...grounds, came })
}
