import { expect } from 'chai'
import { decode as independent, encode as independentlyEncoded } from 'cbor2'
import fc from 'fast-check'
import {
  cborCodec,
  createCborCodec,
  jsonCodec,
  type Value,
  type ValueObject,
} from '../../lib/primitive/index.js'
import { plain, primitive } from './generators.js'

const decode = (hex: string) => cborCodec.decode(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const encoded = (value: ValueObject): string => cborCodec.encode(value, { wrap: 'none' }).toString('hex')

/** The value that `{"con": item}` has when the item is these octets. */
function read(item: string): { readonly value: Value | undefined; readonly codes: readonly string[] } {
  const outcome = decode(`a1 63 636f6e ${item}`)
  if (outcome.kind === 'undecodable') return { value: undefined, codes: [outcome.finding.code] }
  return { value: outcome.value['con'], codes: outcome.findings.map(({ code }) => code) }
}

describe('CBOR codec', () => {
  it('writes heads in their shortest form, and never half precision', () => {
    const examples: readonly (readonly [Value, string])[] = [
      [0, '00'],
      [-0, '00'],
      [23, '17'],
      [24, '1818'],
      [256, '190100'],
      [65536, '1a00010000'],
      [2 ** 32, '1b0000000100000000'],
      [Number.MAX_SAFE_INTEGER, '1b001fffffffffffff'],
      [-1, '20'],
      [-257, '390100'],
      [Number.MIN_SAFE_INTEGER, '3b001ffffffffffffe'],
      [1.5, 'fa3fc00000'],
      [20.1, 'fb403419999999999a'],
      [2 ** 60, 'fa5d800000'],
      ['é', '62c3a9'],
      ['\ud800', '63efbfbd'],
      [true, 'f5'],
      [false, 'f4'],
      [null, 'f6'],
      [[], '80'],
      [{}, 'a0'],
      ['x'.repeat(24), `7818${'78'.repeat(24)}`],
    ]
    for (const [value, hex] of examples) expect(encoded({ a: value })).to.equal(`a16161${hex}`)
  })

  it('leaves out members that are undefined, and wraps where asked to', () => {
    expect(cborCodec.encode({ op: 2, rvi: undefined }, { wrap: 'none' }).toString('hex')).to.equal(
      'a1626f7002',
    )
    expect(cborCodec.encode({ op: 2 }, { wrap: 'request' }).toString('hex')).to.equal(
      'a1676d326d3a727170a1626f7002',
    )
  })

  it('takes the wrapper off', () => {
    expect(decode('a1 67 6d326d3a727370 a1 63 727363 19 07d0')).to.deep.include({
      kind: 'decoded',
      serialization: 'cbor',
      wrapped: 'm2m:rsp',
    })
  })

  it('accepts longer heads than needed, and indefinite lengths', () => {
    expect(read('1b 0000000000000007')).to.deep.equal({ value: 7, codes: [] })
    expect(read('7f 61 61 61 62 ff')).to.deep.equal({ value: 'ab', codes: [] })
    expect(read('9f 01 02 ff')).to.deep.equal({ value: [1, 2], codes: [] })
    expect(plain(read('bf 61 61 01 ff').value ?? null)).to.deep.equal({ a: 1 })
    expect(read('f9 3e00')).to.deep.equal({ value: 1.5, codes: [] })
  })

  const remarkable: readonly (readonly [string, string, Value, string])[] = [
    ['a byte string for a text', '42 6869', 'hi', 'byte-string'],
    ['a float for an integer', 'fb 409f400000000000', 2000, 'integer-with-fraction'],
    ['a negative zero', 'f9 8000', -0, 'negative-zero'],
    ['an integer beyond a double', '1b 0020000000000001', 2 ** 53, 'unsafe-integer'],
    ['an infinite number', 'f9 7c00', Infinity, 'number-out-of-range'],
    ['no number', 'f9 7e00', NaN, 'number-out-of-range'],
    ['a tag', 'c1 01', 1, 'tag'],
    ['undefined', 'f7', null, 'simple-value'],
    ['a simple value', 'f8 20', null, 'simple-value'],
    ['text that is not UTF-8', '62 c328', '\ufffd(', 'invalid-utf8'],
  ]
  for (const [name, item, value, code] of remarkable) {
    it(`reads ${name}, and says so`, () => {
      expect(read(item)).to.deep.equal({ value, codes: [code] })
    })
  }

  it('reads keys that are no text strings, and says so', () => {
    expect(decode('a1 41 61 01')).to.deep.nested.include({ 'value.a': 1, 'findings[0].code': 'byte-string' })
    expect(decode('a1 01 02')).to.deep.nested.include({ 'value.1': 2, 'findings[0].code': 'key-not-text' })
    const listed = decode('a1 81 01 02')
    expect(listed.kind === 'decoded' && listed.value['[1]']).to.equal(2)
  })

  it('takes the last of equal keys, and says where they are', () => {
    const outcome = decode('a1 62 7063 a2 61 61 01 61 61 02')
    expect(outcome).to.deep.nested.include({ 'value.pc.a': 2, 'findings[0].path': '/pc/a' })
    expect(outcome).to.have.nested.property('findings[0].position.offset', 8)
  })

  it('reads what comes before superfluous octets', () => {
    expect(decode('a1 61 61 01 00')).to.deep.nested.include({
      'value.a': 1,
      'findings[0].code': 'trailing-octets',
    })
  })

  const unreadable: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'empty'],
    ['an array', '80', 'not-an-object'],
    ['null', 'f6', 'not-an-object'],
    ['a map that is cut off', 'a1', 'syntax'],
    ['a head that is cut off', 'b9 00', 'syntax'],
    ['a string longer than the message', 'a1 61 61 7b ffffffffffffffff', 'syntax'],
    ['an array longer than the message', 'a1 61 61 9a 7fffffff', 'syntax'],
    ['a map longer than the message', 'bb 7fffffffffffffff', 'syntax'],
    ['a break in the wrong place', 'a1 61 61 ff', 'syntax'],
    ['a break alone', 'ff', 'syntax'],
    ['a reserved length', 'a1 61 61 1c', 'syntax'],
    ['an indefinite integer', 'a1 61 61 1f', 'syntax'],
    ['a chunk of the wrong type', 'a1 61 61 7f 41 61 ff', 'syntax'],
    ['a chunk of indefinite length', 'a1 61 61 7f 7f ff ff', 'syntax'],
    ['a simple value in two octets', 'a1 61 61 f8 14', 'syntax'],
  ]
  for (const [name, hex, code] of unreadable) {
    it(`cannot read ${name}`, () => {
      expect(decode(hex)).to.have.nested.property('finding.code', code)
    })
  }

  it('bounds depth, length and the number of findings', () => {
    const deep = Buffer.concat([Buffer.from('a16161', 'hex'), Buffer.alloc(100_000, 0x81)])
    expect(cborCodec.decode(deep)).to.have.nested.property('finding.code', 'too-deep')
    const tags = Buffer.concat([Buffer.from('a16161', 'hex'), Buffer.alloc(100_000, 0xc1)])
    expect(cborCodec.decode(tags)).to.have.nested.property('finding.code', 'too-deep')
    const small = createCborCodec({ depth: 5, octets: 3 })
    expect(small.decode(Buffer.alloc(4))).to.have.nested.property('finding.code', 'too-large')
    const many = Buffer.concat([Buffer.from('a161619a000f4240', 'hex'), Buffer.alloc(1_000_000, 0xf7)])
    const outcome = cborCodec.decode(many)
    expect(outcome.kind === 'decoded' && outcome.findings.length).to.equal(101)
  })

  it('never throws, whatever the octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (octets) =>
        ['decoded', 'undecodable'].includes(cborCodec.decode(Buffer.from(octets)).kind),
      ),
      { numRuns: 2000 },
    )
  })

  it('never throws for primitives with octets changed', () => {
    fc.assert(
      fc.property(primitive, fc.nat(), fc.integer({ min: 0, max: 255 }), ({ value, wrap }, place, octet) => {
        const octets = cborCodec.encode(value, { wrap })
        octets[place % octets.length] = octet
        return ['decoded', 'undecodable'].includes(cborCodec.decode(octets).kind)
      }),
      { numRuns: 1000 },
    )
  })

  it('reads back what it writes, the same as JSON, without findings', () => {
    fc.assert(
      fc.property(primitive, fc.constantFrom('none', 'request', 'response'), ({ value }, wrap) => {
        const outcome = cborCodec.decode(cborCodec.encode(value, { wrap }))
        const json = jsonCodec.decode(jsonCodec.encode(value, { wrap }))
        expect(outcome).to.deep.equal({ ...json, serialization: 'cbor' })
      }),
    )
  })

  it('agrees with an independent implementation, in both directions', () => {
    fc.assert(
      fc.property(primitive, ({ value }) => {
        expect(plain(independent<Value>(cborCodec.encode(value, { wrap: 'none' })))).to.deep.equal(
          plain(value),
        )
        const outcome = cborCodec.decode(Buffer.from(independentlyEncoded(value)))
        expect(outcome.kind === 'decoded' && plain(outcome.value)).to.deep.equal(plain(value))
      }),
    )
  })
})
