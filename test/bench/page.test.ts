import { expect } from 'chai'
import { growth, repeat, repeated } from '../../lib/bench/best.js'
import { aimsOf, performancePage, type Figures } from '../../lib/bench/page.js'

describe('what repeated measurements come to', () => {
  it('is the smallest, with the one in the middle beside it', () => {
    expect(repeated([3, 1, 2, 9, 5])).to.deep.equal({ best: 1, median: 3, times: 5 })
  })

  it('is nothing without any', () => {
    expect(() => repeated([])).to.throw(RangeError)
  })

  it('is measured one after the other', async () => {
    let under = 0
    let most = 0
    const { times } = await repeat(4, async () => {
      most = Math.max(most, (under += 1))
      await Promise.resolve()
      return (under -= 1)
    })
    expect([times, most]).to.deep.equal([4, 1])
  })
})

describe('the growth of a cost with a size', () => {
  const sizes = [100, 200, 400, 800]
  it('is the exponent', () => {
    expect(growth(sizes.map((size) => [size, 3 * size]))).to.be.closeTo(1, 1e-9)
    expect(growth(sizes.map((size) => [size, 0.1 * size ** 2]))).to.be.closeTo(2, 1e-9)
    expect(growth(sizes.map((size) => [size, 7]))).to.be.closeTo(0, 1e-9)
  })
})

const of = (best: number) => ({ best, median: best + 1, times: 3 })

const figures: Figures = {
  tool: { name: 'onem2m-ws-conformance', version: '0.1.0' },
  date: '2026-11-21',
  machine: { cpu: 'A CPU', cores: 2, memoryGiB: 8, node: 'v20.20.2', system: 'linux 6.1', load: 0.2 },
  loadAtEnd: 1.5,
  cases: 500,
  starts: [{ name: '`ts0020 --help`', ms: of(120) }],
  runs: [
    { concurrency: 1, seconds: of(20), peakMiB: 200 },
    { concurrency: 8, seconds: of(4), peakMiB: 210 },
  ],
  usual: { concurrency: 8, seconds: of(4), peakMiB: 210 },
  firstVerdictMs: of(600),
  exchanges: [{ name: 'RETRIEVE', bare: of(40), instrument: of(70), ratio: 1.75 }],
  record: [{ name: 'lines of the record', perSecond: 123_456.7 }],
  growth: [
    { cases: 1000, ranMs: 5000, renderedMs: 300, peakMiB: 200 },
    { cases: 10_000, ranMs: 50_000, renderedMs: 3000, peakMiB: 400 },
  ],
  exponent: 1,
}

describe('docs/performance.md', () => {
  it('says which aims are met', () => {
    expect(aimsOf(figures).map(({ met }) => met)).to.deep.equal([true, true, true, true])
    const slow: Figures = {
      ...figures,
      starts: [{ name: 'x', ms: of(701) }],
      exchanges: [{ name: 'x', bare: of(1), instrument: of(2), ratio: 2 }],
      exponent: 1.3,
      runs: [...figures.runs, { concurrency: 16, seconds: of(21), peakMiB: 1 }],
    }
    expect(aimsOf(slow).map(({ met }) => met)).to.deep.equal([false, false, false, false])
  })

  it('names machine, date and version, and says when the machine was busy', () => {
    const page = performancePage(figures)
    expect(page).to.contain('A CPU, 2 cores, 8 GiB, linux 6.1, Node.js v20.20.2').and.to.contain('2026-11-21')
    expect(page).not.to.contain('pessimistic')
    expect(performancePage({ ...figures, loadAtEnd: 2.5 })).to.contain('so the figures are pessimistic')
  })

  it('has a row for each figure', () => {
    expect(performancePage(figures))
      .to.contain('8 | 4.00 | 210 MiB')
      .and.to.contain('RETRIEVE | 40 µs | 70 µs | 1.75')
      .and.to.contain('lines of the record | 123 457')
      .and.to.contain('10 000 | 50.0 s | 5.00 ms | 3.0 s | 400 MiB')
  })
})
