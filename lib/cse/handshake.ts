import type { Serialization } from '../spec/types.js'
import { isToken, parseExtensions, type ExtensionOffer } from './extensions.js'
import { refusalOf, type HandshakeDefect, type HttpRefusal } from './refusals.js'
import type { NamedSerialization, Rules } from './rules.js'

/** An HTTP request that may be an opening handshake; header lines in order, duplicates kept. */
export interface HandshakeView {
  readonly method: string
  readonly target: string
  /** `1.1` and the like. */
  readonly httpVersion: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** What becomes of it. */
export type HandshakeDecision =
  | {
      readonly kind: 'accept'
      /** Value of Sec-WebSocket-Protocol in the 101; undefined leaves it out, which no right rule does. */
      readonly subprotocol: string | undefined
      readonly serialization: Serialization
      /** The accepted offer of permessage-deflate; undefined where there is none. */
      readonly compression: string | undefined
    }
  | { readonly kind: 'refuse'; readonly refusal: HttpRefusal }
  /** TCP is closed without an answer, which no right rule does. */
  | { readonly kind: 'drop' }

function valuesOf(view: HandshakeView, name: string): readonly string[] {
  return view.headers.filter(([field]) => field.toLowerCase() === name).map(([, value]) => value.trim())
}

/** Elements of a comma-separated field that may be spread over several lines; empty ones are passed over. */
function elements(values: readonly string[]): readonly string[] {
  return values
    .flatMap((value) => value.split(','))
    .map((element) => element.trim())
    .filter((element) => element !== '')
}

function names(values: readonly string[], wanted: string): boolean {
  return elements(values).some((element) => element.toLowerCase() === wanted)
}

/** `/`, also in the absolute form that RFC 7230 5.3.2 obliges a server to take. */
function isServedTarget(target: string): boolean {
  return target === '/' || /^(?:http|ws)s?:\/\/[^/?#]+\/?$/i.test(target)
}

function hasBody(view: HandshakeView): boolean {
  return (
    valuesOf(view, 'transfer-encoding').length > 0 || valuesOf(view, 'content-length').some((n) => n !== '0')
  )
}

/** Base64 of 16 octets. */
const keyPattern = /^[A-Za-z0-9+/]{22}==$/

/** The defects of everything but subprotocol and extensions, in the order in which they are looked for. */
function* defectsOf(view: HandshakeView): Generator<HandshakeDefect> {
  if (view.method !== 'GET') yield 'method'
  if (view.httpVersion !== '1.1') yield 'http version'
  if (!isServedTarget(view.target)) yield 'target'
  const hosts = valuesOf(view, 'host')
  if (hosts.length !== 1 || hosts[0] === '') yield 'host'
  const upgrades = valuesOf(view, 'upgrade')
  if (upgrades.length === 0) yield 'no upgrade'
  else if (!names(upgrades, 'websocket')) yield 'upgrade'
  if (!names(valuesOf(view, 'connection'), 'upgrade')) yield 'connection'
  if (hasBody(view)) yield 'body'
  const versions = valuesOf(view, 'sec-websocket-version')
  if (versions.length !== 1) yield 'no version'
  else if (versions[0] !== '13') yield 'version'
  const keys = valuesOf(view, 'sec-websocket-key')
  if (keys.length !== 1 || !keyPattern.test(keys[0] ?? '')) yield 'key'
}

/**
 * Decides about an opening handshake (TS-0020 6.2, RFC 6455 4.2). Pure: the same view and rules always lead to the
 * same decision.
 */
export function decideHandshake(
  view: HandshakeView,
  supported: readonly NamedSerialization[],
  rules: Rules,
): HandshakeDecision {
  const refuse = (defect: HandshakeDefect): HandshakeDecision => {
    const refusal = rules.refusal(defect, refusalOf(defect))
    return refusal === 'drop' ? { kind: 'drop' } : { kind: 'refuse', refusal }
  }
  for (const defect of defectsOf(view)) {
    if (!rules.toleratesDefect(defect)) return refuse(defect)
  }

  const offered = elements(valuesOf(view, 'sec-websocket-protocol'))
  if (!offered.every(isToken) && !rules.toleratesDefect('subprotocol syntax'))
    return refuse('subprotocol syntax')
  const choice = rules.selectSubprotocol(offered, supported)
  if (choice.kind === 'none') return refuse('subprotocol')

  const extensions: readonly ExtensionOffer[] | undefined = parseExtensions(
    valuesOf(view, 'sec-websocket-extensions').join(','),
  )
  if (extensions === undefined && !rules.toleratesDefect('extensions syntax'))
    return refuse('extensions syntax')
  return {
    kind: 'accept',
    subprotocol: choice.name,
    serialization: choice.serialization,
    compression: rules.acceptCompression(extensions ?? []),
  }
}
