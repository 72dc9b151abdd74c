import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  connect,
  handshake,
  upgrade,
  type HandshakeRequest,
  type Transcript,
  type TranscriptRow,
  type UpgradeOptions,
  type WireConnection,
  type WireSocket,
} from '../../lib/wire/index.js'

/** Octets from hex; blanks are for the reader. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(/\s/g, ''), 'hex')
}

/** A transcript in memory. */
export class Rows implements Transcript {
  readonly rows: TranscriptRow[] = []

  row(row: TranscriptRow): number {
    return this.rows.push(row)
  }

  /** The row of a number, as `direction kind hex`. */
  text(number: number): string {
    const row = this.rows[number - 1]
    return row === undefined
      ? 'no such row'
      : `${row.direction} ${row.kind} ${row.octets?.toString('hex') ?? ''}`.trim()
  }

  /** All rows as `direction kind`. */
  get kinds(): readonly string[] {
    return this.rows.map((row) => `${row.direction} ${row.kind}`)
  }
}

/** Microseconds, as the run's clock has them. */
export const clock = () => Number(process.hrtime.bigint() / 1000n)

/** TCP servers and wires of one test, all of which end with it. */
export class Bench {
  readonly transcript = new Rows()
  readonly #servers: Server[] = []
  readonly #sockets = new Set<Socket>()
  readonly #wires: WireSocket[] = []

  /** A TCP server on the loopback; `serve` gets each connection. Returns its port. */
  async serve(serve: (socket: Socket) => void): Promise<number> {
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => this.#sockets.delete(socket))
      socket.on('close', () => this.#sockets.delete(socket))
      serve(socket)
    })
    this.#servers.push(server)
    return listening(server)
  }

  async dial(port: number): Promise<WireSocket> {
    const outcome = await connect(
      { host: '127.0.0.1', port },
      { deadlineMs: 2000, transcript: this.transcript, clock, connection: 1 },
    )
    if (outcome.kind !== 'connected') throw new Error(outcome.reason)
    this.#wires.push(outcome.wire)
    return outcome.wire
  }

  /** Connects and upgrades, and expects a 101. */
  async open(
    port: number,
    request?: HandshakeRequest,
    options: Partial<UpgradeOptions> = {},
  ): Promise<WireConnection> {
    const wire = await this.dial(port)
    const { connection, outcome } = await upgrade(wire, request ?? handshake({ host: `127.0.0.1:${port}` }), {
      deadlineMs: 2000,
      limits: { receive: 1 << 20 },
      ...options,
    })
    if (connection === undefined) throw new Error(`no connection but ${outcome.kind}`)
    return connection
  }

  /** A WebSocket server that says yes to everything, and then does what the test wants with the socket. */
  serveUpgraded(after: (socket: Socket) => void, extra = ''): Promise<number> {
    return this.serve((socket) => {
      let head = ''
      const onData = (chunk: Buffer) => {
        head += chunk.toString('latin1')
        if (!head.includes('\r\n\r\n')) return
        socket.off('data', onData)
        socket.write(accept(head, extra))
        after(socket)
      }
      socket.on('data', onData)
    })
  }

  async close(): Promise<void> {
    await Promise.all(this.#wires.map((wire) => wire.destroy()))
    for (const socket of this.#sockets) socket.destroy()
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))))
  }
}

/** Waits until a server listens on the loopback; returns its port. */
export async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return portOf(server)
}

export function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}

/** A plain 101 for the handshake whose head this is. */
export function accept(head: string, extra = ''): string {
  const key = /^sec-websocket-key: (.*)\r$/im.exec(head)?.[1] ?? ''
  const value = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${value}\r\n${extra}\r\n`
}
