import { expect } from 'chai'
import fc from 'fast-check'
import { select, unknownCases, WatchBoard, type Variant } from '../../lib/case/index.js'
import { shuffled } from '../../lib/case/shuffle.js'
import { variant } from './support.js'

const none = { clauses: [], grep: undefined, cases: [] }
const ids = (variants: readonly Variant[]): readonly string[] => variants.map(({ id }) => id)

const plain = variant('CSE/SUB/012', {
  clause: '6.2.3.5',
  covers: ['6.2.3.5-2'],
  title: 'names one',
  run: () => Promise.resolve(),
})
const json: Variant = {
  ...variant('CSE/TRF/003@json', { title: 'keeps open', run: () => Promise.resolve() }),
  serialization: 'json',
}
const named: Variant = {
  ...json,
  definition: { ...json.definition, id: 'CSE/TRF/003', clause: '6.5', covers: ['6.5-3'] },
}

describe('the selection of cases', () => {
  it('is everything when nothing is asked for', () => {
    expect(ids(select([plain, named], none))).to.deep.equal(['CSE/SUB/012', 'CSE/TRF/003@json'])
  })

  it('takes a clause with all below it, and not its neighbours', () => {
    expect(ids(select([plain, named], { ...none, clauses: ['6.2.3'] }))).to.deep.equal(['CSE/SUB/012'])
    expect(ids(select([plain, named], { ...none, clauses: ['6.2'] }))).to.deep.equal(['CSE/SUB/012'])
    expect(ids(select([plain, named], { ...none, clauses: ['6.2.3.51'] }))).to.deep.equal([])
  })

  it('takes a case by its id, with or without the variant', () => {
    expect(ids(select([plain, named], { ...none, cases: ['CSE/TRF/003'] }))).to.deep.equal([
      'CSE/TRF/003@json',
    ])
    expect(ids(select([plain, named], { ...none, cases: ['CSE/TRF/003@json'] }))).to.deep.equal([
      'CSE/TRF/003@json',
    ])
    expect(unknownCases([plain, named], ['CSE/TRF/003@xml'])).to.deep.equal(['CSE/TRF/003@xml'])
  })

  it('wants every criterion to hold', () => {
    expect(select([plain, named], { ...none, clauses: ['6.2'], grep: 'open' })).to.deep.equal([])
  })
})

describe('the order of the cases', () => {
  it('is a permutation that depends on nothing but the seed', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
        const order = shuffled(items, seed)
        expect([...order].sort((a, b) => a - b)).to.deep.equal([...items].sort((a, b) => a - b))
        expect(shuffled(items, seed)).to.deep.equal(order)
      }),
    )
  })
})

describe('the watch board', () => {
  const evidence = { file: 'evidence/x.jsonl', row: 3 }

  it('tells each kind of deviation once, with the first octets and how often', () => {
    const board = new WatchBoard()
    for (let row = 3; row < 6; row += 1) {
      board.deviated({
        row: '5.1-3',
        code: 'greeting',
        verdict: 'fail',
        message: `at ${row}`,
        evidence: { ...evidence, row },
      })
    }
    expect(board.deviations('5.1-3')).to.deep.equal([
      { first: { row: '5.1-3', code: 'greeting', verdict: 'fail', message: 'at 3', evidence }, count: 3 },
    ])
  })

  it('keeps a bounded number of kinds, whatever a SUT invents', () => {
    const board = new WatchBoard()
    for (let kind = 0; kind < 1000; kind += 1) {
      board.deviated({ row: '5.1-3', code: String(kind), verdict: 'fail', message: '', evidence })
    }
    expect(board.deviations('5.1-3')).to.have.lengthOf(20)
  })
})
