import { clause, type CaseContext } from '../../lib/case/index.js'
import { accessControlOperation, resourceType } from '../../lib/primitive/index.js'
import {
  admittedCse,
  applyAsCse,
  cseBaseOf,
  describeReply,
  registeredCse,
  required,
  seenFromAnotherCse,
  type RegistreeCse,
  type Reply,
  type Session,
} from '../../lib/sut/index.js'
import { correspondents, message } from '../correspondents.js'
import { declarationVerdicts, judgeDeclaration } from '../declarations.js'
import { quiet, reports } from '../notifications.js'
import {
  changeBetween,
  containerRequests,
  judgeIntrusion,
  privateContainer,
  refusalsBefore,
  stateOf,
  type ContainerRequest,
} from '../outsiders.js'
import {
  describePassage,
  instanceAt,
  passOn,
  reachableCse,
  retrieveAt,
  type CseAnswer,
} from '../registree-cses.js'
import { judgeRejection } from '../rejections.js'
import { groundsOn, succeeded } from '../replies.js'
import { drop, leave, outsider, type Outsider } from '../sessions.js'

/** A CSE that has connected and not registered. */
function unregisteredCse({ sut }: CaseContext): Promise<Outsider> {
  return outsider(sut, sut.system.names.cse())
}

/** Registers a CSE over the connection that it has, or over a new one where the SUT has closed that. */
async function register({ sut }: CaseContext, { identifier, connection }: Outsider): Promise<RegistreeCse> {
  const over = connection.ended === undefined ? connection : await sut.open({ originator: identifier })
  return admittedCse(sut, over, await applyAsCse(sut, over, identifier))
}

/** Ids of the cases on one operation of a CSE each. */
const attempts = {
  CREATE: 'CSE/REG/042',
  RETRIEVE: 'CSE/REG/043',
  UPDATE: 'CSE/REG/044',
  DELETE: 'CSE/REG/045',
} as const satisfies Readonly<Record<ContainerRequest['name'], string>>

/** Lets the policy of an AE name a CSE besides the AE itself. */
async function admit(owner: Session, path: string, cse: RegistreeCse): Promise<void> {
  const policy = await owner.grant([cse.identifier], 63)
  required(await owner.update(path, resourceType.container, { acpi: [policy] }), 2004)
}

