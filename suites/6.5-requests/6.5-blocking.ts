import { clause } from '../../lib/case/index.js'
import { accessControlOperation, resourceType, responseType } from '../../lib/primitive/index.js'
import { describeReply, required } from '../../lib/sut/index.js'
import { message, notifyAe } from '../correspondents.js'
import { reports } from '../notifications.js'
import { answersTo, judgeKept, patienceAsked } from '../open-requests.js'

clause('6.5', 'Handling of Non-Registration Request: blocking', (test) => {
  test('CSE/TRF/001', {
    title: 'serves blocking create, retrieve, update and delete of a registered AE on one connection',
    covers: ['5.2-10', '6.5-1', '6.5-2'],
    per: 'serialization',
    sends: 'CREATE, RETRIEVE, UPDATE and DELETE of a container below the own <AE>, with rt 3 (blocking).',
    accepts: 'rsc 2001, 2000, 2004 and 2002, and the update has taken effect.',
    async run({ sut, expect }) {
      const session = await sut.session()
      const blocking = { rt: { rtv: responseType.blockingRequest } }
      const path = `${session.target}/data`
      const attributes = { rn: 'data', mni: 7 }
      const created = await session.create(session.target, resourceType.container, attributes, blocking)
      expect(created, '5.2-10').to.respond(2001)
      expect(created, '6.5-2').to.respond(2001)
      const retrieved = await session.retrieve(path, blocking)
      expect(retrieved, '5.2-10').to.respond(2000)
      const updated = await session.update(path, resourceType.container, { mni: 9 }, blocking)
      expect(updated, '5.2-10').to.respond(2004)
      const after = required(await session.retrieve(path, blocking), 2000)
      expect(after['mni'], '6.5-1', {
        sent: `${updated.sent}, then a RETRIEVE`,
        came: `a container with mni ${JSON.stringify(after['mni'] ?? null)}`,
        wanted:
          'A registered entity may send requests that are no registrations, and they take effect (mni 9).',
        evidence: updated.evidence,
      }).to.equal(9)
      expect(await session.delete(path, blocking), '5.2-10').to.respond(2002)
    },
  })

  test('CSE/TRF/002', {
    title: 'takes a request without rt as blocking',
    covers: ['6.5-2'],
    per: 'serialization',
    sends: 'RETRIEVE of the own <AE> without rt.',
    accepts: 'rsc 2000 at once; an acknowledgement is not accepted.',
    async run({ sut, expect }) {
      const session = await sut.session()
      expect(await session.retrieve(session.target)).to.respond(2000)
    },
  })

  test('CSE/TRF/003', {
    title: 'keeps the connections open while a blocking request waits for a slow receiver',
    covers: ['6.5-3', '5.2-17'],
    waits: true,
    sends: 'A NOTIFY to an AE of the tester, which answers it only after half of the response timeout.',
    accepts: 'Both connections stay open, and exactly one response comes.',
    async run(context) {
      const { sut, classify, inconclusive } = context
      const [sender, receiver] = await Promise.all([sut.session(), sut.session()])
      await receiver.grant([sender.identifier], accessControlOperation.notify)
      const [origin, target] = [sender.open, receiver.open]
      target.answering = 'by the case'
      const pending = notifyAe(sender, receiver, message(sender, 'slow'))
      const arrived = await Promise.race([target.nextRequest(reports('slow')), pending])
      const open =
        arrived.kind === 'received' || (arrived.kind === 'reply' && arrived.outcome.kind === 'closed')
      if (!open) {
        return inconclusive(
          arrived.kind === 'reply'
            ? `the NOTIFY was answered before its receiver had a part in it: ${describeReply(arrived.outcome)}`
            : `the NOTIFY was not forwarded to the receiver (${arrived.kind})`,
        )
      }
      const heldMs = patienceAsked(sut)
      await Promise.race([origin.wire.next((event) => event.kind === 'close', heldMs), pending])
      const sent = `a NOTIFY to ${receiver.target} whose receiver does not answer for ${heldMs} ms`
      for (const connection of [origin, target]) judgeKept(context, '6.5-3', connection, sent)
      if (origin.ended !== undefined)
        return inconclusive('no response can come on a connection that was closed')
      if (arrived.kind === 'received') await target.respond(arrived.item)
      const reply = await pending
      for (const { behaviour, grounds } of await answersTo(sut, origin, [reply])) {
        classify('several-requests-open', behaviour, '5.2-17', grounds)
      }
    },
  })
})
