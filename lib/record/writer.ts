import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../spec/package-root.js'
import { discreetLine } from './discreet-line.js'
import { EvidenceFile, evidencePath } from './evidence-file.js'
import { recordFile } from './folder.js'
import { json } from './printable.js'
import { Redaction } from './redaction.js'
import type { RecordLine } from './types.js'

export interface WriterOptions {
  /** Run folder, made by `createRunFolder`. */
  readonly folder: string
  /** Octets that the evidence of one case may keep in full (`limits.evidencePerCase`). */
  readonly evidencePerCase: number
  /** Values that must not appear in anything that is written. */
  readonly secrets?: readonly string[]
}

/**
 * Writes the record while the run goes on. Each line is handed to the system before {@link RecordWriter.write}
 * returns, and the evidence it names before that, so a kill loses nothing that was judged.
 * Never throws for a disk that refuses: the run must still clean up. {@link RecordWriter.failure} tells.
 */
export class RecordWriter {
  readonly #descriptor: number
  readonly #evidence = new Map<string, EvidenceFile>()
  readonly #redaction: Redaction
  #failure: string | undefined
  #closed = false

  /** Throws the system's error when the record cannot be opened; `createRunFolder` has found that out before. */
  constructor(private readonly options: WriterOptions) {
    this.#descriptor = openSync(join(options.folder, recordFile), 'a')
    this.#redaction = new Redaction(options.secrets ?? [])
  }

  /** Why the record is not whole; undefined when it is. One line. */
  get failure(): string | undefined {
    return this.#failure
  }

  /** The evidence file of a case, or of anything else with a name (`discovery`, `admin`); always the same one. */
  evidence(name: string): EvidenceFile {
    const known = this.#evidence.get(evidencePath(name))
    if (known !== undefined) return known
    const { folder, evidencePerCase } = this.options
    const file = new EvidenceFile(folder, name, evidencePerCase, this.#redaction, (error) => {
      this.#fail(error)
    })
    this.#evidence.set(file.file, file)
    return file
  }

  /** Writes a line, after the evidence that it names. */
  write(line: RecordLine): void {
    if (this.#closed) return
    this.#flushFor(line)
    const safe = discreetLine(line, (text) => this.#redaction.text(withoutOwnPath(text)))
    try {
      const octets = Buffer.from(`${json(safe)}\n`, 'utf8')
      for (let sent = 0; sent < octets.length;) sent += writeSync(this.#descriptor, octets, sent)
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Puts all evidence on disk and closes the record. Rows that come later still go to their files. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    for (const file of this.#evidence.values()) file.finish()
    try {
      fsyncSync(this.#descriptor)
      closeSync(this.#descriptor)
    } catch (error) {
      this.#fail(error)
    }
  }

  #flushFor(line: RecordLine): void {
    switch (line.kind) {
      case 'header':
      case 'case-start':
      case 'leftover':
        return
      case 'discovery':
      case 'finding':
      case 'note':
        this.#flush(line.evidence)
        return
      case 'case-end':
        this.#flush(line.evidence)
        for (const { evidence } of [...line.findings, ...line.notes]) this.#flush(evidence)
        return
      case 'footer':
        for (const file of this.#evidence.values()) file.flush()
    }
  }

  #flush(path: string): void {
    this.#evidence.get(path)?.flush()
  }

  #fail(error: unknown): void {
    this.#failure ??= `the record could not be written: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** Where this package is installed tells the reader of a report nothing, and the world too much. */
function withoutOwnPath(text: string): string {
  const root = packageRoot()
  return text.replaceAll(`file://${root}/`, '').replaceAll(`${root}/`, '')
}