clause('6.5', 'Handling of Non-Registration Request: a CSE that is not registered', (test) => {
  for (const { name, send, code } of containerRequests) {
    test(attempts[name], {
      title: `refuses the ${name} of a CSE before its registration, and serves it afterwards on the same connection`,
      covers: ['6.5-1', '5.2-17', '5.2-10'],
      needs: ['remoteCse'],
      per: 'serialization',
      sends:
        `${name} of a CSE on a container whose policy names its owner only. Then the CSE registers, the owner has the ` +
        `policy name it, and the CSE sends the same ${name}.`,
      accepts: `${refusalsBefore}. After it: rsc ${code}.`,
      async run(context) {
        const { sut, expect, inconclusive } = context
        const owner = await sut.session()
        const path = await privateContainer(owner)
        const seen = seenFromAnotherCse(sut.system, path)
        const client = await unregisteredCse(context)
        const before = await stateOf(owner, path)
        const reply = await send(client.requester, seen)
        const changed = changeBetween(context, before, await stateOf(owner, path))
        judgeIntrusion(context, '6.5-1', { reply, changed, admission: 'nothing' })
        if (succeeded(reply) || changed !== undefined) {
          return inconclusive(`the ${name} was served before the registration, so that it cannot be compared`)
        }

        const cse = await register(context, client)
        await admit(owner, path, cse)
        const served = await send(cse, seen)
        expect(served, '5.2-10', {
          ...groundsOn(served, 'The CSE is registered, and the policy of the container names it.'),
          sent: `${served.sent}, after the registration, as it was sent before`,
        }).to.respond(code)
      },
    })
  }

  test('CSE/REG/046', {
    title: 'refuses the NOTIFY of a CSE before its registration, and delivers it afterwards',
    covers: ['6.5-1', '5.2-17', '5.2-10'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'NOTIFY of a CSE to an AE whose policy names another AE, whose NOTIFY was delivered. Then the CSE registers, the AE ' +
      'has its policy name it too, and the CSE sends the NOTIFY again.',
    accepts: `${refusalsBefore}. After it: rsc 2000, and the NOTIFY at the AE.`,
    async run(context) {
      const { expect, inconclusive } = context
      const { sender, receiver } = await correspondents(context)
      const client = await unregisteredCse(context)
      // The plainest form of an address: forms are not what is tested here.
      const to = receiver.target
      const reply = await client.requester.notify(to, message(receiver, 'before'))

      const cse = await register(context, client)
      const own = { acor: [receiver.identifier], acop: 63 }
      const admitted = { acor: [sender.identifier, cse.identifier], acop: accessControlOperation.notify }
      required(
        await receiver.update(`${receiver.target}/policy`, resourceType.accessControlPolicy, {
          pv: { acr: [own, admitted] },
        }),
        2004,
      )
      const connection = receiver.open
      const served = await cse.notify(to, message(receiver, 'after'))
      if (succeeded(served)) await connection.nextRequest(reports('after'))
      const early = connection.received.some(reports('before'))
      judgeIntrusion(context, '6.5-1', {
        reply,
        changed: early ? 'the notification is at the AE' : undefined,
        admission: 'nothing',
      })
      const grounds = groundsOn(served, 'The CSE is registered, and the policy of the AE names it.')
      expect(served, '5.2-10', grounds).to.respond(2000)
      if (!succeeded(served)) inconclusive('the NOTIFY of the registered CSE was not served')
      const found = connection.received.some(reports('after'))
      const came = `${describeReply(served.outcome)}, and ${found ? 'the' : 'no'} NOTIFY at the AE`
      expect(found, '5.2-10', { ...grounds, came }).to.equal(true)
    },
  })
})

/** The requests that an AE sends to a CSE, and what the CSE answers. */
const toTheCse: readonly {
  readonly name: string
  readonly send: (sender: Session, address: string) => Promise<Reply>
  readonly answer: (cse: RegistreeCse) => CseAnswer
}[] = [
  {
    name: 'CREATE',
    send: (sender, address) => sender.create(address, resourceType.container, { lbl: ['new'] }),
    answer: () => ({ rsc: 2001 }),
  },
  {
    name: 'RETRIEVE',
    send: (sender, address) => sender.retrieve(address),
    answer: (cse) => ({ rsc: 2000, pc: instanceAt(cse, 'there') }),
  },
  {
    name: 'UPDATE',
    send: (sender, address) => sender.update(address, resourceType.container, { lbl: ['changed'] }),
    answer: () => ({ rsc: 2004 }),
  },
  {
    name: 'NOTIFY',
    send: (sender, address) => sender.notify(address, message(sender, 'to the CSE')),
    answer: () => ({ rsc: 2000 }),
  },
  { name: 'DELETE', send: (sender, address) => sender.delete(address), answer: () => ({ rsc: 2002 }) },
]

clause('5.2', 'Binding Overview: a registered CSE', (test) => {
  test('CSE/REG/047', {
    title:
      'lets a CSE, once registered, send and get every operation on the connection that it registered by',
    covers: ['5.2-10'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'CREATE, RETRIEVE, UPDATE and DELETE by a registered CSE, below an AE that admits it (CSE/REG/046 has its NOTIFY); ' +
      'then these and NOTIFY by the AE to the CSE, which answers each.',
    accepts:
      'rsc 2001, 2000, 2004, 2002 and for NOTIFY 2000, all on the connection that was there, which stays open.',
    async run(context) {
      const { sut, expect } = context
      const cse = await registeredCse(sut)
      const connection = cse.open
      const ae = await sut.session()
      const policy = await ae.grant([cse.identifier], 63)
      const shared = seenFromAnotherCse(sut.system, await ae.container('shared', { acpi: [policy] }))
      const row = '5.2-10'
      const { container } = resourceType
      expect(await cse.create(shared, container, { rn: 'child' }), row).to.respond(2001)
      expect(await cse.retrieve(`${shared}/child`), row).to.respond(2000)
      expect(await cse.update(`${shared}/child`, container, { lbl: ['new'] }), row).to.respond(2004)
      expect(await cse.delete(`${shared}/child`), row).to.respond(2002)

      for (const { name, send, answer: answerOf } of toTheCse) {
        const answer = answerOf(cse)
        const passage = await passOn(cse, name, () => send(ae, cse.address(name)), answer)
        const grounds = groundsOn(passage.reply, `The ${name} arrives at the CSE, and its answer at the AE.`)
        const came = describePassage(passage)
        expect(passage.arrived, row, { ...grounds, came }).not.to.equal(undefined)
        expect(passage.reply, row, { ...grounds, came }).to.respond(answer.rsc)
      }
      const { ended } = connection
      expect(ended, row, {
        sent: 'four operations of the CSE, and its answers to the five of the AE',
        came: ended === undefined ? 'an open connection' : `the end of the connection (${ended.kind})`,
        evidence: sut.evidence,
      }).to.equal(undefined)
    },
  })

  const endings = [
    { id: 'CSE/REG/051', how: 'closes its connection in order', end: leave },
    {
      id: 'CSE/REG/052',
      how: 'drops its TCP connection',
      end: (_sut: CaseContext['sut'], cse: Session) => {
        drop(cse)
      },
    },
  ] as const
  for (const { id, how, end } of endings) {
    test(id, {
      title: `keeps the registration of a CSE that ${how}, and serves its first request after reopening`,
      covers: ['5.2-11', '6.4-3'],
      needs: ['remoteCse'],
      per: 'serialization',
      sends: `A CSE registers, is served a RETRIEVE of its <remoteCSE>, ${how}, connects again and sends the RETRIEVE again.`,
      accepts: 'rsc 2000 both times; an error, a close and silence are not accepted.',
      async run({ sut, expect }) {
        const cse = await registeredCse(sut)
        required(await cse.retrieve(cse.target), 2000)
        await end(sut, cse)
        await cse.reopen()
        const reply = await cse.retrieve(cse.target)
        const grounds = groundsOn(reply, 'The CSE is still registered, and its first request is served.')
        expect(reply, '5.2-11', grounds).to.respond(2000)
        expect(reply, '6.4-3', grounds).to.respond(2000)
      },
    })
  }

  test('CSE/REG/058', {
    title: 'registers CSEs as the ICS declares',
    covers: ['5.2-4'],
    sends: 'CREATE of a <remoteCSE> by a CSE.',
    accepts: declarationVerdicts,
    async run(context) {
      const { identifier, connection } = await unregisteredCse(context)
      const { reply } = await applyAsCse(context.sut, connection, identifier)
      const offered = reply.outcome.kind === 'response' ? succeeded(reply) : undefined
      judgeDeclaration(context, '5.2-4', 'remoteCse', offered, groundsOn(reply))
    },
  })
})

clause('6.4', 'Registration procedure: a CSE before and after its registration', (test) => {
  test('CSE/REG/048', {
    title: 'rejects requests for a CSE that is connected but not registered, and delivers nothing to it',
    covers: ['6.4-2'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'RETRIEVE and NOTIFY of an AE to addresses with the CSE-ID of a CSE that has not registered; before and after them a ' +
      'RETRIEVE to a registered CSE, which arrives.',
    accepts:
      'An error response to each and nothing on the connection of the CSE; delivery, success and silence are not accepted.',
    async run(context) {
      const { sut, inconclusive } = context
      const { cse, sender } = await reachableCse(context)
      const client = await unregisteredCse(context)
      // No field of the handshake names the originator: only by a request could the SUT take it for a route.
      await client.requester.retrieve(seenFromAnotherCse(sut.system, sut.system.base))
      const address = cseBaseOf(client.identifier)
      const replies = [
        await sender.retrieve(`${address}/box`),
        await sender.notify(`${client.identifier}/Cbehind`, message(sender, 'for the CSE')),
      ]
      const control = await retrieveAt(cse, sender, 'control')
      if (control.arrived === undefined) inconclusive('the request to the control target did not arrive')
      await quiet(client.connection, sut.silenceMs)
      for (const reply of replies) {
        judgeRejection(context, ['6.4-2'], reply, client.connection.received)
      }
    },
  })

  test('CSE/REG/049', {
    title: 'treats a CSE that has deleted its <remoteCSE> as one that never registered',
    covers: ['6.4-2', '6.4-4', '6.5-1', '5.2-17'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'A CSE gets a request of an AE, and is served by it; the CSE deletes its <remoteCSE> and stays connected. Then the AE ' +
      'sends a request to it again, and the CSE one on a container that does not admit it.',
    accepts:
      'rsc 2002, then an error for either, nothing on the connection of the CSE and nothing changed; delivery, success and ' +
      'silence are not accepted.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const { cse: control, sender } = await reachableCse(context)
      const cse = await registeredCse(sut)
      const before = await retrieveAt(cse, sender, 'before')
      if (before.arrived === undefined)
        inconclusive('the request for the CSE did not arrive while it was registered')
      const path = await privateContainer(sender)
      const connection = cse.open
      const deleted = await cse.delete(cse.target)
      expect(deleted, '6.4-4', groundsOn(deleted, 'The CSE deletes its own <remoteCSE>.')).to.respond(2002)

      const seen = connection.received.length
      const late = await sender.retrieve(cse.address('after'))
      const state = await stateOf(sender, path)
      const reply = await cse.retrieve(seenFromAnotherCse(sut.system, path))
      const changed = changeBetween(context, state, await stateOf(sender, path))
      judgeIntrusion(context, '6.5-1', { reply, changed, admission: 'nothing' })
      const marked = await retrieveAt(control, sender, 'control')
      if (marked.arrived === undefined) inconclusive('the request to the control target did not arrive')
      await quiet(connection, sut.silenceMs)
      judgeRejection(context, ['6.4-2', '6.4-4'], late, connection.received.slice(seen))
    },
  })

  test('CSE/REG/050', {
    title: 'lets a CSE that has deregistered register again, and routes to it again',
    covers: ['6.4-4', '6.4-1'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'A CSE deletes its <remoteCSE>, and creates it once more on the same connection; then an AE sends it a RETRIEVE.',
    accepts: 'rsc 2001, and the RETRIEVE at the CSE.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const { cse, sender } = await reachableCse(context)
      const connection = cse.open
      required(await cse.delete(cse.target), 2002)
      const application = await applyAsCse(sut, connection, cse.identifier)
      const { reply } = application
      expect(reply, '6.4-4', groundsOn(reply, 'A CSE that has deregistered can register.')).to.respond(2001)
      if (!succeeded(reply)) return inconclusive('the second registration was refused')
      const passage = await retrieveAt(admittedCse(sut, connection, application), sender, 'again')
      expect(passage.arrived, '6.4-1', {
        ...groundsOn(passage.reply, 'The request is routed to the CSE.'),
        came: describePassage(passage),
      }).not.to.equal(undefined)
    },
  })
})
