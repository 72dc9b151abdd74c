import * as chai from 'chai'
import { headerValues, expectedAccept, type HttpAnswer } from '../wire/index.js'
import type { Reply, Upgrade } from '../sut/index.js'

declare global {
  namespace Chai {
    interface Assertion {
      /** The handshake was answered with 101 (RFC 6455 4.2.2). */
      accepted(): Assertion
      /** The handshake was answered with an HTTP error status, 400 to 599 (TS-0020 6.2.3.1). */
      refused(): Assertion
      /** The status-line begins with these octets. */
      beginWith(text: string): Assertion
      /** The answer has this header field, in whatever letter case, exactly once. */
      carryOnce(name: string): Assertion
      /** The answer has this header field with this value, letter case of the value ignored. */
      carry(name: string, value: string): Assertion
      /** The answer has no such header field. */
      lack(name: string): Assertion
      /** The answer is a 101 that names exactly one subprotocol, one of those offered, letter by letter. */
      selectOneOf(offer: readonly string[]): Assertion
      /** Sec-WebSocket-Accept is what RFC 6455 4.2.2 computes from the key that was sent. */
      proveKey(): Assertion
      /** The request was answered by a response primitive with one of these response status codes. */
      respond(...codes: readonly number[]): Assertion
    }
  }
}

/** The handshake among the judged values; a word for handshakes on anything else is the tester's mistake. */
function answerOf(subject: unknown): HttpAnswer | undefined {
  if (!isUpgrade(subject)) throw new TypeError('this word judges handshakes')
  return subject.outcome.kind === 'answer' ? subject.outcome.answer : undefined
}

/** Whether a judged value is a handshake and its outcome. */
export function isUpgrade(subject: unknown): subject is Upgrade {
  return typeof subject === 'object' && subject !== null && 'kind' in subject && subject.kind === 'upgrade'
}

/** Whether a judged value is a request primitive and its outcome. */
export function isReply(subject: unknown): subject is Reply {
  return typeof subject === 'object' && subject !== null && 'kind' in subject && subject.kind === 'reply'
}

/** The subject of an assertion, as chai keeps it. */
function subjectOf(assertion: object): unknown {
  return chai.util.flag(assertion, 'object')
}

/** Adds the protocol's words to chai. */
export function protocolWords(library: Chai.ChaiStatic): void {
  const word = (
    name: string,
    holds: (subject: unknown, ...given: readonly unknown[]) => boolean,
    wanted: (...given: readonly unknown[]) => string,
  ): void => {
    library.Assertion.addMethod(name, function (...given: readonly unknown[]): void {
      this.assert(
        holds(subjectOf(this), ...given),
        `the answer should ${wanted(...given)}`,
        `the answer should not ${wanted(...given)}`,
        true,
      )
    })
  }

  word(
    'accepted',
    (subject) => answerOf(subject)?.status === 101,
    () => 'have the status 101',
  )
  word(
    'refused',
    (subject) => {
      const status = answerOf(subject)?.status ?? 0
      return status >= 400 && status <= 599
    },
    () => 'be an HTTP error',
  )
  word(
    'beginWith',
    (subject, text) => answerOf(subject)?.statusLine.startsWith(String(text)) ?? false,
    (text) => `begin with ${String(text)}`,
  )
  word(
    'carryOnce',
    (subject, name) => valuesOf(subject, name).length === 1,
    (name) => `have the header field ${String(name)} exactly once`,
  )
  word(
    'carry',
    // Several lines mean one value, the list of theirs (RFC 7230 3.2.2).
    (subject, name, value) =>
      valuesOf(subject, name).join(', ').toLowerCase() === String(value).toLowerCase(),
    (name, value) => `have the header field ${String(name)}: ${String(value)}`,
  )
  word(
    'lack',
    (subject, name) => answerOf(subject) !== undefined && valuesOf(subject, name).length === 0,
    (name) => `not have the header field ${String(name)}`,
  )
  word(
    'selectOneOf',
    (subject, offer) => {
      const values = valuesOf(subject, 'Sec-WebSocket-Protocol')
      const [value] = values
      const accepted = answerOf(subject)?.status === 101
      return (
        accepted &&
        values.length === 1 &&
        value !== undefined &&
        Array.isArray(offer) &&
        offer.includes(value)
      )
    },
    (offer) =>
      `have the status 101 and name exactly one of the subprotocols offered (${Array.isArray(offer) ? offer.join(', ') : ''})`,
  )
  word(
    'proveKey',
    (subject) => {
      const key = isUpgrade(subject) ? subject.request.key : undefined
      const values = valuesOf(subject, 'Sec-WebSocket-Accept')
      return key !== undefined && values.length === 1 && values[0] === expectedAccept(key)
    },
    () => 'carry Sec-WebSocket-Accept once, computed from the key',
  )
  word(
    'respond',
    (subject, ...codes) => {
      if (!isReply(subject)) throw new TypeError('this word judges replies')
      const code = subject.outcome.kind === 'response' ? subject.outcome.response.rsc : undefined
      return code !== undefined && codes.includes(code)
    },
    (...codes) => `be a response with rsc ${codes.join(' or ')}`,
  )
}

function valuesOf(subject: unknown, name: unknown): readonly string[] {
  const answer = answerOf(subject)
  return answer === undefined ? [] : headerValues(answer, String(name))
}
