import { expect } from 'chai'
import { loadSuites } from '../../lib/case/index.js'
import { faultById, liberties, type Liberty } from '../../lib/fault/index.js'
import { accusationsIn, proveLiberty, type LibertyOutcome } from '../../lib/proof/liberties.js'
import { libertiesMarkdown } from '../../lib/proof/render.js'
import { caseResult } from './support.js'

const quick = { concurrency: 16, seed: 1, edition: 'R2A' } as const

const outcome: LibertyOutcome = {
  liberty: 'a-liberty',
  text: 'Does this | or that.',
  permittedBy: 'RFC 6455 5.4',
  cases: 10,
  passed: 8,
  inconclusive: [{ id: 'CSE/HSK/001', reason: 'why' }],
  accusations: [],
  notRepeated: [],
  errors: [],
  errorsNotRepeated: [],
  unwarned: [],
  durationMs: 1,
}

describe('proof that liberties are respected', () => {
  before(loadSuites)

  it('takes findings for accusations, but for the warnings that a Reading has', () => {
    const warns = ['6.3-1'] as const
    const accused = (verdict: 'warn' | 'fail', requirement: '6.3-1' | '6.3-2'): readonly string[] =>
      accusationsIn([caseResult('CSE/HSK/001', verdict, [{ requirement, verdict }])], { warns }).map(
        (hit) => `${hit.id} ${hit.requirement} ${hit.verdict}: ${hit.message}`,
      )
    expect(accusationsIn([caseResult('CSE/HSK/001', 'pass')], { warns })).to.deep.equal([])
    expect(accused('warn', '6.3-1')).to.deep.equal([])
    expect(accused('fail', '6.3-1')).to.deep.equal(['CSE/HSK/001 6.3-1 fail: what came'])
    expect(accused('warn', '6.3-2')).to.deep.equal(['CSE/HSK/001 6.3-2 warn: what came'])
  })

  it('runs a sample of the cases and all watch cases against a CSE that takes one', async () => {
    const liberty = liberties.find(({ id }) => id === 'fields-in-reverse-order')
    if (liberty === undefined) throw new Error('there is no such liberty')
    const { cases, passed, accusations, errors } = await proveLiberty(liberty, { ...quick, sample: 5 })
    expect({ accusations, errors }).to.deep.equal({ accusations: [], errors: [] })
    expect(cases).to.be.within(6, 100)
    expect(passed).to.be.above(0)
  })

  it('tells what a case says of what is none', async () => {
    const fault = faultById('upgrade-missing')
    if (fault?.kind !== 'octet') throw new Error('there is no such fault')
    const posing: Liberty = { ...fault, permittedBy: 'nothing', warns: [] }
    const { accusations } = await proveLiberty(posing, { ...quick, sample: 5 })
    expect(accusations.map(({ requirement, verdict }) => `${requirement} ${verdict}`)).to.contain(
      '6.2.3.2-1 fail',
    )
  })

  it('names the warnings of a Reading that nobody gave', async () => {
    const liberty = liberties.find(({ id }) => id === 'fields-in-reverse-order')
    if (liberty === undefined) throw new Error('there is no such liberty')
    const { unwarned } = await proveLiberty({ ...liberty, warns: ['6.3-1'] }, { ...quick, sample: 5 })
    expect(unwarned).to.deep.equal(['6.3-1'])
  })

  it('writes a table with a line for each', () => {
    const accused = { id: 'CSE/HSK/001', requirement: '6.3-1', verdict: 'fail' } as const
    const wronged = { ...outcome, liberty: 'another', accusations: [accused] }
    const unsure = { ...outcome, liberty: 'a-third', errors: [{ id: 'CSE/HSK/001', reason: 'why' }] }
    const mute = { ...outcome, liberty: 'a-fourth', passed: 0 }
    const text = libertiesMarkdown([outcome, wronged, unsure, mute], {
      date: '2026-01-02',
      version: '1.2.3',
      edition: 'R3',
      sample: 50,
    })
    expect(text).to.contain(
      'on 2026-01-02 with version 1.2.3, by 50 cases chosen for each and all watch cases, in edition R3 where the liberty is one there: 4 liberties, 3 not respected.',
    )
    expect(text).to.contain('`a-liberty` | Does this \\| or that. | RFC 6455 5.4 | 8 of 10 | 1 | respected')
    expect(text).to.match(/`another` .* ACCUSED$/m)
    expect(text).to.match(/`a-third` .* NOT SHOWN$/m)
    expect(text).to.match(/`a-fourth` .* NOT SHOWN$/m)
  })
})
