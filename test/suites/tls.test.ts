import { expect } from 'chai'
import { allVariants, loadSuites } from '../../lib/case/index.js'
import { startCse, type RunningCse } from '../../lib/cse/index.js'
import { deviatingCse, faultById } from '../../lib/fault/index.js'
import { credentialsFor, type Credentials } from '../../lib/proof/credentials.js'
import { runAgainst } from '../../lib/proof/run-against.js'
import type { Configuration } from '../../lib/sut/configuration/index.js'

const all = ['CSE/TLS/001', 'CSE/TLS/002'] as const

/** What the cases of clause 7 say of a CSE, in the order of their numbers. */
async function verdicts(url: string, tls?: Configuration['sut']['tls']): Promise<readonly string[]> {
  const cases = allVariants().filter(({ definition }) => definition.clause === '7')
  const results = await runAgainst(url, 'R2A', cases, { concurrency: 4, seed: 1, waits: 'long', tls })
  const found = new Map(results.map(({ id, verdict }) => [id, verdict]))
  return all.map((id) => found.get(id) ?? 'missing')
}

function credentials(): Credentials {
  const made = credentialsFor({ over: 'wss' })
  if (made === undefined) throw new Error('no credentials for wss')
  return made
}

describe('the cases on TLS (TS-0020 clause 7)', () => {
  const running: Pick<RunningCse, 'stop'>[] = []
  before(loadSuites)
  afterEach(async () => {
    await Promise.all(running.splice(0).map((cse) => cse.stop()))
  })

  it('do not apply at a ws address', async () => {
    const cse = await startCse({ edition: 'R2A' })
    running.push(cse)
    expect(await verdicts(cse.url)).to.deep.equal(all.map(() => 'inapplicable'))
  })

  it('pass where both sides authenticate', async () => {
    const { cse: tls, tester } = credentials()
    const cse = await startCse({ edition: 'R2A', tls })
    running.push(cse)
    expect(cse.url).to.match(/^wss:/)
    expect(await verdicts(cse.url, tester)).to.deep.equal(all.map(() => 'pass'))
  })

  it('pass in TLS 1.2, which refuses before the client takes it for complete', async () => {
    const { cse: tls, tester } = credentials()
    const cse = await startCse({ edition: 'R2A', tls: { ...tls, newest: 'TLSv1.2' } })
    running.push(cse)
    expect(await verdicts(cse.url, tester)).to.deep.equal(all.map(() => 'pass'))
  })

  it('need no credential of their own to see a CSE that lets everybody in', async () => {
    const fault = faultById('no-client-authentication')
    if (fault === undefined) throw new Error('there is no such fault')
    const { cse: tls, tester } = credentials()
    const cse = await deviatingCse(fault, { edition: 'R2A', tls })
    running.push(cse)
    const { cert: _cert, key: _key, ...without } = tester
    expect(await verdicts(cse.url, without)).to.deep.equal(['pass', 'fail'])
  })
})
