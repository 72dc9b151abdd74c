import { clause } from '../../lib/case/index.js'
import { accessControlOperation, resourceType } from '../../lib/primitive/index.js'
import { describeReply } from '../../lib/sut/index.js'
import { message, notifiersOf, notifyAe } from '../correspondents.js'
import { notified, reports, subscriber, subscriptionFor, verifies } from '../notifications.js'
import { answersTo } from '../open-requests.js'
import { groundsOn, statusOf } from '../replies.js'

clause('6.4', 'Registration procedure: requests of others', (test) => {
  test('CSE/NTF/006', {
    title: 'forwards the NOTIFY of another AE, and brings the answer back under the rqi of the sender',
    covers: ['6.4-1', '5.2-17'],
    per: 'serialization',
    sends: 'A NOTIFY of one registered AE to the <AE> of another one, whose policy lets it notify.',
    accepts:
      'The NOTIFY with its content on the connection of the receiver, then rsc 2000 for the sender, once.',
    async run(context) {
      const { sut, expect, classify, inconclusive } = context
      const sender = await sut.session()
      const { session: receiver } = await subscriber(context)
      await receiver.grant([sender.identifier], accessControlOperation.notify)
      const connection = receiver.open
      connection.answering = 'by the case'
      const pending = notifyAe(sender, receiver, message(sender, 'hello'))
      const arrived = await Promise.race([connection.nextRequest(reports('hello')), pending])
      if (arrived.kind === 'received') await connection.respond(arrived.item)
      const reply = await pending
      const found = connection.received.find(reports('hello'))
      if (found === undefined && reply.outcome.kind === 'closed') {
        return inconclusive(
          'the connection of the sender was closed with its request open, which CSE/TRF/003 judges',
        )
      }
      expect(found, '6.4-1', {
        ...groundsOn(reply, 'The NOTIFY is routed to the registree, with its content.'),
        came: `${found === undefined ? 'nothing' : 'the NOTIFY'} at the receiver, and ${describeReply(reply.outcome)}`,
        evidence: found?.evidence ?? reply.evidence,
      }).not.to.equal(undefined)
      for (const { behaviour, grounds } of await answersTo(sut, sender.open, [reply])) {
        classify('several-requests-open', behaviour, '5.2-17', grounds)
      }
      if (found !== undefined) expect(reply, '5.2-17').to.respond(2000)
    },
  })

  test('CSE/NTF/008', {
    title: 'takes the answer to a verification request, and notifies the AE that the subscription names',
    covers: ['6.4-1', '5.2-17'],
    per: 'serialization',
    sends:
      'CREATE of a subscription whose target is another registered AE; that one answers a verification with 2000.',
    accepts:
      'rsc 2001 for the creator and then a NOTIFY of the event at the target. A verification may come or not; it comes ' +
      'before the response, or that is noted.',
    async run(context) {
      const { sut, expect, note, inconclusive } = context
      const { session: target } = await subscriber(context)
      const creator = await sut.session()
      await target.grant(notifiersOf(sut, creator), accessControlOperation.notify)
      const container = await creator.container('data')
      const connection = target.open
      connection.answering = 'by the case'
      const attributes = subscriptionFor('watch', target.identifier)
      const pending = creator.create(container, resourceType.subscription, attributes)
      const first = await Promise.race([connection.nextRequest(verifies), pending])
      connection.answering = 'at once'
      if (first.kind === 'received') await connection.respond(first.item)
      const reply = await pending
      expect(reply.outcome.kind, '5.2-17', groundsOn(reply)).to.equal('response')
      if (statusOf(reply) !== 2001) {
        inconclusive(`the subscription for another AE was not accepted: ${describeReply(reply.outcome)}`)
      }
      if (first.kind !== 'received') {
        note(
          '6.4-1',
          'the SUT sent no verification request before it answered, which it may leave out',
          reply.evidence,
        )
      }
      const arrived = await notified(target, () => creator.content(container, 'event'), 'event')
      expect(arrived, '6.4-1', {
        sent: `a contentInstance below a container with a subscription for ${target.identifier}`,
        came: arrived === undefined ? 'no notification at that AE' : 'the notification at that AE',
        evidence: arrived?.evidence ?? reply.evidence,
      }).not.to.equal(undefined)
    },
  })
})
