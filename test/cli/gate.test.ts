import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { exitCodeOf, type RunEnding } from '../../lib/cli/exit-code.js'
import { Gate, type GateOptions } from '../../lib/cli/gate.js'
import { DiscreetTerminal } from '../../lib/cli/terminal.js'
import { UsageError } from '../../lib/cli/usage-error.js'
import { buildResults, readRecord, type CaseResult, type FullResults } from '../../lib/record/index.js'
import { caseLines, caseResult, forget, smallCatalogue, temporaryRun, writeRun } from '../report/fake-run.js'

function resultsOf(cases: readonly CaseResult[], complete = true): FullResults {
  const folder = temporaryRun()
  writeRun(folder, cases.flatMap(caseLines), { footer: complete })
  const read = readRecord(folder)
  forget(folder)
  if (read.kind !== 'record') throw new Error(read.message)
  return buildResults(read.record, smallCatalogue)
}

const finding = { requirement: '6.3-1', verdict: 'fail', message: 'Came: nothing.', evidence: '' } as const

describe('the gate of a run', () => {
  let folder: string
  let file: string
  let said: string[]
  let terminal: DiscreetTerminal
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ts0020-gate-'))
    file = join(folder, 'expect.json')
    said = []
    const take = (text: string): void => void said.push(text)
    terminal = new DiscreetTerminal({ out: take, error: take, interactive: false })
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })

  const known = new Set(['CSE/CLS/001', 'CSE/CLS/002'])
  const options = (more: Partial<GateOptions> = {}): GateOptions => ({
    filtered: false,
    update: false,
    known,
    ...more,
  })
  const reviewed = JSON.stringify({
    cases: { 'CSE/CLS/001': { verdict: 'fail', reason: 'clause 6.3: bug 17', expires: '2999-01-31' } },
  })
  const failed = caseResult({ id: 'CSE/CLS/001', verdict: 'fail', findings: [finding] })
  const holding = (results: FullResults, more: Partial<GateOptions> = {}) =>
    Gate.open(file, more.update === true)?.hold(results, options(more), terminal)

  it('leaves the expectations alone after a run that did not come to its end, and says why', () => {
    writeFileSync(file, reviewed)
    const gone = caseResult({ id: 'CSE/CLS/001', verdict: 'inconclusive', reason: 'the run was interrupted' })
    const held = holding(resultsOf([gone], false), { update: true })
    expect(held).to.deep.equal({ differences: undefined, written: false })
    expect(readFileSync(file, 'utf8')).to.equal(reviewed)
    expect(said).to.have.lengthOf(1)
    expect(said[0]).to.match(/^ts0020: .*expect\.json was not updated, because the run is incomplete: .*\n$/)
  })

  it('keeps reason and expiry of what has not changed, and asks for those of what is new', () => {
    writeFileSync(file, reviewed)
    const other = caseResult({ id: 'CSE/CLS/002', verdict: 'inconclusive', reason: 'no Close' })
    const held = holding(resultsOf([failed, other]), { update: true })
    expect(held).to.deep.equal({ differences: 1, written: true })
    const { cases } = JSON.parse(readFileSync(file, 'utf8')) as {
      cases: Record<string, { reason: string; expires?: string }>
    }
    expect(cases['CSE/CLS/001']).to.include({ reason: 'clause 6.3: bug 17', expires: '2999-01-31' })
    expect(cases['CSE/CLS/002']).to.include({ reason: '' })
    expect(said.at(-1)).to.match(/^1 difference from /)
  })

  it('finds out before the run that the expectations cannot be written', () => {
    file = join(folder, 'nowhere', 'expect.json')
    expect(() => Gate.open(file, true)).to.throw(
      UsageError,
      /nowhere\/expect\.json cannot be written: ENOENT/,
    )
  })

  it('shuts for an entry of a case that does not exist, also when only a part was run', () => {
    const entry = { verdict: 'fail', reason: 'a typing mistake' }
    writeFileSync(file, JSON.stringify({ cases: { 'CSE/CLS/002': entry, 'CSE/CLS/020': entry } }))
    const held = holding(resultsOf([caseResult({ id: 'CSE/CLS/001' })]), { filtered: true })
    expect(held?.differences).to.equal(1)
    expect(said.join('')).to.contain('CSE/CLS/020').and.not.to.contain('CSE/CLS/002:')
  })
})

describe('the exit code of a run', () => {
  const ending = (results: readonly CaseResult[], more: Partial<RunEnding> = {}): RunEnding => ({
    results,
    interrupted: false,
    stopped: false,
    leftovers: 0,
    lost: 0,
    differences: undefined,
    ...more,
  })

  it('is that of a fail, also where the case that found it ended in error', () => {
    const result = caseResult({ id: 'CSE/CLS/001', verdict: 'error', findings: [finding] })
    expect(exitCodeOf(ending([result]))).to.equal(1)
    expect(exitCodeOf(ending([{ ...result, findings: [] }]))).to.equal(3)
  })

  it('is that of a fail, also where reports are lost and the SUT is gone', () => {
    const result = caseResult({ id: 'CSE/CLS/001', verdict: 'fail', findings: [finding] })
    expect(exitCodeOf(ending([result], { lost: 1, stopped: true, leftovers: 2 }))).to.equal(1)
  })
})
