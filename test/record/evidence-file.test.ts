import { expect } from 'chai'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  checkEvidenceRow,
  EvidenceFile,
  EvidenceReader,
  evidencePath,
  Redaction,
  type EvidenceRow,
} from '../../lib/record/index.js'
import { forget, temporaryRun } from '../report/fake-run.js'

const frameRow = (octets: Buffer) => ({
  time: 1,
  connection: 1,
  direction: 'in' as const,
  kind: 'frame' as const,
  octets,
})

describe('evidence files', () => {
  let folder: string
  const open = (cap = 1000, secrets: readonly string[] = []): EvidenceFile =>
    new EvidenceFile(folder, 'CSE/SUB/012@json', cap, new Redaction(secrets), (error) => {
      throw error
    })
  const written = (): readonly EvidenceRow[] =>
    readFileSync(join(folder, 'evidence/CSE-SUB-012@json.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => {
        const checked = checkEvidenceRow(JSON.parse(line))
        if (!checked.ok) throw new Error(checked.problem)
        return checked.value
      })

  beforeEach(() => {
    folder = temporaryRun()
  })
  afterEach(() => {
    forget(folder)
  })

  it('are named after the case', () => {
    expect(evidencePath('CSE/SUB/012@json')).to.equal('evidence/CSE-SUB-012@json.jsonl')
  })

  it('never get a name that leads elsewhere', () => {
    expect(evidencePath('../../x')).to.equal('evidence/_-..-x.jsonl')
    expect(evidencePath('a b\u0000c\\d')).to.equal('evidence/a_b_c_d.jsonl')
  })

  it('are made with the first row only', () => {
    const file = open()
    file.flush()
    expect(file.used).to.equal(false)
    expect(existsSync(join(folder, file.file))).to.equal(false)
  })

  it('hold a row as JSON with its octets in hexadecimal, and number the rows from 1', () => {
    const file = open()
    expect(file.row({ time: 5, connection: 2, direction: 'none', kind: 'open', note: 'connected' })).to.equal(
      1,
    )
    expect(file.row(frameRow(Buffer.from('8100', 'hex')))).to.equal(2)
    file.flush()
    expect(written()).to.deep.equal([
      { time: 5, connection: 2, direction: 'none', kind: 'open', note: 'connected' },
      { time: 1, connection: 1, direction: 'in', kind: 'frame', hex: '8100' },
    ])
  })

  it('keep head, tail, length and SHA-256 of octets over the cap', () => {
    const octets = Buffer.alloc(5000, 'abcdefg')
    const file = open(1000)
    file.row(frameRow(octets))
    file.flush()
    const [row] = written()
    expect(row).to.deep.equal({
      time: 1,
      connection: 1,
      direction: 'in',
      kind: 'frame',
      hex: octets.subarray(0, 128).toString('hex'),
      tail: octets.subarray(5000 - 64).toString('hex'),
      length: 5000,
      sha256: createHash('sha256').update(octets).digest('hex'),
    })
  })

  it('count the cap over all rows, and go on showing short ones', () => {
    const file = open(600)
    for (const length of [500, 500, 20]) file.row(frameRow(Buffer.alloc(length)))
    file.flush()
    expect(written().map(({ length, hex }) => length ?? (hex ?? '').length / 2)).to.deep.equal([500, 500, 20])
    expect(written().map(({ sha256 }) => sha256 !== undefined)).to.deep.equal([false, true, false])
  })

  it('stay finite when the SUT floods the tester with rows', () => {
    const file = open()
    let last = 0
    for (let index = 0; index < 12_000; index++) last = file.row(frameRow(Buffer.from([0x89, 0])))
    file.flush()
    expect(last).to.equal(10_000)
    expect(written()).to.have.length(10_000)
    expect(written().at(-1)?.note).to.match(/not kept/)
  })

  it('reach the disk by themselves when much is waiting', () => {
    const file = open(1_000_000)
    for (let index = 0; index < 3; index++) file.row(frameRow(Buffer.alloc(20_000)))
    expect(written().length).to.be.greaterThan(0)
  })

  it('hold no secret in notes and octets', () => {
    const file = open(1000, ['hunter22'])
    file.row({ ...frameRow(Buffer.from('GET /?token=hunter22')), kind: 'handshake', note: 'token hunter22' })
    file.flush()
    expect(written()[0]?.note).to.equal('token [redacted]')
    expect(Buffer.from(written()[0]?.hex ?? '', 'hex').toString()).to.equal('GET /?token=********')
  })

  it('can be read back around a row; other files cannot', () => {
    const file = open()
    for (let index = 1; index <= 5; index++) file.row({ ...frameRow(Buffer.from([index])) })
    file.flush()
    const reader = new EvidenceReader(folder)
    expect(reader.rows(file.file, 4, 9).rows.map(({ number, row }) => [number, row.hex])).to.deep.equal([
      [4, '04'],
      [5, '05'],
    ])
    expect(reader.rows('evidence/../run.jsonl', 1, 2)).to.deep.include({ rows: [] })
    expect(reader.rows('../../etc/passwd', 1, 2).problem).to.match(/no evidence file/)
    expect(reader.rows('evidence/CSE-SUB-999.jsonl', 1, 2).problem).to.match(/not there/)
  })
})
