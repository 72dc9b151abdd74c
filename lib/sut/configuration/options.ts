import { namedSource, type NamedLeaf, type Source } from './source.js'
import type { Path } from './tree.js'

/** What the command line may set. Checked by {@link loadConfiguration}, together with everything else. */
export interface ConfigurationOptions {
  readonly url?: string
  readonly edition?: string
  readonly cseId?: string
  readonly cseName?: string
  readonly originator?: string
  readonly serializations?: 'auto' | readonly string[]
  /** Header fields by name. */
  readonly headers?: Readonly<Record<string, string>>
  readonly clauses?: readonly string[]
  readonly grep?: string
  readonly cases?: readonly string[]
  readonly concurrency?: number
  readonly seed?: number
  readonly expect?: string
  readonly updateExpect?: boolean
  readonly out?: string
}

/** How each option is written on the command line, and the setting it makes. */
const optionPaths: readonly {
  readonly key: Exclude<keyof ConfigurationOptions, 'headers' | 'updateExpect'>
  readonly name: string
  readonly path: Path
}[] = [
  { key: 'url', name: 'URL', path: ['sut', 'url'] },
  { key: 'edition', name: '--edition', path: ['sut', 'edition'] },
  { key: 'cseId', name: '--cse-id', path: ['sut', 'cseId'] },
  { key: 'cseName', name: '--cse-name', path: ['sut', 'cseName'] },
  { key: 'originator', name: '--originator', path: ['sut', 'originators', 'admin'] },
  { key: 'serializations', name: '--serialization', path: ['serializations'] },
  { key: 'clauses', name: '--clause', path: ['run', 'clauses'] },
  { key: 'grep', name: '--grep', path: ['run', 'grep'] },
  { key: 'cases', name: '--case', path: ['run', 'cases'] },
  { key: 'concurrency', name: '--concurrency', path: ['run', 'concurrency'] },
  { key: 'seed', name: '--seed', path: ['run', 'seed'] },
  { key: 'expect', name: '--expect', path: ['run', 'expect'] },
  { key: 'out', name: '--out', path: ['run', 'out'] },
]

/** What the command line sets, as a source of settings. */
export function readOptions(options: ConfigurationOptions, cwd: string): Source {
  const single = optionPaths.flatMap(({ key, name, path }): readonly NamedLeaf[] => {
    const value = options[key]
    return value === undefined ? [] : [{ name, path, value }]
  })
  const headers = Object.entries(options.headers ?? {}).map(([field, value]): NamedLeaf => ({
    name: `--header ${field}`,
    path: ['sut', 'headers', field],
    value,
  }))
  return namedSource([...single, ...headers], cwd)
}
