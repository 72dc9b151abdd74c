import type { RequestPrimitive, Response } from '../primitive/index.js'
import type { HandshakeOutcome, HandshakeRequest } from '../wire/index.js'
import type { PrimitiveConnection } from './primitive-connection.js'
import type { EvidenceReference } from './watcher.js'

/** An opening handshake and what came of it. */
export interface Upgrade {
  readonly kind: 'upgrade'
  /** What was sent, one line for the reader. */
  readonly sent: string
  readonly request: HandshakeRequest
  readonly outcome: HandshakeOutcome
  /** Present exactly when the answer was 101, however faulty the rest of it. */
  readonly connection: PrimitiveConnection | undefined
  readonly evidence: EvidenceReference
}

/** How a request primitive ended. */
export type ReplyOutcome =
  | { readonly kind: 'response'; readonly response: Response; readonly evidence: EvidenceReference }
  /** The connection ended before a response came. */
  | {
      readonly kind: 'closed'
      readonly how: 'close frame' | 'end' | 'reset'
      readonly code: number | undefined
      readonly evidence: EvidenceReference
    }
  | { readonly kind: 'timeout'; readonly waitedMs: number }
  /** The request could not be written, the connection being over already. */
  | { readonly kind: 'not sent'; readonly reason: string }

/** A request primitive and what came of it. */
export interface Reply {
  readonly kind: 'reply'
  readonly sent: string
  readonly request: RequestPrimitive
  readonly outcome: ReplyOutcome
  readonly evidence: EvidenceReference
}

/** A precondition of a case could not be reached; the case is inconclusive, with this reason. */
export class PreconditionError extends Error {
  override readonly name = 'PreconditionError'
}

function excerpt(octets: Buffer): string {
  const text = octets.subarray(0, 80).toString('latin1')
  return octets.length > 80
    ? `${JSON.stringify(text)} and ${octets.length - 80} more octets`
    : JSON.stringify(text)
}

/** A line names so many fields of a handshake, and so many characters of each; the rest is counted. */
const [fieldsTold, charactersTold] = [24, 240]

function cut(text: string): string {
  const left = text.length - charactersTold
  return left > 0 ? `${text.slice(0, charactersTold)}... (${left} more characters)` : text
}

/** Header fields that every handshake has and that tell the reader nothing. */
const usual = new Set(['host', 'upgrade', 'connection', 'sec-websocket-key', 'sec-websocket-version'])

/** Sixteen octets in base64, as RFC 6455 4.1 wants the key: its value then tells the reader nothing. */
const regularKey = /^[A-Za-z0-9+/]{21}[AQgw]==$/

/** One line on a handshake, for findings: the request line and whatever is not the same in every handshake. */
export function describeHandshakeRequest(request: HandshakeRequest): string {
  if (request.raw !== undefined) return `the octets ${excerpt(request.raw)}`
  const expected: Readonly<Record<string, string>> = { upgrade: 'websocket', connection: 'Upgrade' }
  const seen = new Set<string>()
  const shown = request.headers.filter(([name, value]) => {
    const key = name.toLowerCase()
    const version = key === 'sec-websocket-version' && value !== '13'
    const unusual =
      (expected[key] !== undefined && value !== expected[key]) ||
      (key === 'sec-websocket-key' && !regularKey.test(value))
    const repeated = seen.has(key)
    seen.add(key)
    return !usual.has(key) || version || unusual || repeated
  })
  const missing = [...usual].filter((name) => !seen.has(name))
  const lines = shown.slice(0, fieldsTold).map(([name, value]) => `${name}: ${cut(value)}`)
  const more = shown.length > fieldsTold ? [`${shown.length - fieldsTold} more fields`] : []
  return [
    `a handshake "${cut(request.requestLine)}"`,
    ...(shown.length === 0 ? [] : [`with ${[...lines, ...more].join(', ')}`]),
    ...(missing.length === 0 ? [] : [`without ${missing.join(', ')}`]),
  ].join(' ')
}

/** One line on what came back to a handshake. */
export function describeHandshake(outcome: HandshakeOutcome): string {
  switch (outcome.kind) {
    case 'answer': {
      const { answer } = outcome
      const shown = answer.headers
        .filter(([name]) => /^(upgrade|connection|sec-websocket-.*)$/i.test(name))
        .map(([name, value]) => `${name}: ${value}`)
      return [`"${answer.statusLine}"`, ...shown].join(', ')
    }
    case 'closed': {
      const how = outcome.how === 'end' ? 'the TCP connection was closed' : 'the TCP connection was reset'
      return outcome.octets.length === 0
        ? `${how} without any answer`
        : `${how} after ${excerpt(outcome.octets)}`
    }
    case 'timeout':
      return `no complete answer within ${Math.round(outcome.waitedMs)} ms (${outcome.octets.length} octets received)`
    case 'garbage':
      return `no HTTP answer: ${outcome.reason}: ${excerpt(outcome.octets)}`
    case 'unreachable':
      return `no connection: ${outcome.reason}`
  }
}

/** One line on how a request ended. */
export function describeReply(outcome: ReplyOutcome): string {
  switch (outcome.kind) {
    case 'response': {
      const { response } = outcome
      const debug =
        response.debugText === undefined ? '' : ` (${JSON.stringify(response.debugText.slice(0, 160))})`
      return `a response with rsc ${response.rsc === undefined ? 'missing or not an integer' : response.rsc}${debug}`
    }
    case 'closed': {
      const code = outcome.code === undefined ? '' : ` with code ${outcome.code}`
      return outcome.how === 'close frame'
        ? `a Close frame${code} instead of a response`
        : `the TCP connection ended (${outcome.how}) instead of a response`
    }
    case 'timeout':
      return `no response within ${Math.round(outcome.waitedMs)} ms`
    case 'not sent':
      return `nothing, the request could not be written: ${outcome.reason}`
  }
}
