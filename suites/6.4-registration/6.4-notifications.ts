import { clause, type CaseContext } from '../../lib/case/index.js'
import { resourceType } from '../../lib/primitive/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import {
  describeReply,
  standInPointOfAccess,
  type IncomingRequest,
  type Session,
  type SessionOptions,
} from '../../lib/sut/index.js'
import { notified, reportedContent, reports, settled, subscriber, timesNotified } from '../notifications.js'
import { answersTo, judgeKept } from '../open-requests.js'

/** An AE that has subscribed to a container of its own and caused an event in it. */
interface Routed {
  readonly session: Session
  readonly arrived: IncomingRequest | undefined
}

async function routed({ sut }: CaseContext, options: SessionOptions): Promise<Routed> {
  const session = await sut.session(options)
  const container = await session.container('data')
  await session.subscription(container, 'watch', [session.identifier])
  return { session, arrived: await notified(session, () => session.content(container, 'first'), 'first') }
}

clause('6.4', 'Registration procedure: routing to a registered AE', (test) => {
  test('CSE/NTF/001', {
    title: 'sends the notification of a subscription over the connection of the registered AE',
    covers: ['6.4-1', '5.1-2', '5.2-10'],
    per: 'serialization',
    sends:
      'A subscription of the AE to its own container, then a contentInstance; the AE has no pointOfAccess. Where nothing ' +
      'arrives, the same with an AE that has a ws address as pointOfAccess.',
    accepts:
      'A NOTIFY of the contentInstance on the connection of the AE within the response timeout, after whose answer the ' +
      'AE is served on: pass; only with a pointOfAccess: warn; with neither: fail.',
    async run(context) {
      const { classify, expect } = context
      const plain = await routed(context, { pointOfAccess: 'none' })
      const { session, arrived } =
        plain.arrived === undefined
          ? await routed(context, { attributes: { poa: [standInPointOfAccess] } })
          : plain
      const behaviour: BehaviourOf<'route-without-point-of-access'> =
        arrived === undefined
          ? 'never-routed'
          : plain.arrived === undefined
            ? 'only-with-websocket-point-of-access'
            : 'routed'
      const grounds = {
        sent: `a contentInstance below a container to which ${session.identifier} has subscribed`,
        came: arrived === undefined ? 'no notification' : 'the notification',
        evidence: arrived?.evidence ?? context.sut.evidence,
      }
      classify('route-without-point-of-access', behaviour, '6.4-1', grounds)
      expect(arrived, '5.2-10', grounds).not.to.equal(undefined)
      const reply = await session.retrieve(session.target)
      expect(arrived !== undefined && reply.outcome.kind === 'response', '5.1-2', {
        ...grounds,
        came: `${grounds.came}, and after its answer for a RETRIEVE ${describeReply(reply.outcome)}`,
      }).to.equal(true)
    },
  })

  test('CSE/NTF/002', {
    title: 'notifies each event exactly once and nobody else',
    covers: ['6.4-1', '5.2-3'],
    per: 'serialization',
    waits: true,
    sends: 'Two AEs subscribe each to a container of their own; three contentInstances are created in each.',
    accepts: 'Each AE gets its own three notifications, each once, and none of the other one.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const subscribers = await Promise.all([subscriber(context), subscriber(context)])
      const contents = subscribers.map(({ session }) =>
        ['a', 'b', 'c'].map((letter) => `${session.identifier}-${letter}`),
      )
      for (const turn of [0, 1, 2]) {
        for (const [index, { session, container }] of subscribers.entries()) {
          await session.content(container, contents[index]?.[turn] ?? '')
        }
      }
      const marked = await Promise.all(
        subscribers.map(({ session, container }) =>
          settled(session, () => session.content(container, 'last'), 'last'),
        ),
      )
      if (marked.includes(false)) inconclusive('the notification that was to mark the end did not arrive')
      for (const [index, { session }] of subscribers.entries()) {
        for (const content of contents[index] ?? []) {
          const times = timesNotified([session.open], content)
          const grounds = {
            sent: `one contentInstance "${content}" below a container with one subscription`,
            came: `${times} notifications of it`,
            wanted: 'Each event is notified once to the registered subscriber.',
            evidence: sut.evidence,
          }
          expect(times, '6.4-1', grounds).to.be.at.least(1)
          expect(times, '5.2-3', grounds).to.be.at.most(1)
        }
        const foreign = contents[1 - index] ?? []
        const wrong = session.open.received.filter((incoming) =>
          foreign.some((content) => content === reportedContent(incoming)),
        )
        expect(wrong.length, '6.4-1', {
          sent: `contentInstances to which ${session.identifier} has no subscription`,
          came: `${wrong.length} notifications of them on its connection`,
          wanted: 'Primitives for one registree are routed to that one only.',
          evidence: wrong[0]?.evidence ?? sut.evidence,
        }).to.equal(0)
      }
    },
  })

  test('CSE/NTF/003', {
    title: 'keeps waiting for a late answer to its notification, and answers the request that caused it once',
    covers: ['6.4-1', '5.2-17', '6.5-3'],
    per: 'serialization',
    waits: true,
    sends:
      'A contentInstance created by the subscriber itself; the tester answers the notification only after a silence window.',
    accepts:
      'Notification and response both arrive, in either order, the response once; the connection stays open meanwhile.',
    async run(context) {
      const { sut, expect, classify, inconclusive } = context
      const { session, container } = await subscriber(context)
      const connection = session.open
      connection.answering = 'by the case'
      const pending = session.create(container, resourceType.contentInstance, { con: 'late' })
      const arrived = await connection.nextRequest(reports('late'))
      expect(arrived.kind, '6.4-1', {
        sent: 'a contentInstance below a container with a subscription',
        came: arrived.kind === 'received' ? 'the notification' : `no notification (${arrived.kind})`,
        evidence: arrived.kind === 'received' ? arrived.item.evidence : sut.evidence,
      }).to.equal('received')
      await connection.wire.next((event) => event.kind === 'close', sut.silenceMs)
      judgeKept(context, '6.5-3', connection, `no answer to the notification for ${sut.silenceMs} ms`)
      if (connection.ended !== undefined) {
        return inconclusive('no response can come on a connection that was closed')
      }
      if (arrived.kind === 'received') await connection.respond(arrived.item)
      const reply = await pending
      for (const { behaviour, grounds } of await answersTo(sut, connection, [reply])) {
        classify('several-requests-open', behaviour, '5.2-17', grounds)
      }
    },
  })
})
