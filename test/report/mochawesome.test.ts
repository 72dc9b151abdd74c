import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderAll } from '../../lib/report/index.js'
import { withoutPlaces } from '../../lib/report/mochawesome.js'
import { caseLines, caseResult, forget, smallCatalogue, temporaryRun, writeRun } from './fake-run.js'

interface Suite {
  readonly title: string
  readonly suites: readonly Suite[]
  readonly tests: readonly {
    readonly title: string
    readonly duration: number
    readonly state?: string
    readonly err: { readonly message?: string }
  }[]
}

interface Report {
  readonly stats: Readonly<Record<string, unknown>>
  readonly results: readonly [Suite]
}

describe('mochawesome by replay', () => {
  let folder: string
  let report: Report
  const finding = { requirement: '6.3-1', verdict: 'fail', message: 'Came: nothing.', evidence: '' } as const
  // Listeners and exit code of the mocha that runs this very test: the replay must leave them alone.
  const state = () => ({
    listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
    exitCode: process.exitCode,
    globals: Object.keys(globalThis).sort(),
  })
  let unchanged: readonly [unknown, unknown]

  before(async () => {
    folder = temporaryRun()
    const results = [
      caseResult({ id: 'CSE/SUB/001', durationMs: 1234.5 }),
      caseResult({ id: 'CSE/SUB/002', verdict: 'warn' }),
      caseResult({ id: 'CSE/CLS/001', clause: '6.3', verdict: 'fail', findings: [finding] }),
      caseResult({ id: 'CSE/CLS/002', clause: '6.3', verdict: 'inconclusive', reason: 'no registration' }),
      caseResult({ id: 'CSE/CLS/003', clause: '6.3', verdict: 'inapplicable', reason: 'no xml' }),
      caseResult({ id: 'CSE/CLS/004', clause: '6.3', verdict: 'error', reason: 'timeout' }),
    ]
    writeRun(folder, results.flatMap(caseLines))
    const earlier = state()
    await renderAll(folder, smallCatalogue)
    unchanged = [earlier, state()]
    report = JSON.parse(readFileSync(join(folder, 'mochawesome.json'), 'utf8')) as Report
  })
  after(() => {
    forget(folder)
  })

  it('counts warnings as passes, inapplicable as pending, the rest as failures', () => {
    expect(report.stats).to.deep.include({ suites: 2, tests: 6, passes: 2, pending: 1, failures: 3 })
  })

  it('has a suite for each clause', () => {
    expect(report.results[0].suites.map(({ title }) => title)).to.deep.equal([
      '6.2.3.5 Sec-WebSocket-Protocol header',
      '6.3 Closing',
    ])
  })

  it('shows how long the cases took and when, not the replay', () => {
    expect(report.results[0].suites[0]?.tests[0]?.duration).to.equal(1234.5)
    expect(report.stats).to.deep.include({ start: '2026-11-21T09:30:00.000Z', duration: 4321.5 })
  })

  it('names the true verdict in the failure', () => {
    expect(report.results[0].suites[1]?.tests.map(({ err }) => err.message)).to.deep.equal([
      'fail: fail 6.3-1: Came: nothing.',
      'inconclusive: no registration',
      undefined,
      'error: timeout',
    ])
  })

  it('leaves the mocha that is running alone', () => {
    expect(unchanged[1]).to.deep.equal(unchanged[0])
  })

  it('is one file that needs nothing from elsewhere', () => {
    const page = readFileSync(join(folder, 'mochawesome.html'), 'utf8')
    expect(page).not.to.match(/<(?:script|link|img)[^>]* (?:src|href)=/)
  })
})

describe('the configuration in the page of mochawesome', () => {
  it('loses the places on this machine', () => {
    const page =
      '<body data-raw="{}" data-config="{&quot;reportDir&quot;:&quot;/home/me&quot;,&quot;code&quot;:false}"><div>'
    expect(withoutPlaces(page)).to.equal('<body data-raw="{}" data-config="{&quot;code&quot;:false}"><div>')
  })

  it('is an error in a form that is not known', () => {
    expect(() => withoutPlaces('<body><div>')).to.throw(/not known/)
  })
})
