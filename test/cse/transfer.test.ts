import { expect } from 'chai'
import type { CseHere } from '../../lib/cse/index.js'
import type { ValueObject } from '../../lib/primitive/types.js'
import { editions } from '../../lib/spec/types.js'
import { at, Bench, textAt, type Client } from './client.js'

for (const edition of editions) {
  describe(`cse: transfer modes in ${edition}`, () => {
    const bench = new Bench()
    let cse: CseHere
    let ae: Client
    beforeEach(async () => {
      cse = await bench.cse({ edition, requestTimeoutMs: 150 })
      ae = await bench.client(cse, edition)
      await ae.register('C1')
    })
    afterEach(() => bench.clear())

    const synch = { rt: { rtv: 1 } }
    const asynch = (nu?: readonly string[]): ValueObject => ({
      rt: nu === undefined ? { rtv: 2 } : { rtv: 2, nu },
    })
    const create = (more: ValueObject): ValueObject =>
      ae.post({ op: 1, to: 'C1', fr: 'C1', ty: 3, pc: { 'm2m:cnt': { rn: 'box' } }, ...more })

    /** The request resource, once its operation is over. */
    async function finished(reference: string): Promise<ValueObject> {
      for (;;) {
        const response = await ae.retrieve('C1', reference)
        expect(response).to.include({ rsc: 2000 })
        if (at(response, 'pc', 'm2m:req', 'rs') !== 3) return response
      }
    }

    it('acknowledges a non-blocking synchronous request, and keeps the result', async () => {
      const request = create(synch)
      const acknowledgement = await ae.response(request)
      expect(acknowledgement).to.include({ rsc: edition === 'R2.0' ? 1000 : 1001 })
      const reference = textAt(acknowledgement, 'pc', 'm2m:uri')
      const resource = at(await finished(reference), 'pc', 'm2m:req')
      expect(resource).to.include({ ty: 17, op: 1, tg: 'C1', org: 'C1', rid: request['rqi'], rs: 1 })
      expect(at(resource, 'ors')).to.include({ rsc: 2001, rqi: request['rqi'] })
      expect(at(resource, 'ors', 'pc', 'm2m:cnt', 'rn')).to.equal('box')
      expect(at(resource, 'mi', 'rt')).to.deep.equal(synch.rt)
      expect(at(resource, 'lbl')).to.deep.equal(['C1'])
      expect(at(resource, 'pc')).to.deep.equal({ 'm2m:cnt': { rn: 'box' } })
      expect(await ae.retrieve('C1', 'cse-in/ae-C1/box')).to.include({ rsc: 2000 })
      expect(await ae.remove('C1', reference)).to.include({ rsc: 2002 })
    })

    it('shows a failure in the result', async () => {
      const acknowledgement = await ae.retrieve('C1', 'cse-in/nothing', synch)
      const resource = at(await finished(textAt(acknowledgement, 'pc', 'm2m:uri')), 'pc', 'm2m:req')
      expect(resource).to.include({ rs: 2 })
      expect(at(resource, 'ors', 'rsc')).to.equal(4004)
    })

    it('shows the result to its originator only, and by blocking requests only', async () => {
      const reference = textAt(await ae.response(create(synch)), 'pc', 'm2m:uri')
      await ae.register('C2')
      expect(await ae.retrieve('C2', reference)).to.include({ rsc: 4103 })
      expect(await ae.retrieve('C1', reference, synch)).to.include({ rsc: 4000 })
      expect(await ae.retrieve('C1', reference, { rt: { rtv: 4 } })).to.include({ rsc: 2000 })
    })

    it('is pending while the operation takes its time', async () => {
      const slow = await bench.client(cse, edition)
      await slow.register('Cslow')
      await ae.create('C1', 'C1', 3, { 'm2m:cnt': { rn: 'watched' } })
      const acknowledgement = await ae.create(
        'C1',
        'cse-in/ae-C1/watched',
        23,
        { 'm2m:sub': { nu: ['Cslow'] } },
        synch,
      )
      const reference = textAt(acknowledgement, 'pc', 'm2m:uri')
      const verification = await slow.nextNotify()
      const waiting = await ae.retrieve('C1', reference)
      expect(at(waiting, 'pc', 'm2m:req', 'rs')).to.equal(3)
      expect(at(waiting, 'pc', 'm2m:req', 'ors', 'rsc')).to.equal(1000)
      expect(await ae.remove('C1', reference)).to.include({ rsc: 5220 })
      slow.answer(verification)
      expect(at(await finished(reference), 'pc', 'm2m:req', 'ors', 'rsc')).to.equal(2001)
    })

    it('notifies the originator of the result of an asynchronous request', async () => {
      const request = create(asynch())
      expect(await ae.response(request)).to.include({ rsc: edition === 'R2.0' ? 1000 : 1002 })
      const notification = await ae.nextNotify()
      expect(notification).to.include({ to: 'C1', fr: '/id-in' })
      const result = at(notification, 'pc', 'm2m:rsp')
      expect(result).to.include({ rsc: 2001, rqi: request['rqi'] })
      expect(at(result, 'pc', 'm2m:cnt', 'rn')).to.equal('box')
      ae.answer(notification)
    })

    it('notifies those that rt.nu names instead, or nobody', async () => {
      const other = await bench.client(cse, edition)
      await other.register('C2')
      const request = create(asynch(['/id-in/C2', 'C1']))
      await ae.response(request)
      for (const client of [ae, other]) {
        expect(at(await client.nextNotify(), 'pc', 'm2m:rsp', 'rqi')).to.equal(request['rqi'])
      }
      const silent = await ae.retrieve('C1', 'C1', asynch([]))
      await finished(textAt(silent, 'pc', 'm2m:uri'))
      await ae.roundTrip()
      expect(ae.inbox).to.deep.equal([])
    })

    it('sends the acknowledgement before anything that comes of the request', async () => {
      const order: string[] = []
      ae.socket.on('message', (data: Buffer) => order.push(data.toString('utf8')))
      await ae.response(create(asynch()))
      await ae.nextNotify()
      expect(order[0]).to.match(/"rsc":100[02]/)
      expect(order[1]).to.include('m2m:rsp')
    })

    it('answers flexBlocking requests at once, and keeps silent where no response is wanted', async () => {
      expect(await ae.retrieve('C1', 'C1', { rt: { rtv: 4 } })).to.include({ rsc: 2000 })
      const request = create({ rt: { rtv: 5 } })
      if (edition !== 'R3') {
        expect(await ae.response(request)).to.include({ rsc: 4000 })
        return
      }
      expect(await ae.retrieve('C1', 'cse-in/ae-C1/box'), 'it was carried out').to.include({ rsc: 2000 })
      expect(ae.inbox).to.deep.equal([])
    })

    it('keeps the result as long as rp says, to the end of the calendar at most', async () => {
      for (const rp of [9e15, '20991231T000000']) {
        const acknowledgement = await ae.retrieve('C1', 'C1', { ...synch, rp })
        const resource = await finished(textAt(acknowledgement, 'pc', 'm2m:uri'))
        expect(textAt(resource, 'pc', 'm2m:req', 'et')).to.equal(
          rp === 9e15 ? '99991231T235959,999' : '20991231T000000,000',
        )
      }
    })

    it('registers by blocking requests only', async () => {
      const pc = { 'm2m:ae': { api: 'Nx', rr: true, ...ae.releases() } }
      expect(await ae.create('C9', 'cse-in', 2, pc, synch)).to.include({ rsc: 4000 })
    })

    it('serves other requests of the connection while one is open, and refuses its rqi meanwhile', async () => {
      const slow = await bench.client(cse, edition)
      await slow.register('Cslow')
      const content = { 'm2m:sgn': { sur: 'x' } }
      const open = ae.post({ op: 5, to: 'Cslow', fr: 'CAdmin', pc: content, rqi: 'same' })
      const arrived = await slow.nextNotify()
      expect(await ae.retrieve('C1', 'C1')).to.include({ rsc: 2000 })
      expect(await ae.retrieve('CAdmin', 'C1', { rqi: 'same' })).to.include({ rsc: 4000 })
      slow.answer(arrived)
      expect(await ae.response(open)).to.include({ rsc: 2000 })
    })
  })
}
