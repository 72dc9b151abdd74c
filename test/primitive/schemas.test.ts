import { expect } from 'chai'
import {
  operation,
  unknownMembers,
  validatedResources,
  validateNotification,
  validateRequest,
  validateResource,
  validateResponse,
  without,
  type ResourceUse,
  type SchemaFinding,
  type ValidatedResource,
  type Value,
  type ValueObject,
} from '../../lib/primitive/index.js'
import { primitiveSchemas, schemaSources } from '../../lib/primitive/schemas.js'
import { editions, type Edition } from '../../lib/spec/types.js'

const brief = (findings: readonly SchemaFinding[]): readonly string[] =>
  findings.map(({ code, path }) => `${code} ${path}`)

const universal = { ri: 'id', rn: 'name', pi: 'parent', ct: '20240101T000000', lt: '20240101T000000' }
const usual = { ...universal, et: '20990101T000000' }
const rules = { acr: [{ acor: ['all'], acop: 63 }] }

/** A complete representation of each type, as short as it can be; right in every edition. */
const complete: Readonly<Record<ValidatedResource, ValueObject>> = {
  CSEBase: { ...universal, pi: '', ty: 5, csi: '/cse', srt: [1, 2, 3], poa: ['ws://127.0.0.1:8180'] },
  AE: { ...usual, ty: 2, api: 'Napp', aei: 'Cae', rr: true },
  container: { ...usual, ty: 3, st: 0, cni: 0, cbs: 0 },
  contentInstance: { ...usual, ty: 4, st: 0, cs: 2, con: '21' },
  subscription: { ...usual, ty: 23, nu: ['Cae'], nct: 1 },
  request: {
    ...usual,
    ty: 17,
    op: 2,
    tg: 'cse',
    org: 'Cae',
    rid: 'r1',
    mi: { rvi: '3' },
    rs: 1,
    ors: { rsc: 2000, rqi: 'r1' },
    st: 0,
  },
  remoteCSE: { ...usual, ty: 16, cb: '/other/base', csi: '/other', rr: true },
  accessControlPolicy: { ...usual, ty: 1, pv: rules, pvs: rules },
  group: { ...usual, ty: 9, mt: 3, cnm: 1, mnm: 5, mid: ['cse/ae/cnt'], mtv: true, csy: 1 },
  schedule: { ...usual, ty: 18, se: { sce: ['0 0 * * * * *'] } },
  node: { ...usual, ty: 14, ni: 'node-7' },
  pollingChannel: { ...usual, ty: 15 },
}

/** Attributes among these that some editions can do without. */
const notEverywhere: Partial<Readonly<Record<ValidatedResource, readonly string[]>>> = {
  request: ['st'],
  group: ['mtv'],
}

/** What a request that creates such a resource carries; right in every edition except where `srv` is not known. */
const creation: Partial<Readonly<Record<ValidatedResource, ValueObject>>> = {
  AE: { rn: 'name', api: 'Napp', rr: true, srv: ['3'] },
  container: { rn: 'name', mni: 5, cr: null },
  contentInstance: { con: { any: ['value', 1.5, null] }, cnf: 'application/json:0' },
  subscription: { nu: ['Cae'], enc: { net: [3] }, nct: 1, cr: null },
  remoteCSE: { cb: '/other/base', rr: true, srv: ['3'] },
  accessControlPolicy: { pv: rules, pvs: rules },
  group: { mnm: 5, mid: [], mt: 3, csy: 2, gn: 'lamps', cr: null },
  schedule: { se: { sce: ['* * 8-17 * * 1-5 *'] }, nco: true },
  node: { ni: 'node-7', hcl: '/cse', hael: ['Cae'] },
  pollingChannel: { rn: 'name', lbl: ['one'] },
}

/** Types whose creator the originator asks for by a null. */
const withCreator: readonly ValidatedResource[] = ['container', 'contentInstance', 'subscription', 'group']

