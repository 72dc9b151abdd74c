import type { Value } from '../primitive/types.js'
import type { Edition } from '../spec/types.js'
import { parseAbsoluteOrRelative, parseTimestamp } from './time.js'
import { isList, isObject, member } from './values.js'

/** A data type of TS-0004 6.3: what is wrong with a value, or undefined where it is right. */
export type Kind = (value: Value, edition: Edition) => string | undefined

const expects =
  (what: string, test: (value: Value, edition: Edition) => boolean): Kind =>
  (value, edition) =>
    test(value, edition) ? undefined : `is not ${what}`

export const anything: Kind = () => undefined
export const text: Kind = expects('a string', (value) => typeof value === 'string')
export const truth: Kind = expects('a boolean', (value) => typeof value === 'boolean')
export const anyObject: Kind = expects('an object', isObject)

/** xs:anyURI and the identifiers built on it: not empty, no white space or control character. */
export const uri: Kind = expects(
  'an identifier or URI',
  (value) => typeof value === 'string' && /^[^\s\p{Cc}]+$/u.test(value),
)

/** xs:token: no leading, trailing, doubled or other white space than single spaces. */
export const token: Kind = expects(
  'a token',
  (value) => typeof value === 'string' && /^[^\s\p{Cc}]+(?: [^\s\p{Cc}]+)*$/u.test(value),
)

export const timestamp: Kind = expects(
  'a timestamp such as 20991231T235959',
  (value) => typeof value === 'string' && parseTimestamp(value) !== undefined,
)

export const absoluteOrRelative: Kind = expects(
  'a timestamp or a number of milliseconds',
  (value) => parseAbsoluteOrRelative(value, 0) !== undefined,
)

/** An integer within bounds, both included. */
export function integer(least = 0, most = Number.MAX_SAFE_INTEGER): Kind {
  return expects(
    most === Number.MAX_SAFE_INTEGER ? `an integer from ${least}` : `an integer from ${least} to ${most}`,
    (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most,
  )
}

/** An array whose entries are all of a kind. */
export function listOf(kind: Kind, least = 0): Kind {
  return (value, edition) => {
    if (!isList(value)) return 'is not an array'
    if (value.length < least) return `has fewer than ${least} entries`
    for (const entry of value) {
      const problem = kind(entry, edition)
      if (problem !== undefined) return `has an entry that ${problem}`
    }
    return undefined
  }
}

/** An object of known members; a name with `?` behind it is optional. */
export function shape(members: Readonly<Record<string, Kind>>): Kind {
  const known = new Map(Object.entries(members).map(([name, kind]) => [name.replace('?', ''), kind]))
  const needed = Object.keys(members).filter((name) => !name.endsWith('?'))
  return (value, edition) => {
    if (!isObject(value)) return 'is not an object'
    const missing = needed.find((name) => !Object.hasOwn(value, name))
    if (missing !== undefined) return `lacks its member ${missing}`
    for (const name of Object.keys(value)) {
      const kind = known.get(name)
      if (kind === undefined) return `has the unknown member ${JSON.stringify(name)}`
      const problem = kind(member(value, name) ?? null, edition)
      if (problem !== undefined) return `has a member ${name} that ${problem}`
    }
    return undefined
  }
}

/** m2m:resourceName; an NCName before Release 3, which may start with `_` but not with a digit. */
export const name: Kind = expects(
  'a resource name',
  (value, edition) =>
    typeof value === 'string' &&
    (edition === 'R3' ? /^[A-Za-z0-9][A-Za-z0-9._-]*$/ : /^[A-Za-z_][A-Za-z0-9._-]*$/).test(value),
)

/** App-ID; Release 3 tells registered (R) from other ones (N) by the first character. */
export const appId: Kind = expects(
  'an App-ID, which starts with N or R',
  (value, edition) => typeof value === 'string' && (edition === 'R3' ? /^[NRr]./s : /./s).test(value),
)

/** m2m:contentInfo: media type, encoding and, where there is one, security. */
export const contentInfo: Kind = expects(
  'contentInfo such as text/plain:0',
  (value) => typeof value === 'string' && /^[^\s:/]+\/[^\s:]+:[012](?::[0-5])?$/.test(value),
)

const accessControlRule = shape({
  acor: listOf(text),
  acop: integer(1, 63),
  'acco?': listOf(anyObject),
  'acaf?': truth,
  'acod?': listOf(anyObject),
})

/** m2m:setOfAcrs with so many rules at least. */
export function accessControlRules(least: number): Kind {
  return shape({ acr: listOf(accessControlRule, least) })
}
