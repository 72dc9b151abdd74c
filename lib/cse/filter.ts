import type { Value, ValueObject } from '../primitive/types.js'
import * as kind from './kinds.js'
import type { Kind } from './kinds.js'
import { badRequest, RequestError, status } from './status.js'
import { parseTimestamp } from './time.js'
import { integerOf, textOf, type Resource } from './tree.js'
import { isIntegerList, isTextList, member } from './values.js'

/** Filter criteria of a request (TS-0004 6.3.5.8), as far as this CSE serves them. */
export interface Filter {
  /** `fu` 1: what is wanted is the list of matches, not a resource. */
  readonly discovers: boolean
  /** Most entries of the answer. */
  readonly limit: number
  /** How deep below the target to look. */
  readonly levels: number
  /** Number of the first match that is wanted, from 1. */
  readonly offset: number
  matches(resource: Resource): boolean
}

type Predicate = (resource: Resource) => boolean

function timeOf(resource: Resource, attribute: string): number {
  return parseTimestamp(textOf(resource, attribute) ?? '') ?? Number.NaN
}

/** Milliseconds of a timestamp that has been checked. */
function instant(value: Value): number {
  return (typeof value === 'string' ? parseTimestamp(value) : undefined) ?? 0
}

const before =
  (attribute: string) =>
  (value: Value): Predicate =>
  (resource) =>
    timeOf(resource, attribute) < instant(value)

const notBefore =
  (attribute: string) =>
  (value: Value): Predicate =>
  (resource) =>
    timeOf(resource, attribute) >= instant(value)

/** Whether an integer attribute is there and passes a test. */
const measured =
  (attribute: string, test: (value: number, limit: number) => boolean) =>
  (limit: Value): Predicate =>
  (resource) =>
    resource.attributes.has(attribute) && test(integerOf(resource, attribute), Number(limit))

const below = (value: number, limit: number): boolean => value < limit
const atLeast = (value: number, limit: number): boolean => value >= limit

function hasLabel(wanted: Value): Predicate {
  return (resource) => {
    const labels = resource.attributes.get('lbl')
    return isTextList(wanted) && isTextList(labels) && labels.some((label) => wanted.includes(label))
  }
}

function hasType(wanted: Value): Predicate {
  return (resource) => isIntegerList(wanted) && wanted.includes(resource.type)
}

interface Condition {
  readonly kind: Kind
  readonly predicate: (value: Value) => Predicate
}

const conditions: ReadonlyMap<string, Condition> = new Map<string, Condition>([
  ['crb', { kind: kind.timestamp, predicate: before('ct') }],
  ['cra', { kind: kind.timestamp, predicate: notBefore('ct') }],
  ['ms', { kind: kind.timestamp, predicate: notBefore('lt') }],
  ['us', { kind: kind.timestamp, predicate: before('lt') }],
  ['exb', { kind: kind.timestamp, predicate: before('et') }],
  ['exa', { kind: kind.timestamp, predicate: notBefore('et') }],
  ['sts', { kind: kind.integer(1), predicate: measured('st', below) }],
  ['stb', { kind: kind.integer(0), predicate: measured('st', atLeast) }],
  ['sza', { kind: kind.integer(0), predicate: measured('cs', atLeast) }],
  ['szb', { kind: kind.integer(1), predicate: measured('cs', below) }],
  ['lbl', { kind: kind.listOf(kind.text, 1), predicate: hasLabel }],
  ['ty', { kind: kind.listOf(kind.integer(1), 1), predicate: hasType }],
])

const bounds: ReadonlyMap<string, Kind> = new Map([
  ['fu', kind.integer(1, 4)],
  ['lim', kind.integer(0)],
  ['lvl', kind.integer(1)],
  ['ofst', kind.integer(1)],
  ['fo', kind.integer(1, 3)],
])

/** Criteria that TS-0004 knows and this CSE does not serve. */
const unserved = new Set('clbl palb lbq chty pty cty atr catr patr smf cfs cfq arp gmty geom gsf'.split(' '))

function checked(name: string, value: Value, of: Kind): Value {
  const problem = of(value, 'R3')
  if (problem !== undefined) throw badRequest(`filter criterion ${name} ${problem}`)
  return value
}

function bound(criteria: ValueObject, name: string, absent: number): number {
  const value = member(criteria, name)
  return typeof value === 'number' ? value : absent
}

/** @throws RequestError 4000 for unknown and ill-formed criteria, 5001 for those that are not served */
export function parseFilter(criteria: ValueObject): Filter {
  const predicates: Predicate[] = []
  for (const name of Object.keys(criteria)) {
    const value = member(criteria, name) ?? null
    const condition = conditions.get(name)
    const boundKind = bounds.get(name)
    if (condition !== undefined) predicates.push(condition.predicate(checked(name, value, condition.kind)))
    else if (boundKind !== undefined) checked(name, value, boundKind)
    else if (unserved.has(name)) throw new RequestError(status.notImplemented, `filter criterion ${name}`)
    else throw badRequest(`${JSON.stringify(name)} is not a filter criterion`)
  }
  const usage = bound(criteria, 'fu', 2)
  const operation = bound(criteria, 'fo', 1)
  if (usage > 2 || operation > 2)
    throw new RequestError(status.notImplemented, 'this filter usage or operation')
  return {
    discovers: usage === 1,
    limit: bound(criteria, 'lim', Number.POSITIVE_INFINITY),
    levels: bound(criteria, 'lvl', Number.POSITIVE_INFINITY),
    offset: bound(criteria, 'ofst', 1),
    matches: (resource) =>
      predicates.length === 0 ||
      (operation === 2
        ? predicates.some((predicate) => predicate(resource))
        : predicates.every((predicate) => predicate(resource))),
  }
}
