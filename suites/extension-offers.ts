import type { CaseId } from '../lib/spec/index.js'
import { permessageDeflate } from '../lib/wire/index.js'

/** An offer of permessage-deflate with these parameters. */
export const offered = (...parameters: readonly string[]): string =>
  [permessageDeflate, ...parameters].join('; ')

/** Offers that a server has to decline, of one kind; a row of a table of cases. */
export interface Unacceptable {
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
export const unacceptable: readonly Unacceptable[] = [
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

/** Against the grammar of RFC 6455 9.1. */
export const malformed = [
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

/** Some of each kind, for servers that may not compress at all: declining an offer does not depend on that. */
export const someUnacceptable = [
  offered('server_max_window_bits=99'),
  offered('server_max_window_bits=7'),
  offered('server_max_window_bits=09'),
  offered('server_max_window_bits'),
  offered('client_max_window_bits=16'),
  offered('client_no_context_takeover=1'),
  offered('server_no_context_takeover', 'server_no_context_takeover'),
  offered('x-ts0020-unknown=1'),
] as const

/** Some that break the grammar, for the same servers. */
export const someMalformed = [
  offered('=15'),
  offered('server_max_window_bits='),
  offered('server_max_window_bits="15'),
  `${permessageDeflate} server_max_window_bits=15`,
] as const

/** Offers of an extension that nobody knows. */
export const unknownOffers = ['x-ts0020-unknown', 'x-ts0020-unknown; level=9; quoted="a"'] as const

/** The slip of TS-0020 6.2.2.8. */
export const misspeltName = 'permmessage-deflate'

/** Other letter case; the name of the extension, then names of parameters. */
export const otherLetterCase = [
  'Permessage-Deflate',
  'PERMESSAGE-DEFLATE',
  `${permessageDeflate}; Server_No_Context_Takeover`,
  `${permessageDeflate}; CLIENT_MAX_WINDOW_BITS`,
] as const

/** Blanks and empty elements that RFC 2616 allowed, each with the offer that they stand in. */
export const withBlanks = [
  [`${permessageDeflate} ; server_no_context_takeover`, offered('server_no_context_takeover')],
  [`${permessageDeflate}\t;\tserver_no_context_takeover`, offered('server_no_context_takeover')],
  [`${permessageDeflate};server_no_context_takeover`, offered('server_no_context_takeover')],
  [`${permessageDeflate}; server_max_window_bits = 12`, offered('server_max_window_bits=12')],
  [`, ${permessageDeflate} ,, `, permessageDeflate],
] as const

/** Values in quotes, each with the bare one; a backslash makes no difference to what stands behind it. */
export const quoted = [
  ['server_max_window_bits="10"', 'server_max_window_bits=10'],
  ['server_max_window_bits="1\\0"', 'server_max_window_bits=10'],
  ['client_max_window_bits="10"', 'client_max_window_bits=10'],
] as const

/** Offers that a server has to decline, or may: well-formed, malformed, and written in unusual ways. */
export const declinable: readonly string[] = [
  ...someUnacceptable,
  ...unacceptable.flatMap(({ offers }) => offers),
  ...someMalformed,
  ...malformed,
  ...unknownOffers,
  misspeltName,
  ...otherLetterCase,
  ...withBlanks.map(([value]) => value),
  ...quoted.map(([value]) => offered(value)),
]
