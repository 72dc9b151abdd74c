import { clause } from '../../lib/case/index.js'
import { operation } from '../../lib/primitive/index.js'
import { editionData, readingsByEdition } from '../../lib/spec/index.js'
import { groundsOn, statusOf, succeeded } from '../replies.js'

clause('6.2.2.9', 'Subprotocol names and serialization formats: form of the requests', (test) => {
  test('CSE/TRF/031', {
    title: 'understands JSON requests in the form of its edition: wrapped or not',
    covers: ['6.2.2.9-6'],
    needs: ['json'],
    sends:
      'The registration of an AE in the form of the edition; where that is not served, the same in the other form.',
    accepts:
      'Served in the form of the edition: pass; served in the other form only: fail in R3, else inconclusive with the edition ' +
      'to choose.',
    async run({ sut, classify, inconclusive }) {
      const { edition, names, profile } = sut.system
      const { wrapsJson } = editionData[edition]
      const reading = readingsByEdition['json-wrapper'][edition]
      const { from } = profile.registration
      const asked = from === 'stem' ? names.stem() : from
      // Whatever this provokes in a system that knows the other form only is judged here.
      const connection = await sut.open({ serialization: 'json', originator: asked, watched: false })
      const { reply } = await sut.apply(connection, asked)
      if (succeeded(reply)) {
        classify(reading, wrapsJson ? 'wrapped' : 'bare', '6.2.2.9-6', groundsOn(reply))
        return
      }
      const other = await sut.open({ serialization: 'json', originator: asked, watched: false })
      const request = { ...reply.request, op: operation.create, rqi: names.request() }
      const text = JSON.stringify(wrapsJson ? request : { 'm2m:rqp': request })
      const outcome = await other.exchange(request.rqi, () =>
        other.wire.sendMessage(other.opcode, Buffer.from(text, 'utf8')),
      )
      const second = { ...sut.requester(other, asked).reply(request, outcome) }
      if (!succeeded(second))
        return inconclusive(
          `an AE can be registered in neither form: rsc ${statusOf(reply) ?? 'none'} and ${statusOf(second) ?? 'none'}`,
        )
      const sent = `${second.sent}, ${wrapsJson ? 'bare' : 'inside m2m:rqp'}, where ${reply.sent} was not served`
      classify(reading, 'understands-only-the-other-form', '6.2.2.9-6', { ...groundsOn(second), sent })
    },
  })
})
