import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { faultById, startTamper, type OctetFault, type RunningTamper } from '../../lib/fault/index.js'
import { FrameReader } from '../../lib/fault/frame-reader.js'
import { HttpHead } from '../../lib/fault/http-head.js'
import { forward } from '../../lib/fault/steps.js'
import type { Step, Tampering } from '../../lib/fault/types.js'

/** Octets from hex; blanks are for the reader. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(/\s/g, ''), 'hex')
}

/** A head from its lines. */
export function head(...lines: readonly string[]): HttpHead {
  return HttpHead.parse(Buffer.from([...lines, '', ''].join('\r\n'), 'latin1'))
}

/** The handshake of RFC 6455 1.3 with a subprotocol of oneM2M. */
export const request = head(
  'GET / HTTP/1.1',
  'Host: 127.0.0.1',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Protocol: oneM2M.R2.0.xml, oneM2M.R2.0.json',
  'Sec-WebSocket-Version: 13',
)

/** The answer to it. */
export const acceptance = head(
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=',
  'Sec-WebSocket-Protocol: oneM2M.R2.0.json',
)

/** A refusal of it. */
export const refusal = head(
  'HTTP/1.1 426 Upgrade Required',
  'Connection: Upgrade, close',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
)

/** The octet fault of that name. */
export function octet(id: string): OctetFault {
  const fault = faultById(id)
  if (fault?.kind !== 'octet') throw new Error(`no octet fault ${id}`)
  return fault
}

/** What the fault does to one connection. */
export function begin(id: string): Tampering {
  return octet(id).tamper()()
}

/** Steps in short: octets that go on as they are, what else happens as words. */
export function told(steps: readonly Step[]): readonly string[] {
  return steps.map((step) => {
    switch (step.kind) {
      case 'forward':
        return step.octets.toString('hex')
      case 'reply':
        return `reply ${step.octets.toString('hex')}`
      case 'wait':
        return `wait ${step.ms}`
      case 'end':
      case 'reset':
        return step.kind
    }
  })
}

/** What becomes of a head, as text. */
export function headThrough(
  hook: 'answer' | 'request',
  tampering: Tampering,
  given: HttpHead,
  sent = request,
): string {
  const outcome =
    hook === 'answer'
      ? tampering.answer?.(given, sent)
      : tampering.request?.(given, { segments: 1, followed: false })
  if (outcome === undefined) return given.octets.toString('latin1')
  if (outcome instanceof HttpHead) return outcome.octets.toString('latin1')
  return outcome
    .map((step) =>
      'octets' in step ? `${step.kind === 'reply' ? '<' : ''}${step.octets.toString('latin1')}` : step.kind,
    )
    .join('')
}

/** What becomes of frames that come one after another, as hex and words. */
export function framesThrough(
  hook: 'fromServer' | 'fromClient',
  tampering: Tampering,
  frames: Buffer,
  opening = { request, answer: acceptance },
): readonly string[] {
  return new FrameReader().push(frames).flatMap((piece) => {
    if (piece.kind === 'large')
      return told(tampering.largeFromClient?.(piece.length, piece.octets) ?? forward(piece.octets))
    if (piece.kind === 'octets') return [piece.octets.toString('hex')]
    const outcome = tampering[hook]?.(piece.frame, opening) ?? piece.frame
    return 'octets' in outcome ? [outcome.octets.toString('hex')] : told(outcome)
  })
}

/** The octets as a run of frames of the server: text, not masked, lengths below 65 536. */
export function serverText(...messages: readonly string[]): Buffer {
  return Buffer.concat(
    messages.map((message) => {
      const payload = Buffer.from(message, 'utf8')
      const length =
        payload.length < 126 ? [payload.length] : [126, payload.length >> 8, payload.length & 255]
      return Buffer.concat([Buffer.of(0x81, ...length), payload])
    }),
  )
}

/** The text of whole text frames of a server. */
export function textOf(frames: readonly string[]): readonly string[] {
  return frames.map((frame) => {
    const [piece] = new FrameReader().push(hex(frame))
    return piece?.kind === 'frame' ? piece.frame.payload.toString('utf8') : frame
  })
}

/** TCP servers, tampers and clients of one test, all of which end with it. */
export class Bench {
  readonly #ends: (() => Promise<unknown>)[] = []

  /** A TCP server on the loopback; returns its URL. */
  async serve(serve: (socket: Socket) => void): Promise<string> {
    const sockets = new Set<Socket>()
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      sockets.add(socket)
      socket.on('error', () => sockets.delete(socket))
      serve(socket)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    this.#ends.push(() => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(resolve))
    })
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }

  async tamper(target: string, { tamper }: Pick<OctetFault, 'tamper'>): Promise<RunningTamper> {
    const running = await startTamper({ target, tamper })
    this.#ends.unshift(() => running.stop())
    return running
  }

  async dial(port: number): Promise<Socket> {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true })
    socket.on('error', () => undefined)
    this.#ends.unshift(() => Promise.resolve(socket.destroy()))
    await once(socket, 'connect')
    return socket
  }

  async close(): Promise<void> {
    for (const end of this.#ends.splice(0)) await end()
  }
}

/** Reads until the other side has ended, or reset. */
export async function everything(
  socket: Socket,
): Promise<{ readonly octets: Buffer; readonly how: 'end' | 'reset' }> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  const how = await new Promise<'end' | 'reset'>((resolve) => {
    socket.once('end', () => resolve('end'))
    socket.once('error', () => resolve('reset'))
  })
  return { octets: Buffer.concat(chunks), how }
}
