import { expect } from 'chai'
import type { CseHere } from '../../lib/cse/index.js'
import type { ValueObject } from '../../lib/primitive/types.js'
import { editionData } from '../../lib/spec/editions.js'
import { editions } from '../../lib/spec/types.js'
import { at, Bench, textAt, type Client } from './client.js'

/** Everything below the CSEBase, as the administrator sees it. */
async function state(admin: Client): Promise<unknown> {
  return (await admin.retrieve('CAdmin', 'cse-in', { rcn: 4 }))['pc']
}

for (const edition of editions) {
  describe(`cse: registration in ${edition}`, () => {
    const bench = new Bench()
    let cse: CseHere
    let admin: Client
    let client: Client
    beforeEach(async () => {
      cse = await bench.cse({ edition })
      admin = await bench.client(cse, edition)
      client = await bench.client(cse, edition)
    })
    afterEach(() => bench.clear())

    const application = (more: ValueObject = {}): ValueObject => ({
      'm2m:ae': { api: 'Nx', rr: true, ...client.releases(), ...more },
    })

    it('takes a full AE-ID stem as it is', async () => {
      const response = await client.register('CsmartHome')
      expect(response).to.include({ rsc: 2001 })
      const ae = at(response, 'pc', 'm2m:ae')
      expect(ae).to.include({
        ri: 'CsmartHome',
        aei: 'CsmartHome',
        rn: 'ae-CsmartHome',
        ty: 2,
        api: 'Nthe.tests',
        rr: true,
      })
      expect(await client.retrieve('CsmartHome', 'CsmartHome')).to.include({ rsc: 2000 })
    })

    it('assigns a stem where fr is C or S, or left out', async () => {
      for (const [fr, first] of [
        ['C', 'C'],
        ['S', 'S'],
        [undefined, 'C'],
      ] as const) {
        const from = fr === undefined ? {} : { fr }
        const response = await client.request({ op: 1, to: 'cse-in', ty: 2, pc: application(), ...from })
        expect(response).to.include({ rsc: 2001 })
        const stem = textAt(response, 'pc', 'm2m:ae', 'aei')
        expect(stem).to.match(new RegExp(`^${first}.+`))
        expect(at(response, 'pc', 'm2m:ae', 'ri')).to.equal(stem)
        expect(await client.retrieve(stem, stem)).to.include({ rsc: 2000 })
      }
    })

    it('refuses a stem that is in use, and one that is none', async () => {
      await client.register('C1')
      expect(await admin.create('C1', 'cse-in', 2, application())).to.include({ rsc: 4117 })
      expect(await admin.create('x1', 'cse-in', 2, application())).to.include({ rsc: 4000 })
      expect(await admin.create('C/1', 'cse-in', 2, application())).to.include({ rsc: 4000 })
    })

    it('wants what the edition makes mandatory', async () => {
      expect(
        await client.create('C1', 'cse-in', 2, { 'm2m:ae': { rr: true, ...client.releases() } }),
      ).to.include({
        rsc: 4000,
      })
      expect(
        await client.create('C1', 'cse-in', 2, { 'm2m:ae': { api: 'Nx', ...client.releases() } }),
      ).to.include({
        rsc: 4000,
      })
      const withoutReleases = await client.create('C1', 'cse-in', 2, { 'm2m:ae': { api: 'Nx', rr: false } })
      expect(withoutReleases).to.include({ rsc: edition === 'R3' ? 4000 : 2001 })
      expect(await client.create('C2', 'cse-in', 2, application({ api: 'x' }))).to.include({
        rsc: edition === 'R3' ? 4000 : 2001,
      })
      expect(await client.create('C3', 'cse-in', 2, application({ aei: 'C3' }))).to.include({ rsc: 4000 })
    })

    it('registers below the CSEBase only', async () => {
      await client.register('C1')
      expect(await client.create('C2', 'cse-in/ae-C1', 2, application())).to.include({ rsc: 4108 })
      expect(await client.create('C2', 'nowhere', 2, application())).to.include({ rsc: 4004 })
      expect(await client.create('C2', '/mn/cse-mn', 2, application())).to.include({ rsc: 4000 })
    })

    it('refuses every operation of an unregistered AE, whatever the target, and changes nothing', async () => {
      await client.register('C1')
      await client.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { rn: 'box', mni: 1 } })
      const before = await state(admin)
      for (const to of [
        'cse-in',
        'cse-in/ae-C1',
        'C1',
        '/id-in/cse-in/ae-C1/box',
        'nowhere',
        '/mn/x',
        '//sp.example/id-in/C1',
      ]) {
        const outcomes = [
          await client.create('Cnew', to, 3, { 'm2m:cnt': { rn: 'intruder' } }),
          await client.retrieve('Cnew', to),
          await client.update('Cnew', to, { 'm2m:cnt': { mni: 9 } }),
          await client.remove('Cnew', to),
          await client.request({ op: 5, to, fr: 'Cnew', pc: { 'm2m:sgn': { sur: 'x' } } }),
        ]
        for (const outcome of outcomes) expect(outcome, to).to.include({ rsc: 4106 })
      }
      expect(await state(admin)).to.deep.equal(before)
      expect(client.inbox).to.deep.equal([])
    })

    it('refuses an unregistered CSE with 4107, and a missing or qualified fr with 4000', async () => {
      await client.register('C1')
      expect(await client.retrieve('/mn', 'cse-in')).to.include({ rsc: 4107 })
      expect(await client.retrieve('/mn/C7', 'cse-in')).to.include({ rsc: 4107 })
      expect(await client.request({ op: 2, to: 'cse-in' })).to.include({ rsc: 4000 })
      expect(await client.retrieve('', 'cse-in')).to.include({ rsc: 4000 })
      expect(await client.retrieve('/id-in/C1', 'cse-in')).to.include({ rsc: 4000 })
    })

    it('deregisters with the deletion of the AE, with all below it', async () => {
      await client.register('C1')
      await client.create('C1', 'C1', 3, { 'm2m:cnt': { rn: 'box' } })
      expect(await client.remove('C1', 'cse-in/ae-C1')).to.include({ rsc: 2002 })
      expect(await client.retrieve('C1', 'cse-in')).to.include({ rsc: 4106 })
      expect(await admin.retrieve('CAdmin', 'cse-in/ae-C1/box')).to.include({ rsc: 4004 })
      expect(await client.register('C1'), 'again').to.include({ rsc: 2001 })
    })

    it('keeps the registration when the connection closes, in order or not', async () => {
      await client.register('C1')
      await client.close()
      const second = await bench.client(cse, edition)
      expect(await second.retrieve('C1', 'C1')).to.include({ rsc: 2000 })
      second.socket.terminate()
      await second.ended
      const third = await bench.client(cse, edition)
      expect(await third.retrieve('C1', 'C1')).to.include({ rsc: 2000 })
    })

    it('serves several AEs on one connection, and one AE on several', async () => {
      await client.register('C1')
      await client.register('C2')
      expect(await client.retrieve('C1', 'C1')).to.include({ rsc: 2000 })
      expect(await client.retrieve('C2', 'C2')).to.include({ rsc: 2000 })
      const second = await bench.client(cse, edition)
      expect(await second.retrieve('C1', 'C1')).to.include({ rsc: 2000 })
      expect(await client.retrieve('C1', 'C1')).to.include({ rsc: 2000 })
    })

    it('registers a CSE, and passes requests for it on to its connection and back', async () => {
      const { supportedReleaseVersions } = editionData[edition]
      const csr = {
        rn: 'mn',
        cb: '/mn/cse-mn',
        rr: true,
        ...(supportedReleaseVersions && { srv: supportedReleaseVersions }),
      }
      expect(await admin.retrieve('CAdmin', '/mn/cse-mn')).to.include({ rsc: 4004 })
      const registered = await client.create('/mn', '/id-in/-', 16, {
        'm2m:csr': { ...csr, csi: '/mn', cst: 2 },
      })
      expect(registered).to.include({ rsc: 2001 })
      expect(at(registered, 'pc', 'm2m:csr')).to.include({ csi: '/mn', ty: 16, cb: '/mn/cse-mn' })
      expect(await client.retrieve('/mn', 'cse-in')).to.include({ rsc: 2000 })
      expect(await client.retrieve('/mn/C7', 'cse-in')).to.include({ rsc: 2000 })
      expect(await client.create('/mn', 'cse-in', 16, { 'm2m:csr': csr })).to.include({ rsc: 4117 })

      await admin.register('C1')
      for (const [op, more, rsc] of [
        [1, { ty: 3, pc: { 'm2m:cnt': {} } }, 2001],
        [2, {}, 2000],
        [3, { pc: { 'm2m:cnt': {} } }, 2004],
        [4, {}, 2002],
        [5, { pc: { 'm2m:sgn': { sur: 'x' } } }, 2000],
      ] as const) {
        const request = admin.post({ op, to: '/mn/cse-mn/box', fr: 'C1', ...more })
        const arrived = await client.next((message) => message['op'] === op)
        expect(arrived).to.include({ to: '/mn/cse-mn/box', fr: '/id-in/C1' })
        expect(arrived['rqi']).to.not.equal(request['rqi'])
        client.answer(arrived, rsc, { pc: { 'm2m:cnt': { rn: 'box' } } })
        const response = await admin.response(request)
        expect(response).to.include({ rsc })
        expect(response['pc']).to.deep.equal({ 'm2m:cnt': { rn: 'box' } })
      }
      expect(await client.remove('/mn', 'cse-in/mn')).to.include({ rsc: 2002 })
      expect(await client.retrieve('/mn', 'cse-in')).to.include({ rsc: 4107 })
      expect(await admin.retrieve('C1', '/mn/cse-mn')).to.include({ rsc: 4004 })
    })

    it('keeps AEs and CSEs apart', async () => {
      await client.register('C1')
      const csr = { 'm2m:csr': { cb: '/mn/cse-mn', rr: true, ...client.releases() } }
      expect(await client.create('C1', 'cse-in', 16, csr)).to.include({ rsc: 4005 })
      expect(await client.create('/mn', 'cse-in', 16, csr)).to.include({ rsc: 2001 })
      expect(await client.create('/mn', 'cse-in', 2, application())).to.include({ rsc: 4005 })
      expect(await client.create('/xn', 'cse-in', 2, application())).to.include({ rsc: 4107 })
      expect(await client.create('C1', 'cse-in', 2, application())).to.include({ rsc: 4117 })
      expect(
        await client.create('/yn', 'cse-in', 16, {
          'm2m:csr': { csi: '/zn', cb: '/yn/b', rr: true, ...client.releases() },
        }),
      ).to.include({ rsc: 4000 })
    })
  })
}
