import type { Environment } from './environment.js'
import { isTree, type Path, type Tree } from './tree.js'

/** A reference to a variable that could not be followed. */
export interface MissingVariable {
  readonly path: Path
  readonly text: string
}

/** A tree in which the references are replaced. */
export interface Substituted {
  readonly tree: Tree
  /** The values of all variables that were put in. */
  readonly secrets: readonly string[]
  readonly missing: readonly MissingVariable[]
}

/**
 * Replaces `${env:NAME}` in all texts, not in keys. What comes in this way is a secret. A variable that is not set, or
 * empty (which is how CI services hand out a secret that does not exist), is an error.
 */
export function substitute(tree: Tree, environment: Environment): Substituted {
  const secrets: string[] = []
  const missing: MissingVariable[] = []

  const text = (path: Path, value: string): string =>
    value.replace(/\$\{env:([^}]*)\}/g, (reference, name: string) => {
      const found = Object.hasOwn(environment, name) ? environment[name] : undefined
      if (found !== undefined && found !== '') {
        secrets.push(found)
        return found
      }
      const state = found === undefined ? 'not set' : 'empty'
      missing.push({ path, text: `needs the environment variable ${name}, which is ${state}` })
      return reference
    })
  const any = (path: Path, value: unknown): unknown => {
    if (typeof value === 'string') return text(path, value)
    if (Array.isArray(value)) return value.map((entry: unknown) => any(path, entry))
    return isTree(value) ? group(path, value) : value
  }
  const group = (path: Path, value: Tree): Tree =>
    Object.fromEntries(Object.entries(value).map(([name, below]) => [name, any([...path, name], below)]))

  return { tree: group([], tree), secrets, missing }
}
