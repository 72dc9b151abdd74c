import { clause } from '../../lib/case/index.js'
import { fragment, opcodes, type FrameOptions } from '../../lib/wire/index.js'
import { testOffences, type Offence } from '../failures.js'
import {
  exchangeFrames,
  fragmentsTaken,
  inWords,
  judgeTaken,
  requireDeclared,
  servedSession,
  shortRetrieve,
  type Writing,
} from '../frames.js'
import { halves, withBetween } from '../interleaving.js'
import { shortRequest, sizedRequest, sizedWords } from '../sized-requests.js'

/** A regular way to put a request into fragments, with control frames between them or not. */
interface Fragmentation {
  readonly id: Offence['id']
  readonly words: string
  readonly frames: (request: Buffer, opcode: 1 | 2) => readonly FrameOptions[]
  readonly writing?: Writing
  /** Octets of the request; as short as can be when left out. */
  readonly size?: number
}

const ping: FrameOptions = { opcode: opcodes.ping, payload: Buffer.from('between') }
const pong: FrameOptions = { opcode: opcodes.pong, payload: Buffer.from('between') }
const empty: FrameOptions = { opcode: opcodes.continuation, payload: Buffer.alloc(0), fin: false }

/** With payloads that tell the pings apart: of several only the latest has to be answered (RFC 6455 5.5.3). */
function numbered(frames: readonly FrameOptions[]): readonly FrameOptions[] {
  return frames.map((frame, index) =>
    frame === ping ? { ...frame, payload: Buffer.from(`between ${index}`) } : frame,
  )
}

/** So many continuations without an octet stand between two halves. */
const emptyFrames = 2000

const regular: readonly Fragmentation[] = [
  { id: 'CSE/FRM/100', words: 'two fragments', frames: halves },
  { id: 'CSE/FRM/101', words: 'two fragments', frames: halves, writing: 'frame by frame' },
  { id: 'CSE/FRM/102', words: 'two fragments', frames: halves, writing: { chopSize: 1 } },
  {
    id: 'CSE/FRM/103',
    words: 'fragments of one octet',
    frames: (request, opcode) => fragment(request, opcode, 1),
  },
  {
    id: 'CSE/FRM/104',
    words: 'fragments of seven octets',
    frames: (request, opcode) => fragment(request, opcode, 7),
    writing: 'frame by frame',
  },
  {
    id: 'CSE/FRM/105',
    words: 'an empty fragment and the whole as its continuation',
    frames: (request, opcode) => fragment(request, opcode, [0]),
  },
  {
    id: 'CSE/FRM/106',
    words: 'the whole as a fragment and an empty continuation',
    frames: (request, opcode) => [
      { opcode, payload: request, fin: false },
      { opcode: opcodes.continuation, payload: Buffer.alloc(0) },
    ],
  },
  {
    id: 'CSE/FRM/107',
    words: 'an empty fragment, the whole as a continuation and an empty last one',
    frames: (request, opcode) => [
      { opcode, payload: Buffer.alloc(0), fin: false },
      { opcode: opcodes.continuation, payload: request, fin: false },
      { opcode: opcodes.continuation, payload: Buffer.alloc(0) },
    ],
  },
  {
    id: 'CSE/FRM/108',
    words: 'two fragments with an empty one between them',
    frames: (request, opcode) => withBetween(halves(request, opcode), empty),
  },
  {
    id: 'CSE/FRM/109',
    words: 'fragments of 125, 126 and 127 octets and the rest',
    frames: (request, opcode) => fragment(request, opcode, [125, 126, 127]),
    size: 600,
  },
  {
    id: 'CSE/FRM/110',
    words: 'fragments of 256 octets',
    frames: (request, opcode) => fragment(request, opcode, 256),
    size: 4096,
  },
  {
    id: 'CSE/FRM/111',
    words: '51 fragments of up to 1300 octets',
    frames: (request, opcode) => fragment(request, opcode, 1300),
    size: 65_536,
  },
]

