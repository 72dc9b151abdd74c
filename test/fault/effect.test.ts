import { expect } from 'chai'
import { faults, liberties, type Fault, type Liberty } from '../../lib/fault/index.js'
import type { HttpHead } from '../../lib/fault/http-head.js'
import type { Tampering } from '../../lib/fault/types.js'
import { MessageDeflater, writeDeflate } from '../../lib/wire/index.js'
import { acceptance, framesThrough, head, headThrough, hex, refusal, request, serverText } from './support.js'

const offered = request.withLine(
  'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; server_max_window_bits=9',
)
const agreed = acceptance.withLine(
  'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; server_max_window_bits=9',
)
const agreedToLargest = acceptance.withLine(
  'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=15',
)

const plainRefusal = head('HTTP/1.1 400 Bad Request', 'Connection: close', 'Content-Length: 0')

/** Handshakes that some server gets wrong. */
const requests: readonly HttpHead[] = [
  request,
  offered,
  request.withLine('Sec-WebSocket-Extensions: permmessage-deflate'),
  ...['server_max_window_bits="10"', 'server_max_window_bits = 10', 'Server_No_Context_Takeover'].map(
    (parameter) => request.withLine(`Sec-WebSocket-Extensions: permessage-deflate; ${parameter}`),
  ),
  offered.withLine('Sec-WebSocket-Extensions: permessage-deflate'),
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
  ...['WebSocket', 'WEBSOCKET'].map((value) => request.withValue('Upgrade', value)),
  request.withLine('Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover'),
  request.withValue('Connection', 'keep-alive, upgrade'),
  request.withValue('Connection', 'keep-alive, Upgrade'),
  // written as clients rarely do, or never should
  ...['7', ''].map((version) => request.withValue('Sec-WebSocket-Version', version)),
  ...[
    'ONEM2M.R2.0.JSON',
    'oneM2M.R2.0.json, oneM2M.R2.0.json',
    ', oneM2M.R2.0.json',
    'oneM2M.R2.0.json\t, unknown',
  ].map((offer) => request.withValue('Sec-WebSocket-Protocol', offer)),
  request
    .withValue('Sec-WebSocket-Protocol', 'oneM2M.R2.0.json')
    .withLine('Sec-WebSocket-Protocol: oneM2M.R2.0.json'),
  ...['permessage-deflate; server_max_window_bits=7', 'permessage-deflate; server_max_window_bits='].map(
    (offer) => request.withLine(`Sec-WebSocket-Extensions: ${offer}`),
  ),
  request.withLine('Sec-WebSocket-Extensions: permessage-deflate, x-webkit-deflate-frame'),
  request.withLine('X-Folded: one\r\n two'),
  request.withLine('X-Octets: \u00e9'),
  request.withValue('Upgrade', 'h2c, websocket'),
  request.withLine('Upgrade: websocket'),
  request.withLine(`X-Long: ${'a'.repeat(4096)}`),
  Array.from({ length: 51 }, (_, index) => `X-${index}: x`).reduce(
    (head, line) => head.withLine(line),
    request,
  ),
  request.withValue('Host', 'foreign.example'),
  ...['GET /%61', 'GET //', 'GET *', 'GET http://127.0.0.1/', 'get /', 'PUT /'].map((start) =>
    request.withStart(`${start} HTTP/1.1`),
  ),
  request.withValue('Sec-WebSocket-Key', '!'.repeat(24)),
  request.withLine('Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='),
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
    response('{"m2m:csr":{"ri":"r1","lt":"20260101T000000","cb":"/c1/base","rr":true}}'),
    response(`{"m2m:cin":{"ri":"i1","pi":"c1","cs":1,"con":"${long.repeat(4)}"}}`),
    ...[1000, 2001, 4000, 4001, 4004, 4005, 4008, 4103, 4105, 4108, 4117, 5001, 5203, 5204, 5207].map(
      (code) => `{"rsc":${code},"rqi":"abcdef","rvi":"2a"}`,
    ),
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

/** Control frames of a client, most of them wrong in some way. */
const controlFrames = [
  // reserved bits and opcodes, not masked, not final
  ...['b980', '8b80', '8f80'].map((start) => hex(`${start} ${key}`)),
  hex('8900'),
  ...['09', '0a', '08'].map((opcode) => hex(`${opcode}80 ${key} 8080 ${key}`)),
  // 126 octets, and 125 of them
  ...['89', '8a'].map((opcode) => Buffer.concat([hex(`${opcode}fe 007e ${key}`), Buffer.alloc(126, 'a')])),
  Buffer.concat([hex(`89fd ${key}`), Buffer.alloc(125, 'a')]),
  // bodies of Close
  ...['03e8', '0400', '03', '03e8ff', '0bb8', '03f4'].map((body) =>
    Buffer.concat([hex(`88${(0x80 + body.length / 2).toString(16)} ${key} ${body}`), masked('behind')]),
  ),
  Buffer.concat([hex(`88fd ${key} 03e8`), Buffer.alloc(123, 'r')]),
  // payload of a ping that is no UTF-8, several pings, pongs that nobody asked for
  hex(`8981 ${key} ff`),
  hex(`8981 ${key} 61 8981 ${key} 62`),
  hex(`8a80 ${key}`),
  hex(`8a81 ${key} 61`),
  ...['89', '8a', '88'].map((opcode) => hex(`0181 ${key} 61 ${opcode}80 ${key} 8081 ${key} 62`)),
]

/** Data frames of a client in unusual numbers, sizes and order. */
const dataFrames = [
  hex(`8081 ${key} 61`),
  hex(`0181 ${key} 61 8081 ${key} 62 9081 ${key} 61 0181 ${key} 61 b081 ${key} 62`),
  hex(`0181 ${key} 61 8001 62`),
  hex('8181 01020304 60'),
  hex(`0181 01020304 60 8081 05060708 64`),
  hex(`0181 ${key} 61 8181 ${key} 62`),
  hex(`0181 ${key} 61 8080 ${key}`),
  hex(`0281 ${key} 61 8980 ${key} 8081 ${key} 62`),
  hex(`0180 ${key} 0080 ${key} 8080 ${key}`),
  hex(`81fe 0001 ${key} 61`),
  hex(`0181 ${key} 61${`0081 ${key} 62`.repeat(40)}8081 ${key} 63`),
  hex(`0181 ${key} c3 8081 ${key} ff`),
  ...['c0af', 'eda080', 'f4908080', 'f888808080', 'fe', '80', 'c3', '61c3', 'e282', 'c328'].map((octets) =>
    hex(`81${(0x80 + octets.length / 2).toString(16)} ${key} ${octets}`),
  ),
]

/** Data of a client, in a frame that begins with this octet: `c1` is whole and compressed, `00` goes on. */
function framed(first: string, data: Buffer): Buffer {
  const length = data.length < 126 ? Buffer.of(0x80 + data.length) : Buffer.alloc(3, 0xfe)
  if (length.length > 1) length.writeUInt16BE(data.length, 1)
  return Buffer.concat([hex(first), length, hex(key), data])
}

const whole = (...messages: readonly Buffer[]): Buffer =>
  Buffer.concat(messages.map((data) => framed('c1', data)))
const deflated = (text: string | Buffer): Buffer =>
  new MessageDeflater({ windowBits: 15, contextTakeover: false }).deflate(Buffer.from(text))
const hello = hex('f248cdc9c90700')
const noise = Buffer.from(
  Array.from({ length: 3000 }, (_, index) => (index * index * 37 + (index >> 3)) & 127),
)
const copyAt = (distance: number): Buffer =>
  writeDeflate([{ kind: 'fixed', pieces: [{ length: 9, distance }] }])

/** Compressed messages of a client, right and wrong. */
const compressedMessages = [
  whole(hello, hex('f200110000')),
  whole(deflated(noise), deflated(noise), copyAt(200), copyAt(5000)),
  Buffer.concat([whole(hello), framed('81', Buffer.from('World')), whole(hex('f200110000'))]),
  whole(hex('000500faff48656c6c6f00')),
  whole(hex('f24805000000ffffcac9c90700')),
  whole(hex('f348cdc9c9070000'), hello),
  whole(hex('050081ff000000')),
  whole(deflated('r'.repeat(300))),
  whole(deflated(noise)),
  Buffer.concat([framed('41', hello.subarray(0, 3)), framed('80', hello.subarray(3))]),
  Buffer.concat([framed('41', Buffer.alloc(0)), framed('80', hello)]),
  Buffer.concat([framed('41', hex('f248cdc9c907000000ffff')), framed('80', hex('00'))]),
  whole(deflated(hex('61ff62'))),
  whole(deflated(hex('eda080'))),
  whole(deflated('r'.repeat(70_000))),
  framed('f1', hello),
  whole(hex('ff')),
  whole(hex('000500faf048656c6c6f00')),
  whole(Buffer.concat([hex('789c'), hello])),
  whole(deflated(Buffer.alloc(1 << 21))),
]

/** Texts that are right and unusual. */
const texts = ['\u{1fffe}', '\ufffe', '\u{1f600}', '\0']

/** Requests that are to be rejected, or that ask for something unusual. */
const unusualRequests = [
  '"op":1,"rqet":"20200101T000000"',
  '"op":2,"fr":"/id-in/Cone"',
  '"op":1,"fc":{"lim":1}',
  '"op":6',
  '"op":1,"rcn":4',
  '"op":3,"pc":{"m2m:cnt":{"con":"x"}}',
  '"op":3,"pc":{"m2m:ae":{"rr":null}}',
  '"op":2,"to":"req1","rt":{"rtv":1}',
  '"op":2,"rt":{"rtv":4}',
  '"op":2,"rt":{"rtv":5}',
  '"op":2,"rt":{"rtv":2,"nu":["Cone","Ctwo"]}',
  '"op":2,"rt":{"rtv":2,"nu":[]}',
  '"op":1,"pc":{"m2m:cnt":{"mni":4294967296}}',
  '"op":1,"ty":9,"pc":{"m2m:grp":{"rn":"x"}}',
  '"op":2,"to":"cse-in/nowhere","rt":{"rtv":1}',
  '"op":4,"to":"cse-in/ae/data","rt":{"rtv":1}',
  '"op":3,"to":"cse-in/ae/data"',
  '"op":5,"to":"Ctwo","pc":{"m2m:sgn":{}}',
].map((members) => `{${members},"rqi":"1"}`)

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
  hex(`82ff 0000000080000000 ${key}`),
  hex(`82ff 4000000000000000 ${key}`),
  hex(`81ff 8000000000000001 ${key} 61`),
  hex('8181 ffffffff 9e'),
  ...[125, 126, 127, 128, 255, 256, 257, 1024, 32_767].map((octets) => masked('a'.repeat(octets))),
  Buffer.concat([hex(`81ff 0000000000010001 ${key}`), Buffer.alloc(65_537, 'a')]),
  ...controlFrames,
  ...dataFrames,
  ...texts.map(masked),
  ...unusualRequests.map(masked),
  ...compressedMessages,
]

