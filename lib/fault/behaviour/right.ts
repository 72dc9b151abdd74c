import { rightRules, settle, type Rules } from '../../cse/index.js'

/**
 * The rules as the documents want them, for faults and liberties that deviate now and then only. Of these, only those that
 * do not depend on the edition or the options of the CSE are to be used.
 */
export const right: Rules = rightRules(settle({ edition: 'R2A' }))

/** Parameters of a primitive, and other objects of values. */
export type ValueObject = Parameters<Rules['storedAttributes']>[0]
export type Value = ValueObject[string]

export function isObject(value: Value | undefined): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Without a member. */
export function without(object: ValueObject, name: string): ValueObject {
  return Object.fromEntries(Object.entries(object).filter(([each]) => each !== name))
}

/** With each text edited, where the object has such a member. */
export function withText(object: ValueObject, name: string, edit: (text: string) => Value): ValueObject {
  const value = object[name]
  return typeof value === 'string' ? { ...object, [name]: edit(value) } : object
}
