import { clause } from '../../lib/case/index.js'
import {
  accessControlOperation,
  operation,
  resourceType,
  type Operation,
  type ValueObject,
} from '../../lib/primitive/index.js'
import {
  describeReply,
  registeredCse,
  seenFromAnotherCse,
  type Reply,
  type Requester,
} from '../../lib/sut/index.js'
import { contentOf } from '../contents.js'
import { eventType, reports, subscriptionFor } from '../notifications.js'
import { answersTo } from '../open-requests.js'
import {
  arrival,
  describePassage,
  instanceAt,
  passOn,
  reachableCse,
  retrieveAt,
  type CseAnswer,
} from '../registree-cses.js'
import { groundsOn, statusOf, succeeded } from '../replies.js'
import { leave } from '../sessions.js'

/** AE-ID-Stem of an AE that is registered with the CSE of the tester. */
const behind = 'Cbehind'

/** A request of an AE for the CSE, what it has to arrive as, and what the CSE answers. */
interface Forwarded {
  readonly id: 'CSE/NTF/041' | 'CSE/NTF/042' | 'CSE/NTF/043' | 'CSE/NTF/044'
  readonly op: Operation
  readonly name: string
  /** Last part of the address. */
  readonly target: string
  readonly ty?: number
  readonly pc?: ValueObject
  readonly answer: CseAnswer
}

const forwarded: readonly Forwarded[] = [
  {
    id: 'CSE/NTF/041',
    op: operation.create,
    name: 'CREATE',
    target: 'place',
    ty: resourceType.container,
    pc: { 'm2m:cnt': { rn: 'new', lbl: ['one', 'zwölf'], mni: 12 } },
    answer: { rsc: 2001, pc: { 'm2m:uri': 'base/place/new' } },
  },
  {
    id: 'CSE/NTF/042',
    op: operation.update,
    name: 'UPDATE',
    target: 'thing',
    pc: { 'm2m:cnt': { lbl: ['changed'], mni: 7 } },
    answer: { rsc: 2004 },
  },
  { id: 'CSE/NTF/043', op: operation.delete, name: 'DELETE', target: 'thing', answer: { rsc: 2002 } },
  {
    id: 'CSE/NTF/044',
    op: operation.notify,
    name: 'NOTIFY',
    target: behind,
    pc: {
      'm2m:sgn': {
        nev: { rep: { 'm2m:cin': { con: 'news' } }, net: eventType.createOfChild },
        sur: '/other/sub',
      },
    },
    answer: { rsc: 2000 },
  },
]

