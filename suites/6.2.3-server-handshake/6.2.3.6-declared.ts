import { clause } from '../../lib/case/index.js'
import { describeHandshake } from '../../lib/sut/index.js'
import { declarationVerdicts, judgeDeclaration } from '../declarations.js'

clause('6.2.3.6', 'Sec-WebSocket-Extensions header: declared compression', (test) => {
  test('CSE/ICS/003', {
    title: 'accepts permessage-deflate where the ICS declares it, and only there',
    covers: ['6.2.3.6-1'],
    sends: 'A handshake that offers permessage-deflate without parameters.',
    accepts: declarationVerdicts,
    async run(context) {
      const { sut, inconclusive } = context
      const done = await sut.upgrade(sut.handshake({ extensions: 'permessage-deflate' }))
      if (done.connection === undefined) {
        return inconclusive(`the handshake was not accepted with 101: ${describeHandshake(done.outcome)}`)
      }
      const accepted = done.connection.wire.deflate !== undefined
      judgeDeclaration(context, '6.2.3.6-1', 'permessageDeflate', accepted, {
        sent: done.sent,
        came: describeHandshake(done.outcome),
        evidence: done.evidence,
      })
    },
  })
})
