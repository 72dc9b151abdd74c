import { clause, type CaseContext } from '../../lib/case/index.js'
import { describeHandshake, type Upgrade } from '../../lib/sut/index.js'
import { permessageDeflate, replaceHeader } from '../../lib/wire/index.js'
import {
  acceptedExtensions,
  answerFits,
  answersAlike,
  describeAnswer,
  fateOfOffer,
  judgeDeclined,
  nothingAccepted,
  readingOfOffer,
} from '../compression.js'
import { malformed, offered, otherLetterCase, quoted, unacceptable, withBlanks } from '../extension-offers.js'
import { plainHandshake } from '../handshakes.js'

/** Sends this value of Sec-WebSocket-Extensions, every character of it under control. */
function offer({ sut }: CaseContext, value: string): Promise<Upgrade> {
  return sut.upgrade(replaceHeader(plainHandshake(sut), 'Sec-WebSocket-Extensions', value))
}

/** Without a twin that is accepted, declining an offer says nothing of what is wrong with it. */
async function twinCompresses(context: CaseContext, value: string = permessageDeflate): Promise<Upgrade> {
  const done = await offer(context, value)
  if (acceptedExtensions(done).length === 0) {
    const came = describeHandshake(done.outcome)
    nothingAccepted(context, [done], `the SUT declines the offer "${value}" as well: ${came}`)
  }
  return done
}

