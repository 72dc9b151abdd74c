import { expect } from 'chai'
import { decideHandshake, type HandshakeDecision, type HandshakeView } from '../../lib/cse/handshake.js'
import { settle } from '../../lib/cse/options.js'
import { rightRules } from '../../lib/cse/rules.js'
import type { CseHere } from '../../lib/cse/index.js'
import { Bench, exchangeOctets, headOf } from './client.js'

type Header = readonly [string, string]

const right: readonly Header[] = [
  ['Host', '127.0.0.1:8180'],
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade'],
  ['Sec-WebSocket-Key', 'ud63env87LQLd4uIV20/oQ=='],
  ['Sec-WebSocket-Version', '13'],
  ['Sec-WebSocket-Protocol', 'oneM2M.json'],
]

const without = (name: string): readonly Header[] => right.filter(([field]) => field !== name)
const replaced = (name: string, value: string): readonly Header[] =>
  right.map(([field, old]) => [field, field === name ? value : old])

const rules = rightRules(settle({ edition: 'R3' }))
const supported = [
  { name: 'oneM2M.json', serialization: 'json' },
  { name: 'oneM2M.xml', serialization: 'xml' },
] as const

function decide(headers: readonly Header[], more: Partial<HandshakeView> = {}): HandshakeDecision {
  return decideHandshake(
    { method: 'GET', target: '/', httpVersion: '1.1', headers, ...more },
    supported,
    rules,
  )
}

function statusOf(decision: HandshakeDecision): number | string {
  return decision.kind === 'refuse' ? decision.refusal.status : decision.kind
}

function subprotocolOf(...values: readonly string[]): string | number | undefined {
  const lines = values.map((value) => ['Sec-WebSocket-Protocol', value] as const)
  const decision = decide([...without('Sec-WebSocket-Protocol'), ...lines])
  return decision.kind === 'accept' ? decision.subprotocol : statusOf(decision)
}

function compressionOf(...values: readonly string[]): string | number | undefined {
  const decision = decide([...right, ...values.map((value) => ['Sec-WebSocket-Extensions', value] as const)])
  if (decision.kind !== 'accept') return statusOf(decision)
  return decision.compression ?? 'declined'
}

