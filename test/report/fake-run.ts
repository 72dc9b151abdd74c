/** A record as a run would leave it, made without a run. Used by the tests of record and report. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createRunFolder,
  RecordWriter,
  type CaseResult,
  type Catalogue,
  type Finding,
  type RecordLine,
  type RunHeader,
  type Verdict,
} from '../../lib/record/index.js'
import type { Requirement } from '../../lib/spec/types.js'

function row(
  id: string,
  level: Requirement['level'],
  text: string,
  untested?: Requirement['untested'],
): Requirement {
  const base: Requirement = { id, level, binds: 'server', text, shows: 'in what the server sends' }
  return untested === undefined ? base : { ...base, untested }
}

/** A catalogue small enough to keep in mind. */
export const smallCatalogue: Catalogue = {
  requirements: [
    row('6.2.3.5-1', 'shall', 'The server handshake names exactly one subprotocol.'),
    row('6.2.3.5-2', 'shall', 'The subprotocol is one of those that were offered.'),
    row('6.3-1', 'shall', 'A Close is answered with a Close.'),
    row('6.3-2', 'should', 'The TCP connection is closed by the server first.'),
    row('RFC6455/5.1-1', 'shall', 'A server masks no frame.'),
    row('6.6-1', 'may', 'A client may use a proxy.', {
      kind: 'out of scope',
      reason: 'binds the client only',
    }),
  ],
  clauseOf: (id) => id.replace(/-\d+$/, ''),
  clauseTitle: (clause) =>
    ({ '6.2.3.5': 'Sec-WebSocket-Protocol header', '6.3': 'Closing', 'RFC6455/5.1': 'Overview of framing' })[
      clause
    ],
}

export const header: RunHeader = {
  tool: { name: 'onem2m-ws-conformance', version: '0.1.0' },
  startedAt: '2026-11-21T09:30:00.000Z',
  edition: 'auto',
  sut: {
    url: 'ws://cse.example.com:8180/',
    cseId: '',
    cseName: '',
    embedded: false,
    product: { vendor: 'Example Corp', name: 'Example CSE', version: '4.2' },
  },
  configuration: {
    'sut.url': 'ws://cse.example.com:8180/',
    'sut.edition': 'auto',
    'sut.headers.X-M2M-Origin': '{originator}',
    'ics.json': 'auto',
    'ics.xml': 'auto',
    'ics.cbor': 'false',
    'ics.permessageDeflate': 'auto',
    'timeouts.response': '3000',
    'limits.evidencePerCase': '262144',
  },
  seed: 424242,
  concurrency: 8,
  selected: 4,
  available: 4,
  environment: { node: '20.20.2', platform: 'linux x64' },
}

export const discoveryLine: RecordLine = {
  kind: 'discovery',
  edition: 'R2A',
  sut: { url: 'ws://cse.example.com:8180/', cseId: '/id-in', cseName: 'cse-in' },
  facts: [
    { name: 'edition', value: 'R2A (found out)' },
    { name: 'subprotocol oneM2M.R2.0.json', value: 'agreed to' },
    { name: 'subprotocol oneM2M.R2.0.xml', value: 'not named in the answer' },
    { name: 'permessage-deflate', value: 'accepted: permessage-deflate' },
    { name: 'AE registration', value: 'from a stem' },
    { name: 'round trip', value: '0.8 ms' },
  ],
  deviations: ['the handshake carries X-M2M-Origin: {originator}'],
  evidence: 'evidence/discovery.jsonl',
}

export const footer: RecordLine = {
  kind: 'footer',
  durationMs: 4321.5,
  interrupted: false,
  stopped: '',
}

/** A case result; anything not given is what a passing case without octets has. */
export function caseResult(given: Partial<CaseResult> & { readonly id: string }): CaseResult {
  const covers = given.covers ?? ['6.2.3.5-1']
  const verdict: Verdict = given.verdict ?? 'pass'
  return {
    clause: '6.2.3.5',
    covers,
    title: 'names one subprotocol',
    verdict,
    reason: '',
    durationMs: 12.5,
    evidence: '',
    findings: [],
    notes: [],
    judgements: covers.map((requirement) => ({ requirement, verdict, count: 1 })),
    ...given,
  }
}

/** A run folder below the system's folder for temporary files; removed by {@link forget}. */
export function temporaryRun(): string {
  const parent = mkdtempSync(join(tmpdir(), 'record-test-'))
  const made = createRunFolder({ out: 'run', cwd: parent, now: new Date(header.startedAt) })
  if (made.kind !== 'created') throw new Error(made.message)
  return made.folder
}

export function forget(folder: string): void {
  rmSync(join(folder, '..'), { recursive: true, force: true })
}

/** Writes a record with these lines between header and footer. */
export function writeRun(
  folder: string,
  lines: readonly RecordLine[],
  options: { readonly header?: Partial<RunHeader>; readonly footer?: boolean } = {},
): void {
  const writer = new RecordWriter({ folder, evidencePerCase: 262_144 })
  writer.write({ kind: 'header', schema: 1, ...header, ...options.header })
  writer.write(discoveryLine)
  for (const line of lines) writer.write(line)
  if (options.footer !== false) writer.write(footer)
  writer.close()
}

/** The lines of a case that ran to its end. */
export function caseLines(result: CaseResult): readonly RecordLine[] {
  return [
    { kind: 'case-start', id: result.id, at: 1 },
    ...result.findings.map((finding): RecordLine => ({ kind: 'finding', id: result.id, ...finding })),
    { kind: 'case-end', at: 2, ...result },
  ]
}

