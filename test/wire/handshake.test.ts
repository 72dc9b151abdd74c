import { expect } from 'chai'
import {
  expectedAccept,
  handshake,
  renameHeader,
  replaceHeader,
  serializeHandshake,
  withHeader,
  withoutHeader,
  withRequestLine,
} from '../../lib/wire/index.js'

const key = 'dGhlIHNhbXBsZSBub25jZQ=='
const base = handshake({
  host: 'cse.example.com:8180',
  subprotocols: ['oneM2M.R2.0.json', 'oneM2M.R2.0.xml'],
  key,
})
const names = (request: typeof base) => request.headers.map((line) => line[0])

describe('lib/wire: opening handshakes (RFC 6455 4.1)', () => {
  it('writes a well-formed one', () => {
    expect(serializeHandshake(base).toString().split('\r\n')).to.deep.equal([
      'GET / HTTP/1.1',
      'Host: cse.example.com:8180',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${key}`,
      'Sec-WebSocket-Protocol: oneM2M.R2.0.json, oneM2M.R2.0.xml',
      'Sec-WebSocket-Version: 13',
      '',
      '',
    ])
  })

  it('adds extensions and further fields, and a random key of 16 octets', () => {
    const full = handshake({
      host: 'a',
      target: '/x',
      extensions: [
        { name: 'permessage-deflate', parameters: [{ name: 'client_max_window_bits', value: undefined }] },
      ],
      headers: [['X-M2M-Origin', 'CAdmin']],
    })
    expect(full.requestLine).to.equal('GET /x HTTP/1.1')
    expect(full.headers.slice(-2)).to.deep.equal([
      ['Sec-WebSocket-Extensions', 'permessage-deflate; client_max_window_bits'],
      ['X-M2M-Origin', 'CAdmin'],
    ])
    expect(Buffer.from(full.key ?? '', 'base64')).to.have.length(16)
    expect(full.key).not.to.equal(handshake({ host: 'a' }).key)
  })

  it('computes the accept value of RFC 6455 1.3', () => {
    expect(expectedAccept(key)).to.equal('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
  })

  it('is edited by one thing at a time, and the original stays', () => {
    const before = JSON.stringify(base)
    expect(names(withoutHeader(base, 'HOST'))).to.deep.equal(names(base).slice(1))
    expect(withHeader(base, 'Origin', 'http://x').headers.at(-1)).to.deep.equal(['Origin', 'http://x'])
    expect(names(withHeader(base, 'Host', 'second', 'upgrade'))[1]).to.equal('Host')
    expect(names(renameHeader(base, 'upgrade', 'UPGRADE'))[1]).to.equal('UPGRADE')
    expect(withRequestLine(base, 'GET / HTTP/1.0').requestLine).to.equal('GET / HTTP/1.0')
    expect(JSON.stringify(base)).to.equal(before)
  })

  it('replaces a field in place, by one line or several', () => {
    const split = replaceHeader(base, 'Sec-WebSocket-Protocol', 'oneM2M.R2.0.json', 'oneM2M.R2.0.xml')
    expect(split.headers.slice(4, 6)).to.deep.equal([
      ['Sec-WebSocket-Protocol', 'oneM2M.R2.0.json'],
      ['Sec-WebSocket-Protocol', 'oneM2M.R2.0.xml'],
    ])
    expect(replaceHeader(split, 'sec-websocket-protocol', 'x').headers).to.have.length(base.headers.length)
    expect(replaceHeader(base, 'New', 'x').headers.at(-1)).to.deep.equal(['New', 'x'])
  })

  it('remembers the key that was sent', () => {
    expect(replaceHeader(base, 'Sec-WebSocket-Key', 'short').key).to.equal('short')
    expect(withoutHeader(base, 'Sec-WebSocket-Key').key).to.be.undefined
    expect(withHeader(base, 'Sec-WebSocket-Key', 'second').key).to.equal(key)
  })

  it('can be any octets, with any behind them', () => {
    const raw = Buffer.from([0, 1, 2])
    expect(serializeHandshake({ ...base, raw, trailing: Buffer.from([255]) }).toString('hex')).to.equal(
      '000102ff',
    )
    expect(serializeHandshake(withHeader(base, 'X', '\xe4')).toString('latin1')).to.contain('X: \xe4\r\n')
  })
})
