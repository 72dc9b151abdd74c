import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../lib/spec/index.js'

/** What a finished command left. */
export interface Finished {
  readonly code: number | null
  readonly signal: string | null
  readonly out: string
  readonly error: string
}

/** A command that is running. */
export interface Running {
  readonly child: ChildProcess
  /** Resolves when the output has this text. */
  said(text: string): Promise<void>
  readonly finished: Promise<Finished>
}

/** Starts `ts0020` as a process of its own, in this folder, without the environment's own settings. */
export function ts0020(
  arguments_: readonly string[],
  folder: string,
  environment: Record<string, string> = {},
): Running {
  return startNode([join(packageRoot(), 'bin', 'ts0020.js'), ...arguments_], folder, environment)
}

/** Starts a script of this package in the same way. */
export function startNode(
  arguments_: readonly string[],
  folder: string,
  environment: Record<string, string> = {},
): Running {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('TS0020_')),
  )
  const child = spawn(process.execPath, arguments_, {
    cwd: folder,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  let error = ''
  const waiting: { readonly text: string; readonly resolve: () => void }[] = []
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString('utf8')
    for (const { text, resolve } of waiting) if (out.includes(text)) resolve()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    error += chunk.toString('utf8')
  })
  return {
    child,
    said: (text) =>
      new Promise((resolve) => {
        if (out.includes(text)) resolve()
        else waiting.push({ text, resolve })
      }),
    finished: new Promise((resolve) => {
      child.once('close', (code, signal) => {
        resolve({ code, signal, out, error })
      })
    }),
  }
}

/** A folder that is gone after the test file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ts0020-cli-'))
  after(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}
