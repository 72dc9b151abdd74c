import { spawn, type ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { expect } from 'chai'
import { allVariants, loadSuites, type Variant } from '../../lib/case/index.js'
import { startCseHere, type CseHere } from '../../lib/cse/server.js'
import { defaultConfiguration } from '../../lib/sut/configuration/index.js'
import { slowLink } from './slow-link.js'
import { runAgainst, type TestRunOptions } from './support.js'

/** Every so manieth case: some of each part of the suite. `npm run soak` takes them all. */
const stride = 25

/** Cases that are there to wait for something would make up most of the time. */
function sample(each = stride): readonly Variant[] {
  return allVariants().filter(
    ({ definition }, index) =>
      index % each === 0 && !(definition.kind === 'case' && definition.waits === true),
  )
}

describe('the verdicts of a run', function () {
  this.timeout(90_000)
  const { timeouts } = defaultConfiguration()
  let cse: CseHere
  let usual: Readonly<Record<string, string>>

  const verdicts = async (
    url: string,
    options: TestRunOptions = {},
    variants = sample(),
  ): Promise<Readonly<Record<string, string>>> => {
    const results = await runAgainst(url, variants, { timeouts, ...options })
    return Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]))
  }

  before(async () => {
    await loadSuites()
    cse = await startCseHere({ edition: 'R2A' })
    usual = await verdicts(cse.url)
    expect(Object.keys(usual)).to.have.length.above(20)
  })

  after(async () => {
    await cse.stop()
  })

  for (const concurrency of [1, 64]) {
    it(`are the same with ${concurrency} at a time`, async () => {
      expect(await verdicts(cse.url, { concurrency })).to.deep.equal(usual)
    })
  }

  for (const seed of [2, 3, 4]) {
    it(`are the same in the order of seed ${seed}`, async () => {
      expect(await verdicts(cse.url, { seed })).to.deep.equal(usual)
    })
  }

  it('are the same when every answer of the SUT is 200 ms late', async () => {
    const slow = await slowLink(cse.port, 200)
    try {
      // On such a way a case takes seconds, so there are fewer of them.
      const late = await verdicts(slow.url, { concurrency: 64 }, sample(3 * stride))
      expect(late).to.not.be.empty
      expect(usual).to.include(late)
    } finally {
      await slow.close()
    }
  })

  it('are the same on a machine that is busy with other things', async () => {
    const others: ChildProcess[] = Array.from({ length: 2 * availableParallelism() }, () =>
      spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' }),
    )
    try {
      expect(await verdicts(cse.url, { concurrency: 8 })).to.deep.equal(usual)
    } finally {
      for (const other of others) other.kill('SIGKILL')
    }
  })
})
