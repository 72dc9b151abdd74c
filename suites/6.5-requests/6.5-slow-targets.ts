import { clause, type CaseContext } from '../../lib/case/index.js'
import { accessControlOperation, attribute, operation, resourceType } from '../../lib/primitive/index.js'
import { describeReply, required, type Reply } from '../../lib/sut/index.js'
import { judgeCompletion, judgeEnded } from '../closings.js'
import { deliver, message, notifyAe } from '../correspondents.js'
import { endingSoFar } from '../endings.js'
import { acknowledged, modes, poll, requestResourceOf, resultOf } from '../non-blocking.js'
import { quiet, reports, subscriptionFor } from '../notifications.js'
import { answersTo, judgeKept } from '../open-requests.js'
import { attributesIn, failed, groundsOn, statusOf, succeeded } from '../replies.js'
import { leave } from '../sessions.js'
import { heldCreation } from '../slow-targets.js'

/** Milliseconds until a request expires that its target does not answer: well before the tester gives up. */
function shortLife({ sut }: CaseContext): number {
  return Math.min(300, Math.floor(sut.system.timeouts.response / 3))
}

clause('6.5', 'Handling of Non-Registration Request: slow targets', (test) => {
  test('CSE/TRF/020', {
    title: 'keeps the connection open until each kind of blocking request has its response',
    covers: ['6.5-3'],
    per: 'serialization',
    sends:
      'CREATE, RETRIEVE, UPDATE and DELETE of a container, and CREATE of a subscription to it, one after the other, with a look at the connection after each.',
    accepts:
      'A response to each on the connection of the request: pass; a close with a request open: fail, noted where the code ' +
      'says that the SUT shuts down; no response: inconclusive.',
    async run(context) {
      const session = await context.sut.session()
      const path = `${session.target}/data`
      const requests: readonly (() => Promise<Reply>)[] = [
        () => session.create(session.target, resourceType.container, { rn: 'data' }),
        () => session.retrieve(path),
        () => session.create(path, resourceType.subscription, subscriptionFor('watch', session.identifier)),
        () => session.update(path, resourceType.container, { mni: 9 }),
        () => session.delete(path),
      ]
      for (const send of requests) {
        const reply = await send()
        judgeKept(context, '6.5-3', session.open, reply.sent, reply)
        if (session.open.ended !== undefined) await session.reopen()
      }
    },
  })

  test('CSE/TRF/028', {
    title: 'keeps the connections open while the answer to a request depends on a slow AE',
    covers: ['6.5-3', '5.2-17'],
    sends:
      'CREATE of a subscription whose target, another AE of the tester, answers the verification only after a silence window.',
    accepts: 'Both connections stay open, and exactly one response comes.',
    async run(context) {
      const { sut, classify, inconclusive } = context
      const { creator, target, held, pending } = await heldCreation(context)
      const [origin, other] = [creator.open, target.open]
      await origin.wire.next((event) => event.kind === 'close', sut.silenceMs)
      const sent = `CREATE of a subscription whose target does not answer for ${sut.silenceMs} ms`
      for (const connection of [origin, other]) judgeKept(context, '6.5-3', connection, sent)
      if (origin.ended !== undefined) inconclusive('no response can come on a connection that was closed')
      await other.respond(held)
      for (const { behaviour, grounds } of await answersTo(sut, origin, [await pending])) {
        classify('several-requests-open', behaviour, '5.2-17', grounds)
      }
    },
  })

  test('CSE/TRF/026', {
    title:
      'acknowledges a synchronous request before its result is there, and lets the connection close in between',
    covers: ['6.5-4', '6.3-1', '6.3-2', '6.4-3'],
    needs: [modes.synchronous.item],
    sends:
      'CREATE of a subscription with rt 1 whose target, another AE, does not answer the verification; a Close frame after ' +
      'the acknowledgement; then the target answers, and the creator opens a new connection.',
    accepts:
      'The acknowledgement, the Close frame answered, and the AE served on the new connection (rsc 2000); whether the ' +
      'result was pending, and can be had afterwards, is noted.',
    async run(context) {
      const { sut, expect, note } = context
      const rt = { rtv: modes.synchronous.rtv }
      const { creator, target, held, pending, subscription } = await heldCreation(context, {
        parameters: { rt },
      })
      const reply = await pending
      const address = requestResourceOf(sut, reply)
      const connection = creator.open
      judgeKept(context, '6.5-4', connection, reply.sent, reply)
      acknowledged(context, modes.synchronous, reply)
      const before = address === undefined ? undefined : await creator.retrieve(address)
      await leave(sut, creator)
      const ending = endingSoFar(connection)
      const sent = `${reply.sent} and, after its acknowledgement, a Close frame with 1000`
      judgeEnded(context, ending, { sent, code: 1000 })
      await target.open.respond(held)
      await target.open.wire.roundTrip(sut.system.timeouts.response)
      await creator.reopen()
      const own = await creator.retrieve(creator.target)
      expect(own, '6.4-3').to.respond(2000)
      const after = address === undefined ? undefined : await poll(sut, creator, address)
      const done = await creator.retrieve(subscription)
      const state = (found: Reply | undefined): string =>
        found === undefined
          ? 'no <request> was named'
          : `rs ${JSON.stringify(attributesIn(found)?.['rs'] ?? null)} and ors.rsc ${JSON.stringify(attribute(attributesIn(found), '/ors/rsc') ?? null)}`
      note(
        '6.4-3',
        `before the close ${state(before)}; after reopening ${state(after?.reply)}, and for the subscription ${describeReply(done.outcome)}`,
        done.evidence,
      )
      judgeCompletion(context, ending, { sent })
    },
  })

  test('CSE/TRF/027', {
    title:
      'loses or keeps an asynchronous result that falls due while the connection is closed, and sends it once',
    covers: ['5.2-8', '6.3-1', '6.3-2', '6.4-3'],
    needs: [modes.asynchronous.item],
    sends:
      'CREATE of a subscription with rt 2 whose target, another AE, does not answer the verification; a Close frame after ' +
      'the acknowledgement; then the target answers, and the creator opens a new connection and sends a request.',
    accepts:
      'The Close frame answered, the AE served on the new connection (rsc 2000); the result delivered there or dropped: ' +
      'noted; delivered twice: warn.',
    async run(context) {
      const { sut, expect, classify } = context
      const rt = { rtv: modes.asynchronous.rtv }
      const { creator, target, held, pending } = await heldCreation(context, { parameters: { rt } })
      const reply = await pending
      requestResourceOf(sut, reply)
      acknowledged(context, modes.asynchronous, reply)
      const closed = creator.open
      await leave(sut, creator)
      const ending = endingSoFar(closed)
      const sent = `${reply.sent} and, after its acknowledgement, a Close frame with 1000`
      judgeEnded(context, ending, { sent, code: 1000 })
      await target.open.respond(held)
      await target.open.wire.roundTrip(sut.system.timeouts.response)
      const connection = await creator.reopen()
      const own = await creator.retrieve(creator.target)
      expect(own, '6.4-3').to.respond(2000)
      await quiet(connection, sut.silenceMs)
      const results = connection.received.filter((incoming) => resultOf(incoming) !== undefined)
      const behaviour = results.length === 0 ? 'dropped' : results.length === 1 ? 'delivered' : 'repeated'
      classify('buffering', behaviour, '5.2-8', {
        sent: `${reply.sent}, whose result falls due while the connection is closed`,
        came: `${results.length} notifications of the result on the new connection`,
        evidence: results[0]?.evidence ?? own.evidence,
      })
      judgeCompletion(context, ending, { sent })
    },
  })

  test('CSE/TRF/029', {
    title: 'answers a request that expires while its target is silent with a timeout',
    covers: ['TS-0004/7.3.2.1-4', '6.5-3'],
    sends: 'A NOTIFY with an rqet shortly ahead, to an AE of the tester that does not answer it.',
    accepts:
      'rsc 4008, or 5103: pass; another error: noted; no response, which the originator takes for a timeout: noted; success: ' +
      'fail. The connection stays open until then.',
    async run(context) {
      const { sut, classify, inconclusive } = context
      const [sender, receiver] = await Promise.all([sut.session(), sut.session()])
      await receiver.grant([sender.identifier], accessControlOperation.notify)
      const twin = await deliver(sender, receiver, 'twin')
      if (twin.arrived === undefined)
        return inconclusive(
          `a NOTIFY between two registered AEs was not delivered, which CSE/NTF/006 judges: ${describeReply(twin.reply.outcome)}`,
        )
      const target = receiver.open
      target.answering = 'by the case'
      const rqet = shortLife(context)
      const pending = notifyAe(sender, receiver, message(sender, 'short-lived'), { rqet })
      const first = await Promise.race([target.nextRequest(reports('short-lived')), pending])
      if (first.kind === 'reply' && failed(first))
        return inconclusive(`a request with rqet was not passed on: ${describeReply(first.outcome)}`)
      const reply = await pending
      judgeKept(context, '6.5-3', sender.open, reply.sent, reply)
      const grounds = {
        ...groundsOn(reply),
        sent: `${reply.sent} with rqet ${rqet} ms ahead, which its target does not answer`,
      }
      const status = statusOf(reply)
      const row = 'TS-0004/7.3.2.1-4'
      if (status === 4008 || status === 5103) classify('open-error-code', 'expected', row, grounds)
      else if (failed(reply)) classify('open-error-code', 'another-error', row, grounds)
      else if (succeeded(reply)) classify('open-error-code', 'served-against-a-rule', row, grounds)
      else classify('open-error-code', 'left-to-the-originator', row, grounds)
      if (first.kind === 'received') await target.respond(first.item)
    },
  })
})

