import { clause } from '../../lib/case/index.js'
import { resourceType } from '../../lib/primitive/index.js'
import { required, type Reply, type Requester } from '../../lib/sut/index.js'
import { correspondents, deliver } from '../correspondents.js'
import { endingSoFar } from '../endings.js'
import { notified, reports, subscriber, timesNotified } from '../notifications.js'
import { changeBetween, intruder, judgeIntrusion, privateContainer, stateOf } from '../outsiders.js'
import { judgeRejected } from '../rejected-requests.js'
import { failed, groundsOn, succeeded } from '../replies.js'
import { outsider } from '../sessions.js'

/** What another AE tries at a container. */
interface Attempt {
  readonly name: string
  readonly changes: boolean
  readonly send: (requester: Requester, path: string) => Promise<Reply>
}

const attempts: readonly Attempt[] = [
  { name: 'RETRIEVE', changes: false, send: (requester, path) => requester.retrieve(path) },
  {
    name: 'CREATE',
    changes: true,
    send: (requester, path) => requester.create(path, resourceType.container, { rn: intruder }),
  },
  {
    name: 'UPDATE',
    changes: true,
    send: (requester, path) => requester.update(path, resourceType.container, { mni: 99 }),
  },
  { name: 'DELETE', changes: true, send: (requester, path) => requester.delete(path) },
]

const tried = attempts.map(({ name }) => name).join(', ')

clause('TS-0004/7.3.3.2', 'Check authorization of the Originator', (test) => {
  test('CSE/REG/034', {
    title: 'refuses a registered AE what the policy of a resource does not let it do',
    covers: ['TS-0004/7.3.3.2-1', '5.2-17'],
    per: 'serialization',
    sends: `${tried} at a container whose policy names its owner only: by the owner, who is served, then by another AE.`,
    accepts:
      'rsc 4103 to each, and nothing changed: pass; another error: fail; served, or unanswered: fail. The owner is served ' +
      'afterwards.',
    async run(context) {
      const { sut, expect } = context
      const row = 'TS-0004/7.3.3.2-1'
      const [owner, other] = await Promise.all([sut.session(), sut.session()])
      const path = await privateContainer(owner)
      required(await owner.retrieve(path), 2000)
      const before = await stateOf(owner, path)
      for (const { send } of attempts) {
        const reply = await send(other, path)
        // 4106 and 4107 are for originators that are not registered, and this one is.
        judgeRejected(context, row, { codes: [4103] }, reply)
        const changed = changeBetween(context, before, await stateOf(owner, path))
        const grounds = groundsOn(reply, 'A request that is refused changes nothing.')
        expect(changed, row, {
          ...grounds,
          came: `${grounds.came}; afterwards ${changed ?? 'no change'}`,
        }).to.equal(undefined)
      }
    },
  })

  test('CSE/REG/036', {
    title: 'refuses the NOTIFY of a registered AE that has no privilege to notify the other one',
    covers: ['TS-0004/7.3.3.2-1', '6.4-1'],
    sends:
      'NOTIFY to an AE: by an AE that its policy names, which arrives, then by one that it does not name.',
    accepts:
      'rsc 4103 and nothing delivered: pass; another error: fail; delivered, or success reported: fail.',
    async run(context) {
      const { sut, expect } = context
      const { sender, receiver } = await correspondents(context)
      const stranger = await sut.session()
      const { reply, arrived } = await deliver(stranger, receiver, 'uninvited')
      judgeRejected(context, 'TS-0004/7.3.3.2-1', { codes: [4103] }, reply)
      const marked = await deliver(sender, receiver, 'invited')
      const delivered = arrived ?? receiver.open.received.find(reports('uninvited'))
      expect(delivered, '6.4-1', {
        ...groundsOn(reply, 'Nothing is delivered of what the policy of the receiver does not permit.'),
        came: delivered === undefined ? 'nothing at the receiver' : 'the NOTIFY at the receiver',
        evidence: delivered?.evidence ?? marked.reply.evidence,
      }).to.equal(undefined)
    },
  })
})

clause('TS-0001/9.6.1.3.2', 'Common attributes: default access control', (test) => {
  test('CSE/REG/035', {
    title: 'does not let a registered AE change what another one has created, where no policy permits it',
    covers: ['TS-0001/9.6.1.3.2-1', '5.2-17'],
    sends: `${tried} by another registered AE at a container that has no accessControlPolicyIDs, nor has its <AE>.`,
    accepts:
      'An error to each, and nothing changed: pass; the RETRIEVE served: noted, since the operator may have configured it; ' +
      'a change served: warn; changed although refused, or unanswered: fail.',
    async run(context) {
      const { sut, classify, expect } = context
      const row = 'TS-0001/9.6.1.3.2-1'
      const [owner, other] = await Promise.all([sut.session(), sut.session()])
      const path = await owner.container('unguarded', { mni: 7 })
      for (const { changes, send } of attempts) {
        const before = await stateOf(owner, path)
        const reply = await send(other, path)
        const grounds = groundsOn(reply, 'Who has no permission is refused.')
        if (succeeded(reply)) {
          classify('default-access', changes ? 'change-served' : 'retrieval-served', row, grounds)
          expect(reply.outcome.kind, '5.2-17', grounds).to.equal('response')
          continue
        }
        const changed = changeBetween(context, before, await stateOf(owner, path))
        const came = `${grounds.came}; afterwards ${changed ?? 'no change'}`
        if (failed(reply) && changed === undefined) classify('default-access', 'refused', row, grounds)
        else expect(failed(reply) && changed === undefined, row, { ...grounds, came }).to.equal(true)
      }
    },
  })
})

