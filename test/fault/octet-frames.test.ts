import { expect } from 'chai'
import { acceptance, begin, framesThrough, hex, octet, request } from './support.js'

/** What each fault makes of frames of the server, in hex: `81 02 4869` is a text message "Hi". */
const fromServer: Readonly<Record<string, readonly [given: string, sent: readonly string[]]>> = {
  'frames-masked': ['8102 4869', ['8182 37fa213d 7f93']],
  'frames-masked-with-zero': ['8102 4869', ['8182 00000000 4869']],
  'control-frames-masked': ['8102 4869 8a00', ['8102 4869', '8a80 37fa213d']],
  'rsv1-without-compression': ['8102 4869', ['c102 4869']],
  'rsv2-set': ['8102 4869 8a00', ['a102 4869', '8a00']],
  'rsv3-set': ['8102 4869 8a00', ['8102 4869', '9a00']],
  'opcode-3-sent': ['8102 4869', ['8308 7265736572766564', '8102 4869']],
  'opcode-11-sent': ['8102 4869', ['8b00', '8102 4869']],
  'continuation-sent': ['8102 4869', ['8000', '8102 4869']],
  'message-as-continuation': ['8102 4869', ['8002 4869']],
  'message-never-final': ['8102 4869', ['0102 4869']],
  'fragment-with-opcode': ['8102 4869', ['0101 48', '8101 69']],
  'length-in-16-bits': ['8102 4869', ['817e 0002 4869']],
  'length-in-64-bits': ['8102 4869', ['817f 0000000000000002 4869']],
  'length-with-top-bit': ['8102 4869', ['817f 8000000000000002 4869']],
  'text-as-binary': ['8102 4869', ['8202 4869']],
  'binary-as-text': ['8202 4869', ['8102 4869']],
  'text-not-utf8': ['8102 4869', ['8103 48ff69']],
  'text-octet-flipped': ['8102 4869', ['8102 48e9']],
  'frame-cut': ['8100 8100 8102 4869', ['8100', '8100', '8102', 'end']],
  'pong-missing': ['8a01 61', []],
  'pong-empty': ['8a01 61', ['8a00']],
  'pong-changed': ['8a02 6161', ['8a02 6160']],
  'ping-answered-by-ping': ['8a01 61', ['8901 61']],
  'pong-not-final': ['8a01 61', ['0a01 61']],
  'pong-length-in-16-bits': ['8a01 61', ['8a7e 0001 61']],
  'close-not-final': ['8802 03e8', ['0802 03e8']],
  'close-code-1005': ['8802 03e8', ['8802 03ed']],
  'close-code-999': ['8802 03e8', ['8802 03e7']],
  'close-code-5000': ['8802 03e8', ['8802 1388']],
  'close-code-little-endian': ['8802 03e8', ['8802 e803']],
  'close-body-of-one-octet': ['8802 03e8', ['8801 03']],
  'close-reason-not-utf8': ['8802 03e8', ['8807 03e8 616469f373']],
  'message-after-close': ['8802 03e8', ['8802 03e8', '8102 7b7d']],
  'message-twice': ['8102 4869', ['8102 4869', '8102 4869']],
  'message-split': ['8102 4869', ['8101 48', '8101 69']],
  'message-glued': ['8102 4869', ['8104 48694869']],
  'message-with-nul': ['8102 4869', ['8103 486900']],
  'message-with-byte-order-mark': ['8102 4869', ['8105 efbbbf 4869']],
  'rsv1-in-pongs': ['8a01 61', ['ca01 61']],
  'rsv1-in-continuations': ['c102 4869', ['4101 48', 'c001 69']],
  'rsv1-lost': ['c102 4869', ['8102 4869']],
  'deflate-in-zlib': ['c102 4869', ['c104 789c 4869']],
  'failure-without-close-frame': ['8802 03ea', ['end']],
}

const plain = (text: string): string => text.replaceAll(' ', '')

