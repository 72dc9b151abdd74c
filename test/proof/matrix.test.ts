import { expect } from 'chai'
import { faultById, faults, type Fault } from '../../lib/fault/index.js'
import { allVariants, loadSuites } from '../../lib/case/index.js'
import { killersOf, killersText, knownKillers } from '../../lib/proof/known.js'
import {
  isProven,
  judgeFault,
  triedAgain,
  unmadeProof,
  unprovenCases,
  unprovenRows,
} from '../../lib/proof/matrix.js'
import { casesFor, prove, type ProofOptions } from '../../lib/proof/prove.js'
import { caseResult } from './support.js'

const quick: ProofOptions = { full: false, sample: 3, seed: 1, concurrency: 16, waits: 'long' }

function fault(id: string): Fault {
  const found = faultById(id)
  if (found === undefined) throw new Error(`there is no fault ${id}`)
  return found
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
      [caseResult('CSE/HSK/034', 'fail', [{ requirement: '6.2.3.2-1', verdict: 'fail' }])],
      1,
    )
    expect(outcome.killedBy.map(({ id }) => id)).to.deep.equal(['CSE/HSK/034'])
    expect(isProven(outcome)).to.equal(true)
  })

  it('does not take a warning for the fail that a shall deserves', () => {
    const outcome = judgeFault(
      made,
      'R2A',
      [caseResult('CSE/HSK/034', 'fail', [{ requirement: '6.2.3.2-1', verdict: 'warn' }])],
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
    const outcome = judgeFault(made, 'R2A', [caseResult('CSE/HSK/034', 'fail', findings)], 1)
    expect(outcome.collateral.map(({ requirement }) => requirement)).to.deep.equal(['6.3-1'])
    expect(isProven(outcome)).to.equal(false)
  })

  it('counts a case as one that can fail by any row that the fault violates, and by no other', () => {
    const outcome = judgeFault(
      made,
      'R2A',
      [
        caseResult('CSE/HSK/036', 'fail', [{ requirement: '6.2.3.3-1', verdict: 'fail' }]),
        caseResult('CSE/CLS/001', 'fail', [{ requirement: '6.3-1', verdict: 'fail' }]),
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
      [caseResult('CSE/HSK/034', 'fail', [{ requirement: '6.2.3.2-1', verdict: 'fail' }])],
      1,
    )
    expect(outcome.killedBy).to.deep.equal([])
    expect(outcome.collateral.map(({ id }) => id)).to.deep.equal(['CSE/HSK/034'])
  })

  it('keeps what only the first of two tries accused, and does not hold it against the fault', () => {
    const kill = caseResult('CSE/HSK/034', 'fail', [{ requirement: '6.2.3.2-1', verdict: 'fail' }])
    const slow = caseResult('CSE/CLS/001', 'fail', [{ requirement: '6.3-1', verdict: 'fail' }])
    const outcome = triedAgain(judgeFault(made, 'R2A', [kill, slow], 1), judgeFault(made, 'R2A', [kill], 1))
    expect(outcome.collateral).to.deep.equal([])
    expect(outcome.notRepeated.map(({ id }) => id)).to.deep.equal(['CSE/CLS/001'])
    expect(isProven(outcome)).to.equal(true)
  })

  it('holds what both tries accused against the fault, and a kill that is not repeated for none', () => {
    const kill = caseResult('CSE/HSK/034', 'fail', [{ requirement: '6.2.3.2-1', verdict: 'fail' }])
    const slow = caseResult('CSE/CLS/001', 'fail', [{ requirement: '6.3-1', verdict: 'fail' }])
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
      [caseResult('CSE/HSK/034', 'fail', [{ requirement: '6.2.3.2-1', verdict: 'fail' }])],
      1,
    )
    const covering = [{ covers: ['6.2.3.2-1', '6.2.3.3-1'] as const }]
    expect(unprovenRows([outcome], covering)).to.deep.equal(['6.2.3.3-1'])
  })

  it('tells cases that no fault makes fail', () => {
    const outcome = judgeFault(
      made,
      'R2A',
      [caseResult('CSE/HSK/034', 'fail', [{ requirement: '6.2.3.2-1', verdict: 'fail' }])],
      1,
    )
    expect(unprovenCases([outcome], [{ id: 'CSE/HSK/034' }, { id: 'CSE/HSK/035' }])).to.deep.equal([
      'CSE/HSK/035',
    ])
  })
})

describe('the known killers', () => {
  const kills = ['6.2.3.2-1', '6.2.3.3-1'] as const
  const found = (id: string, requirement: (typeof kills)[number], evidence = '') => ({
    ...caseResult(id, 'fail'),
    findings: [{ requirement, verdict: 'fail', message: '', evidence }] as const,
  })

  it('are two for each row, with the cases in whose exchanges a watch case has seen it', () => {
    const outcome = judgeFault(
      { ...made, id: 'a-fault', kills, violates: kills },
      'R2A',
      [
        found('CSE/HSK/034', '6.2.3.2-1', 'evidence/CSE-HSK-034.jsonl'),
        found('CSE/HSK/035', '6.2.3.2-1'),
        found('CSE/HSK/036', '6.2.3.2-1'),
        found('CSE/WCH/001', '6.2.3.3-1', 'evidence/CSE-HSK-037@json.jsonl'),
        caseResult('CSE/HSK/037@json', 'pass'),
      ],
      1,
    )
    const killers = killersOf([outcome])
    expect(killers).to.deep.equal({
      'a-fault': ['CSE/HSK/034', 'CSE/HSK/035', 'CSE/HSK/037@json', 'CSE/WCH/001'],
    })
    expect(JSON.parse(killersText(killers))).to.deep.equal(killers)
  })

  it('leave out what survived', () => {
    expect(killersOf([judgeFault(made, 'R2A', [caseResult('CSE/HSK/034', 'fail')], 1)])).to.deep.equal({})
  })

  it('are kept for faults and cases that there are', async () => {
    await loadSuites()
    const ids = new Set(allVariants().map(({ id }) => id))
    const entries = Object.entries(knownKillers())
    expect(entries.filter(([id]) => faultById(id) === undefined).map(([id]) => id)).to.deep.equal([])
    expect(entries.flatMap(([, killers]) => killers.filter((id) => !ids.has(id)))).to.deep.equal([])
    expect(entries.length).to.be.above(0.9 * faults.length)
  })
})

describe('proving', () => {
  before(loadSuites)

  it('asks only known killers and a sample first, and all who can matter once those have not caught it', () => {
    const known = { 'status-http-1-10': ['CSE/HSK/031'] }
    const ids = (waits: ProofOptions['waits']): readonly string[] =>
      casesFor(fault('status-http-1-10'), allVariants(), { ...quick, sample: 0, waits, known })
        .filter(({ definition }) => definition.kind !== 'watch')
        .map(({ id }) => id)
    expect(ids('short')).to.deep.equal(['CSE/HSK/031'])
    expect(ids('long')).to.include.members(['CSE/HSK/030', 'CSE/HSK/031'])
  })

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
