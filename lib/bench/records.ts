import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRunFolder, RecordWriter, type RecordLine } from '../record/index.js'
import { repeated, type Repeated } from './best.js'

/** How fast the record is written. */
export interface RecordFigures {
  readonly name: string
  /** Lines or rows a second. */
  readonly perSecond: number
}

const message =
  'Sent: a handshake "GET / HTTP/1.1" with Sec-WebSocket-Protocol: oneM2M.json. Required by clause 6.2.3.5 (6.2.3.5-1): ' +
  'The server handshake names exactly one subprotocol. Came: "HTTP/1.1 101 Switching Protocols", Upgrade: websocket.'

/** The end of a case as it mostly is: with a judgement or two and without findings. */
function caseEnd(id: string): RecordLine {
  return {
    kind: 'case-end',
    at: 1234.5,
    id,
    clause: '6.2.3.5',
    covers: ['6.2.3.5-1'],
    title: 'names one of the offered subprotocols',
    verdict: 'pass',
    reason: '',
    durationMs: 12.5,
    evidence: '',
    findings: [],
    notes: [],
    judgements: [{ requirement: '6.2.3.5-1', verdict: 'pass', count: 1 }],
  }
}

/** Seconds for each of several rounds of the same work with a record of its own. */
async function rounds(
  times: number,
  secrets: readonly string[],
  work: (record: RecordWriter) => void,
): Promise<Repeated> {
  const seconds: number[] = []
  for (let round = 0; round <= times; round++) {
    const place = mkdtempSync(join(tmpdir(), 'ts0020-bench-'))
    const folder = createRunFolder({ cwd: place, now: new Date(), out: join(place, 'run') })
    if (folder.kind === 'unusable') throw new Error(folder.message)
    const record = new RecordWriter({ folder: folder.folder, evidencePerCase: 262_144, secrets })
    const startedAt = performance.now()
    work(record)
    record.close()
    if (round > 0) seconds.push((performance.now() - startedAt) / 1000)
    rmSync(place, { recursive: true, force: true })
    // Between the rounds the disk and the collector may do what they have put off.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return repeated(seconds)
}

/** Measures lines of the record and rows of evidence, without secrets to look for and with some. */
export async function measureRecord(times: number, count: number): Promise<readonly RecordFigures[]> {
  const secrets = ['S3cr&t/pass "word"', 'Bearer 0123456789abcdef']
  const frame = Buffer.concat([Buffer.from([0x81, 0x7e, 0x00, 0xc8]), Buffer.alloc(200, 0x61)])
  const lines = (record: RecordWriter): void => {
    for (let index = 0; index < count / 2; index++) {
      const id = `CSE/SUB/${index % 1000}`
      record.write(caseEnd(id))
      record.write({ kind: 'finding', id, requirement: '6.2.3.5-1', verdict: 'fail', message, evidence: '' })
    }
  }
  // Ten rows a case, as most have, and then its end, which brings them to the disk.
  const rows = (record: RecordWriter): void => {
    for (let index = 0; index < count / 10; index++) {
      const evidence = record.evidence(`CSE/SUB/${index}`)
      for (let row = 0; row < 10; row++)
        evidence.row({
          time: row,
          connection: 1,
          direction: 'in',
          kind: 'frame',
          octets: frame,
          note: 'text',
        })
      evidence.flush()
    }
  }
  const figure = async (
    name: string,
    hidden: readonly string[],
    work: typeof lines,
  ): Promise<RecordFigures> => ({
    name,
    perSecond: count / (await rounds(times, hidden, work)).best,
  })
  return [
    await figure('lines of the record', [], lines),
    await figure('lines of the record, with two secrets to keep', secrets, lines),
    await figure('rows of evidence with 204 octets', [], rows),
    await figure('rows of evidence with 204 octets, with two secrets to keep', secrets, rows),
  ]
}
