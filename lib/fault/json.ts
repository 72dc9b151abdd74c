/** JSON as data, and the edits of it that faults and liberties are made of. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [member: string]: Json
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Without a member. */
export function without(object: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([each]) => each !== name))
}

/** With a member under another name, where it stood; undefined when it is not there. */
export function renamed(object: JsonObject, name: string, to: string): JsonObject | undefined {
  if (!Object.hasOwn(object, name)) return undefined
  return Object.fromEntries(Object.entries(object).map(([each, value]) => [each === name ? to : each, value]))
}

/** With another value of a member that is there; undefined when it is not, or when `edit` returns undefined. */
export function replaced(
  object: JsonObject,
  name: string,
  edit: (value: Json) => Json | undefined,
): JsonObject | undefined {
  const before = object[name]
  const after = before === undefined ? undefined : edit(before)
  return after === undefined ? undefined : { ...object, [name]: after }
}

/** Every value below this one edited, the innermost first; `edit` gets the name of the member it stands under. */
export function everywhere(value: Json, edit: (value: Json, name: string) => Json, name = ''): Json {
  if (Array.isArray(value)) {
    return edit(
      value.map((each: Json) => everywhere(each, edit, name)),
      name,
    )
  }
  if (!isObject(value)) return edit(value, name)
  return edit(
    Object.fromEntries(Object.entries(value).map(([each, inner]) => [each, everywhere(inner, edit, each)])),
    name,
  )
}
