import { clause } from '../../lib/case/index.js'
import { accessControlOperation, resourceType } from '../../lib/primitive/index.js'
import { describeReply, required, type Reply, type Session } from '../../lib/sut/index.js'
import { addressesOf, formsInWords } from '../addresses.js'
import { correspondents, deliver, message, notifyAe } from '../correspondents.js'
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
import { judgeRejection } from '../rejections.js'
import { groundsOn, succeeded } from '../replies.js'
import { outsider, registerAfterwards } from '../sessions.js'

/** Ids of the cases on one operation each. */
const becoming = {
  CREATE: 'CSE/REG/064',
  RETRIEVE: 'CSE/REG/065',
  UPDATE: 'CSE/REG/066',
  DELETE: 'CSE/REG/067',
} as const satisfies Readonly<Record<ContainerRequest['name'], string>>

/** Lets the policy of an AE name another one besides the AE itself. */
async function admit(owner: Session, path: string, member: Session): Promise<void> {
  const policy = await owner.grant([member.identifier], 63)
  required(await owner.update(path, resourceType.container, { acpi: [policy] }), 2004)
}

clause('6.5', 'Handling of Non-Registration Request: an AE before and after its registration', (test) => {
  test('CSE/REG/063', {
    title:
      'refuses every operation of an originator that is not registered, whatever the form of its address',
    covers: ['6.5-1', '5.2-17'],
    per: 'serialization',
    sends:
      `CREATE, RETRIEVE, UPDATE and DELETE of a stranger on a container whose policy names its owner only, each in every form ` +
      `of address: ${formsInWords}.`,
    accepts: `${refusalsBefore}. The owner is served afterwards.`,
    async run(context) {
      const { sut, inconclusive } = context
      const owner = await sut.session()
      const path = await privateContainer(owner)
      const identifier = required(await owner.retrieve(path), 2000)['ri']
      const stranger = await outsider(sut)
      let before = await stateOf(owner, path)
      for (const { to } of addressesOf(sut.system, { path, identifier })) {
        const replies: Reply[] = []
        for (const { send } of containerRequests) {
          if (stranger.requester.connection?.ended !== undefined) {
            stranger.requester.connection = await sut.open({ originator: stranger.identifier })
          }
          replies.push(await send(stranger.requester, to))
        }
        const after = await stateOf(owner, path)
        const changed = changeBetween(context, before, after)
        for (const reply of replies)
          judgeIntrusion(context, '6.5-1', { reply, changed, admission: 'nothing' })
        // Silence was judged; to wait for it in each other form of address tells nothing more.
        if (replies.every(({ outcome }) => outcome.kind === 'timeout')) {
          return inconclusive(
            'the other forms of address are left out, as no request of a stranger is answered',
          )
        }
        before = after
      }
    },
  })

  for (const { name, send, code } of containerRequests) {
    test(becoming[name], {
      title: `refuses the ${name} of an AE before its registration, and serves it afterwards on the same connection`,
      covers: ['6.5-1', '5.2-17', '5.2-10'],
      per: 'serialization',
      sends:
        `${name} of an AE on a container whose policy names its owner only. Then the AE registers over the connection that it ` +
        `has, the owner has the policy name it, and the AE sends the same ${name}.`,
      accepts: `${refusalsBefore}. After it: rsc ${code}.`,
      async run(context) {
        const { sut, expect, inconclusive } = context
        const owner = await sut.session()
        const path = await privateContainer(owner)
        const client = await outsider(sut)
        const before = await stateOf(owner, path)
        const reply = await send(client.requester, path)
        const changed = changeBetween(context, before, await stateOf(owner, path))
        judgeIntrusion(context, '6.5-1', { reply, changed, admission: 'nothing' })
        if (succeeded(reply) || changed !== undefined) {
          return inconclusive(`the ${name} was served before the registration, so that it cannot be compared`)
        }
        const member = await registerAfterwards(sut, client)
        await admit(owner, path, member)
        const served = await send(member, path)
        expect(served, '5.2-10', {
          ...groundsOn(served, 'The AE is registered, and the policy of the container names it.'),
          sent: `${served.sent}, after the registration, as it was sent before`,
        }).to.respond(code)
      },
    })
  }

  test('CSE/REG/068', {
    title: 'refuses the NOTIFY of an AE before its registration, and delivers it afterwards',
    covers: ['6.5-1', '5.2-17', '5.2-10'],
    per: 'serialization',
    sends:
      'NOTIFY of an AE to another one, whose policy names a third one, whose NOTIFY was delivered. Then the AE registers over ' +
      'the connection that it has, the policy names it too, and it sends the NOTIFY again.',
    accepts: `${refusalsBefore}. After it: rsc 2000, and the NOTIFY at its receiver.`,
    async run(context) {
      const { sut, expect, inconclusive } = context
      const { sender, receiver } = await correspondents(context)
      const client = await outsider(sut)
      const reply = await notifyAe(client.requester, receiver, message(receiver, 'before'))
      const member = await registerAfterwards(sut, client)
      const own = { acor: [receiver.identifier], acop: 63 }
      const others = {
        acor: [sender.identifier, member.identifier],
        acop: accessControlOperation.notify,
      }
      const updated = await receiver.update(`${receiver.target}/policy`, resourceType.accessControlPolicy, {
        pv: { acr: [own, others] },
      })
      required(updated, 2004)
      const served = await deliver(member, receiver, 'after')
      const early = receiver.open.received.some(reports('before'))
      judgeIntrusion(context, '6.5-1', {
        reply,
        changed: early ? 'the notification is at the AE' : undefined,
        admission: 'nothing',
      })
      const grounds = groundsOn(
        served.reply,
        'The AE is registered, and the policy of the receiver names it.',
      )
      expect(served.reply, '5.2-10', grounds).to.respond(2000)
      if (!succeeded(served.reply)) inconclusive('the NOTIFY of the registered AE was not served')
      const came = `${grounds.came}, and ${served.arrived === undefined ? 'no' : 'the'} NOTIFY at the receiver`
      expect(served.arrived, '5.2-10', { ...grounds, came }).not.to.equal(undefined)
    },
  })
})

