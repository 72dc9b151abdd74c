import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { resetNow } from '../wire/index.js'
import { Direction } from './direction.js'
import { HttpHead } from './http-head.js'
import { Outlet } from './outlet.js'
import { forward } from './steps.js'
import type { Step, Tampering } from './types.js'

/** The two ends of a connection through a tamper; that to the server may still be on its way. */
export interface TamperedSockets {
  readonly client: Socket
  readonly server: Socket
}

/** How long a side that was given the end of TCP may take to end its own, in milliseconds. */
const lingerMs = 1000

/** The outcome of a hook on a head, as steps. */
function stepsOf(outcome: HttpHead | readonly Step[]): readonly Step[] {
  return outcome instanceof HttpHead ? forward(outcome.octets) : outcome
}

/** Whether what follows a request is WebSocket frames, once it is accepted. */
function isHandshake(head: HttpHead): boolean {
  const body = [
    ...head.values('transfer-encoding'),
    ...head.values('content-length').filter((size) => size !== '0'),
  ]
  return head.start.startsWith('GET ') && head.values('upgrade').length > 0 && body.length === 0
}

/** One connection through a tamper, from both accepted to both gone. */
export class TamperedConnection {
  /** Empty until it has come. */
  #request = HttpHead.parse(Buffer.alloc(0))
  #answer: HttpHead | undefined
  #clientGone = false
  readonly #fromClient: Direction
  readonly #fromServer: Direction
  readonly #toServer: Outlet
  readonly #toClient: Outlet

  /** Resolves when both sockets are gone; never rejects. */
  readonly closed: Promise<void>

  constructor(
    private readonly sockets: TamperedSockets,
    private readonly tampering: Tampering,
  ) {
    const { client, server } = sockets
    // Where one direction is read by frames the other one is too: replies then never fall into the middle of a frame.
    const framed =
      'fromClient' in tampering ||
      'fromServer' in tampering ||
      'largeFromClient' in tampering ||
      'clientEnded' in tampering
    this.#fromClient = new Direction({
      head: {
        edits: tampering.request !== undefined,
        large: (begin) => tampering.largeRequest?.(begin),
        read: (head, arrival) => {
          this.#request = head
          return {
            steps: stepsOf(tampering.request?.(head, arrival) ?? head),
            then: isHandshake(head) ? 'frames' : 'octets',
          }
        },
      },
      frame: framed ? (frame) => tampering.fromClient?.(frame, this.#opening()) ?? frame : undefined,
      large: (length, header) => tampering.largeFromClient?.(length, header),
    })
    this.#fromServer = new Direction({
      head: { edits: tampering.answer !== undefined, read: (head) => this.#readAnswer(head) },
      frame: framed ? (frame) => tampering.fromServer?.(frame, this.#opening()) ?? frame : undefined,
      large: undefined,
    })
    this.#toServer = this.#outlet(client, server)
    this.#toClient = this.#outlet(server, client)
    this.#follow(client, server, this.#fromClient, this.#toServer, () => {
      this.#clientEnded('end')
      return 'passed'
    })
    client.on('error', () => this.#clientEnded('reset'))
    this.#follow(
      server,
      client,
      this.#fromServer,
      this.#toClient,
      () => tampering.serverEnded?.() ?? 'passed',
    )
    this.closed = Promise.all([client, server].map(gone)).then(() => undefined)
  }

  /** Drops both sides at once. */
  destroy(): void {
    this.sockets.client.destroy()
    this.sockets.server.destroy()
  }

  #clientEnded(how: 'end' | 'reset'): void {
    if (this.tampering.clientEnded === undefined || this.#clientGone) return
    this.#clientGone = true
    this.#toServer.put(this.tampering.clientEnded({ how, insideFrame: this.#fromClient.insideFrame }))
  }

  #opening(): { readonly request: HttpHead; readonly answer: HttpHead | undefined } {
    return { request: this.#request, answer: this.#answer }
  }

  #readAnswer(head: HttpHead): { readonly steps: readonly Step[]; readonly then: 'frames' | 'octets' } {
    this.#answer = head
    const steps = stepsOf(this.tampering.answer?.(head, this.#request) ?? head)
    if (head.status === 101) return { steps, then: 'frames' }
    // What comes behind a refused handshake is no frame.
    this.#toServer.put(this.#fromClient.giveUp())
    return { steps, then: 'octets' }
  }

  #outlet(source: Socket, destination: Socket): Outlet {
    return new Outlet({
      forward: (octets) => !destination.writable || destination.write(octets),
      reply: (octets) => !source.writable || source.write(octets),
      finished: () => destination.end(),
      end: () => this.#end(),
      reset: () => this.#reset(),
      pause: () => source.pause(),
      resume: () => source.resume(),
    })
  }

  #follow(
    source: Socket,
    destination: Socket,
    direction: Direction,
    outlet: Outlet,
    ended: () => 'passed' | 'held',
  ): void {
    source.on('data', (chunk: Buffer) => outlet.put(direction.push(chunk)))
    destination.on('drain', () => source.resume())
    source.on('end', () => {
      const fate = ended()
      outlet.put(direction.giveUp())
      if (fate === 'passed') outlet.finish()
      else if (destination.readableEnded) destination.end()
      else destination.once('end', () => destination.end())
    })
    // A reset on one side is one on the other.
    source.on('error', () => resetSocket(destination))
    source.on('close', () => {
      outlet.close()
      if (source.errored === null && !source.readableEnded) destination.destroy()
    })
  }

  #end(): void {
    this.#toServer.close()
    this.#toClient.close()
    for (const socket of [this.sockets.client, this.sockets.server]) {
      // What still comes is thrown away: closing over unread octets would make a reset of it.
      socket.removeAllListeners('data')
      socket.resume()
      socket.end()
      const timer = setTimeout(() => socket.destroy(), lingerMs)
      socket.once('close', () => clearTimeout(timer))
    }
  }

  #reset(): void {
    this.#toServer.close()
    this.#toClient.close()
    for (const socket of [this.sockets.client, this.sockets.server]) resetSocket(socket)
  }
}

/** Ends TCP by a reset, where there is a TCP connection that could be reset. */
function resetSocket(socket: Socket): void {
  if (socket.destroyed) return
  if (socket.connecting || socket instanceof TLSSocket) socket.destroy()
  else resetNow(socket)
}

function gone(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}
