import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import fc from 'fast-check'
import { verdicts, type CaseResult, type Results, type Verdict } from '../../lib/record/types.js'
import {
  compareWithExpectation,
  readExpectation,
  updateExpectation,
  type Expectation,
  type ExpectedCase,
} from '../../lib/report/expectation.js'

function ran(
  id: string,
  verdict: Verdict,
  fails: readonly string[] = [],
  warns: readonly string[] = [],
): CaseResult {
  const finding = (requirement: string, of: 'fail' | 'warn') => ({
    requirement,
    verdict: of,
    message: '',
    evidence: '',
  })
  return {
    id,
    clause: '6.3',
    covers: ['6.3-1'],
    title: 'a case',
    verdict,
    reason: '',
    durationMs: 1,
    evidence: '',
    findings: [...fails.map((row) => finding(row, 'fail')), ...warns.map((row) => finding(row, 'warn'))],
    notes: [],
    judgements: [],
  }
}

function results(cases: readonly CaseResult[], more: Partial<Results> = {}): Results {
  return {
    tool: { name: 'onem2m-ws-conformance', version: '0' },
    complete: true,
    edition: 'R2A',
    sut: { url: 'ws://h/', cseId: '/id-in' },
    startedAt: '2026-01-01T00:00:00Z',
    durationMs: 1,
    summary: { pass: 0, fail: 0, warn: 0, inconclusive: 0, inapplicable: 0, error: 0 },
    cases,
    requirements: [],
    leftovers: [],
    ...more,
  }
}

const expected = (cases: Readonly<Record<string, ExpectedCase>>): Expectation => ({
  cases: new Map(Object.entries(cases)),
})
const known = { verdict: 'fail', reason: 'clause 6.3: the Close is not answered, bug 17' } as const
const today = new Date('2026-06-15T23:59:59Z')

const texts = (of: Results, expectation: Expectation, filtered?: boolean): readonly string[] =>
  compareWithExpectation(of, expectation, today, filtered === undefined ? {} : { filtered }).differences.map(
    ({ text }) => text,
  )

