import { expect } from 'chai'
import fc from 'fast-check'
import {
  checkNotification,
  checkRequest,
  checkResponse,
  jsonCodec,
  primitiveFindingCodes,
  readRequest,
  type PrimitiveFinding,
} from '../../lib/primitive/index.js'
import { editions, type Edition } from '../../lib/spec/types.js'

const decode = (text: string) => jsonCodec.decode(Buffer.from(text))
const brief = (findings: readonly PrimitiveFinding[]): readonly string[] =>
  findings.map(({ code, path }) => `${code} ${path}`)

describe('checkResponse', () => {
  const judge = (text: string, edition: Edition): readonly string[] =>
    brief(checkResponse(decode(text), edition, 'r1'))

  it('finds nothing wrong with the response that the edition shows', () => {
    expect(judge('{"m2m:rsp":{"rsc":2000,"rqi":"r1"}}', 'R2.0')).to.deep.equal([])
    expect(judge('{"rsc":2000,"rqi":"r1","rvi":"2a"}', 'R2A')).to.deep.equal([])
    expect(judge('{"rsc":2002,"rqi":"r1","rvi":"3","to":"Cae","fr":"/cse"}', 'R3')).to.deep.equal([])
    expect(
      judge('{"rsc":2000,"rqi":"r1","rvi":"3","pc":{"m2m:cin":{"con":20.0,"cs":4}}}', 'R3'),
    ).to.deep.equal([])
  })

  const table: readonly (readonly [Edition, string, readonly string[]])[] = [
    ['R3', '{"rsc":2000', ['syntax ']],
    ['R3', '', ['empty ']],
    ['R3', '[]', ['not-an-object ']],
    ['R3', '{"hello":1}', ['not-a-response ']],
    ['R3', '{"op":5,"to":"a","rqi":"r1"}', ['not-a-response ']],
    ['R3', '{"rqi":"r1","rvi":"3"}', ['rsc-missing /rsc']],
    ['R3', '{"rsc":"2000","rqi":"r1","rvi":"3"}', ['rsc-wrong-type /rsc']],
    ['R3', '{"rsc":2999,"rqi":"r1","rvi":"3"}', ['rsc-unlisted /rsc']],
    ['R3', '{"rsc":200,"rqi":"r1","rvi":"3"}', ['bad-value /rsc']],
    ['R3', '{"rsc":2000.0,"rqi":"r1","rvi":"3"}', ['integer-with-fraction /rsc']],
    ['R3', '{"rsc":2000,"rvi":"3"}', ['rqi-missing /rqi']],
    ['R3', '{"rsc":2000,"rqi":1,"rvi":"3"}', ['rqi-wrong-type /rqi', 'rqi-foreign /rqi']],
    ['R3', '{"rsc":2000,"rqi":"r2","rvi":"3"}', ['rqi-foreign /rqi']],
    ['R3', '{"rsc":2000,"rqi":"r1"}', ['rvi-missing /rvi']],
    ['R2A', '{"rsc":2000,"rqi":"r1"}', ['rvi-missing /rvi']],
    ['R2.0', '{"m2m:rsp":{"rsc":2000,"rqi":"r1","rvi":"2a"}}', ['rvi-unexpected /m2m:rsp/rvi']],
    ['R3', '{"rsc":2000,"rqi":"r1","rvi":3}', ['rvi-wrong-type /rvi']],
    ['R3', '{"rsc":2000,"rqi":"r1","rvi":"9"}', ['rvi-unlisted /rvi']],
    ['R3', '{"m2m:rsp":{"rsc":2000,"rqi":"r1","rvi":"3"}}', ['wrapped /m2m:rsp']],
    ['R2A', '{"m2m:rsp":{"rsc":2000,"rqi":"r1","rvi":"2a"}}', ['wrapped /m2m:rsp']],
    ['R2.0', '{"rsc":2000,"rqi":"r1"}', ['not-wrapped ']],
    ['R2.0', '{"m2m:rqp":{"rsc":2000,"rqi":"r1"}}', ['wrapper-mismatch /m2m:rqp']],
    ['R3', '{"op":1,"rsc":2000,"rqi":"r1","rvi":"3"}', ['op-and-rsc /op']],
    ['R3', '{"rsc":2000,"rqi":"r1","rvi":"3","extra":1}', ['unknown-member /extra']],
    ['R3', '{"rsc":2000,"rqi":"r1","rvi":"3","primitiveContent":{}}', ['long-name /primitiveContent']],
    ['R3', '{"rsc":2000,"rqi":"r1","rvi":"3","rqi":"r1"}', ['duplicate-member /rqi']],
    ['R3', '{"rsc":2000,"rqi":"r1","rvi":"3","pc":{}}', ['content-members /pc']],
    [
      'R3',
      '{"rsc":2000,"rqi":"r1","rvi":"3","pc":{"m2m:cin":{"cs":4.0,"con":4.0}}}',
      ['integer-with-fraction /pc/m2m:cin/cs'],
    ],
    [
      'R2.0',
      '{"m2m:rsp":{"rsc":2000,"rqi":"r1","pc":{"m2m:ae":{"rr":1}}}}',
      ['wrong-type /m2m:rsp/pc/m2m:ae/rr'],
    ],
    ['R3', '{"rsc":4004,"rqi":"r1","rvi":"3","cnst":1}', ['not-allowed /cnst']],
  ]
  for (const [edition, text, expected] of table) {
    it(`${edition}: ${text === '' ? 'nothing' : text}`, () => {
      expect(judge(text, edition)).to.have.members(expected)
    })
  }

  it('takes any rqi where none is expected', () => {
    expect(checkResponse(decode('{"rsc":2000,"rqi":"other","rvi":"3"}'), 'R3', undefined)).to.deep.equal([])
  })

  it('says what is wrong in words, and which row says so', () => {
    const [finding] = checkResponse(decode('{"rsc":"2000","rqi":"r1","rvi":"3"}'), 'R3', 'r1')
    expect(finding).to.deep.equal({
      code: 'rsc-wrong-type',
      path: '/rsc',
      message: 'rsc is the string "2000", and should be an integer',
      row: 'TS-0004/7.2.1.2-1',
    })
  })
})