describe('cse: decision about an opening handshake', () => {
  it('accepts the headers of TS-0020 6.2.2', () => {
    expect(decide(right)).to.deep.equal({
      kind: 'accept',
      subprotocol: 'oneM2M.json',
      serialization: 'json',
      compression: undefined,
    })
  })

  it('accepts any case of field names, and of the values of Upgrade and Connection, also in lists', () => {
    const shouted = right.map(([name, value]) => [name.toUpperCase(), value] as const)
    expect(statusOf(decide(shouted))).to.equal('accept')
    expect(statusOf(decide(replaced('Upgrade', 'WebSocket')))).to.equal('accept')
    expect(statusOf(decide(replaced('Connection', 'keep-alive, UPGRADE')))).to.equal('accept')
  })

  it('follows the preference of the client', () => {
    expect(subprotocolOf('oneM2M.json, oneM2M.xml')).to.equal('oneM2M.json')
    expect(subprotocolOf('oneM2M.xml,oneM2M.json')).to.equal('oneM2M.xml')
  })

  it('takes several subprotocol headers for one list', () => {
    expect(subprotocolOf('oneM2M.xml', 'oneM2M.json')).to.equal('oneM2M.xml')
    expect(subprotocolOf('unknown', 'other,, oneM2M.json')).to.equal('oneM2M.json')
  })

  it('compares subprotocol names exactly, and those of the edition only', () => {
    for (const name of ['onem2m.json', 'oneM2M.JSON', 'oneM2M.R2.0.json', 'oneM2M-pro-v1.0', 'oneM2M.cbor']) {
      expect(subprotocolOf(name), name).to.equal(400)
    }
  })

  it('refuses an offer of no name, an empty one and a malformed one', () => {
    expect(subprotocolOf()).to.equal(400)
    expect(subprotocolOf('')).to.equal(400)
    expect(subprotocolOf(' , ')).to.equal(400)
    expect(subprotocolOf('oneM2M.json; q=1')).to.equal(400)
  })

  it('refuses what is no opening handshake with a status that fits', () => {
    expect(statusOf(decide(right, { method: 'POST' }))).to.equal(405)
    expect(statusOf(decide(right, { httpVersion: '1.0' }))).to.equal(400)
    expect(statusOf(decide(right, { target: '/chat' }))).to.equal(404)
    expect(statusOf(decide(right, { target: '/?a=b' }))).to.equal(404)
    expect(statusOf(decide(without('Host')))).to.equal(400)
    expect(statusOf(decide([...right, ['host', 'b']]))).to.equal(400)
    expect(statusOf(decide(without('Upgrade')))).to.equal(426)
    expect(statusOf(decide(replaced('Upgrade', 'h2c')))).to.equal(400)
    expect(statusOf(decide(without('Connection')))).to.equal(400)
    expect(statusOf(decide(replaced('Connection', 'keep-alive')))).to.equal(400)
    expect(statusOf(decide([...right, ['Content-Length', '5']]))).to.equal(400)
  })

  it('accepts the absolute form of the target, as RFC 7230 obliges it to', () => {
    expect(statusOf(decide(right, { target: 'http://127.0.0.1:8180/' }))).to.equal('accept')
    expect(statusOf(decide(right, { target: 'http://127.0.0.1:8180/chat' }))).to.equal(404)
  })

  it('refuses a missing, repeated or malformed key', () => {
    expect(statusOf(decide(without('Sec-WebSocket-Key')))).to.equal(400)
    expect(statusOf(decide([...right, ['Sec-WebSocket-Key', 'ud63env87LQLd4uIV20/oQ==']]))).to.equal(400)
    for (const key of [
      '',
      'short',
      'ud63env87LQLd4uIV20/oQ=',
      'ud63env87LQLd4uIV20/oQoQ',
      '!d63env87LQLd4uIV20/oQ==',
    ]) {
      expect(statusOf(decide(replaced('Sec-WebSocket-Key', key))), key).to.equal(400)
    }
  })

  it('names version 13 where another one was asked for', () => {
    for (const version of ['8', '12', '14', '013', '13, 8']) {
      const decision = decide(replaced('Sec-WebSocket-Version', version))
      expect(statusOf(decision), version).to.equal(426)
      if (decision.kind !== 'refuse') throw new Error('unreachable')
      expect(decision.refusal.headers).to.deep.include(['Sec-WebSocket-Version', '13'])
    }
    expect(statusOf(decide(without('Sec-WebSocket-Version')))).to.equal(400)
  })

  it('accepts the first valid offer of permessage-deflate', () => {
    expect(compressionOf('permessage-deflate')).to.equal('permessage-deflate')
    expect(compressionOf('permessage-deflate; client_max_window_bits')).to.equal(
      'permessage-deflate; client_max_window_bits',
    )
    expect(compressionOf('x-unknown, permessage-deflate; server_max_window_bits="10"')).to.equal(
      'permessage-deflate; server_max_window_bits=10',
    )
    expect(
      compressionOf('permessage-deflate; nonsense', 'permessage-deflate; server_no_context_takeover'),
    ).to.equal('permessage-deflate; server_no_context_takeover')
  })

  it('declines offers that are well formed and unacceptable, the misspelt name of the document among them', () => {
    for (const offer of [
      'permmessage-deflate',
      'permessage-deflate; unknown=1',
      'permessage-deflate; server_max_window_bits=16',
      'permessage-deflate; server_max_window_bits=08',
      'permessage-deflate; server_max_window_bits',
      'permessage-deflate; client_no_context_takeover=1',
      'permessage-deflate; client_max_window_bits; client_max_window_bits',
    ]) {
      expect(compressionOf(offer), offer).to.equal('declined')
    }
  })

  it('refuses a malformed extensions header', () => {
    for (const offer of [
      'permessage-deflate;',
      'permessage-deflate; =8',
      ';',
      'a b',
      'a; b="c',
      'a; b="c d"',
    ]) {
      expect(compressionOf(offer), offer).to.equal(400)
    }
  })

  it('can be told to do without compression', () => {
    const without = rightRules(settle({ edition: 'R3', permessageDeflate: false }))
    const headers: readonly Header[] = [...right, ['Sec-WebSocket-Extensions', 'permessage-deflate']]
    const decision = decideHandshake(
      { method: 'GET', target: '/', httpVersion: '1.1', headers },
      supported,
      without,
    )
    expect(decision).to.include({ kind: 'accept', compression: undefined })
  })
})

