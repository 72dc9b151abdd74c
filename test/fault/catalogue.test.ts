import { expect } from 'chai'
import { rightRules, settle } from '../../lib/cse/index.js'
import { rulesFor } from '../../lib/fault/behaviour-module.js'
import { faultById, faults, type Fault } from '../../lib/fault/index.js'
import { editions, requirementById, requirements } from '../../lib/spec/index.js'

const tested = requirements.filter(({ untested }) => untested === undefined)

/** Rows that demand a document as a whole, and the rows by which they are broken. */
const wholeDocuments: Readonly<Record<string, RegExp>> = { '6.1-1': /^RFC6455\// }

/** Tested rows at which nothing that a server does is a finding, each with the reason. */
const unbreakable: Readonly<Record<string, string>> = {
  '6.2.2.7-3':
    'the order is a wish of the client; that the server selects from the offer, in whatever order, is judged at 6.2.3.5-2',
}

/** Tested shalls and facts that a server can break in one way only, each with that way. */
const brokenInOneWay: Readonly<Record<string, string>> = {
  'RFC6455/4.2.1-10': 'it refuses a target in absolute form',
  'RFC7692/5-3': 'it agrees to two extensions that use the same bit',
}

/** So many different faults are asked for at a row. */
function wanted({ id, level }: (typeof tested)[number]): number {
  if (level === 'may') return 0
  return level === 'should' || id in brokenInOneWay ? 1 : 2
}

/** The faults that are made for a row. */
function faultsOf(row: string): readonly Fault[] {
  const whole = wholeDocuments[row]
  return faults.filter(({ kills }) => kills.some((each) => each === row || whole?.test(each) === true))
}

describe('the catalogue of faults', () => {
  it('has ids in kebab-case, each once', () => {
    const ids = faults.map((fault) => fault.id)
    expect(new Set(ids).size).to.equal(ids.length)
    for (const id of ids) expect(id).to.match(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  })

  it('finds each by its id', () => {
    for (const fault of faults) expect(faultById(fault.id)).to.equal(fault)
    expect(faultById('no-such-fault')).to.be.undefined
  })

  it('holds at least the 160 faults of the plan', () => {
    expect(faults.length).to.be.at.least(160)
  })

  it('names rows of the catalogue of requirements only', () => {
    const unknown = faults.flatMap((fault) =>
      fault.violates.filter((row) => requirementById(row) === undefined),
    )
    expect(unknown).to.deep.equal([])
  })

  it('has each fault caught at rows that it violates and that cases judge, or will judge', () => {
    for (const { id, kills, violates } of faults) {
      expect(kills, id).not.to.be.empty
      expect(violates, id).to.include.members([...kills])
      for (const row of kills) {
        expect([undefined, 'not yet'], `${id}: ${row}`).to.include(requirementById(row)?.untested?.kind)
      }
    }
  })

  it('has a fault for each tested row, permissions excepted, and two for each shall and fact', () => {
    const few = tested.filter((row) => faultsOf(row.id).length < wanted(row))
    expect(few.map(({ id }) => id)).to.deep.equal(Object.keys(unbreakable))
  })

  it('says in one sentence what the server does', () => {
    for (const { id, text } of faults) expect(text, id).to.match(/^[A-Z][^\n]*[^.]\.$/)
  })

  it('says the same of two faults only where they are for different editions', () => {
    const told = faults.map(({ text, editions: where }) => `${text} ${where?.join() ?? ''}`)
    expect(told.filter((each, index) => told.indexOf(each) !== index)).to.deep.equal([])
  })
})

describe('behaviour faults', () => {
  const behaviours = faults.filter((fault) => fault.kind === 'behaviour')

  for (const edition of editions) {
    it(`override only rules that the CSE has, edition ${edition}`, () => {
      const known = Object.keys(rightRules(settle({ edition })))
      for (const fault of behaviours) {
        const overridden = Object.entries(rulesFor(fault.id))
        expect(overridden, fault.id).not.to.be.empty
        for (const [name, rule] of overridden) {
          expect(known, fault.id).to.include(name)
          expect(rule, fault.id).to.be.a('function')
        }
      }
    })
  }

  it('exist for every rule, but for the two that no requirement binds', () => {
    const overridden = new Set(behaviours.flatMap((fault) => Object.keys(fault.rules())))
    const known = Object.keys(rightRules(settle({ edition: 'R2A' })))
    expect(known.filter((name) => !overridden.has(name))).to.deep.equal([
      'notifiesBeforeResponse',
      'verifies',
    ])
  })

  it('are fresh for each CSE', () => {
    const lost = () => {
      const fate = rulesFor('every-fifth-response-lost').responseFate!
      return [1, 2, 3, 4, 5].map(() => fate({ request: {}, response: {} }))
    }
    expect(lost()).to.deep.equal(['sent', 'sent', 'sent', 'sent', 'dropped'])
    expect(lost()).to.deep.equal(lost())
  })

  it('cannot be loaded by another name', () => {
    expect(() => rulesFor('frames-masked')).to.throw('no behaviour fault or liberty "frames-masked"')
    expect(() => rulesFor('')).to.throw('no behaviour fault or liberty ""')
  })
})
