import { clause } from '../../lib/case/index.js'
import { PreconditionError, required } from '../../lib/sut/index.js'
import { permessageDeflate } from '../../lib/wire/index.js'
import { storeLargeContent } from '../contents.js'
import { testOffences } from '../failures.js'
import { creation, servedSession } from '../frames.js'

/** The first may be accepted; the others may not, so that there is an offer that was declined whatever the SUT does. */
const offers = [
  permessageDeflate,
  `${permessageDeflate}; server_max_window_bits=16`,
  `${permessageDeflate}; x-ts0020-unknown`,
  'x-ts0020-unknown',
] as const

clause('6.2.2.8', 'Sec-WebSocket-Extensions header: declined offers', (test) => {
  test('CSE/PMD/145', {
    title: 'compresses nothing where it declined the offer',
    covers: ['6.2.2.8-3'],
    sends:
      `${offers.length} handshakes with offers, most of which cannot be accepted; where the answer has no ` +
      'permessage-deflate, a request whose response holds a compressible content.',
    accepts: 'No frame with RSV1 on a connection whose answer has no permessage-deflate.',
    async run({ sut, expect, inconclusive }) {
      const session = await sut.session()
      const container = await session.container('data')
      const text = await storeLargeContent(sut, session, container)
      let declined = 0
      for (const offer of offers) {
        const connection = await sut.open({ originator: session.identifier, extensions: offer })
        if (connection.wire.deflate !== undefined) continue
        const reply = await sut.requester(connection, session.identifier).retrieve(`${container}/la`)
        const marked = connection.wire.violations.filter(({ code }) => code === 'rsv1-without-extension')
        const [first] = marked
        expect(marked.length, '6.2.2.8-3', {
          sent: `${reply.sent}, a content of ${text.length} octets, after the offer "${offer}" was not accepted`,
          came:
            first === undefined
              ? 'no frame with RSV1'
              : `${marked.length} frames with RSV1: ${first.message}`,
          evidence: connection.evidence(first?.evidence ?? 0),
        }).to.equal(0)
        if (first === undefined) required(reply, 2000)
        declined += 1
      }
      if (declined === 0) inconclusive('the SUT accepted every offer, also those that cannot be accepted')
    },
  })

  testOffences(
    test,
    [
      {
        id: 'CSE/PMD/146',
        words: 'a compressed message although the offer of compression was declined',
        row: '6.2.2.8-3',
        frames: (request, opcode) => [{ opcode, payload: request, rsv: 4 }],
      },
    ],
    {
      async session(context) {
        const session = await servedSession(context)
        const offer = `${permessageDeflate}; server_max_window_bits=16`
        session.connection = await context.sut.open({ originator: session.identifier, extensions: offer })
        if (session.open.wire.deflate !== undefined) {
          throw new PreconditionError(`the SUT accepted "${offer}", which CSE/PMD/007 judges`)
        }
        required(await session.requestAs(creation(session, 'twin')), 2001)
        return session
      },
    },
  )
})
