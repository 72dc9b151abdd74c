import { clause } from '../../lib/case/index.js'
import { accessControlOperation, resourceType } from '../../lib/primitive/index.js'
import { describeReply, required } from '../../lib/sut/index.js'
import { correspondents, deliver, isNotification, message, notifiersOf } from '../correspondents.js'
import { notified, quiet, settled, subscriber } from '../notifications.js'
import { changeBetween, intruder, judgeIntrusion, stateOf } from '../outsiders.js'
import { judgeRejection } from '../rejections.js'
import { groundsOn, succeeded } from '../replies.js'
import { outsider } from '../sessions.js'

clause('6.4', 'Registration procedure: deregistration', (test) => {
  test('CSE/REG/006', {
    title: 'rejects a NOTIFY for an AE that has deregistered, and delivers nothing to it',
    covers: ['6.4-2', '6.4-4'],
    per: 'serialization',
    waits: true,
    sends:
      'A NOTIFY to a registered AE, which arrives; the AE deletes its <AE> and stays connected; the same NOTIFY again, to ' +
      'the path and to the AE-ID, and one to another registered AE, which arrives.',
    accepts:
      'An error response and nothing on the connection of the AE; delivery, success and silence are not accepted.',
    async run(context) {
      const { sut, inconclusive } = context
      const { sender, receiver } = await correspondents(context)
      const member = await sut.session()
      await member.grant([sender.identifier], accessControlOperation.notify)
      const before = await deliver(sender, member, 'before')
      if (before.arrived === undefined)
        inconclusive('the NOTIFY to the AE did not arrive while it was registered')
      const connection = member.open
      required(await member.delete(member.target), 2002)
      const replies = [
        await sender.notify(member.target, message(sender, 'after')),
        await sender.notify(member.identifier, message(sender, 'after')),
      ]
      const control = await deliver(sender, receiver, 'control')
      if (control.arrived === undefined) inconclusive('the NOTIFY to the control target did not arrive')
      await quiet(connection, sut.silenceMs)
      const arrived = connection.received.filter(
        (incoming) => isNotification(incoming) && incoming !== before.arrived,
      )
      for (const reply of replies) judgeRejection(context, ['6.4-2', '6.4-4'], reply, arrived)
    },
  })

  test('CSE/REG/022', {
    title: 'sends no notification of its own to an AE that has deregistered',
    covers: ['6.4-2', '6.4-4'],
    per: 'serialization',
    waits: true,
    sends:
      'Two subscriptions to a container, one for its owner and one for another AE, which is notified; that AE deletes its ' +
      '<AE> and stays connected; one more contentInstance, of which the owner is notified.',
    accepts: 'Nothing more on the connection of the former AE; a notification there is not accepted.',
    async run(context) {
      const { sut, classify, inconclusive } = context
      const { session: owner, container } = await subscriber(context)
      const member = await sut.session()
      await member.grant(notifiersOf(sut, owner), accessControlOperation.notify)
      await owner.subscription(container, 'other', [member.identifier])
      // It is a child of the container itself: of that the owner is notified, and has answered before it goes on.
      await owner.open.nextRequest(isNotification, sut.silenceMs)
      const before = await notified(member, () => owner.content(container, 'before'), 'before')
      if (before === undefined) inconclusive('the other AE was not notified while it was registered')
      const connection = member.open
      required(await member.delete(member.target), 2002)
      const seen = connection.received.length
      const marked = await settled(owner, () => owner.content(container, 'after'), 'after')
      if (!marked) inconclusive('the notification of the control target did not arrive')
      await quiet(connection, sut.silenceMs)
      const arrived = connection.received.slice(seen).filter(isNotification)
      const behaviour = arrived.length === 0 ? 'own-notification-not-sent' : 'own-notification-sent'
      for (const row of ['6.4-2', '6.4-4']) {
        classify('primitives-before-registration', behaviour, row, {
          sent: `an event below a container with a subscription for ${member.identifier}, who has deregistered`,
          came: `${arrived.length} notifications on the connection of that AE`,
          evidence: arrived[0]?.evidence ?? sut.evidence,
        })
      }
    },
  })

  test('CSE/REG/009', {
    title: 'treats an AE that has deleted its <AE> as it treats one that never registered',
    covers: ['6.4-4', '6.5-1', '5.2-17'],
    per: 'serialization',
    sends:
      'CREATE of a container below the <AE> of an owner whose policy admits the sender: by the registered AE, which is ' +
      'served; by an originator that never registered; and, after DELETE of its <AE>, by the former AE.',
    accepts:
      'The former AE is refused, with nothing created: pass. Served because the policy admits it: warn, and only where ' +
      'an originator that never registered is served too.',
    async run(context) {
      const { sut, expect } = context
      const [owner, member] = await Promise.all([sut.session(), sut.session()])
      const stranger = await outsider(sut)
      const policy = await owner.grant([member.identifier, stranger.identifier], 63)
      const path = await owner.container('shared', { acpi: [policy] })
      required(await member.create(path, resourceType.container, { rn: 'twin' }), 2001)
      const unknown = await stranger.requester.create(path, resourceType.container, { rn: 'stranger' })
      required(await member.delete(member.target), 2002)

      const before = await stateOf(owner, path)
      const reply = await member.create(path, resourceType.container, { rn: intruder })
      const changed = changeBetween(context, before, await stateOf(owner, path))
      judgeIntrusion(context, '6.5-1', { reply, changed, admission: 'a policy' })
      const grounds = groundsOn(reply, 'A former AE is treated as an originator that never registered.')
      const came = `${grounds.came}; for an originator that never registered ${describeReply(unknown.outcome)}`
      expect(succeeded(reply) && !succeeded(unknown), '6.4-4', { ...grounds, came }).to.equal(false)
    },
  })
})
