import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageRoot } from '../spec/index.js'

/** What a process took. */
export interface ProcessFigures {
  /** From its start to its end, in milliseconds. */
  readonly ms: number
  /** From its start until it had said something that fits, in milliseconds; undefined when it never did. */
  readonly saidMs: number | undefined
  /** The most memory it had, all threads included, in MiB. */
  readonly peakMiB: number
  readonly out: string
}

/** A child process that ended otherwise than it should have. */
export class ProcessFailure extends Error {
  override readonly name = 'ProcessFailure'
}

/** The environment of a measured process: ours, without settings of the tester. */
function environment(peak: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('TS0020_'))
  return { ...Object.fromEntries(own), PEAK_MEMORY_FILE: peak }
}

/**
 * Runs a program of this package to its end. `said` is looked for in what it prints; `place` in the arguments stands
 * for a folder that is gone afterwards.
 * @throws ProcessFailure when it does not end with exit code 0
 */
export async function measured(
  arguments_: (place: string) => readonly string[],
  said = /^/,
): Promise<ProcessFigures> {
  const place = mkdtempSync(join(tmpdir(), 'ts0020-bench-'))
  const peak = join(place, 'peak.txt')
  const hook = pathToFileURL(join(packageRoot(), 'scripts', 'peak-memory.mjs')).href
  try {
    const startedAt = performance.now()
    const child = spawn(process.execPath, ['--import', hook, ...arguments_(place)], {
      cwd: packageRoot(),
      env: environment(peak),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    let saidMs: number | undefined
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString('utf8')
      if (saidMs === undefined && said.test(out)) saidMs = performance.now() - startedAt
    })
    await once(child, 'close')
    const ms = performance.now() - startedAt
    if (child.exitCode !== 0) {
      throw new ProcessFailure(
        `node ${arguments_('…').join(' ')} ended with ${String(child.exitCode)}:\n${out.slice(-2000)}`,
      )
    }
    return { ms, saidMs, peakMiB: Number(readFileSync(peak, 'utf8')) / 1024, out }
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

/** The command line of this package. */
export const commandLine = join(packageRoot(), 'bin', 'ts0020.js')
