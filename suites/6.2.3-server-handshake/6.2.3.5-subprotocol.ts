import { clause, type CaseContext } from '../../lib/case/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import { withHeader, withoutHeader, type HandshakeRequest } from '../../lib/wire/index.js'
import { permutations, plainHandshake, stillAccepts, twinAccepted } from '../handshakes.js'
import {
  agreedName,
  agreementOn,
  judgeSelection,
  namesOfOtherEditions,
  namedIn,
  offering,
  offeringInLines,
  printedElsewhere,
  spellingsOf,
  supportedNames,
  tableNames,
  unregisteredNames,
  unusualLists,
} from '../subprotocols.js'

/** Both rows on the header field; a deviation counts at one of them. */
const bothRows = ['6.2.3.5-1', '6.2.3.5-2'] as const

const acceptsNoOffer =
  'An HTTP error: pass; 101 without the header field: warn; 101 with a name: fail; no HTTP answer: inconclusive.'

const acceptsSpelling =
  'Refused: pass; selected exactly as offered: noted; 101 without a name: warn; answered in another spelling: fail.'

/** Handshakes that offer nothing. */
const withoutOffer = [
  {
    id: 'CSE/SUB/002',
    title: 'refuses a handshake that offers no subprotocol',
    words: 'without Sec-WebSocket-Protocol',
    edit: (request: HandshakeRequest) => withoutHeader(request, 'Sec-WebSocket-Protocol'),
  },
  {
    id: 'CSE/SUB/003',
    title: 'refuses a handshake whose Sec-WebSocket-Protocol is empty',
    words: 'with an empty Sec-WebSocket-Protocol',
    edit: (request: HandshakeRequest) =>
      withHeader(withoutHeader(request, 'Sec-WebSocket-Protocol'), 'Sec-WebSocket-Protocol', ''),
  },
] as const

/** Unregistered names beside a supported one. */
const mixedOffers = [
  {
    id: 'CSE/SUB/005',
    where: 'before',
    mix: (name: string) => [unregisteredNames[0], name],
  },
  {
    id: 'CSE/SUB/006',
    where: 'behind',
    mix: (name: string) => [name, unregisteredNames[0]],
  },
  {
    id: 'CSE/SUB/007',
    where: 'on both sides of',
    mix: (name: string) => [unregisteredNames[0], unregisteredNames[1], name, unregisteredNames[2]],
  },
] as const

/** What the SUT makes of an offer of one name that differs from the table's only in its spelling. */
async function offerSpelling(context: CaseContext, spelling: string): Promise<void> {
  const { sut, classify } = context
  const done = await sut.upgrade(offering(sut, [spelling]))
  const agreement = agreementOn(context, done, [spelling])
  switch (agreement.kind) {
    case 'http-error':
      classify('subprotocol-spelling', 'refused', '6.2.3.5-2', done)
      return
    case 'accepted-without-name':
      classify('subprotocol-spelling', agreement.kind, '6.2.3.5-2', done)
      return
    case 'offered':
      classify('subprotocol-spelling', 'selected-as-offered', '6.2.3.5-2', done)
      return
    case 'not-offered':
      classify('subprotocol-spelling', 'answered-in-another-spelling', '6.2.3.5-2', done)
      return
  }
}

