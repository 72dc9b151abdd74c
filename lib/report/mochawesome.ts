import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { html, reportFiles, type Catalogue, type FullResults } from '../record/index.js'
import { replayOf } from './mochawesome-replay.js'
import type { WorkerInput } from './mochawesome-worker.js'

/** A replay that takes longer is given up, in milliseconds. */
const replayDeadline = 60_000
/** The worker's heap, in MiB; a record that needs more loses this report, not the process. */
const heapLimit = 1024

/** Runs the worker to its end. Rejects with the reason why there is no report. */
async function replayInWorker(input: WorkerInput): Promise<void> {
  const worker = new Worker(new URL('./mochawesome-worker.js', import.meta.url), {
    workerData: input,
    // Nothing from outside may change the form of the report, and nothing of it may reach our output.
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: heapLimit },
  })
  let said = ''
  worker.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString('utf8')}`.slice(0, 500)
  })
  const timer = setTimeout(() => void worker.terminate(), replayDeadline)
  try {
    await new Promise<void>((resolve, reject) => {
      let done = false
      worker.on('message', () => {
        done = true
      })
      worker.on('error', reject)
      worker.on('exit', () => {
        if (done) resolve()
        else reject(new Error(said === '' ? 'the replay in mocha did not end' : said))
      })
    })
  } finally {
    clearTimeout(timer)
  }
}

const unescaped: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&#39;': "'",
  '&#x27;': "'",
}

/**
 * Takes the places on this machine out of the page's configuration, which mochawesome writes into an attribute.
 * Throws an Error when the page does not have the form that is known.
 */
export function withoutPlaces(page: string): string {
  const found = /(<body data-raw="[^"]*" data-config=")([^"]*)"/.exec(page)
  const [whole, before, attribute] = found ?? []
  if (whole === undefined || before === undefined || attribute === undefined) {
    throw new Error('the page of mochawesome has a form that is not known')
  }
  const plain = attribute.replace(/&(?:quot|amp|lt|gt|#39|#x27);/g, (entity) => unescaped[entity] ?? entity)
  const options: unknown = JSON.parse(plain)
  if (typeof options !== 'object' || options === null)
    throw new Error('the page of mochawesome has no configuration')
  const kept = Object.entries(options).filter(
    ([name, value]) =>
      !['o', 'reportDir', 'assetsDir', 'htmlFile', 'jsonFile'].includes(name) && value !== null,
  )
  return page.replace(whole, () => `${before}${html(JSON.stringify(Object.fromEntries(kept)))}"`)
}

/**
 * Writes `mochawesome.html` and `mochawesome.json` by running the record through mocha with the mochawesome reporter,
 * in a worker. Both files are made aside and moved into place, so that no half of one remains.
 * Rejects with an Error whose message says why there is no report.
 */
export async function writeMochawesome(
  folder: string,
  results: FullResults,
  catalogue: Catalogue,
): Promise<void> {
  const aside = mkdtempSync(join(folder, '.mochawesome-'))
  try {
    await replayInWorker({ replay: replayOf(results, catalogue), folder: aside })
    // mochawesome loses reports without a word, so what counts is what is on disk.
    const page = join(aside, reportFiles.mochawesomePage)
    const data = join(aside, reportFiles.mochawesomeData)
    for (const file of [page, data]) {
      if (statSync(file).size === 0) throw new Error('mochawesome wrote an empty file')
    }
    writeFileSync(page, withoutPlaces(readFileSync(page, 'utf8')))
    renameSync(page, join(folder, reportFiles.mochawesomePage))
    renameSync(data, join(folder, reportFiles.mochawesomeData))
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}
