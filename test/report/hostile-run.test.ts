import { expect } from 'chai'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../lib/spec/index.js'
import { scratch, startNode, ts0020, type Finished } from '../cli/support.js'
import { startHostileSut, startLitteredSut, type HostileSut } from './hostile-sut.js'
import { expectInteractive, expectJson, expectPlain, expectXml } from './inert.js'
import { corpus } from './untrusted-corpus.js'

const quick = {
  TS0020_TIMEOUT_RESPONSE: '150',
  TS0020_TIMEOUT_CLOSE: '150',
  TS0020_TIMEOUT_SILENCE: '20',
  TS0020_CONCURRENCY: '32',
  TS0020_SEED: '1',
  TS0020_EDITION: 'R2A',
  TS0020_SERIALIZATION: 'json',
  TS0020_CLAUSE: '5,6.2.1,6.2.2.9,6.2.3,6.3,6.4,6.5',
}

/** Entries of the corpus whose canary is in none of these texts. */
function unseen(...texts: readonly string[]): readonly string[] {
  return corpus.filter(({ canary }) => !texts.some((text) => text.includes(canary))).map(({ name }) => name)
}

describe('a run against a hostile SUT', () => {
  const folder = scratch()
  let sut: HostileSut
  let littered: HostileSut
  let plain: Finished
  let interactive: Finished
  const run = join(folder, 'run')
  const text = (file: string): string => readFileSync(join(run, file), 'utf8')

  before(async function () {
    this.timeout(90_000)
    sut = await startHostileSut()
    littered = await startLitteredSut()
    plain = await ts0020(['run', sut.url, '--out', run], folder, quick).finished
    const main = join(packageRoot(), 'dist', 'test', 'report', 'interactive-main.js')
    const few = ['--out', join(folder, 'interactive'), '--clause', '6.2.3', '--clause', '5.1']
    interactive = await startNode([main, 'run', sut.url, ...few], folder, quick).finished
  })
  after(async () => {
    await sut.stop()
    await littered.stop()
  })

  it('comes to its end: findings, and no error of the tester', () => {
    expect(plain.error).to.equal('')
    expect(plain.code).to.equal(1)
    const results = JSON.parse(text('results.json')) as { summary: Record<string, number>; complete: boolean }
    expect(results.complete).to.equal(true)
    expect(results.summary).to.include({ error: 0 })
  })

  it('has met every text of the corpus', () => {
    const evidence = readdirSync(join(run, 'evidence')).map((file) => text(join('evidence', file)))
    const octets = evidence.map((rows) =>
      [...rows.matchAll(/"hex":"([0-9a-f]*)"/g)]
        .map(([, hex]) => Buffer.from(hex ?? '', 'hex').toString('latin1'))
        .join(' '),
    )
    expect(unseen(...octets)).to.deep.equal([])
  })

  it('tells of most of them, so that what follows shows something', () => {
    expect(unseen(text('results.json')).length).to.be.lessThan(corpus.length / 2)
  })

  it('writes nothing on standard output that a terminal or a CI service acts on', () => {
    expectPlain(plain.out, 'standard output')
  })

  it('writes nothing but its own colours and its moving line on a terminal', () => {
    expect(interactive.out).to.contain('\u001b[31m').and.to.contain('\r\u001b[2K')
    expectInteractive(interactive.out, 'the terminal')
    expectInteractive(interactive.error, 'the terminal')
  })

  it('writes JSON that may be shown as it is', () => {
    expectJson(text('results.json'), 'results.json', 'whole')
    expectJson(text('run.jsonl'), 'run.jsonl', 'lines')
    expectJson(text('mochawesome.json'), 'mochawesome.json', 'whole')
    for (const file of readdirSync(join(run, 'evidence'))) {
      expectJson(text(join('evidence', file)), file, 'lines')
    }
  })

  it('writes JUnit XML that is well-formed and inert', () => {
    expectXml(text('junit.xml'), 'junit.xml')
  })

  it('writes a page in which everything can be seen', () => {
    // Tabs are the layout of what was sent.
    expectPlain(text('report.html').replaceAll('\t', ' '), 'report.html')
  })

  it('says the same, as inert, when the record is rendered again', async () => {
    const { code, out, error } = await ts0020(['report', run], folder).finished
    expect([code, error]).to.deep.equal([0, ''])
    expectPlain(out, 'ts0020 report')
  })

  it('repeats an argument inertly when it explains that there is no such thing', async () => {
    const id = corpus
      .map((entry) => entry.text.replaceAll('\u0000', ''))
      .slice(0, 30)
      .join(' ')
    const { code, out, error } = await ts0020(['explain', id], folder).finished
    expect([code, out]).to.deep.equal([2, ''])
    expectPlain(error, 'ts0020 explain')
  })

  it('sweeps resources with hostile names, and names them inertly', async () => {
    const { out, error } = await ts0020(['sweep', littered.url, '--edition', 'R2A'], folder).finished
    expect(unseen(out, error)).to.deep.equal([])
    expect(error).to.match(/^not removed: .*4103/m)
    expectPlain(out, 'ts0020 sweep')
    expectPlain(error, 'ts0020 sweep')
  })
})
