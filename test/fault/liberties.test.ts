import { expect } from 'chai'
import { rulesFor } from '../../lib/fault/behaviour-module.js'
import { faultById, liberties } from '../../lib/fault/index.js'
import { requirementById } from '../../lib/spec/index.js'

describe('the catalogue of liberties', () => {
  it('has ids in kebab-case, each once, and none that a fault has', () => {
    const ids = liberties.map(({ id }) => id)
    expect(new Set(ids).size).to.equal(ids.length)
    for (const id of ids) expect(id).to.match(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
    expect(ids.filter((id) => faultById(id) !== undefined)).to.deep.equal([])
  })

  it('says of each where it is permitted', () => {
    for (const { id, permittedBy } of liberties)
      expect(permittedBy, id).to.match(/RFC|TS-000|Reading|XML|\d\.\d/)
  })

  it('has warnings on rows of the catalogue of requirements only', () => {
    const unknown = liberties.flatMap(({ warns }) =>
      warns.filter((row) => requirementById(row) === undefined),
    )
    expect(unknown).to.deep.equal([])
  })

  it('gives the CSE the rules of a liberty, and of nothing that it does not know', () => {
    for (const { id, kind } of liberties) {
      if (kind === 'behaviour') expect(Object.keys(rulesFor(id)), id).to.not.be.empty
      else expect(() => rulesFor(id), id).to.throw('there is no behaviour fault or liberty')
    }
  })
})
