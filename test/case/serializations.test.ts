import { expect } from 'chai'
import type { CaseContext, Variant } from '../../lib/case/index.js'
import type { CseOptions, Rules } from '../../lib/cse/index.js'
import { startCseHere } from '../../lib/cse/server.js'
import { codecFor } from '../../lib/primitive/index.js'
import type { CaseResult } from '../../lib/record/index.js'
import { serializations } from '../../lib/spec/index.js'
import { required } from '../../lib/sut/index.js'
import { runAgainst, variant } from './support.js'

/** Registers an AE and retrieves it. */
async function retrieve({ sut, expect: judge }: CaseContext): Promise<void> {
  const session = await sut.session()
  required(await session.retrieve(session.target), 2000)
  judge(session.open.serialization, '6.2.1-5', {
    sent: '',
    came: '',
    wanted: '',
    evidence: sut.evidence,
  }).to.equal(sut.serialization)
}

const watch: Variant = {
  id: 'CSE/WCH/999',
  serialization: undefined,
  definition: {
    kind: 'watch',
    id: 'CSE/WCH/999',
    clause: '6.2.2.9',
    title: 'keeps to the serialization agreed on',
    covers: ['6.2.2.9-3', '6.2.2.9-4', '6.2.2.9-7', '5.1-3'],
    watches: ['message'],
    sends: 'nothing',
    accepts: 'that serialization',
  },
}

/** The retrieval, and what the watch saw meanwhile. */
async function ran(
  options: Partial<CseOptions>,
  rules: Partial<Rules> = {},
): Promise<{ readonly served: CaseResult | undefined; readonly watched: CaseResult | undefined }> {
  const cse = await startCseHere({ edition: 'R2A', ...options }, rules)
  try {
    const results = await runAgainst(cse.url, [variant('CSE/HSK/999', { run: retrieve }), watch])
    const [served, watched] = ['CSE/HSK/999', 'CSE/WCH/999'].map((id) =>
      results.find((each) => each.id === id),
    )
    return { served, watched }
  } finally {
    await cse.stop()
  }
}

describe('a SUT with a single serialization', () => {
  for (const serialization of serializations) {
    it(`is discovered and tested in ${serialization}`, async () => {
      const { served, watched } = await ran({ serializations: [serialization] })
      expect(served?.verdict).to.equal('pass')
      expect(watched?.verdict).to.equal('pass')
    })
  }
})

describe('a SUT that writes XML against the schemas', () => {
  const edited = (edit: (text: string) => string): Partial<Rules> => ({
    outgoing: (message) => [{ ...message, octets: Buffer.from(edit(message.octets.toString('utf8'))) }],
  })
  const defects: readonly (readonly [string, string, (text: string) => string])[] = [
    [
      'a default namespace for everything',
      'fail',
      (text) => text.replace('xmlns:m2m', 'xmlns').replaceAll('m2m:', ''),
    ],
    ['names as elements', 'fail', (text) => text.replace(/ rn="([^"]*)">/, '><rn>$1</rn>')],
    ['rqi before rsc', 'warn', (text) => text.replace(/(<rsc>.*<\/rsc>)(<rqi>.*<\/rqi>)/, '$2$1')],
  ]
  for (const [name, verdict, edit] of defects) {
    it(`is understood all the same with ${name}, and gets ${verdict} for just that`, async () => {
      const { served, watched } = await ran({ serializations: ['xml'] }, edited(edit))
      expect(served?.verdict).to.equal('pass')
      const found = watched?.findings.map((finding) => `${finding.requirement} ${finding.verdict}`)
      expect(new Set(found)).to.deep.equal(new Set([`6.2.2.9-7 ${verdict}`]))
    })
  }
})

describe('a SUT that answers in JSON on connections for CBOR', () => {
  /** Puts what goes out in CBOR into JSON. */
  const rules: Partial<Rules> = {
    outgoing(message) {
      const decoded = codecFor('cbor').decode(message.octets)
      if (decoded.kind !== 'decoded') return [message]
      const octets = codecFor('json').encode(decoded.value, { wrap: 'none' })
      return [{ serialization: 'json', octets, type: 'text' }]
    },
  }

  it('is understood all the same, and fails for just that', async () => {
    const { served, watched } = await ran({ serializations: ['cbor'] }, rules)
    expect(served?.verdict).to.equal('pass')
    expect(watched?.findings.map(({ requirement, verdict }) => `${requirement} ${verdict}`)).to.have.members([
      '6.2.2.9-3 fail',
      '6.2.2.9-4 fail',
    ])
  })
})
