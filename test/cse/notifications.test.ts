import { expect } from 'chai'
import type { CseHere } from '../../lib/cse/index.js'
import type { ValueObject } from '../../lib/primitive/types.js'
import { editions } from '../../lib/spec/types.js'
import { at, Bench, textAt, type Client } from './client.js'

for (const edition of editions) {
  describe(`cse: notifications in ${edition}`, () => {
    const bench = new Bench()
    let cse: CseHere
    let ae: Client
    let other: Client
    beforeEach(async () => {
      cse = await bench.cse({ edition, requestTimeoutMs: 150 })
      ae = await bench.client(cse, edition)
      other = await bench.client(cse, edition)
      await ae.register('C1')
      await other.register('C2')
      await ae.create('C1', 'cse-in/ae-C1', 3, { 'm2m:cnt': { rn: 'box' } })
    })
    afterEach(() => bench.clear())

    const box = 'cse-in/ae-C1/box'
    const subscribe = (sub: ValueObject, to = box): Promise<ValueObject> =>
      ae.create('C1', to, 23, { 'm2m:sub': { nu: ['C1'], ...sub } })
    const put = (con: string): Promise<ValueObject> => ae.create('C1', box, 4, { 'm2m:cin': { con } })

    it('tells the subscriber on its connection of a new child, once', async () => {
      const subscription = await subscribe({ rn: 'sub', enc: { net: [3] } })
      expect(at(subscription, 'pc', 'm2m:sub'))
        .to.include({ nct: 1 })
        .and.not.have.property('cr')
      const id = textAt(subscription, 'pc', 'm2m:sub', 'ri')
      await put('hello')
      const notification = await ae.nextNotify()
      expect(notification).to.include({ to: 'C1', fr: '/id-in' })
      expect(notification['rvi']).to.equal({ 'R2.0': undefined, R2A: '2a', R3: '3' }[edition])
      expect(at(notification, 'pc', 'm2m:sgn', 'sur')).to.equal(`/id-in/${id}`)
      expect(at(notification, 'pc', 'm2m:sgn', 'nev', 'net')).to.equal(3)
      expect(at(notification, 'pc', 'm2m:sgn', 'nev', 'rep', 'm2m:cin', 'con')).to.equal('hello')
      ae.answer(notification)
      await ae.roundTrip()
      expect(ae.inbox).to.deep.equal([])
    })

    it('notifies of updates by default, with as much as nct asks for', async () => {
      await subscribe({})
      await subscribe({ nct: 2 })
      await subscribe({ nct: 3 })
      await subscribe({ enc: { net: [1], atr: ['lbl'] } })
      const updated = await ae.update('C1', box, { 'm2m:cnt': { mni: 7 } })
      const first = at(await ae.nextNotify(), 'pc', 'm2m:sgn', 'nev', 'rep', 'm2m:cnt')
      expect(first).to.deep.equal(at(updated, 'pc', 'm2m:cnt'))
      const second = at(await ae.nextNotify(), 'pc', 'm2m:sgn', 'nev', 'rep', 'm2m:cnt')
      expect(second).to.have.all.keys('mni', 'lt', 'st')
      const third = at(await ae.nextNotify(), 'pc', 'm2m:sgn', 'nev', 'rep')
      expect(third).to.deep.equal({ 'm2m:uri': `/id-in/${textAt(updated, 'pc', 'm2m:cnt', 'ri')}` })
      await ae.roundTrip()
      expect(ae.inbox, 'nobody asked about mni').to.deep.equal([])
      await ae.update('C1', box, { 'm2m:cnt': { lbl: ['x'] } })
      expect(await Promise.all([1, 2, 3, 4].map(() => ae.nextNotify()))).to.have.length(4)
    })

    it('notifies of deletions, of the resource itself and of a child', async () => {
      await subscribe({ enc: { net: [4] } })
      await put('x')
      await ae.remove('C1', `${box}/la`)
      expect(at(await ae.nextNotify(), 'pc', 'm2m:sgn', 'nev', 'rep', 'm2m:cin', 'con')).to.equal('x')
      await subscribe({ enc: { net: [2] } })
      await ae.remove('C1', box)
      const notification = await ae.nextNotify()
      expect(at(notification, 'pc', 'm2m:sgn', 'nev', 'net')).to.equal(2)
      expect(at(notification, 'pc', 'm2m:sgn', 'nev', 'rep', 'm2m:cnt', 'rn')).to.equal('box')
    })

    it('tells the subscriber of the end of its subscription', async () => {
      const subscription = await subscribe({ rn: 'sub', su: 'C1', enc: { net: [3] } })
      await ae.remove('C1', `${box}/sub`)
      expect(at(await ae.nextNotify(), 'pc', 'm2m:sgn')).to.deep.equal({
        sud: true,
        sur: `/id-in/${textAt(subscription, 'pc', 'm2m:sub', 'ri')}`,
      })
    })

    it('ends a subscription that has sent what exc allows', async () => {
      await subscribe({ rn: 'sub', exc: 2, enc: { net: [3] } })
      for (const con of ['1', '2', '3']) await put(con)
      for (const con of ['1', '2']) {
        expect(at(await ae.nextNotify(), 'pc', 'm2m:sgn', 'nev', 'rep', 'm2m:cin', 'con')).to.equal(con)
      }
      expect(await ae.retrieve('C1', `${box}/sub`)).to.include({ rsc: 4004 })
      expect(ae.inbox).to.deep.equal([])
    })

    it('asks a target that is not the originator first, before the creation is answered', async () => {
      const request = ae.post({
        op: 1,
        to: box,
        fr: 'C1',
        ty: 23,
        pc: { 'm2m:sub': { rn: 'sub', nu: ['C1', '/id-in/C2'], enc: { net: [3] } } },
      })
      const verification = await other.nextNotify()
      expect(at(verification, 'pc', 'm2m:sgn')).to.include({ vrq: true, cr: 'C1' })
      await ae.roundTrip()
      expect(ae.inbox, 'no response yet').to.deep.equal([])
      other.answer(verification)
      const response = await ae.response(request)
      expect(response).to.include({ rsc: 2001 })
      expect(at(response, 'pc', 'm2m:sub', 'cr')).to.equal('C1')
      const reference = `/id-in/${textAt(response, 'pc', 'm2m:sub', 'ri')}`
      expect(at(verification, 'pc', 'm2m:sgn', 'sur')).to.equal(reference)
      await put('both')
      expect(at(await ae.nextNotify(), 'pc', 'm2m:sgn', 'sur')).to.equal(reference)
      expect(at(await other.nextNotify(), 'pc', 'm2m:sgn', 'sur')).to.equal(reference)
    })

    it('does not create a subscription that is not verified', async () => {
      const attempt = (nu: string): ValueObject =>
        ae.post({ op: 1, to: box, fr: 'C1', ty: 23, pc: { 'm2m:sub': { rn: 'sub', nu: [nu] } } })
      const denied = attempt('C2')
      other.answer(await other.nextNotify(), 4101)
      expect(await ae.response(denied)).to.include({ rsc: 5204 })
      expect(await ae.response(attempt('cse-in/ae-C2')), 'no answer').to.include({ rsc: 5204 })
      for (const nu of ['Cunknown', 'http://127.0.0.1/', 'ws://127.0.0.1:9/', '/mn/C7', box]) {
        expect(await ae.response(attempt(nu)), nu).to.include({ rsc: 5204 })
      }
      await other.close()
      expect(await ae.response(attempt('C2')), 'not connected').to.include({ rsc: 5204 })
      expect(await ae.retrieve('C1', `${box}/sub`)).to.include({ rsc: 4004 })
    })

    it('notifies over the connection that the AE used last', async () => {
      await subscribe({ enc: { net: [3] } })
      const second = await bench.client(cse, edition)
      await second.retrieve('C1', 'C1')
      await second.create('C1', box, 4, { 'm2m:cin': { con: 'x' } })
      await second.nextNotify()
      await ae.roundTrip()
      expect(ae.inbox).to.deep.equal([])
      await second.close()
      await put('y')
      await ae.nextNotify()
    })

    it('drops what is due while the AE has no connection, and goes on after it has come back', async () => {
      await subscribe({ enc: { net: [3] } })
      const acp = { acr: [{ acor: ['all'], acop: 63 }] }
      await ae.create('C1', 'C1', 1, { 'm2m:acp': { rn: 'acp', pv: acp, pvs: acp } })
      await ae.update('C1', box, { 'm2m:cnt': { acpi: ['cse-in/ae-C1/acp'] } })
      await ae.close()
      await other.create('C2', box, 4, { 'm2m:cin': { con: 'missed' } })
      const again = await bench.client(cse, edition)
      await again.retrieve('C1', 'C1')
      await other.create('C2', box, 4, { 'm2m:cin': { con: 'seen' } })
      expect(at(await again.nextNotify(), 'pc', 'm2m:sgn', 'nev', 'rep', 'm2m:cin', 'con')).to.equal('seen')
      expect(again.inbox).to.deep.equal([])
    })

    it('names one AE once, however often nu does', async () => {
      await subscribe({ nu: ['C1', 'cse-in/ae-C1', '/id-in/C1'], enc: { net: [3] } })
      await put('x')
      await ae.nextNotify()
      await ae.roundTrip()
      expect(ae.inbox).to.deep.equal([])
    })

    it('says which criteria it does not serve', async () => {
      expect(await subscribe({ enc: { net: [5] } })).to.include({ rsc: 5001 })
      expect(await subscribe({ enc: { md: {} } })).to.include({ rsc: 5001 })
      expect(await subscribe({ bn: {} })).to.include({ rsc: 5001 })
      expect(await subscribe({ enc: { net: [3] }, nct: 2 })).to.include({ rsc: 4000 })
      expect(await subscribe({ enc: { net: [0] } })).to.include({ rsc: 4000 })
      expect(await subscribe({ nu: [] })).to.include({ rsc: 4000 })
      await put('x')
      expect(await subscribe({}, `${box}/la`)).to.include({ rsc: 4005 })
    })

    it('passes a notification of an AE on to another one and brings the answer back', async () => {
      const acp = { acr: [{ acor: ['C1'], acop: 16 }] }
      const pvs = { acr: [{ acor: ['C2'], acop: 63 }] }
      const content = { 'm2m:sgn': { nev: { rep: { 'm2m:cin': { con: 'hi' } }, net: 3 }, sur: '/id-in/x' } }
      const notify = (to: string): ValueObject => ae.post({ op: 5, to, fr: 'C1', pc: content })
      expect(await ae.response(notify('C2')), 'without privilege').to.include({ rsc: 4103 })
      await other.create('C2', 'C2', 1, { 'm2m:acp': { rn: 'acp', pv: acp, pvs } })
      await other.update('C2', 'C2', { 'm2m:ae': { acpi: ['cse-in/ae-C2/acp'] } })
      for (const to of ['C2', 'cse-in/ae-C2', '/id-in/C2', '/id-in/-/ae-C2']) {
        const request = notify(to)
        const arrived = await other.nextNotify()
        expect(arrived).to.include({ to, fr: 'C1' })
        expect(arrived['pc']).to.deep.equal(content)
        other.answer(arrived)
        expect(await ae.response(request), to).to.include({ rsc: 2000 })
      }
      const unanswered = notify('C2')
      await other.nextNotify()
      expect(await ae.response(unanswered), 'no answer').to.include({ rsc: 4008 })
      const abandoned = notify('C2')
      await other.nextNotify()
      other.socket.terminate()
      expect(await ae.response(abandoned), 'closed meanwhile').to.include({ rsc: 5103 })
      expect(await ae.response(notify('C2')), 'not connected').to.include({ rsc: 5103 })
      expect(await ae.response(notify('Cunknown')), 'not registered').to.include({ rsc: 4004 })
    })

    it('sends nothing to an AE that takes no requests', async () => {
      await other.update('C2', 'C2', { 'm2m:ae': { rr: false } })
      const admin = await bench.client(cse, edition)
      const request = { op: 5, to: 'C2', fr: 'CAdmin', pc: { 'm2m:sgn': { sur: 'x' } } }
      expect(await admin.request(request)).to.include({ rsc: 5103 })
      await other.roundTrip()
      expect(other.inbox).to.deep.equal([])
    })
  })
}
