import { expect } from 'chai'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRunFolder, type RunFolder } from '../../lib/record/index.js'

describe('run folders', () => {
  let cwd: string
  const now = new Date('2026-11-21T09:30:00.123Z')
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'folder-test-'))
  })
  afterEach(() => {
    rmSync(cwd, { recursive: true, force: true })
  })
  const created = (out?: string): RunFolder => {
    const made = createRunFolder({ cwd, now, ...(out === undefined ? {} : { out }) })
    if (made.kind !== 'created') throw new Error(made.message)
    return made
  }
  const refusal = (out: string): string => {
    const made = createRunFolder({ cwd, now, out })
    return made.kind === 'unusable' ? made.message : 'created'
  }

  it('are named after the time below reports, and latest points to the newest', () => {
    const first = created()
    expect(first.shown).to.match(/^reports\/20261121T093000Z-[0-9a-f]{6}$/)
    expect(readlinkSync(join(cwd, 'reports/latest'))).to.equal(first.shown.replace('reports/', ''))
    const second = created()
    expect(readlinkSync(join(cwd, 'reports/latest'))).to.equal(second.shown.replace('reports/', ''))
    expect(readdirSync(join(cwd, 'reports'))).to.have.length(3)
  })

  it('say so when latest cannot be set, and are made all the same', () => {
    mkdirSync(join(cwd, 'reports/latest/in-the-way'), { recursive: true })
    const made = created()
    expect(made.linkProblem).to.match(/^reports\/latest was not set/)
    expect(existsSync(join(made.folder, 'run.jsonl'))).to.equal(true)
    expect(readdirSync(join(cwd, 'reports'))).to.have.length(2)
  })

  it('are exactly the folder that the user names, without a link', () => {
    const made = created('a/b')
    expect(made.folder).to.equal(join(cwd, 'a/b'))
    expect(readdirSync(cwd)).to.deep.equal(['a'])
    expect(readdirSync(made.folder).sort()).to.deep.equal(['evidence', 'run.jsonl'])
  })

  it('may exist and be empty', () => {
    mkdirSync(join(cwd, 'out'))
    expect(created('out').kind).to.equal('created')
  })

  it('replace an older run file by file and leave foreign files alone', () => {
    const { folder } = created('out')
    writeFileSync(
      join(folder, 'run.jsonl'),
      '{"kind":"header","schema":1}\n{"kind":"discovery","evidence":"evidence/discovery.jsonl"}\n',
    )
    for (const file of [
      'results.json',
      'report.html',
      'notes.txt',
      'evidence/CSE-SUB-001.jsonl',
      'evidence/mine.txt',
    ]) {
      writeFileSync(join(folder, file), 'old')
    }
    writeFileSync(join(folder, 'evidence/discovery.jsonl'), 'old')
    created('out')
    expect(readdirSync(folder).sort()).to.deep.equal(['evidence', 'notes.txt', 'run.jsonl'])
    expect(readdirSync(join(folder, 'evidence'))).to.deep.equal(['mine.txt'])
    expect(readFileSync(join(folder, 'run.jsonl'), 'utf8')).to.equal('')
  })

  it('are refused when they hold something else', () => {
    mkdirSync(join(cwd, 'home'))
    writeFileSync(join(cwd, 'home/results.json'), '{}')
    expect(refusal('home')).to.equal(
      'the output folder home cannot be used: it is not empty and holds no run of this tool',
    )
    expect(readFileSync(join(cwd, 'home/results.json'), 'utf8')).to.equal('{}')
  })

  it('are refused when they are no folders, or cannot be made', () => {
    writeFileSync(join(cwd, 'file'), '')
    expect(refusal('file')).to.match(/it is not a folder$/)
    expect(refusal('file/below')).to.match(/^the output folder file\/below cannot be written: E[A-Z]+$/)
  })
})
