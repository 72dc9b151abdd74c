import { expect } from 'chai'
import fc from 'fast-check'
import { createJsonCodec, jsonCodec, type Value } from '../../lib/primitive/index.js'

const decode = (text: string) => jsonCodec.decode(Buffer.from(text))

describe('JSON codec', () => {
  it('writes a primitive bare, or inside the wrapper asked for', () => {
    const response = { rsc: 2000, rqi: 'r1' }
    expect(jsonCodec.encode(response, { wrap: 'none' }).toString()).to.equal('{"rsc":2000,"rqi":"r1"}')
    expect(jsonCodec.encode(response, { wrap: 'response' }).toString()).to.equal(
      '{"m2m:rsp":{"rsc":2000,"rqi":"r1"}}',
    )
    expect(jsonCodec.encode({ op: 2 }, { wrap: 'request' }).toString()).to.equal('{"m2m:rqp":{"op":2}}')
  })

  it('leaves out what is undefined', () => {
    expect(jsonCodec.encode({ rsc: 2000, rvi: undefined }, { wrap: 'none' }).toString()).to.equal(
      '{"rsc":2000}',
    )
  })

  it('takes the wrapper off and says which it was', () => {
    expect(decode('{"m2m:rsp":{"rsc":2000}}')).to.deep.include({ wrapped: 'm2m:rsp', value: { rsc: 2000 } })
    expect(decode('{"m2m:rqp":{"op":5}}')).to.deep.include({ wrapped: 'm2m:rqp', value: { op: 5 } })
    expect(decode('{"rsc":2000}')).to.deep.include({ wrapped: 'none', value: { rsc: 2000 } })
  })

  it('does not take content for a wrapper', () => {
    expect(decode('{"op":5,"m2m:rsp":{"rsc":2000}}')).to.include({ wrapped: 'none' })
    expect(decode('{"m2m:rsp":7}')).to.include({ wrapped: 'none' })
  })

  it('reports what stands beside the wrapper', () => {
    const outcome = decode('{"m2m:rsp":{"rsc":2000},"rqi":"r1"}')
    expect(outcome).to.have.nested.property('findings[0].code', 'beside-wrapper')
    expect(outcome).to.have.nested.property('findings[0].path', '/rqi')
  })

  it('names paths in the message as received', () => {
    expect(decode('{"m2m:rsp":{"rsc":2000.0}}')).to.have.nested.property('findings[0].path', '/m2m:rsp/rsc')
  })

  for (const [text, what] of [
    ['[1]', 'a list'],
    ['"hello"', 'a string'],
    ['7', 'a number'],
    ['null', 'null'],
    ['true', 'a boolean'],
  ] as const) {
    it(`refuses ${text}, which is no object`, () => {
      const outcome = decode(text)
      expect(outcome).to.have.nested.property('finding.code', 'not-an-object')
      expect(outcome).to.have.nested.property('finding.message').that.contains(`is ${what},`)
    })
  }

  it('obeys limits of its own', () => {
    const small = createJsonCodec({ depth: 2, octets: 20 })
    expect(small.decode(Buffer.from('{"a":{"b":{}}}'))).to.have.nested.property('finding.code', 'too-deep')
    expect(small.decode(Buffer.from('{"a":"0123456789abcdef"}'))).to.have.nested.property(
      'finding.code',
      'too-large',
    )
  })

  it('reads back what it wrote', () => {
    const primitives = fc.dictionary(fc.string(), fc.jsonValue() as fc.Arbitrary<Value>)
    const wraps = fc.constantFrom('none', 'request', 'response')
    fc.assert(
      fc.property(primitives, wraps, (primitive, wrap) => {
        const outcome = jsonCodec.decode(jsonCodec.encode(primitive, { wrap }))
        expect(outcome.kind).to.equal('decoded')
        const plain: unknown = JSON.parse(JSON.stringify(primitive))
        if (outcome.kind === 'decoded') expect(outcome.value).to.deep.equal(plain)
      }),
      { numRuns: 300 },
    )
  })

  it('never throws, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (octets) =>
        ['decoded', 'undecodable'].includes(jsonCodec.decode(Buffer.from(octets)).kind),
      ),
      { numRuns: 500 },
    )
  })
})