const withControl: readonly Fragmentation[] = [
  {
    id: 'CSE/FRM/113',
    words: 'two fragments with a ping between them',
    frames: (r, o) => withBetween(halves(r, o), ping),
  },
  {
    id: 'CSE/FRM/114',
    words: 'two fragments with a ping between them',
    frames: (request, opcode) => withBetween(halves(request, opcode), ping),
    writing: 'frame by frame',
  },
  {
    id: 'CSE/FRM/115',
    words: 'two fragments with a ping between them',
    frames: (request, opcode) => withBetween(halves(request, opcode), ping),
    writing: { chopSize: 1 },
  },
  {
    id: 'CSE/FRM/116',
    words: 'two fragments with a pong between them',
    frames: (request, opcode) => withBetween(halves(request, opcode), pong),
  },
  {
    id: 'CSE/FRM/117',
    words: 'five fragments with a ping between each two',
    frames: (request, opcode) => withBetween(fragment(request, opcode, Math.ceil(request.length / 5)), ping),
  },
  {
    id: 'CSE/FRM/118',
    words: 'five fragments with a ping between each two',
    frames: (request, opcode) => withBetween(fragment(request, opcode, Math.ceil(request.length / 5)), ping),
    writing: 'frame by frame',
  },
  {
    id: 'CSE/FRM/119',
    words: 'an empty fragment, a ping and the whole as a continuation',
    frames: (request, opcode) => withBetween(fragment(request, opcode, [0]), ping),
  },
]

const row = 'RFC6455/10.7-1'
const stray = Buffer.from('stray')

/** A continuation without a message that was begun, and a whole request behind it. */
function strayBefore(
  id: Offence['id'],
  fin: boolean,
  writing: NonNullable<Offence['writing']> = 'at once',
): Offence {
  return {
    id,
    words: `${fin ? 'a final continuation' : 'a continuation without FIN and'} without a message that was begun, and a regular request behind it`,
    row,
    frames: (request, opcode) => [
      { opcode: opcodes.continuation, payload: stray, fin },
      { opcode, payload: request },
    ],
    writing,
  }
}

/** A continuation without a message that was begun, and a request in fragments behind it; all of it twice. */
function strayBeforeFragments(id: Offence['id'], fin: boolean): Offence {
  return {
    id,
    words: `twice a continuation ${fin ? 'with' : 'without'} FIN and without a message that was begun, each with a request in two fragments behind it`,
    row,
    frames: (request, opcode) => {
      const once = [{ opcode: opcodes.continuation, payload: stray, fin }, ...halves(request, opcode)]
      return [...once, ...once]
    },
    times: 2,
  }
}

const irregular: readonly Offence[] = [
  strayBefore('CSE/FRM/120', true),
  {
    id: 'CSE/FRM/121',
    words: 'a request as a continuation without a message that was begun',
    row,
    frames: (request) => [{ opcode: opcodes.continuation, payload: request }],
  },
  {
    id: 'CSE/FRM/122',
    words: 'a request as a continuation without a message that was begun',
    row,
    frames: (request) => [{ opcode: opcodes.continuation, payload: request }],
    writing: { chopSize: 1 },
  },
  strayBefore('CSE/FRM/123', false),
  {
    id: 'CSE/FRM/124',
    words: 'an empty continuation without a message that was begun',
    row,
    frames: () => [{ opcode: opcodes.continuation }],
  },
  {
    id: 'CSE/FRM/125',
    words: 'a whole request between the fragments of a message',
    row,
    frames: (request, opcode) => [
      { opcode, payload: stray, fin: false },
      { opcode, payload: request },
    ],
  },
  {
    id: 'CSE/FRM/126',
    words: 'a whole request between the fragments of a message',
    row,
    frames: (request, opcode) => [
      { opcode, payload: stray, fin: false },
      { opcode, payload: request },
    ],
    writing: { chopSize: 1 },
  },
  {
    id: 'CSE/FRM/127',
    words: 'a request of which each fragment has the opcode of the message',
    row,
    frames: (request, opcode) => halves(request, opcode).map((frame) => ({ ...frame, opcode })),
  },
  {
    id: 'CSE/FRM/128',
    words: 'a fragment of the other type inside a message',
    row,
    frames: (request, opcode) => {
      const other = opcode === opcodes.text ? opcodes.binary : opcodes.text
      return halves(request, opcode).map((frame, index) =>
        index === 0 ? frame : { ...frame, opcode: other },
      )
    },
  },
  {
    id: 'CSE/FRM/129',
    words: 'a second message that is begun before the first has ended, and the continuation of both',
    row,
    frames: (request, opcode) => [{ opcode, payload: stray, fin: false }, ...halves(request, opcode)],
  },
  strayBefore('CSE/FRM/143', true, 'frame by frame'),
  strayBefore('CSE/FRM/144', true, { chopSize: 1 }),
  strayBefore('CSE/FRM/145', false, 'frame by frame'),
  strayBefore('CSE/FRM/146', false, { chopSize: 1 }),
  { ...strayBefore('CSE/FRM/147', false), ahead: 'in halves' },
  strayBeforeFragments('CSE/FRM/148', false),
  strayBeforeFragments('CSE/FRM/149', true),
]

