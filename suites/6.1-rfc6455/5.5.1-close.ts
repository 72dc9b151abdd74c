import { clause, type CaseContext } from '../../lib/case/index.js'
import { closePayload, opcodes, type FrameOptions } from '../../lib/wire/index.js'
import { closeAndJudge, judgeAnswer } from '../closings.js'
import { containerLeft, endingAfterViolation, judgeSurvival, trace } from '../failures.js'
import { creation, servedSession, writeRequest } from '../frames.js'
import { endingOf } from '../endings.js'
import { halves, withBetween } from '../interleaving.js'
import { closableSession, judgeIrregularClose } from '../irregular-closes.js'
import { judgeEndOfTcp } from '../tcp-endings.js'
import { capitalized } from '../words.js'

/** Reasons in UTF-8 that fit the 125 octets of a control frame. */
const reasons = [
  { id: 'CSE/CLS/140', words: 'a reason of one octet', reason: 'x' },
  { id: 'CSE/CLS/141', words: 'a reason of 123 octets', reason: 'x'.repeat(123) },
  { id: 'CSE/CLS/142', words: 'a reason of 123 octets in characters of three', reason: '€'.repeat(41) },
  {
    id: 'CSE/CLS/143',
    words: 'a reason with U+0000, U+FFFF and U+10FFFF',
    reason: 'a\u0000\uffff\u{10ffff}',
  },
] as const

/** Bodies that are wrong. */
const bodies = [
  { id: 'CSE/CLS/150', words: 'a body of one octet', hex: '03' },
  {
    id: 'CSE/CLS/151',
    words: 'a reason with a surrogate in it',
    hex: '03e8cebae1bdb9cf83cebcceb5eda080656469746564',
  },
  { id: 'CSE/CLS/152', words: 'a reason cut inside a character', hex: '03e86f6ee282' },
  { id: 'CSE/CLS/153', words: 'a reason with an overlong form', hex: '03e8c0af' },
  { id: 'CSE/CLS/154', words: 'a reason above U+10FFFF', hex: '03e8f4908080' },
  { id: 'CSE/CLS/155', words: 'a reason of the octet FF', hex: '03e8ff' },
] as const

/** What may follow our Close frame on the wire although nothing may. */
interface Sequel {
  readonly id: 'CSE/CLS/160' | 'CSE/CLS/161' | 'CSE/CLS/162' | 'CSE/CLS/163' | 'CSE/CLS/164'
  readonly words: string
  readonly frames: (request: Buffer, opcode: 1 | 2) => readonly FrameOptions[]
}

const close: FrameOptions = { opcode: opcodes.close, payload: closePayload(1000) }

const sequels: readonly Sequel[] = [
  {
    id: 'CSE/CLS/160',
    words: 'a second Close frame behind the first',
    frames: () => [close, { opcode: opcodes.close }],
  },
  {
    id: 'CSE/CLS/161',
    words: 'a ping behind a Close frame',
    frames: () => [close, { opcode: opcodes.ping, payload: Buffer.from('late') }],
  },
  {
    id: 'CSE/CLS/162',
    words: 'a request behind a Close frame',
    frames: (request, opcode) => [close, { opcode, payload: request }],
  },
  {
    id: 'CSE/CLS/163',
    words: 'a Close frame between the fragments of a request',
    frames: (request, opcode) => withBetween(halves(request, opcode), close),
  },
  {
    id: 'CSE/CLS/164',
    words: 'a frame with a reserved opcode behind a Close frame',
    frames: () => [close, { opcode: 5, payload: Buffer.from('late') }],
  },
]

/** Sends a Close frame with something behind it, which must have no effect. */
async function judgeSequel(context: CaseContext, { words, frames }: Sequel): Promise<void> {
  const { expect, inconclusive } = context
  const { session } = await closableSession(context)
  const connection = session.open
  const request = creation(session, trace)
  const all = frames(connection.encode(request), connection.opcode)
  const responsesBefore = connection.responses.length
  await writeRequest(connection, request.rqi, () => connection.wire.send(all))
  const ending = await judgeAnswer(context, connection, { sent: words, code: 1000 })
  if (ending.kind !== 'close-frame')
    return inconclusive('the Close frame was not answered, so the handshake did not end')
  await judgeEndOfTcp(context, connection, 'RFC6455/5.5.1-9', words, ending)
  const left = await containerLeft(trace)(await reopened(session))
  const served = connection.responses.length > responsesBefore || left !== undefined
  expect(served, 'RFC6455/5.5.1-9', {
    sent: words,
    came: served ? (left ?? 'a response to what followed the Close frame') : 'nothing in answer to it',
    evidence: ending.evidence,
    wanted: 'With Close frames both ways the connection is closed: what follows is not processed.',
  }).to.equal(false)
  await judgeSurvival(context, session, words)
}

async function reopened<Session extends { reopen(): Promise<unknown> }>(session: Session): Promise<Session> {
  await session.reopen()
  return session
}

