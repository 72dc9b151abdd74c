import type { Value } from './types.js'
import { isValueList } from './values.js'

/** Characters of a value that a message shows. */
const shown = 60

/** Kind of a value with its article. */
export function kindOf(value: Value): string {
  if (value === null) return 'null'
  if (isValueList(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** A value in a message: its kind, and for short simple ones the value, control characters escaped. */
export function spoken(value: Value): string {
  if (value === null || typeof value === 'object') return kindOf(value)
  if (typeof value !== 'string') return `the ${typeof value} ${String(value)}`
  const text = value.length > shown ? `${value.slice(0, shown)}…` : value
  return `the string ${JSON.stringify(text)}`
}