describe('schemas of resources', () => {
  for (const type of validatedResources) {
    describe(`<${type}>`, () => {
      const whole = complete[type]

      it('accepts a complete representation in every edition', () => {
        for (const edition of editions) {
          expect(validateResource(type, whole, edition, 'response'), edition).to.deep.equal([])
          expect(unknownMembers(whole, edition, type), edition).to.deep.equal([])
        }
      })

      it('misses each mandatory attribute', () => {
        const optional = notEverywhere[type] ?? []
        for (const name of Object.keys(whole).filter((key) => !optional.includes(key))) {
          const found = brief(validateResource(type, without(whole, name), 'R3', 'response'))
          expect(found, name).to.deep.equal([`missing-member /${name}`])
        }
      })

      it('accepts a part of it where a part is due', () => {
        expect(validateResource(type, { ri: 'id' }, 'R3', 'partial')).to.deep.equal([])
      })

      it('finds attributes of the wrong type', () => {
        for (const name of Object.keys(whole).filter((key) => key !== 'con')) {
          const found = brief(
            validateResource(type, { ...whole, [name]: { wrong: 'type' } }, 'R3', 'response'),
          )
          const deeper = name === 'mi' || name === 'ors' || name === 'pv' || name === 'pvs' || name === 'se'
          if (!deeper) expect(found, name).to.deep.equal([`wrong-type /${name}`])
        }
      })

      it('knows no other attributes', () => {
        const found = unknownMembers({ ...whole, foo: 1, resourceID: 'x' }, 'R3', type)
        expect(brief(found)).to.deep.equal(['unknown-member /foo', 'long-name /resourceID'])
        expect(validateResource(type, { ...whole, foo: 1 }, 'R3', 'response')).to.deep.equal([])
      })

      it('is no list', () => {
        expect(brief(validateResource(type, [], 'R3', 'partial'))).to.deep.equal(['wrong-type '])
      })
    })
  }

  describe('creation', () => {
    for (const [type, attributes] of Object.entries(creation) as [ValidatedResource, ValueObject][]) {
      it(`of <${type}> is accepted, but not with what only the CSE sets`, () => {
        expect(unknownMembers(attributes, 'R3', type)).to.deep.equal([])
        expect(validateResource(type, attributes, 'R3', 'create')).to.deep.equal([])
        const found = validateResource(
          type,
          { ...attributes, ty: complete[type]['ty'] ?? 0, ri: 'id', cr: 'Cae' },
          'R3',
          'create',
        )
        const creator = withCreator.includes(type) ? ['wrong-type /cr'] : []
        expect(brief(found)).to.have.members(['not-allowed /ty', 'not-allowed /ri', ...creator])
      })
    }

    it('of <CSEBase> and <request> does not exist', () => {
      expect(brief(validateResource('CSEBase', {}, 'R3', 'create'))).to.deep.equal(['not-allowed '])
      expect(brief(validateResource('request', {}, 'R3', 'create'))).to.deep.equal(['not-allowed '])
    })
  })

  describe('by use and edition', () => {
    const rejected: readonly (readonly [
      ValidatedResource,
      ResourceUse,
      readonly Edition[],
      ValueObject,
      readonly string[],
    ])[] = [
      ['AE', 'create', ['R3'], { api: 'Napp', rr: true }, ['missing-member /srv']],
      ['AE', 'create', ['R2.0', 'R2A', 'R3'], { api: 'Napp', srv: ['3'] }, ['missing-member /rr']],
      ['AE', 'create', ['R3'], { api: 'a56', rr: true, srv: ['3'] }, ['bad-value /api']],
      ['AE', 'create', ['R3'], { api: 'Napp', rr: true, srv: [3] }, ['wrong-type /srv/0']],
      ['AE', 'create', ['R2A'], { api: 'Napp', rr: 'true' }, ['wrong-type /rr']],
      ['AE', 'create', ['R3'], { api: 'Napp', rr: null, srv: ['3'] }, ['wrong-type /rr']],
      ['AE', 'create', ['R3'], { rn: '_x', api: 'Napp', rr: true, srv: ['3'] }, ['bad-value /rn']],
      ['AE', 'create', ['R2.0'], { rn: '1x', api: 'Napp', rr: true }, ['bad-value /rn']],
      ['AE', 'update', ['R2.0', 'R2A', 'R3'], { api: 'Nother' }, ['not-allowed /api']],
      ['AE', 'update', ['R2.0', 'R2A', 'R3'], { rr: null }, ['bad-value /rr']],
      ['AE', 'update', ['R3'], { poa: ['nowhere'] }, ['bad-value /poa/0']],
      ['AE', 'partial', ['R2.0', 'R3'], { lbl: [] }, ['bad-value /lbl']],
      ['AE', 'partial', ['R3'], { aa: ['two words'] }, ['bad-value /aa/0']],
      ['CSEBase', 'partial', ['R3'], { srt: ['2'] }, ['wrong-type /srt/0']],
      ['CSEBase', 'partial', ['R2.0', 'R3'], { ty: 3 }, ['bad-value /ty']],
      ['CSEBase', 'partial', ['R3'], { cst: 4 }, ['bad-value /cst']],
      ['remoteCSE', 'create', ['R3'], { cb: '/a/b', rr: true }, ['missing-member /srv']],
      ['remoteCSE', 'update', ['R2A'], { cb: '/a/b', csi: '/a' }, ['not-allowed /cb', 'not-allowed /csi']],
      ['container', 'create', ['R2A'], { mni: -1 }, ['bad-value /mni']],
      ['container', 'create', ['R2A'], { mni: '5' }, ['wrong-type /mni']],
      ['container', 'create', ['R2A'], { cni: 0 }, ['not-allowed /cni']],
      ['container', 'partial', ['R3'], { et: '2024-01-01T00:00:00Z' }, ['bad-value /et']],
      ['container', 'response', ['R3'], { ...complete.container, et: null }, ['wrong-type /et']],
      ['contentInstance', 'update', ['R2.0', 'R2A', 'R3'], { lbl: ['a'] }, ['not-allowed ']],
      ['contentInstance', 'create', ['R2A'], { cs: 4, con: 'text' }, ['not-allowed /cs']],
      ['contentInstance', 'create', ['R2A'], { con: 'text', cnf: 'text' }, ['bad-value /cnf']],
      ['subscription', 'create', ['R2A'], { nu: [] }, ['bad-value /nu']],
      ['subscription', 'create', ['R2A'], { nu: 'Cae' }, ['wrong-type /nu']],
      ['subscription', 'create', ['R3'], { nu: ['Cae'], enc: { net: [11] } }, ['bad-value /enc/net/0']],
      ['subscription', 'create', ['R3'], { nu: ['Cae'], enc: { om: [1] } }, ['wrong-type /enc/om/0']],
      [
        'subscription',
        'create',
        ['R2.0'],
        { nu: ['Cae'], enc: { om: [{ ops: 1 }] } },
        ['wrong-type /enc/om/0'],
      ],
      ['subscription', 'create', ['R2.0'], { nu: ['Cae'], bn: { num: 3 } }, ['missing-member /bn/dur']],
      ['subscription', 'create', ['R3'], { nu: ['Cae'], rl: { mnn: 3 } }, ['missing-member /rl/tww']],
      ['subscription', 'update', ['R3'], { su: 'Cae', psn: 1 }, ['not-allowed /su', 'not-allowed /psn']],
      ['subscription', 'partial', ['R3'], { nec: 50 }, ['bad-value /nec']],
      ['request', 'response', ['R2.0'], without(complete.request, 'st'), ['missing-member /st']],
      ['request', 'partial', ['R3'], { mi: { op: 1, rvi: '3' } }, ['not-allowed /mi/op']],
      ['request', 'partial', ['R3'], { mi: {} }, ['missing-member /mi/rvi']],
      ['request', 'partial', ['R2.0', 'R2A'], { mi: {} }, []],
      ['contentInstance', 'partial', ['R2.0', 'R3'], { cnf: 'text/plain; charset=utf-8:0' }, []],
      [
        'subscription',
        'partial',
        ['R3'],
        { enc: { net: [8], md: { num: 0, dur: 'PT1S' } } },
        ['bad-value /enc/md/num'],
      ],
      ['request', 'partial', ['R3'], { ors: { rqi: 'a' } }, ['missing-member /ors/rsc']],
      ['request', 'partial', ['R3'], { rs: 6 }, ['bad-value /rs']],
      ['request', 'update', ['R3'], { rs: 1 }, ['not-allowed /rs']],
      ['accessControlPolicy', 'create', ['R3'], { pv: rules, pvs: { acr: [] } }, ['bad-value /pvs/acr']],
      [
        'accessControlPolicy',
        'create',
        ['R3'],
        { pv: { acr: [{ acor: ['all'], acop: 64 }] }, pvs: rules },
        ['bad-value /pv/acr/0/acop'],
      ],
      [
        'accessControlPolicy',
        'create',
        ['R3'],
        { pv: { acr: [{ acop: 1 }] }, pvs: rules },
        ['missing-member /pv/acr/0/acor'],
      ],
      [
        'accessControlPolicy',
        'response',
        ['R3'],
        without(complete.accessControlPolicy, 'pvs'),
        ['missing-member /pvs'],
      ],
      [
        'accessControlPolicy',
        'update',
        ['R2.0', 'R3'],
        { rn: 'other', pv: null },
        ['not-allowed /rn', 'bad-value /pv'],
      ],
      ['remoteCSE', 'create', ['R2.0', 'R2A'], { rr: true }, ['missing-member /cb']],
      [
        'remoteCSE',
        'create',
        ['R3'],
        { cb: '/a//b', csi: 'a', rr: true, srv: ['3'] },
        ['bad-value /cb', 'bad-value /csi'],
      ],
      ['remoteCSE', 'response', ['R2A'], without(complete.remoteCSE, 'csi'), ['missing-member /csi']],
      ['CSEBase', 'partial', ['R2.0', 'R3'], { csi: 'id-in' }, ['bad-value /csi']],
      ['AE', 'partial', ['R2.0', 'R3'], { ri: 'C1/' }, ['bad-value /ri']],
      ['request', 'partial', ['R3'], { tg: 'cse//ae' }, ['bad-value /tg']],
      ['group', 'create', ['R2.0', 'R2A', 'R3'], { mid: [] }, ['missing-member /mnm']],
      ['group', 'create', ['R3'], { mnm: 0, mid: ['a'], cnm: 1 }, ['bad-value /mnm', 'not-allowed /cnm']],
      [
        'group',
        'update',
        ['R3'],
        { mt: 3, csy: 1, mid: null },
        ['not-allowed /mt', 'not-allowed /csy', 'bad-value /mid'],
      ],
      ['group', 'partial', ['R3'], { mid: 'a b', csy: 4 }, ['wrong-type /mid', 'bad-value /csy']],
      ['group', 'response', ['R2.0'], without(complete.group, 'mtv'), ['missing-member /mtv']],
      ['group', 'response', ['R2.0', 'R2A'], without(complete.group, 'csy'), []],
      ['schedule', 'create', ['R2.0', 'R2A', 'R3'], {}, ['missing-member /se']],
      ['schedule', 'create', ['R3'], { se: { sce: [] } }, ['bad-value /se/sce']],
      ['schedule', 'create', ['R3'], { se: { sce: ['daily'] } }, ['bad-value /se/sce/0']],
      ['schedule', 'update', ['R3'], { se: null }, ['bad-value /se']],
      ['node', 'create', ['R3'], { rms: true }, ['missing-member /ni', 'not-allowed /rms']],
      ['node', 'update', ['R3'], { ni: 'two  spaces', nid: 'x' }, ['bad-value /ni', 'not-allowed /nid']],
      ['pollingChannel', 'create', ['R3'], { ri: 'pch' }, ['not-allowed /ri']],
    ]
    for (const [type, use, inEditions, attributes, expected] of rejected) {
      for (const edition of inEditions) {
        const outcome = expected.length === 0 ? 'accepted' : expected.join(', ')
        it(`<${type}> ${use} in ${edition}, ${Object.keys(attributes).join(' ')}: ${outcome}`, () => {
          expect(brief(validateResource(type, attributes, edition, use))).to.have.members(expected)
        })
      }
    }

    it('accepts what changed between the releases in its own', () => {
      const old = { nu: ['Cae'], enc: { om: [1], atr: [{ nm: 'a', val: 1 }] }, rl: { mnn: 1 } }
      const current = { nu: ['Cae'], enc: { om: [{ ops: 1 }], atr: ['a'], fo: 1 }, bn: { num: 1 } }
      expect(validateResource('subscription', old, 'R2.0', 'create')).to.deep.equal([])
      expect(validateResource('subscription', current, 'R3', 'create')).to.deep.equal([])
      for (const attributes of [old, current]) {
        expect(validateResource('subscription', attributes, 'R2A', 'create')).to.deep.equal([])
      }
    })

    it('deletes optional attributes by null', () => {
      expect(validateResource('AE', { lbl: null, poa: null }, 'R3', 'update')).to.deep.equal([])
      expect(validateResource('AE', { lbl: null }, 'R3', 'partial')).to.deep.equal([])
    })

    it('tells attributes of Release 3 from those that nobody knows', () => {
      expect(unknownMembers({ srv: ['3'] }, 'R2.0', 'AE').map(({ message }) => message)).to.deep.equal([
        'the member "srv" is known from Release 3 on, not in R2.0',
      ])
      expect(unknownMembers({ srv: ['3'] }, 'R2A', 'AE')).to.deep.equal([])
      for (const [type, attributes] of [
        ['group', { ssi: true, nar: { num: 2 }, spty: {} }],
        ['schedule', { nco: true }],
        ['node', { hael: ['Cae'], mgca: 'x' }],
      ] as const) {
        const later = Object.keys(attributes).map((name) => `unknown-member /${name}`)
        expect(brief(unknownMembers(attributes, 'R2.0', type))).to.deep.equal(later)
        expect(unknownMembers(attributes, 'R3', type)).to.deep.equal([])
      }
    })

    it('looks into child resources, and lets other namespaces be', () => {
      const parent = { 'm2m:cin': [{ cs: '4' }, { foo: 1 }], 'hd:light': [{ any: 1 }] }
      expect(brief(validateResource('container', parent, 'R3', 'partial'))).to.deep.equal([
        'wrong-type /m2m:cin/0/cs',
      ])
      expect(brief(unknownMembers(parent, 'R3', 'container'))).to.deep.equal([
        'unknown-member /m2m:cin/1/foo',
      ])
    })
  })
})