clause('RFC6455/5.4', 'Fragmentation: regular messages', (test) => {
  const define = (fragmentation: Fragmentation, hazard: boolean): void => {
    const { id, words, frames, writing = 'at once', size } = fragmentation
    test(id, {
      title: `takes a request in ${words}, ${inWords(writing)}`,
      covers: ['RFC6455/5.4-8', '6.1-1'],
      ...(hazard ? { hazard: true } : {}),
      sends: `${size === undefined ? 'RETRIEVE of the own <AE>' : `${sizedWords} of ${size} octets`} in ${words}, ${inWords(writing)}.`,
      accepts:
        'rsc 2000, or 2001 to the CREATE; above 1024 octets also Close with 1009 or an error response: then the SUT has a ' +
        'limit, and the case is inapplicable; the end of the connection in another way, or silence, is not accepted.',
      async run(context) {
        if (size !== undefined) requireDeclared(context, size)
        const session = await servedSession(context)
        const { request, octets, wantedCode } =
          size === undefined ? shortRequest(session) : await sizedRequest(context, session, size)
        const reply = await exchangeFrames(session, request, frames(octets, session.open.opcode), writing)
        const sent = `${reply.sent} in ${words}, ${inWords(writing)}`
        judgeTaken(context, ['RFC6455/5.4-8'], { reply, sent, size: octets.length }, wantedCode)
      },
    })
  }
  for (const fragmentation of regular) define(fragmentation, false)
  const many: FrameOptions[] = Array.from({ length: emptyFrames }, () => empty)
  define(
    {
      id: 'CSE/FRM/112',
      words: `two fragments with ${emptyFrames} empty ones between them`,
      frames: (request, opcode) => withBetween(halves(request, opcode), ...many),
    },
    true,
  )
})

clause('RFC6455/5.4', 'Fragmentation: control frames between fragments', (test) => {
  for (const { id, words, frames, writing = 'at once' } of withControl) {
    test(id, {
      title: `takes a request in ${words}, ${inWords(writing)}, and answers the pings`,
      covers: ['RFC6455/5.4-6', '6.1-1'],
      sends: `RETRIEVE of the own <AE> in ${words}, ${inWords(writing)}.`,
      accepts:
        'rsc 2000 and a pong to at least the latest ping; an error, the end of the connection or silence is not accepted.',
      async run(context) {
        const { sut, expect } = context
        const session = await servedSession(context)
        await fragmentsTaken(context, session)
        const connection = session.open
        const request = shortRetrieve(session)
        const all = numbered(frames(connection.encode(request), connection.opcode))
        const reply = await exchangeFrames(session, request, all, writing)
        const sent = `${reply.sent} in ${words}, ${inWords(writing)}`
        const came = { evidence: reply.evidence, sent }
        expect(reply.outcome.kind === 'response' && reply.outcome.response.rsc === 2000, 'RFC6455/5.4-6', {
          ...came,
          came:
            reply.outcome.kind === 'response'
              ? `rsc ${reply.outcome.response.rsc ?? 'missing'}`
              : reply.outcome.kind,
        }).to.equal(true)
        const latest = all.filter(({ opcode }) => opcode === opcodes.ping).at(-1)?.payload
        if (latest === undefined) return
        const answer = await connection.wire.next(
          (event) => event.kind === 'pong' && event.payload.equals(latest),
          sut.system.timeouts.response,
        )
        expect(answer.kind, 'RFC6455/5.4-6', {
          ...came,
          came: answer.kind === 'pong' ? 'a pong' : `no pong (${answer.kind})`,
        }).to.equal('pong')
      },
    })
  }
})

clause('RFC6455/5.4', 'Fragmentation: fragments out of place', (test) => {
  testOffences(test, irregular)
})
