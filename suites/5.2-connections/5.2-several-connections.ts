import { clause, type CaseContext } from '../../lib/case/index.js'
import { resourceType } from '../../lib/primitive/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import {
  describeHandshake,
  describeReply,
  type PrimitiveConnection,
  type Reply,
  type Requester,
  type Session,
  type Upgrade,
} from '../../lib/sut/index.js'
import { endingSoFar } from '../endings.js'
import { arrivesOnAny, notified, quiet, subscriber, timesNotified } from '../notifications.js'
import { groundsOn, statusOf, succeeded } from '../replies.js'
import { applied, leave } from '../sessions.js'

/** What became of the two connections of one originator. */
interface Coexistence {
  readonly behaviour: BehaviourOf<'second-connection'>
  readonly came: string
  /** Who can still be used to send a request; undefined when neither works. */
  readonly working: Requester | undefined
}

function isLost(reply: Reply, connection: PrimitiveConnection): boolean {
  return reply.outcome.kind === 'timeout' && connection.ended === undefined
}

function coexistence(
  older: { readonly connection: PrimitiveConnection; readonly reply: Reply; readonly requester: Requester },
  opened: Upgrade,
  newer: { readonly reply: Reply; readonly requester: Requester } | undefined,
): Coexistence {
  const oldWorks = succeeded(older.reply)
  const newWorks = newer !== undefined && succeeded(newer.reply)
  const first = `on the first connection ${describeReply(older.reply.outcome)}`
  const second = newer === undefined ? describeHandshake(opened.outcome) : describeReply(newer.reply.outcome)
  const came = `${first}, on the second one ${second}`
  const working = newWorks ? newer.requester : oldWorks ? older.requester : undefined
  const lost =
    isLost(older.reply, older.connection) ||
    (newer !== undefined && opened.connection !== undefined && isLost(newer.reply, opened.connection))
  if (lost) return { behaviour: 'request-lost', came, working }
  if (working === undefined) return { behaviour: 'neither-works', came, working }
  if (!newWorks) return { behaviour: 'new-one-refused', came, working }
  return { behaviour: older.connection.ended === undefined ? 'both-kept' : 'old-one-closed', came, working }
}

/** Judges how the first connection ended, where the SUT ended it (6.3-1). */
function judgeEnding({ sut, expect, classify }: CaseContext, connection: PrimitiveConnection): void {
  const { kind, came, evidence } = endingSoFar(connection)
  const grounds = {
    sent: 'a second connection of the same originator',
    came: `on the first one: ${came}`,
    evidence,
  }
  if (kind === 'open') {
    expect(kind, '6.3-1', grounds).to.equal('open')
    return
  }
  const proxied = sut.system.endpoint.proxy !== undefined
  const bare = proxied ? 'bare-drop-behind-a-proxy' : 'bare-drop'
  classify('closing-of-its-own-accord', kind === 'close-frame' ? kind : bare, '6.3-1', grounds)
}

