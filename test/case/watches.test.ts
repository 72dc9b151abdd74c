import { expect } from 'chai'
import { allVariants, loadSuites, WatchBoard } from '../../lib/case/index.js'
import { CaseJudge } from '../../lib/case/judgement.js'
import { primitiveFindingCodes } from '../../lib/primitive/index.js'
import { editions, serializations, violationRows } from '../../lib/spec/index.js'
import { consequence, watchedRows } from '../../lib/sut/consequences.js'
import type { Deviation } from '../../lib/sut/index.js'
import { judged } from './support.js'

const nowhere = { file: '', row: 0 }
const row = '6.2.2.9-7'
const deviation = (code: string, verdict: Deviation['verdict']): Deviation => ({
  row,
  code,
  verdict,
  message: `a response with ${code}`,
  evidence: nowhere,
})
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

describe('WatchBoard', () => {
  it('keeps a violation although very many trifles of the same row came before it', () => {
    const board = new WatchBoard()
    for (const number of numbers(500)) board.deviated(deviation(`unknown-member /m${number}`, 'warn'))
    board.deviated(deviation('rsc-missing /rsc', 'fail'))
    const verdicts = board.deviations(row).map(({ first }) => first.verdict)
    expect(verdicts.filter((verdict) => verdict === 'warn')).to.have.lengthOf(20)
    expect(verdicts.filter((verdict) => verdict === 'fail')).to.have.lengthOf(1)
  })

  it('counts deviations of one kind, and tells the first', () => {
    const board = new WatchBoard()
    for (const message of ['first', 'second']) board.deviated({ ...deviation('x', 'fail'), message })
    expect(board.deviations(row)).to.deep.equal([
      { first: { ...deviation('x', 'fail'), message: 'first' }, count: 2 },
    ])
  })
})

describe('CaseJudge', () => {
  it('tells a fail although very many warnings on the same row came before it', () => {
    const judge = new CaseJudge([row], { finding: () => undefined, note: () => undefined })
    const grounds = { sent: 'a test', came: 'an answer', evidence: nowhere }
    for (const number of numbers(50)) judge.observe('warn', row, { ...grounds, came: `trifle ${number}` })
    judge.observe('fail', row, { ...grounds, came: 'the violation' })
    expect(judge.verdict()).to.equal('fail')
    const told = judge.findings.filter(({ verdict }) => verdict === 'fail')
    expect(told.map(({ message }) => message)).to.have.lengthOf(1)
    expect(told[0]?.message).to.contain('the violation')
    expect(judge.findings).to.have.lengthOf(6)
  })

  it('takes a deviation that is only noted for no pass', () => {
    const judge = new CaseJudge([row], { finding: () => undefined, note: () => undefined })
    judge.observe('noted', row, { sent: 'a test', came: 'a flood', evidence: nowhere })
    expect(judge.counts()).to.deep.equal([])
    expect(judge.notes.map(({ message }) => message)).to.have.lengthOf(1)
  })

  it('has a finding in the result of a case for every fail', async () => {
    const result = await judged({
      run({ classify }) {
        for (let times = 0; times < 9; times += 1)
          classify('subprotocol-none-offered', 'accepted-without-name', '6.2.3.5-1', {
            sent: 'a',
            came: 'b',
            evidence: nowhere,
          })
        classify('subprotocol-none-offered', 'accepted-with-name', '6.2.3.5-1', {
          sent: 'a',
          came: 'c',
          evidence: nowhere,
        })
        return Promise.resolve()
      },
      covers: ['6.2.3.5-1'],
    })
    expect(result.verdict).to.equal('fail')
    expect(result.findings.map(({ verdict }) => verdict)).to.include('fail')
  })
})

describe('the watches', () => {
  before(loadSuites)

  it('report to no row that no watch case looks at', () => {
    const covered = new Set(
      allVariants().flatMap(({ definition }) => (definition.kind === 'watch' ? definition.covers : [])),
    )
    const reported = [...watchedRows, ...Object.values(violationRows), '6.2.1-2', '6.2.3.1-1']
    expect(reported.filter((each) => !covered.has(each))).to.deep.equal([])
  })

  it('take every finding on a primitive to such a row, whatever row it names', () => {
    const named = [
      'TS-0004/7.2.1.2-1',
      'TS-0004/7.2.1.2-3',
      'TS-0004/7.4.4.1-1',
      'TS-0004/8.4.2-2',
      undefined,
    ]
    const rows = primitiveFindingCodes.flatMap((code) =>
      editions.flatMap((edition) =>
        serializations.flatMap((serialization) =>
          named.flatMap((each) => {
            const found = { code, kind: 'request', serialization, edition } as const
            return consequence(each === undefined ? found : { ...found, row: each })?.row ?? []
          }),
        ),
      ),
    )
    expect(rows.filter((each) => !watchedRows.has(each))).to.deep.equal([])
  })
})
