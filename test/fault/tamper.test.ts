import { once } from 'node:events'
import { expect } from 'chai'
import fc from 'fast-check'
import { WebSocket, WebSocketServer } from 'ws'
import { Direction } from '../../lib/fault/direction.js'
import { startTamper } from '../../lib/fault/index.js'
import type { Arrival, Step } from '../../lib/fault/types.js'
import { forward, stateless } from '../../lib/fault/steps.js'
import { headLimit } from '../../lib/wire/index.js'
import { acceptance, Bench, everything, hex, octet, refusal, request } from './support.js'

/** Changes nothing, and looks at nothing. */
const identity = { tamper: stateless({}) }

/** Changes nothing, although it takes everything apart. */
const takenApart = {
  tamper: stateless({
    request: (head) => head,
    answer: (head) => head,
    fromClient: (frame) => forward(frame.octets),
    fromServer: (frame) => frame,
  }),
}

describe('a direction of a tamper', () => {
  function arrivalOf(...chunks: readonly Buffer[]): Arrival | undefined {
    let told: Arrival | undefined
    const direction = new Direction({
      head: {
        edits: true,
        read: (head, arrival) => {
          told = arrival
          return { steps: forward(head.octets), then: 'octets' }
        },
      },
      frame: undefined,
      large: undefined,
    })
    for (const chunk of chunks) direction.push(chunk)
    return told
  }

  it('tells how a head has come', () => {
    const { octets } = request
    expect(arrivalOf(octets)).to.deep.equal({ segments: 1, followed: false })
    expect(arrivalOf(octets.subarray(0, 1), octets.subarray(1, 3), octets.subarray(3))).to.deep.equal({
      segments: 3,
      followed: false,
    })
    expect(arrivalOf(Buffer.concat([octets, hex('8980 00000000')]))).to.deep.equal({
      segments: 1,
      followed: true,
    })
  })
})

describe('a direction of a tamper, with a head that is too large to be held', () => {
  const begin = Buffer.from(`GET / HTTP/1.1\r\nX-Long: ${'x'.repeat(headLimit)}`, 'latin1')
  const more = Buffer.from('x'.repeat(10), 'latin1')

  /** What is done with the begin of the head, and with what follows. */
  function done(edits: boolean, large?: (begin: Buffer) => readonly Step[] | undefined): readonly Step[] {
    const read = (): never => expect.fail('there is no whole head')
    const direction = new Direction({
      head: { edits, read, ...(large === undefined ? {} : { large }) },
      frame: undefined,
      large: undefined,
    })
    return [begin.subarray(0, 100), begin.subarray(100), more].flatMap((chunk) => direction.push(chunk))
  }

  /** The octets that pass. */
  const passed = (steps: readonly Step[]): Buffer =>
    Buffer.concat(steps.flatMap((step) => (step.kind === 'forward' ? [step.octets] : [])))

  for (const edits of [false, true]) {
    it(`passes it as it comes, ${edits ? 'once it is known to be too large' : 'from the beginning'}`, () => {
      expect(passed(done(edits)).equals(Buffer.concat([begin, more]))).to.equal(true)
    })

    it(`shows the begin once, and passes it behind what the hook does, ${edits ? 'held' : 'not held'}`, () => {
      const begins: number[] = []
      const steps = done(edits, (shown) => {
        begins.push(shown.length)
        return [{ kind: 'end' }]
      })
      expect(begins).to.deep.equal([begin.length])
      const kinds = edits ? ['end', 'forward', 'forward'] : ['forward', 'end', 'forward', 'forward']
      expect(steps.map(({ kind }) => kind)).to.deep.equal(kinds)
      expect(passed(steps).equals(Buffer.concat([begin, more]))).to.equal(true)
    })
  }
})