describe('cse: opening handshake on the wire', () => {
  const bench = new Bench()
  let cse: CseHere
  before(async () => {
    cse = await bench.cse({ edition: 'R2A' })
  })
  after(() => bench.clear())

  const handshake = (lines: readonly string[], requestLine = 'GET / HTTP/1.1'): string =>
    [requestLine, ...lines, '', ''].join('\r\n')
  const base = [
    'Host: 127.0.0.1',
    'Upgrade: WebSocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: ud63env87LQLd4uIV20/oQ==',
    'Sec-WebSocket-Version: 13',
  ]

  it('answers with 101, the accept value of the key and exactly one subprotocol', async () => {
    const head = await headOf(
      cse.port,
      handshake([...base, 'Sec-WebSocket-Protocol: a', 'Sec-WebSocket-Protocol: oneM2M.R2.0.json']),
    )
    expect(head.split('\r\n')).to.deep.equal([
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Accept: 5thN0mVgdTFTgHSjknHQ8H0EtnM=',
      'Sec-WebSocket-Protocol: oneM2M.R2.0.json',
      '',
      '',
    ])
  })

  it('answers an accepted offer of compression with a valid response to it', async () => {
    const offer =
      'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10; server_max_window_bits=9'
    const head = await headOf(
      cse.port,
      handshake([...base, 'Sec-WebSocket-Protocol: oneM2M.R2.0.json', offer]),
    )
    expect(head).to.match(
      /\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10; server_max_window_bits=9\r\n/,
    )
  })

  it('refuses with a complete HTTP answer and closes', async () => {
    const answer = await exchangeOctets(cse.port, handshake(base))
    expect(answer).to.match(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(answer).to.match(/\r\nConnection: close\r\n/)
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    expect(head).to.include(`\r\nContent-Length: ${body.length}`)
  })

  it('answers plain HTTP, other methods, CONNECT, HTTP/1.0 and octets that are no HTTP', async () => {
    const status = async (octets: string): Promise<string> =>
      (await exchangeOctets(cse.port, octets)).slice(0, 12)
    expect(await status('GET / HTTP/1.1\r\nHost: a\r\n\r\n')).to.equal('HTTP/1.1 426')
    expect(await status('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}')).to.equal('HTTP/1.1 405')
    expect(await status('CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n')).to.equal('HTTP/1.1 405')
    expect(await status(handshake(base, 'GET / HTTP/1.0'))).to.equal('HTTP/1.1 400')
    expect(await status(handshake(base, 'DELETE / HTTP/1.1'))).to.equal('HTTP/1.1 405')
    expect(await status('\x16\x03\x01 this is no HTTP\r\n\r\n')).to.equal('HTTP/1.1 400')
    expect(await status(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).to.equal(
      'HTTP/1.1 431',
    )
  })

  it('asks with 426 for the version and names it', async () => {
    const lines = base.map((line) => line.replace('13', '12'))
    const answer = await exchangeOctets(
      cse.port,
      handshake([...lines, 'Sec-WebSocket-Protocol: oneM2M.R2.0.json']),
    )
    expect(answer).to.match(/^HTTP\/1\.1 426 Upgrade Required\r\n/)
    expect(answer).to.match(/\r\nSec-WebSocket-Version: 13\r\n/)
  })

  it('serves a first message that came with the handshake', async () => {
    const payload = Buffer.from('{"op":2,"to":"cse-in","fr":"CAdmin","rqi":"1","rvi":"2a"}')
    const mask = Buffer.alloc(4)
    const frame = Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, payload])
    const request = Buffer.from(handshake([...base, 'Sec-WebSocket-Protocol: oneM2M.R2.0.json']))
    const answer = await headOf(cse.port, Buffer.concat([request, frame]), '"rsc":2000')
    expect(answer).to.include('"rsc":2000')
  })
})
