import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../spec/index.js'
import type { FaultOutcome } from './matrix.js'

/** The cases that have caught each fault, and those in whose exchanges it showed. */
export type Killers = Readonly<Record<string, readonly string[]>>

/** Where the killers of the last whole proof are kept, for the next one. */
export const killersFile = join(packageRoot(), 'docs', 'kill-matrix.json')

/** So many killers are kept of each row that a fault is made for. */
const keptOfRow = 2

/** What the next proof needs to know of this one, in the order of the faults. */
export function killersOf(outcomes: readonly FaultOutcome[]): Killers {
  const entries = outcomes.map(({ fault, kills, killedBy }) => {
    const hits = kills.flatMap((row) =>
      killedBy.filter(({ requirement }) => requirement === row).slice(0, keptOfRow),
    )
    const ids = hits.flatMap(({ id, seenIn }) => (seenIn === undefined ? [id] : [id, seenIn]))
    return [fault, [...new Set(ids)].sort()] as const
  })
  return Object.fromEntries(entries.filter(([, ids]) => ids.length > 0))
}

function isKillers(data: unknown): data is Killers {
  return (
    typeof data === 'object' &&
    data !== null &&
    Object.values(data).every(
      (ids) => Array.isArray(ids) && ids.every((id: unknown) => typeof id === 'string'),
    )
  )
}

/** The killers of the last whole proof; nothing is known where there was none. @throws Error for a file of another kind */
export function knownKillers(file = killersFile): Killers {
  if (!existsSync(file)) return {}
  const data: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (!isKillers(data)) throw new Error(`${file} does not name the cases that caught each fault`)
  return data
}

/** The killers as the file has them. */
export function killersText(killers: Killers): string {
  const lines = Object.entries(killers).map(
    ([fault, ids]) => `  ${JSON.stringify(fault)}: ${JSON.stringify(ids)}`,
  )
  return `{\n${lines.join(',\n')}\n}\n`
}
