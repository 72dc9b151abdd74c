import { expect } from 'chai'
import { treeAt } from '../../lib/case/index.js'
import { startCse } from '../../lib/cse/index.js'
import type { ValueObject } from '../../lib/primitive/index.js'
import { defaultConfiguration } from '../../lib/sut/configuration/index.js'
import { treeDifferences, type ResourceTree } from '../../lib/sut/index.js'
import { scratch, ts0020 } from '../cli/support.js'

async function resourcesAt(url: string): Promise<ResourceTree> {
  const usual = defaultConfiguration()
  const outcome = await treeAt({ ...usual, sut: { ...usual.sut, edition: 'R3', cseName: 'cse-in' } }, url)
  if (outcome.kind === 'not seen') throw new Error(outcome.reason)
  return outcome.tree
}

const tree = (entries: Readonly<Record<string, ValueObject>>): ResourceTree =>
  new Map(Object.entries(entries))

describe('treeDifferences', () => {
  it('finds nothing where only the order of members and the current time differ', () => {
    const before = tree({ 'cse-in': { rn: 'cse-in', ctm: '20260101T000000', enc: { a: 1, b: [1, 2] } } })
    const after = tree({ 'cse-in': { enc: { b: [1, 2], a: 1 }, rn: 'cse-in', ctm: '20260101T000001' } })
    expect(treeDifferences(before, after)).to.deep.equal([])
  })

  it('names what is gone, what is left over and what has changed', () => {
    const before = tree({ 'cse-in': { lbl: ['a', 'b'] }, 'cse-in/old': { rn: 'old' } })
    const after = tree({ 'cse-in': { lbl: ['b', 'a'], acpi: ['p'] }, 'cse-in/new': { rn: 'new' } })
    expect(treeDifferences(before, after)).to.deep.equal([
      'cse-in/old is gone',
      'cse-in/new is left over',
      'lbl of cse-in was ["a","b"] and is ["b","a"]',
      'acpi of cse-in was absent and is ["p"]',
    ])
  })
})

describe('a whole run', () => {
  const folder = scratch()

  it('leaves the SUT as it found it', async function () {
    this.timeout(120_000)
    const cse = await startCse({ edition: 'R3' })
    try {
      const before = await resourcesAt(cse.url)
      expect([...before.keys()]).to.include('cse-in')
      const { code, error } = await ts0020(['run', cse.url, '--edition', 'R3', '--seed', '1'], folder)
        .finished
      expect(code, error).to.equal(0)
      expect(treeDifferences(before, await resourcesAt(cse.url))).to.deep.equal([])
    } finally {
      await cse.stop()
    }
  })
})
