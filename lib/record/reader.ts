import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { recordFile } from './folder.js'
import { checkEvidenceRow, checkRecordLine } from './schemas.js'
import type {
  CaseResult,
  EvidenceRow,
  Finding,
  Note,
  RecordLine,
  RunHeader,
  UnfinishedCase,
} from './types.js'

type Line<Kind extends RecordLine['kind']> = Extract<RecordLine, { kind: Kind }>

/** The record of a run, as read. */
export interface RunRecord {
  readonly header: RunHeader
  readonly discovery: Line<'discovery'> | undefined
  /** In the order in which the cases ended. */
  readonly cases: readonly CaseResult[]
  readonly unfinished: readonly UnfinishedCase[]
  readonly leftovers: readonly { readonly resource: string; readonly reason: string }[]
  readonly footer: Line<'footer'> | undefined
  /** True when the last line was cut off, as a kill does. */
  readonly torn: boolean
  /** The latest time that the record knows, in milliseconds since the start of the run. */
  readonly lastAt: number
}

/** A record, or why there is none. `message` is one line for the user. */
export type ReadOutcome =
  | { readonly kind: 'record'; readonly record: RunRecord }
  | { readonly kind: 'no-record'; readonly message: string }
  | { readonly kind: 'corrupt'; readonly line: number; readonly message: string }

interface Reading {
  header: RunHeader | undefined
  discovery: Line<'discovery'> | undefined
  footer: Line<'footer'> | undefined
  lastAt: number
  readonly cases: CaseResult[]
  readonly leftovers: { readonly resource: string; readonly reason: string }[]
  readonly open: Map<string, { readonly findings: Finding[]; readonly notes: Note[] }>
}

function openCase(reading: Reading, id: string): { readonly findings: Finding[]; readonly notes: Note[] } {
  const known = reading.open.get(id)
  if (known !== undefined) return known
  const fresh = { findings: [], notes: [] }
  reading.open.set(id, fresh)
  return fresh
}

function take(reading: Reading, line: RecordLine): void {
  switch (line.kind) {
    case 'header':
      reading.header ??= line
      return
    case 'discovery':
      reading.discovery = line
      return
    case 'case-start':
      reading.lastAt = Math.max(reading.lastAt, line.at)
      openCase(reading, line.id)
      return
    case 'finding': {
      const { kind: _kind, id, ...finding } = line
      openCase(reading, id).findings.push(finding)
      return
    }
    case 'note': {
      const { kind: _kind, id, ...note } = line
      openCase(reading, id).notes.push(note)
      return
    }
    case 'case-end': {
      const { kind: _kind, at, ...result } = line
      reading.lastAt = Math.max(reading.lastAt, at)
      reading.open.delete(result.id)
      reading.cases.push(result)
      return
    }
    case 'leftover':
      reading.leftovers.push({ resource: line.resource, reason: line.reason })
      return
    case 'footer':
      reading.footer = line
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Reads the record in a run folder. Every line must match the schema; only the last one may be cut off. A record
 * without footer is read as far as it goes: cases that started and did not end are listed as such.
 */
export function readRecord(folder: string): ReadOutcome {
  const file = join(folder, recordFile)
  if (!existsSync(file))
    return { kind: 'no-record', message: `${folder} holds no ${recordFile}: not the folder of a run` }
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { kind: 'no-record', message: `${file} cannot be read: ${reason}` }
  }
  const lines = text.split('\n')
  const rest = lines.pop() ?? ''
  const tail = rest === '' ? undefined : parse(rest)
  if (tail !== undefined) lines.push(rest)
  const reading: Reading = {
    header: undefined,
    discovery: undefined,
    footer: undefined,
    lastAt: 0,
    cases: [],
    leftovers: [],
    open: new Map(),
  }
  for (const [index, line] of lines.entries()) {
    const checked = checkRecordLine(parse(line))
    if (!checked.ok) {
      const number = index + 1
      return { kind: 'corrupt', line: number, message: `${recordFile}, line ${number}: ${checked.problem}` }
    }
    take(reading, checked.value)
  }
  const { header, open, ...read } = reading
  if (header === undefined)
    return { kind: 'no-record', message: `${file} has no header line: the run had not begun` }
  const unfinished = [...open].map(([id, found]) => ({ id, ...found }))
  return { kind: 'record', record: { ...read, header, unfinished, torn: rest !== '' && tail === undefined } }
}

/** Files above this are not read for the report, in octets; ours stay far below. */
const evidenceReadLimit = 64 * 1024 * 1024

/** Rows of an evidence file; `problem` is empty, or says in one line why there are none. */
export interface EvidenceExcerpt {
  /** In order; a line that is not a row of ours is left out. */
  readonly rows: readonly { readonly number: number; readonly row: EvidenceRow }[]
  readonly problem: string
}

/**
 * Reads evidence files of a run folder, remembering the last one, since findings of a case follow each other. Paths
 * come from the record, which may be anyone's: only those of the form that this tool gives are opened.
 */
export class EvidenceReader {
  #path = ''
  #lines: readonly string[] = []

  constructor(private readonly folder: string) {}

  /** The rows with the 1-based numbers `first` through `last`, as far as they exist. */
  rows(path: string, first: number, last: number): EvidenceExcerpt {
    if (!/^evidence\/[A-Za-z0-9@_-][A-Za-z0-9@._-]*\.jsonl$/.test(path)) {
      return { rows: [], problem: 'the record names a file that is no evidence file' }
    }
    if (path !== this.#path) {
      const file = join(this.folder, path)
      try {
        if (statSync(file).size > evidenceReadLimit)
          return { rows: [], problem: 'the evidence file is too large to show' }
        this.#lines = readFileSync(file, 'utf8').split('\n')
        this.#path = path
      } catch {
        return { rows: [], problem: 'the evidence file is not there' }
      }
    }
    const start = Math.max(1, first)
    const rows = this.#lines.slice(start - 1, last).flatMap((line, index) => {
      const checked = line === '' ? undefined : checkEvidenceRow(parse(line))
      return checked?.ok === true ? [{ number: start + index, row: checked.value }] : []
    })
    return { rows, problem: '' }
  }
}
