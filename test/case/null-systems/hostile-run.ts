import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readRecord, type FullResults, type RunRecord } from '../../../lib/record/index.js'
import { packageRoot } from '../../../lib/spec/index.js'

/** A run of the whole command in a process of its own, and what it left. */
export interface HostileRun {
  readonly exitCode: number | null
  readonly seconds: number
  /** Peak of the resident memory, in MiB. */
  readonly peakMiB: number
  readonly record: RunRecord
  readonly results: FullResults
  /** Reports of a run that are not there. */
  readonly missing: readonly string[]
  readonly output: string
}

/** What every run leaves. */
const reports = ['results.json', 'report.html', 'mochawesome.html', 'mochawesome.json', 'junit.xml'] as const

/** Settings of a run, as in a configuration file. */
export type Settings = Readonly<Record<string, unknown>>

/** A run that takes longer than this is ended, in milliseconds; the test then fails by its missing footer. */
const patienceMs = 600_000

/** Runs `ts0020 run` against a URL and looks at everything it leaves. */
export async function hostileRun(url: string, settings: Settings): Promise<HostileRun> {
  const place = mkdtempSync(join(tmpdir(), 'ts0020-null-'))
  try {
    const folder = join(place, 'run')
    const memory = join(place, 'memory')
    writeFileSync(join(place, 'ts0020.config.json'), JSON.stringify(settings))
    const startedAt = performance.now()
    const { code, output } = await command(place, memory, ['run', url, '--out', folder])
    const seconds = (performance.now() - startedAt) / 1000
    const read = readRecord(folder)
    if (read.kind !== 'record') throw new Error(`${read.kind}: ${read.message}\n${output}`)
    const results = join(folder, 'results.json')
    return {
      exitCode: code,
      seconds,
      peakMiB: existsSync(memory) ? Number(readFileSync(memory, 'utf8')) : Number.NaN,
      record: read.record,
      results: JSON.parse(readFileSync(results, 'utf8')) as FullResults,
      missing: reports.filter((report) => !existsSync(join(folder, report))),
      output,
    }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

function command(
  folder: string,
  memory: string,
  arguments_: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  const preload = fileURLToPath(new URL('./peak-memory.js', import.meta.url))
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('TS0020_')),
  )
  const child = spawn(
    process.execPath,
    ['--import', preload, join(packageRoot(), 'bin', 'ts0020.js'), ...arguments_],
    { cwd: folder, env: { ...inherited, PEAK_MEMORY_FILE: memory }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ code, output: Buffer.concat(chunks).toString('utf8') })
    })
  })
}
