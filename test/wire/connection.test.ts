import type { Socket } from 'node:net'
import { expect } from 'chai'
import { handshake, resetNow, upgrade, type Violation, type WireEvent } from '../../lib/wire/index.js'
import { accept, Bench, hex } from './support.js'

const limits = { receive: 1 << 16 }
const isMessage = (event: WireEvent) => event.kind === 'message'
const text = (event: { readonly kind: string } | undefined) =>
  event !== undefined && 'payload' in event && Buffer.isBuffer(event.payload)
    ? event.payload.toString()
    : event?.kind

describe('lib/wire: the opening handshake', () => {
  let bench: Bench
  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.close())

  async function answered(
    serve: (socket: Socket, head: string) => void,
    more: { deadlineMs?: number; signal?: AbortSignal } = {},
  ) {
    const port = await bench.serve((socket) =>
      socket.once('data', (chunk: Buffer) => serve(socket, chunk.toString('latin1'))),
    )
    const wire = await bench.dial(port)
    return upgrade(wire, handshake({ host: 'sut' }), { deadlineMs: 2000, limits, ...more })
  }

  it('makes a connection of any 101, whatever else is wrong with it', async () => {
    const { outcome, connection } = await answered((socket) =>
      socket.write('HTTP/1.0 101\nNonsense\n\n\x81\x02hi', 'latin1'),
    )
    expect(outcome.kind === 'answer' && outcome.answer.problems.length).to.be.above(2)
    expect(text(await connection?.next(isMessage, 1000))).to.equal('hi')
  })

  it('hands a refusal over as it is, and records its body', async () => {
    const { outcome, connection, wire } = await answered((socket) =>
      socket.end('HTTP/1.1 400 No\r\n\r\nbody'),
    )
    expect(outcome.kind === 'answer' && outcome.answer.status).to.equal(400)
    expect(connection).to.be.undefined
    await wire?.destroy()
    expect(bench.transcript.kinds.slice(0, 4)).to.deep.equal([
      'none open',
      'out handshake',
      'in handshake',
      'in octets',
    ])
    expect(bench.transcript.rows[3]?.octets?.toString()).to.equal('body')
  })

  it('passes interim answers by', async () => {
    const { outcome } = await answered((socket) =>
      socket.end('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 No\r\n\r\n'),
    )
    expect(outcome.kind === 'answer' && outcome.answer.status).to.equal(403)
  })

  it('follows no endless row of interim answers', async () => {
    const { outcome } = await answered((socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n'.repeat(5000)))
    expect(outcome.kind === 'garbage' && outcome.reason).to.equal(
      'more than 64 interim answers and no final one',
    )
    expect(bench.transcript.kinds.filter((kind) => kind === 'in handshake')).to.have.length(65)
  })

  it('tells an end from a reset, with what came before', async () => {
    const ended = await answered((socket) => socket.end('HTTP/1.1 1'))
    expect(ended.outcome).to.deep.include({ kind: 'closed', how: 'end', octets: Buffer.from('HTTP/1.1 1') })
    const reset = await answered((socket) => resetNow(socket))
    expect(reset.outcome).to.deep.include({ kind: 'closed', how: 'reset', octets: Buffer.alloc(0) })
  })

  it('knows garbage, silence, and being cancelled', async () => {
    const garbage = await answered((socket) => socket.write('SSH-2.0\r\n'))
    expect(garbage.outcome).to.deep.include({ kind: 'garbage', octets: Buffer.from('SSH-2.0\r\n') })
    const silence = await answered((socket) => socket.write('HTTP/1.1 101 S'), { deadlineMs: 30 })
    expect(silence.outcome).to.deep.include({ kind: 'timeout', octets: Buffer.from('HTTP/1.1 101 S') })
    const cancelled = await answered(() => undefined, { signal: AbortSignal.abort() })
    expect(cancelled.outcome.kind).to.equal('timeout')
  })

  it('sends trailing octets along, chops, and shows both in the transcript', async () => {
    let heard = ''
    const port = await bench.serve((socket) => {
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString('latin1')
        if (heard.endsWith('\x81\x80....')) socket.write(accept(heard))
      })
    })
    const request = {
      ...handshake({ host: 'sut' }),
      trailing: Buffer.from('\x81\x80....', 'latin1'),
      chopSize: 20,
    }
    const connection = await bench.open(port, request)
    expect(connection.answer.status).to.equal(101)
    expect(bench.transcript.kinds.slice(1, 3)).to.deep.equal(['out handshake', 'out octets'])
  })

  it('answers before everything is sent when the SUT does', async () => {
    const port = await bench.serve((socket) => socket.end('HTTP/1.1 431 Too large\r\n\r\n'))
    const wire = await bench.dial(port)
    const { outcome } = await upgrade(wire, handshake({ host: 'x'.repeat(1 << 20) }), {
      deadlineMs: 2000,
      limits,
    })
    expect(outcome.kind === 'answer' && outcome.answer.status).to.equal(431)
  })
})

