import { readEnvironment, type Environment } from './environment.js'
import { chooseFile, parseFile, readText } from './file.js'
import { readOptions, type ConfigurationOptions } from './options.js'
import { isDocument, problemsOf } from './schema.js'
import { hideSecrets } from './secrets.js'
import { settle } from './settle.js'
import type { Source } from './source.js'
import { substitute } from './substitution.js'
import { leavesOf, treeOf, type Leaf, type Path } from './tree.js'
import type { Configuration } from './types.js'

/** Where a configuration comes from. */
export interface ConfigurationInput {
  /** The value of `--config`. */
  readonly file?: string | undefined
  readonly environment: Environment
  readonly options: ConfigurationOptions
  /** The folder that relative file names on the command line and in the environment start from. */
  readonly cwd: string
}

/** A configuration, or every reason why there is none, one line each and free of secrets. */
export type LoadedConfiguration =
  | {
      readonly kind: 'loaded'
      readonly configuration: Configuration
      /** Where each setting that is not a default comes from, by its path: `sut.url` to `TS0020_URL`. */
      readonly sources: Readonly<Record<string, string>>
    }
  | { readonly kind: 'invalid'; readonly errors: readonly string[] }

/** A source after substitution, with what was found wrong with it. */
interface CheckedSource {
  readonly source: Source
  readonly secrets: readonly string[]
  readonly errors: readonly string[]
}

function check(source: Source, environment: Environment): CheckedSource {
  const { tree, secrets, missing } = substitute(source.tree, environment)
  const problems = missing.length > 0 ? missing : problemsOf(tree)
  return {
    source: { ...source, tree },
    secrets,
    errors: problems.map(({ path, text }) => `${source.subject(path)} ${text}`),
  }
}

interface ReadFile {
  readonly sources: readonly Source[]
  readonly errors: readonly string[]
}

function readFile(asked: string | undefined, cwd: string): ReadFile {
  const choice = chooseFile(asked, cwd)
  if (choice.kind === 'none') return { sources: [], errors: [] }
  if (choice.kind === 'ambiguous') return { sources: [], errors: [choice.error] }
  const read = readText(choice.path)
  if ('error' in read) return { sources: [], errors: [`${choice.name} ${read.error}`] }
  const parsed = parseFile(read.text, choice.name, choice.path)
  return 'errors' in parsed
    ? { sources: [], errors: parsed.errors }
    : { sources: [parsed.source], errors: [] }
}

interface Merged extends Leaf {
  readonly source: Source
}

/** Names of header fields have no case, so that a field from a stronger source replaces one written differently. */
function identity(path: Path): string {
  const [group, name, field] = path
  const isHeader = group === 'sut' && name === 'headers' && field !== undefined
  return JSON.stringify(isHeader ? [group, name, field.toLowerCase()] : path)
}

/** The settings of all sources, each from the strongest that has it; weaker sources come first. */
function merge(sources: readonly Source[]): ReadonlyMap<string, Merged> {
  return sources.reduce((settings, source) => {
    for (const leaf of leavesOf(source.tree)) settings.set(identity(leaf.path), { ...leaf, source })
    return settings
  }, new Map<string, Merged>())
}

function headersTwice({ source }: CheckedSource): readonly string[] {
  const headers = leavesOf(source.tree).filter(({ path }) => path[0] === 'sut' && path[1] === 'headers')
  const twice = headers.filter(
    ({ path }, index) => headers.findIndex((other) => identity(other.path) === identity(path)) !== index,
  )
  return twice.map(
    ({ path }) => `${source.subject(path)} is given twice; names of header fields have no case`,
  )
}

function invalid(errors: readonly string[], secrets: readonly string[]): LoadedConfiguration {
  const oneLine = (error: string): string =>
    error.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1))
  return { kind: 'invalid', errors: errors.map((error) => oneLine(hideSecrets(error, secrets))) }
}

/** The secrets as they may appear later: host names in URLs lose their case (RFC 3986 6.2.2.1). */
function allSecrets(substituted: readonly string[], { sut, secrets }: Configuration): readonly string[] {
  const inUrl = substituted
    .filter((secret) => sut.url?.includes(secret))
    .map((secret) => secret.toLowerCase())
  return [...new Set([...substituted, ...inUrl, ...secrets])].filter((secret) => secret !== '')
}

/**
 * Brings the configuration together: options beat `TS0020_*` variables beat the configuration file beats defaults.
 * Nothing is thrown for what the user wrote; all errors are collected.
 */
export function loadConfiguration(input: ConfigurationInput): LoadedConfiguration {
  const { environment, options, cwd } = input
  const fromEnvironment = readEnvironment(environment, cwd)
  const file = readFile(input.file ?? fromEnvironment.file, cwd)
  const sources = [...file.sources, fromEnvironment.source, readOptions(options, cwd)]
  const checked = sources.map((source) => check(source, environment))
  const substituted = checked.flatMap(({ secrets }) => secrets)
  const errors = [
    ...file.errors,
    ...fromEnvironment.errors,
    ...checked.flatMap((source) => [...source.errors, ...headersTwice(source)]),
  ]
  if (errors.length > 0) return invalid(errors, substituted)

  const settings = merge(checked.map(({ source }) => source))
  const document = treeOf([...settings.values()])
  if (!isDocument(document)) throw new Error('sources that are valid each are invalid together')
  const settingAt = (path: Path): Merged | undefined => settings.get(identity(path))
  const settled = settle(
    document,
    options.updateExpect === true,
    (path) => settingAt(path)?.source.folder ?? cwd,
  )
  const secrets = allSecrets(substituted, settled.configuration)
  const subject = (path: Path): string => settingAt(path)?.source.subject(path) ?? path.join('.')
  const late = settled.problems.map(({ path, text }) => `${subject(path)} ${text}`)
  const { updateExpect, expect } = settled.configuration.run
  if (updateExpect && expect === undefined)
    late.push('--update-expect needs --expect FILE, the file to update')
  if (late.length > 0) return invalid(late, substituted)

  const origins = [...settings.values()].map(
    ({ path, source }) => [path.join('.'), source.origin(path)] as const,
  )
  return {
    kind: 'loaded',
    configuration: { ...settled.configuration, secrets },
    sources: Object.fromEntries(origins),
  }
}
