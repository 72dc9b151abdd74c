import { clause, type CaseContext } from '../../lib/case/index.js'
import type { CaseId } from '../../lib/spec/index.js'
import { describeHandshake, type Upgrade } from '../../lib/sut/index.js'
import { permessageDeflate, replaceHeader } from '../../lib/wire/index.js'
import { acceptedExtensions, answerFits, describeAnswer, nothingAccepted } from '../compression.js'
import { acceptedOrRefused, plainHandshake } from '../handshakes.js'

const offered = (...parameters: readonly string[]): string => [permessageDeflate, ...parameters].join('; ')

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

/** Offers that a server has to decline, of one kind; a row of a table of cases. */
interface Unacceptable {
  readonly id: CaseId
  readonly words: string
  readonly offers: readonly string[]
}

const windowNames = { server: 'server_max_window_bits', client: 'client_max_window_bits' } as const

/** Values beyond 8 to 15, some of which become one of these where a number is cut to 8 or to 32 bits. */
const outOfRange = ['0', '7', '16', '115', '264', '4294967308', '18446744073709551628']

/** Values that a lenient reader of numbers takes for one from 8 to 15. */
const noDecimals = ['08', '015', '+12', '-12', '12.0', '12x', '0xc', '1e1', '1_2', 'ten']

/** Well-formed by RFC 6455 9.1, and to be declined by RFC 7692 7.1. */
const unacceptable: readonly Unacceptable[] = [
  {
    id: 'CSE/PMD/020',
    words: 'a value of server_max_window_bits beyond 8 to 15',
    offers: outOfRange.map((value) => offered(`${windowNames.server}=${value}`)),
  },
  {
    id: 'CSE/PMD/021',
    words: 'a value of client_max_window_bits beyond 8 to 15',
    offers: outOfRange.map((value) => offered(`${windowNames.client}=${value}`)),
  },
  {
    id: 'CSE/PMD/022',
    words: 'a value of server_max_window_bits that is no decimal number without leading zeros',
    offers: noDecimals.map((value) => offered(`${windowNames.server}=${value}`)),
  },
  {
    id: 'CSE/PMD/023',
    words: 'a value of client_max_window_bits that is no decimal number without leading zeros',
    offers: noDecimals.map((value) => offered(`${windowNames.client}=${value}`)),
  },
  {
    id: 'CSE/PMD/024',
    words: 'a value of a parameter that has none',
    offers: ['server_no_context_takeover', 'client_no_context_takeover'].flatMap((name) =>
      ['0', 'true', '"true"', '15'].map((value) => offered(`${name}=${value}`)),
    ),
  },
  {
    id: 'CSE/PMD/025',
    words: 'a value in quotes that would be wrong without them',
    offers: [
      ...['16', '015', 'ten'].map((value) => offered(`${windowNames.server}="${value}"`)),
      ...['7', '08', '+9'].map((value) => offered(`${windowNames.client}="${value}"`)),
    ],
  },
  {
    id: 'CSE/PMD/026',
    words: 'a parameter that is named twice',
    offers: [
      offered('client_no_context_takeover', 'client_no_context_takeover'),
      offered('server_max_window_bits=12', 'server_max_window_bits=12'),
      offered('server_max_window_bits=10', 'server_max_window_bits=12'),
      offered('client_max_window_bits', 'client_max_window_bits=12'),
      offered('client_max_window_bits', 'server_no_context_takeover', 'client_max_window_bits'),
    ],
  },
  {
    id: 'CSE/PMD/027',
    words: 'a parameter that RFC 7692 does not define, alone or beside others',
    offers: [
      offered('x-ts0020-unknown'),
      offered('server_max_window_bits=12', 'x-ts0020-unknown'),
      offered('x-ts0020-unknown="12"', 'client_max_window_bits'),
      // Names that are almost right, and those of a draft.
      offered('server_max_window_bit=12'),
      offered('max_window_bits=12'),
      offered('no_context_takeover'),
      offered('s2c_max_window_bits=12'),
      offered('c2s_no_context_takeover'),
    ],
  },
]

/** Against the grammar of RFC 6455 9.1, beside those of CSE/PMD/007. */
const malformed = [
  `${permessageDeflate};`,
  `${permessageDeflate};; server_max_window_bits=12`,
  `; ${permessageDeflate}`,
  `${permessageDeflate}; server_max_window_bits==12`,
  `${permessageDeflate}; server_max_window_bits=1 2`,
  `${permessageDeflate}; server_max_window_bits=""`,
  `${permessageDeflate}; server_max_window_bits=" 12"`,
  `${permessageDeflate}; server_max_window_bits="12"0`,
  `${permessageDeflate}; "server_max_window_bits"=12`,
  `"${permessageDeflate}"`,
  `${permessageDeflate}/1`,
] as const

