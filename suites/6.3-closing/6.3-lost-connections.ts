import { clause, type CaseContext } from '../../lib/case/index.js'
import type { CaseId } from '../../lib/spec/index.js'
import type { Session } from '../../lib/sut/index.js'
import { encodeFrame } from '../../lib/wire/index.js'
import { correspondents, message, notifyAe } from '../correspondents.js'
import { containerLeft, trace } from '../failures.js'
import { creation, servedSession, shortRetrieve, writeRequest } from '../frames.js'
import { halfClose, judgeLoss, lossAccepts, lossRows } from '../lost-connections.js'
import { reports } from '../notifications.js'
import { leave } from '../sessions.js'
import { capitalized } from '../words.js'

/** Connections that are reset at once. */
const atOnce = 16

/** A way in which a client ends its connection without a Close frame. */
interface Loss {
  readonly id: CaseId
  readonly words: string
  readonly lose: (context: CaseContext, session: Session, words: string) => Promise<void>
}

const losses: readonly Loss[] = [
  { id: 'CSE/CLS/200', words: 'TCP half-closed while idle', lose: halfClose },
  {
    id: 'CSE/CLS/201',
    words: 'TCP half-closed right behind a request',
    async lose(context, session, words) {
      const connection = session.open
      const request = shortRetrieve(session)
      await writeRequest(connection, request.rqi, () => connection.send(request))
      await halfClose(context, session, words)
    },
  },
  {
    id: 'CSE/CLS/202',
    words: 'TCP reset right behind a request',
    async lose(_context, session) {
      const connection = session.open
      const request = shortRetrieve(session)
      await writeRequest(connection, request.rqi, () => connection.send(request))
      connection.wire.reset()
    },
  },
  {
    id: 'CSE/CLS/203',
    words: 'a connection reset right after the handshake',
    async lose({ sut }, session) {
      await leave(sut, session)
      const connection = await session.reopen()
      connection.wire.reset()
    },
  },
  {
    id: 'CSE/CLS/204',
    words: `${atOnce} connections reset at once, right after their handshakes`,
    async lose({ sut }) {
      const connections = await Promise.all(Array.from({ length: atOnce }, () => sut.open()))
      for (const connection of connections) connection.wire.reset()
    },
  },
]

/** What is sent of a CREATE before TCP ends: it must not be served, as the message is not complete. */
interface Fragmentary {
  readonly id: CaseId
  readonly words: string
  readonly octets: (request: Buffer, opcode: 1 | 2) => Buffer
  readonly how: 'end' | 'reset'
}

function half(request: Buffer, opcode: 1 | 2): Buffer {
  const frame = encodeFrame({ opcode, payload: request })
  return frame.subarray(0, frame.length >> 1)
}

function unfinished(request: Buffer, opcode: 1 | 2): Buffer {
  return encodeFrame({ opcode, payload: request, fin: false })
}

const fragmentary: readonly Fragmentary[] = [
  { id: 'CSE/CLS/205', words: 'half the frame of a request', octets: half, how: 'end' },
  { id: 'CSE/CLS/206', words: 'half the frame of a request', octets: half, how: 'reset' },
  {
    id: 'CSE/CLS/207',
    words: 'a whole request in a frame without FIN, which others would have to follow',
    octets: unfinished,
    how: 'end',
  },
  {
    id: 'CSE/CLS/208',
    words: 'a whole request in a frame without FIN, which others would have to follow',
    octets: unfinished,
    how: 'reset',
  },
]

