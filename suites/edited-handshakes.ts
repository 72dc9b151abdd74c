import type { Scope } from '../lib/sut/index.js'
import { replaceHeader, withHeader, withoutHeader, type HandshakeRequest } from '../lib/wire/index.js'
import { declinable, offered } from './extension-offers.js'
import { plainHandshake } from './handshakes.js'
import {
  namesOfOtherEditions,
  offering,
  offeringInLines,
  printedElsewhere,
  spellingsOf,
  tableNames,
  unregisteredNames,
  unusualLists,
} from './subprotocols.js'

/** One edit of a handshake for which a server refuses, or may refuse. */
export interface HandshakeEdit {
  readonly words: string
  readonly edit: (request: HandshakeRequest) => HandshakeRequest
}

/** An edit that puts these lines of a field in place of what stands there. */
function lines(words: string, name: string, ...values: readonly string[]): HandshakeEdit {
  return { words, edit: (request) => replaceHeader(request, name, ...values) }
}

/** An edit that leaves a field out. */
function lacking(name: string): HandshakeEdit {
  return { words: `without ${name}`, edit: (request) => withoutHeader(request, name) }
}

const key = 'Sec-WebSocket-Key'
const version = 'Sec-WebSocket-Version'
const extensions = 'Sec-WebSocket-Extensions'

/** No Host, and too many of them: RFC 7230 5.4 wants 400. */
export const hostEdits = {
  missing: lacking('Host'),
  twice: {
    words: 'with two Host lines that contradict each other',
    edit: (request: HandshakeRequest) => withHeader(request, 'Host', 'another.example'),
  },
} as const

/** Nothing to compute Sec-WebSocket-Accept from. */
export const keyless = {
  missing: lacking(key),
  empty: lines('with an empty Sec-WebSocket-Key', key, ''),
} as const

/** Keys that do not decode to 16 octets. */
export const malformedKeys: readonly HandshakeEdit[] = [
  lines('15 octets', key, 'AAECAwQFBgcICQoLDA0O'),
  lines('17 octets', key, 'AAECAwQFBgcICQoLDA0ODxA='),
  lines('no base64', key, '!no base64 at all, only 24'),
  lines('16 octets without padding', key, 'AAECAwQFBgcICQoLDA0ODw'),
  lines('24 characters that are no base64', key, '!?AECAwQFBgcICQoLDA0Dw=='),
  lines('two keys in a line each', key, 'AAECAwQFBgcICQoLDA0ODw==', 'EBESExQVFhcYGRobHB0eHw=='),
]

/** Numbers that the registry of RFC 6455 11.6 has not assigned. */
export const unassignedVersions = ['14', '99', '255'] as const

/** Numbers of drafts that were deployed. */
export const draftVersions = ['7', '8'] as const

/** Handshakes without a version. */
export const versionless = {
  missing: lacking(version),
  empty: lines('with an empty Sec-WebSocket-Version', version, ''),
} as const

/** Ways to write 13 that the grammar of RFC 6455 4.3 does not have. */
export const malformedVersions: readonly HandshakeEdit[] = [
  lines('013', version, '013'),
  lines('a list: 13, 8', version, '13, 8'),
  lines('13 in two lines', version, '13', '13'),
  lines('13.0', version, '13.0'),
]

/** Offers of subprotocols for which a server may refuse: none, none that is registered, one alone, other spellings. */
function subprotocolOffers(sut: Scope): readonly HandshakeRequest[] {
  const request = plainHandshake(sut)
  const field = 'Sec-WebSocket-Protocol'
  const own = tableNames(sut)
  const alone = [
    ...unregisteredNames,
    ...own.flatMap((name) => [name, ...spellingsOf(name)]),
    ...printedElsewhere,
    ...namesOfOtherEditions(sut),
  ]
  return [
    withoutHeader(request, field),
    replaceHeader(request, field, ''),
    ...[unregisteredNames, [...unregisteredNames, ...own], [...own, ...unregisteredNames]].map((names) =>
      offering(sut, names),
    ),
    ...alone.map((name) => offering(sut, [name])),
    ...own
      .slice(0, 1)
      .flatMap((name) => unusualLists.flatMap(({ write }) => write(name)))
      .map((values) => offeringInLines(sut, values)),
  ]
}

/** Everything with which the cases provoke refusals: handshakes for which a server refuses, or may refuse. */
export function refusable(sut: Scope): readonly HandshakeRequest[] {
  const edits: readonly HandshakeEdit[] = [
    ...Object.values(hostEdits),
    ...Object.values(keyless),
    ...malformedKeys,
    ...[...unassignedVersions, ...draftVersions].map((number) => lines(`version ${number}`, version, number)),
    ...Object.values(versionless),
    ...malformedVersions,
    lines('offers in two fields', extensions, offered('server_max_window_bits=10'), offered()),
    ...declinable.map((offer) => lines(offer, extensions, offer)),
  ]
  return [...edits.map(({ edit }) => edit(plainHandshake(sut))), ...subprotocolOffers(sut)]
}
