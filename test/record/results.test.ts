import { expect } from 'chai'
import fc from 'fast-check'
import {
  buildResults,
  checkResults,
  readRecord,
  verdictOrder,
  verdicts,
  worst,
  type FullResults,
  type RecordLine,
} from '../../lib/record/index.js'
import { caseLines, caseResult, forget, smallCatalogue, temporaryRun, writeRun } from '../report/fake-run.js'

describe('worst', () => {
  it('is error before fail, inconclusive, warn and pass; inapplicable only when all are', () => {
    expect(worst(['pass', 'warn', 'inconclusive', 'fail', 'error'])).to.equal('error')
    expect(worst(['pass', 'warn', 'inconclusive', 'fail'])).to.equal('fail')
    expect(worst(['inapplicable', 'pass'])).to.equal('pass')
    expect(worst(['inapplicable', 'inapplicable'])).to.equal('inapplicable')
    expect(worst([])).to.equal(undefined)
  })

  it('does not depend on order or repetition, and is one of its inputs', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...verdicts), { minLength: 1 }), (of) => {
        const found = worst(of)
        expect(worst([...of, ...of].reverse())).to.equal(found)
        expect(of).to.include(found)
        const position = verdictOrder.indexOf(found ?? 'pass')
        for (const verdict of of) expect(verdictOrder.indexOf(verdict)).to.be.at.least(position)
      }),
    )
  })
})

describe('results', () => {
  let folder: string
  beforeEach(() => {
    folder = temporaryRun()
  })
  afterEach(() => {
    forget(folder)
  })
  const resultsOf = (lines: readonly RecordLine[], footer = true): FullResults => {
    writeRun(folder, lines, { footer })
    const read = readRecord(folder)
    if (read.kind !== 'record') throw new Error(read.message)
    return buildResults(read.record, smallCatalogue)
  }
  const rowOf = (results: FullResults, id: string): FullResults['requirements'][number] => {
    const found = results.requirements.find((row) => row.id === id)
    if (found === undefined) throw new Error(`no row ${id}`)
    return found
  }

  it('match their schema', () => {
    const results = resultsOf(caseLines(caseResult({ id: 'CSE/SUB/001' })))
    expect(checkResults(JSON.parse(JSON.stringify(results)))).to.deep.include({ ok: true })
  })

  it('have a row for each requirement of the catalogue', () => {
    const results = resultsOf([])
    expect(results.requirements.map(({ id }) => id)).to.deep.equal(
      smallCatalogue.requirements.map(({ id }) => id),
    )
  })

  it('give a requirement the worst of its own judgements, not of the cases it was judged in', () => {
    const failing = caseResult({
      id: 'CSE/SUB/001',
      verdict: 'fail',
      covers: ['6.2.3.5-1', '6.2.3.5-2'],
      findings: [
        { requirement: '6.2.3.5-2', verdict: 'fail', message: 'Came: something else.', evidence: '' },
      ],
      judgements: [
        { requirement: '6.2.3.5-1', verdict: 'pass', count: 3 },
        { requirement: '6.2.3.5-2', verdict: 'fail', count: 1 },
      ],
    })
    const passing = caseResult({ id: 'CSE/SUB/002', covers: ['6.2.3.5-2'] })
    const results = resultsOf([...caseLines(failing), ...caseLines(passing)])
    expect(rowOf(results, '6.2.3.5-1')).to.deep.include({ verdict: 'pass', cases: ['CSE/SUB/001'] })
    expect(rowOf(results, '6.2.3.5-2')).to.deep.include({
      verdict: 'fail',
      reason: 'Came: something else.',
      cases: ['CSE/SUB/001', 'CSE/SUB/002'],
    })
    expect(results.summary).to.deep.equal({
      pass: 1,
      fail: 1,
      warn: 0,
      inconclusive: 0,
      inapplicable: 0,
      error: 0,
    })
  })

  it('call a requirement inapplicable only when all its judgements are', () => {
    const without = caseResult({
      id: 'CSE/SUB/001@xml',
      verdict: 'inapplicable',
      reason: 'no xml',
      covers: ['6.3-1', '6.3-2'],
    })
    const having = caseResult({ id: 'CSE/SUB/001@json', covers: ['6.3-1'] })
    const results = resultsOf([...caseLines(without), ...caseLines(having)])
    expect(rowOf(results, '6.3-1').verdict).to.equal('pass')
    expect(rowOf(results, '6.3-2')).to.deep.include({ verdict: 'inapplicable', reason: 'no xml' })
  })

  it('say why a requirement is untested', () => {
    const results = resultsOf([])
    expect(rowOf(results, '6.6-1')).to.deep.include({
      verdict: 'untested',
      reason: 'out of scope: binds the client only',
    })
    expect(rowOf(results, '6.3-1').reason).to.match(/no case that judges it/)
    expect(results.requirementSummary.untested).to.equal(6)
  })

  it('are complete for a run that came to its end', () => {
    const results = resultsOf(caseLines(caseResult({ id: 'CSE/SUB/001' })))
    expect([results.complete, results.incompleteBecause]).to.deep.equal([true, []])
  })

  it('are incomplete without a footer, and count what an unfinished case had found', () => {
    const results = resultsOf(
      [
        { kind: 'case-start', id: 'CSE/CLS/001', at: 3 },
        {
          kind: 'finding',
          id: 'CSE/CLS/001',
          requirement: '6.3-1',
          verdict: 'fail',
          message: 'Came: nothing.',
          evidence: '',
        },
      ],
      false,
    )
    expect(results.complete).to.equal(false)
    expect(results.incompleteBecause).to.have.length(2)
    expect(results.unfinished.map(({ id }) => id)).to.deep.equal(['CSE/CLS/001'])
    expect(rowOf(results, '6.3-1')).to.deep.include({ verdict: 'fail', cases: ['CSE/CLS/001'] })
    expect(results.summary.error).to.equal(0)
  })

  it('tell the SUT as discovery found it', () => {
    const results = resultsOf([])
    expect(results.edition).to.equal('R2A')
    expect(results.sut).to.deep.include({ cseId: '/id-in', cseName: 'cse-in' })
    expect(results.sut.product.name).to.equal('Example CSE')
  })
})
