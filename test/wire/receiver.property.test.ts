import { expect } from 'chai'
import fc from 'fast-check'
import {
  encodeFrame,
  fragment,
  FrameReceiver,
  MessageDeflater,
  MessageInflater,
  type FrameOptions,
  type WireEvent,
} from '../../lib/wire/index.js'

interface Item {
  readonly opcode: 1 | 2 | 9 | 10
  readonly payload: Buffer
  readonly sizes: number
  readonly compress: boolean
}

const item: fc.Arbitrary<Item> = fc.oneof(
  fc.record({
    opcode: fc.constant<1>(1),
    payload: fc.string({ unit: 'binary', maxLength: 80 }).map((text) => Buffer.from(text)),
    sizes: fc.integer({ min: 1, max: 40 }),
    compress: fc.boolean(),
  }),
  fc.record({
    opcode: fc.constant<2>(2),
    payload: fc
      .oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(125, 126, 127, 65535, 65536).map((length) => Buffer.alloc(length, 7)),
      )
      .map((octets) => Buffer.from(octets)),
    sizes: fc.integer({ min: 1, max: 70_000 }).map((size) => Math.max(size, 1000)),
    compress: fc.boolean(),
  }),
  fc.record({
    opcode: fc.constantFrom<9 | 10>(9, 10),
    payload: fc.uint8Array({ maxLength: 125 }).map((octets) => Buffer.from(octets)),
    sizes: fc.constant(1000),
    compress: fc.constant(false),
  }),
)

function framesOf(
  items: readonly Item[],
  deflater: MessageDeflater | undefined,
  mask: FrameOptions['mask'],
): Buffer {
  const frames = items.flatMap(({ opcode, payload, sizes, compress }) => {
    const compressed = deflater !== undefined && compress
    const octets = compressed ? deflater.deflate(payload) : payload
    const knobs = { ...(mask === undefined ? {} : { mask }), ...(compressed ? { rsv: 4 } : {}) }
    return fragment(octets, opcode, opcode > 2 ? [octets.length] : sizes, knobs)
  })
  return Buffer.concat(frames.map(encodeFrame))
}

const names = { 1: 'message', 2: 'message', 9: 'ping', 10: 'pong' } as const
const told = (event: WireEvent) =>
  `${event.kind} ${'payload' in event ? event.payload.toString('base64') : ''}`

function check(
  items: readonly Item[],
  cuts: readonly number[],
  side: { windowBits: number; contextTakeover: boolean } | undefined,
) {
  const masked = side === undefined
  const octets = framesOf(items, side && new MessageDeflater(side), masked ? undefined : false)
  const events: WireEvent[] = []
  const violations: string[] = []
  const recorded: Buffer[] = []
  const receiver = new FrameReceiver({
    limit: 1 << 17,
    peer: masked ? 'client' : 'server',
    inflater: side && new MessageInflater(side, 1 << 17),
    clock: () => 0,
    record: (_kind, raw) => recorded.push(raw),
    onEvent: (event) => events.push(event),
    onViolation: ({ message }) => violations.push(message),
  })
  let at = 0
  for (let index = 0; at < octets.length; index++) {
    const size = cuts[index % cuts.length] ?? 1
    receiver.push(octets.subarray(at, at + size))
    at += size
  }
  receiver.end('end')
  expect(violations).to.deep.equal([])
  expect(events.map(told)).to.deep.equal(
    items.map(({ opcode, payload }) => `${names[opcode]} ${payload.toString('base64')}`),
  )
  expect(Buffer.concat(recorded).equals(octets)).to.be.true
}

const items = fc.array(item, { maxLength: 6 })
const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 100, max: 70_000 })), {
  minLength: 1,
  maxLength: 5,
})

describe('lib/wire: any messages in any frames in any TCP segments', () => {
  it('come out as they went in, masked and uncompressed', () => {
    fc.assert(
      fc.property(items, cuts, (messages, segments) => check(messages, segments, undefined)),
      { numRuns: 60 },
    )
  })

  it('come out as they went in, compressed or mixed', () => {
    const side = fc.record({ windowBits: fc.integer({ min: 8, max: 15 }), contextTakeover: fc.boolean() })
    fc.assert(fc.property(items, cuts, side, check), { numRuns: 60 })
  })
})