clause('6.2.3.5', 'Sec-WebSocket-Protocol header', (test) => {
  for (const { id, title, words, edit } of withoutOffer) {
    test(id, {
      title,
      covers: bothRows,
      sends: `A handshake ${words}; the same with a supported name is accepted first, and again afterwards.`,
      accepts: acceptsNoOffer,
      async run(context) {
        await twinAccepted(context)
        const done = await context.sut.upgrade(edit(plainHandshake(context.sut)))
        const agreement = agreementOn(context, done, [])
        const behaviour: BehaviourOf<'subprotocol-none-offered'> =
          agreement.kind === 'http-error' || agreement.kind === 'accepted-without-name'
            ? agreement.kind
            : 'accepted-with-name'
        judgeSelection(context, 'subprotocol-none-offered', behaviour, done)
        await stillAccepts(context, '6.2.3.5-2')
      },
    })
  }

  test('CSE/SUB/004', {
    title: 'refuses an offer of unregistered names only',
    covers: bothRows,
    sends: `Offers of ${unregisteredNames.join(', ')}: one alone, then all; a supported name is accepted first.`,
    accepts:
      'An HTTP error: pass; 101 without the header field, or with an unregistered name of the offer: warn; 101 with a ' +
      'name that was not offered: fail.',
    async run(context) {
      await twinAccepted(context)
      for (const offer of [unregisteredNames.slice(0, 1), unregisteredNames]) {
        const done = await context.sut.upgrade(offering(context.sut, offer))
        const agreement = agreementOn(context, done, offer)
        const behaviours = {
          'http-error': 'http-error',
          'accepted-without-name': 'accepted-without-name',
          offered: 'unregistered-name',
          'not-offered': 'accepted-with-another-name',
        } as const
        judgeSelection(context, 'subprotocol-unregistered-only', behaviours[agreement.kind], done)
      }
      await stillAccepts(context, '6.2.3.5-2')
    },
  })

  for (const { id, where, mix } of mixedOffers) {
    test(id, {
      title: `selects a supported name with unregistered ones ${where} it`,
      covers: bothRows,
      sends: `For each supported name an offer with unregistered names ${where} it; the supported name alone comes first.`,
      accepts:
        'The supported name: pass; an HTTP error, or an unregistered name of the offer: warn; 101 without the header ' +
        'field or with a name not offered: fail.',
      async run(context) {
        for (const supported of supportedNames(context)) {
          await twinAccepted(context, offering(context.sut, [supported]))
          const offer = mix(supported)
          const done = await context.sut.upgrade(offering(context.sut, offer))
          const agreement = agreementOn(context, done, offer)
          const behaviours = {
            'http-error': 'http-error',
            'accepted-without-name': 'accepted-without-name',
            offered: namedIn(done).includes(supported) ? 'supported-name' : 'unregistered-name',
            'not-offered': 'accepted-with-another-name',
          } as const
          judgeSelection(
            context,
            'subprotocol-unregistered-among-supported',
            behaviours[agreement.kind],
            done,
          )
        }
      },
    })
  }

  test('CSE/SUB/010', {
    title: 'compares subprotocol names letter by letter',
    covers: ['6.2.3.5-2'],
    sends:
      'Each supported name in lower, upper and mixed case, alone; the name of the table is accepted first.',
    accepts: acceptsSpelling,
    async run(context) {
      for (const name of supportedNames(context)) {
        await twinAccepted(context, offering(context.sut, [name]))
        for (const spelling of spellingsOf(name)) await offerSpelling(context, spelling)
      }
    },
  })

  test('CSE/SUB/011', {
    title: 'answers names of other editions and spellings printed outside the table exactly or not at all',
    covers: ['6.2.3.5-2'],
    sends: `${printedElsewhere.join(', ')} and the names of other editions, each alone; a supported name is accepted first.`,
    accepts: acceptsSpelling,
    async run(context) {
      await twinAccepted(context)
      const names = [...printedElsewhere, ...namesOfOtherEditions(context.sut)]
      for (const name of names) await offerSpelling(context, name)
    },
  })

  test('CSE/SUB/012', {
    title: 'names one of the offered subprotocols, whatever the order of the offer',
    covers: [...bothRows, '6.2.2.7-3'],
    sends:
      'The supported names in every order; where the SUT lacks one of the table, also the whole table in every order.',
    accepts: '101 with exactly one of the offered names. Whether it is the first supported one is noted.',
    async run(context) {
      const { sut, expect, classify } = context
      const supported = supportedNames(context)
      const table = tableNames(sut)
      const offers = [
        ...permutations(supported),
        ...(supported.length < table.length ? permutations(table) : []),
      ]
      const selections: string[] = []
      let followed = true
      for (const offer of offers) {
        const done = await sut.upgrade(offering(sut, offer))
        expect(done, '6.2.3.5-2').to.selectOneOf(offer)
        // A refused offer has no header field to judge, and is told once.
        if (done.connection === undefined) {
          classify('fields-of-a-refusal', 'absent-in-refusal', '6.2.3.5-1', done)
          continue
        }
        expect(done, '6.2.3.5-1').to.carryOnce('Sec-WebSocket-Protocol')
        const preferred = offer.find((name) => supported.includes(name))
        followed &&= agreedName(done, offer) === preferred
        selections.push(`${namedIn(done).join(', ')} of ${offer.join(', ')}`)
      }
      classify(
        'subprotocol-preference',
        followed ? 'preference-followed' : 'preference-not-followed',
        '6.2.2.7-3',
        {
          sent: `${offers.length} offers`,
          came: selections.join('; '),
          evidence: sut.evidence,
        },
      )
    },
  })

  test('CSE/SUB/013', {
    title: 'agrees to a name of the table that is offered alone, or refuses the handshake',
    covers: bothRows,
    sends: 'Each name of table 6.2.2.9-1 alone.',
    accepts:
      'The name itself, or an HTTP error where the SUT does not support it. 101 without the header field, or with ' +
      'another name, is not accepted.',
    async run(context) {
      const { sut, expect } = context
      for (const name of tableNames(sut)) {
        const done = await sut.upgrade(offering(sut, [name]))
        const agreement = agreementOn(context, done, [name])
        if (agreement.kind === 'offered') {
          expect(done, '6.2.3.5-1').to.carryOnce('Sec-WebSocket-Protocol')
          expect(done, '6.2.3.5-2').to.selectOneOf([name])
        } else {
          const behaviour = agreement.kind === 'not-offered' ? 'accepted-with-another-name' : agreement.kind
          judgeSelection(context, 'subprotocol-unsupported-only', behaviour, done)
        }
      }
    },
  })

  for (const { id, title, words, reading, accepts, write } of unusualLists) {
    test(id, {
      title,
      covers: bothRows,
      sends: `For each supported name ${words}; the name once and alone is accepted first.`,
      accepts,
      async run(context) {
        const { sut } = context
        for (const name of supportedNames(context)) {
          await twinAccepted(context, offering(sut, [name]))
          for (const lines of write(name)) {
            const done = await sut.upgrade(offeringInLines(sut, lines))
            const agreement = agreementOn(context, done, [name])
            const behaviours = {
              'http-error': 'http-error',
              'accepted-without-name': 'accepted-without-name',
              offered: 'the-name',
              'not-offered': 'accepted-with-another-name',
            } as const
            judgeSelection(context, reading, behaviours[agreement.kind], done)
          }
        }
      },
    })
  }

  test.watch('CSE/WCH/043', {
    title: 'names one of the offered subprotocols in every 101',
    covers: bothRows,
    watches: ['handshake accepted'],
    sends: 'Nothing of its own: all handshakes of the run.',
    accepts:
      'Sec-WebSocket-Protocol once, with a name of the offer, letter by letter. That it is missing where no supported name ' +
      'was offered is the matter of other cases.',
  })
})
