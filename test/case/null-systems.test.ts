import { availableParallelism } from 'node:os'
import { expect } from 'chai'
import { nullSystems } from './null-systems/catalogue.js'
import { hostileRun, type HostileRun, type Settings } from './null-systems/hostile-run.js'
import { problemsOf } from './null-systems/judge.js'
import { serverThat } from './null-systems/server.js'
import type { Expected, NullSystem } from './null-systems/system.js'

/**
 * A case or two of each kind, hazard and watch cases among them; `npm run hostile` takes all of them, with the default
 * timeouts. What a case does with a system that answers in no way at all is the same in hundreds of them.
 */
const cases = [
  'CSE/HSK/001',
  'CSE/HSK/030',
  'CSE/HSK/038',
  'CSE/HSK/040',
  'CSE/SUB/001',
  'CSE/SUB/013',
  'CSE/ICS/002',
  'CSE/ICS/003',
  'CSE/PMD/010',
  'CSE/REG/001@json',
  'CSE/REG/001@xml',
  'CSE/REG/001@cbor',
  'CSE/SER/001',
  'CSE/SER/006@json',
  'CSE/TRF/002@json',
  'CSE/NTF/001@json',
  'CSE/CLS/001',
  'CSE/CLS/009',
  'CSE/FRM/062',
  'CSE/FRM/098',
  'CSE/FRM/150',
  ...['001', '004', '005', '006', '008', '013', '014', '015', '017'].map((number) => `CSE/WCH/${number}`),
]

/** Short waits for what never comes: the systems are on this machine. Milliseconds. */
const settings = {
  sut: { edition: 'R2A' },
  timeouts: { connect: 1000, response: 400, close: 300, silence: 40, case: 20_000 },
  run: { seed: 1, cases },
} as const satisfies Settings

/** A run of these cases ends within so many seconds, whatever the system does. */
const mostSeconds = 30

/** Runs a few at a time, all as soon as the tests begin; each test waits for its own. */
class Runs {
  readonly #runs = new Map<string, Promise<HostileRun>>()
  #free = availableParallelism()
  readonly #waiting: (() => void)[] = []

  begin(system: NullSystem): void {
    this.#runs.set(system.id, this.#run(system))
  }

  of(id: string): Promise<HostileRun> {
    const run = this.#runs.get(id)
    if (run === undefined) throw new Error(`no run against ${id}`)
    return run
  }

  async #run({ behaviour, responseMs }: NullSystem): Promise<HostileRun> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#free -= 1
    const server = await serverThat(behaviour)
    try {
      const response = responseMs ?? settings.timeouts.response
      return await hostileRun(server.url, { ...settings, timeouts: { ...settings.timeouts, response } })
    } finally {
      await server.close()
      const next = this.#waiting.shift()
      if (next === undefined) this.#free += 1
      else next()
    }
  }
}

function expectRun(run: HostileRun, expected: Expected): void {
  expect(problemsOf(run, expected)).to.deep.equal([])
  expect(run.seconds).to.be.below(mostSeconds)
}

describe('a system that is no CSE', function () {
  // Each waits for the runs before it, too.
  this.timeout(120_000)
  const runs = new Runs()

  before(() => {
    for (const system of nullSystems) runs.begin(system)
  })

  it('does not listen at all', async () => {
    const server = await serverThat(() => undefined)
    await server.close()
    const run = await hostileRun(server.url, settings)
    expectRun(run, { exitCode: 3, earned: [], seconds: 5 })
    expect(new Set(run.record.cases.map(({ verdict }) => verdict))).to.deep.equal(new Set(['inconclusive']))
    expect(run.record.footer?.stopped).to.contain('ECONNREFUSED')
  })

  for (const { id, does, expects } of nullSystems) {
    it(does, async () => {
      expectRun(await runs.of(id), expects)
    })
  }

  it('stays silent, and costs no more than 15 seconds with the default timeouts', async () => {
    const server = await serverThat(() => undefined)
    const run = await hostileRun(server.url, { ...settings, timeouts: {} })
    await server.close()
    expect(run.record.cases.filter(({ verdict }) => verdict === 'pass')).to.deep.equal([])
    expect(run.seconds).to.be.below(15)
  })
})
