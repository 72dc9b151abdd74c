import { expect } from 'chai'
import fc from 'fast-check'
import { FrameReader, largestFrame, reframed } from '../../lib/fault/frame-reader.js'
import { encodeFrame } from '../../lib/wire/index.js'
import { hex } from './support.js'

function cut(octets: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const chunks: Buffer[] = []
  let at = 0
  for (const size of sizes) {
    chunks.push(octets.subarray(at, at + size))
    at += size
  }
  return [...chunks, octets.subarray(at)]
}

const frame = fc.record({
  opcode: fc.integer({ min: 0, max: 15 }),
  fin: fc.boolean(),
  rsv: fc.integer({ min: 0, max: 7 }),
  payload: fc.uint8Array({ maxLength: 300 }).map((octets) => Buffer.from(octets)),
  mask: fc.oneof(
    fc.constant(false as const),
    fc.uint8Array({ minLength: 4, maxLength: 4 }).map((key) => Buffer.from(key)),
  ),
  lengthBits: fc.constantFrom(16 as const, 64 as const),
})

describe('FrameReader', () => {
  it('reads the frames of RFC 6455 5.7', () => {
    const pieces = new FrameReader().push(hex('810548656c6c6f 818537fa213d7f9f4d5158 8a00'))
    expect(
      pieces.map((piece) => (piece.kind === 'frame' ? piece.frame.payload.toString() : '')),
    ).to.deep.equal(['Hello', 'Hello', ''])
    const [plain, masked] = pieces
    expect(plain).to.deep.include({ kind: 'frame' })
    expect(plain?.kind === 'frame' && plain.frame.mask).to.be.undefined
    expect(masked?.kind === 'frame' && masked.frame.mask?.toString('hex')).to.equal('37fa213d')
  })

  it('gives back what it got, however it is cut into segments', () => {
    fc.assert(
      fc.property(
        fc.array(frame, { maxLength: 6 }),
        fc.array(fc.integer({ min: 0, max: 40 })),
        (frames, sizes) => {
          const whole = Buffer.concat(frames.map((each) => encodeFrame(each)))
          const reader = new FrameReader()
          const pieces = cut(whole, sizes).flatMap((chunk) => reader.push(chunk))
          const octets = pieces.map((piece) => (piece.kind === 'frame' ? piece.frame.octets : piece.octets))
          expect(Buffer.concat([...octets, reader.rest()]).equals(whole)).to.be.true
          expect(pieces).to.have.length(frames.length)
        },
      ),
    )
  })

  it('tells in how many segments each frame has come', () => {
    const reader = new FrameReader()
    const segments = (octets: string): readonly unknown[] =>
      reader.push(hex(octets)).map((piece) => piece.kind === 'frame' && piece.frame.segments)
    expect(segments('8100 8102 48')).to.deep.equal([1])
    expect(segments('69 81')).to.deep.equal([2])
    expect(['01', '61', '8100'].flatMap(segments)).to.deep.equal([3, 1])
    expect(segments('8100 8100')).to.deep.equal([1, 1])
  })

  it('lets what is not complete out on demand', () => {
    const reader = new FrameReader()
    expect(reader.push(hex('8105 4865'))).to.deep.equal([])
    expect(reader.rest().toString('hex')).to.equal('81054865')
    expect(reader.rest()).to.have.length(0)
  })

  it('does not hold frames above its limit, and goes on behind them', () => {
    const reader = new FrameReader()
    const header = Buffer.alloc(10)
    header.writeUInt16BE(0x827f)
    header.writeBigUInt64BE(BigInt(largestFrame) + 1n, 2)
    expect(reader.push(header)).to.deep.equal([
      { kind: 'large', octets: header, length: BigInt(largestFrame) + 1n },
    ])
    const body = Buffer.alloc(largestFrame, 'b')
    expect(reader.push(body)).to.deep.equal([{ kind: 'octets', octets: body }])
    const kinds = reader.push(hex('62 8a00')).map((piece) => piece.kind)
    expect(kinds).to.deep.equal(['octets', 'frame'])
  })

  it('does not believe a length of 2^63 octets', () => {
    const pieces = new FrameReader().push(hex('81ff 8000000000000000 00000000 1234'))
    expect(pieces.map((piece) => piece.kind)).to.deep.equal(['large', 'octets'])
  })
})

describe('reframed', () => {
  it('keeps what it is not told to change, masking key included', () => {
    const [piece] = new FrameReader().push(hex('818537fa213d7f9f4d5158'))
    expect(piece?.kind === 'frame' && reframed(piece.frame, {}).toString('hex')).to.equal(
      '818537fa213d7f9f4d5158',
    )
    expect(piece?.kind === 'frame' && reframed(piece.frame, { rsv: 2 }).toString('hex')).to.equal(
      'a18537fa213d7f9f4d5158',
    )
  })
})
