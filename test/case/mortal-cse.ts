import { connect, createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'
import { startCseHere, type CseHere } from '../../lib/cse/server.js'
import { FrameReceiver } from '../../lib/wire/receiver.js'

/** What is said to a mortal CSE for it to go down. */
export const lastWords = 'farewell'

/** A CSE that dies of a ping with {@link lastWords}: to whoever is connected, TCP is reset, and nobody listens any more. */
export class MortalCse {
  readonly #sockets = new Set<Socket>()
  #front: Server | undefined
  #port = 0
  /** How often it has died. */
  deaths = 0
  /** How often it dies; from then on it takes the words lightly. */
  mortality = Number.POSITIVE_INFINITY
  /** `dead`: nobody listens. `stuck`: connections are taken and nothing is ever said. */
  manner: 'dead' | 'stuck' = 'dead'
  /** More connections than this are refused. */
  capacity = Number.POSITIVE_INFINITY
  #stuck = false

  private constructor(private readonly cse: CseHere) {}

  static async start(): Promise<MortalCse> {
    const mortal = new MortalCse(await startCseHere({ edition: 'R2A' }))
    await mortal.revive()
    return mortal
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#port}/`
  }

  /** Listens, on the same port as before. */
  async revive(): Promise<void> {
    this.#stuck = false
    await this.#close()
    const front = createServer({ noDelay: true }, (socket) => this.#serve(socket))
    this.#front = front
    await new Promise<void>((resolve) => front.listen(this.#port, '127.0.0.1', resolve))
    this.#port = (front.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    await this.#close()
    await this.cse.stop()
  }

  #serve(client: Socket): void {
    this.#own(client)
    if (this.#sockets.size > 2 * this.capacity) {
      client.resetAndDestroy()
      return
    }
    if (this.#stuck) return
    const server = connect({ port: this.cse.port, host: '127.0.0.1', noDelay: true })
    this.#own(server)
    const frames = new FrameReceiver({
      limit: 2 ** 24,
      peer: 'client',
      clock: () => 0,
      record: () => 0,
      onEvent: (event) => {
        if (event.kind === 'ping' && event.payload.toString() === lastWords) this.#die()
      },
      onViolation: () => undefined,
    })
    let upgraded = false
    client.on('data', (chunk: Buffer) => {
      if (upgraded) frames.push(chunk)
      if (!this.#stuck && server.writable) server.write(chunk)
    })
    server.on('data', (chunk: Buffer) => {
      upgraded = true
      if (!this.#stuck && client.writable) client.write(chunk)
    })
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('end', () => other.end())
      one.on('close', () => other.destroy())
    }
  }

  #own(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => this.#sockets.delete(socket))
  }

  #die(): void {
    if (this.deaths >= this.mortality) return
    this.deaths += 1
    if (this.manner === 'stuck') this.#stuck = true
    else void this.#close()
  }

  async #close(): Promise<void> {
    const front = this.#front
    this.#front = undefined
    const closed = new Promise<void>((resolve) => {
      if (front === undefined) resolve()
      else front.close(() => resolve())
    })
    for (const socket of this.#sockets) socket.resetAndDestroy()
    await closed
  }
}
