import { once } from 'node:events'
import { connect as connectTcp, type Socket } from 'node:net'
import { expect } from 'chai'
import { WebSocket } from 'ws'
import { handshake, Listener, serializeHandshake } from '../../lib/wire/index.js'
import { clock, Rows } from './support.js'

describe('lib/wire: a listener of the tester (TS-0020 5.2)', () => {
  const opened: Listener[] = []
  const sockets: Socket[] = []
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy()
    for (const listener of opened.splice(0)) listener.close()
  })

  async function listening(transcript = new Rows()): Promise<Listener> {
    let connections = 0
    const nextConnection = (): number => (connections += 1)
    const outcome = await Listener.open('127.0.0.1', { transcript, clock, nextConnection })
    if (outcome.kind === 'failed') throw new Error(outcome.reason)
    opened.push(outcome.listener)
    return outcome.listener
  }

  async function dial(listener: Listener): Promise<Socket> {
    const { hostname, port } = new URL(`ws://${listener.authority}/`)
    const socket = connectTcp(Number(port), hostname)
    sockets.push(socket)
    await once(socket, 'connect')
    return socket
  }

  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise(setImmediate)
  }

  it('knows an opening handshake, and refuses it', async () => {
    const listener = await listening()
    const client = new WebSocket(`ws://${listener.authority}/somewhere`)
    const [, answer] = (await once(client, 'unexpected-response')) as [unknown, { statusCode: number }]
    expect(answer.statusCode).to.equal(503)
    expect((await listener.arrivals(0)).map(({ kind, came }) => `${kind}: ${came}`)).to.deep.equal([
      'handshake: an opening handshake (GET /somewhere HTTP/1.1)',
    ])
  })

  it('knows an opening handshake that comes octet by octet, and keeps its octets as evidence', async () => {
    const transcript = new Rows()
    const listener = await listening(transcript)
    const octets = serializeHandshake(handshake({ host: 'here' }))
    const socket = await dial(listener)
    socket.setNoDelay(true)
    for (const octet of octets) await new Promise((resolve) => socket.write(Buffer.of(octet), resolve))
    const arrival = await listener.handshake(0, 2000)
    expect(arrival?.kind).to.equal('handshake')
    expect(transcript.text(arrival?.evidence ?? 0)).to.equal(`in octets ${octets.toString('hex')}`)
  })

  for (const [what, octets, came] of [
    ['nothing', '', 'a TCP connection with no octets'],
    [
      'another request',
      'POST / HTTP/1.1\r\n\r\n',
      'a TCP connection with 19 octets that are no opening handshake',
    ],
    [
      'half a handshake',
      'GET / HTTP/1.1\r\nUpgr',
      'a TCP connection with 20 octets that are no opening handshake',
    ],
  ] as const) {
    it(`takes ${what} for no opening handshake`, async () => {
      const listener = await listening()
      const socket = await dial(listener)
      socket.end(octets)
      await until(() => listener.opened === 1)
      const [arrival] = await listener.arrivals(0)
      expect(arrival).to.include({ kind: 'other', came })
    })
  }

  it('waits for a connection that is open and silent', async () => {
    const listener = await listening()
    await dial(listener)
    await until(() => listener.opened === 1)
    const [arrival] = await listener.arrivals(0)
    expect(arrival).to.include({ kind: 'other', came: 'a TCP connection with no octets' })
  })

  it('waits for an opening handshake behind what is none', async () => {
    const listener = await listening()
    ;(await dial(listener)).end('x')
    const socket = await dial(listener)
    socket.end(serializeHandshake(handshake({ host: 'here' })))
    expect((await listener.handshake(0, 2000))?.kind).to.equal('handshake')
    expect((await listener.arrivals(0)).map(({ kind }) => kind)).to.deep.equal(['other', 'handshake'])
    expect((await listener.arrivals(1)).map(({ kind }) => kind)).to.deep.equal(['handshake'])
  })

  it('tells that nobody came', async () => {
    const listener = await listening()
    expect(await listener.handshake(0, 10)).to.equal(undefined)
    expect(await listener.arrivals(0)).to.deep.equal([])
    const closed = listener.handshake(0, 60_000)
    listener.close()
    expect(await closed).to.equal(undefined)
  })

  it('looks at no more than fifty connections, and counts the others', async () => {
    const listener = await listening()
    for (let count = 0; count < 55; count += 1) (await dial(listener)).end('x')
    await until(() => listener.opened === 55)
    expect(await listener.arrivals(0)).to.have.length(50)
    expect(await listener.arrivals(50)).to.deep.equal([])
  })

  it('says why it cannot listen', async () => {
    const transcript = new Rows()
    const outcome = await Listener.open('192.0.2.1', { transcript, clock, nextConnection: () => 1 })
    expect(outcome.kind === 'failed' && outcome.reason).to.contain('EADDRNOTAVAIL')
  })
})