describe('a tamper', () => {
  let bench: Bench
  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.close())

  for (const [name, fault] of Object.entries({ 'with no hook': identity, 'with every hook': takenApart })) {
    it(`is transparent ${name}, however the octets are cut`, async () => {
      const octets = fc.uint8Array({ maxLength: 400 }).map((each) => Buffer.from(each))
      const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 12 })
      const heads = fc.constantFrom(
        acceptance.octets,
        refusal.octets,
        Buffer.from('no HTTP at all\r\n'),
        Buffer.alloc(0),
      )
      await fc.assert(
        fc.asyncProperty(heads, octets, octets, sizes, async (answer, up, down, chop) => {
          const sent = Buffer.concat([request.octets, up])
          const answered = Buffer.concat([answer, down])
          const arrived = new Promise<Buffer>((resolve) => {
            void bench
              .serve((socket) => {
                void writeChopped(socket, answered, chop)
                void everything(socket).then((got) => resolve(got.octets))
              })
              .then(async (target) => {
                const client = await bench.dial((await bench.tamper(target, fault)).port)
                const received = everything(client)
                await writeChopped(client, sent, chop)
                const { octets: got, how } = await received
                expect(how).to.equal('end')
                expect(got.toString('hex')).to.equal(answered.toString('hex'))
              })
          })
          expect((await arrived).toString('hex')).to.equal(sent.toString('hex'))
          await bench.close()
        }),
        { numRuns: 25 },
      )
    })
  }

  it('holds nothing back that no hook is for', async () => {
    const target = await bench.serve((socket) => socket.write('HTTP/1.1 1'))
    const client = await bench.dial((await bench.tamper(target, octet('frames-masked'))).port)
    const [first] = (await once(client, 'data')) as [Buffer]
    expect(first.toString()).to.equal('HTTP/1.1 1')
  })

  it('passes a reset of the client on to the server', async () => {
    let how: Promise<unknown> = Promise.resolve()
    const target = await bench.serve((socket) => {
      socket.resume()
      how = once(socket, 'error')
      socket.write('x')
    })
    const client = await bench.dial((await bench.tamper(target, identity)).port)
    await once(client, 'data')
    client.resetAndDestroy()
    const [error] = (await how) as [NodeJS.ErrnoException]
    expect(error.code).to.equal('ECONNRESET')
  })

  it('passes a reset of the server on to the client', async () => {
    const target = await bench.serve((socket) => socket.once('data', () => socket.resetAndDestroy()))
    const client = await bench.dial((await bench.tamper(target, identity)).port)
    client.write('x')
    expect((await everything(client)).how).to.equal('reset')
  })

  it('passes the end of one side on and keeps the other direction open', async () => {
    const target = await bench.serve((socket) => {
      socket.resume()
      socket.once('end', () => socket.end('and this too'))
    })
    const client = await bench.dial((await bench.tamper(target, takenApart)).port)
    client.end('that is all')
    expect((await everything(client)).octets.toString()).to.equal('and this too')
  })

  it('drops clients when there is no server behind it, and goes on listening', async () => {
    const target = await bench.serve(() => undefined)
    await bench.close()
    const tamper = await bench.tamper(target, identity)
    for (const _time of [1, 2]) {
      expect((await everything(await bench.dial(tamper.port))).octets).to.have.length(0)
    }
  })

  it('does not hold what is cut short when the server ends', async () => {
    const target = await bench.serve((socket) =>
      socket.once('data', () => socket.end(Buffer.concat([acceptance.octets, hex('8105 4865')]))),
    )
    const client = await bench.dial((await bench.tamper(target, takenApart)).port)
    client.write(request.octets)
    const { octets } = await everything(client)
    expect(octets.subarray(acceptance.octets.length).toString('hex')).to.equal('81054865')
  })

  it('ends every connection when it is stopped, twice as well as once', async () => {
    const target = await bench.serve((socket) => socket.resume())
    const tamper = await startTamper({ target, ...identity })
    const client = await bench.dial(tamper.port)
    const gone = everything(client)
    await Promise.all([tamper.stop(), tamper.stop()])
    expect((await gone).octets).to.have.length(0)
  })

  it('refuses targets that are no WebSocket URLs, and ports in use', async () => {
    const rejected = (target: string, port = 0) =>
      startTamper({ target, port, ...identity }).then(
        () => 'listening',
        (error: unknown) => String(error),
      )
    expect(await rejected('http://127.0.0.1/')).to.contain('must be a ws:// or wss:// URL')
    expect(await rejected('nonsense')).to.contain('must be a ws:// or wss:// URL')
    const tamper = await bench.tamper('ws://127.0.0.1:9/', identity)
    expect(await rejected('ws://127.0.0.1:9/', tamper.port)).to.contain(
      `cannot listen at 127.0.0.1 port ${tamper.port}`,
    )
  })
})

