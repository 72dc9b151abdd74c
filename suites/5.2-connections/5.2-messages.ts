import { clause } from '../../lib/case/index.js'
import { operation, resourceType } from '../../lib/primitive/index.js'
import { describeReply, type PrimitiveConnection } from '../../lib/sut/index.js'
import { fragment, opcodes, type FrameOptions } from '../../lib/wire/index.js'
import { contentOf } from '../contents.js'
import { withBetween } from '../interleaving.js'
import { groundsOn, succeeded } from '../replies.js'

/** A way to put one message into frames. */
interface Fragmentation {
  readonly words: string
  readonly frames: (payload: Buffer, opcode: 1 | 2) => readonly FrameOptions[]
}

/** May stand between the fragments of a message (RFC 6455 5.4). */
const ping: FrameOptions = { opcode: opcodes.ping, payload: Buffer.from('between') }

/** Cuts behind the first octet of the first character that takes several, or in the middle. */
function insideCharacter(payload: Buffer): number {
  const start = payload.findIndex((octet) => octet >= 0xc2)
  return start === -1 ? Math.floor(payload.length / 2) : start + 1
}

const fragmentations: readonly Fragmentation[] = [
  { words: 'one frame', frames: (payload, opcode) => fragment(payload, opcode, [payload.length]) },
  {
    words: 'two frames',
    frames: (payload, opcode) => fragment(payload, opcode, [Math.floor(payload.length / 2)]),
  },
  { words: 'a frame for each octet', frames: (payload, opcode) => fragment(payload, opcode, 1) },
  {
    words: 'an empty first frame',
    frames: (payload, opcode) => fragment(payload, opcode, [0, payload.length]),
  },
  { words: 'an empty frame in the middle', frames: (payload, opcode) => fragment(payload, opcode, [20, 0]) },
  {
    words: 'an empty last frame',
    frames: (payload, opcode) => [
      { opcode, payload, fin: false },
      { opcode: opcodes.continuation, payload: Buffer.alloc(0) },
    ],
  },
  {
    words: 'two frames, cut inside a character',
    frames: (payload, opcode) => fragment(payload, opcode, [insideCharacter(payload)]),
  },
  {
    words: 'three frames with pings between them',
    frames: (payload, opcode) => withBetween(fragment(payload, opcode, [10, 40]), ping),
  },
]

/** Requests sent at once, more than one segment's worth of them in flight. */
const pipelined = 6

/** Data messages that a connection has received so far, and how many of them are one primitive. */
function received({ wire, responses, received: requests }: PrimitiveConnection): {
  readonly messages: number
  readonly primitives: number
} {
  return { messages: wire.counts.message, primitives: responses.length + requests.length }
}

clause('5.2', 'Binding Overview: messages', (test) => {
  test('CSE/SER/005', {
    title: 'takes a request in any number of frames',
    covers: ['5.2-9', '5.2-16'],
    per: 'serialization',
    sends: `CREATE of a contentInstance, cut in ${fragmentations.length} ways: ${fragmentations.map(({ words }) => words).join('; ')}.`,
    accepts:
      'Served each time, and the content as it was sent; an error, a close or silence is not accepted.',
    async run({ sut, expect, inconclusive }) {
      const session = await sut.session()
      const container = await session.container('data')
      let taken = 0
      for (const { words, frames } of fragmentations) {
        const connection = session.open
        const content = `𝄞 in ${words}`
        const request = session.build({
          op: operation.create,
          to: container,
          ty: resourceType.contentInstance,
          pc: { 'm2m:cin': { con: content } },
        })
        const cut = frames(connection.encode(request), connection.opcode)
        const outcome = await connection.exchange(request.rqi, () => connection.wire.send(cut))
        const created = session.reply(request, outcome)
        const grounds = { ...groundsOn(created), sent: `${created.sent} in ${words}` }
        // Which code of success a creation gets is another row's matter.
        expect(succeeded(created), '5.2-9', {
          ...grounds,
          wanted: 'The request is put together and served.',
        }).to.equal(true)
        if (connection.ended !== undefined) await session.reopen()
        if (!succeeded(created)) continue
        taken += 1
        const read = await session.retrieve(`${container}/la`)
        expect(contentOf(read), '5.2-16', {
          ...grounds,
          came: `${describeReply(read.outcome)} and con ${JSON.stringify(contentOf(read) ?? null)}`,
        }).to.equal(content)
      }
      if (taken === 0) inconclusive('no request was served, so that no content can be looked at')
    },
  })

  test('CSE/SER/008', {
    title: 'puts each response into a message of its own',
    covers: ['6.1-2'],
    per: 'serialization',
    sends: `${pipelined} RETRIEVE requests of the CSEBase, without waiting for the responses; whether they succeed does not matter.`,
    accepts:
      'A message for each response, in any order; two primitives in a message, or one in two, is not accepted.',
    async run({ sut, expect, inconclusive }) {
      const connection = await sut.open()
      const requester = sut.requester(connection)
      // What the SUT sends of its own accord on opening is not in answer to anything.
      await connection.wire.roundTrip(sut.system.timeouts.response)
      const before = received(connection)
      await Promise.all(Array.from({ length: pipelined }, () => requester.retrieve(sut.system.base)))
      const after = received(connection)
      const messages = after.messages - before.messages
      const primitives = after.primitives - before.primitives
      if (messages === primitives && primitives < pipelined) {
        return inconclusive(
          `only ${primitives} of ${pipelined} requests were answered, which other cases judge`,
        )
      }
      expect(primitives, '6.1-2', {
        sent: `${pipelined} requests at once`,
        came: `${messages} data messages, of which ${primitives} are one primitive each`,
        evidence: sut.evidence,
      }).to.equal(messages)
    },
  })

  test.watch('CSE/WCH/016', {
    title: 'answers no request twice',
    covers: ['5.2-17'],
    watches: ['response'],
    sends: 'Nothing of its own: all responses of the run.',
    accepts:
      'One response for each request, on the connection that the request came by; a second one is not accepted.',
  })
})