describe('schema of response primitives', () => {
  it('accepts a response of the edition', () => {
    expect(validateResponse({ rsc: 2000, rqi: 'a' }, 'R2.0')).to.deep.equal([])
    expect(validateResponse({ rsc: 2000, rqi: 'a' }, 'R2A')).to.deep.equal([])
    expect(
      validateResponse({ rsc: 2000, rqi: 'a', rvi: '3', to: 'Cae', fr: '/cse', ot: '20240101T000000' }, 'R3'),
    ).to.deep.equal([])
  })

  const rejected: readonly (readonly [Edition, Value, readonly string[]])[] = [
    ['R3', { rsc: 2000, rqi: 'a' }, ['missing-member /rvi']],
    ['R3', { rsc: 2000, rqi: 'a', rvi: 3 }, ['wrong-type /rvi']],
    ['R2A', {}, ['missing-member /rsc', 'missing-member /rqi']],
    ['R2A', { rsc: '2000', rqi: 1 }, ['wrong-type /rsc', 'wrong-type /rqi']],
    ['R2A', { rsc: 200, rqi: 'a' }, ['bad-value /rsc']],
    ['R2A', { rsc: 2000, rqi: 'a  b' }, ['bad-value /rqi']],
    ['R2A', { rsc: 2000, rqi: 'a', pc: {} }, ['content-members /pc']],
    ['R2A', { rsc: 2000, rqi: 'a', pc: { 'm2m:ae': {}, 'm2m:cnt': {} } }, ['content-members /pc']],
    ['R2A', { rsc: 2000, rqi: 'a', pc: { ae: {} } }, ['content-members /pc/ae']],
    ['R2A', { rsc: 2000, rqi: 'a', pc: 'text' }, ['wrong-type /pc']],
    ['R2A', { rsc: 2000, rqi: 'a', pc: { 'm2m:uri': 7 } }, ['wrong-type /pc/m2m:uri']],
    ['R2A', { rsc: 2000, rqi: 'a', pc: { 'm2m:uril': 'a b' } }, ['wrong-type /pc/m2m:uril']],
    ['R2A', { rsc: 2000, rqi: 'a', pc: { 'm2m:ae': { rr: 'yes' } } }, ['wrong-type /pc/m2m:ae/rr']],
    [
      'R2A',
      { rsc: 2001, rqi: 'a', pc: { 'm2m:rce': { 'm2m:ae': { rr: 1 }, uri: 'x' } } },
      ['wrong-type /pc/m2m:rce/m2m:ae/rr'],
    ],
    [
      'R2A',
      { rsc: 2000, rqi: 'a', pc: { 'm2m:agr': { 'm2m:rsp': [{ rsc: 2000 }] } } },
      ['missing-member /pc/m2m:agr/m2m:rsp/0/rqi'],
    ],
    ['R2A', { rsc: 4004, rqi: 'a', cnst: 1 }, ['not-allowed /cnst']],
    ['R2A', { rsc: 1001, rqi: 'a', cnot: 1 }, ['not-allowed /cnot']],
    ['R2A', 'text', ['wrong-type ']],
  ]
  for (const [edition, value, expected] of rejected) {
    it(`rejects ${JSON.stringify(value)} in ${edition}`, () => {
      expect(brief(validateResponse(value, edition))).to.have.members(expected)
    })
  }

  it('asks for content in answer to a retrieval only', () => {
    const value = { rsc: 2000, rqi: 'a' }
    expect(brief(validateResponse(value, 'R2A', operation.retrieve))).to.deep.equal(['missing-member /pc'])
    expect(validateResponse(value, 'R2A', operation.notify)).to.deep.equal([])
    expect(validateResponse({ ...value, rsc: 4004 }, 'R2A', operation.retrieve)).to.deep.equal([])
    expect(brief(validateResponse({ ...value, cnst: 1 }, 'R2A', operation.update))).to.deep.equal([
      'not-allowed /cnst',
    ])
  })

  it('names the row of the catalogue', () => {
    const [found] = validateResponse({ rsc: 2000, rqi: 'a' }, 'R3')
    expect(found).to.include({ row: 'TS-0004/7.2.1.2-3', keyword: 'required', message: 'rvi is missing' })
  })

  it('lists members that TS-0004 does not know', () => {
    expect(
      brief(unknownMembers({ rsc: 2000, rqi: 'a', extra: 1, responseStatusCode: 1 }, 'R2A')),
    ).to.deep.equal(['unknown-member /extra', 'long-name /responseStatusCode'])
    expect(brief(unknownMembers({ rsc: 2000, rqi: 'a', rvi: '2a' }, 'R2.0'))).to.deep.equal([
      'unknown-member /rvi',
    ])
  })
})

