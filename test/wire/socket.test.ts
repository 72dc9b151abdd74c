import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import { Worker } from 'node:worker_threads'
import { expect } from 'chai'
import {
  connect,
  resetNow,
  selfSigned,
  type ConnectOptions,
  type Endpoint,
  type WireOver,
  type WireSocket,
} from '../../lib/wire/index.js'
import { Bench, clock, listening, portOf, Rows } from './support.js'

/** Everything a wire receives up to its end. */
function collect(wire: WireSocket): Promise<{ readonly octets: Buffer; readonly over: WireOver }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    wire.attach({
      octets: (chunk) => chunks.push(chunk),
      over: (over) => resolve({ octets: Buffer.concat(chunks), over }),
    })
  })
}

/** Everything a server-side socket receives up to FIN or failure. */
async function drain(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  await once(socket, 'end')
  return text
}

describe('lib/wire: TCP', () => {
  let bench: Bench
  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.close())

  const options = (more: Partial<ConnectOptions> = {}): ConnectOptions => ({
    deadlineMs: 2000,
    transcript: bench.transcript,
    clock,
    connection: 1,
    ...more,
  })

  it('tells a refused connection from one that does not come about in time', async () => {
    const port = await bench.serve(() => undefined)
    await bench.close()
    const refused = await connect({ host: '127.0.0.1', port }, options())
    expect(refused).to.deep.include({ kind: 'refused', by: 'TCP', evidence: 1 })
    expect(refused.kind === 'refused' && refused.reason).to.contain('ECONNREFUSED')
    const bad = await connect({ host: '127.0.0.1', port: 70000 }, options())
    expect(bad.kind).to.equal('refused')
    expect(bench.transcript.kinds).to.deep.equal(['none refused', 'none refused'])
  })

  it('can be cancelled', async () => {
    const outcome = await connect({ host: '127.0.0.1', port: 9 }, options({ signal: AbortSignal.abort() }))
    expect(outcome).to.include({ kind: 'timeout', reason: 'cancelled by the tester' })
  })

  it('records every octet of both directions, one row a unit', async () => {
    const port = await bench.serve((socket) => socket.once('data', () => socket.end('answer')))
    const wire = await bench.dial(port)
    const received = collect(wire)
    const written = await wire.write([
      { kind: 'frame', octets: Buffer.from('ab'), note: 'first' },
      { kind: 'octets', octets: Buffer.from('c') },
    ])
    expect(written).to.deep.equal({ kind: 'written' })
    const { octets, over } = await received
    expect(octets.toString()).to.equal('answer')
    expect(over.how).to.equal('end')
    expect(wire.endedBy).to.equal('sut')
    await wire.destroy()
    expect(bench.transcript.kinds).to.deep.equal([
      'none open',
      'out frame',
      'out octets',
      'in end',
      'none closed',
    ])
    expect(bench.transcript.text(2)).to.equal('out frame 6162')
    expect(over.evidence).to.equal(4)
  })

  it('chops into segments, and never mixes two writes', async () => {
    const chunks: string[] = []
    const ended = new Promise<void>((resolve) => {
      void bench
        .serve((socket) => {
          socket.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
          socket.on('end', () => resolve())
        })
        .then(async (port) => {
          const wire = await bench.dial(port)
          await Promise.all([
            wire.write([{ kind: 'octets', octets: Buffer.from('abcdef') }], { chopSize: 1 }),
            wire.write([{ kind: 'octets', octets: Buffer.from('ghij') }], { chopSize: 3 }),
          ])
          wire.end()
        })
    })
    await ended
    expect(chunks).to.deep.equal(['a', 'b', 'c', 'd', 'e', 'f', 'ghi', 'j'])
  })

  it('refuses a chop size that is none', async () => {
    const wire = await bench.dial(await bench.serve(() => undefined))
    const failure = await wire.write([], { chopSize: 0 }).catch((error: unknown) => error)
    expect(failure).to.be.instanceOf(RangeError)
    expect(await wire.write([{ kind: 'octets', octets: Buffer.from('x') }])).to.deep.equal({
      kind: 'written',
    })
  })

  it('half-closes, and still reads', async () => {
    const port = await bench.serve((socket) => {
      void drain(socket).then((text) => socket.end(`got ${text}`))
    })
    const wire = await bench.dial(port)
    const received = collect(wire)
    await wire.write([{ kind: 'octets', octets: Buffer.from('all') }])
    wire.end()
    expect((await received).octets.toString()).to.equal('got all')
    expect(wire.endedBy).to.equal('tester')
  })

  it('keeps its own side open when the SUT has closed', async () => {
    let heard: Promise<string> | undefined
    const port = await bench.serve((socket) => {
      heard = drain(socket)
      socket.end()
    })
    const wire = await bench.dial(port)
    await collect(wire)
    expect(await wire.write([{ kind: 'octets', octets: Buffer.from('late') }])).to.deep.equal({
      kind: 'written',
    })
    wire.end()
    expect(await heard).to.equal('late')
  })

  it('resets', async () => {
    let failure: Promise<unknown> | undefined
    const port = await bench.serve((socket) => {
      socket.resume().write('ready')
      failure = once(socket, 'close').catch((error: unknown) => error)
    })
    const wire = await bench.dial(port)
    const over = await new Promise<WireOver>((resolve) => {
      wire.attach({ octets: () => wire.reset(), over: resolve })
    })
    expect(over).to.include({ how: 'reset', reason: 'the tester dropped the connection' })
    expect(await failure).to.include({ code: 'ECONNRESET' })
    expect(wire.endedBy).to.equal('tester')
    await wire.closed
    expect(bench.transcript.kinds.slice(-2)).to.deep.equal(['out reset', 'none closed'])
  })

  it('resets also while its FIN is on the way', async () => {
    let failure: Promise<unknown> | undefined
    const port = await bench.serve((socket) => {
      failure = once(socket, 'close').catch((error: unknown) => error)
      socket.resume().write('ready')
    })
    const wire = await bench.dial(port)
    await new Promise<WireOver>((resolve) => {
      wire.attach({
        octets: () => {
          wire.end()
          wire.reset()
        },
        over: resolve,
      })
    })
    await wire.closed
    await failure
    expect(bench.transcript.kinds.slice(-2)).to.deep.equal(['out reset', 'none closed'])
  })

  it('delivers what came before a reset', async () => {
    const port = await bench.serve((socket) => {
      socket.once('data', () => socket.write('last words', () => resetNow(socket)))
    })
    const wire = await bench.dial(port)
    const received = collect(wire)
    await wire.write([{ kind: 'octets', octets: Buffer.from('x') }])
    const { over } = await received
    expect(over.how).to.equal('reset')
    expect(wire.endedBy).to.equal('sut')
    const late = await wire.write([{ kind: 'octets', octets: Buffer.from('y') }])
    expect(late.kind).to.equal('not-writable')
  })

  it('delivers what came before a reset that a write runs into', async () => {
    // The SUT answers the first octet with its last words and a reset, while this thread is kept from reading.
    const sut = new Worker(
      `const { createServer } = require('node:net')
      const { parentPort } = require('node:worker_threads')
      const server = createServer({ noDelay: true }, (socket) =>
        socket.on('error', () => {}).once('data', () => socket.write('last words', () => socket.resetAndDestroy())))
      server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))`,
      { eval: true },
    )
    const idle = new Int32Array(new SharedArrayBuffer(4))
    let over = false
    const keepFromReading = (): void => {
      Atomics.wait(idle, 0, 0, 2)
      if (!over) setImmediate(keepFromReading)
    }
    try {
      const [port] = (await once(sut, 'message')) as [number]
      keepFromReading()
      for (let times = 0; times < 5; times += 1) {
        const wire = await bench.dial(port)
        const received = collect(wire)
        const writing = wire.write([{ kind: 'octets', octets: Buffer.alloc(200) }], { chopSize: 1 })
        const { octets, over: end } = await received
        expect(octets.toString()).to.equal('last words')
        expect(end.how).to.equal('reset')
        expect((await writing).kind).to.equal('not-writable')
        await wire.closed
      }
    } finally {
      over = true
      await sut.terminate()
    }
  })

  it('gives up a write that the SUT does not take', async () => {
    const port = await bench.serve((socket) => socket.pause())
    const wire = await bench.dial(port)
    const much = Buffer.alloc(1 << 25)
    const outcome = await wire.write([{ kind: 'octets', octets: much }], { deadlineMs: 50 })
    expect(outcome.kind === 'not-writable' && outcome.reason).to.contain('50 ms')
    expect((await wire.write([{ kind: 'octets', octets: Buffer.from('x') }])).kind).to.equal('not-writable')
  })

  it('drops a connection behind what is being written', async () => {
    let heard: Promise<string> | undefined
    const port = await bench.serve((socket) => {
      heard = drain(socket)
    })
    const wire = await bench.dial(port)
    void wire.write([{ kind: 'octets', octets: Buffer.from('the last answer') }], { chopSize: 4 })
    await wire.finish(2000)
    expect(await heard).to.equal('the last answer')
    expect(wire.endedBy).to.equal('tester')
    expect(bench.transcript.kinds).to.deep.equal(['none open', 'out octets', 'none closed'])
  })

  it('drops a connection in time when what is being written is not taken', async () => {
    const port = await bench.serve((socket) => socket.pause())
    const wire = await bench.dial(port)
    const written = wire.write([{ kind: 'octets', octets: Buffer.alloc(1 << 25) }], { deadlineMs: 60_000 })
    await wire.finish(30)
    expect((await written).kind).to.equal('not-writable')
    expect(bench.transcript.kinds.at(-1)).to.equal('none closed')
  })

  it('keeps what arrives before anybody reads', async () => {
    const port = await bench.serve((socket) => socket.end('early'))
    const wire = await bench.dial(port)
    while (wire.over === undefined) await new Promise(setImmediate)
    expect((await collect(wire)).octets.toString()).to.equal('early')
  })
})

