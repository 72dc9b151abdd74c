import { expect } from 'chai'
import { faults } from '../../lib/fault/index.js'
import { acceptance, begin, head, headThrough, octet, refusal, request } from './support.js'

const accepted = acceptance.octets.toString('latin1')
const refused = refusal.octets.toString('latin1')

/** What each fault makes of the 101: the only lines that differ, from and to. */
const inAcceptance: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'status-http-1-0': ['HTTP/1.1 101', 'HTTP/1.0 101'],
  'status-http-1-10': ['HTTP/1.1 101', 'HTTP/1.10 101'],
  'status-http-lower-case': ['HTTP/1.1 101', 'http/1.1 101'],
  'status-line-two-spaces': ['HTTP/1.1 101', 'HTTP/1.1  101'],
  'status-line-ends-with-code': ['101 Switching Protocols', '101'],
  'status-line-missing': ['HTTP/1.1 101 Switching Protocols\r\n', ''],
  'status-200': ['101 Switching Protocols', '200 OK'],
  'upgrade-missing': ['Upgrade: websocket\r\n', ''],
  'upgrade-empty': ['Upgrade: websocket', 'Upgrade: '],
  'upgrade-another-protocol': ['Upgrade: websocket', 'Upgrade: h2c'],
  'connection-missing': ['Connection: Upgrade\r\n', ''],
  'connection-keep-alive': ['Connection: Upgrade', 'Connection: keep-alive'],
  'accept-missing': ['Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n', ''],
  'accept-empty': ['s3pPLMBiTxaQ9kYGzzhZRbK+xOo=', ''],
  'accept-lower-case': ['s3pPLMBiTxaQ9kYGzzhZRbK+xOo=', 's3pplmbitxaq9kygzzhzrbk+xoo='],
  'accept-unpadded': ['xOo=', 'xOo'],
  'accept-base64url': ['K+xOo=', 'K-xOo='],
  // sha1 of the key and the constant, in hexadecimal (RFC 6455 1.3 prints these octets)
  'accept-hexadecimal': ['s3pPLMBiTxaQ9kYGzzhZRbK+xOo=', 'b37a4f2cc0624f1690f64606cf385945b2bec4ea'],
  'accept-echoes-key': ['s3pPLMBiTxaQ9kYGzzhZRbK+xOo=', 'dGhlIHNhbXBsZSBub25jZQ=='],
  'subprotocol-missing': ['Sec-WebSocket-Protocol: oneM2M.R2.0.json\r\n', ''],
  'subprotocol-empty': ['oneM2M.R2.0.json', ''],
  'subprotocol-lower-case': ['oneM2M.R2.0.json', 'onem2m.r2.0.json'],
  'subprotocol-capitals': ['oneM2M.R2.0.json', 'oneM2M.R2.0.JSON'],
  'subprotocol-of-another-release': ['oneM2M.R2.0.json', 'oneM2M.json'],
  'subprotocol-list-echoed': ['oneM2M.R2.0.json', 'oneM2M.R2.0.xml, oneM2M.R2.0.json'],
  'subprotocol-first-echoed': ['oneM2M.R2.0.json', 'oneM2M.R2.0.xml'],
  'subprotocol-twice': ['json\r\n', 'json\r\nSec-WebSocket-Protocol: oneM2M.R2.0.json\r\n'],
  'extensions-unasked': ['json\r\n', 'json\r\nSec-WebSocket-Extensions: permessage-deflate\r\n'],
  'head-folded-line': ['json\r\n', 'json\r\nX-Folded: one\r\n two\r\n'],
  'head-space-before-colon': ['Connection: Upgrade', 'Connection : Upgrade'],
}

describe('octet faults in the 101', () => {
  for (const [id, [from, to]] of Object.entries(inAcceptance)) {
    it(`${id}: ${octet(id).text}`, () => {
      expect(accepted).to.contain(from)
      expect(headThrough('answer', begin(id), acceptance)).to.equal(accepted.replace(from, to))
    })
  }

  it('head-bare-line-feeds: all lines, the empty one too', () => {
    expect(headThrough('answer', begin('head-bare-line-feeds'), acceptance)).to.equal(
      accepted.replaceAll('\r\n', '\n'),
    )
  })

  it('accept-of-previous-key: takes the key of another connection of the same server', () => {
    const server = octet('accept-of-previous-key').tamper()
    const other = request.withValue('Sec-WebSocket-Key', 'ud63env87LQLd4uIV20/oQ==')
    headThrough('answer', server(), acceptance, other)
    // The value that belongs to the key printed in TS-0020.
    expect(headThrough('answer', server(), acceptance)).to.contain('Accept: 5thN0mVgdTFTgHSjknHQ8H0EtnM=\r\n')
  })

  it('leave a refusal alone, unless it is what they are about', () => {
    const about = /refus|head|status-http|status-line|handshake/
    for (const id of Object.keys(inAcceptance).filter((each) => !about.test(each))) {
      expect(headThrough('answer', begin(id), refusal), id).to.equal(refused)
    }
  })
})