clause('6.2.3.6', 'Sec-WebSocket-Extensions header: parameters', (test) => {
  for (const { id, words, offers } of unacceptable) {
    test(id, {
      title: `declines an offer with ${words}`,
      covers: ['6.2.3.6-3'],
      needs: ['permessageDeflate'],
      sends: `${offers.length} offers, e.g. ${offers[0] ?? ''}; one without parameters is accepted first.`,
      accepts:
        'Status 101 without Sec-WebSocket-Extensions: pass; an HTTP error: warn. An answer that accepts the offer is not accepted.',
      async run(context) {
        await twinCompresses(context)
        for (const value of offers)
          judgeDeclined(context, 'compression-offer-unacceptable', await offer(context, value))
      },
    })
  }

  test('CSE/PMD/028', {
    title: 'refuses an offer that breaks the grammar',
    covers: ['6.2.3.6-3'],
    needs: ['permessageDeflate'],
    sends: `${malformed.length} offers that RFC 6455 9.1 does not allow, e.g. ${malformed[0]}; a right one is accepted first.`,
    accepts:
      'An HTTP error: pass; status 101 without Sec-WebSocket-Extensions: warn. An answer that accepts the offer is not accepted.',
    async run(context) {
      await twinCompresses(context)
      for (const value of malformed)
        judgeDeclined(context, 'compression-offer-malformed', await offer(context, value))
    },
  })

  test('CSE/PMD/029', {
    title: 'declines an offer whose names are written in another letter case, or answers it rightly',
    covers: ['6.2.3.6-3'],
    needs: ['permessageDeflate'],
    sends:
      `${otherLetterCase.length} offers, e.g. ${otherLetterCase[0]}; one in the usual letter case is accepted first. Where an ` +
      'answer fits in neither letter case, the same offer in the usual one.',
    accepts:
      'Left out: pass; taken, with an answer that fits the offer, or is that to the usual letter case: noted; the handshake ' +
      'refused: warn. Another answer, and a field without a value, are not accepted.',
    async run(context) {
      const { classify, expect } = context
      await twinCompresses(context)
      for (const value of otherLetterCase) {
        const done = await offer(context, value)
        const fate = fateOfOffer(context, done)
        if (fate !== 'answered') classify('compression-offer-letter-case', fate, '6.2.3.6-3', done)
        else if (acceptedExtensions(done).length === 0) expect(done).to.lack('Sec-WebSocket-Extensions')
        else {
          const fits =
            answerFits(done, value.toLowerCase()) ||
            answerFits(done, value) ||
            answersAlike(done, await offer(context, value.toLowerCase()))
          classify('compression-offer-letter-case', fits ? 'taken' : 'taken-wrongly', '6.2.3.6-3', done)
        }
      }
    },
  })

  test('CSE/PMD/030', {
    title: 'reads an offer whatever blanks and empty elements stand in it',
    covers: ['6.2.3.6-1'],
    needs: ['permessageDeflate'],
    sends: `${withBlanks.length} offers with blanks around ";", "=" and ",", or empty elements; each without them first.`,
    accepts:
      'An answer that fits the offer, or is that to the offer without them: pass; declined: noted; refused: warn; another ' +
      'answer: fail. An offer that is declined without them too is passed over.',
    async run(context) {
      const { classify, note } = context
      const twins: Upgrade[] = []
      let compared = 0
      for (const [value, plain] of withBlanks) {
        const bare = await offer(context, plain)
        twins.push(bare)
        if (acceptedExtensions(bare).length === 0) {
          note('6.2.3.6-1', `${bare.sent} brought ${describeHandshake(bare.outcome)}`, bare.evidence)
          continue
        }
        const done = await offer(context, value)
        const behaviour = readingOfOffer(
          context,
          done,
          'read-as-without',
          'read-otherwise',
          (answer) => answersAlike(answer, bare) || answerFits(answer, plain),
        )
        classify('compression-offer-with-blanks', behaviour, '6.2.3.6-1', done)
        compared += 1
      }
      if (compared === 0)
        nothingAccepted(context, twins, 'the SUT declines all of the offers also without blanks')
    },
  })

  test('CSE/PMD/031', {
    title: 'reads a value in quotes like the bare one',
    covers: ['RFC6455/4.3-1'],
    needs: ['permessageDeflate'],
    sends: `${quoted.length} offers with a value in quotes, e.g. ${quoted[0][0]}; each without quotes first.`,
    accepts:
      'An answer that fits the offer, or is that to the bare value: pass; declined: noted; the handshake refused: warn; ' +
      'another answer: fail. Where the bare values are declined too the case is inapplicable.',
    async run(context) {
      const { classify, note } = context
      const twins: Upgrade[] = []
      let compared = 0
      for (const [value, plain] of quoted) {
        const bare = await offer(context, offered(plain))
        twins.push(bare)
        if (acceptedExtensions(bare).length === 0) {
          note('RFC6455/4.3-1', `${bare.sent} brought ${describeHandshake(bare.outcome)}`, bare.evidence)
          continue
        }
        const done = await offer(context, offered(value))
        const behaviour = readingOfOffer(
          context,
          done,
          'read-as-the-token',
          'read-otherwise',
          (answer) => answersAlike(answer, bare) || answerFits(answer, offered(plain)),
        )
        classify('quoted-parameter', behaviour, 'RFC6455/4.3-1', {
          sent: `${done.sent}; the same without quotes is accepted with ${describeAnswer(bare)}`,
          came: describeHandshake(done.outcome),
          evidence: done.evidence,
        })
        compared += 1
      }
      if (compared === 0) nothingAccepted(context, twins, 'the SUT declines these offers also without quotes')
    },
  })

  test('CSE/PMD/032', {
    title: 'supports server_no_context_takeover in an offer',
    covers: ['RFC7692/7.1.1.1-4'],
    needs: ['permessageDeflate'],
    sends: 'An offer with server_no_context_takeover; one without it is accepted first.',
    accepts:
      'An answer that accepts the offer: pass; declined: warn (RFC 7692 7.1.1.1 recommends to support it). Whether the ' +
      'answer fits is the matter of CSE/PMD/006 and CSE/PMD/053.',
    async run(context) {
      const { expect, inconclusive } = context
      await twinCompresses(context)
      const done = await offer(context, offered('server_no_context_takeover'))
      if (fateOfOffer(context, done) === 'http-error')
        inconclusive(`${done.sent} was refused, which CSE/PMD/002 judges`)
      expect(acceptedExtensions(done).length > 0, 'RFC7692/7.1.1.1-4', {
        sent: done.sent,
        came: describeHandshake(done.outcome),
        evidence: done.evidence,
      }).to.equal(true)
    },
  })
})
