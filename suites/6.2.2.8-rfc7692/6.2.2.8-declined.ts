import { clause } from '../../lib/case/index.js'
import { PreconditionError, required, type PrimitiveConnection, type Scope } from '../../lib/sut/index.js'
import { permessageDeflate } from '../../lib/wire/index.js'
import { storeLargeContent } from '../contents.js'
import { testOffences } from '../failures.js'
import { creation, servedSession } from '../frames.js'
import { leave } from '../sessions.js'

/** The first may be accepted; the others may not, so that there is an offer that was declined whatever the SUT does. */
const unacceptable = [
  `${permessageDeflate}; server_max_window_bits=16`,
  `${permessageDeflate}; x-ts0020-unknown`,
  'x-ts0020-unknown',
] as const
const offers = [permessageDeflate, ...unacceptable] as const

/**
 * A connection whose handshake was accepted without compression; undefined where it was not, be it that the offer was
 * accepted, or that it brought an HTTP error, which other cases judge.
 */
async function declining(
  sut: Scope,
  originator: string,
  offer: string,
): Promise<PrimitiveConnection | undefined> {
  try {
    const connection = await sut.open({ originator, extensions: offer })
    return connection.wire.deflate === undefined ? connection : undefined
  } catch (problem) {
    if (!(problem instanceof PreconditionError)) throw problem
    return undefined
  }
}

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
      await leave(sut, session)
      let declined = 0
      for (const offer of offers) {
        const connection = await declining(sut, session.identifier, offer)
        if (connection === undefined) continue
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
        await connection.wire.shutDown(sut.system.timeouts.close)
        declined += 1
      }
      if (declined === 0) {
        inconclusive('to none of the offers there was a 101 without permessage-deflate')
      }
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
        await leave(context.sut, session)
        for (const offer of unacceptable) {
          session.connection ??= await declining(context.sut, session.identifier, offer)
        }
        if (session.connection === undefined) {
          return context.inconclusive('to none of the offers there was a 101 without permessage-deflate')
        }
        required(await session.requestAs(creation(session, 'twin')), 2001)
        return session
      },
    },
  )
})