describe('a tamper between ws and ws', () => {
  let server: WebSocketServer
  const bench = new Bench()

  beforeEach(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    server.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })))
    await once(server, 'listening')
  })
  afterEach(async () => {
    await bench.close()
    for (const client of server.clients) client.terminate()
    await new Promise((resolve) => server.close(resolve))
  })

  async function through(fault: Parameters<Bench['tamper']>[1]): Promise<WebSocket> {
    const address = server.address()
    if (typeof address !== 'object' || address === null) throw new Error('no address')
    const tamper = await bench.tamper(`ws://127.0.0.1:${address.port}/`, fault)
    return new WebSocket(tamper.url)
  }

  it('lets messages of all sizes pass when it changes nothing', async () => {
    const client = await through(takenApart)
    await once(client, 'open')
    for (const size of [0, 125, 126, 65_535, 65_536, 3_000_000]) {
      client.send('m'.repeat(size))
      const [data] = (await once(client, 'message')) as [Buffer]
      expect(data).to.have.length(size)
    }
    client.close(1000)
    const [code] = (await once(client, 'close')) as [number]
    expect(code).to.equal(1000)
  })

  it('shows a strict client the fault: masked frames', async () => {
    const client = await through(octet('frames-masked'))
    await once(client, 'open')
    client.send('hello')
    const [error] = (await once(client, 'error')) as [Error]
    expect(error.message).to.contain('MASK must be clear')
  })

  it('shows a strict client the fault: a wrong accept value', async () => {
    const client = await through(octet('accept-of-trimmed-key'))
    const [error] = (await once(client, 'error')) as [Error]
    expect(error.message).to.contain('Invalid Sec-WebSocket-Accept')
  })

  it('keeps a Close frame from the server, and nothing else', async () => {
    const address = server.address()
    if (typeof address !== 'object' || address === null) throw new Error('no address')
    const tamper = await bench.tamper(`ws://127.0.0.1:${address.port}/`, octet('close-ignored'))
    const client = await bench.dial(tamper.port)
    const plain = request.without('Sec-WebSocket-Protocol')
    client.write(Buffer.concat([plain.octets, hex('8882 00000000 03e8'), hex('8981 00000000 61')]))
    const received: Buffer[] = []
    while (!Buffer.concat(received).includes('\r\n\r\n') || Buffer.concat(received).at(-1) !== 0x61) {
      const [chunk] = (await once(client, 'data')) as [Buffer]
      received.push(chunk)
    }
    const answer = Buffer.concat(received)
    expect(answer.subarray(answer.indexOf('\r\n\r\n') + 4).toString('hex')).to.equal('8a0161')
  })
})

/** Writes in pieces of the given sizes, each on its own, and then ends. */
async function writeChopped(
  socket: NodeJS.WritableStream,
  octets: Buffer,
  sizes: readonly number[],
): Promise<void> {
  let at = 0
  for (const size of sizes) {
    if (at >= octets.length) break
    socket.write(octets.subarray(at, at + size))
    at += size
    await new Promise((resolve) => setImmediate(resolve))
  }
  socket.end(octets.subarray(at))
}
