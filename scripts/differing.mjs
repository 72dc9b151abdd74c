import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The cases of a run whose verdict was not the expected one, to be run again: chance in a SUT, and in how TCP ends, can hit
 * any case now and then, and what is wrong on our side is wrong every time. Watch cases have seen all exchanges, so with
 * one of them all run again, and the list is empty.
 */
export function differing(folder, expectationFile) {
  const results = join(folder, 'results.json')
  if (!existsSync(results)) return []
  const { cases } = JSON.parse(readFileSync(results, 'utf8'))
  const expected = JSON.parse(readFileSync(expectationFile, 'utf8')).cases
  const ids = cases
    .filter(({ id, verdict }) => {
      const { verdict: usual, or = [] } = expected[id] ?? { verdict: 'pass' }
      return ![usual, ...or].includes(verdict)
    })
    .map(({ id }) => id)
  return ids.some((id) => id.startsWith('CSE/WCH/')) ? [] : ids
}
