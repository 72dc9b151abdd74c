import { expect } from 'chai'
import { faultById, faults, type Fault } from '../../lib/fault/index.js'
import { allVariants, loadSuites } from '../../lib/case/index.js'
import {
  isProven,
  judgeFault,
  triedAgain,
  unmadeProof,
  unprovenCases,
  unprovenRows,
} from '../../lib/proof/matrix.js'
import { casesFor, prove, type ProofOptions } from '../../lib/proof/prove.js'
import type { CaseResult, Finding, Verdict } from '../../lib/record/index.js'

const quick: ProofOptions = { full: false, sample: 3, seed: 1, concurrency: 16, waits: 'long' }

function fault(id: string): Fault {
  const found = faultById(id)
  if (found === undefined) throw new Error(`there is no fault ${id}`)
  return found
}

function result(
  id: string,
  findings: readonly Pick<Finding, 'requirement' | 'verdict'>[],
  verdict: Verdict = 'fail',
): CaseResult {
  return {
    id,
    clause: '6.2.3.2',
    covers: ['6.2.3.2-1'],
    title: 'a case',
    verdict,
    reason: '',
    durationMs: 1,
    evidence: '',
    findings: findings.map((finding) => ({ ...finding, message: '', evidence: '' })),
    notes: [],
    judgements: [],
  }
}

const made: Fault = {
  ...(faults[0] as Fault),
  violates: ['6.2.3.2-1', '6.2.3.3-1'],
  kills: ['6.2.3.2-1'],
  verdict: 'fail',
}

describe('the kill matrix', () => {
  it('counts a fault as killed by a finding on the row that it is made for', () => {
    const outcome = judgeFault(
      made,
      'R2A',
      [result('CSE/HSK/034', [{ requirement: '6.2.3.2-1', verdict: 'fail' }])],
      1,
    )
    expect(outcome.killedBy.map(({ id }) => id)).to.deep.equal(['CSE/HSK/034'])
    expect(isProven(outcome)).to.equal(true)
  })

  it('does not take a warning for the fail that a shall deserves', () => {
    const outcome = judgeFault(
      made,
      'R2A',
      [result('CSE/HSK/034', [{ requirement: '6.2.3.2-1', verdict: 'warn' }])],
      1,
    )
    expect(outcome.killedBy).to.deep.equal([])
  })

  it('tells a finding on a row that the fault does not violate, and not one that suffers along', () => {
    const findings = [
      { requirement: '6.2.3.2-1', verdict: 'fail' },
      { requirement: '6.2.3.3-1', verdict: 'fail' },
      { requirement: '6.3-1', verdict: 'fail' },
    ] as const
    const outcome = judgeFault(made, 'R2A', [result('CSE/HSK/034', findings)], 1)
    expect(outcome.collateral.map(({ requirement }) => requirement)).to.deep.equal(['6.3-1'])
    expect(isProven(outcome)).to.equal(false)
  })

  it('counts a case as one that can fail by any row that the fault violates, and by no other', () => {
    const outcome = judgeFault(
      made,
      'R2A',
      [
        result('CSE/HSK/036', [{ requirement: '6.2.3.3-1', verdict: 'fail' }]),
        result('CSE/CLS/001', [{ requirement: '6.3-1', verdict: 'fail' }]),
      ],
      1,
    )
    expect(unprovenCases([outcome], [{ id: 'CSE/HSK/036' }, { id: 'CSE/CLS/001' }])).to.deep.equal([
      'CSE/CLS/001',
    ])
  })

  it('takes a fail where a warning is due for a wrong accusation, not for a kill', () => {
    const outcome = judgeFault(
      { ...made, verdict: 'warn' },
      'R2A',
      [result('CSE/HSK/034', [{ requirement: '6.2.3.2-1', verdict: 'fail' }])],
      1,
    )
    expect(outcome.killedBy).to.deep.equal([])
    expect(outcome.collateral.map(({ id }) => id)).to.deep.equal(['CSE/HSK/034'])
  })

  it('keeps what only the first of two tries accused, and does not hold it against the fault', () => {
    const kill = result('CSE/HSK/034', [{ requirement: '6.2.3.2-1', verdict: 'fail' }])
    const slow = result('CSE/CLS/001', [{ requirement: '6.3-1', verdict: 'fail' }])
    const outcome = triedAgain(judgeFault(made, 'R2A', [kill, slow], 1), judgeFault(made, 'R2A', [kill], 1))
    expect(outcome.collateral).to.deep.equal([])
    expect(outcome.notRepeated.map(({ id }) => id)).to.deep.equal(['CSE/CLS/001'])
    expect(isProven(outcome)).to.equal(true)
  })

  it('holds what both tries accused against the fault, and a kill that is not repeated for none', () => {
    const kill = result('CSE/HSK/034', [{ requirement: '6.2.3.2-1', verdict: 'fail' }])
    const slow = result('CSE/CLS/001', [{ requirement: '6.3-1', verdict: 'fail' }])
    const first = judgeFault(made, 'R2A', [kill, slow], 1)
    expect(triedAgain(first, judgeFault(made, 'R2A', [slow], 1)).killedBy).to.deep.equal([])
    expect(triedAgain(first, first).collateral.map(({ id }) => id)).to.deep.equal(['CSE/CLS/001'])
  })

  it('counts a proof that could not be made as no proof', () => {
    const outcome = unmadeProof(made, 'R2A', 'no free port')
    expect(isProven(outcome)).to.equal(false)
    expect(outcome.errors.map(({ reason }) => reason)).to.deep.equal(['no free port'])
  })

  it('tells tested requirements that no fault was seen to violate', () => {
    const outcome = judgeFault(
      made,
      'R2A',
      [result('CSE/HSK/034', [{ requirement: '6.2.3.2-1', verdict: 'fail' }])],
      1,
    )
    const covering = [{ covers: ['6.2.3.2-1', '6.2.3.3-1'] as const }]
    expect(unprovenRows([outcome], covering)).to.deep.equal(['6.2.3.3-1'])
  })

  it('tells cases that no fault makes fail', () => {
    const outcome = judgeFault(
      made,
      'R2A',
      [result('CSE/HSK/034', [{ requirement: '6.2.3.2-1', verdict: 'fail' }])],
      1,
    )
    expect(unprovenCases([outcome], [{ id: 'CSE/HSK/034' }, { id: 'CSE/HSK/035' }])).to.deep.equal([
      'CSE/HSK/035',
    ])
  })
})

describe('proving', () => {
  before(loadSuites)

  it('runs the cases that judge a row of the fault, and a repeatable sample of the others', () => {
    const chosen = casesFor(fault('status-http-1-10'), allVariants(), quick)
    expect(chosen.map(({ id }) => id)).to.include.members(['CSE/HSK/030', 'CSE/HSK/031'])
    expect(casesFor(fault('status-http-1-10'), allVariants(), quick)).to.deep.equal(chosen)
    expect(chosen.length).to.be.below(allVariants().length)
  })

  it('kills an octet fault and a behaviour fault, with nobody else accused', async () => {
    for (const id of ['status-http-1-10', 'ae-without-ri']) {
      const outcome = await prove(fault(id), quick)
      expect(outcome.killedBy, id).to.not.deep.equal([])
      expect(outcome.collateral, id).to.deep.equal([])
      expect(outcome.errors, id).to.deep.equal([])
    }
  })
})
