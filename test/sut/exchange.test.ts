import { expect } from 'chai'
import { describeHandshakeRequest } from '../../lib/sut/index.js'
import type { HandshakeRequest } from '../../lib/wire/index.js'

const request: HandshakeRequest = {
  requestLine: 'GET / HTTP/1.1',
  headers: [
    ['Host', '127.0.0.1'],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ['Sec-WebSocket-Version', '13'],
  ],
  key: 'dGhlIHNhbXBsZSBub25jZQ==',
}

describe('a line on a handshake', () => {
  it('names what is not the same in every handshake', () => {
    expect(describeHandshakeRequest(request)).to.equal('a handshake "GET / HTTP/1.1"')
    const headers = [
      ...request.headers.filter(([name]) => name !== 'Sec-WebSocket-Key'),
      ['host', 'other'],
      ['X-Field', 'x'],
    ] as const
    expect(describeHandshakeRequest({ ...request, headers })).to.equal(
      'a handshake "GET / HTTP/1.1" with host: other, X-Field: x without sec-websocket-key',
    )
  })

  it('names a key that is none', () => {
    const keyed = (key: string): string =>
      describeHandshakeRequest({
        ...request,
        headers: request.headers.map(([name, value]) => [name, name === 'Sec-WebSocket-Key' ? key : value]),
      })
    expect(keyed('AAAAAAAAAAAAAAAAAAAAAA==')).to.equal('a handshake "GET / HTTP/1.1"')
    for (const key of ['', 'AAAA', 'AAAAAAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAA!=='])
      expect(keyed(key)).to.equal(`a handshake "GET / HTTP/1.1" with Sec-WebSocket-Key: ${key}`)
  })

  it('stays a line for handshakes of any size', () => {
    const long = { ...request, requestLine: `GET /${'a'.repeat(1_000_000)} HTTP/1.1` }
    expect(describeHandshakeRequest(long)).to.match(
      /^a handshake "GET \/a{235}\.\.\. \(\d+ more characters\)"$/,
    )
    const many = Array.from({ length: 20_000 }, (_, index) => [`X-${index}`, 'x'] as const)
    expect(describeHandshakeRequest({ ...request, headers: [...request.headers, ...many] })).to.match(
      /X-0: x, .*, X-23: x, 19976 more fields$/,
    )
  })
})
