import { expect } from 'chai'
import type { CseHere, Rules } from '../../lib/cse/index.js'
import type { ValueObject } from '../../lib/primitive/types.js'
import { at, Bench, textAt, type Client } from './client.js'

const edition = 'R2A'

describe('cse: registered CSEs', () => {
  const bench = new Bench()
  let cse: CseHere
  let ae: Client
  let mn: Client
  afterEach(() => bench.clear())

  /** An AE with a container, and a CSE on a connection of its own. */
  async function start(rules?: Partial<Rules>): Promise<void> {
    cse = await bench.cse({ edition }, rules)
    ae = await bench.client(cse, edition)
    mn = await bench.client(cse, edition)
    await ae.register('C1')
    await ae.create('C1', 'C1', 3, { 'm2m:cnt': { rn: 'box' } })
    expect(await register('/mn', 'mn')).to.include({ rsc: 2001 })
  }

  function register(cseId: string, rn: string, client = mn): Promise<ValueObject> {
    const csr = { rn, cb: `${cseId}/base`, rr: true, ...client.releases() }
    return client.create(cseId, '/id-in/-', 16, { 'm2m:csr': csr })
  }

  function subscribe(client: Client, fr: string, nu: readonly string[]): ValueObject {
    const sub = { 'm2m:sub': { rn: 'sub', nu, enc: { net: [3] } } }
    return client.post({ op: 1, to: 'cse-in/ae-C1/box', fr, ty: 23, pc: sub })
  }

  it('notifies two AEs behind one CSE, each by its own address', async () => {
    await start()
    const request = subscribe(ae, 'C1', ['/mn/C7', '/mn/C8'])
    const verified = [await mn.nextNotify(), await mn.nextNotify()]
    for (const each of verified) mn.answer(each)
    expect(verified.map((each) => each['to'])).to.have.members(['/mn/C7', '/mn/C8'])
    expect(await ae.response(request)).to.include({ rsc: 2001 })
    await ae.create('C1', 'cse-in/ae-C1/box', 4, { 'm2m:cin': { con: 'x' } })
    const events = [await mn.nextNotify(), await mn.nextNotify()]
    expect(events.map((each) => each['to'])).to.have.members(['/mn/C7', '/mn/C8'])
  })

  it('has a subscription of an AE behind a CSE verified by its neighbour there, but not by itself', async () => {
    await start()
    const all = { acr: [{ acor: ['all'], acop: 63 }] }
    await ae.create('C1', 'C1', 1, { 'm2m:acp': { rn: 'acp', pv: all, pvs: all } })
    await ae.update('C1', 'cse-in/ae-C1/box', { 'm2m:cnt': { acpi: ['cse-in/ae-C1/acp'] } })
    const request = subscribe(mn, '/mn/C7', ['/mn/C7', '/mn/C8'])
    const verification = await mn.nextNotify()
    expect(verification).to.include({ to: '/mn/C8' })
    mn.answer(verification)
    expect(await mn.response(request)).to.include({ rsc: 2001 })
    expect(mn.inbox).to.deep.equal([])
  })

  it('passes requests of one rqi on under different ones, and their answers back to each', async () => {
    await start()
    const other = await bench.client(cse, edition)
    await other.register('C2')
    const first = ae.post({ op: 2, to: '/mn/base/a', fr: 'C1', rqi: 'same' })
    const second = other.post({ op: 2, to: '/mn/base/b', fr: 'C2', rqi: 'same' })
    const [one, two] = [
      await mn.next(({ to }) => to === '/mn/base/a'),
      await mn.next(({ to }) => to === '/mn/base/b'),
    ]
    expect(one['rqi']).to.not.equal(two['rqi'])
    mn.answer(two, 2000, { pc: { 'm2m:cnt': { rn: 'b' } } })
    mn.answer(one, 2000, { pc: { 'm2m:cnt': { rn: 'a' } } })
    expect(textAt(await ae.response(first), 'pc', 'm2m:cnt', 'rn')).to.equal('a')
    expect(textAt(await other.response(second), 'pc', 'm2m:cnt', 'rn')).to.equal('b')
  })

  it('keeps the registration over connections, and routes to the one used last', async () => {
    await start()
    await mn.close()
    expect(await ae.retrieve('C1', '/mn/base/x'), 'nobody there').to.include({ rsc: 5103 })
    mn = await bench.client(cse, edition)
    expect(await mn.retrieve('/mn', '/id-in/cse-in/mn')).to.include({ rsc: 2000 })
    const request = ae.post({ op: 2, to: '/mn/base/x', fr: 'C1' })
    mn.answer(await mn.next(({ op }) => op === 2))
    expect(await ae.response(request)).to.include({ rsc: 2000 })
    expect(await register('/mn', 'again')).to.include({ rsc: 4117 })
  })

  it('refuses what nobody registered, and names that are taken', async () => {
    await start()
    expect(await ae.retrieve('C1', '/xn/base')).to.include({ rsc: 4004 })
    expect(await register('/xn', 'mn')).to.include({ rsc: 4105 })
    const application = { 'm2m:ae': { api: 'Nx', rr: true, ...ae.releases() } }
    expect(await ae.create('C3', '/mn/base', 2, application)).to.include({ rsc: 4000 })
    await mn.roundTrip()
    expect(mn.inbox).to.deep.equal([])
  })

  describe('rules', () => {
    it('decide on a second registration', async () => {
      await start({ registrationRefusal: ({ wanted, right }) => (wanted === 'CSE' ? undefined : right) })
      expect(await register('/mn', 'again')).to.include({ rsc: 2001 })
      expect(await ae.register('C1')).to.include({ rsc: 4117 })
    })

    it('see requests before they are passed on, registrations if they want', async () => {
      await start({
        passesRegistrationsOn: () => true,
        forwardedRequest: (parameters, received) => ({
          ...parameters,
          fr: received['fr'] ?? '',
          vsi: 'seen',
        }),
      })
      const application = { 'm2m:ae': { api: 'Nx', rr: true } }
      const request = ae.post({ op: 1, to: '/mn/base', fr: 'C3', ty: 2, pc: application })
      const arrived = await mn.next(({ op }) => op === 1)
      expect(arrived).to.include({ fr: 'C3', vsi: 'seen' })
      expect(at(arrived, 'pc')).to.deep.equal(application)
      mn.answer(arrived, 4005)
      expect(await ae.response(request)).to.include({ rsc: 4005 })
    })
  })
})