describe('expectation: the gate', () => {
  it('is open when all cases pass and nothing is listed', () => {
    expect(compareWithExpectation(results([ran('CSE/CLS/001', 'pass')]), expected({}), today)).to.deep.equal({
      differences: [],
      asExpected: 0,
    })
  })

  it('is open when a listed case has its verdict, and counts it', () => {
    const cases = [ran('CSE/CLS/001', 'fail', ['6.3-1']), ran('CSE/CLS/002', 'pass')]
    expect(compareWithExpectation(results(cases), expected({ 'CSE/CLS/001': known }), today)).to.deep.equal({
      differences: [],
      asExpected: 1,
    })
  })

  for (const verdict of verdicts.filter((one) => one !== 'pass')) {
    it(`shuts for ${verdict} that is not listed`, () => {
      expect(texts(results([ran('CSE/CLS/001', verdict)]), expected({}))).to.deep.equal([
        `CSE/CLS/001: expected pass, got ${verdict}; it is not in the expectation file`,
      ])
    })
  }

  it('shuts for a pass that was not expected', () => {
    expect(texts(results([ran('CSE/CLS/001', 'pass')]), expected({ 'CSE/CLS/001': known }))).to.deep.equal([
      'CSE/CLS/001: expected fail, got pass; remove it from the expectation file',
    ])
  })

  it('shuts for another verdict, be it better or worse', () => {
    const entry = { 'CSE/CLS/001': known }
    expect(texts(results([ran('CSE/CLS/001', 'warn', [], ['6.3-2'])]), expected(entry))).to.deep.equal([
      'CSE/CLS/001: expected fail, got warn of 6.3-2',
    ])
    expect(texts(results([ran('CSE/CLS/001', 'error')]), expected(entry))).to.deep.equal([
      'CSE/CLS/001: expected fail, got error',
    ])
  })

  describe('with requirements in the entry', () => {
    const gate = (requirements: readonly string[], result: CaseResult): readonly string[] =>
      texts(
        results([result]),
        expected({ 'CSE/CLS/001': { ...known, verdict: result.verdict as 'fail', requirements } }),
      )

    it('is open for the same set, whatever the order and the warnings beside', () => {
      expect(
        gate(['6.3-2', '6.3-1'], ran('CSE/CLS/001', 'fail', ['6.3-1', '6.3-2', '6.3-1'], ['6.3-9'])),
      ).to.deep.equal([])
      expect(gate(['6.3-9'], ran('CSE/CLS/001', 'warn', [], ['6.3-9']))).to.deep.equal([])
    })

    it('shuts for one more, one less, another one', () => {
      expect(gate(['6.3-1'], ran('CSE/CLS/001', 'fail', ['6.3-2', '6.3-1']))).to.deep.equal([
        'CSE/CLS/001: expected fail of 6.3-1, got fail of 6.3-1, 6.3-2',
      ])
      expect(gate(['6.3-1', '6.3-2'], ran('CSE/CLS/001', 'fail', ['6.3-1']))).to.have.length(1)
      expect(gate(['6.3-1'], ran('CSE/CLS/001', 'fail', ['6.3-2']))).to.have.length(1)
    })
  })

  describe('for an entry whose case was not run', () => {
    const only = results([
      ran('CSE/CLS/002', 'pass'),
      ran('CSE/TRF/003@json', 'pass'),
      ran('CSE/SUB/001', 'pass'),
    ])

    it('shuts', () => {
      expect(texts(only, expected({ 'CSE/CLS/001': known }))).to.deep.equal([
        'CSE/CLS/001: expected fail, got no result: no such case exists, or it was not run',
      ])
    })

    it('names the id that was probably meant, where a case has variants or none', () => {
      expect(texts(only, expected({ 'CSE/TRF/003': known }))[0]).to.match(
        /; did you mean CSE\/TRF\/003@json\?$/,
      )
      expect(texts(only, expected({ 'CSE/SUB/001@xml': known }))[0]).to.match(
        /; did you mean CSE\/SUB\/001\?$/,
      )
    })

    it('does not mind when only a part of the cases was asked for', () => {
      expect(texts(only, expected({ 'CSE/CLS/001': known }), true)).to.deep.equal([])
      const part = results(only.cases, { selected: 3, available: 200 })
      expect(texts(part, expected({ 'CSE/CLS/001': known }))).to.deep.equal([])
      expect(texts(part, expected({ 'CSE/CLS/001': known }), false)).to.have.length(1)
    })
  })

  describe('for an expiry date', () => {
    const gate = (expires: string): readonly string[] =>
      texts(results([ran('CSE/CLS/001', 'fail')]), expected({ 'CSE/CLS/001': { ...known, expires } }))

    it('is open until the end of that day in UTC', () => {
      expect(gate('2026-06-15')).to.deep.equal([])
      expect(gate('2027-01-01')).to.deep.equal([])
    })

    it('shuts on the day after', () => {
      expect(gate('2026-06-14')).to.deep.equal([
        'CSE/CLS/001: expected a fix by 2026-06-14, got 2026-06-15, the entry has expired',
      ])
    })
  })

  it('shuts for an entry without a reason', () => {
    for (const reason of ['', '  \n']) {
      expect(
        texts(results([ran('CSE/CLS/001', 'fail')]), expected({ 'CSE/CLS/001': { ...known, reason } })),
      ).to.deep.equal([
        'CSE/CLS/001: expected a reason, got none; reason missing: say in the expectation file why this verdict is accepted',
      ])
    }
  })

  it('shuts for an incomplete run, and does not count up what is missing in it', () => {
    const incomplete = results([ran('CSE/CLS/002', 'pass')], { complete: false })
    expect(texts(incomplete, expected({ 'CSE/CLS/001': known }))).to.deep.equal([
      'expected a complete run, got an incomplete one',
    ])
  })

  it('shuts when nothing was run', () => {
    expect(texts(results([]), expected({}))).to.deep.equal(['expected results, got none: no case was run'])
  })

  it('tells differences apart for programs too', () => {
    const { differences } = compareWithExpectation(
      results([ran('CSE/CLS/001', 'pass')]),
      expected({ 'CSE/CLS/001': { ...known, requirements: ['6.3-1'] } }),
      today,
    )
    expect(differences).to.deep.equal([
      {
        id: 'CSE/CLS/001',
        kind: 'unexpected pass',
        expected: 'fail of 6.3-1',
        actual: 'pass',
        text: 'CSE/CLS/001: expected fail of 6.3-1, got pass; remove it from the expectation file',
      },
    ])
  })
})

