/** A well-behaved client on `ws`, for the tests of the embedded CSE. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { WebSocket, type ClientOptions } from 'ws'
import type { CseHere, CseOptions, Rules } from '../../lib/cse/index.js'
import { startCseHere } from '../../lib/cse/server.js'
import { operation, type Value, type ValueObject } from '../../lib/primitive/types.js'
import { editionData } from '../../lib/spec/editions.js'
import type { Edition } from '../../lib/spec/types.js'

function isObject(value: unknown): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Member of a value by its path: `at(response, 'pc', 'm2m:cnt', 'cni')`; undefined where there is none. */
export function at(value: Value | undefined, ...path: readonly (string | number)[]): Value | undefined {
  let each: Value | undefined = value
  for (const name of path) {
    if (Array.isArray(each) && typeof name === 'number') each = (each as readonly Value[])[name]
    else if (isObject(each) && Object.hasOwn(each, name)) each = each[name]
    else return undefined
  }
  return each
}

/** As {@link at}, for what must be a string. */
export function textAt(value: Value | undefined, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path)
  if (typeof found !== 'string') throw new Error(`no string at ${path.join('.')} of ${JSON.stringify(value)}`)
  return found
}

/** How a connection ended. */
export interface Ending {
  readonly code: number
  readonly reason: string
}

type Waiter = (message: ValueObject) => boolean

/** One connection of a client. What arrives and is not waited for stays in `inbox`. */
export class Client {
  /** Requests and unmatched responses that have arrived, unwrapped. */
  readonly inbox: ValueObject[] = []
  readonly ended: Promise<Ending>
  readonly #waiters = new Set<Waiter>()
  #requests = 0

  private constructor(
    readonly socket: WebSocket,
    readonly edition: Edition,
  ) {
    this.ended = new Promise((resolve) => {
      socket.once('close', (code: number, reason: Buffer) =>
        resolve({ code, reason: reason.toString('utf8') }),
      )
    })
    socket.on('error', () => undefined)
    socket.on('message', (data: Buffer) => {
      const message: unknown = JSON.parse(data.toString('utf8'))
      if (!isObject(message)) throw new Error('the CSE sent something that is no object')
      const inner = message['m2m:rqp'] ?? message['m2m:rsp']
      const primitive = isObject(inner) ? inner : message
      for (const waiter of this.#waiters) {
        if (waiter(primitive)) {
          this.#waiters.delete(waiter)
          return
        }
      }
      this.inbox.push(primitive)
    })
  }

  static async open(cse: CseHere, edition: Edition, options: ClientOptions = {}): Promise<Client> {
    const socket = new WebSocket(cse.url, editionData[edition].subprotocols.json, {
      perMessageDeflate: false,
      ...options,
    })
    const client = new Client(socket, edition)
    await once(socket, 'open')
    return client
  }

  /** The next message that fits, also if it has arrived before. */
  next(fits: (message: ValueObject) => boolean): Promise<ValueObject> {
    const index = this.inbox.findIndex(fits)
    const [waiting] = index < 0 ? [] : this.inbox.splice(index, 1)
    if (waiting !== undefined) return Promise.resolve(waiting)
    return new Promise((resolve, reject) => {
      const waiter: Waiter = (message) => {
        if (!fits(message)) return false
        resolve(message)
        return true
      }
      this.#waiters.add(waiter)
      void this.ended.then(({ code }) => reject(new Error(`the connection ended with ${code}`)))
    })
  }

  /** The next NOTIFY request. */
  nextNotify(): Promise<ValueObject> {
    return this.next((message) => message['op'] === operation.notify)
  }

  send(primitive: ValueObject): void {
    const root = 'op' in primitive ? 'm2m:rqp' : 'm2m:rsp'
    this.socket.send(JSON.stringify(editionData[this.edition].wrapsJson ? { [root]: primitive } : primitive))
  }

