import { rmSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  buildResults,
  checkResults,
  EvidenceReader,
  json,
  readRecord,
  reportFiles,
  type Catalogue,
  type FullResults,
} from '../record/index.js'
import { renderPage } from './html.js'
import { renderJunit } from './junit.js'
import { writeMochawesome } from './mochawesome.js'

/** Which files are there now, and which are not, and why. Names are relative to the run folder. */
export interface RenderOutcome {
  readonly written: readonly string[]
  readonly lost: readonly { readonly file: string; readonly reason: string }[]
}

/** What came of rendering a record. */
export type Rendered =
  | ({ readonly kind: 'rendered'; readonly results: FullResults } & RenderOutcome)
  /** There is nothing to render; `message` is one line for the user. */
  | { readonly kind: 'no-record'; readonly message: string }

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
}

/** Writes aside and moves into place: a report is there as a whole, or not at all. */
function place(folder: string, file: string, text: string): void {
  const aside = join(folder, `.${file}.part`)
  try {
    writeFileSync(aside, text)
    renameSync(aside, join(folder, file))
  } finally {
    rmSync(aside, { force: true })
  }
}

function resultsText(results: FullResults): string {
  const checked = checkResults(results)
  if (!checked.ok) throw new Error(`the results do not match their schema: ${checked.problem}`)
  return `${json(results, 2)}\n`
}

/**
 * Renders every report from the record in a run folder: `results.json`, `junit.xml`, `report.html` and mochawesome's
 * two files. Nothing but the record and the evidence is used. A report that cannot be written is told as lost, never
 * thrown and never silent; an older file of its name is not left in its place.
 */
export async function renderAll(folder: string, catalogue: Catalogue): Promise<Rendered> {
  const read = readRecord(folder)
  if (read.kind !== 'record') return { kind: 'no-record', message: read.message }
  const results = buildResults(read.record, catalogue)
  const reports: readonly (readonly [files: readonly string[], write: () => void | Promise<void>])[] = [
    [
      [reportFiles.results],
      () => {
        place(folder, reportFiles.results, resultsText(results))
      },
    ],
    [
      [reportFiles.junit],
      () => {
        place(folder, reportFiles.junit, renderJunit(results, catalogue))
      },
    ],
    [
      [reportFiles.page],
      () => {
        place(folder, reportFiles.page, renderPage(results, catalogue, new EvidenceReader(folder)))
      },
    ],
    [
      [reportFiles.mochawesomePage, reportFiles.mochawesomeData],
      () => writeMochawesome(folder, results, catalogue),
    ],
  ]
  const written: string[] = []
  const lost: { readonly file: string; readonly reason: string }[] = []
  const attempt = async ([files, write]: (typeof reports)[number]): Promise<string> => {
    try {
      for (const file of files) rmSync(join(folder, file), { force: true })
      await write()
      return ''
    } catch (error) {
      return reasonOf(error)
    }
  }
  // The last one works in a thread of its own, so it is begun first and goes on beside the others.
  const begun = [...reports].reverse().map(attempt).reverse()
  for (const [index, [files]] of reports.entries()) {
    const problem = (await begun[index]) ?? ''
    for (const file of files) {
      if (problem === '' && present(join(folder, file))) written.push(file)
      else lost.push({ file, reason: problem === '' ? 'it was not written' : problem })
    }
  }
  return { kind: 'rendered', results, written, lost }
}

function present(file: string): boolean {
  try {
    return statSync(file).size > 0
  } catch {
    return false
  }
}