/** Frames of both sides in turn. */
type Conversation = readonly (readonly ['fromClient' | 'fromServer', Buffer])[]

/** A creation that is refused, and a look at what is not there. */
function refusedCreation(root: string, to = 'cse-in/ae'): Conversation {
  const attributes = '{"rn":"broken"}'
  return [
    ['fromClient', masked(`{"op":1,"to":"${to}","fr":"Cone","rqi":"1","pc":{"${root}":${attributes}}}`)],
    ['fromServer', serverText('{"rsc":4000,"rqi":"1"}')],
    ['fromClient', masked(`{"op":2,"to":"${to}/broken","fr":"Cone","rqi":"2"}`)],
  ]
}

/** An update that is refused, and a look at the resource. */
function refusedUpdate(root: string, attributes: string): Conversation {
  return [
    ['fromClient', masked(`{"op":3,"to":"cse-in/x","rqi":"1","pc":{"${root}":${attributes}}}`)],
    ['fromServer', serverText('{"rsc":4000,"rqi":"1"}')],
    ['fromClient', masked('{"op":2,"to":"cse-in/x","rqi":"2"}')],
    ['fromServer', serverText(`{"rsc":2000,"rqi":"2","pc":{"${root}":{"ri":"x1"}}}`)],
  ]
}