describe('octet faults in refusals', () => {
  const inRefusals: Readonly<Record<string, readonly [from: string, to: string]>> = {
    'status-http-1-0-in-refusals': ['HTTP/1.1', 'HTTP/1.0'],
    'refusal-200': ['426 Upgrade Required', '200 OK'],
    'refusal-without-version': ['Sec-WebSocket-Version: 13\r\n', ''],
    'refusal-names-version-8': ['Version: 13', 'Version: 8'],
  }
  for (const [id, [from, to]] of Object.entries(inRefusals)) {
    it(`${id}: ${octet(id).text}`, () => {
      expect(headThrough('answer', begin(id), refusal)).to.equal(refused.replace(from, to))
      expect(headThrough('answer', begin(id), acceptance)).to.equal(accepted)
    })
  }

  it('refusal-dropped: nothing but the end', () => {
    expect(headThrough('answer', begin('refusal-dropped'), refusal)).to.equal('end')
  })
})

describe('octet faults in compression offers', () => {
  const offering = request.withLine(
    'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_max_window_bits',
  )
  const agreeing = acceptance.withLine('Sec-WebSocket-Extensions: permessage-deflate')
  const answer = (id: string) =>
    /^Sec-WebSocket-Extensions: *(.*)\r$/m.exec(headThrough('answer', begin(id), agreeing, offering))?.[1]

  it('change the parameters of the answer', () => {
    expect(answer('extensions-window-16')).to.equal('permessage-deflate; server_max_window_bits=16')
    expect(answer('extensions-offer-echoed')).to.equal(
      'permessage-deflate; server_no_context_takeover; client_max_window_bits',
    )
    expect(answer('extensions-lost')).to.be.undefined
    const largest = acceptance.withLine(
      'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=15; client_max_window_bits=12',
    )
    expect(headThrough('answer', begin('extensions-largest-window-not-named'), largest, offering)).to.contain(
      'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=12\r\n',
    )
  })

  it('promise what the server was never told of', () => {
    const id = 'context-kept-against-promise'
    expect(headThrough('request', begin(id), offering)).to.contain(
      'Extensions: permessage-deflate; client_max_window_bits\r\n',
    )
    expect(answer(id)).to.equal('permessage-deflate; server_no_context_takeover')
    expect(headThrough('answer', begin(id), agreeing)).to.equal(agreeing.octets.toString('latin1'))
  })

  it('leave an answer without compression alone', () => {
    const addingTheirs = [
      'extensions-unasked',
      'extensions-unknown',
      'extensions-empty',
      'extensions-empty-after-lists',
    ]
    for (const fault of faults) {
      if (!fault.id.startsWith('extensions-') || addingTheirs.includes(fault.id)) continue
      expect(headThrough('answer', begin(fault.id), acceptance), fault.id).to.equal(accepted)
    }
  })
})

describe('octet faults in what becomes of a handshake', () => {
  const sent = (id: string, given = request) => headThrough('request', begin(id), given)
  const original = request.octets.toString('latin1')

  it('refuse what a right server takes', () => {
    const badRequest = '<HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\nend'
    const lower = head(
      ...original
        .trimEnd()
        .split('\r\n')
        .map((line) => line.replace('Host', 'host')),
    )
    expect(sent('names-compared-by-case', lower)).to.equal(badRequest)
    expect(sent('names-in-lower-case-unknown', lower)).to.equal(badRequest)
    expect(sent('unknown-fields-refused', request.withLine('User-Agent: x'))).to.equal(badRequest)
    expect(sent('connection-list-unread', request.withValue('Connection', 'keep-alive, Upgrade'))).to.equal(
      badRequest,
    )
    expect(sent('upgrade-value-by-case', request.withValue('Upgrade', 'WebSocket'))).to.equal(badRequest)
    expect(sent('originator-field-needed')).to.match(/^<HTTP\/1\.1 403 /)
  })

  it('leave the usual handshake alone', () => {
    for (const id of [
      'names-compared-by-case',
      'unknown-fields-refused',
      'host-first-only',
      'connection-list-unread',
      'host-not-needed',
      'key-not-needed',
      'malformed-key-taken',
    ]) {
      expect(sent(id), id).to.equal(original)
    }
    expect(sent('originator-field-needed', request.withLine('X-M2M-Origin: C'))).to.contain('X-M2M-Origin: C')
  })

  it('mend what a right server refuses', () => {
    expect(sent('host-not-needed', request.without('Host'))).to.contain('\r\nHost: localhost\r\n')
    expect(sent('second-host-ignored', request.withLine('Host: other'))).to.match(
      /^(?!.*other).*\r\nHost: 127\.0\.0\.1\r\n\r\n$/s,
    )
    expect(sent('empty-key-taken', request.withValue('Sec-WebSocket-Key', ''))).to.contain(
      'Key: AAAAAAAAAAAAAAAAAAAAAA==',
    )
    expect(sent('every-version-taken', request.withValue('Sec-WebSocket-Version', '99'))).to.contain(
      'Version: 13\r\n',
    )
  })
})