clause('6.5', 'Handling of Non-Registration Request: in the name of others', (test) => {
  test('CSE/REG/032', {
    title: 'lets no AE suffer when another one uses its identity on a connection',
    covers: ['6.5-1', '6.4-1', '5.2-10'],
    sends:
      'On the connection of one AE a RETRIEVE with fr of another one, which is connected too; then a request of each on its ' +
      'own connection, and an event for the second.',
    accepts:
      'The RETRIEVE refused: pass; an orderly close, or served: noted. The connection of the second AE closed in order, where ' +
      'the RETRIEVE was served: noted. Both AEs are served (rsc 2000), and the notification comes on the connection of the ' +
      'second AE alone; on that of the first alone, where the RETRIEVE was served: noted.',
    async run(context) {
      const { sut, classify, expect, note } = context
      const [pretender, { session, container }] = await Promise.all([sut.session(), subscriber(context)])
      const carrier = pretender.open
      const foreign = sut.requester(carrier, session.identifier)
      const reply = await foreign.retrieve(session.target)
      const grounds = groundsOn(reply)
      const sent = `${reply.sent} on the connection of ${pretender.identifier}`
      const { outcome } = reply
      if (succeeded(reply)) {
        classify('foreign-identity', 'served-without-association', '6.5-1', { ...grounds, sent })
      } else if (outcome.kind === 'closed' && outcome.how === 'close frame') {
        classify('foreign-identity', 'closed-in-order', '6.5-1', { ...grounds, sent })
      } else if (failed(reply)) {
        classify('foreign-identity', 'refused', '6.5-1', { ...grounds, sent })
      } else {
        expect(failed(reply), '6.5-1', { ...grounds, sent, wanted: 'The request is answered.' }).to.equal(
          true,
        )
      }

      // A SUT may keep one connection of an originator, and close the older one in order, where it takes the other for one.
      const { kind, came, evidence } = endingSoFar(session.open)
      if (kind === 'close-frame' && succeeded(reply)) {
        note('5.2-10', `${sent}; the connection of the other AE was closed`)
      } else {
        const wanted = 'The connection of the other AE stays open.'
        expect(kind, '5.2-10', { sent, came, evidence, wanted }).to.equal('open')
      }
      for (const each of [pretender, session]) if (each.open.ended !== undefined) await each.reopen()
      for (const each of [pretender, session]) {
        const own = await each.retrieve(each.target)
        expect(own, '5.2-10', groundsOn(own, 'Each AE is served on its own connection.')).to.respond(2000)
      }
      const arrived = await notified(session, () => session.content(container, 'mine'), 'mine')
      // What was sent to the other one has come before the response to this.
      await pretender.retrieve(pretender.target)
      const astray = timesNotified([pretender.open], 'mine')
      const alone = arrived !== undefined && astray === 0
      const whereServed =
        arrived === undefined && astray === 1 && succeeded(reply) && pretender.open === carrier
      const seen = alone ? 'notified-alone' : whereServed ? 'notified-where-served' : 'not-notified'
      classify('foreign-identity', seen, '6.4-1', {
        sent: `${sent}; then a request of each on its own connection, and an event for ${session.identifier}`,
        came: `${arrived === undefined ? 'no notification' : 'the notification'} at the one, ${astray} at the other`,
        evidence: arrived?.evidence ?? reply.evidence,
      })
    },
  })

  test('CSE/REG/033', {
    title: 'refuses an originator that calls itself a CSE and is not registered',
    covers: ['6.5-1', '5.2-17'],
    sends: 'RETRIEVE of a container whose policy names its owner only, with a CSE-ID that nobody has as fr.',
    accepts:
      'An error response (4107, 4106 or 4103, others noted), or a Close frame, noted; served, or silence: fail.',
    async run(context) {
      const { sut } = context
      const owner = await sut.session()
      const path = await privateContainer(owner)
      required(await owner.retrieve(path), 2000)
      const { requester } = await outsider(sut, `/${sut.system.names.resource()}`)
      const before = await stateOf(owner, path)
      const reply = await requester.retrieve(path)
      const changed = changeBetween(context, before, await stateOf(owner, path))
      judgeIntrusion(context, '6.5-1', { reply, changed, admission: 'nothing' })
    },
  })
})
