import { clause } from '../../lib/case/index.js'
import { fragment, opcodes, type FrameOptions } from '../../lib/wire/index.js'
import { testOffences, type Offence } from '../failures.js'
import { exchangeFrames, judgeServed, servedSession, shortRetrieve } from '../frames.js'

const row = 'RFC6455/5.1-2'

/** Frames that a client has to mask. RFC 6455 5.1 ends the connection, and names 1002 for it. */
const unmasked: readonly Offence[] = [
  {
    id: 'CSE/FRM/050',
    words: 'a whole request that is not masked',
    row,
    frames: (request, opcode) => [{ opcode, payload: request, mask: false }],
  },
  {
    id: 'CSE/FRM/051',
    words: 'a request in fragments of which the last one is not masked',
    row,
    frames: (request, opcode) =>
      fragment(request, opcode, [request.length >> 1]).map((frame): FrameOptions =>
        frame.opcode === opcodes.continuation ? { ...frame, mask: false } : frame,
      ),
  },
  {
    id: 'CSE/FRM/052',
    words: 'a ping that is not masked',
    row,
    frames: () => [{ opcode: opcodes.ping, payload: Buffer.from('bare'), mask: false }],
  },
  {
    id: 'CSE/FRM/053',
    words: 'an empty ping that is not masked',
    row,
    frames: () => [{ opcode: opcodes.ping, mask: false }],
  },
  {
    id: 'CSE/FRM/054',
    words: 'a pong that is not masked',
    row,
    frames: () => [{ opcode: opcodes.pong, payload: Buffer.from('bare'), mask: false }],
  },
  {
    id: 'CSE/FRM/055',
    words: 'a Close frame that is not masked',
    row,
    frames: () => [{ opcode: opcodes.close, payload: Buffer.of(0x03, 0xe8), mask: false }],
  },
]

/** Masking keys that a server has to take, however strange. */
const keys = [
  { id: 'CSE/FRM/056', words: 'the masking key 0', masks: ['00000000'] },
  { id: 'CSE/FRM/057', words: 'the masking key ffffffff', masks: ['ffffffff'] },
  { id: 'CSE/FRM/058', words: 'a masking key with four different octets', masks: ['01020480'] },
  {
    id: 'CSE/FRM/059',
    words: 'another masking key for each fragment',
    masks: ['ffffffff', '00000000', '80402010', '01234567'],
  },
] as const

clause('RFC6455/5.1', 'Data Framing, Overview: frames that are not masked', (test) => {
  testOffences(test, unmasked)
})

clause('RFC6455/5.3', 'Client-to-Server Masking', (test) => {
  for (const { id, words, masks } of keys) {
    test(id, {
      title: `unmasks a request with ${words}`,
      covers: ['RFC6455/5.3-3', '6.1-1'],
      sends: `RETRIEVE of the own <AE>, in ${masks.length} frames, with ${words}.`,
      accepts: 'rsc 2000; an error, the end of the connection or silence is not accepted.',
      async run(context) {
        const session = await servedSession(context)
        const request = shortRetrieve(session)
        const octets = session.open.encode(request)
        const frames = fragment(octets, session.open.opcode, Math.ceil(octets.length / masks.length)).map(
          (frame, index): FrameOptions => ({ ...frame, mask: Buffer.from(masks[index] ?? masks[0], 'hex') }),
        )
        const reply = await exchangeFrames(session, request, frames)
        judgeServed(context, ['RFC6455/5.3-3'], reply, `${reply.sent} with ${words}`)
      },
    })
  }
})
