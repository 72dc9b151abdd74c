import { clause } from '../../lib/case/index.js'
import { accessControlOperation, resourceType } from '../../lib/primitive/index.js'
import { describeReply, required, type PrimitiveConnection } from '../../lib/sut/index.js'
import { correspondents, message, notifiersOf, notifyAe } from '../correspondents.js'
import { endingSoFar } from '../endings.js'
import {
  arrivesOnAny,
  quiet,
  reports,
  settled,
  subscriber,
  subscriptionFor,
  timesNotified,
} from '../notifications.js'
import { answersTo } from '../open-requests.js'
import { groundsOn, succeeded } from '../replies.js'
import { leave } from '../sessions.js'

/** Contents that are created without waiting for anything. */
const burst = ['burst-1', 'burst-2', 'burst-3', 'burst-4', 'burst-5'] as const

clause('6.4', 'Registration procedure: several targets, several connections', (test) => {
  test('CSE/NTF/020', {
    title: 'notifies every target of a subscription, each once',
    covers: ['6.4-1', '5.2-3'],
    per: 'serialization',
    sends:
      'A subscription with two targets, its creator and another AE that lets itself be notified; then two contentInstances.',
    accepts: 'Each of the two gets each notification on its own connection, once.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const [{ session: creator }, { session: other }] = await Promise.all([
        subscriber(context),
        subscriber(context),
      ])
      await other.grant(notifiersOf(sut, creator), accessControlOperation.notify)
      const container = await creator.container('shared')
      const attributes = subscriptionFor('watch', creator.identifier, other.identifier)
      const created = await creator.create(container, resourceType.subscription, attributes)
      if (!succeeded(created))
        return inconclusive(
          `a subscription with two targets was not accepted: ${describeReply(created.outcome)}`,
        )
      const targets = [creator, other]
      for (const content of ['one', 'two']) {
        await creator.content(container, content)
        await Promise.all(targets.map(({ open }) => open.nextRequest(reports(content))))
      }
      await Promise.all(targets.map(({ open }) => quiet(open, sut.silenceMs)))
      for (const [index, { open, identifier }] of targets.entries()) {
        for (const content of ['one', 'two']) {
          const times = timesNotified([open], content)
          const grounds = {
            sent: `a contentInstance "${content}" below a container whose subscription has two targets`,
            came: `${times} notifications at the ${index === 0 ? 'first' : 'second'} target, ${identifier}`,
            wanted: 'Each target of a subscription is notified once of each event.',
            evidence: created.evidence,
          }
          expect(times, '6.4-1', grounds).to.be.at.least(1)
          expect(times, '5.2-3', grounds).to.be.at.most(1)
        }
      }
    },
  })

  test('CSE/NTF/021', {
    title: 'notifies an AE with two connections over one of them, and over the other when that one is closed',
    covers: ['5.2-3', '6.4-1'],
    per: 'serialization',
    sends:
      'A second connection of a registered AE, a request on each, the last on the second; an event; then the second is ' +
      'closed, a request on the first one, and another event.',
    accepts:
      'Each event notified exactly once; the second one on the connection that is left. Where the SUT keeps only one of the ' +
      'two connections, which is its choice: noted, and what is left is notified.',
    async run(context) {
      const { sut, expect, note, inconclusive } = context
      const writer = await sut.session()
      const { session, container } = await subscriber(context, { writers: [writer] })
      const older = session.open
      await session.retrieve(session.target)
      const newer = await session.reopen()
      const used = await session.retrieve(session.target)
      if (!succeeded(used))
        return inconclusive(`the second connection does not serve: ${describeReply(used.outcome)}`)
      const both = [older, newer]
      const judge = async (content: string, where: readonly PrimitiveConnection[]): Promise<void> => {
        const created = await writer.create(container, resourceType.contentInstance, { con: content })
        required(created, 2001)
        await arrivesOnAny(where, content)
        await Promise.all(where.map((connection) => quiet(connection, sut.silenceMs)))
        const times = timesNotified(both, content)
        const grounds = {
          sent: `${created.sent}, to which an AE with ${where.length} open connections has subscribed`,
          came: `${times} notifications of it`,
          wanted: 'The event is notified once.',
          evidence: created.evidence,
        }
        expect(times, '6.4-1', grounds).to.be.at.least(1)
        expect(times, '5.2-3', grounds).to.be.at.most(1)
      }
      if (older.ended !== undefined) {
        note(
          '5.2-3',
          `the SUT keeps one connection only: ${endingSoFar(older).came}`,
          endingSoFar(older).evidence,
        )
        await judge('on-the-newer', [newer])
        return
      }
      await judge('on-either', both)
      await leave(sut, session)
      session.connection = older
      const back = await session.retrieve(session.target)
      if (!succeeded(back))
        return inconclusive(`the first connection does not serve: ${describeReply(back.outcome)}`)
      await judge('on-the-older', [older])
    },
  })

  test('CSE/NTF/022', {
    title:
      'notifies each of several events and answers each request that caused one, all of them open at the same time',
    covers: ['5.2-17', '6.4-1', '5.2-3'],
    per: 'serialization',
    sends: `${burst.length} contentInstances, created by the subscriber itself without waiting for responses or notifications.`,
    accepts:
      'One response to each request and one notification of each event, in any order, a notification before the response ' +
      'that caused it included; a lost or doubled one is not accepted.',
    async run(context) {
      const { sut, expect, classify } = context
      const { session, container } = await subscriber(context)
      const connection = session.open
      const replies = await Promise.all(
        burst.map((content) => session.create(container, resourceType.contentInstance, { con: content })),
      )
      await Promise.all(burst.map((content) => connection.nextRequest(reports(content))))
      for (const { behaviour, grounds } of await answersTo(sut, connection, replies)) {
        classify('several-requests-open', behaviour, '5.2-17', grounds)
      }
      const marked = await settled(session, () => session.content(container, 'last'), 'last')
      if (!marked) context.inconclusive('the notification that was to mark the end did not arrive')
      for (const [index, content] of burst.entries()) {
        const reply = replies[index]
        // What was never created need not be notified; that its request was lost is told above.
        if (reply === undefined || !succeeded(reply)) continue
        const times = timesNotified([connection], content)
        const grounds = {
          ...groundsOn(reply, 'The event is notified once.'),
          came: `${times} notifications of "${content}"`,
        }
        expect(times, '6.4-1', grounds).to.be.at.least(1)
        expect(times, '5.2-3', grounds).to.be.at.most(1)
      }
      // Where every request was lost there is nothing to say of notifications.
      if (replies.every((reply) => !succeeded(reply)))
        context.inconclusive('none of the contentInstances was created')
    },
  })
})

