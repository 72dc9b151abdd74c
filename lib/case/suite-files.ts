import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageRoot } from '../spec/index.js'

/** The compiled suite files, in the order of their clauses. */
export function suiteFiles(): readonly string[] {
  const folder = join(packageRoot(), 'dist', 'suites')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(^|\/)[0-9A-Z][0-9.]*-[^/]*\/[^/]+\.js$/.test(name.replaceAll('\\', '/')))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => join(folder, name))
}

/** Loads the suites without mocha, for the commands that only look at what there is. */
export async function loadSuites(): Promise<void> {
  for (const file of suiteFiles()) await import(pathToFileURL(file).href)
}
