import { clause, type CaseContext } from '../../lib/case/index.js'
import type { CaseId } from '../../lib/spec/index.js'
import { describeHandshake, type Upgrade } from '../../lib/sut/index.js'
import { permessageDeflate, replaceHeader } from '../../lib/wire/index.js'
import {
  acceptedExtensions,
  answerFits,
  answersAlike,
  describeAnswer,
  judgeCompressionAnswer,
  nothingAccepted,
  readingOfOffer,
} from '../compression.js'
import { acceptedOrRefused, plainHandshake } from '../handshakes.js'

const withoutContext = `${permessageDeflate}; server_no_context_takeover`
const smallWindow = `${permessageDeflate}; server_max_window_bits=10`
const smallerWindow = `${permessageDeflate}; server_no_context_takeover; server_max_window_bits=9`
const windowTooLarge = `${permessageDeflate}; server_max_window_bits=16`
const unknown = 'x-ts0020-unknown; level=9'

/** An older extension that marks what it has compressed with RSV1 too. */
const withReservedBit = 'x-webkit-deflate-frame'

/** Offers in the order in which they are made; a row of a table of cases. */
interface Preference {
  readonly id: CaseId
  readonly words: string
  readonly offers: readonly string[]
}

/** Each demands something of the server that the one after it does not, so that the answer tells them apart. */
const preferences: readonly Preference[] = [
  { id: 'CSE/PMD/035', words: 'no context takeover, else any', offers: [withoutContext, permessageDeflate] },
  { id: 'CSE/PMD/036', words: 'a small window, else any', offers: [smallWindow, permessageDeflate] },
  {
    id: 'CSE/PMD/037',
    words: 'a small window, else no context takeover',
    offers: [smallWindow, withoutContext],
  },
  {
    id: 'CSE/PMD/038',
    words: 'no context takeover, else a small window',
    offers: [withoutContext, smallWindow],
  },
  {
    id: 'CSE/PMD/039',
    words: 'both, else no context takeover, else any',
    offers: [smallerWindow, withoutContext, permessageDeflate],
  },
  {
    id: 'CSE/PMD/040',
    words: 'what cannot be accepted, else an extension that nobody knows, else a small window, else any',
    offers: [windowTooLarge, unknown, smallWindow, permessageDeflate],
  },
]

/** Values of several fields, one after the other. */
const spread: readonly (readonly string[])[] = [
  [smallWindow, permessageDeflate],
  [unknown, permessageDeflate],
  [`${windowTooLarge}, ${unknown}`, withoutContext, permessageDeflate],
]

/** A handshake with so many fields Sec-WebSocket-Extensions. */
function inFields({ sut }: CaseContext, values: readonly string[]): Promise<Upgrade> {
  return sut.upgrade(replaceHeader(plainHandshake(sut), 'Sec-WebSocket-Extensions', ...values))
}

/** The first offer that the SUT accepts when it is made alone; the answer must fit it. */
async function firstSupported(context: CaseContext, offers: readonly string[]): Promise<string> {
  const declined: Upgrade[] = []
  for (const offer of offers) {
    const alone = await inFields(context, [offer])
    if (acceptedExtensions(alone).length > 0 && answerFits(alone, offer)) return offer
    declined.push(alone)
  }
  return nothingAccepted(context, declined, 'the SUT declines each of the offers alone')
}

clause('6.2.3.6', 'Sec-WebSocket-Extensions header: several offers', (test) => {
  for (const { id, words, offers } of preferences) {
    test(id, {
      title: `accepts the most preferred offer that it supports: ${words}`,
      covers: ['RFC7692/5-2', '6.2.3.6-1'],
      needs: ['permessageDeflate'],
      sends: `${offers.length} offers in one field: ${offers.join(', ')}; each of them alone first.`,
      accepts:
        'An answer that fits the first offer which is accepted alone: pass; one that fits another offer, or none accepted: ' +
        'warn. An answer that fits no offer is not accepted.',
      async run(context) {
        const { expect, inconclusive } = context
        const preferred = await firstSupported(context, offers)
        const done = await inFields(context, [offers.join(', ')])
        if (acceptedOrRefused(context, done) === 'http-error')
          inconclusive(`${done.sent} was refused, which CSE/PMD/002 and CSE/PMD/007 judge`)
        judgeCompressionAnswer(context, done, offers.join(', '))
        const accepted = acceptedExtensions(done).length > 0
        if (accepted && !answerFits(done, offers.join(', ')))
          inconclusive('the answer fits none of the offers, so it cannot be said which one it accepts')
        expect(accepted && answerFits(done, preferred), 'RFC7692/5-2', {
          sent: `${done.sent}; alone, "${preferred}" is accepted`,
          came: describeHandshake(done.outcome),
          evidence: done.evidence,
          wanted: `The answer accepts "${preferred}".`,
        }).to.equal(true)
      },
    })
  }

  test('CSE/PMD/041', {
    title: 'reads offers in several fields like those in one',
    covers: ['RFC6455/9.1-2'],
    needs: ['permessageDeflate'],
    sends: `${spread.length} lists of offers, each in one field and then with a field for each part.`,
    accepts:
      'The same parameters in both answers: pass; another offer, or none, accepted from several fields, or the handshake ' +
      'refused: warn. A list that is declined in one field is passed over.',
    async run(context) {
      const { classify, note } = context
      const lists: Upgrade[] = []
      let compared = 0
      for (const values of spread) {
        const together = await inFields(context, [values.join(', ')])
        lists.push(together)
        if (acceptedExtensions(together).length === 0) {
          const what = `${together.sent} brought ${describeHandshake(together.outcome)}`
          note('RFC6455/9.1-2', what, together.evidence)
          continue
        }
        const apart = await inFields(context, values)
        const behaviour = readingOfOffer(context, apart, 'read-as-one-list', 'another-offer', (answer) =>
          answersAlike(answer, together),
        )
        classify('offer-in-several-fields', behaviour, 'RFC6455/9.1-2', {
          sent: `${apart.sent}; in one field it is accepted with ${describeAnswer(together)}`,
          came: describeHandshake(apart.outcome),
          evidence: apart.evidence,
        })
        compared += 1
      }
      if (compared === 0) nothingAccepted(context, lists, 'the SUT declines all of the lists in one field')
    },
  })
  test('CSE/PMD/200', {
    title: 'does not accept two extensions that both use RSV1',
    covers: ['RFC7692/5-3'],
    needs: ['permessageDeflate'],
    sends: `Offers of ${permessageDeflate} and ${withReservedBit} in both orders; ${permessageDeflate} alone is accepted first.`,
    accepts: 'An answer that names at most one of them; both are not accepted.',
    async run(context) {
      const { expect } = context
      await firstSupported(context, [permessageDeflate])
      for (const both of [
        `${permessageDeflate}, ${withReservedBit}`,
        `${withReservedBit}, ${permessageDeflate}`,
      ]) {
        const done = await inFields(context, [both])
        acceptedOrRefused(context, done)
        const names = new Set(acceptedExtensions(done).map(({ name }) => name))
        expect(names.has(permessageDeflate) && names.has(withReservedBit), 'RFC7692/5-3', {
          sent: done.sent,
          came: describeHandshake(done.outcome),
          evidence: done.evidence,
        }).to.equal(false)
      }
    },
  })
})
