import { expect } from 'chai'
import {
  buildRequest,
  buildResponse,
  classify,
  operation,
  type Classified,
  type Response,
  type ValueObject,
} from '../../lib/primitive/index.js'

function response(value: ValueObject): Response {
  const classified = classify(value)
  if (classified.kind !== 'response') throw new Error(`classified as ${classified.kind}`)
  return classified
}

const codes = (classified: Classified): readonly string[] =>
  classified.kind === 'neither' ? [] : classified.problems.map(({ code }) => code)

describe('telling requests and responses apart', () => {
  it('goes by op and rsc', () => {
    expect(classify({ op: 5, to: '/cse', rqi: 'a' }).kind).to.equal('request')
    expect(classify({ rsc: 2000, rqi: 'a' }).kind).to.equal('response')
  })

  it('takes both for a response, with a problem', () => {
    const both = classify({ op: 1, rsc: 2001, rqi: 'a' })
    expect(both.kind).to.equal('response')
    expect(codes(both)).to.deep.equal(['op-and-rsc'])
  })

  it('goes by the wrapper where both are missing', () => {
    expect(classify({ to: 'x' }, 'm2m:rqp').kind).to.equal('request')
    expect(classify({}, 'm2m:rsp').kind).to.equal('response')
  })

  it('takes a lone rqi for a response that lacks rsc', () => {
    const bare = classify({ rqi: 'a', pc: {} })
    expect(bare.kind).to.equal('response')
    expect(codes(bare)).to.deep.equal(['rsc-missing'])
  })

  it('says what there is where it is neither', () => {
    expect(classify({ hello: 1 })).to.deep.equal({
      kind: 'neither',
      reason: 'there is no op, rsc or rqi among its members: "hello"',
    })
    expect(classify({})).to.have.property('reason').that.contains('none at all')
  })
})

describe('reading a response', () => {
  it('gives its parameters with their types', () => {
    const read = response({ rsc: 4004, rqi: 'a', rvi: '3', pc: { 'm2m:dbg': 'not here' } })
    expect(read).to.deep.include({ rsc: 4004, rqi: 'a', rvi: '3', debugText: 'not here', problems: [] })
    expect(read.pc).to.deep.equal({ 'm2m:dbg': 'not here' })
  })

  for (const [value, rsc, problem] of [
    [{ rsc: '2000', rqi: 'a' }, 2000, 'rsc-wrong-type'],
    [{ rsc: 2000.5, rqi: 'a' }, undefined, 'rsc-wrong-type'],
    [{ rsc: null, rqi: 'a' }, undefined, 'rsc-wrong-type'],
    [{ rsc: 'OK', rqi: 'a' }, undefined, 'rsc-wrong-type'],
  ] as const) {
    it(`tolerates ${JSON.stringify(value)}`, () => {
      const read = response(value)
      expect(read.rsc).to.equal(rsc)
      expect(codes(read)).to.deep.equal([problem])
    })
  }

  it('tolerates a missing rqi, and one of another type', () => {
    expect(codes(response({ rsc: 2000 }))).to.deep.equal(['rqi-missing'])
    expect(response({ rsc: 2000, rqi: 17 })).to.include({ rqi: '17' })
    expect(codes(response({ rsc: 2000, rqi: 17 }))).to.deep.equal(['rqi-wrong-type'])
    expect(response({ rsc: 2000, rqi: ['a'] }).rqi).to.be.undefined
  })

  it('has no content where pc is no object', () => {
    expect(response({ rsc: 2000, rqi: 'a', pc: [] }).pc).to.be.undefined
    expect(response({ rsc: 2000, rqi: 'a', pc: 'text' }).debugText).to.be.undefined
  })
})

describe('reading a request', () => {
  it('gives its parameters with their types', () => {
    const read = classify({ op: 5, to: 'CAe', fr: '/cse', rqi: 'n1', rvi: '2a', pc: { 'm2m:sgn': {} } })
    expect(read).to.deep.include({ op: operation.notify, to: 'CAe', fr: '/cse', rqi: 'n1', rvi: '2a' })
    expect(codes(read)).to.be.empty
  })

  it('leaves undefined what has another type', () => {
    expect(classify({ op: '5', to: 1, fr: null, ty: 2.5 })).to.include({
      op: undefined,
      to: undefined,
      fr: undefined,
      ty: undefined,
    })
    expect(classify({ op: 6 })).to.include({ op: undefined })
  })
})

describe('building primitives', () => {
  const parameters = { op: operation.retrieve, to: '-', rqi: 'r1', fr: 'CAe' }

  it('adds rvi where the edition has it', () => {
    expect(buildRequest('R2.0', parameters)).to.deep.equal(parameters)
    expect(buildRequest('R2A', parameters)).to.deep.equal({ ...parameters, rvi: '2a' })
    expect(buildRequest('R3', parameters)).to.deep.equal({ ...parameters, rvi: '3' })
    expect(buildResponse('R2.0', { rsc: 2000, rqi: 'r1' })).to.deep.equal({ rsc: 2000, rqi: 'r1' })
    expect(buildResponse('R3', { rsc: 2000, rqi: 'r1' })).to.deep.equal({ rsc: 2000, rqi: 'r1', rvi: '3' })
  })

  it('keeps the rvi that is given', () => {
    expect(buildRequest('R3', { ...parameters, rvi: '9' })).to.include({ rvi: '9' })
    expect(buildResponse('R2.0', { rsc: 2000, rqi: 'r1', rvi: '3' })).to.include({ rvi: '3' })
  })

  it('keeps further parameters', () => {
    const request = buildRequest('R3', { ...parameters, rt: { rtv: 2, nu: [] }, fc: { lim: 1 } })
    expect(request).to.deep.include({ rt: { rtv: 2, nu: [] }, fc: { lim: 1 } })
  })
})
