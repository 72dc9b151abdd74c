import { expect } from 'chai'
import { startCse, type CseOptions, type RunningCse } from '../../lib/cse/index.js'
import { startCseHere } from '../../lib/cse/server.js'
import { at, Bench } from './client.js'

const rulesModule = new URL('./rules-module.js', import.meta.url).href

async function failure(action: Promise<unknown>): Promise<string> {
  try {
    await action
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  throw new Error('it did not fail')
}

describe('cse: start', () => {
  const bench = new Bench()
  const running: RunningCse[] = []
  async function start(options: CseOptions, log?: (line: string) => void): Promise<RunningCse> {
    const cse = await startCse(options, log)
    running.push(cse)
    return cse
  }
  afterEach(async () => {
    await bench.clear()
    await Promise.all(running.splice(0).map((cse) => cse.stop()))
  })

  it('runs in a thread of its own, says what it does, and stops with 1001', async () => {
    const lines: string[] = []
    const cse = await start({ edition: 'R3' }, (line) => lines.push(line))
    expect(cse.url).to.equal(`ws://127.0.0.1:${cse.port}/`)
    const client = await bench.client(cse, 'R3')
    expect(await client.retrieve('CAdmin', 'cse-in')).to.include({ rsc: 2000 })
    await cse.stop()
    expect(await client.ended).to.include({ code: 1001 })
    expect(lines).to.include('connection 1: open, oneM2M.json')
    expect(lines).to.include('connection 1: CAdmin RETRIEVE cse-in -> 2000')
    await cse.stop()
  })

  it('serves again in a thread that has served, with nothing of what was there before', async () => {
    const first = await start({ edition: 'R3' })
    const client = await bench.client(first, 'R3')
    await client.register('Cearlier')
    expect(await client.retrieve('CAdmin', 'Cearlier')).to.include({ rsc: 2000 })
    await first.stop()

    const second = await start({ edition: 'R3', rules: { module: rulesModule, name: 'elsewhere' } })
    const again = await bench.client(second, 'R3')
    expect(await again.retrieve('CAdmin', 'Cearlier')).to.include({ rsc: 4004 })
    await second.stop()

    const third = await start({ edition: 'R3' })
    const base = await (await bench.client(third, 'R3')).retrieve('CAdmin', 'cse-in')
    expect(at(base, 'pc', 'm2m:cb', 'poa')).to.deep.equal([third.url.slice(0, -1)])
  })

  it('takes rules from a module', async () => {
    const cse = await start({ edition: 'R2A', rules: { module: rulesModule, name: 'elsewhere' } })
    const client = await bench.client(cse, 'R2A')
    const base = await client.retrieve('CAdmin', 'cse-in')
    expect(at(base, 'pc', 'm2m:cb', 'poa')).to.deep.equal(['ws://elsewhere:1'])
  })

  it('says when it died, and can still be stopped', async () => {
    const cse = await start({ edition: 'R3', rules: { module: rulesModule, name: 'crash' } })
    const client = await bench.client(cse, 'R3')
    client.socket.send('x')
    expect(await cse.died).to.include('crashed on purpose')
  })

  it('tells why it could not start', async () => {
    const { port } = await bench.cse({ edition: 'R3' })
    expect(await failure(startCse({ edition: 'R3', port }))).to.include(`port ${port}: the port is in use`)
    expect(await failure(startCseHere({ edition: 'R3', port }))).to.include('the port is in use')
    expect(await failure(startCseHere({ edition: 'R3', port: 70_000 }))).to.include('port must be an integer')
    expect(await failure(startCseHere({ edition: 'R3', cseId: 'id' }))).to.include('cseId must look like')
    expect(await failure(startCseHere({ edition: 'R3', serializations: [] }))).to.include('one serialization')
    const rules = { module: new URL('./nowhere.js', import.meta.url).href, name: 'x' }
    expect(await failure(startCse({ edition: 'R3', rules }))).to.include('nowhere.js')
  })

  it('takes the identifiers it is given', async () => {
    const cse = await bench.cse({ edition: 'R3', cseId: '/mine', cseName: 'base', adminOriginator: 'Croot' })
    const client = await bench.client(cse, 'R3')
    expect(at(await client.retrieve('Croot', '/mine/base'), 'pc', 'm2m:cb')).to.include({
      csi: '/mine',
      rn: 'base',
    })
    expect(await client.retrieve('CAdmin', 'base')).to.include({ rsc: 4106 })
  })
})
