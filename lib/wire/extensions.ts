import { isToken, splitOutsideQuotes, trimBlanks } from './http-grammar.js'
import type { DeflateParameters, Extension, ExtensionParameter } from './types.js'

/** The extension that TS-0020 6.2.2.8 recommends (RFC 7692). */
export const permessageDeflate = 'permessage-deflate'

/** A Sec-WebSocket-Extensions value as read, with everything that its grammar does not allow. */
export interface ParsedExtensions {
  readonly extensions: readonly Extension[]
  readonly problems: readonly string[]
}

/**
 * Reads a Sec-WebSocket-Extensions value (RFC 6455 9.1): extensions separated by commas, parameters by semicolons, names
 * tokens, values tokens or quoted strings whose content is a token. Null elements between commas are allowed, a value
 * without any extension is not. What breaks the grammar is named and, as far as possible, still read.
 */
export function parseExtensions(value: string): ParsedExtensions {
  const problems: string[] = []
  const extensions: Extension[] = []
  for (const element of splitOutsideQuotes(value, ',')) {
    const [head = '', ...rest] = splitOutsideQuotes(element, ';').map(trimBlanks)
    if (head === '' && rest.length === 0) continue
    if (!isToken(head)) problems.push(`the extension name ${JSON.stringify(head)} is no token`)
    extensions.push({ name: head, parameters: rest.map((text) => parseParameter(text, problems)) })
  }
  if (extensions.length === 0) problems.push('no extension is named')
  return { extensions, problems }
}

function parseParameter(text: string, problems: string[]): ExtensionParameter {
  const equals = text.indexOf('=')
  const name = trimBlanks(equals === -1 ? text : text.slice(0, equals))
  if (!isToken(name)) problems.push(`the parameter name ${JSON.stringify(name)} is no token`)
  if (equals === -1) return { name, value: undefined }
  const written = trimBlanks(text.slice(equals + 1))
  const value = written.startsWith('"') ? unquote(written, problems) : written
  if (!isToken(value)) problems.push(`the value ${JSON.stringify(written)} of ${name} is no token`)
  return { name, value }
}

function unquote(written: string, problems: string[]): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(written)
  if (quoted?.[1] === undefined) {
    problems.push(`the quoted string ${JSON.stringify(written)} does not end where it should`)
    return written.replaceAll('"', '')
  }
  return quoted[1].replace(/\\(.)/gs, '$1')
}

/** A Sec-WebSocket-Extensions value: the inverse of {@link parseExtensions} for what has no problems. */
export function formatExtensions(extensions: readonly Extension[]): string {
  const parameter = ({ name, value }: ExtensionParameter) => (value === undefined ? name : `${name}=${value}`)
  return extensions.map(({ name, parameters }) => [name, ...parameters.map(parameter)].join('; ')).join(', ')
}

/** Names of the extensions in an answer that no offer named: none is allowed (RFC 6455 4.1, 9.1). */
export function unofferedExtensions(
  offers: readonly Extension[],
  answer: readonly Extension[],
): readonly string[] {
  const offered = new Set(offers.map((offer) => offer.name))
  return answer.map((extension) => extension.name).filter((name) => !offered.has(name))
}

/**
 * What is wrong with the permessage-deflate of an answer (RFC 7692 5.1, 7.1), given all that was offered. The answer is
 * right when it is a valid response to one of the offers; else the problems are those with the offer that it fits best.
 * An answer without permessage-deflate has no problems: declining is always allowed.
 */
export function checkDeflateAnswer(
  offers: readonly Extension[],
  answer: readonly Extension[],
): readonly string[] {
  const [agreed, ...more] = answer.filter((extension) => extension.name === permessageDeflate)
  if (agreed === undefined) return []
  const own = checkAnswerParameters(agreed)
  if (more.length > 0) own.push(`${permessageDeflate} is named ${more.length + 1} times`)
  const fits = offers
    .filter((offer) => offer.name === permessageDeflate)
    .map((offer) => checkAgainstOffer(offer, agreed))
    .sort((left, right) => left.length - right.length)
  return [...own, ...(fits[0] ?? [`${permessageDeflate} was not offered`])]
}

const withoutValue = new Set(['server_no_context_takeover', 'client_no_context_takeover'])
const withBits = new Set(['server_max_window_bits', 'client_max_window_bits'])

/** What no answer may hold, whatever was offered (RFC 7692 7.1). */
function checkAnswerParameters({ parameters }: Extension): string[] {
  const problems: string[] = []
  const seen = new Set<string>()
  for (const { name, value } of parameters) {
    if (seen.has(name)) problems.push(`${name} occurs more than once`)
    seen.add(name)
    if (withoutValue.has(name)) {
      if (value !== undefined) problems.push(`${name} has the value ${value}, but takes none`)
    } else if (withBits.has(name)) {
      if (windowBits(value) === undefined) {
        problems.push(
          `${name} has ${value === undefined ? 'no value' : `the value ${value}`}; it takes 8 to 15 without leading zeros`,
        )
      }
    } else problems.push(`the parameter ${name} is not defined`)
  }
  return problems
}