describe('schema of request primitives', () => {
  const notify = {
    op: 5,
    to: 'Cae',
    fr: '/cse',
    rqi: 'n',
    rvi: '3',
    pc: { 'm2m:sgn': { sur: '/cse/s', nev: { net: 3, rep: { 'm2m:cin': { con: 1 } } } } },
  }
  const create = { op: 1, to: '-', fr: 'Cae', rqi: 'n', rvi: '3', ty: 3, pc: { 'm2m:cnt': {} } }

  it('accepts requests of the edition', () => {
    for (const value of [notify, create]) {
      expect(validateRequest(value, 'R3')).to.deep.equal([])
      expect(validateRequest(without(value, 'rvi'), 'R2.0')).to.deep.equal([])
    }
  })

  const rejected: readonly (readonly [Edition, ValueObject, readonly string[]])[] = [
    ['R3', without(notify, 'rvi'), ['missing-member /rvi']],
    ['R2A', without(notify, 'rvi'), ['missing-member /rvi']],
    ['R3', without(notify, 'to', 'rqi'), ['missing-member /to', 'missing-member /rqi']],
    ['R3', without(notify, 'fr'), ['missing-member /fr']],
    ['R3', without(notify, 'pc'), ['missing-member /pc']],
    ['R3', { ...notify, rcn: 1, ty: 3 }, ['not-allowed /rcn', 'not-allowed /ty']],
    ['R3', { ...notify, op: 6 }, ['bad-value /op']],
    ['R3', { ...notify, op: '5' }, ['wrong-type /op']],
    ['R3', { ...notify, rqet: 'tomorrow' }, ['bad-value /rqet']],
    ['R3', { ...notify, ec: 50 }, ['bad-value /ec']],
    ['R3', without(create, 'ty'), ['missing-member /ty']],
    ['R3', { ...create, fc: { lim: 1 } }, ['not-allowed /fc']],
    ['R3', { ...create, rt: { nu: ['Cae'] } }, ['missing-member /rt/rtv']],
    ['R3', { ...create, pc: { 'm2m:cnt': { mni: 'x' } } }, ['wrong-type /pc/m2m:cnt/mni']],
    ['R3', { op: 4, to: '-', fr: 'Cae', rqi: 'n', rvi: '3', pc: { 'm2m:cnt': {} } }, ['not-allowed /pc']],
  ]
  for (const [edition, value, expected] of rejected) {
    it(`rejects ${JSON.stringify(value)} in ${edition}`, () => {
      expect(brief(validateRequest(value, edition))).to.have.members(expected)
    })
  }

  it('needs no originator where an AE registers', () => {
    const value = { op: 1, to: '-', rqi: 'n', rvi: '3', ty: 2, pc: { 'm2m:ae': {} } }
    expect(validateRequest(value, 'R3')).to.deep.equal([])
  })
})

