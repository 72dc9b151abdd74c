import { expect } from 'chai'
import { allVariants, loadSuites, type Variant } from '../../lib/case/index.js'
import type { CseOptions } from '../../lib/cse/index.js'
import { startCseHere } from '../../lib/cse/server.js'
import { defaultConfiguration } from '../../lib/sut/configuration/index.js'
import { runAgainst, type TestRunOptions } from './support.js'

const { timeouts } = defaultConfiguration()

/** The verdicts of cases against an embedded CSE of its own. */
async function verdicts(
  cseOptions: Partial<CseOptions>,
  ids: readonly string[],
  options: TestRunOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const chosen = (variant: Variant): boolean => ids.includes(variant.definition.id)
  const cse = await startCseHere({ edition: 'R2A', ...cseOptions })
  try {
    const results = await runAgainst(cse.url, allVariants().filter(chosen), { timeouts, ...options })
    expect(results).to.have.length(ids.length)
    return Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]))
  } finally {
    await cse.stop()
  }
}

function all(ids: readonly string[], verdict: string): Readonly<Record<string, string>> {
  return Object.fromEntries(ids.map((id) => [id, verdict]))
}

describe('the cases on frames and text', function () {
  this.timeout(60_000)

  before(loadSuites)

  const mebi = 1024 * 1024
  const largest = ['CSE/FRM/203', 'CSE/FRM/204', 'CSE/FRM/214', 'CSE/FRM/215', 'CSE/FRM/250', 'CSE/FRM/253']

  it('send messages beyond 1 MiB to a SUT that declares to take them', async () => {
    const found = await verdicts({ maxMessage: 16 * mebi }, largest, { maxMessage: 16 * mebi })
    expect(found).to.deep.equal(all(largest, 'pass'))
  })

  const sized = ['CSE/FRM/060', 'CSE/FRM/068', 'CSE/FRM/073', 'CSE/FRM/081', 'CSE/FRM/090', 'CSE/FRM/110']
  for (const serialization of ['json', 'xml', 'cbor'] as const) {
    it(`have messages of every size in ${serialization} alone`, async () => {
      expect(await verdicts({ serializations: [serialization] }, sized)).to.deep.equal(all(sized, 'pass'))
    })
  }

  const texts = ['CSE/UTF/001', 'CSE/UTF/100', 'CSE/UTF/111', 'CSE/UTF/120', 'CSE/FRM/200', 'CSE/FRM/247']

  it('leave text to those who send some', async () => {
    expect(await verdicts({ serializations: ['cbor'] }, texts)).to.deep.equal(all(texts, 'inapplicable'))
  })

  const long = ['CSE/FRM/068', 'CSE/FRM/073', 'CSE/FRM/111', 'CSE/FRM/200', 'CSE/FRM/260']

  it('take a limit that shows for nothing to test, and not for a pass', async () => {
    const found = await verdicts({ maxMessage: 3000 }, long)
    expect(found).to.deep.equal({ ...all(long, 'inapplicable'), 'CSE/FRM/073': 'pass' })
  })
})
