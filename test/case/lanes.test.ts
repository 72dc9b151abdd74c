import { expect } from 'chai'
import fc from 'fast-check'
import { inLanes } from '../../lib/case/lanes.js'

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const isOdd = (item: number): boolean => item % 2 === 1

describe('lanes', () => {
  it('perform every item once, never more at a time than allowed', async () => {
    const runs = fc.asyncProperty(
      fc.uniqueArray(fc.nat(200)),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(),
      async (items, concurrency, seed) => {
        const done: number[] = []
        let active = 0
        await inLanes(items, { concurrency, seed, waits: isOdd }, async (item) => {
          active += 1
          expect(active).to.be.at.most(concurrency)
          await tick()
          active -= 1
          done.push(item)
        })
        expect(done).to.have.members(items).and.to.have.length(items.length)
      },
    )
    await fc.assert(runs, { numRuns: 50 })
  })

  it('begin with what works and with what waits, side by side', async () => {
    const begun: number[] = []
    await inLanes([2, 4, 6, 8, 1, 3], { concurrency: 2, seed: 1, waits: isOdd }, async (item) => {
      begun.push(item)
      await tick()
    })
    expect(begun.slice(0, 4).filter(isOdd)).to.have.members([1, 3])
  })

  it('take the same order for the same seed, and another for another', async () => {
    const orderOf = async (seed: number): Promise<readonly number[]> => {
      const begun: number[] = []
      const items = Array.from({ length: 20 }, (_, index) => index)
      await inLanes(items, { concurrency: 1, seed, waits: isOdd }, (item) =>
        Promise.resolve(begun.push(item)),
      )
      return begun
    }
    expect(await orderOf(7)).to.deep.equal(await orderOf(7))
    expect(await orderOf(7)).not.to.deep.equal(await orderOf(8))
  })

  it('end with the first failure', async () => {
    const outcome = inLanes([1, 2], { concurrency: 1, seed: 1, waits: () => false }, () =>
      Promise.reject(new Error('stop')),
    )
    expect(await outcome.catch(String)).to.equal('Error: stop')
  })
})