describe('schema of notifications', () => {
  it('accepts events, verifications and deletions', () => {
    for (const edition of editions) {
      expect(
        validateNotification({ sur: '/cse/s', nev: { net: 3, rep: { 'm2m:cin': { con: 1 } } } }, edition),
      ).to.deep.equal([])
      expect(validateNotification({ sur: '/cse/s', vrq: true, cr: 'Cae' }, edition)).to.deep.equal([])
      expect(validateNotification({ sur: '/cse/s', sud: true }, edition)).to.deep.equal([])
    }
  })

  const rejected: readonly (readonly [Edition, Value, readonly string[]])[] = [
    ['R3', { vrq: true }, ['missing-member /sur']],
    ['R2A', { vrq: true }, ['missing-member /sur']],
    ['R2.0', { vrq: 'true' }, ['wrong-type /vrq']],
    ['R3', { sur: 's', nev: { rep: { 'm2m:uri': 'x' } } }, ['missing-member /nev/net']],
    ['R3', { sur: 's', nev: { net: 3, rep: {} } }, ['content-members /nev/rep']],
    ['R3', { sur: 's', nev: { net: '3' } }, ['wrong-type /nev/net']],
    [
      'R3',
      { sur: 's', nev: { net: 3, rep: { 'm2m:cin': { cs: 'x' } } } },
      ['wrong-type /nev/rep/m2m:cin/cs'],
    ],
    ['R3', [], ['wrong-type ']],
  ]
  for (const [edition, value, expected] of rejected) {
    it(`rejects ${JSON.stringify(value)} in ${edition}`, () => {
      expect(brief(validateNotification(value, edition))).to.have.members(expected)
    })
  }

  it('lets R2.0 leave out what only its text demands', () => {
    expect(validateNotification({ vrq: true }, 'R2.0')).to.deep.equal([])
    expect(validateNotification({ nev: { rep: { 'm2m:cin': {} } } }, 'R2.0')).to.deep.equal([])
  })
})

