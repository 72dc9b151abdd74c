import { createServer, type AddressInfo, type Socket } from 'node:net'
import { endOfHead, HttpHead } from '../../../lib/fault/http-head.js'
import {
  encodeFrame,
  expectedAccept,
  opcodes,
  type FrameOptions,
  type WireEvent,
} from '../../../lib/wire/index.js'
import { FrameReceiver } from '../../../lib/wire/receiver.js'

/** A server on the loopback that does what it is told with each connection. */
export interface NullServer {
  readonly url: string
  /** How many connections it has taken. */
  readonly connections: number
  /** Drops everything and gives the port back. */
  close(): Promise<void>
}

/** What a server does with a connection; `server` is for those that end themselves. */
export type Behaviour = (socket: Socket, server: { die(): void }) => void

/** Starts a server that behaves like this. */
export async function serverThat(behaves: Behaviour): Promise<NullServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  const die = (): void => {
    server.close()
    for (const socket of sockets) socket.resetAndDestroy()
  }
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1
    sockets.add(socket)
    // The tester drops connections as it likes, and that is nobody's business here.
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    behaves(socket, { die })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `ws://127.0.0.1:${port}/`,
    get connections() {
      return connections
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => {
          resolve()
        })
      }),
  }
}

/** Calls back with the head of the request, once it is there, and the octets that came behind it. */
export function onHead(socket: Socket, then: (head: HttpHead, rest: Buffer) => void): void {
  let received = Buffer.alloc(0)
  const take = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk])
    const size = endOfHead(received)
    if (size === undefined) return
    socket.off('data', take)
    then(HttpHead.parse(received.subarray(0, size)), received.subarray(size))
  }
  socket.on('data', take)
}

/** A server handshake without fault: the first subprotocol of the offer, the right accept value. */
export function acceptance(head: HttpHead, extensions?: string): string {
  const [offer = ''] = head.values('sec-websocket-protocol')
  const [protocol = ''] = offer.split(',')
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${expectedAccept(head.values('sec-websocket-key')[0] ?? '')}`,
    ...(protocol.trim() === '' ? [] : [`Sec-WebSocket-Protocol: ${protocol.trim()}`]),
    ...(extensions === undefined ? [] : [`Sec-WebSocket-Extensions: ${extensions}`]),
    '\r\n',
  ].join('\r\n')
}

/** Accepts whatever looks like a request, and goes on from there. */
export function accepting(
  then: (socket: Socket, head: HttpHead, rest: Buffer) => void,
  extensions?: (head: HttpHead) => string | undefined,
): Behaviour {
  return (socket) => {
    onHead(socket, (head, rest) => {
      socket.write(acceptance(head, extensions?.(head)))
      then(socket, head, rest)
    })
  }
}

/** A frame as a server sends it. */
export function serverFrame(options: FrameOptions): Buffer {
  return encodeFrame({ ...options, mask: false })
}

/** Writes the same octets again and again, as fast as they are taken, until the connection ends. */
export function flood(socket: Socket, octets: Buffer | string | (() => Buffer)): void {
  const next = (): Buffer | string => (typeof octets === 'function' ? octets() : octets)
  const more = (): void => {
    // A turn of the event loop between two batches: the server has other connections too.
    while (socket.writable) if (!socket.write(next())) return
  }
  socket.on('drain', () => setImmediate(more))
  more()
}

/** What a client sends over WebSocket: a message, or a control frame by its kind. */
export type Received = Extract<WireEvent, { readonly payload: Buffer }> | { readonly kind: 'close' }

/** Reads the frames of the tester. */
export function onFrames(socket: Socket, rest: Buffer, then: (received: Received) => void): void {
  const receiver = new FrameReceiver({
    limit: 2 ** 24,
    peer: 'client',
    clock: () => 0,
    record: () => 0,
    onEvent: (event) => {
      if (event.kind === 'close') then({ kind: 'close' })
      else if ('payload' in event) then(event)
    },
    onViolation: () => undefined,
  })
  receiver.push(rest)
  socket.on('data', (chunk: Buffer) => receiver.push(chunk))
}

/** What a WebSocket library does by itself: pongs, and the answer to a Close frame. */
export function politely(received: Received, socket: Socket): void {
  if (received.kind === 'ping') socket.write(serverFrame({ opcode: opcodes.pong, payload: received.payload }))
  if (received.kind === 'close')
    socket.end(serverFrame({ opcode: opcodes.close, payload: Buffer.of(3, 232) }))
}
