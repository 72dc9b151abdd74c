import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isAlias, isMap, isScalar, LineCounter, parseDocument, type Document } from 'yaml'
import type { Source } from './source.js'
import { isTree, type Path } from './tree.js'

/** Names under which the configuration file is looked for when none is given. */
export const fileNames = ['ts0020.config.yaml', 'ts0020.config.yml', 'ts0020.config.json'] as const

/** A file that was asked for, or found; or why there is none. */
export type FileChoice =
  | { readonly kind: 'file'; readonly name: string; readonly path: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly error: string }

/** Which configuration file is read: the one asked for, else the one that lies in `cwd`. */
export function chooseFile(asked: string | undefined, cwd: string): FileChoice {
  if (asked !== undefined) return { kind: 'file', name: asked, path: resolve(cwd, asked) }
  const found = fileNames.filter((name) => existsSync(join(cwd, name)))
  const [name] = found
  if (name === undefined) return { kind: 'none' }
  if (found.length > 1) {
    return {
      kind: 'ambiguous',
      error: `${found.join(' and ')} both exist; remove one, or choose with --config`,
    }
  }
  return { kind: 'file', name, path: join(cwd, name) }
}

const readProblems: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
}

/** Reads a text file; the error is the end of a sentence and names no path. */
export function readText(path: string): { readonly text: string } | { readonly error: string } {
  try {
    return { text: readFileSync(path, 'utf8') }
  } catch (problem) {
    const code = problem instanceof Error && 'code' in problem ? String(problem.code) : 'unknown reason'
    return { error: `cannot be read: ${readProblems[code] ?? code}` }
  }
}

/** The line of the key at a path, or of the nearest one above it. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  let node: unknown = document.contents
  let offset = 0
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (!isMap(node)) break
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step)
    if (pair === undefined) break
    if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset
    node = pair.value
  }
  return lines.linePos(offset).line
}

/** Whether a value holds itself, as YAML can say with an alias inside of its own anchor. */
function holdsItself(value: unknown, within: readonly unknown[] = []): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (within.includes(value)) return true
  return Object.values(value).some((entry) => holdsItself(entry, [...within, value]))
}

function content(document: Document): { readonly value: unknown } | { readonly error: string } {
  try {
    const value = document.toJS() as unknown
    return holdsItself(value) ? { error: 'an alias stands inside of what it repeats' } : { value }
  } catch (problem) {
    // An alias without an anchor, or one that multiplies without end.
    return { error: problem instanceof Error ? problem.message : String(problem) }
  }
}

/** What the parser says to programmers, for people. */
const ownWords: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key is given twice',
  MULTIPLE_DOCS: 'a second document begins here, and a configuration is one',
}

/**
 * Parses a configuration file: YAML 1.2, which JSON is a part of. Keys given twice, unknown tags and several documents
 * are errors. `name` is how errors call the file. Errors are one line each: `ts0020.config.yaml:3: ...`.
 */
export function parseFile(
  text: string,
  name: string,
  path: string,
): { readonly source: Source } | { readonly errors: readonly string[] } {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: 'error',
  })
  const problems = [...document.errors, ...document.warnings]
  if (problems.length > 0) {
    return {
      errors: problems.map(({ code, message, pos }) => {
        const what = ownWords[code] ?? message.replace(/\s+/g, ' ').trim()
        return `${name}:${lines.linePos(pos[0]).line}: ${what}`
      }),
    }
  }
  const parsed = content(document)
  if ('error' in parsed) return { errors: [`${name}: ${parsed.error}`] }
  const tree = parsed.value ?? {}
  if (!isTree(tree)) return { errors: [`${name}:1: must be a group of settings such as "sut: {url: ...}"`] }
  const origin = (at: Path): string => `${name}:${lineOf(document, lines, at)}`
  return {
    source: { tree, origin, subject: (at) => `${origin(at)}: ${at.join('.')}`, folder: dirname(path) },
  }
}
