import { expect } from 'chai'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkEvidenceRow, checkRecordLine, checkResults } from '../../lib/record/index.js'
import { renderAll } from '../../lib/report/index.js'
import {
  caseLines,
  caseResult,
  forget,
  smallCatalogue,
  temporaryRun,
  writeRealisticRun,
  writeRun,
} from './fake-run.js'

describe('rendering a record', () => {
  let folder: string
  beforeEach(() => {
    folder = temporaryRun()
  })
  afterEach(() => {
    forget(folder)
  })
  const text = (file: string): string => readFileSync(join(folder, file), 'utf8')
  const files = ['results.json', 'junit.xml', 'report.html', 'mochawesome.html', 'mochawesome.json']

  it('leaves all reports, valid by their schemas, and no path of this machine in any', async () => {
    writeRealisticRun(folder, smallCatalogue)
    const rendered = await renderAll(folder, smallCatalogue)
    expect(rendered).to.deep.include({ kind: 'rendered', written: files, lost: [] })
    expect(checkResults(JSON.parse(text('results.json')))).to.deep.include({ ok: true })
    for (const line of text('run.jsonl').trimEnd().split('\n')) {
      expect(checkRecordLine(JSON.parse(line))).to.deep.include({ ok: true })
    }
    for (const name of readdirSync(join(folder, 'evidence'))) {
      for (const line of text(`evidence/${name}`).trimEnd().split('\n')) {
        expect(checkEvidenceRow(JSON.parse(line))).to.deep.include({ ok: true })
      }
    }
    for (const file of files) {
      expect(text(file), file).not.to.contain(folder)
      expect(text(file), file).not.to.contain(process.cwd())
    }
    expect(readdirSync(folder).sort()).to.deep.equal([...files, 'evidence', 'run.jsonl'].sort())
  })

  it('says the same when it is done again', async () => {
    writeRun(folder, caseLines(caseResult({ id: 'CSE/SUB/001' })))
    const render = async (): Promise<readonly string[]> => {
      await renderAll(folder, smallCatalogue)
      return ['results.json', 'report.html', 'junit.xml'].map(text)
    }
    expect(await render()).to.deep.equal(await render())
  })

  it('tells which report is lost and why, and renders the others', async () => {
    writeRun(folder, caseLines(caseResult({ id: 'CSE/SUB/001' })))
    mkdirSync(join(folder, 'junit.xml/in-the-way'), { recursive: true })
    mkdirSync(join(folder, 'mochawesome.json/in-the-way'), { recursive: true })
    const rendered = await renderAll(folder, smallCatalogue)
    if (rendered.kind !== 'rendered') throw new Error(rendered.message)
    expect(rendered.written).to.deep.equal(['results.json', 'report.html'])
    expect(rendered.lost.map(({ file }) => file)).to.deep.equal([
      'junit.xml',
      'mochawesome.html',
      'mochawesome.json',
    ])
    for (const { reason } of rendered.lost) expect(reason).to.match(/^[^\n]+$/)
  })

  it('does not pass an older report off as the one that is lost', async () => {
    writeRun(folder, caseLines(caseResult({ id: 'CSE/SUB/001' })))
    writeFileSync(join(folder, 'report.html'), 'of yesterday')
    mkdirSync(join(folder, '.report.html.part'))
    const rendered = await renderAll(folder, smallCatalogue)
    const lost = rendered.kind === 'rendered' ? rendered.lost.map(({ file }) => file) : []
    expect(lost).to.deep.equal(['report.html'])
    expect(existsSync(join(folder, 'report.html'))).to.equal(false)
  })

  it('has nothing to render without a record', async () => {
    rmSync(join(folder, 'run.jsonl'))
    expect(await renderAll(folder, smallCatalogue)).to.deep.include({ kind: 'no-record' })
    expect(existsSync(join(folder, 'report.html'))).to.equal(false)
  })

  it('stays within a few megabytes for a thousand cases', async () => {
    expect(writeRealisticRun(folder, smallCatalogue, 334)).to.equal(1002)
    const rendered = await renderAll(folder, smallCatalogue)
    expect(rendered).to.deep.include({ kind: 'rendered', lost: [] })
    for (const file of files) expect(statSync(join(folder, file)).size, file).to.be.lessThan(6_000_000)
  })
})
