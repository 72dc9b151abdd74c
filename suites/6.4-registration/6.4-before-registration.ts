import { clause, type CaseContext } from '../../lib/case/index.js'
import { resourceType } from '../../lib/primitive/index.js'
import { correspondents, deliver, isNotification, message } from '../correspondents.js'
import { quiet, settled, subscriber, subscriptionFor } from '../notifications.js'
import { judgeRejection } from '../rejections.js'
import { succeeded } from '../replies.js'
import { outsider, type Outsider } from '../sessions.js'

/** A client that is connected and known to the SUT by a request, but has not registered. */
async function unregisteredClient({ sut }: CaseContext): Promise<Outsider> {
  const client = await outsider(sut)
  // No field of the handshake names the originator: only by a request could the SUT take it for a route.
  await client.requester.retrieve(sut.system.base)
  return client
}

clause('6.4', 'Registration procedure: before the registration', (test) => {
  test('CSE/REG/005', {
    title: 'rejects a NOTIFY for a client that is connected but not registered, and delivers nothing to it',
    covers: ['6.4-2'],
    per: 'serialization',
    waits: true,
    sends:
      'A NOTIFY of a registered AE to the AE-ID of a client that has not registered; before and after it one to a ' +
      'registered AE, which arrives.',
    accepts:
      'An error response and nothing on the connection of the client; delivery, success and silence are not accepted.',
    async run(context) {
      const { sut, inconclusive } = context
      const { sender, receiver } = await correspondents(context)
      const client = await unregisteredClient(context)
      const reply = await sender.notify(client.identifier, message(sender, 'for the client'))
      const control = await deliver(sender, receiver, 'control')
      if (control.arrived === undefined) inconclusive('the NOTIFY to the control target did not arrive')
      await quiet(client.connection, sut.silenceMs)
      judgeRejection(context, ['6.4-2'], reply, client.connection.received.filter(isNotification))
    },
  })

  test('CSE/REG/021', {
    title: 'sends no notification of its own to a client that is not registered',
    covers: ['6.4-2'],
    per: 'serialization',
    waits: true,
    sends:
      'A subscription whose target is a client that is connected and has not registered, beside one of the owner; then ' +
      'a contentInstance, of which the owner is notified.',
    accepts:
      'Nothing on the connection of the client: pass; a notification or a verification there: fail. Whether the ' +
      'subscription is accepted or refused is noted.',
    async run(context) {
      const { sut, classify, inconclusive } = context
      const { session, container } = await subscriber(context)
      const client = await unregisteredClient(context)
      const attributes = subscriptionFor('stranger', client.identifier)
      const subscribed = await session.create(container, resourceType.subscription, attributes)
      const reading = 'primitives-before-registration'
      const accepted = succeeded(subscribed) ? 'subscription-accepted' : 'subscription-refused'
      classify(reading, accepted, '6.4-2', subscribed)
      const marked = await settled(session, () => session.content(container, 'event'), 'event')
      if (!marked) inconclusive('the notification of the control target did not arrive')
      await quiet(client.connection, sut.silenceMs)
      const sent = client.connection.received
      classify(reading, sent.length === 0 ? 'own-notification-not-sent' : 'own-notification-sent', '6.4-2', {
        sent: `an event below a container with a subscription for ${client.identifier}, who is not registered`,
        came: `${sent.length} requests on the connection of that client`,
        evidence: sent[0]?.evidence ?? subscribed.evidence,
      })
    },
  })
})
