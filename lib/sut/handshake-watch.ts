import type { RequirementId } from '../spec/index.js'
import {
  expectedAccept,
  headerList,
  headerValues,
  type HandshakeRequest,
  type HttpAnswer,
} from '../wire/index.js'
import type { EvidenceReference, Watcher } from './watcher.js'

/** Something about an answer that is not as its row wants it. */
interface Fault {
  readonly row: RequirementId
  /** Groups deviations of the same kind. */
  readonly code: string
  readonly message: string
}

/**
 * Reports what holds for every server handshake: a status-line and header fields as RFC 7230 writes them; and for every one
 * that accepts: the fields of TS-0020 6.2.3.2 to 6.2.3.6.
 */
export class HandshakeWatch {
  constructor(
    private readonly watcher: Watcher,
    /** The subprotocol names that the SUT supports. */
    private readonly supported: readonly string[],
  ) {}

  answer(request: HandshakeRequest, answer: HttpAnswer, evidence: EvidenceReference): void {
    const accepted = answer.status === 101
    this.watcher.seen(accepted ? 'handshake accepted' : 'handshake refused')
    const faults = [
      ...faultsOfHead(answer),
      ...faultsOfVersion(request, answer),
      ...(accepted ? this.#faultsOfAcceptance(request, answer) : []),
    ]
    for (const fault of faults) this.watcher.deviated({ ...fault, verdict: 'fail', evidence })
  }

  #faultsOfAcceptance(request: HandshakeRequest, answer: HttpAnswer): readonly Fault[] {
    // What raw octets offer is known to their case alone.
    if (request.raw !== undefined) return [...faultsOfUpgrade(answer)]
    return [
      ...faultsOfUpgrade(answer),
      ...faultsOfAccept(request, answer),
      ...faultsOfSubprotocol(request, answer, this.supported),
      ...faultsOfExtensions(request, answer),
    ]
  }
}

function* faultsOfHead(answer: HttpAnswer): Generator<Fault> {
  for (const problem of answer.problems) {
    const message = `an answer "${answer.statusLine}" with ${problem}`
    yield { row: '6.2.1-2', code: problem.replaceAll(/\d+/g, 'n'), message }
  }
}

/**
 * TS-0020 6.2.3.1 speaks of the server handshake. To what is no client handshake a server may answer with HTTP/1.0: it may
 * not know the version, or doubt it (RFC 7230 2.6).
 */
function* faultsOfVersion(request: HandshakeRequest, answer: HttpAnswer): Generator<Fault> {
  if (!isHandshake(request) || answer.statusLine.startsWith('HTTP/1.1 ')) return
  const message = `the status-line "${answer.statusLine}", which does not begin with HTTP/1.1`
  yield { row: '6.2.3.1-1', code: 'version', message }
}

/** Whether a request asks for a WebSocket with HTTP/1.1 (RFC 6455 4.1), right in all of its fields or not. */
function isHandshake(request: HandshakeRequest): boolean {
  const names = (field: string): boolean => headerValues(request, field).length > 0
  return (
    request.raw === undefined &&
    /^GET \S+ HTTP\/1\.1$/.test(request.requestLine) &&
    names('Upgrade') &&
    names('Connection')
  )
}

/** What an answer has in a field, for the reader. */
function shown(answer: HttpAnswer, name: string): string {
  const values = headerValues(answer, name)
  return values.length === 0 ? `no ${name}` : values.map((value) => `${name}: ${value}`).join(', ')
}

function* faultsOfUpgrade(answer: HttpAnswer): Generator<Fault> {
  if (headerValues(answer, 'Upgrade').join(', ').toLowerCase() !== 'websocket') {
    yield { row: '6.2.3.2-1', code: 'upgrade', message: `a 101 with ${shown(answer, 'Upgrade')}` }
  }
  const options = headerList(answer, 'Connection').map((option) => option.toLowerCase())
  if (!options.includes('upgrade')) {
    yield { row: '6.2.3.3-1', code: 'connection', message: `a 101 with ${shown(answer, 'Connection')}` }
  }
}

/** Without a key, or with several, there is no telling what the value belongs to; that it was accepted is judged elsewhere. */
function* faultsOfAccept(request: HandshakeRequest, answer: HttpAnswer): Generator<Fault> {
  const field = 'Sec-WebSocket-Accept'
  const [key = '', ...more] = headerValues(request, 'Sec-WebSocket-Key')
  if (key === '' || more.length > 0) return
  const values = headerValues(answer, field)
  const right = expectedAccept(key)
  if (values.length !== 1 || values[0] !== right) {
    const message = `a 101 with ${shown(answer, field)}; to the key ${key} belongs ${right}`
    yield { row: '6.2.3.4-1', code: values.length === 1 ? 'value' : 'count', message }
  }
}

function* faultsOfSubprotocol(
  request: HandshakeRequest,
  answer: HttpAnswer,
  supported: readonly string[],
): Generator<Fault> {
  const field = 'Sec-WebSocket-Protocol'
  const offer = headerList(request, field)
  // The empty string is a value, and never one of an offer (RFC 6455 4.2.2).
  const named = headerValues(answer, field)
  const came = `a 101 with ${shown(answer, field)} to the offer ${offer.join(', ') || 'of nothing'}`
  if (named.length > 1) yield { row: '6.2.3.5-1', code: 'several', message: came }
  if (named.length === 0 && offer.some((name) => supported.includes(name)))
    yield { row: '6.2.3.5-1', code: 'missing', message: came }
  if (named.some((name) => !offer.includes(name))) yield { row: '6.2.3.5-2', code: 'name', message: came }
}

function* faultsOfExtensions(request: HandshakeRequest, answer: HttpAnswer): Generator<Fault> {
  const field = 'Sec-WebSocket-Extensions'
  const values = headerValues(answer, field)
  const unasked = values.length > 0 && headerValues(request, field).length === 0
  if (!unasked && !values.includes('')) return
  const offered = unasked ? 'without offers' : 'with offers'
  const message = `a 101 with ${shown(answer, field)} to a handshake ${offered}`
  yield { row: '6.2.3.6-3', code: unasked ? 'unasked' : 'empty', message }
}
