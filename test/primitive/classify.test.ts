import { expect } from 'chai'
import { checkResponse, classify, jsonCodec, resourceOf } from '../../lib/primitive/index.js'

function kindOf(text: string): string {
  const decoded = jsonCodec.decode(Buffer.from(text, 'utf8'))
  return decoded.kind === 'decoded' ? classify(decoded.value, decoded.wrapped).kind : decoded.kind
}

describe('classify', () => {
  it('takes a lone rqi for a response that lacks rsc', () => {
    expect(kindOf('{"rqi":"1"}')).to.equal('response')
  })

  it('takes what carries a notification for a request that lacks op', () => {
    expect(kindOf('{"rqi":"1","to":"C1","pc":{"m2m:sgn":{"sur":"s"}}}')).to.equal('request')
    expect(kindOf('{"rqi":"1","pc":{"m2m:rsp":{"rsc":2000,"rqi":"0"}}}')).to.equal('request')
  })

  it('reads the long names of what tells a primitive as the short ones', () => {
    const response = classify({ responseStatusCode: 2000, requestIdentifier: '1' })
    expect(response).to.include({ kind: 'response', rsc: 2000, rqi: '1' })
    expect(kindOf('{"operation":5,"requestIdentifier":"1"}')).to.equal('request')
  })
})

describe('checkResponse', () => {
  const rvi = (value: string): readonly string[] => {
    const decoded = jsonCodec.decode(Buffer.from(`{"rsc":2000,"rqi":"1","rvi":"${value}"}`, 'utf8'))
    return checkResponse(decoded, 'R3', '1').map(({ code }) => code)
  }

  it('tells a release that TS-0004 does not list from a text that is none', () => {
    expect(rvi('3')).to.deep.equal([])
    expect(rvi('5')).to.deep.equal(['rvi-unlisted'])
    expect(rvi('latest')).to.deep.equal(['bad-value'])
  })
})

describe('resourceOf', () => {
  it('finds the one resource beside something that does not belong there', () => {
    expect(resourceOf({ 'm2m:cnt': { rn: 'a' }, 'm2m:dbg': 'served' })?.attributes).to.deep.equal({ rn: 'a' })
  })

  it('finds none where there are two', () => {
    expect(resourceOf({ 'm2m:cnt': { rn: 'a' }, 'm2m:ae': { rn: 'b' } })).to.equal(undefined)
  })
})