describe('schema files', () => {
  it('refer to each other by their names only', () => {
    const references = JSON.stringify([...schemaSources().values()]).match(/"\$ref":"[^"]+"/g) ?? []
    expect(references).to.not.be.empty
    for (const reference of references) {
      expect(reference).to.match(/^"\$ref":"([a-zA-Z-]+\.schema\.json)?#\/\$defs\/[A-Za-z0-9.-]+"$/)
    }
    for (const name of primitiveSchemas)
      expect(schemaSources().get(name)?.['$id']).to.equal(`${name}.schema.json`)
  })

  it('take hostile values in their stride', () => {
    const long = `${'a '.repeat(50_000)} !`
    const many: Value = Array<Value>(100_000).fill('x')
    const startedAt = performance.now()
    validateResponse(
      {
        rsc: 2000,
        rqi: long,
        to: long,
        ot: long,
        pc: { 'm2m:ae': { lbl: [long], poa: [long], srv: [long], rn: long } },
      },
      'R3',
    )
    validateResponse({ rsc: 2000, rqi: 'a', pc: { 'm2m:cnt': { lbl: many, 'm2m:cin': many } } }, 'R3')
    validateResource('contentInstance', { cnf: long, et: '1'.repeat(100_000) }, 'R3', 'partial')
    expect(performance.now() - startedAt).to.be.below(2000)
  })
})
