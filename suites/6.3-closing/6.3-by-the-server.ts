import { clause, type CaseContext } from '../../lib/case/index.js'
import type { CaseId, RequirementId } from '../../lib/spec/index.js'
import { required, type PrimitiveConnection, type Session } from '../../lib/sut/index.js'
import { opcodes } from '../../lib/wire/index.js'
import { closeAndJudge } from '../closings.js'
import { endingSoFar } from '../endings.js'
import { containerLeft, trace } from '../failures.js'
import { creation, servedSession, writeFrames } from '../frames.js'
import { judgeEndOfTcp } from '../tcp-endings.js'
import { capitalized } from '../words.js'

/** What may bring the server to close. */
interface Cause {
  readonly id: CaseId
  readonly words: string
  /** The row that TCP has to be ended by. */
  readonly end: 'RFC6455/5.5.1-9' | 'RFC6455/7.1.7-1'
  /** Rows that forbid to process what comes behind the cause. */
  readonly discards: readonly RequirementId[]
  readonly provoke: (connection: PrimitiveConnection) => Promise<unknown>
}

const causes: readonly Cause[] = [
  {
    id: 'CSE/CLS/220',
    words: 'a ping with RSV2',
    end: 'RFC6455/7.1.7-1',
    discards: ['RFC6455/7.1.7-5'],
    provoke: ({ wire }) => wire.send({ opcode: opcodes.ping, rsv: 2 }),
  },
  {
    id: 'CSE/CLS/221',
    words: 'a frame with the reserved opcode 3',
    end: 'RFC6455/7.1.7-1',
    discards: ['RFC6455/7.1.7-5'],
    provoke: ({ wire }) => wire.send({ opcode: 3 }),
  },
  {
    id: 'CSE/CLS/222',
    words: 'a message that is no primitive',
    end: 'RFC6455/5.5.1-9',
    discards: [],
    provoke: (connection) =>
      writeFrames(connection, [{ opcode: connection.opcode, payload: Buffer.from('no primitive') }]),
  },
  {
    id: 'CSE/CLS/223',
    words: 'a message of the wrong type',
    end: 'RFC6455/5.5.1-9',
    discards: [],
    provoke: (connection) =>
      writeFrames(connection, [
        {
          opcode: connection.opcode === opcodes.text ? opcodes.binary : opcodes.text,
          payload: Buffer.from('no primitive'),
        },
      ]),
  },
]

/** Waits for the server to close for a cause; one that answers with an error response instead may do so (6.3-4). */
async function closing(
  { sut, inapplicable }: CaseContext,
  { open: connection }: Session,
  words: string,
): Promise<void> {
  await connection.wire.next(
    (event) => event.kind === 'close' || event.kind === 'message',
    sut.system.timeouts.close,
  )
  if (connection.ended === undefined) await connection.wire.roundTrip(sut.system.timeouts.response)
  const { kind, came } = endingSoFar(connection)
  if (kind !== 'close-frame') {
    inapplicable(`the SUT does not send Close on ${words} (${came}); whether it should, other cases judge`)
  }
}

clause('RFC6455/5.5.1', 'Close: of the server', (test) => {
  for (const { id, words, end, discards, provoke } of causes) {
    test(id, {
      title: `sends nothing behind the Close frame that ${words} makes it send, and ends TCP`,
      covers: ['RFC6455/5.5.1-5', end, ...discards, '6.1-1'],
      sends: `${capitalized(words)}; when Close has come, a CREATE, and only then the answering Close frame.`,
      accepts:
        'No message behind the Close frame, and TCP ended by the server. A server that does not close for this has nothing ' +
        'to be tested: inapplicable.',
      async run(context) {
        const { expect } = context
        const session = await servedSession(context, false)
        const connection = session.open
        connection.closing = 'by the case'
        let before = 0
        connection.wire.onEvent(({ kind }) => {
          if (kind === 'close') before = connection.wire.counts.message
        })
        await provoke(connection)
        await closing(context, session, words)
        const ending = endingSoFar(connection)
        const request = creation(session, trace)
        connection.expectNothing(request.rqi)
        await connection.send(request)
        await connection.wire.answerClose()
        const sent = `${words}; behind the Close frame of the server a CREATE and Close`
        await judgeEndOfTcp(context, connection, end, sent, ending)
        const messages = connection.wire.counts.message - before
        expect(messages, 'RFC6455/5.5.1-5', {
          sent,
          came: `${ending.came}, and ${messages} messages behind it`,
          evidence: connection.responses.at(-1)?.evidence ?? ending.evidence,
        }).to.equal(0)
        await session.reopen()
        const left = await containerLeft(trace)(session)
        for (const row of discards) {
          expect(left, row, {
            sent,
            came: left ?? 'nothing of the CREATE',
            evidence: ending.evidence,
          }).to.equal(undefined)
        }
      },
    })
  }
})

clause('6.3', 'Closing WebSocket connection: after deregistration', (test) => {
  test('CSE/CLS/224', {
    title: 'closes the connection of an AE that deregisters with a Close frame, or keeps it and answers ours',
    covers: ['6.3-1'],
    sends: 'DELETE of the own <AE>, then a ping, then Close with 1000 where the connection is still open.',
    accepts:
      'A Close frame of the server, of its own accord: noted; the connection kept and our Close answered: pass; TCP ended ' +
      'without a Close frame, or our Close not answered: fail.',
    async run(context) {
      const { sut, classify } = context
      const session = await servedSession(context)
      const connection = session.open
      required(await session.delete(session.target), 2002)
      await connection.wire.roundTrip(sut.system.timeouts.response)
      const { kind, came, evidence } = endingSoFar(connection)
      if (kind === 'open') {
        await closeAndJudge(context, connection, { code: 1000 })
        return
      }
      const proxied = sut.system.endpoint.proxy !== undefined
      const abrupt = proxied ? 'bare-drop-behind-a-proxy' : 'bare-drop'
      const sent = `${session.target} deleted by itself`
      const behaviour = kind === 'close-frame' ? 'close-frame' : abrupt
      classify('closing-of-its-own-accord', behaviour, '6.3-1', { sent, came, evidence })
    },
  })
})
