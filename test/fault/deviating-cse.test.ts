import { once } from 'node:events'
import { expect } from 'chai'
import { WebSocket } from 'ws'
import { faultById, deviatingCse, type DeviatingCse } from '../../lib/fault/index.js'

describe('deviatingCse', () => {
  let cse: DeviatingCse | undefined
  afterEach(async () => {
    await cse?.stop()
    cse = undefined
  })

  async function answer(id: string, primitive: object): Promise<string> {
    const fault = faultById(id)
    if (fault === undefined) throw new Error(id)
    cse = await deviatingCse(fault, { edition: 'R2A' })
    const client = new WebSocket(cse.url, 'oneM2M.R2.0.json')
    await once(client, 'open')
    client.send(JSON.stringify(primitive))
    const [data] = (await once(client, 'message')) as [Buffer]
    client.terminate()
    return data.toString()
  }

  const retrieval = { op: 2, to: 'cse-in', fr: 'CAdmin', rqi: 'abcde', rvi: '2a' }

  it('starts the CSE with a behaviour fault inside', async () => {
    const text = await answer('same-answer-always', { ...retrieval, to: 'cse-in/nothing' })
    expect(JSON.parse(text)).to.deep.equal({ rsc: 2000, rqi: 'abcde' })
  })

  it('starts the CSE with an octet fault in front', async () => {
    const text = await answer('rqi-upper-case', retrieval)
    expect(JSON.parse(text)).to.deep.include({ rsc: 2000, rqi: 'ABCDE' })
  })

  it('lets nothing run on when the address is taken', async () => {
    const masked = faultById('frames-masked')!
    cse = await deviatingCse(masked, { edition: 'R2A' })
    const second = await deviatingCse(masked, { edition: 'R2A', port: cse.port }).then(
      () => 'running',
      (error: unknown) => String(error),
    )
    expect(second).to.contain(`cannot listen at 127.0.0.1 port ${cse.port}`)
  })

  it('can be stopped twice', async () => {
    cse = await deviatingCse(faultById('frames-masked')!, { edition: 'R3' })
    await Promise.all([cse.stop(), cse.stop()])
  })
})
