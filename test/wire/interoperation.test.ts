import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import { WebSocket, WebSocketServer, type PerMessageDeflateOptions } from 'ws'
import {
  encodeFrame,
  expectedAccept,
  FrameReceiver,
  fragment,
  handshake,
  headerValues,
  type WireConnection,
  type WireEvent,
} from '../../lib/wire/index.js'
import { accept, Bench, listening } from './support.js'

/** The instrument against another implementation of RFC 6455 and RFC 7692, in both roles. */

const isMessage = (event: WireEvent): event is Extract<WireEvent, { kind: 'message' }> =>
  event.kind === 'message'

describe('lib/wire: against a server of ws', () => {
  let bench: Bench
  let http: Server
  let server: WebSocketServer

  async function serve(perMessageDeflate: boolean | PerMessageDeflateOptions): Promise<number> {
    http = createServer()
    server = new WebSocketServer({ server: http, perMessageDeflate })
    server.on('connection', (socket) => {
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary, compress: true }))
      socket.on('error', () => undefined)
    })
    return listening(http)
  }

  beforeEach(() => (bench = new Bench()))
  afterEach(async () => {
    await bench.close()
    for (const client of server.clients) client.terminate()
    await new Promise((resolve) => server.close(resolve))
    await new Promise((resolve) => http.close(resolve))
  })

  const bodies = () =>
    ['', 'a', '{"op":2}', 'ä✓😀'.repeat(500), ' '.repeat(70_000)].map((text) => Buffer.from(text))

  async function echoes(connection: WireConnection, compress: boolean): Promise<readonly boolean[]> {
    const compressed: boolean[] = []
    const exchange = async (opcode: 1 | 2, payload: Buffer, fragmentSizes?: readonly number[]) => {
      await connection.sendMessage(opcode, payload, { compress, ...(fragmentSizes ? { fragmentSizes } : {}) })
      const echo = await connection.next(isMessage, 2000)
      if (echo.kind !== 'message') throw new Error(`no echo but ${echo.kind}`)
      expect(echo.opcode).to.equal(opcode)
      expect(echo.payload.equals(payload)).to.be.true
      compressed.push(echo.compressed)
    }
    for (const body of bodies()) await exchange(1, body)
    await exchange(2, randomBytes(66_000))
    if (!compress) await exchange(1, Buffer.from('in pieces'), [0, 3, 0])
    return compressed
  }

  it('opens, exchanges messages of every length encoding, and closes', async () => {
    const port = await serve(false)
    const request = handshake({ host: `127.0.0.1:${port}`, extensions: 'permessage-deflate' })
    const connection = await bench.open(port, request)
    expect(headerValues(connection.answer, 'sec-websocket-accept')).to.deep.equal([
      expectedAccept(request.key ?? ''),
    ])
    expect(connection.answer.problems).to.deep.equal([])
    expect(connection.deflate).to.be.undefined
    expect(new Set(await echoes(connection, true))).to.deep.equal(new Set([false]))
    expect(new Set(await echoes(connection, false))).to.deep.equal(new Set([false]))
    expect((await connection.roundTrip(1000)).kind).to.equal('pong')
    expect((await connection.shutDown(1000)).kind).to.equal('end')
    expect(connection.closeReceived?.code).to.equal(1000)
    expect(connection.violations).to.deep.equal([])
  })

  const offers: readonly (readonly [string, PerMessageDeflateOptions])[] = [
    ['permessage-deflate; client_max_window_bits', { threshold: 0 }],
    ['permessage-deflate', { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true }],
    [
      'permessage-deflate; client_max_window_bits; server_max_window_bits=9',
      { threshold: 0, clientMaxWindowBits: 9 },
    ],
    ['permessage-deflate; server_max_window_bits=8; client_max_window_bits=8', { threshold: 0 }],
    ['permessage-deflate; server_no_context_takeover; client_no_context_takeover', { threshold: 100 }],
  ]
  for (const [extensions, perMessageDeflate] of offers) {
    it(`compresses both ways with "${extensions}"`, async () => {
      const port = await serve(perMessageDeflate)
      const connection = await bench.open(port, handshake({ host: 'sut', extensions }))
      expect(connection.deflate).not.to.be.undefined
      expect(await echoes(connection, true)).to.include(true)
      await echoes(connection, false)
      await echoes(connection, true)
      expect(connection.violations).to.deep.equal([])
    })
  }

  it('is understood by it octet for octet: chopped, fragmented, with pings between', async () => {
    const connection = await bench.open(await serve(false))
    const [first, second] = fragment(Buffer.from('Hello'), 1, [2])
    if (first === undefined || second === undefined) throw new Error('two fragments were asked for')
    await connection.send([first, { opcode: 9, payload: Buffer.from('between') }, second], { chopSize: 1 })
    expect((await connection.next((event) => event.kind === 'pong', 1000)).kind).to.equal('pong')
    const echo = await connection.next(isMessage, 1000)
    expect(echo.kind === 'message' && echo.payload.toString()).to.equal('Hello')
  })

  const refused: readonly (readonly [string, Parameters<WireConnection['send']>[0], number])[] = [
    ['an unmasked frame', { opcode: 1, mask: false }, 1002],
    ['RSV2', { opcode: 1, rsv: 2 }, 1002],
    ['a reserved opcode', { opcode: 3 }, 1002],
    ['a ping of 126 octets', { opcode: 9, payload: Buffer.alloc(126) }, 1002],
    ['a lone continuation', { opcode: 0 }, 1002],
    ['text that is no UTF-8', { opcode: 1, payload: Buffer.from('ff', 'hex') }, 1007],
    ['a Close frame with 1005', { opcode: 8, payload: Buffer.from('03ed', 'hex') }, 1002],
  ]
  for (const [what, frame, code] of refused) {
    it(`has ${what} refused with ${code}, by a Close frame that is read before TCP ends`, async () => {
      const connection = await bench.open(await serve(false))
      await connection.send(frame)
      const close = await connection.next((event) => event.kind === 'close', 1000)
      expect(close.kind === 'close' && close.code).to.equal(code)
    })
  }
})

