import type { CaseContext } from '../lib/case/index.js'
import type { RequestParameters } from '../lib/primitive/index.js'
import type { BehaviourOf } from '../lib/spec/index.js'
import {
  describeHandshake,
  describeHandshakeRequest,
  PreconditionError,
  type PrimitiveConnection,
  type Reply,
  type Requester,
  type Session,
  type Upgrade,
} from '../lib/sut/index.js'
import {
  checkDeflateAnswer,
  enlargesClientWindow,
  formatExtensions,
  headerValues,
  leavesOutLargestWindow,
  parseExtensions,
  permessageDeflate,
  unofferedExtensions,
  type Extension,
} from '../lib/wire/index.js'
import { acceptedOrRefused } from './handshakes.js'
import { leave } from './sessions.js'

/** Every parameter of RFC 7692 7.1 with values that an offer may have. */
export const validOffers = [
  permessageDeflate,
  `${permessageDeflate}; server_no_context_takeover`,
  `${permessageDeflate}; client_no_context_takeover`,
  `${permessageDeflate}; server_max_window_bits=15`,
  `${permessageDeflate}; server_max_window_bits=10`,
  `${permessageDeflate}; server_max_window_bits=8`,
  `${permessageDeflate}; client_max_window_bits`,
  `${permessageDeflate}; client_max_window_bits=15`,
  `${permessageDeflate}; client_max_window_bits=9`,
  `${permessageDeflate}; server_max_window_bits="12"`,
  `${permessageDeflate}; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12; client_max_window_bits`,
] as const

/** The extensions that an answer accepts; none for an answer without the header field. */
export function acceptedExtensions({ outcome }: Upgrade): readonly Extension[] {
  const values = outcome.kind === 'answer' ? headerValues(outcome.answer, 'Sec-WebSocket-Extensions') : []
  return values.length === 0 ? [] : parseExtensions(values.join(', ')).extensions
}

/**
 * What became of a handshake with an offer: refused, accepted without the field Sec-WebSocket-Extensions, or with it. A field
 * without a value is no way to leave it out (RFC 6455 4.2.2).
 */
export function fateOfOffer(context: CaseContext, done: Upgrade): 'http-error' | 'left-out' | 'answered' {
  if (acceptedOrRefused(context, done) === 'http-error') return 'http-error'
  const { outcome } = done
  const values = outcome.kind === 'answer' ? headerValues(outcome.answer, 'Sec-WebSocket-Extensions') : []
  return values.length === 0 ? 'left-out' : 'answered'
}

/** Judges an offer that is not to be accepted, by one of the readings of 6.2.3.6-3. */
export function judgeDeclined(
  context: CaseContext,
  reading: 'compression-offer-unacceptable' | 'compression-offer-malformed',
  done: Upgrade,
): void {
  const fate = fateOfOffer(context, done)
  if (fate === 'answered') context.expect(done, '6.2.3.6-3').to.lack('Sec-WebSocket-Extensions')
  else context.classify(reading, fate, '6.2.3.6-3', done)
}

/**
 * How an offer is read that means the same as another one: refused, declined, or accepted with an answer to which `same` holds
 * or not. A field without a value accepts nothing; that it stands there is judged where an offer has to be declined.
 */
export function readingOfOffer<Same extends string, Other extends string>(
  context: CaseContext,
  done: Upgrade,
  same: Same,
  other: Other,
  holds: (done: Upgrade) => boolean,
): 'http-error' | 'left-out' | Same | Other {
  if (acceptedOrRefused(context, done) === 'http-error') return 'http-error'
  if (acceptedExtensions(done).length === 0) return 'left-out'
  return holds(done) ? same : other
}

/**
 * Ends a case for which the SUT accepts none of these offers. It declines them where it accepts the handshakes without them;
 * handshakes that are not even accepted say nothing of what they offer.
 */
export function nothingAccepted(
  { inapplicable, inconclusive }: CaseContext,
  offers: readonly Upgrade[],
  reason: string,
): never {
  const [first] = offers
  if (first === undefined || offers.some(({ connection }) => connection !== undefined))
    return inapplicable(reason)
  return inconclusive(
    `no handshake with such an offer was accepted: ${first.sent} brought ${describeHandshake(first.outcome)}`,
  )
}

/**
 * Judges by the reading `compression-answer`, at 6.2.3.6-1, how an answer that accepts an extension fits the offer
 * (RFC 7692 5.1, 7.1).
 */
