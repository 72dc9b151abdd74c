import { expect } from 'chai'
import { checkCatalogue, clauseOf, clauses, requirementById, requirements } from '../../lib/spec/index.js'

/** How many statements of each clause of TS-0020 v2.1.2 there are at least: the floor of the catalogue. */
const floor: Readonly<Record<string, number>> = {
  '5.1': 4,
  '5.2': 19,
  '6.1': 3,
  '6.2.1': 6,
  '6.2.2.1': 2,
  '6.2.2.2': 4,
  '6.2.2.3': 1,
  '6.2.2.4': 1,
  '6.2.2.5': 1,
  '6.2.2.6': 1,
  '6.2.2.7': 3,
  '6.2.2.8': 3,
  '6.2.2.9': 7,
  '6.2.3.1': 3,
  '6.2.3.2': 1,
  '6.2.3.3': 1,
  '6.2.3.4': 1,
  '6.2.3.5': 2,
  '6.2.3.6': 3,
  '6.3': 4,
  '6.4': 6,
  '6.5': 5,
  '6.6': 1,
  '7': 4,
  'A.1': 1,
}
const floorIds = Object.entries(floor).flatMap(([clause, count]) =>
  Array.from({ length: count }, (_, index) => `${clause}-${index + 1}`),
)

describe('the catalogue', () => {
  it('has every row of the floor', () => {
    expect(floorIds).to.have.length(87)
    expect(floorIds.filter((id) => requirementById(id) === undefined)).to.deep.equal([])
  })

  it('is without problems once the rows without a reason have a case', () => {
    const covered = new Map(
      requirements.filter((row) => row.untested === undefined).map((row) => [row.id, ['CSE/HSK/001']]),
    )
    expect(checkCatalogue(covered)).to.deep.equal([])
  })

  it('stands in document order, numbered without gaps in each clause', () => {
    const order = [...clauses.keys()]
    const numbered = order.flatMap((clause) =>
      requirements.filter((row) => clauseOf(row.id) === clause).map((_, index) => `${clause}-${index + 1}`),
    )
    expect(requirements.map((row) => row.id)).to.deep.equal(numbered)
  })

  it('says all it says in whole sentences', () => {
    const sentence = /^[A-Z0-9a-z"<].*\.$/s
    const broken = requirements.flatMap((row) => [row.text, row.shows]).filter((text) => !sentence.test(text))
    expect(broken).to.deep.equal([])
  })

  it('gives a specific reason for each row without a case', () => {
    const vague = requirements.filter((row) => row.untested !== undefined && row.untested.reason.length < 15)
    expect(vague.map((row) => row.id)).to.deep.equal([])
  })

  it('does not plan cases for what binds the client alone', () => {
    const wrong = requirements.filter((row) => row.binds === 'client' && row.untested?.kind === 'not yet')
    expect(wrong.map((row) => row.id)).to.deep.equal([])
  })

  it('knows no row that is not there', () => {
    expect(requirementById('6.2.3.5-99')).to.equal(undefined)
    expect(requirementById('6.2.3.5-2')?.level).to.equal('shall')
  })
})
