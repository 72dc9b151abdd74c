/** What the thread of an embedded CSE loads to do one thing otherwise. */

import type { Rules } from '../cse/index.js'
import { faultById, libertyById } from './catalogue.js'

/** Address of this module, for the options of a CSE. */
export const behaviourModule = import.meta.url

/**
 * The rules that a behaviour fault, or such a liberty, overrides, fresh for each CSE.
 * @throws Error where there is neither of that name
 */
export function rulesFor(name: string): Partial<Rules> {
  const deviation = faultById(name) ?? libertyById(name)
  if (deviation?.kind !== 'behaviour')
    throw new Error(`there is no behaviour fault or liberty ${JSON.stringify(name)}`)
  return deviation.rules()
}
