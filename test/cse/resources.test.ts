import { expect } from 'chai'
import type { CseHere } from '../../lib/cse/index.js'
import type { ValueObject } from '../../lib/primitive/types.js'
import { editions } from '../../lib/spec/types.js'
import { at, Bench, textAt, type Client } from './client.js'

for (const edition of editions) {
  describe(`cse: resources in ${edition}`, () => {
    const bench = new Bench()
    let cse: CseHere
    let ae: Client
    let admin: Client
    before(async () => {
      cse = await bench.cse({ edition })
      ae = await bench.client(cse, edition)
      admin = await bench.client(cse, edition)
      expect(await ae.register('C1')).to.include({ rsc: 2001 })
    })
    after(() => bench.clear())

    it('shows its point of access, its CSE-ID and what it supports in the CSEBase', async () => {
      const response = await ae.retrieve('C1', 'cse-in')
      const base = at(response, 'pc', 'm2m:cb')
      expect(response).to.include({ rsc: 2000 })
      expect(base).to.include({ rn: 'cse-in', ty: 5, pi: '', csi: '/id-in', cst: 1 })
      expect(at(base, 'poa')).to.deep.equal([`ws://127.0.0.1:${cse.port}`])
      expect(at(base, 'srt')).to.deep.equal([1, 2, 3, 4, 5, 16, 17, 23])
      expect(at(base, 'srv')).to.deep.equal({ 'R2.0': undefined, R2A: ['2a'], R3: ['2a', '3'] }[edition])
      expect(at(base, 'csz')).to.deep.equal(edition === 'R3' ? ['json', 'xml', 'cbor'] : undefined)
    })

    it('answers with the release version of the edition, and only where there is one', async () => {
      const response = await ae.retrieve('C1', 'cse-in')
      expect(response['rvi']).to.equal({ 'R2.0': undefined, R2A: '2a', R3: '3' }[edition])
    })

    it('creates, retrieves, updates and deletes a container', async () => {
      const created = await ae.create('C1', 'cse-in/ae-C1', 3, {
        'm2m:cnt': { rn: 'box', lbl: ['a'], mni: 2 },
      })
      const container = at(created, 'pc', 'm2m:cnt')
      expect(created).to.include({ rsc: 2001 })
      expect(container).to.include({ rn: 'box', ty: 3, pi: 'C1', st: 0, mni: 2, cni: 0, cbs: 0 })
      expect(container).to.include.all.keys('ri', 'ct', 'lt', 'et')
      expect(at(container, 'cr'), 'creator, which was not asked for').to.equal(undefined)
      expect(textAt(container, 'ct')).to.match(/^\d{8}T\d{6},\d{3}$/)

      const retrieved = await ae.retrieve('C1', 'cse-in/ae-C1/box')
      expect(retrieved).to.include({ rsc: 2000 })
      expect(retrieved['pc']).to.deep.equal(created['pc'])

      const updated = await ae.update('C1', 'cse-in/ae-C1/box', { 'm2m:cnt': { lbl: null, mni: 3 } })
      expect(updated).to.include({ rsc: 2004 })
      expect(at(updated, 'pc', 'm2m:cnt'))
        .to.include({ mni: 3, st: 1 })
        .and.not.have.property('lbl')

      const deleted = await ae.remove('C1', 'cse-in/ae-C1/box')
      expect(deleted).to.include({ rsc: 2002 }).and.not.have.property('pc')
      expect(await ae.retrieve('C1', 'cse-in/ae-C1/box')).to.include({ rsc: 4004 })
    })

    it('keeps the newest contentInstances within mni and mbs, and counts them', async () => {
      await ae.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { rn: 'log', mni: 2, mbs: 10 } })
      const put = (con: string): Promise<ValueObject> =>
        ae.create('C1', 'cse-in/ae-C1/log', 4, { 'm2m:cin': { con } })
      expect(await ae.retrieve('C1', 'cse-in/ae-C1/log/la')).to.include({ rsc: 4004 })
      await put('one')
      await put('two')
      const third = await put('züge')
      expect(at(third, 'pc', 'm2m:cin')).to.include({ ty: 4, con: 'züge', cs: 5, st: 3 })
      expect(at(await ae.retrieve('C1', 'cse-in/ae-C1/log'), 'pc', 'm2m:cnt')).to.include({ cni: 2, cbs: 8 })
      expect(at(await ae.retrieve('C1', 'cse-in/ae-C1/log/ol'), 'pc', 'm2m:cin', 'con')).to.equal('two')
      expect(at(await ae.retrieve('C1', 'cse-in/ae-C1/log/la'), 'pc', 'm2m:cin', 'con')).to.equal('züge')
      await put('sevenoc')
      expect(at(await ae.retrieve('C1', 'cse-in/ae-C1/log'), 'pc', 'm2m:cnt')).to.include({ cni: 1, cbs: 7 })
      expect(await put('x'.repeat(11))).to.include({ rsc: 5207 })
      expect(await ae.remove('C1', 'cse-in/ae-C1/log/la')).to.include({ rsc: 2002 })
      expect(at(await ae.retrieve('C1', 'cse-in/ae-C1/log'), 'pc', 'm2m:cnt')).to.include({ cni: 0, cbs: 0 })
    })

    it('gives content back as it came, whatever JSON it is', async () => {
      await ae.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { rn: 'any' } })
      const contents = ['', 'naïve \u0000 \u2028 😀 "\\', 12.5, -7, true, [], {}, { a: [null, { '': 'x' }] }]
      for (const con of contents) {
        await ae.create('C1', 'cse-in/ae-C1/any', 4, { 'm2m:cin': { con } })
        expect(at(await ae.retrieve('C1', 'cse-in/ae-C1/any/la'), 'pc', 'm2m:cin', 'con')).to.deep.equal(con)
      }
    })

    it('takes every form of address', async () => {
      const created = await ae.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { rn: 'forms' } })
      const id = textAt(created, 'pc', 'm2m:cnt', 'ri')
      await ae.create('C1', id, 4, { 'm2m:cin': { con: '1' } })
      for (const form of [
        id,
        'cse-in/ae-C1/forms',
        '-/ae-C1/forms',
        `/id-in/${id}`,
        '/id-in/cse-in/ae-C1/forms',
        '/id-in/-/ae-C1/forms',
        `//sp.example/id-in/${id}`,
        '//sp.example/id-in/cse-in/ae-C1/forms',
        '//sp.example/id-in/-/ae-C1/forms',
      ]) {
        expect(at(await ae.retrieve('C1', form), 'pc', 'm2m:cnt', 'ri'), form).to.equal(id)
      }
      for (const form of [`${id}/la`, 'cse-in/ae-C1/forms/ol', `/id-in/${id}/la`]) {
        expect(at(await ae.retrieve('C1', form), 'pc', 'm2m:cin', 'con'), form).to.equal('1')
      }
    })

    it('tells malformed addresses from those of nothing', async () => {
      for (const form of ['/id-in', '//sp.example/id-in', 'cse-in/', '/id-in//x', '/', '//', 'cse-in#', '']) {
        expect(await ae.retrieve('C1', form), form).to.include({ rsc: 4000 })
      }
      for (const form of [
        'nothing',
        'cse-in/nothing',
        '/id-in/nothing',
        '/other/cse-in',
        '//else.where/id-in/cse-in',
      ]) {
        expect(await ae.retrieve('C1', form), form).to.include({ rsc: 4004 })
      }
    })

    it('answers as much as rcn asks for', async () => {
      const create = (rn: string, rcn: number): Promise<ValueObject> =>
        ae.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { rn, mni: 5 } }, { rcn })
      expect(await create('rcn0', 0)).to.not.have.property('pc')
      expect((await create('rcn2', 2))['pc']).to.deep.equal({ 'm2m:uri': 'cse-in/ae-C1/rcn2' })
      const third = await create('rcn3', 3)
      expect(at(third, 'pc', 'm2m:rce', 'uri')).to.equal('cse-in/ae-C1/rcn3')
      expect(at(third, 'pc', 'm2m:rce', 'm2m:cnt')).to.include({ rn: 'rcn3' })

      await ae.create('C1', 'cse-in/ae-C1/rcn3', 4, { 'm2m:cin': { rn: 'x', con: 'X' } })
      const retrieve = async (rcn: number): Promise<ValueObject> =>
        ae.retrieve('C1', 'cse-in/ae-C1/rcn3', { rcn })
      expect(at(await retrieve(4), 'pc', 'm2m:cnt', 'm2m:cin', 0, 'con')).to.equal('X')
      expect(at(await retrieve(4), 'pc', 'm2m:cnt', 'rn')).to.equal('rcn3')
      expect(at(await retrieve(8), 'pc', 'm2m:cnt')).to.have.all.keys('m2m:cin')
      const reference = { nm: 'x', typ: 4, val: 'cse-in/ae-C1/rcn3/x' }
      expect(at(await retrieve(5), 'pc', 'm2m:cnt', 'ch')).to.deep.equal([reference])
      const list = edition === 'R3' ? 'rrf' : 'ch'
      expect((await retrieve(6))['pc']).to.deep.equal({ 'm2m:rrl': { [list]: [reference] } })

      expect(await ae.update('C1', 'cse-in/ae-C1/rcn3', { 'm2m:cnt': {} }, { rcn: 0 })).to.not.have.property(
        'pc',
      )
      expect(at(await ae.remove('C1', 'cse-in/ae-C1/rcn3', { rcn: 1 }), 'pc', 'm2m:cnt', 'rn')).to.equal(
        'rcn3',
      )
    })

    it('refuses an rcn that does not go with the operation', async () => {
      const content = { 'm2m:cnt': {} }
      for (const rcn of [4, 5, 6, 7, 8, 10, 42]) {
        expect(await ae.create('C1', 'cse-in/ae-C1', 3, content, { rcn }), `create ${rcn}`).to.include({
          rsc: 4000,
        })
      }
      for (const rcn of [0, 2, 3, 7, 9, 10]) {
        expect(await ae.retrieve('C1', 'cse-in/ae-C1', { rcn }), `retrieve ${rcn}`).to.include({ rsc: 4000 })
      }
      for (const rcn of [2, 3, 4, 8]) {
        expect(await ae.update('C1', 'C1', { 'm2m:ae': {} }, { rcn }), `update ${rcn}`).to.include({
          rsc: 4000,
        })
      }
      for (const rcn of [2, 3, 9])
        expect(await ae.remove('C1', 'C1', { rcn }), `delete ${rcn}`).to.include({ rsc: 4000 })
    })

    it('answers rcn 9 with what differs from the request, from Release 3 on', async () => {
      const created = await ae.create(
        'C1',
        'cse-in/ae-C1',
        3,
        { 'm2m:cnt': { rn: 'nine', mni: 4 } },
        { rcn: 9 },
      )
      if (edition !== 'R3') {
        expect(created).to.include({ rsc: 4000 })
        return
      }
      expect(at(created, 'pc', 'm2m:cnt'))
        .to.include({ cni: 0 })
        .and.not.have.any.keys('mni', 'rn')
      const updated = await ae.update('C1', 'cse-in/ae-C1/nine', { 'm2m:cnt': { mni: 6 } }, { rcn: 9 })
      expect(at(updated, 'pc', 'm2m:cnt')).to.have.all.keys('lt', 'st')
    })

    it('retrieves single attributes', async () => {
      await ae.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { rn: 'part', lbl: ['l'], mni: 5 } })
      expect((await ae.retrieve('C1', 'cse-in/ae-C1/part#lbl'))['pc']).to.deep.equal({
        'm2m:cnt': { lbl: ['l'] },
      })
      const listed = await ae.retrieve('C1', 'cse-in/ae-C1/part', { pc: { 'm2m:atrl': ['mni', 'rn'] } })
      expect(listed['pc']).to.deep.equal({ 'm2m:cnt': { mni: 5, rn: 'part' } })
      expect(await ae.retrieve('C1', 'cse-in/ae-C1/part#nope')).to.include({ rsc: 4000 })
    })

    it('discovers by type and label, within limits, what the originator may see', async () => {
      await ae.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { rn: 'find', lbl: ['needle'] } })
      await ae.create('C1', 'cse-in/ae-C1/find', 3, { 'm2m:cnt': { rn: 'deep', lbl: ['needle', 'x'] } })
      const find = async (fc: ValueObject, fr = 'C1', to = 'cse-in'): Promise<ValueObject> =>
        ae.retrieve(fr, to, { fc: { fu: 1, ...fc } })
      const both = ['cse-in/ae-C1/find', 'cse-in/ae-C1/find/deep']
      expect((await find({ lbl: ['needle'] }))['pc']).to.deep.equal({ 'm2m:uril': both })
      expect((await find({ lbl: ['needle'], lim: 1 }))['pc']).to.deep.equal({ 'm2m:uril': [both[0]] })
      expect((await find({ lbl: ['needle'], ofst: 2 }))['pc']).to.deep.equal({ 'm2m:uril': [both[1]] })
      expect((await find({ ty: [2] }))['pc']).to.deep.equal({ 'm2m:uril': ['cse-in/ae-C1'] })
      expect((await find({ ty: [9] }))['pc']).to.deep.equal({ 'm2m:uril': [] })
      const other = await bench.client(cse, edition)
      await other.register('C2')
      expect((await other.retrieve('C2', 'cse-in', { fc: { fu: 1, lbl: ['needle'] } }))['pc']).to.deep.equal({
        'm2m:uril': [],
      })
      expect(await find({ nonsense: 1 })).to.include({ rsc: 4000 })
    })

    it('refuses content that TS-0004 does not allow', async () => {
      const create = async (ty: number, content: ValueObject, to = 'cse-in/ae-C1'): Promise<unknown> =>
        (await ae.create('C1', to, ty, content))['rsc']
      expect(await create(3, { 'm2m:cnt': { unknown: 1 } }), 'unknown attribute').to.equal(4000)
      expect(await create(3, { 'm2m:cnt': { ri: 'x' } }), 'attribute not permitted').to.equal(4000)
      expect(await create(3, { 'm2m:cnt': { mni: '1' } }), 'wrong type').to.equal(4000)
      expect(await create(3, { 'm2m:cnt': { mni: -1 } }), 'out of range').to.equal(4000)
      expect(await create(3, { 'm2m:cnt': { cr: 'C1' } }), 'creator with a value').to.equal(4000)
      expect(await create(3, { 'm2m:cnt': { et: '20200101T000000' } }), 'expired').to.equal(4000)
      expect(await create(3, { 'm2m:cnt': { et: '20990231T000000' } }), 'no such day').to.equal(4000)
      expect(await create(3, { 'm2m:cnt': { rn: 'a/b' } }), 'name').to.equal(4000)
      expect(await create(3, { 'm2m:cnt': { rn: '_a' } }), 'name of Release 2').to.equal(
        edition === 'R3' ? 4000 : 2001,
      )
      expect(await create(3, { 'm2m:cnt': { at: ['/x'] } }), 'announcement').to.equal(5001)
      expect(await create(3, { 'm2m:cin': { con: 'x' } }), 'content of another type').to.equal(4000)
      expect(await create(3, { 'm2m:cnt': {}, 'm2m:cin': {} }), 'two members').to.equal(4000)
      expect(await create(3, {}), 'no member').to.equal(4000)
      expect(await create(9, { 'm2m:grp': { mnm: 1, mid: [] } }), 'type not hosted').to.equal(5001)
      expect(await create(99, { 'm2m:cnt': {} }), 'no such type').to.equal(4000)
      expect(await create(17, { 'm2m:req': {} }), 'request').to.equal(4005)
      expect(await create(4, { 'm2m:cin': { con: 'x' } }), 'no such child').to.equal(4108)
      expect(await create(3, { 'm2m:cnt': {} }, 'cse-in/nothing'), 'no such parent').to.equal(4004)
      await create(3, { 'm2m:cnt': { rn: 'twice' } })
      expect(await create(3, { 'm2m:cnt': { rn: 'twice' } }), 'name taken').to.equal(4105)
      expect(await create(3, { 'm2m:cnt': { rn: 'la' } }, 'cse-in/ae-C1/twice'), 'virtual name').to.equal(
        4105,
      )
      expect(await create(4, { 'm2m:cin': {} }, 'cse-in/ae-C1/twice'), 'mandatory attribute').to.equal(4000)
    })

    it('refuses operations that a resource does not take', async () => {
      await ae.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { rn: 'ops' } })
      await ae.create('C1', 'cse-in/ae-C1/ops', 4, { 'm2m:cin': { rn: 'x', con: 1 } })
      expect(await admin.remove('CAdmin', 'cse-in')).to.include({ rsc: 4005 })
      expect(await admin.update('CAdmin', 'cse-in', { 'm2m:cb': {} })).to.include({ rsc: 4005 })
      expect(await ae.update('C1', 'cse-in/ae-C1/ops/x', { 'm2m:cin': {} })).to.include({ rsc: 4005 })
      expect(await ae.update('C1', 'cse-in/ae-C1/ops/la', { 'm2m:cin': {} })).to.include({ rsc: 4005 })
      expect(await ae.request({ op: 5, to: 'cse-in/ae-C1/ops', fr: 'C1', pc: { 'm2m:sgn': {} } })).to.include(
        {
          rsc: 4005,
        },
      )
      await ae.update('C1', 'cse-in/ae-C1/ops', { 'm2m:cnt': { disr: true } })
      expect(await ae.retrieve('C1', 'cse-in/ae-C1/ops/x')).to.include({ rsc: 4005 })
      expect(await ae.retrieve('C1', 'cse-in/ae-C1/ops/la')).to.include({ rsc: 4005 })
      expect(await ae.remove('C1', 'cse-in/ae-C1/ops/x')).to.include({ rsc: 4005 })
    })

    it('refuses parameters that TS-0004 does not allow', async () => {
      const request = async (parameters: ValueObject): Promise<unknown> =>
        (await ae.request({ op: 2, to: 'cse-in', fr: 'C1', ...parameters }))['rsc']
      expect(await request({ op: 6 })).to.equal(4000)
      expect(await request({ op: '2' })).to.equal(4000)
      expect(await request({ to: 5 })).to.equal(4000)
      expect(await request({ ty: 5 })).to.equal(4000)
      expect(await request({ unknown: 1 })).to.equal(4000)
      expect(await request({ rt: 1 })).to.equal(4000)
      expect(await request({ rt: { rtv: 6 } })).to.equal(4000)
      expect(await request({ rt: { rtv: 1, nu: ['C1'] } })).to.equal(4000)
      expect(await request({ pc: { 'm2m:cb': {} } })).to.equal(4000)
      expect(await request({ rqet: '20200101T000000' })).to.equal(4008)
      expect(await request({ rqet: -1 })).to.equal(4008)
      expect(await request({ rqet: '60000' })).to.equal(2000)
      expect(await request({ op: 4, pc: { 'm2m:cb': {} } })).to.equal(4000)
      expect(await request({ op: 1, ty: 3, pc: { 'm2m:cnt': {} }, fc: {} })).to.equal(4000)
      expect(await request({ op: 1, pc: { 'm2m:cnt': {} } })).to.equal(4000)
    })

    it('removes a resource when it expires, and never lets it outlive its parent', async () => {
      const soon = new Date(Date.now() + 400).toISOString().replace(/[-:Z]/g, '').replace('.', ',')
      const created = await ae.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { rn: 'brief', et: soon } })
      expect(at(created, 'pc', 'm2m:cnt', 'et')).to.equal(soon)
      const child = await ae.create('C1', 'cse-in/ae-C1/brief', 3, { 'm2m:cnt': { et: '20990101T000000' } })
      expect(at(child, 'pc', 'm2m:cnt', 'et')).to.equal(soon)
      await ae.create('C1', 'cse-in/ae-C1/brief', 23, {
        'm2m:sub': { nu: ['C1'], su: 'C1', enc: { net: [2] } },
      })
      const notification = await ae.next((message) => at(message, 'pc', 'm2m:sgn', 'nev', 'net') === 2)
      expect(at(notification, 'pc', 'm2m:sgn', 'nev', 'rep', 'm2m:cnt', 'rn')).to.equal('brief')
      expect(await ae.retrieve('C1', 'cse-in/ae-C1/brief')).to.include({ rsc: 4004 })
    })

    it('grants others what a policy says, and nothing else', async () => {
      const other = await bench.client(cse, edition)
      await other.register('Cother')
      const acr = [{ acor: ['Cother'], acop: 3 }]
      const self = { acr: [{ acor: ['C1'], acop: 63 }] }
      const policy = await ae.create('C1', 'cse-in/ae-C1', 1, {
        'm2m:acp': { rn: 'acp', pv: { acr }, pvs: self },
      })
      expect(policy).to.include({ rsc: 2001 })
      const acpi = ['cse-in/ae-C1/acp']
      await ae.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { rn: 'shared', acpi } })
      await ae.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { rn: 'own' } })
      const shared = 'cse-in/ae-C1/shared'
      expect(await other.retrieve('Cother', 'cse-in/ae-C1/own')).to.include({ rsc: 4103 })
      expect(await other.retrieve('Cother', shared)).to.include({ rsc: 2000 })
      expect(await other.create('Cother', shared, 4, { 'm2m:cin': { con: 'y' } })).to.include({ rsc: 2001 })
      expect(await other.retrieve('Cother', `${shared}/la`)).to.include({ rsc: 2000 })
      expect(await other.update('Cother', shared, { 'm2m:cnt': { mni: 1 } })).to.include({ rsc: 4103 })
      expect(await other.remove('Cother', shared)).to.include({ rsc: 4103 })
      expect(await other.retrieve('Cother', 'cse-in/ae-C1/acp')).to.include({ rsc: 4103 })
      expect(await admin.retrieve('CAdmin', shared)).to.include({ rsc: 2000 })
      await ae.update('C1', 'cse-in/ae-C1/acp', { 'm2m:acp': { pv: { acr: [{ acor: ['all'], acop: 8 }] } } })
      expect(await other.retrieve('Cother', shared)).to.include({ rsc: 4103 })
      expect(await other.remove('Cother', shared)).to.include({ rsc: 2002 })
      expect(
        await ae.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { acpi: ['cse-in/ae-C1/own'] } }),
      ).to.include({ rsc: 4000 })
    })
  })
}

