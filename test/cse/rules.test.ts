import { expect } from 'chai'
import type { Rules } from '../../lib/cse/index.js'
import { at, Bench, headOf, textAt, type Client } from './client.js'

/** Each rule overridden does what its name says, and only that. */
describe('cse: rules', () => {
  const bench = new Bench()
  afterEach(() => bench.clear())

  async function clientUnder(rules: Partial<Rules>): Promise<Client> {
    return bench.client(await bench.cse({ edition: 'R3', requestTimeoutMs: 100 }, rules), 'R3')
  }

  it('can tolerate what is wrong with a handshake, and change what the answer carries', async () => {
    const cse = await bench.cse(
      { edition: 'R3' },
      {
        toleratesDefect: () => true,
        selectSubprotocol: () => ({ kind: 'selected', name: undefined, serialization: 'json' }),
        upgradeHeaders: (lines) => [...lines, 'X-Extra: yes'],
      },
    )
    const request = 'GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'
    const head = await headOf(cse.port, request)
    expect(head).to.match(/^HTTP\/1\.1 101 /)
    expect(head).to.include('\r\nX-Extra: yes\r\n').and.not.include('Sec-WebSocket-Protocol')
  })

  it('can refuse with another status, or without any answer', async () => {
    const teapot = await bench.cse({ edition: 'R3' }, { refusal: (_, right) => ({ ...right, status: 418 }) })
    expect(await headOf(teapot.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).to.match(/^HTTP\/1\.1 418 /)
    const mute = await bench.cse({ edition: 'R3' }, { refusal: () => 'drop' })
    expect(await headOf(mute.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).to.equal('')
  })

  it('can greet, and send in messages of another type', async () => {
    const client = await clientUnder({ greetings: () => ['{"hello":1}'], opcodeFor: () => 'binary' })
    expect(await client.next((message) => 'hello' in message)).to.deep.equal({ hello: 1 })
    let binary = false
    client.socket.on('message', (_data, isBinary) => {
      binary = isBinary
    })
    await client.retrieve('CAdmin', 'cse-in')
    expect(binary).to.equal(true)
  })

  it('can lose, double and reorder responses, and change their parameters', async () => {
    const client = await clientUnder({
      responseFate: ({ request }) =>
        request['rqi'] === 'lost' ? 'dropped' : request['rqi'] === 'held' ? 'held' : 'doubled',
      responseParameters: ({ response }) => ({ ...response, ot: '20200101T000000' }),
    })
    const ask = (rqi: string): void => void client.post({ op: 2, to: 'cse-in', fr: 'CAdmin', rqi })
    for (const rqi of ['lost', 'held', 'twice']) ask(rqi)
    const order: unknown[] = []
    while (order.length < 3) {
      const response = await client.next(() => true)
      expect(response).to.include({ ot: '20200101T000000' })
      order.push(response['rqi'])
    }
    expect(order).to.deep.equal(['twice', 'twice', 'held'])
  })

  it('can let strangers in, and can do what it refuses', async () => {
    const open = await clientUnder({ admit: () => ({ kind: 'trusted' }) })
    expect(await open.create('Cnobody', 'cse-in', 3, { 'm2m:cnt': { rn: 'x' } })).to.include({ rsc: 2001 })
    const sly = await clientUnder({ executesRefused: () => true })
    expect(await sly.create('Cnobody', 'cse-in', 3, { 'm2m:cnt': { rn: 'x' } })).to.include({ rsc: 4106 })
    expect(await sly.retrieve('CAdmin', 'cse-in/x')).to.include({ rsc: 2000 })
  })

  it('can tie a registration to its connection, or keep it after deregistration', async () => {
    const cse = await bench.cse({ edition: 'R3' }, { registrationSurvivesClose: () => false })
    const first = await bench.client(cse, 'R3')
    await first.register('C1')
    await first.close()
    const second = await bench.client(cse, 'R3')
    expect(await second.retrieve('C1', 'C1')).to.include({ rsc: 4106 })
    const keeper = await clientUnder({ deregisters: () => false })
    await keeper.register('C1')
    await keeper.remove('C1', 'C1')
    expect(await keeper.retrieve('C1', 'cse-in')).to.include({ rsc: 2000 })
  })

  it('can close the older connections of an entity', async () => {
    const cse = await bench.cse({ edition: 'R3' }, { olderConnections: () => 'closed' })
    const first = await bench.client(cse, 'R3')
    await first.register('C1')
    const second = await bench.client(cse, 'R3')
    await second.retrieve('C1', 'C1')
    expect(await first.ended).to.include({ code: 1000 })
  })

  it('can deliver to the wrong connection, twice, or before the response', async () => {
    const cse = await bench.cse(
      { edition: 'R3' },
      {
        routes: ({ everyConnection }) => everyConnection.slice(-1),
        notifyTargets: (targets) => [...targets, ...targets],
        notifiesBeforeResponse: () => true,
      },
    )
    const ae = await bench.client(cse, 'R3')
    await ae.register('C1')
    await ae.create('C1', 'C1', 23, { 'm2m:sub': { nu: ['C1'], enc: { net: [3] } } })
    const stranger = await bench.client(cse, 'R3')
    await ae.create('C1', 'C1', 3, { 'm2m:cnt': {} })
    await stranger.nextNotify()
    await stranger.nextNotify()
    expect(ae.inbox).to.deep.equal([])
  })

  it('can deliver to an AE that is not registered', async () => {
    const client = await clientUnder({ routes: ({ everyConnection }) => everyConnection })
    const request = client.post({ op: 5, to: 'Cnobody', fr: 'CAdmin', pc: { 'm2m:sgn': { sur: 'x' } } })
    client.answer(await client.nextNotify())
    expect(await client.response(request)).to.include({ rsc: 2000 })
  })

  it('can acknowledge otherwise, and never come to a result', async () => {
    const client = await clientUnder({
      acknowledgementCode: () => 1000,
      acknowledgementContent: () => undefined,
      completes: () => false,
    })
    const acknowledgement = await client.retrieve('CAdmin', 'cse-in', { rt: { rtv: 2 } })
    expect(acknowledgement).to.include({ rsc: 1000 }).and.not.have.property('pc')
    const requests = await client.retrieve('CAdmin', 'cse-in', { fc: { fu: 1, ty: [17] } })
    const reference = textAt(requests, 'pc', 'm2m:uril', 0)
    expect(at(await client.retrieve('CAdmin', reference), 'pc', 'm2m:req', 'rs')).to.equal(3)
  })

  it('can answer non-blocking requests at once, or falsify their results', async () => {
    const direct = await clientUnder({ supportsNonBlocking: () => false })
    expect(await direct.retrieve('CAdmin', 'cse-in', { rt: { rtv: 1 } })).to.include({ rsc: 2000 })
    const liar = await clientUnder({ nonBlockingResult: (_, response) => ({ ...response, rsc: 4000 }) })
    await liar.retrieve('CAdmin', 'cse-in', { rt: { rtv: 2 } })
    expect(at(await liar.nextNotify(), 'pc', 'm2m:rsp', 'rsc')).to.equal(4000)
  })

  it('can close while a request is open, or drop TCP instead of closing', async () => {
    const rude = await clientUnder({ closesOnOpenRequest: () => 1000 })
    rude.post({ op: 2, to: 'cse-in', fr: 'CAdmin' })
    expect(await rude.ended).to.include({ code: 1000 })
    expect(rude.inbox).to.deep.equal([])
    const abrupt = await clientUnder({ ownClose: () => ({ kind: 'drop' }) })
    abrupt.socket.send('no JSON')
    expect(await abrupt.ended).to.include({ code: 1006 })
  })

  it('can close idle connections, and react otherwise to bad messages', async () => {
    const idle = await clientUnder({ idleCloseMs: () => 10 })
    expect(await idle.ended).to.include({ code: 1000 })
    const patient = await clientUnder({ reactionTo: () => ({ kind: 'ignore' }) })
    patient.socket.send('no JSON')
    expect(await patient.retrieve('CAdmin', 'cse-in')).to.include({ rsc: 2000 })
  })

  it('can mangle content, on its way in, in store, and on its way out', async () => {
    const client = await clientUnder({
      storedAttributes: (attributes) => ({
        ...attributes,
        ...('con' in attributes ? { con: 'changed' } : {}),
      }),
    })
    await client.create('CAdmin', 'cse-in', 3, { 'm2m:cnt': { rn: 'x' } })
    const created = await client.create('CAdmin', 'cse-in/x', 4, { 'm2m:cin': { con: 'right' } })
    expect(at(created, 'pc', 'm2m:cin', 'con')).to.equal('changed')
    const swapped = await clientUnder({
      incoming: (octets) => Buffer.from(octets.toString('utf8').replace('right', 'wrong')),
      outgoing: (message) => [message, message],
    })
    const request = swapped.post({
      op: 1,
      to: 'cse-in',
      fr: 'CAdmin',
      ty: 3,
      pc: { 'm2m:cnt': { rn: 'right' } },
    })
    const first = await swapped.response(request)
    expect(await swapped.response(request), 'one primitive in two messages').to.deep.equal(first)
    expect(await swapped.retrieve('CAdmin', 'cse-in/wrong')).to.include({ rsc: 2000 })
  })
})