clause('5.2', 'Binding Overview: several connections, several registrees', (test) => {
  test('CSE/REG/018', {
    title: 'serves two AEs that register over the same connection',
    covers: ['5.2-3', '5.2-10', '6.4-1'],
    per: 'serialization',
    sends:
      'On the connection of a registered AE, CREATE of a second <AE>; then requests of both, and events for both.',
    accepts:
      'Both are served and notified there: pass; the second is refused with an error: warn; the first is no longer ' +
      'served or notified, or the second, which is registered, is not: fail.',
    async run(context) {
      const { sut, classify, expect } = context
      const first = await subscriber(context)
      const connection = first.session.open
      const { application } = await applied(sut, () => Promise.resolve(connection))
      const registered = statusOf(application.reply) === 2001
      const second = registered ? sut.admitted(connection, application) : undefined
      const reply = second === undefined ? application.reply : await second.retrieve(second.target)

      // What the first one gets is looked at in any case: it was there before.
      const kept = await first.session.retrieve(first.session.target)
      const routed = succeeded(kept) && (await eventArrives(first.session, first.container))
      const behaviour = !routed ? 'first-abandoned' : second === undefined ? 'second-refused' : 'second-taken'
      const grounds = {
        sent: application.reply.sent,
        came:
          `${describeReply(application.reply.outcome)}; then for the first AE ${describeReply(kept.outcome)} and ` +
          (routed ? 'its notification' : 'no notification'),
        evidence: application.reply.evidence,
      }
      for (const row of ['5.2-3', '5.2-10']) classify('shared-connection', behaviour, row, grounds)
      const wanted = 'A registered AE is notified over the connection that it registered by.'
      if (second === undefined) {
        expect(routed, '6.4-1', { ...grounds, wanted }).to.equal(true)
        return
      }

      const served = 'The second AE, which is registered, is served on the connection as the first one is.'
      const container = `${second.target}/data`
      const created = succeeded(reply)
        ? await second.create(second.target, resourceType.container, { rn: 'data' })
        : reply
      expect(succeeded(created), '5.2-10', groundsOn(created, served)).to.equal(true)
      if (!succeeded(created)) {
        return context.inconclusive('the second AE is not served, so that it cannot have an event')
      }
      await second.subscription(container, 'watch', [second.identifier])
      const arrived = await eventArrives(second, container)
      const came = `${arrived ? 'the' : 'no'} notification for the second AE on the connection that it registered over`
      expect(arrived, '6.4-1', { ...grounds, came, wanted }).to.equal(true)
    },
  })

  test('CSE/REG/019', {
    title: 'loses and doubles nothing when an originator opens a second connection',
    covers: ['5.2-3', '6.3-1'],
    per: 'serialization',
    waits: true,
    sends:
      'With a registered AE connected, a second connection of the same originator; a request on each, then an event.',
    accepts:
      'The new one refused, the old one closed with a Close frame, or both kept: noted; one notification of the event; ' +
      'neither working, a request without response, anything doubled: fail.',
    async run(context) {
      const { sut, classify, expect } = context
      const { session, container } = await subscriber(context)
      const older = session.open
      const opened = await sut.upgrade(sut.handshake({ originator: session.identifier }))
      const requester =
        opened.connection === undefined ? undefined : sut.requester(opened.connection, session.identifier)
      const newReply = await requester?.retrieve(session.target)
      const oldReply = await session.retrieve(session.target)

      const newer =
        requester !== undefined && newReply !== undefined ? { reply: newReply, requester } : undefined
      const { behaviour, came, working } = coexistence(
        { connection: older, reply: oldReply, requester: session },
        opened,
        newer,
      )
      const sent = `${oldReply.sent} on the first of two connections of this originator, and one on the second`
      classify('second-connection', behaviour, '5.2-3', { sent, came, evidence: oldReply.evidence })
      judgeEnding(context, older)
      if (working === undefined) return

      const connections = [older, ...(opened.connection === undefined ? [] : [opened.connection])]
      const created = await working.create(container, resourceType.contentInstance, { con: 'event' })
      await arrivesOnAny(connections, 'event')
      for (const connection of connections) await quiet(connection, sut.silenceMs)
      const times = timesNotified(connections, 'event')
      const doubled = connections.some(({ responses }) => {
        const identifiers = responses.map(({ response }) => response.rqi).filter((rqi) => rqi !== undefined)
        return new Set(identifiers).size < identifiers.length
      })
      const grounds = {
        sent: `${created.sent}, while the subscriber has two connections`,
        came: `${times} notifications of it${doubled ? ', and a response that came twice' : ''}`,
        evidence: created.evidence,
      }
      if (times > 1 || doubled) classify('second-connection', 'message-doubled', '5.2-3', grounds)
      else expect(times, '5.2-3', { ...grounds, wanted: 'The event is notified once.' }).to.equal(1)
    },
  })

  test('CSE/REG/020', {
    title: 'treats two AEs on two connections independently of each other',
    covers: ['5.2-10', '6.4-3'],
    per: 'serialization',
    sends:
      'Two AEs on a connection each; one closes its connection, the other goes on and then deletes its <AE>.',
    accepts:
      'The other one is served and notified as before (rsc 2000, one NOTIFY); the first one, back, is still registered ' +
      '(rsc 2000).',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const [leaver, stayer] = await Promise.all([sut.session(), subscriber(context)])
      await leave(sut, leaver)
      const served = await stayer.session.retrieve(stayer.session.target)
      const wanted = 'What another AE does on its own connection makes no difference.'
      expect(served, '5.2-10', groundsOn(served, wanted)).to.respond(2000)
      const routed = await eventArrives(stayer.session, stayer.container)
      expect(routed, '5.2-10', {
        sent: 'a contentInstance below a container with a subscription, after another AE had closed its connection',
        came: routed ? 'the notification' : 'no notification',
        wanted,
        evidence: sut.evidence,
      }).to.equal(true)
      const deleted = await stayer.session.delete(stayer.session.target)
      if (!succeeded(deleted))
        inconclusive(`the <AE> could not be deleted: ${describeReply(deleted.outcome)}`)
      await leaver.reopen()
      const back = await leaver.retrieve(leaver.target)
      expect(back, '6.4-3', groundsOn(back)).to.respond(2000)
    },
  })
})

/** Creates an event in the container of an AE, as that AE, and waits for its notification. */
async function eventArrives(session: Session, container: string): Promise<boolean> {
  const create = (): Promise<Reply> =>
    session.create(container, resourceType.contentInstance, { con: 'later' })
  return (await notified(session, create, 'later')) !== undefined
}
