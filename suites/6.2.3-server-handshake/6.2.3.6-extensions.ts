import { clause } from '../../lib/case/index.js'
import { describeHandshake } from '../../lib/sut/index.js'
import { permessageDeflate, replaceHeader } from '../../lib/wire/index.js'
import { acceptedExtensions, judgeCompressionAnswer, judgeDeclined, validOffers } from '../compression.js'
import { misspeltName, someMalformed, someUnacceptable, unknownOffers } from '../extension-offers.js'
import { plainHandshake, stillAccepts, twinAccepted } from '../handshakes.js'

/** Offers with a first choice and a fallback. */
const fallbackOffers = [
  `${permessageDeflate}; server_max_window_bits=10, ${permessageDeflate}`,
  `${permessageDeflate}; x-ts0020-unknown=1, ${permessageDeflate}`,
  `x-ts0020-unknown, ${permessageDeflate}`,
  `${permessageDeflate}; client_max_window_bits; server_max_window_bits=8, ${permessageDeflate}; client_max_window_bits, ${permessageDeflate}`,
] as const

clause('6.2.3.6', 'Sec-WebSocket-Extensions header', (test) => {
  test('CSE/PMD/001', {
    title: 'answers an accepted offer of permessage-deflate with a valid response',
    covers: ['6.2.3.6-1'],
    needs: ['permessageDeflate'],
    sends: 'Handshakes with permessage-deflate, alone and with client_max_window_bits.',
    accepts:
      'A response that RFC 7692 7.1 allows for the offer, with or without parameters of its own; one that does not fit, ' +
      'or names an extension not offered, is not accepted.',
    async run(context) {
      const { sut, inconclusive } = context
      const offers = [permessageDeflate, `${permessageDeflate}; client_max_window_bits`]
      let accepted = 0
      for (const offer of offers) {
        const done = await sut.upgrade(sut.handshake({ extensions: offer }))
        if (done.connection === undefined || acceptedExtensions(done).length === 0) continue
        judgeCompressionAnswer(context, done, offer)
        accepted += 1
      }
      if (accepted === 0) return inconclusive(`none of the offers ${offers.join(' / ')} was accepted`)
    },
  })

  test('CSE/PMD/002', {
    title: 'leaves Sec-WebSocket-Extensions out where it accepts nothing of the offer',
    covers: ['6.2.3.6-3'],
    sends:
      `Handshakes that offer only an unknown extension, and one for each valid offer of permessage-deflate; ` +
      'a handshake without any is accepted first.',
    accepts:
      'Declined without the header field: pass; the handshake refused: warn; an unknown extension accepted, or the ' +
      'field without a value: fail. ' +
      'Accepted offers of permessage-deflate are the matter of CSE/PMD/006.',
    async run(context) {
      await twinAccepted(context)
      const { sut } = context
      for (const offer of [...unknownOffers, ...validOffers]) {
        const done = await sut.upgrade(sut.handshake({ extensions: offer }))
        const known = offer.startsWith(permessageDeflate)
        if (known && acceptedExtensions(done).length > 0) continue
        judgeDeclined(context, 'compression-offer-unacceptable', done)
      }
    },
  })

  test('CSE/PMD/006', {
    title: 'answers offers with each parameter of RFC 7692 with a response that fits, or declines them',
    covers: ['6.2.3.6-1', '6.2.2.8-1'],
    needs: ['permessageDeflate'],
    sends: `${validOffers.length} handshakes: every parameter of RFC 7692 7.1 with valid values, each in an offer of its own.`,
    accepts:
      'Status 101, and where the offer is accepted a valid response to it; a response that does not fit is not accepted. ' +
      'Declining is always allowed.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      let accepted = 0
      for (const offer of validOffers) {
        const done = await sut.upgrade(sut.handshake({ extensions: offer }))
        expect(done, '6.2.2.8-1').to.be.accepted()
        if (done.connection === undefined || acceptedExtensions(done).length === 0) continue
        judgeCompressionAnswer(context, done, offer)
        accepted += 1
      }
      if (accepted === 0) return inconclusive('none of the offers was accepted')
    },
  })

  test('CSE/PMD/007', {
    title: 'declines offers that RFC 7692 does not let it accept, and refuses malformed ones',
    covers: ['6.2.3.6-3'],
    sends:
      `${someUnacceptable.length} well-formed offers with an unknown, repeated or ill-valued parameter, and ` +
      `${someMalformed.length} that break the grammar; a handshake without any is accepted first, and again afterwards.`,
    accepts:
      'Well-formed: left out: pass, HTTP error: warn. Malformed: HTTP error: pass, left out: warn. An answer that ' +
      'accepts the offer is not accepted.',
    async run(context) {
      await twinAccepted(context)
      const { sut } = context
      const tables = [
        ['compression-offer-unacceptable', someUnacceptable],
        ['compression-offer-malformed', someMalformed],
      ] as const
      for (const [reading, offers] of tables) {
        for (const offer of offers) {
          const edited = replaceHeader(plainHandshake(sut), 'Sec-WebSocket-Extensions', offer)
          const done = await sut.upgrade(edited)
          judgeDeclined(context, reading, done)
        }
      }
      await stillAccepts(context, '6.2.3.6-3')
    },
  })

  test('CSE/PMD/009', {
    title: 'accepts one of several offers, with a response that fits it',
    covers: ['6.2.3.6-1'],
    needs: ['permessageDeflate'],
    sends: `${fallbackOffers.length} handshakes whose last choice is permessage-deflate without parameters.`,
    accepts:
      'Status 101 with permessage-deflate once, a valid response to one of the offers. A response that fits none, and ' +
      'an extension not offered, are not accepted; leaving all out is noted.',
    async run(context) {
      const { sut, note, inconclusive } = context
      let accepted = 0
      for (const offer of fallbackOffers) {
        const done = await sut.upgrade(sut.handshake({ extensions: offer }))
        if (done.connection === undefined || acceptedExtensions(done).length === 0) {
          note('6.2.3.6-1', `${done.sent} brought ${describeHandshake(done.outcome)}`, done.evidence)
          continue
        }
        judgeCompressionAnswer(context, done, offer)
        accepted += 1
      }
      if (accepted === 0) return inconclusive('none of the offers was accepted')
    },
  })

  test('CSE/PMD/010', {
    title: 'does not take the misspelt name that the document prints for permessage-deflate',
    covers: ['6.2.3.6-3'],
    sends: `A handshake with Sec-WebSocket-Extensions: ${misspeltName}; one without it is accepted first.`,
    accepts: 'Left out: pass; taken, under whichever name, or the handshake refused: warn.',
    async run(context) {
      await twinAccepted(context)
      const { sut, classify } = context
      const done = await sut.upgrade(sut.handshake({ extensions: misspeltName }))
      if (acceptedExtensions(done).length > 0)
        classify('compression-name-misspelt', 'taken', '6.2.3.6-3', done)
      else judgeDeclined(context, 'compression-offer-unacceptable', done)
    },
  })
  test.watch('CSE/WCH/044', {
    title: 'leaves Sec-WebSocket-Extensions out of every 101 that accepts no extension',
    covers: ['6.2.3.6-3'],
    watches: ['handshake accepted'],
    sends: 'Nothing of its own: all handshakes of the run.',
    accepts: 'No such field in the answer to a handshake without offers, and nowhere one without a value.',
  })
})
