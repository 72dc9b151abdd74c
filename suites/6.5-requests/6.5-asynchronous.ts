import { clause } from '../../lib/case/index.js'
import { accessControlOperation, attribute, resourceOf } from '../../lib/primitive/index.js'
import type { IncomingRequest } from '../../lib/sut/index.js'
import { isNotification, notifiersOf } from '../correspondents.js'
import { acknowledged, judgeCode, modes, requestResourceOf, resultOf } from '../non-blocking.js'
import { quiet, subscriber } from '../notifications.js'
import { groundsOn } from '../replies.js'

const mode = modes.asynchronous

/** Notifications that bring a result, whatever they say of it. */
function results(received: readonly IncomingRequest[]): readonly IncomingRequest[] {
  return received.filter((incoming) => resultOf(incoming) !== undefined)
}

clause('6.5', 'Handling of Non-Registration Request: non-blocking asynchronous', (test) => {
  test('CSE/TRF/007', {
    title:
      'acknowledges an asynchronous request and notifies its result over the connection of the originator',
    covers: ['6.5-2', '6.5-5', 'TS-0004/7.5.1.2.5-1'],
    per: 'serialization',
    waits: true,
    needs: [mode.item],
    sends:
      'RETRIEVE of a container with rt 2 and the originator as notification target; the NOTIFY is answered with 2000.',
    accepts:
      'An acknowledgement with the code of the edition, before or after it one NOTIFY on the connection with m2m:rsp: ' +
      'rsc 2000, the rqi of the request, the container.',
    async run(context) {
      const { sut, expect, classify } = context
      const session = await sut.session()
      const path = await session.container('data', { mni: 7 })
      const reply = await session.retrieve(path, { rt: { rtv: mode.rtv, nu: [session.identifier] } })
      requestResourceOf(sut, reply)
      acknowledged(context, mode, reply)
      judgeCode(context, '6.5-2', mode, reply)

      const connection = session.open
      const next = await connection.nextRequest((incoming) => resultOf(incoming) !== undefined)
      // A notification that holds something else is a wrong one, not one that is missing.
      const arrived = next.kind === 'received' ? next.item : connection.received.find(isNotification)
      const grounds = {
        ...groundsOn(reply, 'The result is notified over the connection of the request.'),
        came: arrived === undefined ? `no notification (${next.kind})` : 'a notification',
        evidence: arrived?.evidence ?? reply.evidence,
      }
      expect(connection.ended, '6.5-5', grounds).to.equal(undefined)
      if (arrived === undefined) {
        expect(arrived, '6.5-2', grounds).not.to.equal(undefined)
        return context.inconclusive('no notification came that could hold the result')
      }
      classify('non-blocking-offered', 'result-obtained', '6.5-2', grounds)
      const result = resultOf(arrived)
      const rsc = result?.['rsc']
      const rqi = result?.['rqi']
      const members = Object.keys(arrived.request.pc ?? {}).join(', ')
      expect(rsc === 2000 && rqi === reply.request.rqi, 'TS-0004/7.5.1.2.5-1', {
        ...grounds,
        came: `a notification of ${members || 'nothing'}: rsc ${JSON.stringify(rsc ?? null)}, rqi ${JSON.stringify(rqi ?? null)}`,
        wanted: `pc has m2m:rsp with rsc 2000 and rqi "${reply.request.rqi}".`,
      }).to.equal(true)
      const found = resourceOf(attribute(result, '/pc'))?.attributes['rn']
      expect(found, '6.5-2', {
        ...grounds,
        came: `a result with the container ${JSON.stringify(found ?? null)}`,
        wanted: 'The result holds the container "data".',
      }).to.equal('data')
      await quiet(connection, sut.silenceMs)
      const times = results(connection.received).length
      expect(times, '6.5-2', {
        ...grounds,
        came: `${times} notifications of a result`,
        wanted: 'The result is notified once.',
      }).to.be.at.most(1)
    },
  })

  test('CSE/TRF/008', {
    title: 'notifies the result of an asynchronous request to the AE that the request names',
    covers: ['6.5-2', '6.4-1', 'TS-0004/7.5.1.2.5-1'],
    per: 'serialization',
    waits: true,
    needs: [mode.item],
    sends:
      'RETRIEVE of the own <AE> with rt 2 and another registered AE, whose policy lets it be notified, as target.',
    accepts:
      'The NOTIFY with m2m:rsp and the rqi of the request on the connection of that AE, and none at the originator.',
    async run(context) {
      const { sut, expect } = context
      const { session: receiver } = await subscriber(context)
      const sender = await sut.session()
      await receiver.grant(notifiersOf(sut, sender), accessControlOperation.notify)
      const reply = await sender.retrieve(sender.target, { rt: { rtv: mode.rtv, nu: [receiver.identifier] } })
      requestResourceOf(sut, reply)
      acknowledged(context, mode, reply)
      const next = await receiver.open.nextRequest((incoming) => resultOf(incoming) !== undefined)
      const arrived = next.kind === 'received' ? next.item : undefined
      expect(arrived, '6.5-2', {
        ...groundsOn(reply, 'The result is notified to the target that the request names.'),
        came: arrived === undefined ? `no result at that AE (${next.kind})` : 'the result at that AE',
        evidence: arrived?.evidence ?? reply.evidence,
      }).not.to.equal(undefined)
      await sender.open.wire.roundTrip(sut.system.timeouts.response)
      await quiet(sender.open, sut.silenceMs)
      const astray = results(sender.open.received)
      expect(astray.length, '6.4-1', {
        ...groundsOn(reply, 'The result goes to the AE that the request names, and to nobody else.'),
        came: `${astray.length} results at the originator`,
        evidence: astray[0]?.evidence ?? reply.evidence,
      }).to.equal(0)
      if (arrived === undefined) return context.inconclusive('no result came that could be looked at')
      const rqi = resultOf(arrived)?.['rqi']
      expect(rqi, 'TS-0004/7.5.1.2.5-1', {
        ...groundsOn(reply, `The result has the rqi of the request, "${reply.request.rqi}".`),
        came: `a result with rqi ${JSON.stringify(rqi ?? null)}`,
        evidence: arrived.evidence,
      }).to.equal(reply.request.rqi)
    },
  })
})
