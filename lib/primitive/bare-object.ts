import type { Value } from './types.js'

/** What {@link bareObject} makes: its prototype has neither members nor a prototype of its own. */
const Bare = function () {
  // An object without members.
} as unknown as new () => Record<string, Value>
Object.defineProperty(Bare, 'prototype', { value: Object.create(null) })

/**
 * An object that inherits nothing, so that members named `constructor` or `__proto__` are members like all others. Unlike
 * `Object.create(null)`, which V8 keeps as a dictionary, it is as quick to read as any other object: each message of the
 * SUT is looked through several times.
 */
export function bareObject(): Record<string, Value> {
  return new Bare()
}
