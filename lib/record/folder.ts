import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { evidenceFolder } from './evidence-file.js'

/** The record itself, in every run folder. */
export const recordFile = 'run.jsonl'
/** The reports that are rendered from it. */
export const reportFiles = {
  results: 'results.json',
  page: 'report.html',
  mochawesomePage: 'mochawesome.html',
  mochawesomeData: 'mochawesome.json',
  junit: 'junit.xml',
} as const

/** Where a run goes. */
export interface RunFolder {
  readonly kind: 'created'
  /** Absolute path of the run folder. */
  readonly folder: string
  /** How the folder was named: as the user gave it, or relative to the working directory. */
  readonly shown: string
  /** Set when `latest` could not be made to point here; the run is none the worse for it. */
  readonly linkProblem?: string
}

/** Where a run goes, or why it cannot. `message` is one line for the user; nothing ran yet (exit code 2). */
export type FolderOutcome = RunFolder | { readonly kind: 'unusable'; readonly message: string }

export interface FolderOptions {
  /** `--out DIR`: exactly this folder. Without it a new one below `reports`. */
  readonly out?: string
  /** Working directory. */
  readonly cwd: string
  readonly now: Date
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.message : String(error)
}

/** `20261121T093000Z-1a2b3c`: sorts by time, and two runs in one second do not meet. */
function freshName(now: Date): string {
  const compact = now
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z')
  return `${compact}-${randomBytes(3).toString('hex')}`
}

/** Whether the folder holds an older run of this tool: a record that begins with our header line, or with nothing yet. */
function holdsRun(folder: string): boolean {
  const file = join(folder, recordFile)
  if (!existsSync(file) || !statSync(file).isFile()) return false
  const text = readFileSync(file, 'utf8')
  return text === '' || /^\{[^\n]*"kind":"header"/.test(text)
}

/** The evidence files of an older run: those named like a case of ours, and those its record names. */
function olderEvidence(folder: string): readonly string[] {
  const inside = join(folder, evidenceFolder)
  if (!existsSync(inside)) return []
  const named = readFileSync(join(folder, recordFile), 'utf8')
  return readdirSync(inside)
    .filter(
      (name) =>
        /^CSE-[A-Z]+-\d+(?:@\w+)?\.jsonl$/.test(name) || named.includes(`"${evidenceFolder}/${name}"`),
    )
    .map((name) => join(inside, name))
}

/** Removes what an older run left, file by file; files that are not ours stay. */
function clear(folder: string): void {
  const own = [...Object.values(reportFiles), recordFile].map((name) => join(folder, name))
  for (const file of [...olderEvidence(folder), ...own]) rmSync(file, { force: true })
}

/** Level by level: where the system refuses with ENOENT, as in /proc, mkdir with `recursive` never returns on Node 20. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return
  makeFolders(dirname(folder))
  mkdirSync(folder)
}

function prepare(folder: string): string | undefined {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) return 'it is not a folder'
    if (holdsRun(folder)) clear(folder)
    else if (readdirSync(folder).length > 0) return 'it is not empty and holds no run of this tool'
  }
  makeFolders(join(folder, evidenceFolder))
  // The record is made here and now: a folder that cannot be written must be known before anything runs.
  closeSync(openSync(join(folder, recordFile), 'wx'))
  return undefined
}

/** Points `latest` beside the run folder at it, replacing an older link in one step. */
function link(folder: string): string | undefined {
  const latest = join(dirname(folder), 'latest')
  const temporary = `${latest}-${randomBytes(3).toString('hex')}`
  try {
    symlinkSync(basename(folder), temporary, 'dir')
  } catch (error) {
    return `reports/latest was not set (${reasonOf(error)})`
  }
  try {
    renameSync(temporary, latest)
    return undefined
  } catch (error) {
    unlinkSync(temporary)
    return `reports/latest was not set (${reasonOf(error)})`
  }
}

/**
 * Makes the run folder. With `out` that is the folder: it is created, may be empty, or may hold an older run, which is
 * replaced file by file; foreign files are never touched. Without `out` it is `reports/<UTC>-<random>`, and
 * `reports/latest` points to it.
 */
export function createRunFolder(options: FolderOptions): FolderOutcome {
  const shown = options.out ?? join('reports', freshName(options.now))
  const folder = resolve(options.cwd, shown)
  try {
    const problem = prepare(folder)
    if (problem !== undefined)
      return { kind: 'unusable', message: `the output folder ${shown} cannot be used: ${problem}` }
  } catch (error) {
    return { kind: 'unusable', message: `the output folder ${shown} cannot be written: ${reasonOf(error)}` }
  }
  const linkProblem = options.out === undefined ? link(folder) : undefined
  return { kind: 'created', folder, shown, ...(linkProblem === undefined ? {} : { linkProblem }) }
}