describe('lib/wire: receiving what a client of ws sends', () => {
  let bench: Bench
  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.close())

  it('decodes it without any violation, and ws understands our frames as a server', async () => {
    const events: WireEvent[] = []
    const violations: string[] = []
    let done: () => void = () => undefined
    const finished = new Promise<void>((resolve) => (done = resolve))
    const serve = (socket: Socket) => {
      const receiver = new FrameReceiver({
        limit: 1 << 20,
        peer: 'client',
        clock: () => 0,
        record: () => 1,
        onViolation: (violation) => violations.push(violation.message),
        onEvent: (event) => {
          events.push(event)
          if (event.kind === 'message')
            socket.write(encodeFrame({ opcode: event.opcode, payload: event.payload, mask: false }))
          if (event.kind === 'close') {
            socket.end(encodeFrame({ opcode: 8, payload: Buffer.from('03e8', 'hex'), mask: false }))
            done()
          }
        },
      })
      socket.once('data', (head: Buffer) => {
        socket.write(accept(head.toString('latin1')))
        socket.on('data', (chunk: Buffer) => receiver.push(chunk))
      })
    }
    const client = new WebSocket(`ws://127.0.0.1:${await bench.serve(serve)}`, { perMessageDeflate: false })
    await once(client, 'open')
    client.ping('p')
    client.send('Hel', { fin: false })
    client.send('lo', { fin: true })
    client.send(Buffer.alloc(70_000, 1))
    const echoed: number[] = []
    client.on('message', (data: Buffer) => {
      if (echoed.push(data.length) === 2) client.close(1000, 'bye')
    })
    await finished
    await once(client, 'close')
    expect(violations).to.deep.equal([])
    expect(echoed).to.deep.equal([5, 70_000])
    expect(events.map((event) => event.kind)).to.deep.equal(['ping', 'message', 'message', 'close'])
    expect(events[1]).to.include({ frames: 2 })
  })
})
