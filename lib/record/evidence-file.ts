import { createHash } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Transcript, TranscriptRow } from '../wire/types.js'
import { json } from './printable.js'
import type { Redaction, RedactionStream } from './redaction.js'
import type { EvidenceRow } from './types.js'

/** Text held in memory before it goes to disk, in UTF-16 code units. */
const bufferLimit = 64 * 1024
/** What a row keeps at its start and end when its octets do not fit. */
const keptHead = 128
const keptTail = 64
/** Rows of one file; a SUT that floods the tester with tiny frames stops filling the disk here. */
const rowLimit = 10_000
const noteLimit = 2000

/** Folder of the evidence inside a run folder. */
export const evidenceFolder = 'evidence'

/**
 * The name of the evidence file of a case (or of anything else with a name), relative to the run folder: `/` becomes
 * `-`, and nothing but letters, digits and `@ . _ -` gets into a file name.
 */
export function evidencePath(name: string): string {
  const safe = name.replace(/\//g, '-').replace(/[^A-Za-z0-9@._-]/g, '_')
  return `${evidenceFolder}/${safe.replace(/^\.+/, '_')}.jsonl`
}

/**
 * The evidence of one case: a file with a JSON object a line, made when the first row comes. Rows wait in memory up to
 * a small bound; {@link EvidenceFile.flush} puts them on disk before a line of the record names them.
 */
export class EvidenceFile implements Transcript {
  /** Path relative to the run folder, with forward slashes. */
  readonly file: string
  #rows = 0
  #octets = 0
  #pending: string[] = []
  #pendingLength = 0
  #finished = false
  readonly #streams = new Map<string, RedactionStream>()

  /**
   * `cap` is in octets: what all rows together may keep in full. `failed` is told when the disk refuses; the run goes
   * on, and the writer knows that its record is not whole.
   */
  constructor(
    private readonly folder: string,
    name: string,
    private readonly cap: number,
    private readonly redaction: Redaction,
    private readonly failed: (error: unknown) => void,
  ) {
    this.file = evidencePath(name)
  }

  /** Whether there is anything to look at; without a row there is no file. */
  get used(): boolean {
    return this.#rows > 0
  }

  /** Adds a row and returns its 1-based number in the file. */
  row(row: TranscriptRow): number {
    if (this.#rows >= rowLimit) return this.#rows
    this.#rows += 1
    const line = lineOf(this.#rows === rowLimit ? this.#lastOf(row) : this.#described(row))
    this.#pending.push(line)
    this.#pendingLength += line.length
    if (this.#finished || this.#pendingLength >= bufferLimit) this.flush()
    return this.#rows
  }

  /** Puts everything on disk. */
  flush(): void {
    if (this.#pending.length === 0) return
    const text = `${this.#pending.join('\n')}\n`
    this.#pending = []
    this.#pendingLength = 0
    try {
      appendFileSync(join(this.folder, this.file), text)
    } catch (error) {
      this.failed(error)
    }
  }

  /** Flushes, and puts each later row on disk at once: nobody will come back to flush. */
  finish(): void {
    this.#finished = true
    this.flush()
  }

  #lastOf({ time, connection }: TranscriptRow): EvidenceRow {
    const note = `${rowLimit} rows are reached; what came after them is not kept`
    return { time, connection, direction: 'none', kind: 'note', note }
  }

  #described({ time, connection, direction, kind, octets: raw, note: words }: TranscriptRow): EvidenceRow {
    const note = words === undefined ? undefined : this.redaction.text(words).slice(0, noteLimit)
    const head = { time, connection, direction, kind, ...(note === undefined ? {} : { note }) }
    if (raw === undefined) return head
    if (!this.redaction.active) return { ...head, ...this.#kept(raw) }
    const { octets, withheld } = this.redaction.octets(raw, kind, this.#stream(connection, direction))
    const kept = this.#kept(octets)
    if (!withheld) return { ...head, ...kept }
    const why = 'compressed payload withheld, because secrets are configured that it could contain'
    return { ...head, note: note === undefined ? why : `${note}; ${why}`, ...kept }
  }

  #kept(octets: Buffer): Pick<EvidenceRow, 'hex' | 'tail' | 'length' | 'sha256'> {
    if (octets.length <= keptHead + keptTail || this.#octets + octets.length <= this.cap) {
      this.#octets += octets.length
      return { hex: octets.toString('hex') }
    }
    this.#octets += keptHead + keptTail
    return {
      hex: octets.subarray(0, keptHead).toString('hex'),
      tail: octets.subarray(octets.length - keptTail).toString('hex'),
      length: octets.length,
      sha256: createHash('sha256').update(octets).digest('hex'),
    }
  }

  #stream(connection: number, direction: TranscriptRow['direction']): RedactionStream {
    const key = `${connection} ${direction}`
    let stream = this.#streams.get(key)
    if (stream === undefined) this.#streams.set(key, (stream = { compressed: false }))
    return stream
  }
}

/** A row as a line of JSON. What is long in it is hex, in which nothing is to be escaped, nor looked for. */
function lineOf({ hex, ...row }: EvidenceRow): string {
  const line = json(row)
  return hex === undefined ? line : `${line.slice(0, -1)},"hex":"${hex}"}`
}
