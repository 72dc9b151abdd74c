import { clause, type CaseContext } from '../../lib/case/index.js'
import type { CaseId } from '../../lib/spec/index.js'
import { required, type Session } from '../../lib/sut/index.js'
import { fragment, opcodes, type FrameOptions } from '../../lib/wire/index.js'
import {
  exchangeFrames,
  fragmentsTaken,
  inWords,
  judgeServed,
  shortRetrieve,
  type Writing,
} from '../frames.js'
import { halves, withBetween } from '../interleaving.js'
import { sizedFrames } from '../sized-requests.js'

/** Binary messages of a length at which the encoding of the length changes. */
const lengths = [
  { id: 'CSE/FRM/230', size: 125 },
  { id: 'CSE/FRM/231', size: 126 },
  { id: 'CSE/FRM/232', size: 127 },
  { id: 'CSE/FRM/233', size: 128 },
  { id: 'CSE/FRM/234', size: 255 },
  { id: 'CSE/FRM/235', size: 256 },
] as const

/** A way to put a binary message into frames. */
interface BinaryForm {
  readonly id: CaseId
  readonly words: string
  readonly frames: (request: Buffer) => readonly FrameOptions[]
  readonly writing?: Writing
}

const { binary, continuation, ping } = opcodes

const forms: readonly BinaryForm[] = [
  {
    id: 'CSE/FRM/239',
    words: 'one frame',
    frames: (request) => [{ opcode: binary, payload: request }],
    writing: { chopSize: 1 },
  },
  { id: 'CSE/FRM/240', words: 'two fragments', frames: (request) => halves(request, binary) },
  {
    id: 'CSE/FRM/241',
    words: 'two fragments',
    frames: (request) => halves(request, binary),
    writing: 'frame by frame',
  },
  {
    id: 'CSE/FRM/242',
    words: 'two fragments',
    frames: (request) => halves(request, binary),
    writing: { chopSize: 1 },
  },
  {
    id: 'CSE/FRM/243',
    words: 'fragments of one octet',
    frames: (request) => fragment(request, binary, 1),
  },
  {
    id: 'CSE/FRM/244',
    words: 'an empty fragment and the whole as its continuation',
    frames: (request) => fragment(request, binary, [0]),
  },
  {
    id: 'CSE/FRM/245',
    words: 'the whole as a fragment and an empty continuation',
    frames: (request) => [{ opcode: binary, payload: request, fin: false }, { opcode: continuation }],
  },
  {
    id: 'CSE/FRM/246',
    words: 'two fragments with a ping between them',
    frames: (request) => withBetween(halves(request, binary), { opcode: ping }),
  },
]

/** A registered AE whose messages are CBOR, and so binary, that is served. */
async function binarySession({ sut }: CaseContext): Promise<Session> {
  const session = await sut.session({ serialization: 'cbor' })
  required(await session.requestAs(shortRetrieve(session)), 2000)
  return session
}

const accepts = 'rsc 2000; an error, the end of the connection or silence is not accepted.'

clause('RFC6455/5.2', 'Base Framing Protocol: lengths of binary messages', (test) => {
  for (const { id, size } of lengths) {
    test(id, {
      title: `takes a binary message of ${size} octets`,
      covers: ['RFC6455/5.2-7', '6.1-1'],
      needs: ['cbor'],
      sends: `RETRIEVE of the own <AE> in CBOR, with an rqi so long that the message has ${size} octets; where it has more, its first fragment.`,
      accepts,
      async run(context) {
        const session = await binarySession(context)
        const { request, frames, words, wantedCode } = await sizedFrames(context, session, size)
        const reply = await exchangeFrames(session, request, frames)
        const sent = `${reply.sent} as a binary message ${words}`
        judgeServed(context, ['RFC6455/5.2-7'], reply, sent, wantedCode)
      },
    })
  }
})

clause('RFC6455/5.4', 'Fragmentation: binary messages', (test) => {
  for (const { id, words, frames, writing = 'at once' } of forms) {
    test(id, {
      title: `takes a binary message in ${words}, ${inWords(writing)}`,
      covers: ['RFC6455/5.4-8', '6.1-1'],
      needs: ['cbor'],
      sends: `RETRIEVE of the own <AE> in CBOR, in ${words}, ${inWords(writing)}.`,
      accepts,
      async run(context) {
        const session = await binarySession(context)
        const request = shortRetrieve(session)
        const all = frames(session.open.encode(request))
        if (all.some(({ opcode }) => opcode === ping)) await fragmentsTaken(context, session)
        const reply = await exchangeFrames(session, request, all, writing)
        const sent = `${reply.sent} in ${words}, ${inWords(writing)}`
        judgeServed(context, ['RFC6455/5.4-8'], reply, sent)
      },
    })
  }
})
