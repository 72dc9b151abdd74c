// Before a build: a stale file in dist would still be loaded by mocha's glob, so what has no source any more goes. And
// the compiler writes only what has changed since the build it remembers, so where a file is missing it has to forget.
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')
const memory = join(dist, '.tsbuildinfo')

const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))

const outputs = ['lib', 'suites', 'test']
  .flatMap((part) => filesOf(join(root, part)))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => join(dist, file.slice(root.length, -'.ts'.length)))
  .flatMap((stem) => ['.js', '.js.map', '.d.ts'].map((ending) => stem + ending))

if (existsSync(dist)) {
  const expected = new Set([...outputs, memory])
  for (const file of filesOf(dist)) if (!expected.has(file)) rmSync(file)
  if (outputs.some((file) => !existsSync(file))) rmSync(memory, { force: true })
}
