import type { Value } from '../lib/primitive/index.js'
import type { Scope, Session } from '../lib/sut/index.js'
import { attributesIn } from './replies.js'

/** cseTypeID of an IN-CSE (TS-0004 6.3.4.2.2). */
export const infrastructureNode = 1

/** cseType of the SUT, as an AE or else the administrator sees it; undefined where it is not to be seen (it is optional). */
export async function cseType({ system }: Scope, session: Session): Promise<Value | undefined> {
  const { admin, base, profile } = system
  const seen = attributesIn(await session.retrieve(base))?.['cst']
  return seen === undefined && profile.adminWorks ? attributesIn(await admin.retrieve(base))?.['cst'] : seen
}
