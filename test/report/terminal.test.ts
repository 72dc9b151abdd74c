import { expect } from 'chai'
import {
  buildResults,
  readRecord,
  type CaseResult,
  type Finding,
  type FullResults,
} from '../../lib/record/index.js'
import {
  formatClauses,
  formatDuration,
  formatEnd,
  formatFinding,
  formatProgress,
  formatSummary,
} from '../../lib/report/index.js'
import { caseLines, caseResult, forget, smallCatalogue, temporaryRun, writeRun } from './fake-run.js'

const plain = { colour: false }
const finding = {
  requirement: '6.3-1',
  verdict: 'fail',
  message: 'Came: nothing.',
  evidence: 'evidence/CSE-CLS-001.jsonl',
  row: 4,
} as const

describe('the terminal', () => {
  let folder: string
  let results: FullResults
  beforeEach(() => {
    folder = temporaryRun()
    const failed = caseResult({
      id: 'CSE/CLS/001',
      clause: '6.3',
      covers: ['6.3-1'],
      verdict: 'fail',
      findings: [finding],
    })
    writeRun(folder, [
      ...caseLines(caseResult({ id: 'CSE/SUB/001' })),
      ...caseLines(failed),
      { kind: 'leftover', resource: '/id-in/C1', reason: 'rsc 5106' },
    ])
    const read = readRecord(folder)
    if (read.kind !== 'record') throw new Error(read.message)
    results = buildResults(read.record, smallCatalogue)
  })
  afterEach(() => {
    forget(folder)
  })

  it('gets a line for each case that ends', () => {
    const result = caseResult({ id: 'CSE/SUB/001', verdict: 'inapplicable', reason: 'no xml' })
    expect(formatProgress(result, 7, 120, plain)).to.equal(
      '  7/120 inapplicable CSE/SUB/001 names one subprotocol (no xml)',
    )
  })

  it('gets each finding with its clause and where the octets are', () => {
    expect(formatFinding('CSE/CLS/001', finding, smallCatalogue, plain)).to.equal(
      'fail CSE/CLS/001  6.3-1 (clause 6.3)\n' +
        '     Came: nothing.\n' +
        '     evidence: evidence/CSE-CLS-001.jsonl, row 4',
    )
  })

  it('gets a table by clause', () => {
    expect(formatClauses(results, smallCatalogue, plain).split('\n')).to.deep.equal([
      'clause   fail error inconclusive  warn  pass inapplicable',
      '6.2.3.5     .     .            .     .     1            .  Sec-WebSocket-Protocol header',
      '6.3         1     .            .     .     .            .  Closing',
    ])
  })

  it('gets one line that sums up', () => {
    expect(formatSummary(results, plain)).to.equal(
      'The SUT violates requirements: 1 fail, 1 pass; 2 of 6 requirements judged; 4.32 s',
    )
  })

  it('is told at the end of findings, leftovers, lost reports and where the reports are', () => {
    const outcome = { written: ['report.html'], lost: [{ file: 'junit.xml', reason: 'ENOSPC' }] }
    const text = formatEnd(results, smallCatalogue, outcome, 'reports/x', plain)
    expect(text).to.contain('fail CSE/CLS/001')
    expect(text).to.contain('left on the SUT: /id-in/C1 (rsc 5106)')
    expect(text).to.contain('lost report: junit.xml (ENOSPC)')
    expect(text.split('\n').at(-1)).to.equal('reports: reports/x/report.html')
  })

  /** What is printed at the end of a run of these cases. */
  const endOf = (cases: readonly CaseResult[]): string =>
    formatEnd({ ...results, cases }, smallCatalogue, { written: [], lost: [] }, 'reports/x', plain)

  it('gets colours only when asked', () => {
    expect(formatSummary(results, plain)).not.to.contain('\u001b')
    expect(formatSummary(results, { colour: true })).to.contain('\u001b[31m1 fail\u001b[39m')
  })

  it('gets each line of progress in one line, however narrow it is', () => {
    const result = caseResult({
      id: 'CSE/SUB/001',
      verdict: 'inapplicable',
      reason: `no xml ${'漢'.repeat(40)}`,
    })
    const line = (columns: number): string => formatProgress(result, 7, 120, { colour: false, columns })
    expect(line(80)).to.match(/^  7\/120 inapplicable CSE\/SUB\/001 names one subprotocol \(no xml 漢+…$/)
    const wide = Array.from(line(80)).filter((character) => character === '漢').length
    expect(line(80).length + wide).to.be.within(78, 79)
    expect(line(40)).to.equal('  7/120 inapplicable CSE/SUB/001 names…')
    expect(line(5)).to.contain('7/120 inapplicable')
  })

  it('is told once what a case has found several times in the same way', () => {
    const again = { ...finding, message: 'Came: nothing to CTs0020x9f31c2aax1k within 3002 ms.' }
    const findings = [
      again,
      { ...again, message: 'Came: nothing to CTs0020x9f31c2aax2b within 3001 ms.' },
      finding,
    ]
    const cases = [caseResult({ id: 'CSE/CLS/001', verdict: 'fail', findings })]
    const text = endOf(cases)
    expect(text.match(/^fail .*/gm)).to.deep.equal([
      'fail CSE/CLS/001  6.3-1 (clause 6.3), 2 times; here the first',
      'fail CSE/CLS/001  6.3-1 (clause 6.3)',
    ])
  })

  it('is told once what the SUT does in many cases, and in which', () => {
    const ending = (sent: string, how = 'end'): Finding => ({
      ...finding,
      message: `Sent: ${sent}. Required by clause 6.3 (6.3-1): A Close frame. Came: the ${how} of TCP without one.`,
    })
    const failing = (id: string, ...findings: readonly Finding[]): CaseResult =>
      caseResult({ id, verdict: 'fail', findings })
    const cases = [
      failing('CSE/CLS/001', ending('a Close frame'), ending('a Close frame with a reason')),
      failing('CSE/CLS/002', ending('half of TCP'), ending('half of TCP, then more')),
      failing('CSE/CLS/003', ending('a Close frame', 'reset')),
      failing('CSE/CLS/004', ending('nothing')),
    ]
    const text = endOf(cases)
    expect(text.match(/^fail .*/gm)).to.deep.equal([
      'fail CSE/CLS/001  6.3-1 (clause 6.3)',
      'fail CSE/CLS/001  6.3-1 (clause 6.3)',
      'fail CSE/CLS/003  6.3-1 (clause 6.3)',
    ])
    expect(text.match(/the same came in .*/g)).to.deep.equal([
      'the same came in 2 more cases: CSE/CLS/002, CSE/CLS/004',
    ])
  })

  it('is told of the cases without a verdict by their reason, and what helps', () => {
    const open = (id: string, verdict: 'inconclusive' | 'error', reason: string) =>
      caseResult({ id, verdict, reason })
    const cases = [
      open('CSE/HSK/001', 'inconclusive', 'CREATE of r 9f31c2aa-1 came a response with rsc 4103'),
      open('CSE/HSK/002', 'inconclusive', 'no connection to the SUT: ECONNREFUSED'),
      open('CSE/HSK/003', 'inconclusive', 'no connection to the SUT: ECONNREFUSED'),
      open('CSE/HSK/004', 'error', 'the case itself went wrong'),
    ]
    const text = endOf(cases)
    const from = text.indexOf('error 1 case:')
    expect(text.slice(from).split('\n').filter(Boolean).slice(0, 8)).to.deep.equal([
      'error 1 case: the case itself went wrong',
      '     CSE/HSK/004',
      'inconclusive 2 cases: no connection to the SUT: ECONNREFUSED',
      '     CSE/HSK/002, CSE/HSK/003',
      '     what helps: see that the SUT runs, and that scheme, host and port are right',
      'inconclusive 1 case: CREATE of r 9f31c2aa-1 came a response with rsc 4103',
      '     CSE/HSK/001',
      '     what helps: --originator names an originator that may do this',
    ])
  })

  it('is not told of a whole suite where a few cases were selected', () => {
    const passed = { ...results.summary, fail: 0 }
    const part = {
      ...results,
      cases: [caseResult({ id: 'CSE/SUB/001' })],
      summary: passed,
      requirementSummary: { ...results.requirementSummary, fail: 0 },
      selected: 9,
      available: 833,
    }
    expect(formatSummary(part, plain)).to.match(/^No violation was seen in a selection of 9 of 833 cases: /)
    expect(formatSummary({ ...part, selected: 833 }, plain)).to.match(/^No violation was seen: /)
  })

  it('reads durations in fitting units', () => {
    expect([4.23, 512.4, 4321.5, 200_000].map(formatDuration)).to.deep.equal([
      '4.2 ms',
      '512 ms',
      '4.32 s',
      '3 min 20 s',
    ])
  })
})