describe('lib/wire: a connection', () => {
  let bench: Bench
  beforeEach(() => (bench = new Bench()))
  afterEach(() => bench.close())

  const opened = async (octets: string, extra = '') =>
    bench.open(await bench.serveUpgraded((socket) => socket.write(hex(octets)), extra), undefined, { limits })

  it('keeps events that a wait is not looking for', async () => {
    const connection = await opened('8901aa 810161 810162 8a01bb')
    expect(text(await connection.next((event) => event.kind === 'pong', 1000))).to.equal('\ufffd')
    expect(connection.peek().map((event) => event.kind)).to.deep.equal(['ping', 'message', 'message'])
    expect(text(await connection.next((event) => text(event) === 'b', 1000))).to.equal('b')
    expect(connection.drain(isMessage).map(text)).to.deep.equal(['a'])
    expect(connection.peek().map((event) => event.kind)).to.deep.equal(['ping'])
    expect(connection.counts).to.deep.equal({ message: 2, ping: 1, pong: 1, close: 0, end: 0, reset: 0 })
  })

  it('gives each event to one wait, the first that it fits', async () => {
    let socket: Socket | undefined
    const connection = await bench.open(await bench.serveUpgraded((served) => (socket = served)))
    const pongs = connection.next((event) => event.kind === 'pong', 1000)
    const first = connection.next(isMessage, 1000)
    const second = connection.next(isMessage, 1000)
    socket?.write(hex('810161 810162 8a00'))
    expect([text(await first), text(await second), (await pongs).kind]).to.deep.equal(['a', 'b', 'pong'])
  })

  it('ends a wait at its deadline, or when it is cancelled', async () => {
    const connection = await opened('')
    const timeout = await connection.next(isMessage, 20)
    expect(timeout.kind).to.equal('timeout')
    expect(timeout.kind === 'timeout' && timeout.waitedMs).to.be.within(15, 500)
    const abort = new AbortController()
    const waiting = connection.next(isMessage, 10_000, abort.signal)
    abort.abort()
    expect(await waiting).to.include({ kind: 'timeout', cancelled: true })
    expect(await connection.next(isMessage, 10_000, abort.signal)).to.include({ cancelled: true })
  })

  it('answers all waits once the connection is over, after what had arrived', async () => {
    const connection = await bench.open(
      await bench.serveUpgraded((socket) => socket.end(hex('810161 8802 03e8'))),
    )
    const never = connection.next((event) => event.kind === 'ping', 10_000)
    expect((await never).kind).to.equal('end')
    expect(text(await connection.next(isMessage, 10_000))).to.equal('a')
    expect((await connection.next(isMessage, 10_000)).kind).to.equal('end')
    expect((await connection.next((event) => event.kind === 'close', 10_000)).kind).to.equal('close')
    expect(connection.closeReceived).to.include({ code: 1000 })
    expect(connection.state).to.equal('closed')
    expect(connection.endedBy).to.equal('sut')
  })

  it('tells a reset by the SUT from being dropped by the tester', async () => {
    const reset = await bench.open(
      await bench.serveUpgraded((socket) => {
        socket.once('data', () => resetNow(socket))
      }),
    )
    await reset.ping()
    expect((await reset.next(isMessage, 2000)).kind).to.equal('reset')
    expect(reset.endedBy).to.equal('sut')
    const dropped = await opened('')
    const waiting = dropped.next(isMessage, 10_000)
    await dropped.destroy()
    expect(await waiting).to.include({ kind: 'reset', reason: 'the tester dropped the connection' })
    expect(dropped.endedBy).to.equal('tester')
  })

  it('passes an error in a filter to whoever wrote the filter', async () => {
    let socket: Socket | undefined
    const connection = await bench.open(await bench.serveUpgraded((served) => (socket = served)))
    const broken = connection.next(() => {
      throw new Error('in the filter')
    }, 1000)
    socket?.write(hex('810161'))
    expect(await broken.catch((error: unknown) => String(error))).to.contain('in the filter')
    expect(text(await connection.next(isMessage, 1000))).to.equal('a')
  })

  it('answers pings by itself, unless switched off or closing', async () => {
    const heard: Buffer[] = []
    let socket: Socket | undefined
    const connection = await bench.open(
      await bench.serveUpgraded((served) => {
        socket = served
        served.on('data', (chunk: Buffer) => heard.push(chunk))
      }),
    )
    const pinged = async (octets: string) => {
      socket?.write(hex(octets))
      await connection.next((event) => event.kind === 'ping', 1000)
    }
    await pinged('8901aa')
    connection.autoPong = false
    await pinged('8901bb')
    connection.autoPong = true
    await pinged('8802 03e8 8901cc')
    await connection.sendClose()
    while (!Buffer.concat(heard).subarray(-6, -5).equals(hex('88'))) await new Promise(setImmediate)
    const frames = Buffer.concat(heard)
    expect([frames.length, frames[0], frames[7]]).to.deep.equal([13, 0x8a, 0x88])
  })

  it('measures a round trip whose pong nobody else sees', async () => {
    const connection = await bench.open(await bench.serveUpgraded(pongs))
    const trips = await Promise.all([connection.roundTrip(1000), connection.roundTrip(1000)])
    expect(trips.map((trip) => trip.kind)).to.deep.equal(['pong', 'pong'])
    expect(trips[0].kind === 'pong' && trips[0].ms).to.be.above(0)
    expect(connection.peek()).to.deep.equal([])
    expect(connection.counts.pong).to.equal(0)
  })

  it('takes the pong of a later ping for the earlier ones', async () => {
    const port = await bench.serveUpgraded((socket) => {
      let seen = Buffer.alloc(0)
      socket.on('data', (chunk: Buffer) => {
        seen = Buffer.concat([seen, chunk])
        if (seen.length === 36) pongFor(socket, seen.subarray(18))
      })
    })
    const connection = await bench.open(port)
    const trips = await Promise.all([connection.roundTrip(1000), connection.roundTrip(1000)])
    expect(trips.map((trip) => trip.kind)).to.deep.equal(['pong', 'pong'])
  })

  it('fails a round trip by what happened', async () => {
    const silent = await opened('')
    expect((await silent.roundTrip(20)).kind).to.equal('timeout')
    const ended = await bench.open(
      await bench.serveUpgraded((socket) => socket.once('data', () => socket.end())),
    )
    expect((await ended.roundTrip(2000)).kind).to.equal('end')
    expect((await ended.roundTrip(2000)).kind).to.equal('end')
    ended.end()
    const halfClosed = await opened('')
    halfClosed.end()
    expect((await halfClosed.roundTrip(2000)).kind).to.equal('not-writable')
  })

  it('shows events, frames and violations to onlookers from the first octet on', async () => {
    const seen: string[] = []
    const port = await bench.serve((socket) => {
      socket.once('data', (chunk: Buffer) => {
        socket.write(Buffer.concat([Buffer.from(accept(chunk.toString())), hex('a10161')]))
      })
    })
    const connection = await bench.open(port, undefined, {
      watcher: {
        event: (event) => seen.push(`event ${event.kind}`),
        frame: (frame) => seen.push(`frame ${frame.rsv}`),
        violation: (violation) => seen.push(violation.code),
      },
    })
    await connection.next(isMessage, 1000)
    expect(seen).to.deep.equal(['frame 2', 'rsv2-or-rsv3', 'event message'])
    const late: Violation[] = []
    connection.onViolation((violation) => late.push(violation))
    expect(late).to.deep.equal(connection.violations)
    expect(bench.transcript.text(late[0]?.evidence ?? 0)).to.equal('in frame a10161')
  })

  it('keeps memory flat when nobody takes the events', async () => {
    const port = await bench.serveUpgraded((socket) => {
      socket.write(Buffer.concat(Array.from({ length: 100 }, () => hex(`827e03e8${'00'.repeat(1000)}`))))
      socket.end(hex('8800'))
    })
    const connection = await bench.open(port, undefined, { limits: { receive: 1000, queued: 10_000 } })
    await connection.next((event) => event.kind === 'close', 1000)
    expect(connection.peek()).to.have.length(9)
    expect(connection.counts.message).to.equal(100)
    expect(connection.violations.map((violation) => violation.code)).to.deep.equal(['message-too-long'])
  })

  it('keeps no more than 2048 events, however small they are', async () => {
    const connection = await opened(`${'8900'.repeat(3000)}8800`)
    connection.autoPong = false
    while (connection.closeReceived === undefined) await new Promise(setImmediate)
    expect(connection.peek()).to.have.length(2048)
    expect(connection.counts).to.include({ ping: 3000, close: 1 })
    expect(connection.violations.map((violation) => violation.code)).to.deep.equal(['message-too-long'])
  })

  it('holds a flood back once it is not read any more', async () => {
    let sent = 0
    const port = await bench.serveUpgraded((socket) => {
      const more = (): void => {
        while (socket.writable) {
          sent += 65_536
          if (!socket.write(Buffer.alloc(65_536, hex('8900')))) break
        }
        socket.once('drain', more)
      }
      more()
    })
    const connection = await bench.open(port, undefined, { limits: { receive: 65_536, frames: 10 } })
    // What fits between a writer and a reader who has stopped is far less than what is sent in that time otherwise.
    await connection.roundTrip(100)
    const before = sent
    await connection.roundTrip(100)
    expect(sent).to.equal(before)
    expect(connection.violations.map((violation) => violation.code)).to.deep.equal(['flood'])
  })

  it('does not inflate when told not to', async () => {
    const port = await bench.serveUpgraded(
      (socket) => socket.write(hex('c107 f248cdc9c90700')),
      'Sec-WebSocket-Extensions: permessage-deflate\r\n',
    )
    const off = await bench.open(port, undefined, { deflate: 'off' })
    expect(await off.next(isMessage, 1000)).to.include({ compressed: false })
    expect(off.violations.map((violation) => violation.code)).to.deep.equal([
      'rsv1-without-extension',
      'invalid-utf8',
    ])
    const on = await bench.open(port)
    expect(text(await on.next(isMessage, 1000))).to.equal('Hello')
    expect(on.violations).to.deep.equal([])
  })

  it('sends several frames in one row each, and raw octets', async () => {
    const connection = await opened('')
    const from = bench.transcript.rows.length
    await connection.send([
      { opcode: 1, payload: hex('41'), fin: false, mask: false },
      { opcode: 9, mask: false, declaredLength: 1n },
    ])
    await connection.sendRaw(hex('00'))
    const rows = bench.transcript.rows
      .slice(from)
      .map((row) => `${row.octets?.toString('hex') ?? ''} ${row.note ?? ''}`.trim())
    expect(rows).to.deep.equal([
      '010141 text, 1 octet, not final',
      '8901 ping, 1 octet, but with 0 octets',
      '00',
    ])
  })

  it('shuts down in order', async () => {
    const port = await bench.serveUpgraded((socket) => socket.once('data', () => socket.end(hex('880203e8'))))
    const connection = await bench.open(port)
    expect((await connection.shutDown(1000)).kind).to.equal('end')
    expect(connection.closeSent).to.be.true
    const answering = await bench.open(await bench.serveUpgraded((socket) => socket.write(hex('880203e9'))))
    await answering.next((event) => event.kind === 'close', 1000)
    expect(answering.state).to.equal('closing')
    await answering.answerClose()
    await answering.answerClose()
    const closes = bench.transcript.rows.filter(
      (row) => row.direction === 'out' && row.note?.startsWith('close'),
    )
    expect(closes).to.have.length(2)
  })
})

/** Answers every ping; the tester's are masked, with short payloads. */
function pongs(socket: Socket): void {
  let seen = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    seen = Buffer.concat([seen, chunk])
    for (; seen.length >= 18; seen = seen.subarray(18)) pongFor(socket, seen.subarray(0, 18))
  })
}

function pongFor(socket: Socket, ping: Buffer): void {
  const key = ping.subarray(2, 6)
  const payload = Buffer.from(ping.subarray(6)).map((octet, index) => octet ^ (key[index % 4] ?? 0))
  socket.write(Buffer.concat([Buffer.of(0x8a, payload.length), payload]))
}
