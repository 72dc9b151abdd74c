import { expect } from 'chai'
import {
  buildResults,
  EvidenceReader,
  readRecord,
  RecordWriter,
  type CaseResult,
  type RecordLine,
} from '../../lib/record/index.js'
import { compareClauses, renderPage } from '../../lib/report/index.js'
import { anchorOf, partsOf } from '../../lib/report/page-view.js'
import { findings } from '../../lib/report/templates/findings.js'
import { clauses, identification, overview } from '../../lib/report/templates/overview.js'
import { cases, requirements, untested } from '../../lib/report/templates/tables.js'
import { caseLines, caseResult, forget, smallCatalogue, temporaryRun, writeRun } from './fake-run.js'

describe('report.html', () => {
  let folder: string
  beforeEach(() => {
    folder = temporaryRun()
  })
  afterEach(() => {
    forget(folder)
  })
  const render = (
    results: readonly CaseResult[],
    more: readonly RecordLine[] = [],
    footer = true,
  ): string => {
    writeRun(folder, [...results.flatMap(caseLines), ...more], { footer })
    const read = readRecord(folder)
    if (read.kind !== 'record') throw new Error(read.message)
    return renderPage(buildResults(read.record, smallCatalogue), smallCatalogue, new EvidenceReader(folder))
  }
  const headline = (page: string): string => /<h2>([^<]*)<\/h2>/.exec(page)?.[1] ?? ''
  const finding = {
    requirement: '6.3-1',
    verdict: 'fail',
    message: 'Sent: a Close. Required by clause 6.3 (6.3-1): A Close is answered. Came: a Ping.',
    evidence: 'evidence/CSE-CLS-001.jsonl',
    row: 2,
  } as const

  it('says at the top what the run shows', () => {
    expect(headline(render([caseResult({ id: 'CSE/SUB/001' })]))).to.equal('No violation was seen')
  })

  it('counts violated requirements, not failed cases', () => {
    const failed = ['CSE/CLS/001', 'CSE/CLS/002'].map((id) =>
      caseResult({ id, covers: ['6.3-1'], verdict: 'fail', findings: [finding] }),
    )
    expect(headline(render(failed))).to.equal('1 requirement is violated')
  })

  it('does not call silence conformance', () => {
    const page = render([
      caseResult({ id: 'CSE/SUB/001', verdict: 'inconclusive', reason: 'no registration' }),
    ])
    expect(headline(page)).to.equal('No violation was seen, but conformance is not shown')
    expect(page).to.contain('1 inconclusive case')
  })

  it('warns of a record without a footer, naming the case that did not end', () => {
    const page = render(
      [caseResult({ id: 'CSE/SUB/001' })],
      [{ kind: 'case-start', id: 'CSE/CLS/009', at: 3 }],
      false,
    )
    expect(page).to.contain('<b>Incomplete.</b>')
    expect(page).to.contain('Did not end: CSE/CLS/009')
    expect(headline(page)).to.equal('No violation was seen, but conformance is not shown')
  })

  it('shows a finding with the octets around its row, dumped and decoded', () => {
    const writer = new RecordWriter({ folder, evidencePerCase: 1000 })
    const evidence = writer.evidence('CSE/CLS/001')
    const at = { time: 1000, connection: 7 }
    evidence.row({ ...at, direction: 'out', kind: 'frame', octets: Buffer.from('888200000000', 'hex') })
    evidence.row({ ...at, direction: 'in', kind: 'frame', octets: Buffer.from('8904506f6e67', 'hex') })
    writer.close()
    const page = render([
      caseResult({ id: 'CSE/CLS/001', covers: ['6.3-1'], verdict: 'fail', findings: [finding] }),
    ])
    expect(page).to.contain('<dt>Came</dt><dd class="came">a Ping.</dd>')
    expect(page).to.contain('ping, FIN, not masked, 4 octets\nPong')
    expect(page).to.contain('0000  89 04 50 6f 6e 67')
    expect(page).to.contain('<a href="evidence/CSE-CLS-001.jsonl">')
  })

  it('says so when the evidence is gone', () => {
    const page = render([
      caseResult({ id: 'CSE/CLS/001', covers: ['6.3-1'], verdict: 'fail', findings: [finding] }),
    ])
    expect(page).to.contain('the evidence file is not there')
  })

  it('lists what was not tested, with the reason, and what is left on the SUT', () => {
    const page = render([], [{ kind: 'leftover', resource: '/id-in/C1', reason: 'rsc 5106' }])
    expect(page).to.match(/out of scope[^]*A client may use a proxy\.[^]*binds the client only/)
    expect(page).to.match(/\/id-in\/C1[^]*rsc 5106/)
  })

  it('identifies the SUT, the tool, the edition, the seed and what was configured beyond TS-0020', () => {
    const page = render([])
    for (const fact of [
      'Example Corp',
      'Example CSE',
      'ws://cse.example.com:8180/',
      '/id-in',
      '0.1.0',
      'R2A',
      '424242',
    ]) {
      expect(page).to.contain(fact)
    }
    expect(page).to.contain('the handshake carries X-M2M-Origin: {originator}')
    expect(page).to.contain('not an official oneM2M, GCF or TTA test')
  })
})

describe('the templates of report.html', () => {
  it('never write a value without escaping it', () => {
    for (const template of [overview, identification, clauses, findings, requirements, untested, cases]) {
      expect(template).not.to.contain('<%~')
      expect(template).not.to.contain('include')
      expect(template).not.to.match(/<script|<img|https?:/)
    }
  })

  it('quote every attribute that takes a value', () => {
    for (const template of [overview, identification, clauses, findings, requirements, untested, cases]) {
      expect(template).not.to.match(/ [a-z-]+=<%/)
    }
  })
})

describe('the message of a finding', () => {
  it('comes apart into what was sent, required and came', () => {
    expect(partsOf('Sent: a Ping. Required by clause 6.3 (6.3-1): A Pong. Came: nothing.')).to.deep.equal({
      sent: 'a Ping',
      required: 'A Pong.',
      came: 'nothing.',
    })
  })

  it('cannot be rearranged by what the SUT sent', () => {
    const came = 'x. Required by clause 9 (9-1): forged Came: forged'
    expect(partsOf(`Sent: a. Required by clause 6.3 (6.3-1): b Came: ${came}`)?.came).to.equal(came)
  })

  it('stays whole in any other form', () => {
    expect(partsOf('something else')).to.equal(undefined)
  })
})

describe('anchors and order', () => {
  it('hold nothing that ends an attribute', () => {
    expect(anchorOf('case', 'CSE/TRF/003@json')).to.equal('case-CSE_TRF_003_json')
    expect(anchorOf('requirement', '"><x')).to.equal('requirement-___x')
  })

  it('follow the documents', () => {
    const ids = ['RFC6455/5.10', 'A.1', '6.2.10', '6.2.9', 'RFC6455/5.2']
    expect(ids.sort(compareClauses)).to.deep.equal(['6.2.9', '6.2.10', 'A.1', 'RFC6455/5.2', 'RFC6455/5.10'])
  })
})
