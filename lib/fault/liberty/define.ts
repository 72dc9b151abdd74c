import type { Edition, RequirementId, Serialization } from '../../spec/index.js'
import type { InBehaviour, InOptions, Liberty, LibertyFacts, Reached, Transform } from '../types.js'

/** What a liberty is permitted by, and where it shows. */
export interface Permission extends Reached {
  /** The clause, section or Reading that leaves it to the server. */
  readonly by: string
  /** Rows on which a Reading has a warning for it; none when left out. */
  readonly warns?: readonly RequirementId[]
  readonly editions?: readonly Edition[]
  /** Serializations in which it can be taken; the server then has no others. */
  readonly serializations?: readonly Serialization[]
}

function facts(text: string, { by, warns = [], ...where }: Permission): Omit<LibertyFacts, 'id'> & Reached {
  return { text, permittedBy: by, warns, ...where }
}

/** A liberty in the octets. */
export function inOctets(id: string, text: string, permission: Permission, tamper: Transform): Liberty {
  return { id, kind: 'octet', ...facts(text, permission), tamper }
}

/** A liberty in what the CSE decides. */
export function inBehaviour(
  id: string,
  text: string,
  permission: Permission,
  rules: InBehaviour['rules'],
): Liberty {
  return { id, kind: 'behaviour', ...facts(text, permission), rules }
}

/** A liberty in how the CSE is set up. */
export function inOptions(
  id: string,
  text: string,
  permission: Permission,
  options: InOptions['options'],
): Liberty {
  return { id, kind: 'option', ...facts(text, permission), options }
}
