import { clause } from '../../lib/case/index.js'
import { operation } from '../../lib/primitive/index.js'
import { describeRequest } from '../../lib/sut/index.js'
import { closePayload, opcodes } from '../../lib/wire/index.js'
import { closeAndJudge, judgeAnswer, judgeCompletion, type OwnClose } from '../closings.js'
import { endingOf } from '../endings.js'
import { writeRequest } from '../frames.js'
import { judgeEndOfTcp } from '../tcp-endings.js'

/** Codes that a client may send (RFC 6455 7.4), with reasons up to the 123 octets that fit a control frame. */
const closes: readonly OwnClose[] = [
  { code: 1000, reason: 'done' },
  { code: 1001, reason: 'going away' },
  { code: 1003 },
  { code: 1008, reason: 'grüße, 😀' },
  { code: 3000, reason: 'x'.repeat(123) },
  { code: 4999, reason: '' },
]

const accepts =
  'A Close frame with the same code: pass; with another one, or without: noted; no Close frame within the time for ' +
  'closing: fail.'

clause('6.3', 'Closing WebSocket connection: Close frames of the client', (test) => {
  test('CSE/CLS/001', {
    title: 'answers a Close frame on an idle connection with its own and ends TCP',
    covers: ['6.3-1', '6.3-2', 'RFC6455/5.5.1-7', 'RFC6455/5.5.1-9', 'RFC6455/7.1.1-1', '6.1-1'],
    sends:
      'Close with code 1000 on a connection that has carried nothing; then nothing, and TCP stays open on our side.',
    accepts: `${accepts} After more than a quarter of that time: warn. TCP then ended by the server, with FIN; a reset: warn; not at all: fail.`,
    async run(context) {
      const { sut, expect, inconclusive } = context
      const connection = await sut.open()
      await connection.wire.sendClose(1000)
      const window = Math.max(sut.silenceMs, sut.system.timeouts.close / 4)
      const early = await endingOf(connection, window)
      const idle = 'a Close frame with code 1000 on an idle connection'
      const ending = await judgeAnswer(context, connection, { sent: idle, code: 1000 })
      judgeCompletion(context, ending, { sent: idle })
      expect(early.kind, 'RFC6455/5.5.1-7', {
        sent: idle,
        came: `${ending.came}${early.kind === 'open' ? `, after more than ${window} ms` : ''}`,
        evidence: ending.evidence,
      }).to.equal('close-frame')
      const sent = 'a Close frame with code 1000, which was answered with one'
      const how = await judgeEndOfTcp(context, connection, 'RFC6455/5.5.1-9', sent, ending)
      if (how === undefined) return inconclusive('the server did not end TCP, so it cannot be said how')
      const came = `the end of TCP (${how})`
      expect(how, 'RFC6455/7.1.1-1', { sent, came, evidence: connection.evidence(0) }).to.equal('end')
    },
  })

  test('CSE/CLS/002', {
    title: 'answers a Close frame that follows a request at once',
    covers: ['6.3-1', '6.3-2'],
    sends: 'RETRIEVE of the CSEBase and Close with code 1000 in one go.',
    accepts: `${accepts} Whether a response comes before it, and which, is not judged.`,
    async run(context) {
      const { sut } = context
      const connection = await sut.open()
      const request = sut.requester(connection).build({ op: operation.retrieve, to: sut.system.base })
      await writeRequest(connection, request.rqi, () =>
        connection.wire.send([
          { opcode: connection.opcode, payload: connection.encode(request) },
          { opcode: opcodes.close, payload: closePayload(1000) },
        ]),
      )
      const sent = `${describeRequest(request)} and a Close frame with code 1000 right behind it`
      judgeCompletion(context, await judgeAnswer(context, connection, { sent, code: 1000 }), { sent })
    },
  })

  test('CSE/CLS/003', {
    title: 'answers a Close frame in the middle of a fragmented message',
    covers: ['6.3-1', '6.3-2'],
    sends:
      'The first half of a RETRIEVE in a frame without FIN, then Close with code 1000 instead of the rest.',
    accepts,
    async run(context) {
      const { sut } = context
      const connection = await sut.open()
      const request = sut.requester(connection).build({ op: operation.retrieve, to: sut.system.base })
      const octets = connection.encode(request)
      const half = octets.subarray(0, Math.floor(octets.length / 2))
      await connection.wire.send({ opcode: connection.opcode, payload: half, fin: false })
      const sent = 'the first fragment of a request, then a Close frame with code 1000'
      await connection.wire.sendClose(1000)
      judgeCompletion(context, await judgeAnswer(context, connection, { sent, code: 1000 }), { sent })
    },
  })

  test('CSE/CLS/004', {
    title: 'answers an empty Close frame',
    covers: ['6.3-1'],
    sends: 'A Close frame without code and reason.',
    accepts:
      'A Close frame, empty or with any valid code; no Close frame within the time for closing is not accepted.',
    async run(context) {
      await closeAndJudge(context, await context.sut.open(), { code: undefined })
    },
  })

  test('CSE/CLS/005', {
    title: 'answers Close frames with any valid code and reason',
    covers: ['6.3-1'],
    sends: `Close frames with the codes ${closes.map(({ code }) => code).join(', ')} and reasons up to 123 octets, each on a connection of its own.`,
    accepts,
    async run(context) {
      const answer = async (close: OwnClose): Promise<void> => {
        await closeAndJudge(context, await context.sut.open(), close)
      }
      await Promise.all(closes.map(answer))
    },
  })
})
