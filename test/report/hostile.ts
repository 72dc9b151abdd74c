/** Texts that a hostile SUT would send, and a run in which it got them everywhere it can. */
import { caseLines, caseResult, writeRun } from './fake-run.js'
import { RecordWriter } from '../../lib/record/index.js'

export const hostileTexts: readonly string[] = [
  '\u001b[2J\u001b[1A\u001b[32m✔ forged\u001b[0m',
  '\u009b31mC1 control',
  '\u202eesrever\u2066 and \u200bhidden',
  '\ud800 lone surrogate \udfff',
  '\u0000\u0008\ufffe\uffff',
  ']]> one ]]> two ]]><failure/>',
  '::error file=app.js,line=1::forged',
  'x\n::add-mask::secret\n##[error]forged ##vso[task.complete]',
  '<script>document.title="owned"</script>',
  '"><img src=x onerror=alert(1)><svg/onload=alert(1)>',
  "' onmouseover='alert(1)",
  'javascript:alert(document.domain)//.png',
  'http://evil.example/beacon.png',
  'http://evil.example/movie.mp4',
  '<%~ it.results %><%= process.exit(1) %>',
  '{{constructor.constructor("return process")()}} ${process.exit(1)} $& $1 $`',
  '</style></title></head><base href="http://evil.example/">',
  'a'.repeat(9000) + '.gif',
  'http:'.repeat(1500),
]

/** Everything at once, since most places show one text only. */
export const everything = hostileTexts.join(' | ')

/** Writes a run in which each hostile text is the reason, finding, note, product, fact, leftover and evidence. */
export function writeHostileRun(folder: string): void {
  const product = {
    vendor: hostileTexts[8] ?? '',
    name: hostileTexts[0] ?? '',
    version: hostileTexts[11] ?? '',
  }
  const evidence = new RecordWriter({ folder, evidencePerCase: 262_144 })
  const lines = hostileTexts.flatMap((text, index) => {
    const id = `CSE/SUB/${String(index + 1).padStart(3, '0')}`
    const file = evidence.evidence(id)
    file.row({
      time: 1,
      connection: 1,
      direction: 'in',
      kind: 'handshake',
      octets: Buffer.from(text),
      note: text,
    })
    const verdict = (['fail', 'inconclusive', 'inapplicable', 'error', 'warn'] as const)[index % 5] ?? 'fail'
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
          verdict,
          reason: text,
          evidence: file.file,
          findings: [
            { ...finding, verdict: 'fail' },
            { ...finding, verdict: 'warn', message: text },
          ],
          notes: [{ requirement: '6.2.3.5-1', message: text, evidence: '' }],
        }),
      ),
      { kind: 'leftover', resource: text, reason: text } as const,
    ]
  })
  evidence.close()
  writeRun(folder, lines, {
    header: {
      sut: { url: `ws://${everything}`, cseId: everything, cseName: everything, embedded: false, product },
      configuration: { 'sut.headers.X': everything, [everything]: everything },
    },
  })
}
