import { expect } from 'chai'
import { buildResults, readRecord, type FullResults } from '../../lib/record/index.js'
import {
  formatClauses,
  formatDuration,
  formatEnd,
  formatFinding,
  formatProgress,
  formatSummary,
  wantsColour,
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

  it('gets colours only when asked', () => {
    expect(formatSummary(results, plain)).not.to.contain('\u001b')
    expect(formatSummary(results, { colour: true })).to.contain('\u001b[31m1 fail\u001b[39m')
  })

  it('is asked for colours only if it is one, and nobody objects', () => {
    expect(wantsColour({ isTTY: true }, {})).to.equal(true)
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '' })).to.equal(true)
    expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).to.equal(false)
    expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).to.equal(false)
    expect(wantsColour({}, {})).to.equal(false)
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