describe('octet faults in frames of the server', () => {
  for (const [id, [given, sent]] of Object.entries(fromServer)) {
    it(`${id}: ${octet(id).text}`, () => {
      expect(framesThrough('fromServer', begin(id), hex(given))).to.deep.equal(sent.map(plain))
    })
  }

  it('leave every other frame as it came', () => {
    const pong = '8a0161'
    const text = '81024869'
    const binary = '82024869'
    for (const id of Object.keys(fromServer)) {
      const [given] = fromServer[id]!
      const concerned = Number.parseInt(given.slice(1, 2), 16)
      const others = [pong, text, binary].filter(
        (frame) => Number.parseInt(frame.slice(1, 2), 16) !== concerned,
      )
      if (
        /^(?:frames|control-frames|rsv3|opcode|continuation-sent|length|frame-cut|message-never|rsv2)/.test(
          id,
        )
      )
        continue
      expect(framesThrough('fromServer', begin(id), hex(others.join(''))), id).to.deep.equal(others)
    }
  })

  it('leave compressed messages alone where they edit text', () => {
    for (const id of [
      'message-glued',
      'text-not-utf8',
      'message-with-nul',
      'integer-as-decimal',
      'rsc-missing',
    ]) {
      expect(framesThrough('fromServer', begin(id), hex('c1024869')), id).to.deep.equal(['c1024869'])
    }
  })

  it('close-unanswered: keeps back the answer to a Close frame, and no Close frame of its own accord', () => {
    const server = begin('close-unanswered')
    expect(framesThrough('fromServer', server, hex('880203e8'))).to.deep.equal(['880203e8'])
    expect(framesThrough('fromClient', server, hex('888000000000'))).to.deep.equal(['888000000000'])
    expect(framesThrough('fromServer', server, hex('880203e8'))).to.deep.equal([])
  })

  it('length-little-endian: swaps the two octets of 16-bit lengths', () => {
    const long = `817e012c${'61'.repeat(300)}`
    expect(framesThrough('fromServer', begin('length-little-endian'), hex(long))).to.deep.equal([
      long.replace('012c', '2c01'),
    ])
    expect(framesThrough('fromServer', begin('length-little-endian'), hex('81024869'))).to.deep.equal([
      '81024869',
    ])
  })

  it('pong-too-long and ping-too-long: exceed 125 octets', () => {
    expect(framesThrough('fromServer', begin('pong-too-long'), hex('8a0161'))).to.deep.equal([
      `8a7e008261${'00'.repeat(129)}`,
    ])
    expect(framesThrough('fromServer', begin('ping-too-long'), hex('81008100'))).to.deep.equal([
      '8100',
      `897e007e${'70'.repeat(126)}`,
      '8100',
    ])
  })
})

/** The same for frames of the client, masked with the key 0. */
const fromClient: Readonly<Record<string, readonly [given: string, sent: readonly string[]]>> = {
  'close-ignored': ['8882 00000000 03e8', []],
  'close-answered-by-reset': ['8882 00000000 03e8', ['reset']],
  'second-message-lost': ['8180 00000000 8180 00000000 8180 00000000', ['818000000000', '818000000000']],
  'fragments-refused': ['0181 00000000 61', ['reply 880203eb', 'end']],
  'first-fragment-only': ['0181 00000000 61 8081 00000000 62', ['8181 00000000 61']],
  'ping-between-fragments-refused': [
    '0181 00000000 61 8980 00000000',
    ['0181 00000000 61', 'reply 880203ea', 'end'],
  ],
  'pong-after-message': [
    '0181 00000000 61 8980 00000000 8081 00000000 62',
    ['0181 00000000 61', '8081 00000000 62', '8980 00000000'],
  ],
  'close-between-fragments-ignored': ['0181 00000000 61 8880 00000000', ['0181 00000000 61']],
  // 61 c3 | a9 is "a\u00e9" cut inside its second character
  'utf8-checked-per-fragment': ['0182 00000000 61c3', ['reply 880203ef', 'end']],
  'unmasked-frames-taken': ['8102 4869', ['8182 00000000 4869']],
  'reserved-bits-ignored': ['b182 00000000 4869', ['8182 00000000 4869']],
  'reserved-opcodes-ignored': ['8380 00000000 8b80 00000000', []],
  'invalid-utf8-replaced': ['8181 00000000 ff', ['8183 00000000 efbfbd']],
  'rsv1-ignored': ['c182 00000000 4869', ['8182 00000000 4869']],
  'non-ascii-replaced': ['8182 00000000 c3a9', ['8181 00000000 3f']],
  'top-bit-of-length-masked-off': [
    '81ff 8000000000000001 00000000 61',
    ['81ff 0000000000000001 00000000', '61'],
  ],
  'length-with-top-bit-awaited': ['81ff 8000000000000001 00000000 61', ['wait 60000', '61']],
}

describe('octet faults in frames of the client', () => {
  for (const [id, [given, sent]] of Object.entries(fromClient)) {
    it(`${id}: ${octet(id).text}`, () => {
      const told = sent.map((each) => (/^(?:reply|end|reset|wait)/.test(each) ? each : plain(each)))
      expect(framesThrough('fromClient', begin(id), hex(given))).to.deep.equal(told)
    })
  }

  it('leave an ordinary message as it came', () => {
    const message = '818500000000 48656c6c6f'
    for (const id of Object.keys(fromClient)) {
      if (id === 'unmasked-frames-taken') continue
      expect(framesThrough('fromClient', begin(id), hex(message)), id).to.deep.equal([plain(message)])
    }
  })

  it('uncompressed-requests-refused: only where compression was agreed to', () => {
    const agreed = { request, answer: acceptance.withLine('Sec-WebSocket-Extensions: permessage-deflate') }
    const id = 'uncompressed-requests-refused'
    expect(framesThrough('fromClient', begin(id), hex('818100000000 61'), agreed)).to.deep.equal([
      'reply 880203ea',
      'end',
    ])
    expect(framesThrough('fromClient', begin(id), hex('c18100000000 61'), agreed)).to.deep.equal([
      plain('c18100000000 61'),
    ])
    expect(framesThrough('fromClient', begin(id), hex('818100000000 61'))).to.deep.equal([
      plain('818100000000 61'),
    ])
  })
})
