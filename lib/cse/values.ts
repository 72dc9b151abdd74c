import type { Value, ValueObject } from '../primitive/types.js'

/** Whether something decoded is a {@link Value} through and through; its depth must be bounded already. */
export function isValue(value: unknown): value is Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'object' && Object.values(value).every(isValue)
}

/** Whether a value is an object, and neither null nor an array. */
export function isObject(value: Value | undefined): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is an array. (`Array.isArray` does not narrow readonly arrays.) */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

/** Whether a value is an array of strings. */
export function isTextList(value: Value | undefined): value is readonly string[] {
  return isList(value) && value.every((entry) => typeof entry === 'string')
}

/** Whether a value is an array of integers. */
export function isIntegerList(value: Value | undefined): value is readonly number[] {
  return isList(value) && value.every((entry) => Number.isSafeInteger(entry))
}

/** Own member of an object; never something inherited, whatever the name. */
export function member(object: ValueObject, name: string): Value | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

/** An object of the given members. Safe for any name: `__proto__` becomes an ordinary member. */
export function objectOf(entries: Iterable<readonly [string, Value]>): ValueObject {
  return Object.fromEntries(entries)
}

/** Whether two values are the same, member order aside. */
export function sameValue(left: Value, right: Value): boolean {
  if (left === right) return true
  if (isList(left)) {
    return (
      isList(right) &&
      left.length === right.length &&
      left.every((entry, index) => {
        const other = right[index]
        return other !== undefined && sameValue(entry, other)
      })
    )
  }
  if (!isObject(left) || !isObject(right)) return false
  const names = Object.keys(left)
  if (names.length !== Object.keys(right).length) return false
  return names.every((name) => {
    const one = member(left, name)
    const other = member(right, name)
    return one !== undefined && other !== undefined && sameValue(one, other)
  })
}

/**
 * What came over the wire, fit for one line of a log: printable ASCII only, shortened to 80 characters.
 */
export function printable(text: string): string {
  const shortened = text.length > 80 ? `${text.slice(0, 77)}...` : text
  return shortened.replace(/[^\x20-\x7e]/g, '?')
}