/** Requests of every kind that are open at the same time, with the code that each is answered with. */
const mixture: readonly { readonly words: string; readonly code: number; readonly op: number }[] = [
  { words: 'CREATE', code: 2001, op: operation.create },
  { words: 'RETRIEVE', code: 2000, op: operation.retrieve },
  { words: 'UPDATE', code: 2004, op: operation.update },
  { words: 'DELETE', code: 2002, op: operation.delete },
  { words: 'RETRIEVE of what is not there', code: 4004, op: operation.retrieve },
]

clause('5.2', 'Binding Overview: requests of every kind open', (test) => {
  test('CSE/TRF/024', {
    title: 'answers requests of every kind that are open at the same time, each once and with its own result',
    covers: ['5.2-17'],
    per: 'serialization',
    sends: `On one connection, without waiting for responses, three times: ${mixture.map(({ words }) => words).join(', ')}.`,
    accepts:
      'One response to each with its rqi and the code of its own operation, in any order; a lost, doubled or swapped one is ' +
      'not accepted.',
    async run(context) {
      const { sut, classify, expect } = context
      const session = await sut.session()
      const rounds = [0, 1, 2]
      for (const round of rounds) {
        for (const name of ['read', 'changed', 'gone']) await session.container(`${name}-${round}`)
      }
      const at = (name: string): string => `${session.target}/${name}`
      const pending = rounds.flatMap((round) => [
        session.create(session.target, resourceType.container, { rn: `new-${round}` }),
        session.retrieve(at(`read-${round}`)),
        session.update(at(`changed-${round}`), resourceType.container, { mni: 9 }),
        session.delete(at(`gone-${round}`)),
        session.retrieve(at(`nowhere-${round}`)),
      ])
      const replies = await Promise.all(pending)
      for (const { behaviour, grounds } of await answersTo(sut, session.open, replies)) {
        const sent = `${grounds.sent}, one of ${replies.length} open on the connection`
        classify('several-requests-open', behaviour, '5.2-17', { ...grounds, sent })
      }
      for (const [index, reply] of replies.entries()) {
        const code = mixture[index % mixture.length]?.code
        if (reply.outcome.kind === 'response')
          expect(
            statusOf(reply),
            '5.2-17',
            groundsOn(reply, `This request is answered with rsc ${code ?? ''}.`),
          ).to.equal(code)
      }
      required(await session.retrieve(session.target), 2000)
    },
  })
})
