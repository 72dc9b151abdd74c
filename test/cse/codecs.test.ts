import { expect } from 'chai'
import fc from 'fast-check'
import { cborCodec as cseCbor } from '../../lib/cse/cbor-codec.js'
import type { Codec as CseCodec } from '../../lib/cse/codec.js'
import { jsonCodec as cseJson } from '../../lib/cse/json-codec.js'
import { isValue } from '../../lib/cse/values.js'
import { xmlCodec as cseXml } from '../../lib/cse/xml-codec.js'
import { codecFor, prepareCodecs, type Value } from '../../lib/primitive/index.js'
import { plain, primitive } from '../primitive/generators.js'

const codecs: readonly CseCodec[] = [cseJson, cseXml, cseCbor]
const roots = { request: 'm2m:rqp', response: 'm2m:rsp' } as const
const namespace = 'http://www.onem2m.org/xml/protocols'

describe('cse: codecs', () => {
  before(prepareCodecs)

  for (const codec of codecs) {
    describe(codec.serialization, () => {
      const own = codec
      const strict = (): ReturnType<typeof codecFor> => codecFor(own.serialization)

      it('reads what the tester writes', () => {
        fc.assert(
          fc.property(primitive, ({ value, wrap }) => {
            const decoded = own.decode(strict().encode(value, { wrap }))
            expect(decoded).to.include({ kind: 'primitive', root: roots[wrap] })
            expect(decoded.kind === 'primitive' && plain(decoded.parameters)).to.deep.equal(plain(value))
          }),
        )
      }).timeout(10_000)

      it('writes what the strict reader has nothing to say about', () => {
        fc.assert(
          fc.property(primitive, ({ value, wrap }) => {
            const decoded = strict().decode(own.encode(roots[wrap], value, true))
            expect(decoded.kind === 'decoded' && decoded.findings).to.deep.equal([])
            expect(decoded.kind === 'decoded' && plain(decoded.value)).to.deep.equal(plain(value))
          }),
        )
      }).timeout(10_000)

      it('takes any octets', () => {
        fc.assert(
          fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => {
            const decoded = own.decode(Buffer.from(octets))
            return decoded.kind === 'unreadable' || isValue(decoded.parameters)
          }),
          { numRuns: 1000 },
        )
      })

      it('takes primitives with octets changed', () => {
        fc.assert(
          fc.property(
            primitive,
            fc.nat(),
            fc.integer({ min: 0, max: 255 }),
            ({ value, wrap }, place, octet) => {
              const octets = Buffer.from(own.encode(roots[wrap], value, true))
              octets[place % octets.length] = octet
              const decoded = own.decode(octets)
              return decoded.kind === 'unreadable' || isValue(decoded.parameters)
            },
          ),
          { numRuns: 500 },
        )
      })
    })
  }
})

describe('cse: CBOR codec', () => {
  const decode = (hex: string) => cseCbor.decode(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
  const written = (value: Value) => cseCbor.encode('m2m:rsp', { a: value }, false).toString('hex')

  it('writes plain maps, and integers as integers', () => {
    expect(written(1)).to.equal('a1616101')
    expect(written(2 ** 32)).to.equal('a161611b0000000100000000')
    expect(written(-(2 ** 40))).to.equal('a161613b000000ffffffffff')
  })

  it('reads integers of 64 bits, but none that a double cannot hold', () => {
    expect(decode('a1 6161 1b 0000000000000005')).to.deep.nested.include({ 'parameters.a': 5 })
    expect(decode('a1 6161 1b 0020000000000001')).to.include({ kind: 'unreadable' })
  })

  const refused: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['an array', '80'],
    ['a byte string', 'a1 6161 41 61'],
    ['a date', 'a1 6161 c1 00'],
    ['a regular expression', 'a1 6161 d8 1b 82 66 526567457870 61 61'],
    ['undefined', 'a1 6161 f7'],
    ['an infinite number', 'a1 6161 f9 7c00'],
    ['superfluous octets', 'a1 6161 01 00'],
    ['a huge length', 'a1 6161 9a ffffffff'],
  ]
  for (const [name, hex] of refused) {
    it(`does not take ${name}`, () => {
      expect(decode(hex)).to.include({ kind: 'unreadable' })
    })
  }

  it('bounds nesting', () => {
    expect(decode(`a1 6161 ${'81'.repeat(70)}00`)).to.include({ kind: 'unreadable' })
    expect(decode(`a1 6161 ${'81'.repeat(200_000)}00`)).to.include({ kind: 'unreadable' })
  })
})

describe('cse: XML codec', () => {
  const decode = (inside: string, root = 'm2m:rqp') =>
    cseXml.decode(Buffer.from(`<${root} xmlns:m2m="${namespace}">${inside}</${root}>`))
  const reason = (inside: string): string => {
    const decoded = decode(inside)
    return decoded.kind === 'unreadable' ? decoded.reason : 'taken'
  }

  it('takes any prefix and white space', () => {
    const text = `<o:rqp xmlns:o="${namespace}">\n <op> 1 </op><pc>\n<o:cnt rn="c"><lbl> a  b </lbl></o:cnt></pc></o:rqp>`
    const decoded = cseXml.decode(Buffer.from(text))
    expect(decoded.kind === 'primitive' && decoded.parameters).to.deep.equal({
      op: 1,
      pc: { 'm2m:cnt': { rn: 'c', lbl: ['a', 'b'] } },
    })
  })

  const refused: readonly (readonly [string, string, string])[] = [
    ['an element that is not closed', '<op>2', 'ends nothing'],
    ['an element given twice', '<op>2</op><op>2</op>', 'twice'],
    ['an XML attribute given twice', '<pc><m2m:cnt rn="a" rn="b"/></pc>', 'twice'],
    ['a qualified parameter', '<m2m:op>2</m2m:op>', 'qualified'],
    ['a name as an element', '<pc><m2m:cnt><rn>c</rn></m2m:cnt></pc>', 'XML attribute'],
    ['text among elements', 'x<op>2</op>', 'text among elements'],
    ['a prefix that is not declared', '<pc><x:cnt/></pc>', 'not declared'],
    ['an entity that is not defined', '<op>&two;</op>', 'not defined'],
    ['a control character', '<op>\u0001</op>', 'does not allow'],
    ['a lone ampersand', '<to>a&b</to>', 'not defined'],
    ['a document type inside', '<!DOCTYPE a>', 'document type'],
    ['deep nesting', '<a>'.repeat(100) + '</a>'.repeat(100), 'deeper'],
  ]
  for (const [name, inside, expected] of refused) {
    it(`does not take ${name}`, () => {
      expect(reason(inside)).to.include(expected)
    })
  }

  it('does not take what is no single root of oneM2M', () => {
    for (const text of [
      '',
      'hello',
      '<a/>',
      `<rqp xmlns="urn:x"/>`,
      '<rqp/><rqp/>',
      '<!DOCTYPE rqp><rqp/>',
      '<rqp/>x',
    ]) {
      expect(cseXml.decode(Buffer.from(text)), text).to.include({ kind: 'unreadable' })
    }
  })

  it('finds the request identifier in a document that it does not take', () => {
    expect(decode('<rqi>r7</rqi><op>2')).to.include({ requestIdentifier: 'r7' })
  })

  it('is not slowed down by hostile documents', () => {
    const startedAt = performance.now()
    for (const piece of ['<', '<a ', '<!--', '<![CDATA[', '&', '<a b="', '<?', '<a/>', '<a>']) {
      decode(piece.repeat(30_000))
    }
    expect(performance.now() - startedAt).to.be.below(3000)
  }).timeout(5000)
})