describe('lib/wire: TLS', () => {
  const sut = selfSigned('test SUT')
  const client = selfSigned('test AE')

  async function withTls(
    serverOptions: object,
    tls: NonNullable<Endpoint['tls']>,
    check: (outcome: Awaited<ReturnType<typeof connect>>, rows: Rows) => Promise<void>,
  ): Promise<void> {
    const sockets: TLSSocket[] = []
    const server = createTlsServer({ ...sut, ...serverOptions }, (socket) => {
      sockets.push(socket)
      socket.on('error', () => undefined)
      socket.on('data', () => socket.end('secret answer'))
    })
    server.on('tlsClientError', () => undefined)
    const port = await listening(server)
    const rows = new Rows()
    const outcome = await connect(
      { host: '127.0.0.1', port, tls },
      { deadlineMs: 2000, transcript: rows, clock, connection: 1 },
    )
    await check(outcome, rows)
    if (outcome.kind === 'connected') await outcome.wire.destroy()
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }

  it('connects to a trusted SUT, and shows the octets inside', () =>
    withTls({}, { ca: sut.cert }, async (outcome, rows) => {
      if (outcome.kind !== 'connected') throw new Error(outcome.reason)
      expect(outcome.wire.tls).to.include({ protocol: 'TLSv1.3', untrusted: '' })
      const received = collect(outcome.wire)
      await outcome.wire.write([{ kind: 'octets', octets: Buffer.from('hi') }])
      const { octets, over } = await received
      expect(octets.toString()).to.equal('secret answer')
      expect(over.how).to.equal('end')
      expect(rows.text(3)).to.equal('out octets 6869')
    }))

  it('refuses an unknown certificate, unless told to take it', async () => {
    await withTls({}, {}, async (outcome, rows) => {
      expect(outcome).to.include({ kind: 'refused', by: 'TLS' })
      expect(outcome.kind === 'refused' && outcome.reason).to.contain('DEPTH_ZERO_SELF_SIGNED_CERT')
      expect(rows.kinds).to.deep.equal(['none open', 'none refused'])
      return Promise.resolve()
    })
    await withTls({}, { insecure: true }, async (outcome) => {
      expect(outcome.kind === 'connected' && outcome.wire.tls?.untrusted).to.equal(
        'DEPTH_ZERO_SELF_SIGNED_CERT',
      )
      return Promise.resolve()
    })
  })

  it('shows the refusal of a missing client certificate, however late it comes', async () => {
    const mutual = { requestCert: true, rejectUnauthorized: true, ca: client.cert }
    await withTls(mutual, { ca: sut.cert }, async (outcome) => {
      if (outcome.kind !== 'connected') throw new Error(outcome.reason)
      const { over } = await collect(outcome.wire)
      expect(over.how).to.equal('reset')
      expect(over.reason).to.match(/certificate|ECONNRESET/i)
    })
    await withTls({ ...mutual, maxVersion: 'TLSv1.2' }, { ca: sut.cert }, async (outcome) => {
      expect(outcome).to.include({ kind: 'refused', by: 'TLS' })
      return Promise.resolve()
    })
    await withTls(mutual, { ca: sut.cert, ...client }, async (outcome) => {
      if (outcome.kind !== 'connected') throw new Error(outcome.reason)
      const received = collect(outcome.wire)
      await outcome.wire.write([{ kind: 'octets', octets: Buffer.from('hi') }])
      expect((await received).octets.toString()).to.equal('secret answer')
    })
  })

  it('resets the TCP connection beneath', () =>
    withTls({}, { ca: sut.cert }, async (outcome) => {
      if (outcome.kind !== 'connected') throw new Error(outcome.reason)
      const received = collect(outcome.wire)
      outcome.wire.reset()
      expect((await received).over.how).to.equal('reset')
    }))

  it('is refused by a port without TLS, and by credentials that are none', async () => {
    const bench = new Bench()
    const port = await bench.serve((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 \r\n\r\n')))
    const options = { deadlineMs: 2000, transcript: bench.transcript, clock, connection: 1 }
    expect((await connect({ host: '127.0.0.1', port, tls: {} }, options)).kind).to.equal('refused')
    expect(
      (await connect({ host: '127.0.0.1', port, tls: { cert: 'none', key: 'none' } }, options)).kind,
    ).to.equal('refused')
    await bench.close()
  })

  it('gives up a SUT that never answers', async () => {
    const bench = new Bench()
    const port = await bench.serve(() => undefined)
    const options = { deadlineMs: 30, transcript: bench.transcript, clock, connection: 1 }
    const outcome = await connect({ host: '127.0.0.1', port, tls: {} }, options)
    expect(outcome).to.deep.include({ kind: 'timeout', reason: 'no connection within 30 ms' })
    await bench.close()
  })
})

describe('lib/wire: through a proxy (TS-0020 6.6)', () => {
  let bench: Bench
  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.close())

  /** A proxy that gives this answer and then passes on what follows to the target. */
  async function proxy(answer: string, seen: string[] = []): Promise<number> {
    return bench.serve((socket) => {
      socket.once('data', (chunk: Buffer) => {
        seen.push(chunk.toString())
        socket.write(answer)
        socket.on('data', (more: Buffer) => socket.write(`echo ${more.toString()}`))
      })
    })
  }

  const dial = (port: number, tls?: Endpoint['tls']) =>
    connect(
      { host: '::1', port: 8180, proxy: { host: '127.0.0.1', port }, ...(tls ? { tls } : {}) },
      { deadlineMs: 2000, transcript: bench.transcript, clock, connection: 1 },
    )

  it('asks for the tunnel by CONNECT and passes early octets on', async () => {
    const seen: string[] = []
    const outcome = await dial(await proxy('HTTP/1.1 200 OK\r\n\r\nearly ', seen))
    expect(seen).to.deep.equal(['CONNECT [::1]:8180 HTTP/1.1\r\nHost: [::1]:8180\r\n\r\n'])
    if (outcome.kind !== 'connected') throw new Error(outcome.reason)
    const heard = new Promise<string>((resolve) => {
      let text = ''
      outcome.wire.attach({
        octets: (chunk) => (text += chunk.toString()).includes('hi') && resolve(text),
        over: () => undefined,
      })
    })
    await outcome.wire.write([{ kind: 'octets', octets: Buffer.from('hi') }])
    expect(await heard).to.equal('early echo hi')
    expect(bench.transcript.kinds.slice(0, 3)).to.deep.equal(['none open', 'out proxy', 'in proxy'])
    await outcome.wire.destroy()
  })

  for (const [what, answer, reason] of [
    ['a refusal', 'HTTP/1.1 403 Forbidden\r\n\r\n', /403 Forbidden/],
    ['something that is no HTTP', 'SSH-2.0', /did not answer in HTTP/],
  ] as const) {
    it(`reports ${what}`, async () => {
      const outcome = await dial(await proxy(answer))
      expect(outcome).to.include({ kind: 'refused', by: 'proxy' })
      expect(outcome.kind === 'refused' && outcome.reason).to.match(reason)
    })
  }

  it('reports a proxy that hangs up', async () => {
    const outcome = await dial(await bench.serve((socket) => socket.end()))
    expect(outcome.kind === 'refused' && outcome.reason).to.contain('the proxy closed the connection')
  })

  it('does TLS inside the tunnel', async () => {
    const sut = selfSigned('test SUT')
    const target = createTlsServer(sut, (socket) => socket.on('error', () => undefined).end('secret'))
    const targetPort = await listening(target)
    const tunnel = createServer()
    tunnel.on('connection', (socket: Socket) => {
      socket.once('data', () => {
        const onward = new Bench()
        void onward.dial(targetPort).then((wire) => {
          wire.attach({ octets: (chunk) => socket.write(chunk), over: () => socket.end() })
          socket.on('data', (chunk: Buffer) => void wire.write([{ kind: 'octets', octets: chunk }]))
          socket.on('close', () => void onward.close())
          socket.on('error', () => undefined)
          socket.write('HTTP/1.1 200 OK\r\n\r\n')
        })
      })
    })
    await listening(tunnel)
    const outcome = await connect(
      {
        host: 'localhost',
        port: targetPort,
        tls: { ca: sut.cert },
        proxy: { host: '127.0.0.1', port: portOf(tunnel) },
      },
      { deadlineMs: 2000, transcript: bench.transcript, clock, connection: 1 },
    )
    if (outcome.kind !== 'connected') throw new Error(outcome.reason)
    expect((await collect(outcome.wire)).octets.toString()).to.equal('secret')
    await outcome.wire.destroy()
    await Promise.all([target, tunnel].map((server) => new Promise((resolve) => server.close(resolve))))
  })
})
