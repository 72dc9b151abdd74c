import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { packageRoot } from '../../spec/package-root.js'
import { validatorOptions } from '../../spec/validator-options.js'
import { nearest } from './nearest.js'
import { isTree, type Path, type Tree } from './tree.js'
import type { ConfigurationDocument } from './types.js'

/** What is wrong at a path, as the rest of a sentence whose subject is the setting. */
export interface Problem {
  readonly path: Path
  readonly text: string
}

interface Compiled {
  readonly schema: Tree
  readonly validate: ValidateFunction<ConfigurationDocument>
}

let compiled: Compiled | undefined

function compile(): Compiled {
  const file = join(packageRoot(), 'schemas', 'configuration.schema.json')
  const schema: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isTree(schema)) throw new Error(`${file} is no JSON Schema; reinstall the package`)
  return {
    schema,
    validate: new Ajv2020({ ...validatorOptions, allErrors: true }).compile<ConfigurationDocument>(schema),
  }
}

/** The schema is read once a process. */
function configurationSchema(): Compiled {
  return (compiled ??= compile())
}

function member(tree: Tree | undefined, name: string): Tree | undefined {
  const value = tree !== undefined && Object.hasOwn(tree, name) ? tree[name] : undefined
  return isTree(value) ? value : undefined
}

/** A schema node with what it refers to; the references lead to `$defs` only. */
function dereferenced(node: Tree): Tree {
  const reference = node['$ref']
  if (typeof reference !== 'string') return node
  const target = member(member(configurationSchema().schema, '$defs'), reference.replace('#/$defs/', ''))
  return { ...target, ...node }
}

/** The schema of the deepest setting on the way to a path, and the path of that setting. */
function settingAt(path: Path): { readonly node: Tree; readonly path: Path } {
  let node = configurationSchema().schema
  for (const [depth, step] of path.entries()) {
    const below = member(member(node, 'properties'), step) ?? member(node, 'additionalProperties')
    if (below === undefined) return { node, path: path.slice(0, depth) }
    node = dereferenced(below)
  }
  return { node, path }
}

/** The paths of all settings that the schema knows by name. */
function knownPaths(node: Tree = configurationSchema().schema, above: Path = []): readonly Path[] {
  return Object.entries(member(node, 'properties') ?? {}).flatMap(([name, below]) => {
    const path = [...above, name]
    return [path, ...(isTree(below) ? knownPaths(below, path) : [])]
  })
}

function unknownKey(at: Path, key: string): string {
  const siblings = Object.keys(member(settingAt(at).node, 'properties') ?? {}).filter(
    (name) => name !== '$schema',
  )
  const elsewhere = knownPaths()
    .find((path) => path.at(-1) === key)
    ?.join('.')
  const meant = nearest(key, siblings) ?? elsewhere
  const hint = meant === undefined ? `known here are ${siblings.join(', ')}` : `did you mean "${meant}"?`
  return `is not a known key; ${hint}`
}

/** Settings whose value is not repeated in an error, because it may be a secret. */
function mayBeSecret(path: Path): boolean {
  const [group, name = ''] = path
  return group === 'sut' && ['url', 'headers', 'proxy', 'restart'].includes(name)
}

function shown(path: Path, value: unknown): string {
  if (mayBeSecret(path) || value === undefined) return ''
  if (Array.isArray(value))
    return value.length === 0 ? ', not an empty list' : `, not ${JSON.stringify(value)}`
  if (isTree(value)) return ', not a group of settings'
  if (value === null) return ', but nothing is given'
  return `, not ${JSON.stringify(value)}`
}

function valueAt(tree: Tree, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (isTree(value) ? value[step] : undefined), tree)
}

function wrongValue(tree: Tree, at: Path): Problem {
  const { node, path } = settingAt(at)
  const value = valueAt(tree, path)
  const title = typeof node['title'] === 'string' ? node['title'] : 'something else'
  const unquoted = node['type'] === 'string' && ['number', 'boolean'].includes(typeof value)
  return { path, text: `must be ${title}${shown(path, value)}${unquoted ? '; put it in quotes' : ''}` }
}

function parameter(error: ErrorObject, name: string): string {
  const parameters: unknown = error.params
  const value = isTree(parameters) ? parameters[name] : undefined
  return typeof value === 'string' ? value : ''
}

function problemOf(tree: Tree, error: ErrorObject): readonly Problem[] {
  const at = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  if (error.keyword === 'additionalProperties') {
    const key = parameter(error, 'additionalProperty')
    return [{ path: [...at, key], text: unknownKey(at, key) }]
  }
  if (error.keyword === 'propertyNames') {
    return [
      {
        path: [...at, parameter(error, 'propertyName')],
        text: 'is not the name of a header field (RFC 7230 3.2.6)',
      },
    ]
  }
  // What is wrong inside a name is told by the error of the name as a whole.
  return error.propertyName === undefined ? [wrongValue(tree, at)] : []
}

/** Whether a tree is a configuration document, by schemas/configuration.schema.json. */
export function isDocument(tree: unknown): tree is ConfigurationDocument {
  return configurationSchema().validate(tree)
}

/** Everything that is wrong with a tree by the schema, one problem a setting. Empty when nothing is. */
export function problemsOf(tree: Tree): readonly Problem[] {
  const { validate } = configurationSchema()
  if (validate(tree)) return []
  const problems = (validate.errors ?? []).flatMap((error) => problemOf(tree, error))
  return [...new Map(problems.map((problem) => [problem.path.join('\u0000'), problem])).values()]
}