/** Conversations on connections of their own; then the server ends TCP. */
const conversations: readonly Conversation[] = [
  [
    ['fromClient', Buffer.concat([masked('{"op":2,"rqi":"1"}'), hex(`8981 ${key} 61 8981 ${key} 62`)])],
    ['fromServer', Buffer.concat([hex('8a0161 8a0162'), serverText('{"rsc":2000,"rqi":"1"}')])],
  ],
  ...[
    ['"op":2,"fr":"/id-in/Cone"', 4000],
    ['"op":2,"to":"req1","rt":{"rtv":1}', 4000],
    ['"op":2,"to":"req1","rt":{"rtv":2}', 4000],
    ['"op":4,"to":"cse-in"', 4005],
    ['"op":3,"pc":{"m2m:ae":{"rr":null}}', 4000],
    ['"op":3,"pc":{"m2m:cnt":{"mni":9,"con":"x"}}', 4000],
    ['"op":1,"ty":2,"fr":"Cone"', 4117],
  ].map(([members, rsc]): Conversation => [
    ['fromClient', masked(`{${members},"rqi":"1"}`)],
    ['fromServer', serverText(`{"rsc":${rsc},"rqi":"1"}`)],
  ]),
  [
    ['fromServer', serverText('{"op":5,"rqi":"n1","pc":{"m2m:sgn":{"vrq":true}}}')],
    ['fromClient', masked('{"rsc":4101,"rqi":"n1"}')],
  ],
  [
    ['fromClient', masked('{"op":1,"ty":2,"to":"cse-in","rqi":"1"}')],
    ['fromClient', masked('{"op":1,"ty":2,"to":"/other/base","rqi":"2"}')],
  ],
  ...['req', 'csr', 'sub', 'grp', 'acp', 'cin'].map((name) => refusedCreation(`m2m:${name}`)),
  refusedCreation('m2m:cin', 'cse-in/ae/data'),
  refusedUpdate('m2m:cin', '{"lbl":["x"]}'),
  refusedUpdate('m2m:cb', '{"lbl":["x"]}'),
  refusedUpdate('m2m:ae', '{"rr":null}'),
  [['fromClient', masked('{"op":1,"ty":16,"to":"cse-in","fr":"/other","rqi":"1"}')]],
  [['fromClient', masked('{"op":1,"ty":1,"to":"cse-in/ae","fr":"Cone","rqi":"1"}')]],
  [['fromServer', serverText('{"rsc":4106,"rqi":"1","pc":{"m2m:dbg":"who are you"}}')]],
  [
    [
      'fromServer',
      serverText(
        '{"op":5,"to":"Cone","fr":"/id-in","rqi":"n1","pc":{"m2m:sgn":{"sur":"cse-in/x","nev":{"rep":{"m2m:cnt":{"ct":"20261121T120000,5"}}}}}}',
      ),
    ],
  ],
  [
    [
      'fromServer',
      serverText(
        '<m2m:rsp xmlns:m2m="http://www.onem2m.org/xml/protocols"><rsc>2000</rsc><rqi>1</rqi><pc><m2m:cnt rn="x"><lbl>\u00e9</lbl></m2m:cnt></pc></m2m:rsp>',
      ),
    ],
  ],
  // A map of rsc 2000 and rqi "1".
  [['fromServer', hex('820e a2 63727363 1907d0 63727169 6131')]],
  [
    ['fromClient', hex(`8882 ${key} 0bb8`)],
    ['fromServer', hex('8802 0bb8')],
  ],
  [['fromServer', hex('8802 03f0')]],
  [['fromServer', hex('8802 03e8')]],
  [['fromServer', hex('8802 03ea')]],
  [['fromServer', hex('8802 03ef')]],
]