describe('checkRequest', () => {
  const judge = (text: string, edition: Edition): readonly string[] =>
    brief(checkRequest(decode(text), edition))
  const content = '"pc":{"m2m:sgn":{"sur":"/cse/s","vrq":true}}'

  const table: readonly (readonly [Edition, string, readonly string[]])[] = [
    ['R3', `{"op":5,"to":"Cae","fr":"/cse","rqi":"n1","rvi":"3",${content}}`, []],
    ['R2.0', `{"m2m:rqp":{"op":5,"to":"Cae","fr":"/cse","rqi":"n1",${content}}}`, []],
    ['R2.0', `{"op":5,"to":"Cae","fr":"/cse","rqi":"n1",${content}}`, ['not-wrapped ']],
    [
      'R3',
      `{"m2m:rqp":{"op":5,"to":"Cae","fr":"/cse","rqi":"n1","rvi":"3",${content}}}`,
      ['wrapped /m2m:rqp'],
    ],
    ['R3', `{"op":5,"to":"Cae","fr":"/cse","rvi":"3",${content}}`, ['rqi-missing /rqi']],
    ['R3', `{"op":5,"to":"Cae","rqi":"n1","rvi":"3",${content}}`, ['missing-member /fr']],
    ['R2A', `{"op":5,"to":"Cae","fr":"/cse","rqi":"n1",${content}}`, ['rvi-missing /rvi']],
    [
      'R3',
      `{"op":5.0,"to":"Cae","fr":"/cse","rqi":"n1","rvi":"3",${content}}`,
      ['integer-with-fraction /op'],
    ],
    [
      'R3',
      '{"op":5,"to":"Cae","fr":"/cse","rqi":"n1","rvi":"3","pc":{"m2m:sgn":{}}}',
      ['missing-member /pc/m2m:sgn/sur'],
    ],
    [
      'R3',
      '{"op":5,"to":"Cae","fr":"/cse","rqi":"n1","rvi":"3","pc":{"m2m:rsp":{"rsc":2000,"rqi":"r1"}}}',
      ['missing-member /pc/m2m:rsp/rvi'],
    ],
    ['R3', '{"rsc":2000,"rqi":"a"}', ['not-a-request ']],
    ['R3', 'x', ['syntax ']],
  ]
  for (const [edition, text, expected] of table) {
    it(`${edition}: ${text}`, () => {
      expect(judge(text, edition)).to.have.members(expected)
    })
  }
})

describe('checkNotification', () => {
  it('wants a notification, or the result of a request', () => {
    for (const name of ['m2m:sgn', 'm2m:rsp', 'm2m:agn']) {
      expect(checkNotification(readRequest({ op: 5, pc: { [name]: {} } }))).to.deep.equal([])
    }
    expect(brief(checkNotification(readRequest({ op: 5, pc: { 'm2m:cin': {} } })))).to.deep.equal([
      'content-members /pc',
    ])
    expect(brief(checkNotification(readRequest({ op: 5 })))).to.deep.equal(['content-members /pc'])
  })
})

describe('the checks', () => {
  it('never throw, whatever the SUT sends', () => {
    const names = fc.constantFrom(
      'op',
      'rsc',
      'rqi',
      'rvi',
      'pc',
      'rt',
      'm2m:rsp',
      'm2m:rqp',
      'm2m:ae',
      'm2m:sgn',
      'm2m:agr',
      'nev',
      'rep',
      '__proto__',
    )
    const { tree } = fc.letrec((tie) => ({
      leaf: fc.oneof(fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
      list: fc.array(tie('tree'), { maxLength: 3 }),
      object: fc.dictionary(names, tie('tree'), { maxKeys: 5 }),
      tree: fc.oneof({ maxDepth: 5, depthSize: 'large' }, tie('leaf'), tie('object'), tie('list')),
    }))
    fc.assert(
      fc.property(tree, fc.constantFrom(...editions), (value, edition) => {
        const decoded = decode(JSON.stringify(value))
        expect(checkResponse(decoded, edition, 'r1')).to.be.an('array')
        expect(checkRequest(decoded, edition)).to.be.an('array')
      }),
      { numRuns: 300 },
    )
  })
})

describe('finding codes', () => {
  it('are unique', () => {
    expect(new Set(primitiveFindingCodes).size).to.equal(primitiveFindingCodes.length)
  })
})
