import { expect } from 'chai'
import fc from 'fast-check'
import { MessageDeflater, MessageInflater } from '../../lib/wire/index.js'
import { hex } from './support.js'

const side = { windowBits: 15, contextTakeover: true }
const text = (from: Buffer | string) => from.toString()

describe('lib/wire: permessage-deflate data (RFC 7692 7.2)', () => {
  it('compresses like the examples of RFC 7692 7.2.3', () => {
    const deflater = new MessageDeflater(side)
    expect(deflater.deflate(Buffer.from('Hello')).toString('hex')).to.equal('f248cdc9c90700')
    expect(deflater.deflate(Buffer.from('Hello')).toString('hex')).to.equal('f200110000')
  })

  it('forgets the message before when there is no context takeover', () => {
    const deflater = new MessageDeflater({ windowBits: 15, contextTakeover: false })
    deflater.deflate(Buffer.from('Hello'))
    expect(deflater.deflate(Buffer.from('Hello')).toString('hex')).to.equal('f248cdc9c90700')
  })

  it('makes an empty message the octet 00', () => {
    const deflater = new MessageDeflater(side)
    expect(deflater.deflate(Buffer.alloc(0)).toString('hex')).to.equal('00')
    deflater.deflate(Buffer.from('Hello'))
    expect(deflater.deflate(Buffer.alloc(0)).toString('hex')).to.equal('00')
  })

  const corrupt: readonly (readonly [string, string])[] = [
    ['no octets at all', ''],
    ['a block type that does not exist', 'ff'],
    ['a block that is cut short', 'f248cd'],
    ['a stored block that wants more than there is', '000500faff4865'],
    ['a reference before the beginning', 'f200110000'],
    ['data behind a final block that is no block', 'f348cdc9c90700 ff'],
    ['a final block without the octet 00 behind it', 'f348cdc9c907'],
  ]
  for (const [name, octets] of corrupt) {
    it(`finds ${name} corrupt`, () => {
      expect(new MessageInflater(side, 1000).inflate(hex(octets)).kind).to.equal('corrupt')
    })
  }

  it('keeps the window across a final block inside a message', () => {
    const inflater = new MessageInflater(side, 1000)
    expect(inflater.inflate(hex('f348cdc9c90700 f200110000'))).to.deep.equal({
      kind: 'inflated',
      payload: Buffer.from('HelloHello'),
    })
  })

  it('allows only so many final blocks', () => {
    const many = Buffer.concat([...Array.from({ length: 1000 }, () => hex('0300')), hex('00')])
    expect(new MessageInflater(side, 1000).inflate(many).kind).to.equal('corrupt')
  })

  it('takes exactly the limit, and not one octet more', () => {
    const data = new MessageDeflater(side).deflate(Buffer.alloc(1000))
    expect(new MessageInflater(side, 1000).inflate(data).kind).to.equal('inflated')
    expect(new MessageInflater(side, 999).inflate(data).kind).to.equal('too-long')
  })

  it('stops a bomb before it has inflated', () => {
    const bomb = new MessageDeflater(side).deflate(Buffer.alloc(1 << 26))
    expect(bomb.length).to.be.below(70_000)
    const before = process.memoryUsage().arrayBuffers
    expect(new MessageInflater(side, 1 << 16).inflate(bomb).kind).to.equal('too-long')
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(1 << 22)
  })

  it('does not blame a message for the context that another one spoilt', () => {
    const deflater = new MessageDeflater(side)
    const [first, second] = ['Hello', 'Hello'].map((message) => deflater.deflate(Buffer.from(message)))
    const inflater = new MessageInflater(side, 1000)
    expect(first && inflater.inflate(first).kind).to.equal('inflated')
    expect(inflater.inflate(hex('ff')).kind).to.equal('corrupt')
    expect(second && inflater.inflate(second).kind).to.equal('context-lost')
    expect(inflater.inflate(hex('f248cdc9c90700')).kind).to.equal('inflated')
  })

  it('inflates whatever it has compressed, for every window and with or without takeover', () => {
    const message = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .array(fc.constantFrom('{"op":2,"to":"/id-in",', '"rqi":"abc"}', ' '.repeat(400)), { maxLength: 40 })
        .map((parts) => Buffer.from(parts.join(''))),
    )
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 8 }),
        fc.integer({ min: 8, max: 15 }),
        fc.boolean(),
        (messages, windowBits, contextTakeover) => {
          const deflater = new MessageDeflater({ windowBits, contextTakeover })
          const inflater = new MessageInflater({ windowBits, contextTakeover }, 1 << 20)
          for (const payload of messages.map((octets) => Buffer.from(octets))) {
            const inflated = inflater.inflate(deflater.deflate(payload))
            expect(inflated.kind === 'inflated' && text(inflated.payload)).to.equal(text(payload))
          }
        },
      ),
      { numRuns: 150 },
    )
  })
})
