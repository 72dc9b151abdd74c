import { expect } from 'chai'
import fc from 'fast-check'
import {
  applyMask,
  closeCodeProblem,
  closePayload,
  encodeFrame,
  fragment,
  frameNote,
} from '../../lib/wire/index.js'
import { hex } from './support.js'

const hello = Buffer.from('Hello')

describe('lib/wire: frames as octets (RFC 6455 5.2)', () => {
  const literal = (options: Parameters<typeof encodeFrame>[0]) => encodeFrame(options).toString('hex')

  it('has the examples of RFC 6455 5.7', () => {
    expect(literal({ opcode: 1, payload: hello, mask: false })).to.equal('810548656c6c6f')
    expect(literal({ opcode: 1, payload: hello, mask: hex('37fa213d') })).to.equal('818537fa213d7f9f4d5158')
    expect(literal({ opcode: 1, payload: Buffer.from('Hel'), fin: false, mask: false })).to.equal(
      '010348656c',
    )
    expect(literal({ opcode: 0, payload: Buffer.from('lo'), mask: false })).to.equal('80026c6f')
    expect(literal({ opcode: 9, payload: hello, mask: false })).to.equal('890548656c6c6f')
    expect(literal({ opcode: 2, payload: Buffer.alloc(256), mask: false }).slice(0, 8)).to.equal('827e0100')
    expect(literal({ opcode: 2, payload: Buffer.alloc(65536), mask: false }).slice(0, 20)).to.equal(
      '827f0000000000010000',
    )
  })

  it('masks with a fresh random key unless told otherwise', () => {
    const frames = Array.from({ length: 4 }, () => encodeFrame({ opcode: 1, payload: hello }))
    for (const frame of frames) {
      expect(frame.subarray(0, 2).toString('hex')).to.equal('8185')
      expect(applyMask(frame.subarray(6), frame.subarray(2, 6)).toString()).to.equal('Hello')
    }
    expect(new Set(frames.map((frame) => frame.toString('hex'))).size).to.be.above(1)
  })

  it('changes exactly the octets at which the length needs another encoding', () => {
    const header = (length: number) =>
      literal({ opcode: 2, payload: Buffer.alloc(length), mask: false }).slice(2, -2 * length || undefined)
    expect([0, 125, 126, 65535, 65536].map(header)).to.deep.equal([
      '00',
      '7d',
      '7e007e',
      '7effff',
      '7f0000000000010000',
    ])
  })

  const knobs: readonly (readonly [string, Parameters<typeof encodeFrame>[0], string])[] = [
    ['RSV1', { opcode: 1, rsv: 4 }, 'c100'],
    ['RSV2', { opcode: 1, rsv: 2 }, 'a100'],
    ['RSV3 without FIN', { opcode: 1, rsv: 1, fin: false }, '1100'],
    ['all RSV bits on a Close frame', { opcode: 8, rsv: 7 }, 'f800'],
    ['a reserved opcode', { opcode: 15, payload: hex('00') }, '8f0100'],
    ['a length of 1 in 16 bits', { opcode: 1, payload: hex('41'), lengthBits: 16 }, '817e000141'],
    ['a length of 1 in 64 bits', { opcode: 1, payload: hex('41'), lengthBits: 64 }, '817f000000000000000141'],
    ['a 64-bit length with the top bit', { opcode: 2, declaredLength: 2n ** 63n }, '827f8000000000000000'],
    ['the largest length there is', { opcode: 2, declaredLength: 2n ** 64n - 1n }, '827fffffffffffffffff'],
    ['a payload shorter than declared', { opcode: 1, payload: hex('41'), declaredLength: 5n }, '810541'],
    [
      'a payload longer than declared',
      { opcode: 1, payload: hex('414243'), declaredLength: 1n },
      '8101414243',
    ],
    [
      'a control frame of 126 octets',
      { opcode: 9, payload: Buffer.alloc(126, 0xfe) },
      `897e007e${'fe'.repeat(126)}`,
    ],
  ]
  for (const [name, options, octets] of knobs) {
    it(`can send ${name}`, () => expect(literal({ ...options, mask: false })).to.equal(octets))
  }

  it('can send a masking key of zeros, and the MASK bit with an empty payload', () => {
    expect(literal({ opcode: 1, payload: hello, mask: Buffer.alloc(4) })).to.equal('81850000000048656c6c6f')
    expect(literal({ opcode: 1, mask: hex('01020304') })).to.equal('818001020304')
  })

  it('refuses what has no encoding', () => {
    expect(() => encodeFrame({ opcode: 16 })).to.throw(RangeError)
    expect(() => encodeFrame({ opcode: 1, rsv: 8 })).to.throw(RangeError)
    expect(() => encodeFrame({ opcode: 1, mask: Buffer.alloc(3) })).to.throw(RangeError)
    expect(() => encodeFrame({ opcode: 1, payload: Buffer.alloc(126), lengthBits: 7 })).to.throw(RangeError)
    expect(() => encodeFrame({ opcode: 1, declaredLength: 65536n, lengthBits: 16 })).to.throw(RangeError)
  })

  it('leaves the payload it was given as it was', () => {
    const payload = Buffer.from('Hello')
    encodeFrame({ opcode: 1, payload })
    expect(payload.toString()).to.equal('Hello')
  })
})