  /** Sends a request with the edition's rvi and an rqi of its own, and returns it. */
  post(request: ValueObject): ValueObject {
    this.#requests += 1
    const { releaseVersion } = editionData[this.edition]
    const version = releaseVersion === undefined ? {} : { rvi: releaseVersion }
    const whole: ValueObject = { rqi: `r${this.#requests}`, ...version, ...request }
    this.send(whole)
    return whole
  }

  response(request: ValueObject): Promise<ValueObject> {
    return this.next((message) => 'rsc' in message && message['rqi'] === request['rqi'])
  }

  /** Sends a request and waits for its response. */
  request(request: ValueObject): Promise<ValueObject> {
    return this.response(this.post(request))
  }

  /** Answers a request of the CSE. */
  answer(request: ValueObject, rsc = 2000, more: ValueObject = {}): void {
    const { releaseVersion } = editionData[this.edition]
    const version = releaseVersion === undefined ? {} : { rvi: releaseVersion }
    this.send({ rsc, rqi: textAt(request, 'rqi'), ...version, ...more })
  }

  create(
    fr: string,
    to: string,
    ty: number,
    content: ValueObject,
    more: ValueObject = {},
  ): Promise<ValueObject> {
    return this.request({ op: 1, to, fr, ty, pc: content, ...more })
  }

  retrieve(fr: string, to: string, more: ValueObject = {}): Promise<ValueObject> {
    return this.request({ op: 2, to, fr, ...more })
  }

  update(fr: string, to: string, content: ValueObject, more: ValueObject = {}): Promise<ValueObject> {
    return this.request({ op: 3, to, fr, pc: content, ...more })
  }

  remove(fr: string, to: string, more: ValueObject = {}): Promise<ValueObject> {
    return this.request({ op: 4, to, fr, ...more })
  }

  /** Registers an AE with this stem and the name `ae-<stem>`. */
  async register(stem: string, attributes: ValueObject = {}): Promise<ValueObject> {
    return this.create(stem, 'cse-in', 2, {
      'm2m:ae': { rn: `ae-${stem}`, api: 'Nthe.tests', rr: true, ...this.releases(), ...attributes },
    })
  }

  /** `srv` where the edition has it. */
  releases(): ValueObject {
    const { supportedReleaseVersions } = editionData[this.edition]
    return supportedReleaseVersions === undefined ? {} : { srv: supportedReleaseVersions }
  }

  /** A round trip: everything the CSE sent before it has arrived when it resolves. */
  async roundTrip(): Promise<void> {
    this.socket.ping()
    await once(this.socket, 'pong')
  }

  async close(): Promise<Ending> {
    this.socket.close(1000)
    return this.ended
  }
}

/** Starts CSEs and opens clients, and closes all of them afterwards. */
export class Bench {
  readonly #cses: CseHere[] = []
  readonly #clients: Client[] = []

  async cse(options: CseOptions, rules?: Partial<Rules>, log?: (line: string) => void): Promise<CseHere> {
    const cse = await startCseHere(options, rules, log)
    this.#cses.push(cse)
    return cse
  }

  async client(cse: CseHere, edition: Edition, options?: ClientOptions): Promise<Client> {
    const client = await Client.open(cse, edition, options)
    this.#clients.push(client)
    return client
  }

  async clear(): Promise<void> {
    for (const client of this.#clients.splice(0)) client.socket.terminate()
    await Promise.all(this.#cses.splice(0).map((cse) => cse.stop()))
  }
}

/** Sends octets over TCP and returns everything that comes back until the other side ends. */
export function exchangeOctets(port: number, octets: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const received: Buffer[] = []
    socket.on('data', (data) => received.push(data))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(received).toString('latin1')))
    socket.write(octets)
  })
}

/** Sends octets over TCP and returns what comes back, through the given text; by default the head of an answer. */
export function headOf(port: number, octets: string | Buffer, last = '\r\n\r\n'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    let received = ''
    socket.on('data', (data) => {
      received += data.toString('latin1')
      if (received.includes(last)) socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
    socket.write(octets)
  })
}
