import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { endpointOf, WatchBoard } from '../case/index.js'
import { startCse } from '../cse/index.js'
import { createRunFolder, RecordWriter } from '../record/index.js'
import { editionData, type Edition } from '../spec/index.js'
import { defaultConfiguration } from '../sut/configuration/index.js'
import { Discoverer, System, type Names, type Scope, type Session, type SystemOptions } from '../sut/index.js'
import { repeated, type Repeated } from './best.js'

const edition: Edition = 'R2A'
const subprotocol = editionData[edition].subprotocols.json
const releaseVersion = editionData[edition].releaseVersion ?? '2a'

/** The same exchange by both, in microseconds each, and how much more the instrument takes than the bare client. */
export interface Comparison {
  readonly name: string
  readonly bare: Repeated
  readonly instrument: Repeated
  readonly ratio: number
}

/** The bare client: ws and JSON, nothing recorded, nothing checked. */
class BareClient {
  #count = 0
  readonly #waiting = new Map<string, (response: unknown) => void>()

  private constructor(private readonly socket: WebSocket) {
    socket.on('message', (data: Buffer) => {
      const response: unknown = JSON.parse(data.toString('utf8'))
      if (typeof response !== 'object' || response === null || !('rqi' in response)) return
      const rqi = String(response.rqi)
      this.#waiting.get(rqi)?.(response)
      this.#waiting.delete(rqi)
    })
  }

  static async open(url: string): Promise<BareClient> {
    const socket = new WebSocket(url, subprotocol, { perMessageDeflate: false })
    await once(socket, 'open')
    return new BareClient(socket)
  }

  request(parameters: Readonly<Record<string, unknown>>): Promise<unknown> {
    const rqi = `bare-${(this.#count += 1)}`
    return new Promise((resolve) => {
      this.#waiting.set(rqi, resolve)
      this.socket.send(JSON.stringify({ ...parameters, rqi, rvi: releaseVersion }))
    })
  }

  async close(): Promise<void> {
    this.socket.close(1000)
    await once(this.socket, 'close')
  }
}

/** A CSE with a bare client and an instrument at it, each with an AE of its own. */
class Arena {
  private constructor(
    readonly url: string,
    readonly bare: BareClient,
    readonly scope: Scope,
    readonly session: Session,
    readonly close: () => Promise<void>,
  ) {}

  static async open(): Promise<Arena> {
    const cse = await startCse({ edition })
    const place = mkdtempSync(join(tmpdir(), 'ts0020-bench-'))
    const folder = createRunFolder({ cwd: place, now: new Date(), out: join(place, 'run') })
    if (folder.kind === 'unusable') throw new Error(folder.message)
    const configuration = defaultConfiguration()
    const record = new RecordWriter({
      folder: folder.folder,
      evidencePerCase: configuration.limits.evidencePerCase,
    })
    const startedAt = process.hrtime.bigint()
    const options: SystemOptions = {
      configuration,
      ...endpointOf(cse.url, configuration),
      clock: () => Number((process.hrtime.bigint() - startedAt) / 1000n),
      watcher: new WatchBoard(),
      adminTranscript: record.evidence('admin'),
    }
    const discovery = await new Discoverer(options, record.evidence('discovery')).discover()
    const system = new System(options, discovery.profile)
    // Evidence has a cap per case, so that the files of the instrument are those of many cases.
    let evidence = 0
    const transcript = {
      file: '',
      row: (row: Parameters<ReturnType<RecordWriter['evidence']>['row']>[0]): number =>
        record.evidence(`bench-${Math.floor((evidence += 1) / 400)}`).row(row),
    }
    const scope = system.scope(transcript, 'json')
    const session = await scope.session()
    const bare = await BareClient.open(cse.url)
    return new Arena(cse.url, bare, scope, session, async () => {
      await bare.close()
      scope.close()
      system.admin.close()
      record.close()
      await cse.terminate()
      rmSync(place, { recursive: true, force: true })
    })
  }
}

/** Requests of an AE between its registration and its end, when a whole case is compared. */
const exchangesOfCase = 8

/** What a case does, by the bare client. */
async function bareCase(url: string, names: Names): Promise<void> {
  const client = await BareClient.open(url)
  const stem = names.stem()
  const name = names.resource()
  const attributes = { rn: name, api: 'Nbench', rr: true, srv: [releaseVersion] }
  await client.request({ op: 1, to: 'cse-in', fr: stem, ty: 2, pc: { 'm2m:ae': attributes } })
  const target = { to: `cse-in/${name}`, fr: stem }
  for (let done = 0; done < exchangesOfCase; done++) await client.request({ op: 2, ...target })
  await client.request({ op: 4, ...target })
  await client.close()
}

/** The same by the instrument. */
async function instrumentCase(scope: Scope): Promise<void> {
  const session = await scope.session()
  for (let done = 0; done < exchangesOfCase; done++) await session.retrieve(session.target)
  await session.delete(session.target)
  await session.open.wire.shutDown(1000)
}

/** Microseconds for each of `count` exchanges, one after the other. */
async function timed(count: number, exchange: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  for (let done = 0; done < count; done++) await exchange()
  return ((performance.now() - startedAt) * 1000) / count
}

/** Both in turn, several rounds of each, so that a disturbance of the machine does not meet one of them only. */
async function compare(
  name: string,
  rounds: number,
  count: number,
  bare: () => Promise<unknown>,
  instrument: () => Promise<unknown>,
): Promise<Comparison> {
  const costs = { bare: [] as number[], instrument: [] as number[] }
  for (let round = 0; round <= rounds; round++) {
    const bareCost = await timed(count, bare)
    const instrumentCost = await timed(count, instrument)
    // The first round is for the compiler.
    if (round === 0) continue
    costs.bare.push(bareCost)
    costs.instrument.push(instrumentCost)
  }
  const [left, right] = [repeated(costs.bare), repeated(costs.instrument)]
  return { name, bare: left, instrument: right, ratio: right.best / left.best }
}

/** Measures what the instrument costs beyond a bare ws client that does the same exchanges with the same CSE. */
export async function compareExchanges(rounds: number, count: number): Promise<readonly Comparison[]> {
  const arena = await Arena.open()
  const { bare, session, scope, url } = arena
  try {
    const aim = { op: 2, to: session.target, fr: session.identifier }
    const large = 'x'.repeat(16_384)
    const container = await session.container('bench', { mni: 10 })
    const instance = {
      op: 1,
      to: container,
      fr: session.identifier,
      ty: 4,
      pc: { 'm2m:cin': { con: large } },
    }
    return [
      await compare(
        'RETRIEVE over an open connection',
        rounds,
        count,
        () => bare.request(aim),
        () => session.retrieve(session.target),
      ),
      await compare(
        'CREATE of 16 KiB over an open connection',
        rounds,
        Math.ceil(count / 4),
        () => bare.request(instance),
        () => session.create(container, 4, { con: large }),
      ),
      await compare(
        'connection, handshake, Close and end of TCP',
        rounds,
        Math.ceil(count / 8),
        async () => (await BareClient.open(url)).close(),
        async () => (await scope.open()).wire.shutDown(1000),
      ),
      await compare(
        `a connection with the registration of an AE, ${exchangesOfCase} requests, and its end`,
        rounds,
        Math.ceil(count / 16),
        () => bareCase(url, scope.system.names),
        () => instrumentCase(scope),
      ),
    ]
  } finally {
    await arena.close()
  }
}
