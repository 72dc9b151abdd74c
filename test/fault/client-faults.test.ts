import { expect } from 'chai'
import { faultById } from '../../lib/fault/index.js'
import { FrameReader } from '../../lib/fault/frame-reader.js'
import type { ClientEnd, Step, Tampering } from '../../lib/fault/types.js'
import { encodeFrame, type FrameOptions } from '../../lib/wire/index.js'
import { framesThrough, headThrough, request, serverText } from './support.js'

/** Begins a connection through the tamper of a fault. */
function connections(id: string): () => Tampering {
  const fault = faultById(id)
  if (fault?.kind !== 'octet') throw new Error(`there is no octet fault ${id}`)
  return fault.tamper()
}

function connection(id: string): Tampering {
  return connections(id)()
}

const key = Buffer.alloc(4)

function frame(options: FrameOptions): Buffer {
  return encodeFrame({ mask: key, ...options })
}

function message(payload: string | Buffer): Buffer {
  return frame({ opcode: 1, payload: Buffer.from(payload) })
}

function fragments(sizes: readonly number[], last = true): Buffer {
  return Buffer.concat(
    sizes.map((size, index) =>
      frame({
        opcode: index === 0 ? 1 : 0,
        payload: Buffer.alloc(size, 'a'),
        fin: last && index === sizes.length - 1,
      }),
    ),
  )
}

function repeated(count: number, octets: Buffer): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => octets))
}

/** Whether everything that the client sends goes on as it is. */
function passes(tampering: Tampering, octets: Buffer): boolean {
  return framesThrough('fromClient', tampering, octets).join('') === octets.toString('hex')
}

/** What is done where a client ends TCP. */
function ended(tampering: Tampering, end: Partial<ClientEnd> = {}): readonly Step[] {
  return tampering.clientEnded?.({ how: 'end', insideFrame: false, ...end }) ?? []
}

const cut = { insideFrame: true }
const notify = serverText('{"op":5,"to":"C1","rqi":"n1"}')
const kib = 1024

/** What a fault lets pass, and what it does not. */
const sizes: readonly (readonly [fault: string, passing: Buffer, other: Buffer])[] = [
  [
    'frames-above-512-kibioctets-refused',
    message(Buffer.alloc(512 * kib)),
    message(Buffer.alloc(512 * kib + 1)),
  ],
  ['fragments-above-64-kibioctets-lost', fragments([64 * kib - 1, 1]), fragments([64 * kib, 1])],
  ['beyond-limit-dropped', message(Buffer.alloc(kib * kib)), message(Buffer.alloc(kib * kib + 1))],
  ['beyond-limit-unanswered', fragments([kib * kib - 1, 1]), fragments([kib * kib, 1])],
  ['endless-message-kills', fragments(Array<number>(4500).fill(0)), fragments(Array<number>(4501).fill(0))],
  [
    'fragments-limited-to-3000',
    fragments(Array<number>(3000).fill(0)),
    fragments(Array<number>(3001).fill(0)),
  ],
  ['pings-limited', repeated(500, frame({ opcode: 9 })), repeated(501, frame({ opcode: 9 }))],
  ['pongs-limited', repeated(500, frame({ opcode: 10 })), repeated(501, frame({ opcode: 10 }))],
  ['fortieth-message-lost', repeated(39, message('a')), repeated(40, message('a'))],
  ['requests-beyond-32-lost', repeated(32, message('{"op":2}')), repeated(33, message('{"op":2}'))],
  [
    'binary-checked-as-text',
    frame({ opcode: 2, payload: Buffer.of(0x61) }),
    frame({ opcode: 2, payload: Buffer.of(0xa5) }),
  ],
  ['binary-fragments-refused', fragments([1, 1]), frame({ opcode: 2, fin: false })],
  [
    'binary-of-16-bit-length-lost',
    message(Buffer.alloc(126)),
    frame({ opcode: 2, payload: Buffer.alloc(126) }),
  ],
  [
    'fragment-served-at-once',
    fragments([1, 1]),
    frame({ opcode: 1, payload: Buffer.from('{}'), fin: false }),
  ],
  [
    'close-unanswered-while-pending',
    frame({ opcode: 8 }),
    Buffer.concat([message('{"op":2}'), frame({ opcode: 8 })]),
  ],
]

describe('faults on sizes and numbers', () => {
  for (const [fault, passing, other] of sizes) {
    it(`${fault} shows beyond its size or number, and not before`, () => {
      expect(passes(connection(fault), passing)).to.equal(true)
      expect(passes(connection(fault), other)).to.equal(false)
    })
  }
})

