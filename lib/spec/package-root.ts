import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const packageName = 'onem2m-ws-conformance'

let found: { readonly root: string; readonly version: string } | undefined

function search(): { readonly root: string; readonly version: string } {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (;;) {
    const file = join(folder, 'package.json')
    if (existsSync(file)) {
      const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
      if (typeof parsed === 'object' && parsed !== null && 'name' in parsed && parsed.name === packageName) {
        const version = 'version' in parsed && typeof parsed.version === 'string' ? parsed.version : 'unknown'
        return { root: folder, version }
      }
    }
    const parent = dirname(folder)
    if (parent === folder)
      throw new Error(`the folder of ${packageName} was not found; reinstall the package`)
    folder = parent
  }
}

/** The folder of the installed package; the code runs from `dist` inside it, data files lie beside `dist`. */
export function packageRoot(): string {
  return (found ??= search()).root
}

/** The version in package.json. */
export function packageVersion(): string {
  return (found ??= search()).version
}
