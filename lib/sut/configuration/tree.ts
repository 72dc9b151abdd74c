/** Names from the root of the configuration down to a setting. */
export type Path = readonly string[]

/** A group of settings, nothing known yet about what is in it. */
export type Tree = Readonly<Record<string, unknown>>

/** A single setting; lists are one setting as a whole. */
export interface Leaf {
  readonly path: Path
  readonly value: unknown
}

/** Whether a value is a group of settings, as opposed to a list or a single value. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The settings of a tree, in their order. */
export function leavesOf(tree: Tree, above: Path = []): readonly Leaf[] {
  return Object.entries(tree).flatMap(([name, value]): readonly Leaf[] => {
    const path = [...above, name]
    return isTree(value) ? leavesOf(value, path) : [{ path, value }]
  })
}

function planted(tree: Tree, [name, ...below]: Path, value: unknown): Tree {
  if (name === undefined) return tree
  const branch = Object.hasOwn(tree, name) ? tree[name] : undefined
  return { ...tree, [name]: below.length === 0 ? value : planted(isTree(branch) ? branch : {}, below, value) }
}

/** The tree that has these settings; a later one replaces an earlier one of the same path. */
export function treeOf(leaves: readonly Leaf[]): Tree {
  return leaves.reduce<Tree>((tree, { path, value }) => planted(tree, path, value), {})
}
