import type { PrimitiveFindingCode } from '../primitive/index.js'
import {
  readings,
  readingsByEdition,
  type Behaviour,
  type BehaviourOf,
  type Edition,
  type ReadingId,
  type RequirementId,
  type Serialization,
} from '../spec/index.js'
import type { Deviation } from './watcher.js'

/** Where something that is wrong with a primitive of the SUT counts, and how. */
export interface Consequence {
  readonly row: RequirementId
  readonly verdict: Deviation['verdict']
}

/** What a finding leads to in an edition; undefined: told elsewhere already, or no deviation there. */
type Rule = (edition: Edition) => Consequence | undefined

/** The row on request and response primitives as TS-0001 and TS-0004 define them. */
export const members: RequirementId = '6.2.2.9-7'
const release: RequirementId = '6.2.2.9-6'

/**
 * Rows that have a watch case, and so what a finding on a primitive may count at. What TS-0004 says besides counts at
 * 6.2.2.9-7, the row of TS-0020 that refers to it.
 */
export const watchedRows: ReadonlySet<RequirementId> = new Set([
  '5.1-3',
  '5.2-17',
  '6.2.2.9-1',
  '6.2.2.9-2',
  '6.2.2.9-3',
  '6.2.2.9-4',
  release,
  members,
  'TS-0004/6.3.5.13-1',
  'TS-0004/7.2.1.1-1',
  'TS-0004/7.2.1.1-2',
  'TS-0004/7.2.1.1-3',
  'TS-0004/7.4.5.1-1',
  'TS-0004/7.4.6.1-1',
  'TS-0004/7.4.7.1-1',
  'TS-0004/7.5.1.1-1',
  'TS-0004/7.5.2-1',
  'TS-0004/8.2.1-1',
  'TS-0004/8.4.2-1',
  'TS-0004/8.4.2-2',
  'TS-0004/8.4.3-1',
])

/** What a behaviour of a reading leads to at a row; a behaviour that passes leads to nothing. */
export function consequenceOf<Id extends ReadingId>(
  reading: Id,
  behaviour: BehaviourOf<Id>,
  row: RequirementId,
): Consequence | undefined {
  const behaviours: Readonly<Record<string, Behaviour>> = readings[reading].behaviours
  const verdict = behaviours[behaviour]?.verdict
  return verdict === 'fail' || verdict === 'warn' || verdict === 'noted' ? { row, verdict } : undefined
}

const untold: Rule = () => undefined
const at =
  (row: RequirementId, verdict: Consequence['verdict']): Rule =>
  () => ({ row, verdict })
const response =
  (behaviour: BehaviourOf<'response-members'>): Rule =>
  () =>
    consequenceOf('response-members', behaviour, members)
const xml =
  (behaviour: BehaviourOf<'primitive-in-xml'>): Rule =>
  () =>
    consequenceOf('primitive-in-xml', behaviour, members)
const cbor =
  (behaviour: BehaviourOf<'primitive-in-cbor'>): Rule =>
  () =>
    consequenceOf('primitive-in-cbor', behaviour, members)
const version =
  (behaviour: 'present' | 'missing'): Rule =>
  (edition) =>
    consequenceOf(readingsByEdition['response-release-version'][edition], behaviour, members)
const wrapping =
  (behaviour: 'wrapped' | 'bare'): Rule =>
  (edition) =>
    consequenceOf(readingsByEdition['json-wrapper'][edition], behaviour, release)

/**
 * What each finding on a primitive of the SUT leads to, by the readings on 6.2.2.9-6 and 6.2.2.9-7 where these speak of
 * it. Where the finding names a row of its own, that row is taken.
 */
