import { clause } from '../../lib/case/index.js'
import { accessControlOperation, resourceType } from '../../lib/primitive/index.js'
import { required } from '../../lib/sut/index.js'
import { message } from '../correspondents.js'
import { quiet, reports, settled, subscriber, subscriptionFor } from '../notifications.js'
import { answersTo } from '../open-requests.js'
import { groundsOn, succeeded } from '../replies.js'

clause('6.4', 'Registration procedure: requestReachability', (test) => {
  test('CSE/NTF/051', {
    title: 'routes nothing to an AE that has declared itself not reachable, and tells nobody that it did',
    covers: ['6.4-1', '5.2-17'],
    per: 'serialization',
    waits: true,
    sends:
      'Registration with rr false; a subscription of that AE for itself and an event; a NOTIFY of another AE, which its policy ' +
      'lets notify it; then an event for a reachable AE, which is notified.',
    accepts:
      'Nothing on its connection, and an error for the other AE: pass; routed all the same: noted; success reported for what was ' +
      'not delivered: warn; no response to the other AE: fail.',
    async run(context) {
      const { sut, classify, inconclusive } = context
      const [member, sender] = await Promise.all([sut.session({ attributes: { rr: false } }), sut.session()])
      const control = await subscriber(context)
      await member.grant([sender.identifier], accessControlOperation.notify)
      const container = await member.container('data')
      await member.create(container, resourceType.subscription, subscriptionFor('watch', member.identifier))
      required(await member.create(container, resourceType.contentInstance, { con: 'own' }), 2001)
      const reply = await sender.notify(member.identifier, message(sender, 'foreign'))
      const marked = await settled(
        control.session,
        () => control.session.content(control.container, 'last'),
        'last',
      )
      if (!marked) inconclusive('the notification of the control target did not arrive')
      await quiet(member.open, sut.silenceMs)
      const { received } = member.open
      const behaviour = received.length === 0 ? 'not-reachable-by-declaration' : 'routed-against-declaration'
      classify('route-without-point-of-access', behaviour, '6.4-1', {
        sent: `an event and a NOTIFY for ${member.identifier}, which has registered with rr false`,
        came: `${received.length} requests on its connection`,
        evidence: received[0]?.evidence ?? reply.evidence,
      })
      for (const answered of await answersTo(sut, sender.open, [reply]))
        classify('several-requests-open', answered.behaviour, '5.2-17', answered.grounds)
      const delivered = received.some(reports('foreign'))
      if (!succeeded(reply) || delivered) return
      const grounds = groundsOn(reply, 'Who sends what is not delivered is not told that it was.')
      const came = `${grounds.came}, and no NOTIFY at its receiver`
      classify('route-without-point-of-access', 'success-without-delivery', '6.4-1', { ...grounds, came })
    },
  })
})
