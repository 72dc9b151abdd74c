/** What the thread of an embedded CSE loads to misbehave in one way. */

import type { Rules } from '../cse/index.js'
import { faultById } from './catalogue.js'

/** Address of this module, for the options of a CSE. */
export const behaviourModule = import.meta.url

/**
 * The rules that a behaviour fault overrides, fresh for each CSE.
 * @throws Error where there is no behaviour fault of that name
 */
export function rulesFor(name: string): Partial<Rules> {
  const fault = faultById(name)
  if (fault?.kind !== 'behaviour') throw new Error(`there is no behaviour fault ${JSON.stringify(name)}`)
  return fault.rules()
}
