import { clause, type CaseContext } from '../../lib/case/index.js'
import { accessControlOperation, resourceType } from '../../lib/primitive/index.js'
import type { CaseId } from '../../lib/spec/index.js'
import type { Session } from '../../lib/sut/index.js'
import { fragment } from '../../lib/wire/index.js'
import { message, notifyAe } from '../correspondents.js'
import { limitShown, requireDeclared, shortRetrieve, writeFrames } from '../frames.js'
import { reports } from '../notifications.js'
import { answersTo, deadlineAtOnce } from '../open-requests.js'
import { failed, groundsOn, statusOf } from '../replies.js'
import { applied } from '../sessions.js'

/** Octets of content in the requests of a row, in turn. */
const contentSizes = [1, 16, 64, 256, 1024, 4096] as const

/** Requests of a row: each size several times. */
const inARow = 10 * contentSizes.length

/** Requests in one write. */
const atOnce = 64

/** The same in the first serialization that the SUT offers, and in binary messages. */
const rowsOfRequests: readonly {
  readonly id: CaseId
  readonly words: string
  readonly serialization?: 'cbor'
}[] = [
  { id: 'CSE/FRM/264', words: '' },
  { id: 'CSE/FRM/268', words: ', in binary messages', serialization: 'cbor' },
]

/** After so many requests without a response the row says nothing new. */
const mostLost = 3

/** Sends requests of growing size, each after the response to the one before, and judges that each has one. */
async function judgeRow(
  { sut, expect, inconclusive, inapplicable }: CaseContext,
  session: Session,
): Promise<void> {
  const created = await session.create(session.target, resourceType.container, { rn: 'row' })
  expect(created.outcome.kind, '5.2-17', groundsOn(created, 'A response.')).to.equal('response')
  if (statusOf(created) !== 2001) return inconclusive('without the container there is no more to send')
  let lost = 0
  for (let number = 0; number < inARow; number += 1) {
    const size = contentSizes[number % contentSizes.length] ?? 1
    const attributes = { con: 'r'.repeat(size) }
    const reply = await session.create(`${session.target}/row`, resourceType.contentInstance, attributes)
    if (limitShown(sut, reply, size)) return inapplicable(`the SUT takes no content of ${size} octets`)
    expect(reply.outcome.kind, '5.2-17', groundsOn(reply, 'A response.')).to.equal('response')
    if (reply.outcome.kind === 'closed') return inconclusive('the connection of the row is over')
    if (reply.outcome.kind === 'timeout') lost += 1
    if (lost === mostLost) return inconclusive(`${lost} requests of the row were left without a response`)
  }
}

clause('5.2', 'Binding Overview: many requests on a connection', (test) => {
  test('CSE/FRM/266', {
    title: 'answers the first request of a connection, a registration',
    covers: ['5.2-17'],
    per: 'serialization',
    sends: 'CREATE of an <AE> as the first message on a connection.',
    accepts: 'A response, whatever its code; the end of the connection, or silence, is not accepted.',
    async run({ sut, expect }) {
      const { application } = await applied(sut, (originator) => sut.open({ originator }))
      const { reply } = application
      expect(reply.outcome.kind, '5.2-17', groundsOn(reply, 'A response.')).to.equal('response')
    },
  })

  for (const { id, words, serialization } of rowsOfRequests) {
    test(id, {
      title: `answers each of ${inARow} requests that follow each other on a connection${words}`,
      covers: ['5.2-17'],
      ...(serialization === undefined ? {} : { needs: [serialization] }),
      sends: `CREATE of a container, then ${inARow} contentInstances of ${contentSizes.join(', ')} octets in turn${words}, each after the response to the one before.`,
      accepts:
        'A response to each, whatever its code; an error for a larger one may be a limit of the SUT, and so may Close with ' +
        '1009 where none is declared, which ends the case as inapplicable.',
      async run(context) {
        requireDeclared(context, 2 * Math.max(...contentSizes))
        await judgeRow(
          context,
          await context.sut.session(serialization === undefined ? {} : { serialization }),
        )
      },
    })
  }

  test('CSE/FRM/265', {
    title: `answers each of ${atOnce} requests in one write exactly once`,
    covers: ['5.2-17'],
    sends: `${atOnce} RETRIEVE requests of the own <AE>, each with its own rqi, in one write.`,
    accepts: 'One response to each, in any order; none, or two, is not accepted.',
    async run({ sut, classify }) {
      const session = await sut.session()
      const { open: connection } = session
      const requests = Array.from({ length: atOnce }, () => shortRetrieve(session))
      const frames = requests.flatMap((request) => {
        const octets = connection.encode(request)
        return fragment(octets, connection.opcode, octets.length)
      })
      const written = writeFrames(connection, frames)
      const replies = await Promise.all(
        requests.map(async (request) =>
          session.reply(request, await connection.exchange(request.rqi, () => written, deadlineAtOnce(sut))),
        ),
      )
      for (const { behaviour, grounds } of await answersTo(sut, connection, replies)) {
        classify('several-requests-open', behaviour, '5.2-17', grounds)
      }
    },
  })

  test('CSE/FRM/267', {
    title: 'takes the response of a client to its request',
    covers: ['5.1-2'],
    sends: 'A NOTIFY from one AE to another, which answers it with rsc 2000.',
    accepts:
      'A response to the sender: it shows that the response of the receiver was taken. None is not accepted; a NOTIFY that ' +
      'is answered without the receiver, or with an error, says nothing.',
    async run({ sut, expect, inconclusive }) {
      const [sender, receiver] = await Promise.all([sut.session(), sut.session()])
      await receiver.grant([sender.identifier], accessControlOperation.notify)
      const target = receiver.open
      target.answering = 'by the case'
      const pending = notifyAe(sender, receiver, message(sender, 'heard'))
      const arrived = await Promise.race([target.nextRequest(reports('heard')), pending])
      if (arrived.kind !== 'received') {
        return inconclusive('the NOTIFY did not wait for its receiver, which CSE/NTF/006 judges')
      }
      await target.respond(arrived.item)
      const reply = await pending
      if (failed(reply))
        return inconclusive('an error response may have causes beside the response of the receiver')
      expect(reply.outcome.kind, '5.1-2', {
        ...groundsOn(reply, 'The response of the receiver is taken, and the sender gets its own.'),
        sent: `${reply.sent}, which its receiver has answered with rsc 2000`,
      }).to.equal('response')
    },
  })
})