clause('6.3', 'Closing WebSocket connection: TCP ended by the client without it', (test) => {
  for (const { id, words, lose } of losses) {
    test(id, {
      title: `lets nobody else suffer from ${words}, and keeps the registration`,
      covers: lossRows,
      hazard: true,
      sends: `${capitalized(words)}; then requests of another AE, and of the same one on a fresh connection.`,
      accepts: lossAccepts,
      async run(context) {
        const [session, bystander] = [await servedSession(context), await servedSession(context)]
        await lose(context, session, words)
        await judgeLoss(context, { session, bystander }, words)
      },
    })
  }

  for (const { id, words, octets, how } of fragmentary) {
    const ended = how === 'end' ? 'half-closed' : 'reset'
    test(id, {
      title: `does not serve ${words}, before TCP is ${ended}`,
      covers: [...lossRows, 'RFC6455/10.7-1', '6.1-1'],
      hazard: true,
      sends: `Of a CREATE ${words}, then TCP ${ended}; then requests of another AE, and of the same one on a fresh connection.`,
      accepts: `${lossAccepts} The container of the CREATE does not exist.`,
      async run(context) {
        const { sut, expect } = context
        const [session, bystander] = [await servedSession(context), await servedSession(context)]
        const connection = session.open
        const request = creation(session, trace)
        const sent = `${words}, then TCP ${ended}`
        await writeRequest(connection, request.rqi, () =>
          connection.wire.sendRaw(octets(connection.encode(request), connection.opcode)),
        )
        if (how === 'reset') connection.wire.reset()
        else await halfClose(context, session, words)
        await judgeLoss(context, { session, bystander }, sent)
        const left = await containerLeft(trace)(session)
        expect(left, 'RFC6455/10.7-1', {
          sent,
          came: left ?? 'nothing of it',
          evidence: sut.evidence,
          wanted: 'A message whose end never came is not processed.',
        }).to.equal(undefined)
      },
    })
  }
})

/** How a connection is lost over which a request between two AEs is under way. */
interface LossUnderWay {
  readonly id: CaseId
  readonly words: string
  readonly whose: 'sender' | 'receiver'
  readonly how: 'end' | 'reset'
}

const underWay: readonly LossUnderWay[] = [
  { id: 'CSE/CLS/209', words: 'half-closed by its sender', whose: 'sender', how: 'end' },
  { id: 'CSE/CLS/210', words: 'reset by its sender', whose: 'sender', how: 'reset' },
  { id: 'CSE/CLS/211', words: 'half-closed by its receiver', whose: 'receiver', how: 'end' },
  { id: 'CSE/CLS/212', words: 'reset by its receiver', whose: 'receiver', how: 'reset' },
]

clause('6.3', 'Closing WebSocket connection: TCP ended by the client with a request pending', (test) => {
  for (const { id, words, whose, how } of underWay) {
    test(id, {
      title: `lets nobody else suffer when the connection of a pending NOTIFY is ${words}`,
      covers: lossRows,
      hazard: true,
      sends: `A NOTIFY from one AE to another, which does not answer; then TCP ${words}; then requests of a third AE, and of the same one on a fresh connection.`,
      accepts: `${lossAccepts} What becomes of the NOTIFY is noted.`,
      async run(context) {
        const { note, inconclusive } = context
        const { sender, receiver } = await correspondents(context)
        // The other of the two may have to wait: the SUT may serve a connection one request at a time.
        const bystander = await servedSession(context)
        const session = whose === 'sender' ? sender : receiver
        const target = receiver.open
        target.answering = 'by the case'
        const pending = notifyAe(sender, receiver, message(sender, 'pending'))
        const arrived = await Promise.race([target.nextRequest(reports('pending')), pending])
        if (arrived.kind !== 'received') {
          return inconclusive('the NOTIFY did not wait for its receiver, so nothing is pending')
        }
        if (how === 'reset') session.open.wire.reset()
        else await halfClose(context, session, 'a NOTIFY that is pending')
        if (whose === 'sender') await target.respond(arrived.item)
        await judgeLoss(context, { session, bystander }, `a NOTIFY that is pending, then TCP ${words}`)
        if (whose === 'sender') return
        const next = await notifyAe(sender, receiver, message(sender, 'next'))
        note('5.2-17', `a NOTIFY to the receiver on its fresh connection brought ${next.outcome.kind}`)
      },
    })
  }
})