describe('expectation: the file', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ts0020-expectation-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const read = (text: string): ReturnType<typeof readExpectation> => {
    writeFileSync(join(folder, 'e.json'), text)
    return readExpectation(join(folder, 'e.json'))
  }
  const errorsOf = (text: string): readonly string[] => {
    const reading = read(text)
    return reading.kind === 'read'
      ? []
      : reading.errors.map((error) => error.replace(join(folder, 'e.json'), 'e.json'))
  }
  const expectationOf = (text: string): Expectation => {
    const reading = read(text)
    if (reading.kind !== 'read') throw new Error(reading.errors.join('\n'))
    return reading.expectation
  }

  it('has entries by the id of the case', () => {
    const entry = { verdict: 'fail', reason: 'why', requirements: ['6.2.3.5-2'], expires: '2027-01-31' }
    const text = JSON.stringify({ $schema: 's', about: 'a', cases: { 'CSE/SUB/012@json': entry } })
    expect(expectationOf(text)).to.deep.equal({
      $schema: 's',
      about: 'a',
      cases: new Map([['CSE/SUB/012@json', entry]]),
    })
  })

  it('is missing when it does not exist, which an update can live with', () => {
    const path = join(folder, 'gone.json')
    expect(readExpectation(path)).to.deep.equal({
      kind: 'missing',
      errors: [`${path}: there is no such file; --update-expect writes one`],
    })
  })

  it('cannot be a folder', () => {
    expect(readExpectation(folder)).to.deep.equal({
      kind: 'invalid',
      errors: [`${folder} cannot be read: EISDIR`],
    })
  })

  it('is JSON, and says in which line it is not', () => {
    expect(errorsOf('{\n  "cases": {\n  },\n}\n')).to.have.length(1)
    expect(errorsOf('{\n  "cases": {\n  },\n}\n')[0]).to.match(/^e\.json:4: this is not JSON: /)
    expect(errorsOf('{"cases":\n')[0]).to.match(/^e\.json:2: this is not JSON: Unexpected end/)
  })

  it('has no member twice', () => {
    const entry = '{"verdict": "fail", "reason": "x"}'
    expect(errorsOf(`{"cases": {\n"CSE/SUB/012": ${entry},\n"CSE/SUB/012": ${entry}}}`)).to.deep.equal([
      'e.json:3: this member is given twice',
    ])
  })

  for (const [what, text, error] of [
    ['cases', '{}', 'the file: "cases" is missing'],
    ['a known member', '{"cases": {}, "case": {}}', 'the file: "case" is not a known member'],
    [
      'ids of cases',
      '{"cases": {"SUB/12": {"verdict": "fail", "reason": ""}}}',
      '"SUB/12" is not the id of a case such as CSE/SUB/012 or CSE/TRF/003@json',
    ],
    ['a verdict', '{"cases": {"CSE/SUB/012": {"reason": ""}}}', 'CSE/SUB/012: "verdict" is missing'],
    ['a reason', '{"cases": {"CSE/SUB/012": {"verdict": "fail"}}}', 'CSE/SUB/012: "reason" is missing'],
    [
      'a verdict other than pass',
      '{"cases": {"CSE/SUB/012": {"verdict": "pass", "reason": ""}}}',
      'CSE/SUB/012 verdict must be fail, warn, inconclusive, inapplicable or error (cases that pass are not listed)',
    ],
    [
      'a date that exists',
      '{"cases": {"CSE/SUB/012": {"verdict": "fail", "reason": "", "expires": "2027-02-30"}}}',
      'CSE/SUB/012 expires must be a date such as 2027-01-31',
    ],
    [
      'known members in an entry',
      '{"cases": {"CSE/SUB/012": {"verdict": "fail", "reason": "", "expiry": "2027-02-03"}}}',
      'CSE/SUB/012: "expiry" is not a known member',
    ],
    [
      'a list of requirements',
      '{"cases": {"CSE/SUB/012": {"verdict": "fail", "reason": "", "requirements": "6.3-1"}}}',
      'CSE/SUB/012 requirements must be a list of requirement ids, each once',
    ],
    ['a group at the top', '[]', 'the file must be an object with the member cases'],
  ] as const) {
    it(`needs ${what}`, () => {
      expect(errorsOf(text)).to.deep.equal([`e.json: ${error}`])
    })
  }

  describe('after an update', () => {
    const update = (cases: readonly CaseResult[], old?: Expectation, filtered?: boolean): Expectation =>
      expectationOf(updateExpectation(results(cases), old, filtered === undefined ? {} : { filtered }))

    it('lists every case that does not pass, by id, with its requirements and without a reason', () => {
      const text = updateExpectation(
        results([
          ran('CSE/TRF/001', 'inapplicable'),
          ran('CSE/CLS/001', 'fail', ['6.3-1']),
          ran('CSE/CLS/002', 'pass'),
        ]),
        undefined,
      )
      expect(text).to.equal(`{
  "cases": {
    "CSE/CLS/001": {
      "verdict": "fail",
      "reason": "",
      "requirements": [
        "6.3-1"
      ]
    },
    "CSE/TRF/001": {
      "verdict": "inapplicable",
      "reason": ""
    }
  }
}
`)
    })

    it('keeps an entry whose verdict has not changed, and what the file says about itself', () => {
      const old = { about: 'ours', ...expected({ 'CSE/CLS/001': { ...known, expires: '2027-01-31' } }) }
      expect(update([ran('CSE/CLS/001', 'fail', ['6.3-1'])], old)).to.deep.equal(old)
    })

    it('drops the reason when the verdict or the named requirements have changed', () => {
      const old = expected({
        'CSE/CLS/001': { ...known, expires: '2027-01-31' },
        'CSE/CLS/002': { ...known, requirements: ['6.3-1'] },
      })
      const cases = [ran('CSE/CLS/001', 'warn', [], ['6.3-2']), ran('CSE/CLS/002', 'fail', ['6.3-2'])]
      expect(update(cases, old)).to.deep.equal(
        expected({
          'CSE/CLS/001': { verdict: 'warn', reason: '', requirements: ['6.3-2'] },
          'CSE/CLS/002': { verdict: 'fail', reason: '', requirements: ['6.3-2'] },
        }),
      )
    })

    it('has lost what passes now, and what was not run only if everything was', () => {
      const old = expected({ 'CSE/CLS/001': known, 'CSE/CLS/009': known })
      expect(update([ran('CSE/CLS/001', 'pass')], old)).to.deep.equal(expected({}))
      expect(update([ran('CSE/CLS/001', 'pass')], old, true)).to.deep.equal(
        expected({ 'CSE/CLS/009': known }),
      )
      const incomplete = updateExpectation(results([], { complete: false }), old)
      expect(expectationOf(incomplete)).to.deep.equal(old)
    })

    it('differs from the same results in nothing but missing reasons', () => {
      const id = fc
        .integer({ min: 1, max: 999 })
        .map((number) => `CSE/CLS/${String(number).padStart(3, '0')}`)
      const one = fc.record({
        id,
        verdict: fc.constantFrom(...verdicts),
        row: fc.constantFrom('6.3-1', '6.3-2'),
      })
      const runs = fc
        .uniqueArray(one, { selector: (entry) => entry.id, minLength: 1, maxLength: 12 })
        .map((entries) =>
          results(entries.map((entry) => ran(entry.id, entry.verdict, [entry.row], [entry.row]))),
        )
      fc.assert(
        fc.property(runs, runs, (before, after) => {
          const first = expectationOf(updateExpectation(before, undefined))
          const second = expectationOf(updateExpectation(after, first))
          const { differences } = compareWithExpectation(after, second, today)
          expect(differences.map(({ kind }) => kind)).to.satisfy((kinds: readonly string[]) =>
            kinds.every((kind) => kind === 'reason missing'),
          )
          expect(differences).to.have.length(second.cases.size)
        }),
        { numRuns: 40 },
      )
    })
  })
})

describe('an expectation for a SUT that is not steady', () => {
  const id = 'CSE/NTF/002@json'
  const entry: ExpectedCase = {
    verdict: 'fail',
    or: ['pass', 'inconclusive'],
    reason: 'clause 5.2: a race in the SUT',
  }
  const expectation = expected({ [id]: entry })

  it('takes each of the verdicts that it names, a pass too', () => {
    for (const verdict of ['pass', 'fail'] as const) {
      const { differences } = compareWithExpectation(results([ran(id, verdict)]), expectation, new Date())
      expect(differences).to.deep.equal([])
    }
  })

  it('takes no other', () => {
    const { differences } = compareWithExpectation(results([ran(id, 'warn')]), expectation, new Date())
    expect(differences).to.have.lengthOf(1)
  })

  it('is kept by an update that sees one of its verdicts', () => {
    expect(JSON.parse(updateExpectation(results([ran(id, 'pass')]), expectation))).to.deep.equal({
      cases: { [id]: entry },
    })
  })
})