clause('5.2', 'Binding Overview: expiry of primitives for a closed connection', (test) => {
  test('CSE/NTF/023', {
    title: 'does not deliver a NOTIFY that has expired while its receiver was away, and no other one twice',
    covers: ['5.2-8', '5.2-17'],
    per: 'serialization',
    sends:
      'While the connection of a registered AE is closed, another AE sends it a NOTIFY that expires at once, and one that ' +
      'does not; when the first has expired, the receiver comes back and sends a request.',
    accepts:
      'Refused, dropped or kept: noted; the first one delivered after its expiry, or one of them twice: warn. Each NOTIFY is ' +
      'answered, or its originator waits in vain: noted, but fail where it was delivered before it expired.',
    async run(context) {
      const { sut, classify, note } = context
      const { sender, receiver } = await correspondents(context)
      await leave(sut, receiver)
      const rqet = Math.max(50, Math.min(200, Math.floor(sut.system.timeouts.response / 4)))
      const short = notifyAe(sender, receiver, message(sender, 'expires'), { rqet })
      await sender.open.wire.next(() => false, rqet + sut.silenceMs)
      // Only now: requests on each other's heels are not what this is about.
      const long = notifyAe(sender, receiver, message(sender, 'lasts'), { rqet: 60_000 })
      await sender.open.wire.roundTrip(sut.system.timeouts.response)
      const connection = await receiver.reopen()
      await receiver.retrieve(receiver.target)
      await quiet(connection, sut.silenceMs)
      const [first, second] = await Promise.all([short, long])
      const [expired, lasting] = ['expires', 'lasts'].map((content) => timesNotified([connection], content))
      const behaviour =
        expired !== 0 ? 'expired' : lasting === 0 ? 'dropped' : lasting === 1 ? 'delivered' : 'repeated'
      classify('buffering', behaviour, '5.2-8', {
        sent: `two NOTIFY for an AE without a connection, one with rqet ${rqet} ms ahead, one with rqet a minute ahead`,
        came:
          `after its return ${expired ?? 0} of the first and ${lasting ?? 0} of the second; for the sender ` +
          `${describeReply(first.outcome)}, and ${describeReply(second.outcome)}`,
        evidence: first.evidence,
      })
      const answers = await answersTo(sut, sender.open, [first, second])
      for (const [index, { behaviour: answered, grounds }] of answers.entries()) {
        // What was delivered was answered by its receiver, and that answer is due to the sender.
        const owed = index === 1 && (lasting ?? 0) > 0
        const excused = answered === 'lost' && !owed
        if (excused) note('5.2-17', `${grounds.sent}: ${grounds.came}`, grounds.evidence)
        classify('several-requests-open', excused ? 'each-answered' : answered, '5.2-17', grounds)
      }
    },
  })
})
