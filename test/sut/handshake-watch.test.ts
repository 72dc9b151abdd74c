import { expect } from 'chai'
import { HandshakeWatch } from '../../lib/sut/handshake-watch.js'
import type { Deviation } from '../../lib/sut/index.js'
import {
  expectedAccept,
  handshake,
  HttpHeadParser,
  withHeader,
  withoutHeader,
  withRequestLine,
  type HandshakeRequest,
} from '../../lib/wire/index.js'

const key = 'ud63env87LQLd4uIV20/oQ=='
const request = handshake({ host: 'localhost', key, subprotocols: ['oneM2M.json'] })
const right = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  `Sec-WebSocket-Accept: ${expectedAccept(key)}`,
  'Sec-WebSocket-Protocol: oneM2M.json',
]

/** The rows that a 101 with these lines deviates from. */
function deviating(lines: readonly string[], sent: HandshakeRequest = request): readonly string[] {
  return deviatingFrom('HTTP/1.1 101 Switching Protocols', lines, sent)
}

function deviatingFrom(
  statusLine: string,
  lines: readonly string[],
  sent: HandshakeRequest,
): readonly string[] {
  const found: Deviation[] = []
  const watcher = { seen: () => undefined, deviated: (deviation: Deviation) => found.push(deviation) }
  const head = [statusLine, ...lines, '', ''].join('\r\n')
  const parsed = new HttpHeadParser().push(Buffer.from(head, 'latin1'))
  if (parsed?.kind !== 'answer') throw new Error('the test has an answer that is none')
  new HandshakeWatch(watcher, ['oneM2M.json']).answer(sent, parsed.answer, { file: 'x', row: 1 })
  return found.map(({ row }) => row)
}

/** The right lines with another one in place of the one that begins like it. */
function instead(line: string): readonly string[] {
  const name = line.slice(0, line.indexOf(':'))
  return right.map((each) => (each.startsWith(name) ? line : each))
}

describe('HandshakeWatch', () => {
  it('finds nothing in a right answer, nor in a Connection that is a list', () => {
    expect(deviating(right)).to.deep.equal([])
    expect(deviating(instead('Connection: keep-alive, upgrade'))).to.deep.equal([])
    expect(deviating(instead('Upgrade: WebSocket'))).to.deep.equal([])
  })

  const wrong: readonly (readonly [line: string, row: string])[] = [
    ['Upgrade: h2c', '6.2.3.2-1'],
    ['Connection: Upgraded', '6.2.3.3-1'],
    ['Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=', '6.2.3.4-1'],
    ['Sec-WebSocket-Protocol: oneM2M.xml', '6.2.3.5-2'],
    ['Sec-WebSocket-Protocol:', '6.2.3.5-2'],
  ]
  for (const [line, row] of wrong) {
    it(`reports ${line}`, () => {
      expect(deviating(instead(line))).to.deep.equal([row])
    })
  }

  it('reports another HTTP version in the answer to a handshake, and in no other answer', () => {
    const versionOf = (sent: HandshakeRequest): readonly string[] =>
      deviatingFrom('HTTP/1.0 400 Bad Request', ['Content-Length: 0'], sent)
    expect(versionOf(request)).to.deep.equal(['6.2.3.1-1'])
    expect(versionOf(withoutHeader(request, 'Host'))).to.deep.equal(['6.2.3.1-1'])
    expect(versionOf(withRequestLine(request, 'get / HTTP/1.1'))).to.deep.equal([])
    expect(versionOf(withRequestLine(request, 'GET / HTTP/1.0'))).to.deep.equal([])
    expect(versionOf(withoutHeader(request, 'Upgrade'))).to.deep.equal([])
    expect(versionOf({ ...request, raw: Buffer.from('no HTTP at all') })).to.deep.equal([])
  })

  it('reports fields that come twice, or come where nothing was asked for', () => {
    expect(deviating([...right, 'Upgrade: websocket'])).to.deep.equal(['6.2.3.2-1'])
    expect(deviating([...right, 'Sec-WebSocket-Protocol: oneM2M.json'])).to.deep.equal(['6.2.3.5-1'])
    expect(deviating([...right, 'Sec-WebSocket-Extensions: permessage-deflate'])).to.deep.equal(['6.2.3.6-3'])
  })

  it('reports an extensions field without a value, also where something was offered', () => {
    const offering = withHeader(request, 'Sec-WebSocket-Extensions', 'permessage-deflate')
    expect(deviating([...right, 'Sec-WebSocket-Extensions:'], offering)).to.deep.equal(['6.2.3.6-3'])
    expect(deviating([...right, 'Sec-WebSocket-Extensions: permessage-deflate'], offering)).to.deep.equal([])
  })

  it('misses a subprotocol only where a supported one was offered', () => {
    const nameless = right.filter((line) => !line.startsWith('Sec-WebSocket-Protocol'))
    const unknown = handshake({ host: 'localhost', key, subprotocols: ['ts0020-unregistered'] })
    expect(deviating(nameless)).to.deep.equal(['6.2.3.5-1'])
    expect(deviating(nameless, unknown)).to.deep.equal([])
    expect(deviating(nameless, withoutHeader(request, 'Sec-WebSocket-Protocol'))).to.deep.equal([])
  })

  it('does not say what belongs to no key, or to several', () => {
    const wrongAccept = instead('Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=')
    expect(deviating(wrongAccept, withoutHeader(request, 'Sec-WebSocket-Key'))).to.deep.equal([])
    expect(deviating(wrongAccept, withHeader(request, 'Sec-WebSocket-Key', key))).to.deep.equal([])
  })
})
