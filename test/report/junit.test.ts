import { expect } from 'chai'
import { buildResults, readRecord, type CaseResult } from '../../lib/record/index.js'
import { renderJunit } from '../../lib/report/index.js'
import { caseLines, caseResult, forget, smallCatalogue, temporaryRun, writeRun } from './fake-run.js'

describe('junit.xml', () => {
  let folder: string
  beforeEach(() => {
    folder = temporaryRun()
  })
  afterEach(() => {
    forget(folder)
  })
  const render = (results: readonly CaseResult[], footer = true): string => {
    writeRun(folder, results.flatMap(caseLines), { footer })
    const read = readRecord(folder)
    if (read.kind !== 'record') throw new Error(read.message)
    return renderJunit(buildResults(read.record, smallCatalogue), smallCatalogue)
  }
  const finding = {
    requirement: '6.3-1',
    verdict: 'fail',
    message: 'Came: <nothing> & "more"',
    evidence: 'evidence/CSE-CLS-001.jsonl',
    row: 3,
  } as const

  it('has a suite for each clause, with counts and seconds', () => {
    const text = render([
      caseResult({ id: 'CSE/SUB/001' }),
      caseResult({
        id: 'CSE/CLS/001',
        clause: '6.3',
        verdict: 'fail',
        durationMs: 1500,
        findings: [finding],
      }),
    ])
    expect(text).to.contain('<testsuite name="6.2.3.5 Sec-WebSocket-Protocol header" time="0.0125"')
    expect(text).to.match(
      /<testsuite name="6\.3 Closing" time="1\.5" timestamp="[^"]+" tests="1" failures="1" errors="0" skipped="0">/,
    )
  })

  it('makes a fail a failure that says where the octets are', () => {
    const text = render([
      caseResult({ id: 'CSE/CLS/001', clause: '6.3', verdict: 'fail', findings: [finding] }),
    ])
    expect(text).to.contain(
      '<failure message="Came: &lt;nothing> &amp; &quot;more&quot;" type="fail"><![CDATA[fail 6.3-1:',
    )
    expect(text).to.contain('[evidence/CSE-CLS-001.jsonl row 3]')
  })

  it('lets neither inconclusive nor error look green', () => {
    const text = render([
      caseResult({ id: 'CSE/CLS/001', verdict: 'inconclusive', reason: 'no registration' }),
      caseResult({ id: 'CSE/CLS/002', verdict: 'error', reason: 'timeout' }),
    ])
    expect(text).to.contain('<error message="no registration" type="inconclusive">')
    expect(text).to.contain('<error message="timeout" type="error">')
  })

  it('skips what is inapplicable and passes a warning, each with its reason', () => {
    const text = render([
      caseResult({ id: 'CSE/CLS/001', verdict: 'inapplicable', reason: 'no xml' }),
      caseResult({ id: 'CSE/CLS/002', verdict: 'warn', findings: [{ ...finding, verdict: 'warn' }] }),
    ])
    expect(text).to.match(/<skipped\/>\s*<system-out><!\[CDATA\[inapplicable\nno xml\]\]>/)
    expect(text).to.match(/<system-out><!\[CDATA\[warn 6\.3-1: Came/)
    expect(text).not.to.match(/<failure|<error/)
  })

  it('holds every "]]>" of a text, not only the first, inside its CDATA section', () => {
    const text = render([caseResult({ id: 'CSE/CLS/001', verdict: 'error', reason: 'a ]]> b ]]> c ]]>' })])
    expect(text.match(/\]\]>/g)).to.have.length(1)
  })

  it('has one error more for a run that did not come to its end', () => {
    const text = render([caseResult({ id: 'CSE/SUB/001' })], false)
    expect(text).to.match(
      /<testcase classname="run" name="the run came to its end">\s*<error [^>]*type="incomplete"/,
    )
  })
})