const handshake = Buffer.from(
  'GET / HTTP/1.1\r\nHost: cse.example.com:8180\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n' +
    'Sec-WebSocket-Protocol: oneM2M.R2.0.json\r\n\r\n',
  'latin1',
)
const answer = Buffer.from(
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: oneM2M.json\r\n\r\n',
  'latin1',
)
const maskedText = Buffer.from('818537fa213d7f9f4d5158', 'hex')
const serverText = Buffer.concat([
  Buffer.from([0x81, 0x7e, 0x00, 0x83]),
  Buffer.from(
    '{"rsc":2001,"rqi":"r-1","rvi":"2a","pc":{"m2m:ae":{"rn":"ae-1","ty":2,"ri":"CAE1","pi":"/id-in","aei":"CAE1","rr":true,"api":"N.conf"}}}',
  ).subarray(0, 131),
])

const spread: readonly Verdict[] = [
  ...Array.from({ length: 13 }, () => 'pass' as const),
  'fail',
  ...Array.from({ length: 9 }, () => 'pass' as const),
  'warn',
  'inapplicable',
  'pass',
  'inconclusive',
  'pass',
  'pass',
  'error',
]

/**
 * Writes a run with a case for every two testable rows of a catalogue, `times` over, verdicts spread as a real system
 * would have them. Returns the number of cases.
 */
export function writeRealisticRun(folder: string, catalogue: Catalogue, times = 1, complete = true): number {
  const writer = new RecordWriter({ folder, evidencePerCase: 262_144 })
  const testable = catalogue.requirements.filter(({ untested }) => untested === undefined)
  const pairs = Array.from({ length: Math.ceil(testable.length / 2) }, (_, index) =>
    testable.slice(2 * index, 2 * index + 2),
  )
  const planned = Array.from({ length: times }, () => pairs).flat()
  writer.write({ kind: 'header', schema: 1, ...header, selected: planned.length, available: planned.length })
  writer
    .evidence('discovery')
    .row({ time: 10, connection: 1, direction: 'out', kind: 'handshake', octets: handshake })
  writer.write(discoveryLine)
  for (const [index, rows] of planned.entries()) {
    const id = `CSE/SUB/${String(index + 1).padStart(3, '0')}`
    const verdict = spread[(index * 7) % spread.length] ?? 'pass'
    writer.write({ kind: 'case-start', id, at: index })
    const evidence = writer.evidence(id)
    const at = { time: 1500 * index, connection: index + 1 }
    const octets = verdict !== 'inapplicable'
    if (octets) {
      evidence.row({ ...at, direction: 'none', kind: 'open', note: 'connected to cse.example.com:8180' })
      evidence.row({ ...at, direction: 'out', kind: 'handshake', octets: handshake })
      evidence.row({ ...at, time: at.time + 412, direction: 'in', kind: 'handshake', octets: answer })
      evidence.row({ ...at, time: at.time + 530, direction: 'out', kind: 'frame', octets: maskedText })
      evidence.row({ ...at, time: at.time + 811, direction: 'in', kind: 'frame', octets: serverText })
      evidence.row({ ...at, time: at.time + 900, direction: 'in', kind: 'end' })
    }
    const first = rows[0]
    if (first === undefined) continue
    const findings: Finding[] =
      verdict === 'fail' || verdict === 'warn'
        ? [
            {
              requirement: first.id,
              verdict,
              message:
                `Sent: an opening handshake that offers oneM2M.R2.0.json. Required by clause ` +
                `${catalogue.clauseOf(first.id)} (${first.id}): ${first.text} ` +
                'Came: 101 with Sec-WebSocket-Protocol: oneM2M.json, which was not offered.',
              evidence: evidence.file,
              row: 3,
            },
          ]
        : []
    for (const finding of findings) writer.write({ kind: 'finding', id, ...finding })
    const reasons: Partial<Record<Verdict, string>> = {
      inapplicable: 'the SUT does not offer permessageDeflate: it refused it cleanly during discovery',
      inconclusive: 'the container could not be created: rsc 4103; --originator names one that may',
      error: 'the case did not end within 30000 ms (timeouts.case)',
    }
    const clause = catalogue.clauseOf(first.id)
    writer.write({
      kind: 'case-end',
      at: index + 5,
      id,
      clause,
      covers: rows.map((entry) => entry.id),
      title: 'names one of the offered subprotocols, whatever the order of the offer',
      verdict,
      reason: reasons[verdict] ?? '',
      durationMs: 3 + ((index * 37) % 211) / 3,
      evidence: octets ? evidence.file : '',
      findings,
      notes:
        index % 11 === 3
          ? [
              {
                requirement: first.id,
                message: 'the subprotocol came in lower case, which a reading allows',
                evidence: '',
              },
            ]
          : [],
      judgements: rows.map((entry, position) => ({
        requirement: entry.id,
        verdict: position === 0 || (verdict !== 'fail' && verdict !== 'warn') ? verdict : 'pass',
        count: 1 + (index % 4),
      })),
    })
  }
  writer.write({ kind: 'leftover', resource: '/id-in/CAE77', reason: 'DELETE was answered with rsc 5106' })
  if (complete) writer.write(footer)
  else writer.write({ kind: 'case-start', id: 'CSE/CLS/001', at: 999 })
  writer.close()
  return planned.length
}