export function judgeCompressionAnswer({ classify }: CaseContext, done: Upgrade, offer: string): void {
  const values =
    done.outcome.kind === 'answer' ? headerValues(done.outcome.answer, 'Sec-WebSocket-Extensions') : []
  const { extensions, problems } = parseExtensions(values.join(', '))
  const offers = parseExtensions(offer).extensions
  const unoffered = unofferedExtensions(offers, extensions)
  const found = [...problems, ...checkDeflateAnswer(offers, extensions)]
  const fitting = leavesOutLargestWindow(offers, extensions)
    ? 'largest-window-left-out'
    : enlargesClientWindow(offers, extensions)
      ? 'larger-client-window'
      : 'valid-response'
  const behaviour: BehaviourOf<'compression-answer'> =
    values.length === 0
      ? 'declined'
      : unoffered.length > 0
        ? 'not-offered'
        : found.length > 0
          ? 'invalid-for-the-offer'
          : fitting
  classify('compression-answer', behaviour, '6.2.3.6-1', {
    sent: done.sent,
    came: [
      describeHandshake(done.outcome),
      ...unoffered.map((name) => `${name} was not offered`),
      ...found,
    ].join('; '),
    evidence: done.evidence,
  })
}

/** Like {@link judgeCompressionAnswer}, of the handshake that opened a connection. */
export function judgeOpening(context: CaseContext, connection: PrimitiveConnection, offer: string): void {
  const { request, answer } = connection.wire
  const evidence = connection.evidence(0)
  const outcome = { kind: 'answer', answer, evidence: 0 } as const
  const sent = describeHandshakeRequest(request)
  judgeCompressionAnswer(context, { kind: 'upgrade', sent, request, outcome, connection, evidence }, offer)
}

/** Whether an answer is a valid response to one of these offers (RFC 7692 5.1, 7.1), and names nothing else. */
export function answerFits(done: Upgrade, offer: string): boolean {
  const offers = parseExtensions(offer).extensions
  const accepted = acceptedExtensions(done)
  return (
    unofferedExtensions(offers, accepted).length === 0 && checkDeflateAnswer(offers, accepted).length === 0
  )
}

/**
 * Whether two answers accept the same: then both offers were read alike, even where the answer fits neither, which is the
 * matter of CSE/PMD/006.
 */
export function answersAlike(one: Upgrade, other: Upgrade): boolean {
  return formatExtensions(acceptedExtensions(one)) === formatExtensions(acceptedExtensions(other))
}

/** What an answer says of extensions, for findings. */
export function describeAnswer(done: Upgrade): string {
  const accepted = acceptedExtensions(done)
  return accepted.length === 0 ? 'no extension' : `"${formatExtensions(accepted)}"`
}

/** A connection on which permessage-deflate is in force, for an AE that leaves the one it has. */
export async function compressedConnection(
  { sut, inconclusive }: CaseContext,
  session: Session,
  offer: string = permessageDeflate,
): Promise<PrimitiveConnection> {
  // A second connection of an originator need not be served (reading second-connection).
  await leave(sut, session)
  const connection = await sut.open({ originator: session.identifier, extensions: offer })
  if (connection.wire.deflate === undefined) {
    return inconclusive(`the SUT did not accept the offer "${offer}" on this connection`)
  }
  return connection
}

/** Sends a request in a compressed message. */
export async function requestCompressed(requester: Requester, parameters: RequestParameters): Promise<Reply> {
  const { connection } = requester
  if (connection === undefined) throw new PreconditionError('there is no open connection')
  const request = requester.build(parameters)
  const octets = connection.encode(request)
  const write = () => connection.wire.sendMessage(connection.opcode, octets, { compress: true })
  return requester.reply(request, await connection.exchange(request.rqi, write))
}

/** What is wrong with the compression of what the SUT sent on this connection; undefined while nothing is. */
export function compressionTrouble(
  connection: PrimitiveConnection,
): { readonly behaviour: BehaviourOf<'compression-in-use'>; readonly came: string } | undefined {
  for (const { code, message } of connection.wire.violations) {
    if (code === 'deflate-corrupt') return { behaviour: 'invalid-deflate', came: message }
    if (code === 'rsv1-on-control' || code === 'rsv1-on-continuation') {
      return { behaviour: 'misplaced-rsv1', came: message }
    }
  }
  return undefined
}