describe('cse: release version of a request', () => {
  const bench = new Bench()
  after(() => bench.clear())

  it('is required and checked in R3', async () => {
    const client = await bench.client(await bench.cse({ edition: 'R3' }), 'R3')
    const ask = async (rvi: ValueObject): Promise<ValueObject> => {
      client.send({ op: 2, to: 'cse-in', fr: 'CAdmin', rqi: 'x', ...rvi })
      return client.response({ rqi: 'x' })
    }
    expect(await ask({})).to.include({ rsc: 4001, rvi: '3' })
    expect(await ask({ rvi: '9' })).to.include({ rsc: 4001, rvi: '3' })
    expect(await ask({ rvi: 3 })).to.include({ rsc: 4000, rvi: '3' })
    expect(await ask({ rvi: '2a' })).to.include({ rsc: 2000, rvi: '2a' })
    expect(await ask({ rvi: '3' })).to.include({ rsc: 2000, rvi: '3' })
  })

  it('may be left out in R2A', async () => {
    const client = await bench.client(await bench.cse({ edition: 'R2A' }), 'R2A')
    client.send({ op: 2, to: 'cse-in', fr: 'CAdmin', rqi: 'x' })
    expect(await client.response({ rqi: 'x' })).to.include({ rsc: 2000, rvi: '2a' })
  })
})