clause('RFC6455/5.5.1', 'Close: bodies', (test) => {
  for (const { id, words, reason } of reasons) {
    test(id, {
      title: `answers Close with ${words}`,
      covers: ['6.3-1', 'RFC6455/5.5.1-9', '6.1-1'],
      sends: `A Close frame with the code 1000 and ${words}.`,
      accepts:
        'A Close frame with the same code: pass; with another valid one, or without: noted; none: fail. TCP is then ended by the server.',
      async run(context) {
        const { open: connection } = await servedSession(context)
        const ending = await closeAndJudge(context, connection, { code: 1000, reason })
        if (ending.kind !== 'close-frame')
          return context.inconclusive('the closing handshake was not completed')
        await judgeEndOfTcp(context, connection, 'RFC6455/5.5.1-9', `a Close frame with ${words}`, ending)
      },
    })
  }

  for (const { id, words, hex } of bodies) {
    test(id, {
      title: `does not take Close with ${words} for a regular one`,
      covers: ['RFC6455/10.7-1', 'RFC6455/7.1.7-1', '6.1-1'],
      sends: `A Close frame with ${words} (${hex}); a regular one is answered first.`,
      accepts:
        'Close with 1002 or 1007: pass; with 1003, 1008 or 1011: noted; with another valid code or none, or TCP ended without Close: warn; a code sent ' +
        'back that is invalid, or a connection that goes on: fail.',
      run: (context) => judgeIrregularClose(context, words, Buffer.from(hex, 'hex')),
    })
  }
})

clause('RFC6455/5.5.1', 'Close: what follows it', (test) => {
  for (const sequel of sequels) {
    test(sequel.id, {
      title: `completes the closing handshake and ignores what follows: ${sequel.words}`,
      covers: ['6.3-1', 'RFC6455/5.5.1-9', 'RFC6455/10.7-1', '6.1-1'],
      sends: `${capitalized(sequel.words)}, in one write, with the code 1000.`,
      accepts:
        'A Close frame with any valid code, the end of TCP by the server, and no effect of what followed; a request that ' +
        'was served all the same is not accepted.',
      run: (context) => judgeSequel(context, sequel),
    })
  }

  test('CSE/CLS/165', {
    title: 'takes the connection as closed when the Close frames of both sides cross',
    covers: ['RFC6455/5.5.1-11', '6.1-1'],
    sends: 'A ping with RSV2, which makes the server send Close, and Close with 1000 in one write with it.',
    accepts:
      'One Close frame and the end of TCP by the server; TCP left open is not accepted. Without a Close frame nothing crosses: inconclusive.',
    async run(context) {
      const { sut, inconclusive } = context
      const { session } = await closableSession(context)
      const connection = session.open
      await connection.wire.send([{ opcode: opcodes.ping, rsv: 2 }, close])
      const ending = await endingOf(connection, sut.system.timeouts.close)
      if (ending.kind !== 'close-frame')
        return inconclusive(`no Close frame came that could cross ours: ${ending.came}`)
      await judgeEndOfTcp(
        context,
        connection,
        'RFC6455/5.5.1-11',
        'a ping with RSV2 and a Close frame in one write',
        ending,
      )
    },
  })
})

clause('RFC6455/7.1.7', 'Fail the WebSocket Connection: what follows the error', (test) => {
  const errors: readonly {
    id: 'CSE/CLS/170' | 'CSE/CLS/171' | 'CSE/CLS/172' | 'CSE/CLS/173'
    words: string
    frame: FrameOptions
  }[] = [
    { id: 'CSE/CLS/170', words: 'a ping with RSV3', frame: { opcode: opcodes.ping, rsv: 1 } },
    { id: 'CSE/CLS/171', words: 'a frame with the reserved opcode 11', frame: { opcode: 11 } },
    { id: 'CSE/CLS/172', words: 'a ping that is not masked', frame: { opcode: opcodes.ping, mask: false } },
    {
      id: 'CSE/CLS/173',
      words: 'a continuation without a message that was begun',
      frame: { opcode: opcodes.continuation },
    },
  ]
  for (const { id, words, frame } of errors) {
    test(id, {
      title: `processes nothing that follows ${words}`,
      covers: ['RFC6455/7.1.7-5', 'RFC6455/10.7-1', '6.1-1'],
      sends: `${capitalized(words)}, and a regular CREATE in the same write.`,
      accepts:
        'The connection ends, and neither a response nor the container shows that the CREATE was processed.',
      async run(context) {
        const { expect } = context
        const { session } = await closableSession(context)
        const connection = session.open
        const responsesBefore = connection.responses.length
        const request = creation(session, trace)
        const payload = connection.encode(request)
        const all = [frame, { opcode: connection.opcode, payload }]
        await writeRequest(connection, request.rqi, () => connection.wire.send(all))
        const sent = `${words} and a regular CREATE behind it`
        const ending = await endingAfterViolation(context, connection)
        if (ending.kind === 'open') {
          return context.inconclusive('the connection was not failed at all, which the cases on frames judge')
        }
        const left = await containerLeft(trace)(await reopened(session))
        const answered = connection.responses.length > responsesBefore
        expect(answered || left !== undefined, 'RFC6455/7.1.7-5', {
          sent,
          came: left ?? (answered ? 'a response to the CREATE' : ending.came),
          evidence: ending.evidence,
        }).to.equal(false)
        await judgeSurvival(context, session, sent)
      },
    })
  }
})
