/** A record of a run in which a hostile SUT got its texts everywhere it can. */
import { RecordWriter } from '../../lib/record/index.js'
import { caseLines, caseResult, writeRun } from './fake-run.js'
import { corpus, everything } from './untrusted-corpus.js'

const verdicts = ['fail', 'inconclusive', 'inapplicable', 'error', 'warn'] as const

/** Writes a run in which each text is the reason, finding, note, product, fact, leftover and evidence. */
export function writeHostileRun(folder: string): void {
  const product = { vendor: everything, name: everything, version: everything }
  const evidence = new RecordWriter({ folder, evidencePerCase: 262_144 })
  const lines = corpus.flatMap(({ text }, index) => {
    const id = `CSE/SUB/${String(index + 1).padStart(3, '0')}`
    const file = evidence.evidence(id)
    const row = { time: 1, connection: 1, direction: 'in', octets: Buffer.from(text) } as const
    file.row({ ...row, kind: 'handshake', note: text })
    file.row({ ...row, kind: 'octets', note: text })
    const payload = row.octets.subarray(0, 120)
    const frame = Buffer.concat([Buffer.from([0x88, payload.length + 2, 0x03, 0xe8]), payload])
    file.row({ ...row, kind: 'frame', octets: frame, note: text })
    const finding = {
      requirement: '6.2.3.5-1',
      message: `Sent: x. Required by clause 6.2.3.5 (6.2.3.5-1): y Came: ${text}.`,
      evidence: file.file,
      row: 1,
    }
    return [
      ...caseLines(
        caseResult({
          id,
          title: `gets ${text}`,
          verdict: verdicts[index % verdicts.length] ?? 'fail',
          reason: text,
          evidence: file.file,
          findings: [
            { ...finding, verdict: 'fail' },
            { ...finding, row: 3, verdict: 'warn', message: text },
          ],
          notes: [{ requirement: '6.2.3.5-1', message: text, evidence: '' }],
        }),
      ),
      { kind: 'leftover', resource: text, reason: text } as const,
    ]
  })
  evidence.close()
  writeRun(
    folder,
    [
      ...lines,
      {
        kind: 'discovery',
        edition: 'R2A',
        sut: { url: 'ws://h/', cseId: everything, cseName: everything },
        facts: corpus.map(({ text }) => ({ name: text, value: text })),
        deviations: corpus.map(({ text }) => text),
        evidence: '',
      },
    ],
    {
      header: {
        sut: { url: `ws://${everything}`, cseId: everything, cseName: everything, embedded: false, product },
        configuration: { 'sut.headers.X': everything, [everything]: everything },
      },
      footer: false,
    },
  )
}
