/** Offers of permessage-deflate: the grammar of RFC 6455 9.1 and the parameters of RFC 7692 7.1. */

/** One element of a Sec-WebSocket-Extensions field. */
export interface ExtensionOffer {
  readonly name: string
  readonly parameters: readonly { readonly name: string; readonly value: string | undefined }[]
}

const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y
const quoted = /"((?:[^"\\]|\\.)*)"/y
const space = /[ \t]*/y

/** Whether a text is a token of RFC 7230 3.2.6. */
export function isToken(text: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(text)
}

/** Reads a header value from left to right. */
class Cursor {
  #at = 0

  constructor(private readonly text: string) {}

  isDone(): boolean {
    return this.#at >= this.text.length
  }

  /** Takes what the sticky pattern finds here; undefined, without moving, where it finds nothing. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.text)
    if (match === null) return undefined
    this.#at = pattern.lastIndex
    return match
  }

  /** Takes one character, with the whitespace around it. */
  takeSign(sign: string): boolean {
    const start = this.#at
    this.take(space)
    if (this.text[this.#at] !== sign) {
      this.#at = start
      return false
    }
    this.#at += 1
    this.take(space)
    return true
  }
}

/** The value after `=`; undefined where it is neither a token nor a quoted token. */
function parameterValue(cursor: Cursor): string | undefined {
  const plain = cursor.take(token)?.[0]
  if (plain !== undefined) return plain
  const unquoted = cursor.take(quoted)?.[1]?.replace(/\\(.)/g, '$1')
  return unquoted !== undefined && isToken(unquoted) ? unquoted : undefined
}

function offer(cursor: Cursor): ExtensionOffer | undefined {
  const name = cursor.take(token)?.[0]
  if (name === undefined) return undefined
  const parameters: { name: string; value: string | undefined }[] = []
  while (cursor.takeSign(';')) {
    const parameter = cursor.take(token)?.[0]
    if (parameter === undefined) return undefined
    if (!cursor.takeSign('=')) {
      parameters.push({ name: parameter, value: undefined })
      continue
    }
    const value = parameterValue(cursor)
    if (value === undefined) return undefined
    parameters.push({ name: parameter, value })
  }
  return { name, parameters }
}

/**
 * The offers of a Sec-WebSocket-Extensions field (several lines joined by commas), in order. Empty elements are
 * passed over (RFC 7230 7). Undefined where the grammar is broken.
 */
export function parseExtensions(field: string): readonly ExtensionOffer[] | undefined {
  const cursor = new Cursor(field)
  const offers: ExtensionOffer[] = []
  cursor.take(space)
  while (!cursor.isDone()) {
    if (cursor.takeSign(',')) continue
    const next = offer(cursor)
    if (next === undefined) return undefined
    offers.push(next)
    cursor.take(space)
    if (!cursor.isDone() && !cursor.takeSign(',')) return undefined
  }
  return offers
}

const windowBits = /^(?:8|9|1[0-5])$/

/** Whether a parameter of an offer is one that RFC 7692 7.1 knows, with a value it may have. */
function isValidParameter(name: string, value: string | undefined): boolean {
  switch (name) {
    case 'server_no_context_takeover':
    case 'client_no_context_takeover':
      return value === undefined
    case 'server_max_window_bits':
      return value !== undefined && windowBits.test(value)
    case 'client_max_window_bits':
      return value === undefined || windowBits.test(value)
    default:
      return false
  }
}

/**
 * The first offer of permessage-deflate that can be accepted, as header text; undefined where there is none.
 * An offer with an unknown, repeated or ill-valued parameter is declined (RFC 7692 7.1).
 */
export function firstAcceptableOffer(offers: readonly ExtensionOffer[]): string | undefined {
  const accepted = offers.find(
    ({ name, parameters }) =>
      name === 'permessage-deflate' &&
      parameters.every((parameter) => isValidParameter(parameter.name, parameter.value)) &&
      new Set(parameters.map((parameter) => parameter.name)).size === parameters.length,
  )
  if (accepted === undefined) return undefined
  const parameters = accepted.parameters.map(({ name, value }) =>
    value === undefined ? name : `${name}=${value}`,
  )
  return [accepted.name, ...parameters].join('; ')
}
