import { expect } from 'chai'
import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRecord, RecordWriter, type RunRecord } from '../../lib/record/index.js'
import { caseLines, caseResult, forget, header, temporaryRun, writeRun } from '../report/fake-run.js'

describe('the record of a run', () => {
  let folder: string
  beforeEach(() => {
    folder = temporaryRun()
  })
  afterEach(() => {
    forget(folder)
  })
  const file = (): string => join(folder, 'run.jsonl')
  const read = (): RunRecord => {
    const outcome = readRecord(folder)
    if (outcome.kind !== 'record') throw new Error(outcome.message)
    return outcome.record
  }
  const finding = { requirement: '6.3-1', verdict: 'fail', message: 'Came: nothing.', evidence: '' } as const

  it('comes back as it was written', () => {
    const result = caseResult({ id: 'CSE/CLS/001', verdict: 'fail', findings: [finding] })
    writeRun(folder, [...caseLines(result), { kind: 'leftover', resource: '/id-in/C1', reason: 'rsc 5106' }])
    const record = read()
    expect(record.header.seed).to.equal(header.seed)
    expect(record.discovery?.edition).to.equal('R2A')
    expect(record.cases).to.deep.equal([result])
    expect(record.unfinished).to.deep.equal([])
    expect(record.leftovers).to.deep.equal([{ resource: '/id-in/C1', reason: 'rsc 5106' }])
    expect(record.footer?.durationMs).to.equal(4321.5)
    expect(record.torn).to.equal(false)
  })

  it('is on disk line by line, the evidence before the line that names it', () => {
    const writer = new RecordWriter({ folder, evidencePerCase: 1000 })
    writer.write({ kind: 'header', schema: 1, ...header })
    const evidence = writer.evidence('CSE/CLS/001')
    const row = evidence.row({ time: 1, connection: 1, direction: 'in', kind: 'end' })
    writer.write({ kind: 'finding', id: 'CSE/CLS/001', ...finding, evidence: evidence.file, row })
    expect(readFileSync(file(), 'utf8').split('\n')).to.have.length(3)
    expect(readFileSync(join(folder, 'evidence/CSE-CLS-001.jsonl'), 'utf8')).to.match(/"kind":"end"/)
    writer.close()
  })

  it('keeps what a killed run had judged', () => {
    const done = caseResult({ id: 'CSE/SUB/001' })
    writeRun(
      folder,
      [
        ...caseLines(done),
        { kind: 'case-start', id: 'CSE/CLS/001', at: 7 },
        { kind: 'finding', id: 'CSE/CLS/001', ...finding },
      ],
      { footer: false },
    )
    appendFileSync(file(), '{"kind":"finding","id":"CSE/CLS/001","requi')
    const record = read()
    expect(record.torn).to.equal(true)
    expect(record.footer).to.equal(undefined)
    expect(record.cases.map(({ id }) => id)).to.deep.equal(['CSE/SUB/001'])
    expect(record.unfinished).to.deep.equal([{ id: 'CSE/CLS/001', findings: [finding], notes: [] }])
    expect(record.lastAt).to.equal(7)
  })

  it('can be cut anywhere and still be read', () => {
    writeRun(folder, caseLines(caseResult({ id: 'CSE/SUB/001', verdict: 'fail', findings: [finding] })))
    const whole = readFileSync(file())
    const firstLine = whole.indexOf('\n') + 1
    for (let length = whole.length; length >= firstLine; length -= 13) {
      truncateSync(file(), length)
      expect(readRecord(folder).kind, `${length} octets`).to.equal('record')
    }
  })

  it('is refused when a line inside it is damaged', () => {
    writeRun(folder, caseLines(caseResult({ id: 'CSE/SUB/001' })))
    const lines = readFileSync(file(), 'utf8').split('\n')
    lines[2] = '{"kind":"case-start","id":7}'
    writeFileSync(file(), lines.join('\n'))
    const outcome = readRecord(folder)
    expect(outcome.kind === 'corrupt' ? outcome.line : 0).to.equal(3)
  })

  it('is missed by name where there is none', () => {
    rmSync(file())
    expect(readRecord(folder)).to.deep.include({ kind: 'no-record' })
    writeFileSync(file(), '')
    expect(readRecord(folder)).to.deep.include({ kind: 'no-record' })
  })

  it('holds no secret, and no path of where the tester is installed', () => {
    const writer = new RecordWriter({ folder, evidencePerCase: 1000, secrets: ['hunter22', 'later-secret'] })
    writer.write({
      kind: 'header',
      schema: 1,
      ...header,
      configuration: { token: 'hunter22', file: import.meta.url },
    })
    writer.write({
      kind: 'leftover',
      resource: 'later-secret',
      reason: Buffer.from('later-secret').toString('base64'),
    })
    writer.close()
    const text = readFileSync(file(), 'utf8')
    expect(text).not.to.match(/hunter22|later-secret|bGF0ZXI|file:\/\//)
  })

  it('tells of a disk that refuses instead of throwing', () => {
    const writer = new RecordWriter({ folder, evidencePerCase: 1000 })
    rmSync(join(folder, 'evidence'), { recursive: true })
    writer.evidence('CSE/CLS/001').row({ time: 1, connection: 1, direction: 'in', kind: 'end' })
    writer.close()
    expect(writer.failure).to.match(/^the record could not be written: ENOENT/)
  })

  it('takes rows that come after its end', () => {
    const writer = new RecordWriter({ folder, evidencePerCase: 1000 })
    const evidence = writer.evidence('CSE/CLS/001')
    writer.close()
    evidence.row({ time: 1, connection: 1, direction: 'in', kind: 'end' })
    expect(readFileSync(join(folder, evidence.file), 'utf8')).to.match(/"end"/)
  })
})
