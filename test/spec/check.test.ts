import { expect } from 'chai'
import fc from 'fast-check'
import { checkCatalogue, isRequirementId, type Catalogue } from '../../lib/spec/check.js'
import type { Requirement, Untested } from '../../lib/spec/types.js'

function row(id: string, untested?: Untested): Requirement {
  const plain: Requirement = {
    id,
    level: 'shall',
    binds: 'server',
    text: `Text of ${id}.`,
    shows: 'It shows.',
  }
  return untested === undefined ? plain : { ...plain, untested }
}

function catalogue(rows: readonly Requirement[], readings: Catalogue['readings'] = {}): Catalogue {
  return { requirements: rows, readings }
}

const none = new Map<string, readonly string[]>()
const reason: Untested = { kind: 'not yet', reason: 'waits for the codec' }

describe('checkCatalogue', () => {
  it('finds nothing where each row has a case or a reason', () => {
    const rows = [row('5.1-1'), row('5.1-2', reason)]
    expect(checkCatalogue(new Map([['5.1-1', ['CSE/HSK/001']]]), catalogue(rows))).to.deep.equal([])
  })

  it('finds an id that is given twice', () => {
    const rows = [row('5.1-1', reason), { ...row('5.1-1', reason), text: 'Another text.' }]
    expect(checkCatalogue(none, catalogue(rows))).to.deep.equal(['5.1-1: the id is given twice'])
  })

  for (const id of [
    '',
    '5.1',
    '5.1-0',
    '5.1-01',
    '5..1-1',
    'RFC9999/5.1-1',
    'RFC6455-1',
    'a.1-1',
    '5.1-1 ',
    '05.1-1',
  ]) {
    it(`finds the malformed id "${id}"`, () => {
      expect(checkCatalogue(none, catalogue([row(id, reason)]))).to.deep.equal([`${id}: the id is malformed`])
    })
  }

  it('finds a row in a clause that is not known', () => {
    expect(checkCatalogue(none, catalogue([row('99.1-1', reason)]))).to.deep.equal([
      '99.1-1: the clause is not known',
    ])
  })

  it('finds a row with neither a case nor a reason', () => {
    expect(checkCatalogue(none, catalogue([row('6.3-1')]))).to.deep.equal([
      '6.3-1: no case and no reason why not',
    ])
    expect(checkCatalogue(new Map([['6.3-1', []]]), catalogue([row('6.3-1')]))).to.have.length(1)
  })

  it('finds a row with a case that still has a reason', () => {
    const covered = new Map([['6.3-1', ['CSE/CLS/001', 'CSE/CLS/002']]])
    expect(checkCatalogue(covered, catalogue([row('6.3-1', reason)]))).to.deep.equal([
      '6.3-1: untested (not yet: waits for the codec), yet covered by CSE/CLS/001, CSE/CLS/002',
    ])
  })

  it('finds a case that covers a row that does not exist', () => {
    expect(checkCatalogue(new Map([['6.3-9', ['CSE/CLS/003']]]), catalogue([]))).to.deep.equal([
      '6.3-9: covered by CSE/CLS/003, but not in the catalogue',
    ])
  })

  it('finds an implicit row whose row is not there, or has no case either', () => {
    const implicit: Untested = { kind: 'implicit', reason: 'judged there', within: ['6.3-2', '6.3-3'] }
    const rows = [row('6.3-1', implicit), row('6.3-2', reason)]
    expect(checkCatalogue(none, catalogue(rows))).to.deep.equal([
      '6.3-1: implicit in 6.3-2, which is untested itself',
      '6.3-1: implicit in 6.3-3, which is not in the catalogue',
    ])
  })

  it('finds two rows with the same text', () => {
    const rows = [row('6.3-1', reason), { ...row('6.3-2', reason), text: 'Text of 6.3-1.' }]
    expect(checkCatalogue(none, catalogue(rows))).to.deep.equal(['6.3-2: the text is that of 6.3-1'])
  })

  it('finds a reading of an unknown row, of no row, and without behaviours', () => {
    const behaviours = { seen: { verdict: 'pass', text: 'Seen.' } } as const
    const readings = {
      lost: { rows: ['6.3-1', '6.3-9'], question: 'Which?', behaviours },
      idle: { rows: [], question: 'Which?', behaviours },
      mute: { rows: ['6.3-1'], question: 'Which?', behaviours: {} },
    }
    expect(checkCatalogue(none, catalogue([row('6.3-1', reason)], readings))).to.deep.equal([
      'reading lost: no such row 6.3-9',
      'reading idle: names no row',
      'reading mute: knows no behaviour',
    ])
  })

  it('finds exactly the rows that lose their case, whichever they are', () => {
    const ids = Array.from({ length: 12 }, (_, index) => `5.2-${index + 1}`)
    const rows = catalogue(ids.map((id) => row(id)))
    fc.assert(
      fc.property(fc.subarray(ids), (kept) => {
        const covered = new Map(kept.map((id) => [id, ['CSE/REG/001']]))
        const missing = ids.filter((id) => !kept.includes(id))
        expect(checkCatalogue(covered, rows)).to.deep.equal(
          missing.map((id) => `${id}: no case and no reason why not`),
        )
      }),
    )
  })
})

describe('isRequirementId', () => {
  it('takes a document, a clause and a number', () => {
    const clause = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 })
    const document = fc.constantFrom('', 'RFC6455/', 'RFC7692/', 'TS-0001/', 'TS-0004/')
    fc.assert(
      fc.property(document, clause, fc.integer({ min: 1, max: 99 }), (prefix, numbers, last) => {
        expect(isRequirementId(`${prefix}${numbers.join('.')}-${last}`)).to.equal(true)
        expect(isRequirementId(`${prefix}${numbers.join('.')}`)).to.equal(false)
      }),
    )
  })
})
