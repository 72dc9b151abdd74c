import type { BehaviourFault, FaultFacts, OctetFault, Reached } from './types.js'
import { requirementById, type RequirementId } from '../spec/index.js'

/** {@link FaultFacts} as they are written down: what follows from the rest is left out. */
export interface WrittenFacts extends Pick<FaultFacts, 'editions' | 'serializations'>, Reached {
  readonly kills: readonly RequirementId[]
  /** Rows beside those of `kills` that suffer along with them. */
  readonly also?: readonly RequirementId[]
  /** `fail` when left out. */
  readonly verdict?: 'fail' | 'warn'
}

/** The rows that a row is judged by: itself, or the ones that it is implicit in. */
function judgedBy(row: RequirementId): readonly RequirementId[] {
  const untested = requirementById(row)?.untested
  return untested?.kind === 'implicit' ? untested.within : [row]
}

function facts(id: string, text: string, written: WrittenFacts): FaultFacts & Reached {
  const { kills, also = [], verdict = 'fail', ...where } = written
  const named = [...kills, ...also]
  const rows = [...named, ...named.flatMap(judgedBy)]
  // 6.1-1 demands the RFC as a whole, and with it whatever else the RFC refers to.
  if (rows.some((row) => row.startsWith('RFC'))) rows.push('6.1-1')
  return {
    id,
    text,
    violates: [...new Set(rows)],
    kills: [...new Set(kills.flatMap(judgedBy))],
    verdict,
    ...where,
  }
}

/** An octet fault. */
export function octetFault(
  id: string,
  text: string,
  written: WrittenFacts,
  tamper: OctetFault['tamper'],
): OctetFault {
  // What is wrong in one serialization only makes its content another than that of the others.
  const also = written.serializations === undefined ? [] : (['6.2.2.9-4'] as const)
  return {
    kind: 'octet',
    ...facts(id, text, { ...written, also: [...(written.also ?? []), ...also] }),
    tamper,
  }
}

/** A behaviour fault. */
export function behaviourFault(
  id: string,
  text: string,
  written: WrittenFacts,
  rules: BehaviourFault['rules'],
): BehaviourFault {
  return { kind: 'behaviour', ...facts(id, text, written), rules }
}
