import type { CaseContext } from '../lib/case/index.js'
import type { RequirementId } from '../lib/spec/index.js'
import { describeHandshake, type Scope, type Upgrade } from '../lib/sut/index.js'
import { renameHeader, replaceHeader, withHeader, type HandshakeRequest } from '../lib/wire/index.js'

/** The handshake of TS-0020 6.2.2 and nothing more than it and the configuration ask for. */
export function plainHandshake(sut: Scope): HandshakeRequest {
  return sut.handshake()
}

/**
 * A handshake that is as right as the plain one and looks as different as RFC 6455 4.2.1 and RFC 7230 allow: other
 * letter case, lists, fields that TS-0020 does not know, a compression offer.
 */
export function variedHandshake(sut: Scope): HandshakeRequest {
  const compressed = sut.handshake({ extensions: 'permessage-deflate; client_max_window_bits' })
  const listed = replaceHeader(compressed, 'Connection', 'keep-alive, upgrade')
  const named = renameHeader(replaceHeader(listed, 'Upgrade', 'WEBSOCKET'), 'Host', 'HOST')
  const known = withHeader(named, 'User-Agent', 'ts0020', 'Sec-WebSocket-Version')
  return withHeader(known, 'X-Unknown-Field', 'a, b; c="d"')
}

/** Handshakes that have to be accepted, with the words of cases for each. */
export const regularHandshakes = {
  plain: {
    words: 'the plain handshake',
    sends: 'A handshake with the header fields of clause 6.2.2 and nothing else.',
    request: plainHandshake,
  },
  varied: {
    words: 'a handshake with lists and unknown header fields',
    sends: 'A valid handshake that looks as different from the printed one as RFC 6455 allows.',
    request: variedHandshake,
  },
} as const

/** A handshake that is needed to be accepted; without a 101 the case is inconclusive. */
export async function acceptance(
  { sut, inconclusive }: CaseContext,
  request: HandshakeRequest,
): Promise<Upgrade> {
  const done = await sut.upgrade(request)
  if (done.connection !== undefined) return done
  return inconclusive(`the handshake was not accepted with 101: ${describeHandshake(done.outcome)}`)
}

/** The unmodified handshake must be accepted first, or what becomes of the edited one says nothing. */
export async function twinAccepted(
  { sut, inconclusive }: CaseContext,
  request: HandshakeRequest = plainHandshake(sut),
): Promise<void> {
  const twin = await sut.upgrade(request)
  if (twin.connection === undefined) {
    inconclusive(`the handshake in its usual form was not accepted: ${describeHandshake(twin.outcome)}`)
  }
}

/**
 * What became of a handshake that cannot be accepted. Anything but 101 and an HTTP error makes the case inconclusive:
 * the form of refusals is judged once, at 6.2.3.1-3 by CSE/HSK/029, and not again in each case that provokes one.
 */
export function acceptedOrRefused({ inconclusive }: CaseContext, done: Upgrade): 'accepted' | 'http-error' {
  const seen = refusal(done)
  if (seen === 'accepted') return 'accepted'
  if (seen === 'client-error' || seen === 'server-error') return 'http-error'
  return inconclusive(
    `${done.sent} was neither accepted nor refused with an HTTP error, which CSE/HSK/029 judges; ` +
      `came ${describeHandshake(done.outcome)}`,
  )
}

/** Judges what becomes of a handshake that a server may take or refuse, at 6.2.3.1-3: there is an HTTP answer to it. */
export function judgeUnusual({ classify }: CaseContext, done: Upgrade): void {
  const seen = refusal(done)
  if (seen === 'accepted') classify('unusual-handshake', 'accepted', '6.2.3.1-3', done)
  else if (seen === 'client-error' || seen === 'server-error')
    classify('unusual-handshake', 'http-error', '6.2.3.1-3', done)
  else classify('refused-handshake', seen, '6.2.3.1-3', done)
}

/** After an edited handshake the SUT goes on serving: the unmodified one is accepted as before. */
export async function stillAccepts({ sut, expect }: CaseContext, row: RequirementId): Promise<void> {
  const after = await sut.upgrade(plainHandshake(sut))
  expect(after, row, {
    sent: `${after.sent}, after an edited one`,
    came: describeHandshake(after.outcome),
    wanted: 'An edited handshake leaves no traces: the regular one is accepted as before.',
    evidence: after.evidence,
  }).to.be.accepted()
}

/** All orders of a few values. */
export function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length < 2) return [items]
  return items.flatMap((first, index) =>
    permutations(items.filter((_, other) => other !== index)).map((rest) => [first, ...rest]),
  )
}

/** What became of a handshake that cannot be accepted, in the words of the reading `refused-handshake`. */
export function refusal({
  outcome,
}: Upgrade): 'client-error' | 'server-error' | 'redirect' | 'success' | 'accepted' | 'no-http-answer' {
  if (outcome.kind !== 'answer') return 'no-http-answer'
  const { status } = outcome.answer
  if (status === 101) return 'accepted'
  if (status >= 500) return 'server-error'
  if (status >= 400) return 'client-error'
  return status >= 300 ? 'redirect' : 'success'
}

/** Letters in lower and upper case in turn: `hOsT`. */
export function mixedCase(text: string): string {
  return Array.from(text, (letter, index) =>
    index % 2 === 0 ? letter.toLowerCase() : letter.toUpperCase(),
  ).join('')
}