clause('6.4', 'Registration procedure: requests for a registered CSE', (test) => {
  test('CSE/NTF/040', {
    title:
      'passes the RETRIEVE of an AE on to the registered CSE that it is for, and brings the content back',
    covers: ['6.4-1', '5.2-17'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'A CSE registers, then an AE, which sends RETRIEVE to an address with the CSE-ID of that CSE; the CSE answers with a ' +
      'contentInstance.',
    accepts:
      'The RETRIEVE on the connection of the CSE, then rsc 2000 with that content, once, under the rqi of the AE; an ' +
      'error, other content and silence are not accepted.',
    async run({ sut, expect, classify, inconclusive }) {
      const cse = await registeredCse(sut)
      const sender = await sut.session()
      const passage = await retrieveAt(cse, sender, 'ünïcode')
      const { reply, arrived } = passage
      const grounds = {
        ...groundsOn(reply, 'The request is routed to the CSE over the connection that it registered by.'),
        came: describePassage(passage),
        evidence: arrived?.evidence ?? reply.evidence,
      }
      expect(arrived?.request.op, '6.4-1', grounds).to.equal(operation.retrieve)
      if (arrived === undefined) {
        return inconclusive(`nothing arrived at the CSE that could be answered: ${describePassage(passage)}`)
      }
      for (const { behaviour, grounds: answered } of await answersTo(sut, sender.open, [reply])) {
        classify('several-requests-open', behaviour, '5.2-17', answered)
      }
      const wanted = 'The response is that of the CSE: rsc 2000 with its contentInstance.'
      const came = `${describeReply(reply.outcome)}, content ${JSON.stringify(contentOf(reply) ?? null)}`
      expect(statusOf(reply), '5.2-17', { ...groundsOn(reply, wanted), came }).to.equal(2000)
      expect(contentOf(reply), '5.2-17', { ...groundsOn(reply, wanted), came }).to.equal('ünïcode')
    },
  })

  for (const { id, op, name, target, ty, pc, answer } of forwarded) {
    test(id, {
      title: `passes the ${name} of an AE on to the registered CSE that it is for, with its content, and the answer back`,
      covers: ['6.4-1', '5.2-16', '5.2-17'],
      needs: ['remoteCse'],
      per: 'serialization',
      sends: `${name} of an AE to an address with the CSE-ID of a registered CSE, which answers with ${answer.rsc}.`,
      accepts: `A ${name} with the same resource type and content at the CSE, and rsc ${answer.rsc} for the AE.`,
      async run({ sut, expect, inconclusive }) {
        const cse = await registeredCse(sut)
        const sender = await sut.session()
        const to = target === behind ? `${cse.identifier}/${target}` : cse.address(target)
        const send = (): Promise<Reply> =>
          sender.request({ op, to, ...(ty === undefined ? {} : { ty }), ...(pc === undefined ? {} : { pc }) })
        const passage = await passOn(cse, target, send, answer)
        const { reply, arrived } = passage
        const grounds = {
          ...groundsOn(reply, `A ${name} arrives on the connection of the CSE.`),
          came: describePassage(passage),
          evidence: arrived?.evidence ?? reply.evidence,
        }
        expect(arrived?.request.op, '6.4-1', grounds).to.equal(op)
        if (arrived === undefined) {
          return inconclusive(
            `nothing arrived at the CSE that could be answered: ${describePassage(passage)}`,
          )
        }
        const content = { ty: arrived.request.ty, pc: arrived.request.pc }
        expect(content, '5.2-16', {
          ...grounds,
          came: `at the CSE ${JSON.stringify(content)}`,
          wanted: `Resource type and content are those that were sent: ${JSON.stringify({ ty, pc })}.`,
        }).to.deep.equal({ ty, pc })
        expect(reply, '5.2-17').to.respond(answer.rsc)
      },
    })
  }

  test('CSE/NTF/045', {
    title: 'brings the error of a registered CSE back to the AE as it is',
    covers: ['5.2-17'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends: 'RETRIEVE of an AE to a registered CSE, which answers with 4004, with 4103 and with 5207.',
    accepts: 'The same code for the AE each time.',
    async run(context) {
      const { cse, sender } = await reachableCse(context)
      for (const rsc of [4004, 4103, 5207]) {
        const name = `refused${rsc}`
        const { reply } = await passOn(cse, name, () => sender.retrieve(cse.address(name)), { rsc })
        const wanted = `The response is that of the CSE: rsc ${rsc}.`
        context.expect(reply, '5.2-17', groundsOn(reply, wanted)).to.respond(rsc)
      }
    },
  })

  test('CSE/NTF/046', {
    title:
      'brings each answer of a registered CSE to the AE whose request it answers, whatever their order and rqi',
    covers: ['5.2-17'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'RETRIEVE of two AEs to one CSE at the same time, for different resources and with the same rqi; the CSE answers ' +
      'the second one first.',
    accepts:
      'Each AE gets one response, with the content of the resource that it asked for. A server that passes one request ' +
      'on after the other is accepted, noted.',
    async run(context) {
      const { sut, expect, classify, note } = context
      const { cse, sender } = await reachableCse(context)
      const other = await sut.session()
      const connection = cse.open
      connection.answering = 'by the case'
      const rqi = sut.system.names.request()
      const retrieve = (originator: Requester, name: string): Promise<Reply> =>
        originator.retrieve(cse.address(name), { rqi })
      const all = Promise.all([retrieve(sender, 'first'), retrieve(other, 'second')])
      const first = await arrival(cse, 'first', all)
      const second = await arrival(cse, 'second', all, sut.silenceMs)
      if (second !== undefined) await connection.respond(second, 2000, instanceAt(cse, 'second'))
      if (first !== undefined) await connection.respond(first, 2000, instanceAt(cse, 'first'))
      if (first !== undefined && second === undefined) {
        note('5.2-17', 'the second request was not passed on while the first one was open', first.evidence)
        const late = await arrival(cse, 'second', all)
        if (late !== undefined) await connection.respond(late, 2000, instanceAt(cse, 'second'))
      }
      const replies = await all
      for (const [originator, reply, name] of [
        [sender, replies[0], 'first'],
        [other, replies[1], 'second'],
      ] as const) {
        for (const { behaviour, grounds } of await answersTo(sut, originator.open, [reply])) {
          classify('several-requests-open', behaviour, '5.2-17', grounds)
        }
        const content = contentOf(reply)
        expect(content, '5.2-17', {
          ...groundsOn(reply, `The response has the content of the resource that was asked for: "${name}".`),
          came: `${describeReply(reply.outcome)}, content ${JSON.stringify(content ?? null)}`,
        }).to.equal(name)
      }
    },
  })

  test('CSE/NTF/047', {
    title: 'notifies an AE behind a registered CSE over the connection of that CSE',
    covers: ['6.4-1'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'CREATE of a subscription whose target is the SP-relative AE-ID of an AE at a registered CSE, then of a ' +
      'contentInstance; the CSE answers a verification with 2000.',
    accepts:
      'A NOTIFY of the event on the connection of the CSE, with the address of that AE. A verification may come or not.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const cse = await registeredCse(sut)
      const owner = await sut.session()
      const container = await owner.container('data')
      const target = `${cse.identifier}/${behind}`
      const subscribed = await owner.create(
        container,
        resourceType.subscription,
        subscriptionFor('watch', target),
      )
      if (statusOf(subscribed) !== 2001) {
        inconclusive(
          `a subscription for an AE behind a CSE was not accepted: ${describeReply(subscribed.outcome)}`,
        )
      }
      const created = await owner.create(container, resourceType.contentInstance, { con: 'event' })
      const arrived = await cse.open.nextRequest(reports('event'))
      const to = arrived.kind === 'received' ? arrived.item.request.to : undefined
      expect(to?.endsWith(`/${behind}`), '6.4-1', {
        sent: `${created.sent}, to which there is a subscription for ${target}`,
        came:
          to === undefined
            ? 'no notification on the connection of the CSE'
            : `a notification to ${to} on the connection of the CSE`,
        wanted: `A notification to ${target} on the connection of the CSE.`,
        evidence: arrived.kind === 'received' ? arrived.item.evidence : created.evidence,
      }).to.equal(true)
    },
  })

  test('CSE/NTF/048', {
    title:
      'serves a request that a registered CSE passes on for one of its AEs, where a policy admits that AE',
    covers: ['5.2-10'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'RETRIEVE of a container on the connection of a registered CSE, with the SP-relative AE-ID of an AE at that CSE in fr, ' +
      'which the policy of the container names.',
    accepts: 'rsc 2000 on that connection; an error, a close and silence are not accepted.',
    async run({ sut, expect }) {
      const owner = await sut.session()
      const cse = await registeredCse(sut)
      const named = `${cse.identifier}/${behind}`
      const policy = await owner.grant([named], accessControlOperation.retrieve)
      const path = await owner.container('shared', { acpi: [policy] })
      const served = await cse.retrieve(seenFromAnotherCse(sut.system, path), { fr: named })
      expect(
        served,
        '5.2-10',
        groundsOn(served, 'The policy of the container names the originator.'),
      ).to.respond(2000)
    },
  })

  test('CSE/NTF/049', {
    title: 'passes requests on over the new connection once the reopened CSE has sent a request',
    covers: ['6.4-1'],
    needs: ['remoteCse'],
    per: 'serialization',
    sends:
      'A CSE that has got a request of an AE closes, reopens and sends a RETRIEVE; then the AE sends it a request again.',
    accepts: 'The request on the new connection, and its answer at the AE.',
    async run(context) {
      const { sut, classify } = context
      const { cse, sender } = await reachableCse(context)
      await leave(sut, cse)
      await cse.reopen()
      const own = await cse.retrieve(cse.target)
      const passage = await retrieveAt(cse, sender, 'again')
      const arrived = passage.arrived !== undefined && succeeded(passage.reply)
      const behaviour = arrived ? 'delivered-after-a-request' : 'not-delivered-after-a-request'
      classify('route-after-reopening', behaviour, '6.4-1', {
        sent: `${own.sent} on the new connection, answered with ${describeReply(own.outcome)}; then ${passage.reply.sent}`,
        came: describePassage(passage),
        evidence: passage.arrived?.evidence ?? passage.reply.evidence,
      })
    },
  })
})