clause('6.4', 'Registration procedure: an AE before, after and after the end of its registration', (test) => {
  test('CSE/REG/069', {
    title: 'rejects a NOTIFY for an AE before its registration, and routes it there afterwards',
    covers: ['6.4-2', '6.4-1'],
    per: 'serialization',
    waits: true,
    sends:
      'A NOTIFY to the AE-ID of a client that has sent a request and not registered; then the client registers over the ' +
      'connection that it has, lets the sender notify it, and gets the NOTIFY again.',
    accepts:
      'Before: an error response and nothing on the connection of the client; delivery, success and silence are not accepted. ' +
      'After: the NOTIFY on its connection; an error, or nothing, is not accepted.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const { sender, receiver } = await correspondents(context)
      const client = await outsider(sut)
      // No field of the handshake names the originator: only by a request could the SUT take it for a route.
      await client.requester.retrieve(sut.system.base)
      const early = await sender.notify(client.identifier, message(sender, 'early'))
      const control = await deliver(sender, receiver, 'control')
      if (control.arrived === undefined) inconclusive('the NOTIFY to the control target did not arrive')
      await quiet(client.connection, sut.silenceMs)
      judgeRejection(context, ['6.4-2'], early, client.connection.received.filter(reports('early')))

      const member = await registerAfterwards(sut, client)
      await member.grant([sender.identifier], accessControlOperation.notify)
      const { reply, arrived } = await deliver(sender, member, 'late')
      expect(arrived, '6.4-1', {
        ...groundsOn(reply, 'The AE is registered now, and the NOTIFY is routed to it.'),
        came: `${arrived === undefined ? 'nothing' : 'the NOTIFY'} on its connection, and ${describeReply(reply.outcome)}`,
      }).not.to.equal(undefined)
    },
  })

  test('CSE/REG/070', {
    title: 'lets an AE that has deregistered register again over its connection, and routes to it again',
    covers: ['6.4-4', '6.4-1', '5.2-10'],
    per: 'serialization',
    sends:
      'An AE that has got a NOTIFY of another one deletes its <AE>, and creates it once more on the same connection with its ' +
      'AE-ID as fr; then it lets the other AE notify it, and gets a NOTIFY again.',
    accepts:
      'rsc 2001, rsc 2000 to a RETRIEVE of the new <AE>, and the NOTIFY on the same connection, or on a new one where the SUT ' +
      'has closed that. Where it does not take a full AE-ID-Stem the AE asks for another one.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const { sender, receiver } = await correspondents(context)
      const { open: connection, identifier } = receiver
      required(await receiver.delete(receiver.target), 2002)
      // Either side may close (5.2), after a deregistration too; then it goes on over a new connection.
      await connection.wire.roundTrip(sut.system.timeouts.response)
      const over = connection.ended === undefined ? connection : await sut.open({ originator: identifier })
      const application = await sut.system.registering(({ from }) =>
        sut.apply(over, from === 'stem' ? identifier : from),
      )
      const { reply: again } = application
      expect(again, '6.4-4', groundsOn(again, 'An AE that has deregistered can register.')).to.respond(2001)
      if (!succeeded(again)) return inconclusive('the second registration was refused')
      const member = sut.admitted(over, application)
      if (member.identifier !== identifier && sut.system.namesOriginatorInHandshake) await member.reopen()
      const own = await member.retrieve(member.target)
      expect(own, '5.2-10', groundsOn(own, 'The AE is registered again, and is served.')).to.respond(2000)
      await member.grant([sender.identifier], accessControlOperation.notify)
      const { reply, arrived } = await deliver(sender, member, 'again')
      expect(arrived, '6.4-1', {
        ...groundsOn(reply, 'The NOTIFY is routed to the AE that has registered again.'),
        came: `${arrived === undefined ? 'nothing' : 'the NOTIFY'} on its connection, and ${describeReply(reply.outcome)}`,
      }).not.to.equal(undefined)
    },
  })
})
