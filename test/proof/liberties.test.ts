import { expect } from 'chai'
import { loadSuites } from '../../lib/case/index.js'
import { faultById, liberties, type Liberty } from '../../lib/fault/index.js'
import { proveLiberty, wrongIn, type LibertyOutcome } from '../../lib/proof/liberties.js'
import { libertiesMarkdown } from '../../lib/proof/render.js'
import type { CaseResult, Finding } from '../../lib/record/index.js'

const quick = { concurrency: 16, seed: 1, edition: 'R2A' } as const

function result(
  verdict: CaseResult['verdict'],
  findings: readonly Pick<Finding, 'requirement' | 'verdict'>[] = [],
): CaseResult {
  return {
    id: 'CSE/HSK/001',
    clause: '6.2.3.2',
    covers: ['6.2.3.2-1'],
    title: 'a case',
    verdict,
    reason: 'why',
    durationMs: 1,
    evidence: '',
    findings: findings.map((finding) => ({ ...finding, message: 'what came', evidence: '' })),
    notes: [],
    judgements: [],
  }
}

const outcome: LibertyOutcome = {
  liberty: 'a-liberty',
  text: 'Does this | or that.',
  permittedBy: 'RFC 6455 5.4',
  cases: 10,
  passed: 8,
  inconclusive: [{ id: 'CSE/HSK/001', reason: 'why' }],
  problems: [],
  notRepeated: [],
  durationMs: 1,
}

describe('proof that liberties are respected', () => {
  before(loadSuites)

  it('takes findings for wrong, but for the warnings that a Reading has', () => {
    const warns = ['6.3-1'] as const
    expect(wrongIn(result('pass'), { warns })).to.deep.equal([])
    expect(wrongIn(result('warn', [{ requirement: '6.3-1', verdict: 'warn' }]), { warns })).to.deep.equal([])
    expect(wrongIn(result('fail', [{ requirement: '6.3-1', verdict: 'fail' }]), { warns })).to.deep.equal([
      'CSE/HSK/001 6.3-1 fail: what came',
    ])
    expect(wrongIn(result('warn', [{ requirement: '6.3-2', verdict: 'warn' }]), { warns })).to.deep.equal([
      'CSE/HSK/001 6.3-2 warn: what came',
    ])
    expect(wrongIn(result('error'), { warns })).to.deep.equal(['CSE/HSK/001 error: why'])
  })

  it('runs a sample of the cases and all watch cases against a CSE that takes one', async () => {
    const liberty = liberties.find(({ id }) => id === 'fields-in-reverse-order')
    if (liberty === undefined) throw new Error('there is no such liberty')
    const { cases, passed, problems } = await proveLiberty(liberty, { ...quick, sample: 5 })
    expect(problems).to.deep.equal([])
    expect(cases).to.be.within(6, 100)
    expect(passed).to.be.above(0)
  })

  it('tells what a case says of what is none', async () => {
    const fault = faultById('upgrade-missing')
    if (fault?.kind !== 'octet') throw new Error('there is no such fault')
    const posing: Liberty = { ...fault, permittedBy: 'nothing', warns: [] }
    const { problems } = await proveLiberty(posing, { ...quick, sample: 5 })
    expect(problems.join('\n')).to.contain('6.2.3.2-1 fail')
  })

  it('writes a table with a line for each', () => {
    const text = libertiesMarkdown([outcome, { ...outcome, problems: ['x'] }], {
      date: '2026-01-02',
      version: '1.2.3',
      edition: 'R3',
      sample: 50,
    })
    expect(text).to.contain(
      'on 2026-01-02 with version 1.2.3, by 50 cases chosen for each and all watch cases, in edition R3 where the liberty is one there: 2 liberties, 1 accused wrongly.',
    )
    expect(text).to.contain('`a-liberty` | Does this \\| or that. | RFC 6455 5.4 | 8 of 10 | 1 | respected')
    expect(text).to.contain('ACCUSED')
  })
})
