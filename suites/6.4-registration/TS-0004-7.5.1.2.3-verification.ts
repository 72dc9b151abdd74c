import { clause } from '../../lib/case/index.js'
import { accessControlOperation, attribute, resourceType } from '../../lib/primitive/index.js'
import { describeReply, required } from '../../lib/sut/index.js'
import { notifiersOf } from '../correspondents.js'
import { subscriber, subscriptionFor, verifies } from '../notifications.js'
import { attributesIn, succeeded } from '../replies.js'

const row = 'TS-0004/7.5.1.2.3-1'

/** The last part of an identifier, however much stands before it. */
function lastPart(value: unknown): string | undefined {
  return typeof value === 'string' ? value.split('/').at(-1) : undefined
}

clause('TS-0004/7.5.1.2.3', 'Notification for Subscription Verification', (test) => {
  test('CSE/NTF/057', {
    title: 'names the subscription to be and its creator in a verification request',
    covers: [row],
    per: 'serialization',
    sends:
      'CREATE of a subscription whose target is another registered AE, which answers a verification with 2000.',
    accepts:
      'A verification (vrq true) with the creator in cr, and in sur the address that the subscription then has: pass; without cr: ' +
      'warn; another creator or another subscription: fail. No verification, which a CSE may leave out: noted.',
    async run(context) {
      const { sut, expect, classify, inconclusive } = context
      const { session: target } = await subscriber(context)
      const creator = await sut.session()
      await target.grant(notifiersOf(sut, creator), accessControlOperation.notify)
      const container = await creator.container('data')
      const created = await creator.create(
        container,
        resourceType.subscription,
        subscriptionFor('verified', target.identifier),
      )
      if (!succeeded(created)) {
        inconclusive(`the subscription for another AE was not accepted: ${describeReply(created.outcome)}`)
      }
      const verification = target.open.received.find(verifies)
      if (verification === undefined) {
        classify('verification-names-creator', 'not-asked', row, created)
        return
      }
      const { pc } = verification.request
      const named = attribute(pc, '/m2m:sgn/cr')
      const behaviour =
        named === undefined ? 'missing' : lastPart(named) === creator.identifier ? 'named' : 'another'
      const grounds = { sent: created.sent, evidence: verification.evidence }
      classify('verification-names-creator', behaviour, row, {
        ...grounds,
        came: `a verification with cr ${JSON.stringify(named ?? null)}`,
        wanted: `The creator is ${creator.identifier}.`,
      })
      const ri =
        attributesIn(created)?.['ri'] ?? required(await creator.retrieve(`${container}/verified`), 2000)['ri']
      const reference = attribute(pc, '/m2m:sgn/sur')
      // That there is one is for the watch cases to say.
      if (reference === undefined) return
      const last = lastPart(reference)
      if (last !== 'verified' && typeof ri !== 'string') {
        inconclusive('the SUT tells no identifier of the subscription with which sur could be compared')
      }
      expect(last === 'verified' || (last !== undefined && last === ri), row, {
        ...grounds,
        came: `a verification with sur ${JSON.stringify(reference)}`,
        wanted: `sur names the subscription: ${container}/verified, or ${JSON.stringify(ri ?? null)}.`,
      }).to.equal(true)
    },
  })
})
