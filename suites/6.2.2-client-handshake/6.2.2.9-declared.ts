import { clause } from '../../lib/case/index.js'
import { serializations } from '../../lib/spec/index.js'
import { describeHandshake } from '../../lib/sut/index.js'
import { declarationVerdicts, judgeDeclaration } from '../declarations.js'
import { agreedName, offering } from '../subprotocols.js'

clause('6.2.2.9', 'Subprotocol names and serialization formats: declared serializations', (test) => {
  test('CSE/ICS/002', {
    title: 'offers the serializations that the ICS declares, and no others',
    covers: ['6.2.2.9-5'],
    sends: 'A handshake for each of the three subprotocols, which offers that one alone.',
    accepts: declarationVerdicts,
    async run(context) {
      const { sut } = context
      const asked = []
      for (const serialization of serializations) {
        const name = sut.subprotocol(serialization)
        const done = await sut.upgrade(offering(sut, [name]))
        if (done.outcome.kind !== 'answer') return context.inconclusive(`no answer to ${done.sent}`)
        const agreed = agreedName(done, [name]) !== undefined
        asked.push({ serialization, done, agreed })
      }
      // Who refuses every name refuses more than a serialization.
      const choosing = asked.some(({ agreed }) => agreed)
      for (const { serialization, done, agreed } of asked) {
        judgeDeclaration(context, '6.2.2.9-5', serialization, choosing ? agreed : undefined, {
          sent: done.sent,
          came: describeHandshake(done.outcome),
          evidence: done.evidence,
        })
      }
    },
  })
})