/** What has gone on when a client ends TCP, and how it does. */
const fatal: readonly (readonly [
  fault: string,
  harmless: readonly [fromClient: Buffer, fromServer: Buffer, end: Partial<ClientEnd>],
  deadly: readonly [fromClient: Buffer, fromServer: Buffer, end: Partial<ClientEnd>],
])[] = [
  ['frame-without-end-kills', [message('a'), Buffer.alloc(0), {}], [message('a'), Buffer.alloc(0), cut]],
  [
    'lost-client-kills',
    [message('{"op":2}'), serverText('{"rsc":2000}'), {}],
    [message('{"op":2}'), Buffer.alloc(0), {}],
  ],
  [
    'lost-receiver-kills',
    [Buffer.alloc(0), Buffer.alloc(0), {}],
    [Buffer.alloc(0), notify, { how: 'reset' }],
  ],
  [
    'fresh-reset-kills',
    [message('a'), Buffer.alloc(0), { how: 'reset' }],
    [Buffer.alloc(0), Buffer.alloc(0), { how: 'reset' }],
  ],
]

/** What a fault makes of a frame that comes in these TCP segments. */
function inSegments(id: string, ...segments: readonly Buffer[]): string {
  const reader = new FrameReader()
  const tampering = connection(id)
  const outcomes = segments
    .flatMap((segment) => reader.push(segment))
    .map((piece) =>
      piece.kind === 'frame'
        ? tampering.fromClient?.(piece.frame, { request, answer: undefined })
        : undefined,
    )
  return outcomes.map((outcome) => (outcome !== undefined && 'octets' in outcome ? 'passed' : 'lost')).join()
}

describe('faults on TCP segments', () => {
  for (const [fault, octets] of [
    ['binary-in-segments-lost', frame({ opcode: 2, payload: Buffer.from('a') })],
    ['length-of-16-bits-in-segments-lost', message(Buffer.alloc(126))],
  ] as const) {
    it(`${fault} shows where a frame comes in more than one`, () => {
      expect(inSegments(fault, octets)).to.equal('passed')
      expect(inSegments(fault, octets.subarray(0, 3), octets.subarray(3))).to.equal('lost')
    })
  }

  for (const [fault, arrival] of [
    ['handshake-in-segments-refused', { segments: 2, followed: false }],
    ['handshake-with-octets-behind-unanswered', { segments: 1, followed: true }],
  ] as const) {
    it(`${fault} shows where a handshake comes so`, () => {
      const tampering = connection(fault)
      expect(tampering.request?.(request, { segments: 1, followed: false })).to.equal(request)
      expect(tampering.request?.(request, arrival)).to.not.equal(request)
    })
  }
})

describe('faults on the end of TCP by the client', () => {
  for (const [fault, harmless, deadly] of fatal) {
    it(`${fault} shows in the connections that come after`, () => {
      const begin = connections(fault)
      const lose = ([fromClient, fromServer, end]: typeof harmless): void => {
        const tampering = begin()
        framesThrough('fromClient', tampering, fromClient)
        framesThrough('fromServer', tampering, fromServer)
        ended(tampering, end)
      }
      const answered = (): boolean => headThrough('request', begin(), request) !== 'reset'
      lose(harmless)
      expect(answered()).to.equal(true)
      lose(deadly)
      expect(answered()).to.equal(false)
    })
  }

  it('endless-message-blocks serves others again when the client with the message is gone', () => {
    const begin = connections('endless-message-blocks')
    const [talker, bystander] = [begin(), begin()]
    const served = (): boolean => passes(bystander, message('a'))
    framesThrough('fromClient', talker, fragments([kib * kib], false))
    expect(served()).to.equal(true)
    framesThrough('fromClient', talker, fragments([kib * kib, 1], false))
    expect(served()).to.equal(false)
    ended(talker)
    expect(served()).to.equal(true)
  })

  it('unfinished-message-served completes a message that has no end', () => {
    const tampering = connection('unfinished-message-served')
    framesThrough('fromClient', tampering, fragments([1, 1], false))
    expect(ended(tampering)).to.have.length(1)
    framesThrough('fromClient', tampering, frame({ opcode: 0 }))
    expect(ended(tampering)).to.have.length(0)
  })

  it('connection-dropped-after-deletion ends TCP behind the response to a deletion', () => {
    const tampering = connection('connection-dropped-after-deletion')
    const response = serverText('{"rsc":2002,"rqi":"1"}')
    expect(framesThrough('fromServer', tampering, response)).to.have.length(1)
    framesThrough('fromClient', tampering, message('{"op":4,"rqi":"1"}'))
    expect(framesThrough('fromServer', tampering, response)).to.have.length(2)
  })
})
