import fc from 'fast-check'
import type { Value, ValueObject } from '../../lib/primitive/index.js'

/** Text that every serialization can carry: no control characters, no half surrogates. */
export const text = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .map((generated) => generated.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ''))

/** Entries of lists, and identifiers: XML separates entries by white space. */
export const token = fc.stringMatching(/^[A-Za-z0-9/._:~<&>"'-]{1,12}$/)

const integer = fc.maxSafeInteger()
const tokens = fc.array(token, { minLength: 1, maxLength: 4 })

const common = {
  rn: token,
  lbl: tokens,
  et: fc.constant('20991231T235959'),
  acpi: tokens,
}

const ruleSet = fc.record({
  acr: fc.array(
    fc.record(
      {
        acor: tokens,
        acop: integer,
        acco: fc.array(fc.record({ actw: tokens, acip: fc.record({ ipv4: tokens }) }), { minLength: 1 }),
        acaf: fc.boolean(),
      },
      { requiredKeys: ['acor', 'acop'] },
    ),
    { minLength: 1, maxLength: 3 },
  ),
})

const container = fc.record({ ...common, mni: integer, disr: fc.boolean(), or: token }, { requiredKeys: [] })
const instance = fc.record({ ...common, cnf: token, con: text, cs: integer }, { requiredKeys: ['con'] })
const subscription = fc.record(
  {
    ...common,
    nu: tokens,
    nct: integer,
    ln: fc.boolean(),
    enc: fc.record(
      {
        net: fc.array(integer, { minLength: 1, maxLength: 3 }),
        chty: fc.array(integer, { minLength: 1 }),
        om: fc.array(fc.record({ ops: integer, or: token }), { minLength: 1, maxLength: 2 }),
        atr: fc.oneof(tokens, fc.array(fc.record({ nm: token, val: text }), { minLength: 1 })),
      },
      { requiredKeys: ['net'] },
    ),
  },
  { requiredKeys: ['nu'] },
)

const content: fc.Arbitrary<ValueObject> = fc.oneof(
  fc.record({ 'm2m:cnt': container }),
  fc.record({ 'm2m:cin': instance }),
  fc.record({ 'm2m:sub': subscription }),
  fc.record({
    'm2m:acp': fc.record({ ...common, pv: ruleSet, pvs: ruleSet }, { requiredKeys: ['pv', 'pvs'] }),
  }),
  fc.record({ 'm2m:uri': token }),
  fc.record({ 'm2m:uril': fc.array(token, { maxLength: 4 }) }),
  fc.record({ 'm2m:atrl': tokens }),
  fc.record({ 'm2m:dbg': text }),
  fc.record({ 'm2m:rce': fc.record({ 'm2m:cnt': container, uri: token }) }),
  fc.record({
    'm2m:cnt': fc.record(
      {
        ...common,
        ch: fc.array(fc.record({ nm: token, typ: integer, val: token }), { minLength: 1 }),
        'm2m:cin': fc.array(instance, { minLength: 1 }),
      },
      { requiredKeys: ['rn'] },
    ),
  }),
  fc.record({
    'm2m:sgn': fc.record(
      {
        nev: fc.record({ rep: fc.record({ 'm2m:cin': instance }), net: integer }),
        sur: token,
        vrq: fc.boolean(),
      },
      { requiredKeys: ['sur'] },
    ),
  }),
)

const request = fc.record(
  {
    op: fc.integer({ min: 1, max: 5 }),
    to: token,
    fr: token,
    rqi: token,
    ty: integer,
    pc: content,
    rvi: fc.constantFrom('2a', '3'),
    rcn: integer,
    rqet: fc.constant('20991231T235959,123'),
    rset: integer,
    rt: fc.record({ rtv: integer, nu: fc.array(token, { maxLength: 3 }) }, { requiredKeys: ['rtv'] }),
    fc: fc.record(
      {
        lbl: tokens,
        ty: fc.array(integer, { minLength: 1 }),
        fu: integer,
        cty: tokens,
        fo: fc.oneof(integer, fc.boolean()),
      },
      { requiredKeys: ['fu'] },
    ),
    da: fc.boolean(),
  },
  { requiredKeys: ['op', 'to', 'rqi'] },
)

const response = fc.record(
  {
    rsc: integer,
    rqi: token,
    pc: content,
    rvi: fc.constant('3'),
    ot: fc.constant('20260101T000000'),
    cnot: integer,
  },
  { requiredKeys: ['rsc', 'rqi'] },
)

/** Primitives as the tester and the embedded CSE send them, with values of the right types. */
export const primitive: fc.Arbitrary<{ readonly wrap: 'request' | 'response'; readonly value: ValueObject }> =
  fc.oneof(
    request.map((value) => ({ wrap: 'request' as const, value: value })),
    response.map((value) => ({ wrap: 'response' as const, value: value })),
  )

/** The same value with ordinary objects, as JSON would bring it back. */
export function plain(value: Value): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown
}
