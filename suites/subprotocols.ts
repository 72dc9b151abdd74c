import type { CaseContext } from '../lib/case/index.js'
import { editionData, editions, serializations, type BehaviourOf, type ReadingId } from '../lib/spec/index.js'
import { describeHandshake, type Scope, type Upgrade } from '../lib/sut/index.js'
import { headerValues, replaceHeader, withoutHeader, type HandshakeRequest } from '../lib/wire/index.js'
import { acceptedOrRefused, mixedCase, plainHandshake } from './handshakes.js'

/** Names that nobody has registered. They are tokens, as RFC 6455 4.1 wants names to be. */
export const unregisteredNames = ['ts0020-unregistered', 'chat', 'x-invented.1.0'] as const

/** Spellings that TS-0020 prints in its text and figures, but not in the table. */
export const printedElsewhere = [
  'oneM2M.R2.0.JSON',
  'oneM2M.R2.0.XML',
  'oneM2M-R2.0_XML',
  'oneM2M-pro-v1.0',
] as const

/** Offers of one supported name, written as clients rarely do: the lines of the header field. */
export const unusualLists = [
  {
    id: 'CSE/SUB/014',
    title: 'answers an offer that names a supported subprotocol twice with that name, or refuses it',
    words: 'the name twice in one list',
    reading: 'subprotocol-repeated',
    accepts:
      'The name, once, or an HTTP error, as RFC 6455 4.1 makes it the fault of the client. 101 without the header field ' +
      'or with another value is not accepted.',
    write: (name: string) => [[`${name}, ${name}`]],
  },
  {
    id: 'CSE/SUB/200',
    title: 'answers an offer that names a supported subprotocol in two lines with that name, or refuses it',
    words: 'the name in two lines of their own',
    reading: 'subprotocol-repeated',
    accepts:
      'The name, once, or an HTTP error, as RFC 6455 4.1 makes it the fault of the client. 101 without the header field ' +
      'or with another value is not accepted.',
    write: (name: string) => [[name, name]],
  },
  {
    id: 'CSE/SUB/201',
    title: 'passes over empty elements of an offer',
    words: 'the name with commas before and behind it, also in lines without a value',
    reading: 'subprotocol-with-blanks',
    accepts:
      'The name: pass; an HTTP error: warn. 101 without the header field or with another value is not accepted.',
    write: (name: string) => [[`,${name}`], [`${name},`], [`, ,${name}, ,`], ['', name]],
  },
  {
    id: 'CSE/SUB/202',
    title: 'passes over blanks around the elements of an offer',
    words: 'the name with spaces and tabs on both sides, and behind an unregistered one without any',
    reading: 'subprotocol-with-blanks',
    accepts:
      'The name: pass; an HTTP error: warn. 101 without the header field or with another value is not accepted.',
    write: (name: string) => [[`  ${name}`], [`${name} \t`], [`${name}\t,\t${unregisteredNames[0]}`]],
  },
] as const

/** A name in other letter case. */
export function spellingsOf(name: string): readonly string[] {
  const all = new Set([name.toLowerCase(), name.toUpperCase(), mixedCase(name)])
  return [...all].filter((spelling) => spelling !== name)
}

/** The names of table 6.2.2.9-1 in the edition under test. */
export function tableNames(sut: Scope): readonly string[] {
  return serializations.map((serialization) => sut.subprotocol(serialization))
}

/** The names that other editions have and this one has not. */
export function namesOfOtherEditions(sut: Scope): readonly string[] {
  const own = new Set(tableNames(sut))
  const all = editions.flatMap((edition) => Object.values(editionData[edition].subprotocols))
  return [...new Set(all)].filter((name) => !own.has(name))
}

/** The names that the SUT agrees to when each is offered alone; without any the case is inconclusive. */
export function supportedNames({ sut, inconclusive }: CaseContext): readonly string[] {
  if (sut.subprotocols.length > 0) return sut.subprotocols
  return inconclusive(`the SUT agrees to none of ${tableNames(sut).join(', ')}, which CSE/SUB/001 judges`)
}

/** The plain handshake with these names in a list; none: without the header field. */
export function offering(sut: Scope, names: readonly string[]): HandshakeRequest {
  const request = plainHandshake(sut)
  return names.length === 0
    ? withoutHeader(request, 'Sec-WebSocket-Protocol')
    : replaceHeader(request, 'Sec-WebSocket-Protocol', names.join(', '))
}

/** The plain handshake with these names in a header field line each. */
export function offeringInLines(sut: Scope, names: readonly string[]): HandshakeRequest {
  return replaceHeader(plainHandshake(sut), 'Sec-WebSocket-Protocol', ...names)
}

/** The values of Sec-WebSocket-Protocol in an answer; an empty value names nothing. */
export function namedIn({ outcome }: Upgrade): readonly string[] {
  if (outcome.kind !== 'answer') return []
  return headerValues(outcome.answer, 'Sec-WebSocket-Protocol').filter((value) => value !== '')
}

/** The one name of an answer of 101 that was offered, letter by letter; undefined for anything else. */
export function agreedName(done: Upgrade, offer: readonly string[]): string | undefined {
  const [name, ...others] = done.connection === undefined ? [] : namedIn(done)
  return name !== undefined && others.length === 0 && offer.includes(name) ? name : undefined
}

/** What became of an offer. A bare close or a status that is no HTTP error makes the case inconclusive. */
export type Agreement =
  | { readonly kind: 'http-error' }
  | { readonly kind: 'accepted-without-name' }
  | { readonly kind: 'offered'; readonly name: string }
  | { readonly kind: 'not-offered' }

export function agreementOn(context: CaseContext, done: Upgrade, offer: readonly string[]): Agreement {
  if (acceptedOrRefused(context, done) === 'http-error') return { kind: 'http-error' }
  if (namedIn(done).length === 0) return { kind: 'accepted-without-name' }
  const name = agreedName(done, offer)
  return name === undefined ? { kind: 'not-offered' } : { kind: 'offered', name }
}

/**
 * Judges an answer at both rows of 6.2.3.5 so that a deviation counts once: at 6.2.3.5-1 when a 101 lacks the header
 * field, else at 6.2.3.5-2. The other row is judged by what the answer shows about it.
 */
export function judgeSelection<Id extends ReadingId>(
  { classify, expect }: CaseContext,
  reading: Id,
  behaviour: BehaviourOf<Id>,
  done: Upgrade,
): void {
  const named = namedIn(done).length > 0
  if (done.connection === undefined) {
    classify('fields-of-a-refusal', named ? 'present-in-refusal' : 'absent-in-refusal', '6.2.3.5-1', done)
    classify(reading, behaviour, '6.2.3.5-2', done)
  } else if (named) {
    classify('fields-of-a-refusal', 'present-in-101', '6.2.3.5-1', done)
    classify(reading, behaviour, '6.2.3.5-2', done)
  } else {
    classify(reading, behaviour, '6.2.3.5-1', done)
    // Nothing was selected, so nothing that was not offered.
    const grounds = { sent: done.sent, came: describeHandshake(done.outcome), evidence: done.evidence }
    expect(named, '6.2.3.5-2', grounds).to.equal(false)
  }
}