/** The window that holds where no other one is agreed on, in bits (RFC 7692 7.1.2.1). */
const largestWindow = '15'

/** How an answer fails to be a response to this offer (RFC 7692 7.1.1, 7.1.2). Parameters of the server's own are fine. */
function checkAgainstOffer(offer: Extension, answer: Extension): readonly string[] {
  const problems: string[] = []
  const offered = parameterMap(offer)
  const agreed = parameterMap(answer)
  if (offered.has('server_no_context_takeover') && !agreed.has('server_no_context_takeover')) {
    problems.push('server_no_context_takeover was offered and is missing')
  }
  if (offered.has('server_max_window_bits') && !agreed.has('server_max_window_bits')) {
    // Without the parameter the window is the largest one all the same; see leavesOutLargestWindow.
    if (offered.get('server_max_window_bits') !== largestWindow)
      problems.push('server_max_window_bits was offered and is missing')
  }
  if (agreed.has('client_max_window_bits') && !offered.has('client_max_window_bits')) {
    problems.push('client_max_window_bits was not offered')
  }
  const most = windowBits(offered.get('server_max_window_bits'))
  const chosen = windowBits(agreed.get('server_max_window_bits'))
  if (most !== undefined && chosen !== undefined && chosen > most) {
    problems.push(`server_max_window_bits is ${chosen}, more than the ${most} that was offered`)
  }
  return problems
}

/**
 * Whether an answer that fits allows the client a larger window than any offer that it fits has asked for. RFC 7692 7.1.2.2
 * lets the server ignore the value of client_max_window_bits, and speaks of answers with a greater one; clients that
 * refuse them exist all the same.
 */
export function enlargesClientWindow(offers: readonly Extension[], answer: readonly Extension[]): boolean {
  const chosen = windowBits(agreedIn(answer).get('client_max_window_bits'))
  const fitting = offersThatFit(offers, answer)
  return (
    chosen !== undefined &&
    fitting.length > 0 &&
    fitting.every((offer) => chosen > (windowBits(parameterMap(offer).get('client_max_window_bits')) ?? 15))
  )
}

/**
 * Whether an answer fits none of the offers but for such as ask for the largest window, which it does not name. RFC 7692
 * 7.1.2.1 has the server accept the parameter by including it; what holds between the two is the same without.
 */
export function leavesOutLargestWindow(offers: readonly Extension[], answer: readonly Extension[]): boolean {
  const fitting = offersThatFit(offers, answer)
  return (
    fitting.length > 0 &&
    !agreedIn(answer).has('server_max_window_bits') &&
    fitting.every((offer) => parameterMap(offer).has('server_max_window_bits'))
  )
}

/** The offers of permessage-deflate that an answer is a valid response to; none where it does not accept it. */
function offersThatFit(offers: readonly Extension[], answer: readonly Extension[]): readonly Extension[] {
  const agreed = answer.find(({ name }) => name === permessageDeflate)
  if (agreed === undefined) return []
  return offers.filter(
    (offer) => offer.name === permessageDeflate && checkAgainstOffer(offer, agreed).length === 0,
  )
}

/** The parameters with which an answer accepts permessage-deflate; none where it does not. */
function agreedIn(answer: readonly Extension[]): ReadonlyMap<string, string | undefined> {
  const agreed = answer.find(({ name }) => name === permessageDeflate)
  return agreed === undefined ? new Map() : parameterMap(agreed)
}

function parameterMap(extension: Extension): ReadonlyMap<string, string | undefined> {
  return new Map(extension.parameters.map(({ name, value }) => [name, value]))
}

function windowBits(value: string | undefined): number | undefined {
  return value !== undefined && /^(?:[89]|1[0-5])$/.test(value) ? Number(value) : undefined
}

/**
 * The parameters in force after an answer, undefined when it has no permessage-deflate. Values that cannot be read count
 * as absent, so that a faulty answer does not stop the exchange; {@link checkDeflateAnswer} names them. What the client
 * says of itself in its offers binds it, whether the answer repeats it or not (RFC 7692 7.1.1.2, 7.1.2.2): of several
 * offers the strictest, since the answer does not tell which one it accepts.
 */
export function deflateParameters(
  answer: readonly Extension[],
  offers: readonly Extension[] = [],
): DeflateParameters | undefined {
  const agreed = answer.find((extension) => extension.name === permessageDeflate)
  if (agreed === undefined) return undefined
  const parameters = parameterMap(agreed)
  const announced = offers.filter((offer) => offer.name === permessageDeflate).map(parameterMap)
  return {
    serverNoContextTakeover: parameters.has('server_no_context_takeover'),
    clientNoContextTakeover: [parameters, ...announced].some((each) =>
      each.has('client_no_context_takeover'),
    ),
    serverMaxWindowBits: windowBits(parameters.get('server_max_window_bits')) ?? 15,
    clientMaxWindowBits: Math.min(
      ...[parameters, ...announced].map((each) => windowBits(each.get('client_max_window_bits')) ?? 15),
    ),
  }
}
