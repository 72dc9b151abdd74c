import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { packageRoot } from '../../lib/spec/index.js'
import type { FullResults } from '../../lib/record/index.js'
import { scratch, startNode, type Running } from './support.js'

const program = join(dirname(createRequire(import.meta.url).resolve('mocha/package.json')), 'bin', 'mocha.js')

/** Starts mocha as somebody does who has this package. */
function mocha(options: readonly string[], environment: Record<string, string>): Running {
  return startNode([program, ...options], packageRoot(), environment)
}

describe('npx mocha', function () {
  // Each loads all suites.
  this.timeout(60_000)
  const folder = scratch()
  const results = (name: string): FullResults =>
    JSON.parse(readFileSync(join(folder, name, 'results.json'), 'utf8')) as FullResults

  it('runs what the configuration selects, and no more than that', async () => {
    const environment = { TS0020_CASE: 'CSE/HSK/030,CSE/HSK/031', TS0020_OUT: join(folder, 'selected') }
    const { code, out } = await mocha(['--grep', '030'], environment).finished
    expect(code).to.equal(0)
    expect(out).to.contain('1 passing')
    expect(results('selected').cases.map(({ id }) => id)).to.deep.equal(['CSE/HSK/030'])
  })

  it('ends with 1 for any number of failures', async () => {
    const environment = {
      TS0020_CASE: 'CSE/HSK/030,CSE/HSK/031',
      TS0020_OUT: join(folder, 'failing'),
      TS0020_URL: 'ws://127.0.0.1:1/',
    }
    const { code, out } = await mocha([], environment).finished
    expect(out).to.contain('2 failing')
    expect(code).to.equal(1)
  })

  it('refuses to watch files, in one line', async () => {
    const { code, error } = await mocha(['--watch'], { TS0020_OUT: join(folder, 'watched') }).finished
    expect(code).to.equal(1)
    expect(error).to.equal("ts0020: mocha's --watch would give results that are not true; run without it\n")
  })

  it('cleans up and renders what was judged on Ctrl-C', async () => {
    const environment = {
      TS0020_CLAUSE: '6.2.3',
      TS0020_CONCURRENCY: '1',
      TS0020_OUT: join(folder, 'interrupted'),
    }
    const running = mocha([], environment)
    await running.said('✔')
    running.child.kill('SIGINT')
    const { code, error } = await running.finished
    expect(code).to.equal(1)
    expect(error).to.contain('interrupted')
    const { complete, incompleteBecause, leftovers } = results('interrupted')
    expect({ complete, incompleteBecause, leftovers }).to.deep.equal({
      complete: false,
      incompleteBecause: ['the run was interrupted'],
      leftovers: [],
    })
  })
})