describe('lib/wire: fragments (RFC 6455 5.4)', () => {
  const shape = (...args: Parameters<typeof fragment>) =>
    fragment(...args).map(
      (frame) => `${frame.opcode}${frame.fin ? '!' : ''}:${frame.payload?.toString() ?? ''}`,
    )

  it('cuts into equal pieces', () => {
    expect(shape(hello, 1, 2)).to.deep.equal(['1:He', '0:ll', '0!:o'])
    expect(shape(hello, 1, 5)).to.deep.equal(['1!:Hello'])
    expect(shape(Buffer.alloc(0), 2, 1)).to.deep.equal(['2!:'])
  })

  it('cuts into given pieces, empty ones included; the rest is the last', () => {
    expect(shape(hello, 1, [0, 3, 0])).to.deep.equal(['1:', '0:Hel', '0:', '0!:lo'])
    expect(shape(hello, 1, [3, 2])).to.deep.equal(['1:Hel', '0!:lo'])
    expect(shape(Buffer.alloc(0), 1, [0, 0, 0])).to.deep.equal(['1:', '0:', '0!:'])
    expect(() => shape(hello, 1, [6])).to.throw(RangeError)
    expect(() => shape(hello, 1, 0)).to.throw(RangeError)
  })

  it('puts RSV bits on the first frame and the masking on all', () => {
    const frames = fragment(hello, 1, 3, { rsv: 4, mask: false })
    expect(frames.map((frame) => encodeFrame(frame).toString('hex'))).to.deep.equal([
      '410348656c',
      '80026c6f',
    ])
  })

  it('never loses or adds an octet', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 60 }), (octets, size) => {
        const frames = fragment(Buffer.from(octets), 2, size)
        expect(Buffer.concat(frames.map((frame) => frame.payload ?? Buffer.alloc(0))).equals(octets)).to.be
          .true
        expect(frames.filter((frame) => frame.fin)).to.have.length(1)
      }),
    )
  })
})

describe('lib/wire: bodies of Close frames (RFC 6455 5.5.1, 7.4)', () => {
  it('writes code and reason', () => {
    expect(closePayload().toString('hex')).to.equal('')
    expect(closePayload(1000).toString('hex')).to.equal('03e8')
    expect(closePayload(1001, 'bye ✓').toString('hex')).to.equal('03e962796520e29c93')
    expect(closePayload(1007, hex('c0')).toString('hex')).to.equal('03efc0')
  })

  it('knows which codes may be sent', () => {
    const codes = Array.from({ length: 65536 }, (_, code) => code)
    const valid = codes.filter((code) => closeCodeProblem(code) === undefined)
    const range = (from: number, to: number) => codes.slice(from, to + 1)
    expect(valid).to.deep.equal([...range(1000, 1003), ...range(1007, 1014), ...range(3000, 4999)])
  })
})

describe('lib/wire: notes about frames', () => {
  it('say what is unusual', () => {
    expect(frameNote({ opcode: 1, length: 1n, fin: true, rsv: 0, masked: true })).to.equal(
      'text, 1 octet, masked',
    )
    expect(frameNote({ opcode: 3, length: 0n, fin: false, rsv: 5, masked: false })).to.equal(
      'reserved opcode 3, 0 octets, not final, RSV1, RSV3',
    )
  })
})
