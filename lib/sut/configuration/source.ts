import { treeOf, type Leaf, type Path, type Tree } from './tree.js'

/** Settings from one place: the file, the environment or the command line. */
export interface Source {
  readonly tree: Tree
  /** How an error names the setting at a path: `ts0020.config.yaml:3: sut.url`, `TS0020_URL`, `--edition`. */
  subject(path: Path): string
  /** Where the setting at a path comes from: `ts0020.config.yaml:3`, `TS0020_URL`, `--edition`. */
  origin(path: Path): string
  /** Where relative file names in it start. */
  readonly folder: string
}

/** A setting and the name of the variable or option that made it. */
export interface NamedLeaf extends Leaf {
  readonly name: string
}

/** A source whose settings each have a name of their own. */
export function namedSource(leaves: readonly NamedLeaf[], folder: string): Source {
  const nameOf = (path: Path): string =>
    leaves.find((leaf) => leaf.path.every((step, index) => step === path[index]))?.name ?? path.join('.')
  return { tree: treeOf(leaves), subject: nameOf, origin: nameOf, folder }
}
