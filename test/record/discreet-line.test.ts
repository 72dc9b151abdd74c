import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkRecordLine, readRecord, RecordWriter, type RecordLine } from '../../lib/record/index.js'
import { caseResult, discoveryLine, footer, forget, header, temporaryRun } from '../report/fake-run.js'

/** A line of each kind, with a text in every place that the configuration or the SUT could have written. */
function linesWith(text: string): readonly RecordLine[] {
  const evidence = 'evidence/CSE-CLS-001@json.jsonl'
  const finding = { requirement: '6.3-1', verdict: 'fail', message: text, evidence, row: 4 } as const
  const note = { requirement: '6.3-1', message: text, evidence }
  const id = 'CSE/CLS/001@json'
  return [
    {
      kind: 'header',
      schema: 1,
      ...header,
      sut: {
        url: text,
        cseId: text,
        cseName: text,
        embedded: false,
        product: { vendor: text, name: text, version: text },
      },
      configuration: { [`sut.headers.${text}`]: text, 'timeouts.case': text },
    },
    {
      ...discoveryLine,
      kind: 'discovery',
      edition: 'R2A',
      sut: { url: text, cseId: text, cseName: text },
      facts: [{ name: 'subprotocol oneM2M.R2.0.json', value: text }],
      deviations: [text],
      offers: { json: true },
      evidence: 'evidence/discovery.jsonl',
    },
    { kind: 'case-start', id, at: 1 },
    { kind: 'finding', id, ...finding },
    { kind: 'note', id, ...note },
    {
      kind: 'case-end',
      at: 2,
      ...caseResult({ id, verdict: 'fail', reason: text, findings: [finding], notes: [note], evidence }),
    },
    { kind: 'leftover', resource: text, reason: text },
    { ...footer, kind: 'footer', durationMs: 1, interrupted: false, stopped: text, outages: [text] },
  ]
}

describe('secrets in the record', () => {
  let folder: string
  beforeEach(() => {
    folder = temporaryRun()
  })
  afterEach(() => {
    forget(folder)
  })

  const written = (secret: string, lines: readonly RecordLine[]): readonly string[] => {
    const writer = new RecordWriter({ folder, evidencePerCase: 1000, secrets: [secret] })
    for (const line of lines) writer.write(line)
    writer.close()
    return readFileSync(join(folder, 'run.jsonl'), 'utf8').trimEnd().split('\n')
  }

  for (const secret of ['pass', 'fail', 'case', 'case-end', 'json', 'R2A', 'CSE', 'id', 'ev', '6.3', 'a']) {
    it(`leave it readable, be the secret "${secret}"`, () => {
      const lines = linesWith('some text')
      for (const line of written(secret, lines))
        expect(checkRecordLine(JSON.parse(line)), line).to.include({ ok: true })
      const read = readRecord(folder)
      if (read.kind !== 'record') throw new Error(read.message)
      expect(read.record.header.edition).to.equal(header.edition)
      expect(read.record.discovery?.edition).to.equal('R2A')
      expect(read.record.cases).to.have.lengthOf(1)
      expect(read.record.cases[0]).to.include({
        id: 'CSE/CLS/001@json',
        verdict: 'fail',
        evidence: 'evidence/CSE-CLS-001@json.jsonl',
        title: 'names one subprotocol',
      })
    })
  }

  it('appear nowhere', () => {
    const secret = 'Tr0ub4dor'
    for (const line of written(secret, linesWith(`before ${secret} after`))) {
      expect(line).not.to.contain(secret)
      if (!line.startsWith('{"kind":"case-start"')) expect(line).to.contain('before [redacted] after')
    }
  })
})