/** Other letter case; the name of the extension, then names of parameters. */
const otherLetterCase = [
  'Permessage-Deflate',
  'PERMESSAGE-DEFLATE',
  `${permessageDeflate}; Server_No_Context_Takeover`,
  `${permessageDeflate}; CLIENT_MAX_WINDOW_BITS`,
] as const

/** Blanks and empty elements that RFC 2616 allowed, each with the offer that they stand in. */
const withBlanks = [
  [`${permessageDeflate} ; server_no_context_takeover`, offered('server_no_context_takeover')],
  [`${permessageDeflate}\t;\tserver_no_context_takeover`, offered('server_no_context_takeover')],
  [`${permessageDeflate};server_no_context_takeover`, offered('server_no_context_takeover')],
  [`${permessageDeflate}; server_max_window_bits = 12`, offered('server_max_window_bits=12')],
  [`, ${permessageDeflate} ,, `, permessageDeflate],
] as const

/** Values in quotes, each with the bare one; a backslash makes no difference to what stands behind it. */
const quoted = [
  ['server_max_window_bits="10"', 'server_max_window_bits=10'],
  ['server_max_window_bits="1\\0"', 'server_max_window_bits=10'],
  ['client_max_window_bits="10"', 'client_max_window_bits=10'],
] as const

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
        const { classify, expect } = context
        await twinCompresses(context)
        for (const value of offers) {
          const done = await offer(context, value)
          const reading = 'compression-offer-unacceptable'
          if (acceptedOrRefused(context, done) === 'http-error')
            classify(reading, 'http-error', '6.2.3.6-3', done)
          else if (acceptedExtensions(done).length === 0) classify(reading, 'left-out', '6.2.3.6-3', done)
          else expect(done).to.lack('Sec-WebSocket-Extensions')
        }
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
      const { classify, expect } = context
      await twinCompresses(context)
      for (const value of malformed) {
        const done = await offer(context, value)
        const reading = 'compression-offer-malformed'
        if (acceptedOrRefused(context, done) === 'http-error')
          classify(reading, 'http-error', '6.2.3.6-3', done)
        else if (acceptedExtensions(done).length === 0) classify(reading, 'left-out', '6.2.3.6-3', done)
        else expect(done).to.lack('Sec-WebSocket-Extensions')
      }
    },
  })

  test('CSE/PMD/029', {
    title: 'declines an offer whose names are written in another letter case, or answers it rightly',
    covers: ['6.2.3.6-3'],
    needs: ['permessageDeflate'],
    sends: `${otherLetterCase.length} offers, e.g. ${otherLetterCase[0]}; one in the usual letter case is accepted first.`,
    accepts: 'Left out: pass; taken: noted; the handshake refused: warn.',
    async run(context) {
      const { classify } = context
      await twinCompresses(context)
      for (const value of otherLetterCase) {
        const done = await offer(context, value)
        const behaviour =
          acceptedOrRefused(context, done) === 'http-error'
            ? 'http-error'
            : acceptedExtensions(done).length === 0
              ? 'left-out'
              : 'taken'
        classify('compression-offer-letter-case', behaviour, '6.2.3.6-3', done)
      }
    },
  })

  test('CSE/PMD/030', {
    title: 'reads an offer whatever blanks and empty elements stand in it',
    covers: ['6.2.3.6-1'],
    needs: ['permessageDeflate'],
    sends: `${withBlanks.length} offers with blanks around ";", "=" and ",", or empty elements; each without them first.`,
    accepts:
      'An answer that fits the offer: pass; declined or refused: noted; an answer that does not fit it: fail. An offer ' +
      'that is declined without them too is passed over.',
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
        const behaviour =
          acceptedOrRefused(context, done) === 'http-error'
            ? 'http-error'
            : acceptedExtensions(done).length === 0
              ? 'left-out'
              : answerFits(done, plain)
                ? 'read-as-without'
                : 'read-otherwise'
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
      'An answer that fits the offer: pass; declined: warn; the handshake refused, or an answer that does not fit: fail. ' +
      'Where the bare values are declined too the case is inapplicable.',
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
        const behaviour =
          acceptedOrRefused(context, done) === 'http-error'
            ? 'http-error'
            : acceptedExtensions(done).length === 0
              ? 'left-out'
              : answerFits(done, offered(plain))
                ? 'read-as-the-token'
                : 'read-otherwise'
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
      const { expect } = context
      await twinCompresses(context)
      const done = await offer(context, offered('server_no_context_takeover'))
      expect(acceptedExtensions(done).length > 0, 'RFC7692/7.1.1.1-4', {
        sent: done.sent,
        came: describeHandshake(done.outcome),
        evidence: done.evidence,
      }).to.equal(true)
    },
  })
})
