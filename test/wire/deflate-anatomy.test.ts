import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import { expect } from 'chai'
import fc from 'fast-check'
import { MessageDeflater, readDeflate, writeDeflate, type DeflateBlock } from '../../lib/wire/index.js'
import { hex } from './support.js'

const hello = Buffer.from('Hello')

/** What a receiver makes of the data of a message: puts the tail back and inflates. */
function inflated(payload: Buffer, dictionary?: Buffer): string {
  return inflateRawSync(Buffer.concat([payload, hex('0000ffff')]), {
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(dictionary === undefined ? {} : { dictionary }),
  }).toString()
}

function read(payload: Buffer) {
  const anatomy = readDeflate(payload)
  if (anatomy.kind !== 'read') throw new Error(anatomy.reason)
  return anatomy
}

describe('lib/wire: the blocks of DEFLATE data (RFC 1951, RFC 7692 7.2.3)', () => {
  it('writes the examples of RFC 7692 7.2.3', () => {
    expect(writeDeflate([{ kind: 'fixed', pieces: [hello] }]).toString('hex')).to.equal('f248cdc9c90700')
    expect(writeDeflate([{ kind: 'stored', octets: hello }]).toString('hex')).to.equal(
      '000500faff48656c6c6f00',
    )
    expect(writeDeflate([{ kind: 'fixed', pieces: [hello], final: true }]).toString('hex')).to.equal(
      'f348cdc9c9070000',
    )
    expect(
      writeDeflate([{ kind: 'fixed', pieces: [Buffer.from('H'), { length: 4, distance: 5 }] }]).toString(
        'hex',
      ),
    ).to.equal('f200110000')
    expect(writeDeflate([]).toString('hex')).to.equal('00')
  })

  const examples: readonly (readonly [name: string, octets: string, blocks: readonly string[]])[] = [
    ['a fixed block', 'f248cdc9c90700', ['fixed 5', 'stored 0']],
    ['a stored block', '000500faff48656c6c6f00', ['stored 5', 'stored 0']],
    ['a final block and an empty one', 'f348cdc9c9070000', ['fixed 5 final', 'stored 0']],
    [
      'two blocks with a sync flush between them',
      'f248050000 00ffff cac9c907 00',
      ['fixed 2', 'stored 0', 'fixed 3', 'stored 0'],
    ],
    ['an empty message', '00', ['stored 0']],
  ]
  for (const [name, octets, blocks] of examples) {
    it(`reads ${name}`, () => {
      expect(
        read(hex(octets)).blocks.map(
          (block) => `${block.kind} ${block.octets}${block.final ? ' final' : ''}`,
        ),
      ).to.deep.equal(blocks)
    })
  }

  it('finds out how far references reach, within the message and before it', () => {
    const text = Buffer.from('0123456789')
    const within = writeDeflate([{ kind: 'fixed', pieces: [text, { length: 5, distance: 10 }] }])
    expect(read(within)).to.include({ octets: 15, farthest: 10, longest: 5, before: 0 })
    const beyond = writeDeflate([{ kind: 'fixed', pieces: [text, { length: 5, distance: 32_768 }] }])
    expect(read(beyond)).to.include({ octets: 15, farthest: 32_768, before: 32_758 })
  })

  it('sees that a message refers to the one before', () => {
    const deflater = new MessageDeflater({ windowBits: 15, contextTakeover: true })
    expect(read(deflater.deflate(hello)).before).to.equal(0)
    expect(read(deflater.deflate(hello)).before).to.be.above(0)
  })

  const unreadable: readonly (readonly [string, string])[] = [
    ['a block type that does not exist', 'ff'],
    ['a block that is cut short', 'f248cd'],
    ['stored lengths that do not agree', '000500faf048656c6c6f00'],
    ['a stored block that wants more than there is', '000500faff4865'],
    ['the header of zlib', '789cf248cdc9c90700'],
  ]
  for (const [name, octets] of unreadable) {
    it(`does not read ${name}`, () => {
      expect(readDeflate(hex(octets)).kind).to.equal('unreadable')
    })
  }

  it('does not write what DEFLATE cannot say', () => {
    for (const piece of [
      { length: 2, distance: 1 },
      { length: 259, distance: 1 },
      { length: 3, distance: 0 },
      { length: 3, distance: 32_769 },
    ]) {
      expect(() => writeDeflate([{ kind: 'fixed', pieces: [piece] }])).to.throw(RangeError)
    }
    expect(() => writeDeflate([{ kind: 'stored', octets: Buffer.alloc(65_536) }])).to.throw(RangeError)
  })

  it('writes what zlib inflates, for all blocks and copies', () => {
    const octets = fc.uint8Array({ maxLength: 40 }).map((all) => Buffer.from(all))
    const copy = fc.record({
      length: fc.integer({ min: 3, max: 258 }),
      distance: fc.integer({ min: 1, max: 300 }),
    })
    const block: fc.Arbitrary<DeflateBlock> = fc.oneof(
      octets.map((all) => ({ kind: 'stored' as const, octets: all })),
      fc
        .array(fc.oneof(octets, copy), { maxLength: 6 })
        .map((pieces) => ({ kind: 'fixed' as const, pieces })),
    )
    const dictionary = Buffer.from('a window full of text. '.repeat(20))
    fc.assert(
      fc.property(fc.array(block, { maxLength: 5 }), (blocks) => {
        const plain = blocks
          .flatMap((each) =>
            each.kind === 'stored' ? [each.octets] : each.kind === 'fixed' ? each.pieces : [],
          )
          .reduce<Buffer>((before, piece) => {
            if (Buffer.isBuffer(piece)) return Buffer.concat([before, piece])
            const from = before.length - piece.distance
            const copied = Buffer.from(
              Array.from(
                { length: piece.length },
                (_, index) => before[from + (index % piece.distance)] ?? 0,
              ),
            )
            return Buffer.concat([before, copied])
          }, dictionary)
        const payload = writeDeflate(blocks)
        expect(inflated(payload, dictionary)).to.equal(plain.subarray(dictionary.length).toString())
        expect(read(payload).octets).to.equal(plain.length - dictionary.length)
      }),
      { numRuns: 150 },
    )
  })

  it('reads whatever zlib compresses, at every level and with every window', () => {
    const words = fc
      .array(fc.constantFrom('{"op":2,', 'to":"/id-in/', 'abc', '𝄞', '\u0000\u0001', ' '.repeat(300)), {
        maxLength: 200,
      })
      .map((parts) => Buffer.from(parts.join('')))
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 9, max: 15 }),
        (plain, level, windowBits) => {
          const data = deflateRawSync(plain, { level, windowBits, finishFlush: constants.Z_SYNC_FLUSH })
          const anatomy = read(data.subarray(0, data.length - 4))
          expect(anatomy.octets).to.equal(plain.length)
          expect(anatomy.farthest).to.be.at.most(2 ** windowBits)
          expect(anatomy.before).to.equal(0)
        },
      ),
      { numRuns: 100 },
    )
  })
})
