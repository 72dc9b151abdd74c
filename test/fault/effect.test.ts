import { expect } from 'chai'
import { faults } from '../../lib/fault/index.js'
import type { HttpHead } from '../../lib/fault/http-head.js'
import type { Tampering } from '../../lib/fault/types.js'
import { acceptance, framesThrough, headThrough, hex, refusal, request, serverText } from './support.js'

const offered = request.withLine(
  'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; server_max_window_bits=9',
)
const agreed = acceptance.withLine(
  'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; server_max_window_bits=9',
)

/** Handshakes that some server gets wrong. */
const requests: readonly HttpHead[] = [
  request,
  offered,
  request.withLine('Sec-WebSocket-Extensions: permmessage-deflate'),
  ...['Host', 'Sec-WebSocket-Key', 'Sec-WebSocket-Protocol', 'Sec-WebSocket-Version', 'Upgrade'].map((name) =>
    request.without(name),
  ),
  ...['host', 'SEC-WEBSOCKET-KEY'].map((name) => request.without(name).withLine(`${name}: x`)),
  request.withLine('Host: other'),
  request.withLine('User-Agent: x'),
  request.withLine('Sec-WebSocket-Protocol: oneM2M.R2.0.cbor'),
  request.withValue('Sec-WebSocket-Protocol', 'unknown'),
  request.withValue('Sec-WebSocket-Version', '99'),
  request.withValue('Sec-WebSocket-Key', ''),
  request.withValue('Sec-WebSocket-Key', 'short'),
  request.withValue('Upgrade', 'WebSocket'),
  request.withValue('Connection', 'keep-alive, upgrade'),
  request.withValue('Connection', 'keep-alive, Upgrade'),
]

const long = 'a'.repeat(400)
const response = (content: string) => `{"rsc":2000,"rqi":"abcdef","rvi":"2a","pc":${content}}`
const notify = (content: string) => `{"op":5,"to":"C1","fr":"/id-in","rqi":"n1","rvi":"2a","pc":${content}}`

/** The answer to a key other than that of the RFC. */
const another = acceptance.withValue('Sec-WebSocket-Accept', '5thN0mVgdTFTgHSjknHQ8H0EtnM=')

/** What a server may send. */
const sent = Buffer.concat([
  serverText(
    response(
      '{"m2m:ae":{"ri":"C1","pi":"cb","ct":"20260101T000000","aei":"C1","api":"N","rr":true,"srv":["2a"]}}',
    ),
    response('{"m2m:cnt":{"ri":"c1","ct":"20260101T000000","st":0,"cni":0}}'),
    response(`{"m2m:cin":{"ri":"i1","pi":"c1","cs":1,"con":"${long.repeat(4)}"}}`),
    ...[1000, 2001, 4000, 4001, 4004, 4103, 4105].map((code) => `{"rsc":${code},"rqi":"abcdef","rvi":"2a"}`),
    notify('{"m2m:sgn":{"nev":{"rep":{"m2m:cin":{"con":"x"}},"net":3},"sur":"/id-in/s1"}}'),
    '{"rsc":2002,"rqi":"abcdef"}',
    '{"op":5,"to":"C1","fr":"/id-in","rqi":"n1"}',
    notify('{"m2m:rsp":{"rsc":2000,"rqi":"abcdef"}}'),
  ),
  hex('8202 4869 c102 4869 c103 486921 8a14 6161616161616161616161616161616161616161 8802 03ea'),
])
const largest = Buffer.concat([hex('817f 0000000000010000'), Buffer.alloc(65_536, 'a')])

const key = '00000000'
function masked(text: string): Buffer {
  const payload = Buffer.from(text, 'utf8')
  const length = Buffer.alloc(3, 0xfe)
  length.writeUInt16BE(payload.length, 1)
  return Buffer.concat([Buffer.of(0x81), length, hex(key), payload])
}

/** What a client may send. */
const received: readonly Buffer[] = [
  Buffer.concat([
    masked('{"op":2,"rqi":"1"}'),
    masked('{"op":2,"rqi":"2"}'),
    masked('{"rsc":2000,"rqi":"n1"}'),
  ]),
  masked('{"op":2,"rqi":"1","rvi":"99"}'),
  masked('a'.repeat(200)),
  masked('a'.repeat(5000)),
  masked('a'.repeat(40_000)),
  masked('\u00e9'),
  hex(`01ff 0000000000000001 ${key} 61`),
  hex(`0180 ${key} 0081 ${key} 61 0081 ${key} 61 8981 ${key} 61 8081 ${key} 61`),
  hex(`0181 ${key} c3 8882 ${key} 03e8`),
  hex(`8181 ${key} ff 8882 ${key} 03e8`),
  hex(`c181 ${key} 61 c181 ${key} 61`),
  hex(`8101 61 b181 ${key} 61 8380 ${key}`),
]

/** Everything that comes of a fault, on two connections one after the other. */
function effects(begin: () => Tampering): readonly unknown[] {
  return [begin(), begin()].flatMap((tampering) => [
    ...requests.map((each) => headThrough('request', tampering, each)),
    ...requests.flatMap((each) =>
      [acceptance, another, agreed, refusal].map((head) => headThrough('answer', tampering, head, each)),
    ),
    ...received.flatMap((frames) =>
      [acceptance, agreed].map((answer) =>
        framesThrough('fromClient', tampering, frames, { request, answer }),
      ),
    ),
    framesThrough('fromServer', tampering, sent, { request: offered, answer: agreed }),
    framesThrough('fromServer', tampering, largest),
    tampering.serverEnded?.() ?? 'passed',
  ])
}

describe('octet faults', () => {
  const untouched = JSON.stringify(effects(() => ({})))

  it('each have an effect on something that servers and clients send', () => {
    const without: string[] = []
    for (const fault of faults) {
      if (fault.kind !== 'octet' || fault.id === 'handshakes-one-at-a-time') continue
      if (JSON.stringify(effects(fault.tamper())) === untouched) without.push(fault.id)
    }
    expect(without).to.deep.equal([])
  })

  it('differ in what they do', () => {
    const seen = new Map<string, string>()
    const same: string[] = []
    for (const fault of faults) {
      if (fault.kind !== 'octet') continue
      const effect = JSON.stringify(effects(fault.tamper()))
      const other = seen.get(effect)
      const editions = fault.editions?.join() ?? ''
      if (other !== undefined && editions === '') same.push(`${fault.id} = ${other}`)
      seen.set(effect, fault.id)
    }
    expect(same).to.deep.equal([])
  })
})