function held(tampering: Tampering, conversation: Conversation): readonly unknown[] {
  const frames = conversation.map(([hook, octets]) => framesThrough(hook, tampering, octets))
  return [frames, tampering.serverEnded?.() ?? 'passed']
}

/** Everything that comes of a fault, on two connections one after the other. */
function effects(begin: () => Tampering): readonly unknown[] {
  const alone = conversations.map((conversation) => held(begin(), conversation))
  const together = [begin(), begin()].flatMap((tampering) => [
    ...requests.map((each) => headThrough('request', tampering, each)),
    ...requests.flatMap((each) =>
      [acceptance, another, agreed, agreedToLargest, refusal, plainRefusal].map((head) =>
        headThrough('answer', tampering, head, each),
      ),
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
  return [alone, together]
}

/**
 * What shows only where connections overlap, in another serialization, in several TCP segments, or in more octets
 * or frames than are sent here: shown elsewhere.
 */
const shownElsewhere = new Set([
  'handshakes-one-at-a-time',
  'compressed-frames-of-64-bit-length-lost',
  'frames-above-512-kibioctets-refused',
  'fragments-above-64-kibioctets-lost',
  'beyond-limit-dropped',
  'beyond-limit-unanswered',
  'endless-message-kills',
  'endless-message-blocks',
  'handshake-in-segments-refused',
  'handshake-with-octets-behind-unanswered',
  'binary-in-segments-lost',
  'length-of-16-bits-in-segments-lost',
  'fragments-limited-to-3000',
  'pings-limited',
  'pongs-limited',
  'fortieth-message-lost',
  'requests-beyond-32-lost',
  'binary-checked-as-text',
  'binary-fragments-refused',
  'binary-of-16-bit-length-lost',
  'frame-without-end-kills',
  'lost-client-kills',
  'lost-receiver-kills',
  'fresh-reset-kills',
  'long-field-kills',
  'long-target-kills',
  'thousands-of-fields-kill',
  'unfinished-message-served',
  'fragment-served-at-once',
  'close-unanswered-while-pending',
  'connection-dropped-after-deletion',
  'acceptance-octet-by-octet',
  'no-http-no-answer',
  'second-connection-refused',
  'second-connection-not-served',
  'text-on-cbor-swallowed',
])

/** What shows here of each fault and liberty in the octets. */
function allEffects(): ReadonlyMap<Fault | Liberty, string> {
  const effectsOf = new Map<Fault | Liberty, string>()
  for (const each of [...faults, ...liberties]) {
    if (each.kind !== 'octet' || shownElsewhere.has(each.id)) continue
    effectsOf.set(each, JSON.stringify(effects(each.tamper())))
  }
  return effectsOf
}

describe('octet faults and liberties', function () {
  // All of them at once: some 20 ms for each, and more on a busy machine.
  this.timeout(120_000)
  let shown: ReturnType<typeof allEffects> = new Map()

  before(() => {
    shown = allEffects()
  })

  it('each have an effect on something that servers and clients send', () => {
    const untouched = JSON.stringify(effects(() => ({})))
    const without = [...shown].filter(([, effect]) => effect === untouched)
    expect(without.map(([{ id }]) => id)).to.deep.equal([])
  })

  it('differ in what they do', () => {
    const seen = new Map<string, string>()
    const same: string[] = []
    for (const [{ id, editions = [] }, effect] of shown) {
      const other = seen.get(effect)
      if (other !== undefined && editions.length === 0) same.push(`${id} = ${other}`)
      seen.set(effect, id)
    }
    expect(same).to.deep.equal([])
  })
})