const rules: Readonly<Record<PrimitiveFindingCode, Rule>> = {
  // A message that cannot be read is told as such.
  empty: untold,
  syntax: untold,
  'too-deep': untold,
  'too-large': untold,
  'not-an-object': untold,
  'wrong-root': untold,
  'document-type': untold,
  // The receiver of the frames tells it (RFC 6455 5.6).
  'invalid-utf8': untold,
  'byte-order-mark': at('TS-0004/8.4.2-1', 'fail'),
  'duplicate-member': at('TS-0004/8.4.2-1', 'fail'),
  'lone-surrogate': at('TS-0004/8.4.2-1', 'noted'),
  'integer-with-fraction': response('integer-as-decimal'),
  'unsafe-integer': at(members, 'noted'),
  'negative-zero': at(members, 'noted'),
  'number-out-of-range': at(members, 'noted'),
  'beside-wrapper': at(release, 'fail'),
  'trailing-octets': cbor('superfluous-octets'),
  'byte-string': cbor('byte-strings'),
  'key-not-text': cbor('other-types'),
  tag: cbor('tags'),
  'simple-value': cbor('other-types'),
  'wrong-encoding': xml('another-encoding'),
  'wrong-namespace': xml('wrong-namespace'),
  'element-order': xml('elements-out-of-order'),
  'attribute-or-element': xml('attribute-for-element'),
  'unknown-attribute': xml('unknown-attributes'),
  'stray-text': xml('text-among-elements'),
  'more-findings': untold,
  'not-a-response': untold,
  'not-a-request': untold,
  'op-and-rsc': at('TS-0004/8.4.3-1', 'fail'),
  'rsc-missing': response('mandatory-missing'),
  'rsc-wrong-type': response('wrong-type'),
  'rsc-unlisted': at(members, 'noted'),
  'rqi-missing': response('mandatory-missing'),
  'rqi-wrong-type': response('wrong-type'),
  'rqi-foreign': response('foreign-identifier'),
  'rvi-missing': version('missing'),
  'rvi-unexpected': version('present'),
  'rvi-wrong-type': at(members, 'fail'),
  'rvi-unlisted': at(members, 'noted'),
  wrapped: wrapping('wrapped'),
  'not-wrapped': wrapping('bare'),
  'wrapper-mismatch': at(release, 'fail'),
  'content-members': at('TS-0004/7.5.2-1', 'fail'),
  'unknown-member': response('unknown-members'),
  'long-name': at('TS-0004/8.2.1-1', 'fail'),
  'missing-member': at(members, 'fail'),
  'not-allowed': at(members, 'fail'),
  'wrong-type': at('TS-0004/8.4.2-2', 'fail'),
  'bad-value': at(members, 'fail'),
}

/** What holds for one serialization instead: nobody else looks at the strings of a binary message. */
const ownRules: Readonly<Record<Serialization, Partial<typeof rules>>> = {
  json: {},
  xml: { 'duplicate-member': xml('element-repeated') },
  cbor: { 'invalid-utf8': cbor('other-types'), 'duplicate-member': cbor('other-types') },
}

/** Rows of TS-0004 8.4, on JSON; what they say of structure and types counts at 6.2.2.9-7 for XML and CBOR. */
const rowsOnJson = /^TS-0004\/8\.4\./

/** Findings on rsc, rqi and rvi of a response count at 6.2.2.9-7, whatever row of TS-0004 says the same. */
const readByTs0020 = /^r(sc|qi|vi)-/

/** A finding, and the primitive it was made on. */
export interface Found {
  readonly code: PrimitiveFindingCode
  readonly row?: RequirementId
  readonly kind: 'request' | 'response'
  readonly serialization: Serialization
  readonly edition: Edition
}

/** What a finding on a primitive of the SUT leads to, always at one of {@link watchedRows}; undefined: to nothing here. */
export function consequence({ code, row, kind, serialization, edition }: Found): Consequence | undefined {
  const usual = (ownRules[serialization][code] ?? rules[code])(edition)
  if (usual === undefined) return undefined
  const byReading = kind === 'response' && readByTs0020.test(code)
  const named = byReading ? usual.row : (row ?? usual.row)
  const counted = watchedRows.has(named) && (serialization === 'json' || !rowsOnJson.test(named))
  return { row: counted ? named : members, verdict: usual.verdict }
}
