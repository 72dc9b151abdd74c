import { expect } from 'chai'
import {
  deflateSide,
  encodeFrame,
  FrameReceiver,
  MessageInflater,
  violationCodes,
  type Frame,
  type ViolationCode,
  type WireEvent,
} from '../../lib/wire/index.js'
import { hex, Rows } from './support.js'

const deflate = {
  serverNoContextTakeover: false,
  clientNoContextTakeover: false,
  serverMaxWindowBits: 15,
  clientMaxWindowBits: 15,
}

interface Setup {
  readonly compressed?: boolean
  readonly limit?: number
  readonly peer?: 'server' | 'client'
  readonly frames?: number
}

/** Receives octets and then the end of TCP; returns everything that was reported. */
function receive(octets: Buffer, setup: Setup = {}, end: 'end' | 'reset' | 'open' = 'end') {
  const { limit = 1000, compressed = false, peer = 'server', frames: mostFrames } = setup
  const transcript = new Rows()
  const events: WireEvent[] = []
  const frames: Frame[] = []
  const violations: { readonly code: ViolationCode; readonly message: string; readonly evidence: number }[] =
    []
  const receiver = new FrameReceiver({
    limit,
    frames: mostFrames,
    peer,
    inflater: compressed ? new MessageInflater(deflateSide(deflate, 'server'), limit) : undefined,
    clock: () => 7,
    record: (kind, raw, note) =>
      transcript.row({ time: 7, connection: 1, direction: 'in', kind, octets: raw, note }),
    onEvent: (event) => events.push(event),
    onViolation: (violation) => violations.push(violation),
    onFrame: (frame) => frames.push(frame),
  })
  receiver.push(octets)
  if (end !== 'open') receiver.end(end)
  return {
    events,
    frames,
    violations,
    transcript,
    receiver,
    codes: violations.map((violation) => violation.code),
  }
}

/** Events in short: `text:Hello`, `ping:01`, `close:1000`. */
function brief(events: readonly WireEvent[]): readonly string[] {
  return events.map((event) => {
    if (event.kind === 'message')
      return event.opcode === 1
        ? `text:${event.payload.toString()}`
        : `binary:${event.payload.toString('hex')}`
    if (event.kind === 'close') return `close:${event.code ?? 'none'}`
    return 'payload' in event ? `${event.kind}:${event.payload.toString('hex')}` : event.kind
  })
}

const hi = '8102 6869'

describe('lib/wire: receiving well-formed frames', () => {
  it('delivers messages, pings, pongs and Close frames in order', () => {
    const { events, codes } = receive(hex(`${hi} 8901aa 8a01bb 8202cafe 8802 03e8`))
    expect(brief(events)).to.deep.equal(['text:hi', 'ping:aa', 'pong:bb', 'binary:cafe', 'close:1000'])
    expect(codes).to.deep.equal([])
  })

  it('joins fragments around control frames', () => {
    const { events, codes } = receive(hex('0101 68 8900 0000 8001 69'))
    expect(brief(events)).to.deep.equal(['ping:', 'text:hi'])
    expect(events[1]).to.include({ frames: 3, compressed: false })
    expect(codes).to.deep.equal([])
  })

  it('takes all three encodings of the length', () => {
    for (const length of [0, 125, 126, 65535, 65536]) {
      const payload = Buffer.alloc(length, 0x61)
      const { events, codes } = receive(encodeFrame({ opcode: 2, payload, mask: false }), { limit: 65536 })
      expect(events[0]).to.deep.include({ kind: 'message', payload })
      expect(codes).to.deep.equal([])
    }
  })

  it('reads a Close frame with a reason', () => {
    expect(receive(hex('8805 0fa0 627965')).events[0]).to.deep.include({
      kind: 'close',
      code: 4000,
      reason: Buffer.from('bye'),
    })
    expect(receive(hex('8800')).events[0]).to.deep.include({ kind: 'close', code: undefined })
  })

  it('accepts a character that is split between fragments', () => {
    expect(receive(hex('0101 c3 8001 a4')).codes).to.deep.equal([])
  })

  it('inflates the examples of RFC 7692 7.2.3', () => {
    const examples = {
      'one block': 'c107 f248cdc9c90700',
      fragmented: '4103 f248cd 8004 c9c90700',
      'with the window of the message before': 'c107 f248cdc9c90700 c105 f200110000',
      'a block without compression': 'c10b 000500faff48656c6c6f00',
      'a block with BFINAL': 'c108 f348cdc9c9070000',
      'two blocks': 'c10d f248050000 00ffff cac9c90700',
    }
    for (const [name, octets] of Object.entries(examples)) {
      const { events, codes } = receive(hex(octets), { compressed: true })
      expect(codes, name).to.deep.equal([])
      expect(events.at(-1), name).to.deep.include({
        kind: 'message',
        payload: Buffer.from('Hello'),
        compressed: true,
      })
    }
  })

  it('gives each frame a row of its own, with exactly its octets', () => {
    const { events, frames, transcript } = receive(hex('0101 68 8900 8001 69 8800'))
    expect(transcript.rows.map((row) => `${row.kind} ${row.octets?.toString('hex') ?? ''}`)).to.deep.equal([
      'frame 010168',
      'frame 8900',
      'frame 800169',
      'frame 8800',
    ])
    expect(frames.map((frame) => frame.evidence)).to.deep.equal([1, 2, 3, 4])
    expect(events.map((event) => event.evidence)).to.deep.equal([2, 1, 4])
  })

  it('reads the masked frames of a client where that is its part', () => {
    const { events, codes } = receive(hex('8185 37fa213d 7f9f4d5158'), { peer: 'client' })
    expect(brief(events)).to.deep.equal(['text:Hello'])
    expect(codes).to.deep.equal([])
  })
})

interface Fault {
  readonly code: ViolationCode
  readonly what: string
  readonly octets: string
  /** Events all the same, the ping behind the fault included where it is still read. */
  readonly events: readonly string[]
  readonly setup?: Setup
}

const ping = '8900'
const faults: readonly Fault[] = [
  {
    code: 'masked',
    what: 'a masked text',
    octets: `8182 01020304 696b ${ping}`,
    events: ['text:hi', 'ping:'],
  },
  {
    code: 'rsv1-without-extension',
    what: 'RSV1 on a text',
    octets: `c1026869 ${ping}`,
    events: ['text:hi', 'ping:'],
  },
  {
    code: 'rsv1-without-extension',
    what: 'RSV1 on a ping',
    octets: `c901aa ${ping}`,
    events: ['ping:aa', 'ping:'],
  },
  {
    code: 'rsv1-on-control',
    what: 'RSV1 on a ping',
    octets: `c901aa ${ping}`,
    events: ['ping:aa', 'ping:'],
    setup: { compressed: true },
  },
  {
    code: 'rsv1-on-continuation',
    what: 'RSV1 on the second frame',
    octets: `010168 c00169 ${ping}`,
    events: ['text:hi', 'ping:'],
    setup: { compressed: true },
  },
  { code: 'rsv2-or-rsv3', what: 'RSV2 on a text', octets: `a1026869 ${ping}`, events: ['text:hi', 'ping:'] },
  { code: 'rsv2-or-rsv3', what: 'RSV3 on a Close frame', octets: '980203e8', events: ['close:1000'] },
  { code: 'reserved-opcode', what: 'opcode 3', octets: `830168 ${ping}`, events: ['ping:'] },
  { code: 'reserved-opcode', what: 'opcode 15', octets: `8f0168 ${ping}`, events: ['ping:'] },
  {
    code: 'reserved-opcode',
    what: 'opcode 4 in two fragments',
    octets: `040168 800169 ${ping}`,
    events: ['ping:'],
  },
  {
    code: 'fragmented-control',
    what: 'a ping without FIN',
    octets: `0901aa 8001bb ${ping}`,
    events: ['ping:aa', 'ping:'],
  },
  {
    code: 'control-too-long',
    what: 'a ping of 126 octets',
    octets: `897e007e${'aa'.repeat(126)} ${ping}`,
    events: [`ping:${'aa'.repeat(126)}`, 'ping:'],
  },
  {
    code: 'length-not-minimal',
    what: 'a length of 2 in 16 bits',
    octets: `817e0002 6869 ${ping}`,
    events: ['text:hi', 'ping:'],
  },
  {
    code: 'length-not-minimal',
    what: 'a length of 2 in 64 bits',
    octets: `817f0000000000000002 6869 ${ping}`,
    events: ['text:hi', 'ping:'],
  },
  {
    code: 'length-top-bit',
    what: 'the top bit of the length',
    octets: `${hi} 827f8000000000000001 aa ${ping}`,
    events: ['text:hi'],
  },
  {
    code: 'continuation-without-start',
    what: 'a lone continuation',
    octets: `800168 ${ping}`,
    events: ['ping:'],
  },
  {
    code: 'data-inside-fragmented',
    what: 'a text inside a text',
    octets: `010161 81026869 800162 ${ping}`,
    events: ['text:hi', 'text:ab', 'ping:'],
  },
  {
    code: 'data-inside-fragmented',
    what: 'a second beginning',
    octets: `010161 010168 800169 ${ping}`,
    events: ['text:hi', 'ping:'],
  },
  {
    code: 'invalid-utf8',
    what: 'a surrogate over two fragments',
    octets: `0102eda0 800180 ${ping}`,
    events: ['text:\ufffd\ufffd\ufffd', 'ping:'],
  },
  { code: 'close-length-one', what: 'a Close frame of one octet', octets: '880103', events: ['close:none'] },
  { code: 'close-code-invalid', what: 'a Close frame with 1005', octets: '880203ed', events: ['close:1005'] },
  { code: 'close-code-invalid', what: 'a Close frame with 999', octets: '880203e7', events: ['close:999'] },
  { code: 'close-code-invalid', what: 'a Close frame with 5000', octets: '88021388', events: ['close:5000'] },
  {
    code: 'close-code-client-only',
    what: 'a Close frame with 1010',
    octets: '880203f2',
    events: ['close:1010'],
  },
  {
    code: 'close-reason-utf8',
    what: 'a reason that is no UTF-8',
    octets: '880403e8c328',
    events: ['close:1000'],
  },
  {
    code: 'data-after-close',
    what: 'a text after the Close frame',
    octets: `880203e8 ${hi}`,
    events: ['close:1000', 'text:hi'],
  },
  {
    code: 'deflate-corrupt',
    what: 'a block of a type that does not exist',
    octets: `c101ff ${ping}`,
    events: ['ping:'],
    setup: { compressed: true },
  },
  {
    code: 'deflate-corrupt',
    what: 'compressed data that is cut short',
    octets: `c103f248cd ${ping}`,
    events: ['ping:'],
    setup: { compressed: true },
  },
  {
    code: 'message-too-long',
    what: 'a frame over the limit',
    octets: `${hi} 820bcafe ${ping}`,
    events: ['text:hi'],
    setup: { limit: 10 },
  },
  {
    code: 'message-too-long',
    what: 'fragments over the limit',
    octets: '010661626364656680056768696a6b',
    events: [],
    setup: { limit: 10 },
  },
  {
    code: 'message-too-long',
    what: 'a message that inflates to more',
    octets: `c1064a4ca43d0000 ${ping}`,
    events: ['ping:'],
    setup: { limit: 10, compressed: true },
  },
  {
    code: 'flood',
    what: 'more frames than are read',
    octets: `${hi} ${ping} ${hi}`,
    events: ['text:hi', 'ping:'],
    setup: { frames: 2 },
  },
  { code: 'frame-truncated', what: 'half a frame', octets: `${hi} 8105 4865`, events: ['text:hi'] },
  { code: 'frame-truncated', what: 'half a header', octets: '817e00', events: [] },
]

describe('lib/wire: receiving what breaks the rules', () => {
  for (const { code, what, octets, events, setup } of faults) {
    it(`${code}: ${what}, and goes on`, () => {
      const result = receive(hex(octets), setup)
      expect(result.codes).to.deep.equal([code])
      expect(brief(result.events)).to.deep.equal(events)
      expect(result.violations[0]?.message).to.match(/\S/)
      expect(result.transcript.text(result.violations[0]?.evidence ?? 0)).to.match(
        /^in (frame|octets) [0-9a-f]+$/,
      )
    })
  }

  it('has a literal for every code there is', () => {
    expect(new Set(faults.map((fault) => fault.code))).to.deep.equal(new Set(violationCodes))
  })

  it('says nothing about all the octets of these faults when they come one at a time', () => {
    for (const { octets, setup, code } of faults) {
      const whole = receive(hex(octets), setup)
      const single = receive(Buffer.alloc(0), setup, 'open')
      for (const octet of hex(octets)) single.receiver.push(Buffer.of(octet))
      single.receiver.end('end')
      expect(brief(single.events), code).to.deep.equal(brief(whole.events))
      expect(
        single.violations.map((violation) => violation.code),
        code,
      ).to.deep.equal(whole.codes)
    }
  })

  it('names the octet at which a text stops being UTF-8', () => {
    const { violations } = receive(hex('8105 4865 ff 6c6f'))
    expect(violations[0]?.message).to.contain('from its octet 2 on').and.to.contain('4865ff6c6f')
  })

  it('finds several faults in one frame', () => {
    expect(receive(hex('73 fe0001 00000000 aa')).codes).to.deep.equal([
      'masked',
      'rsv2-or-rsv3',
      'rsv1-without-extension',
      'length-not-minimal',
      'reserved-opcode',
    ])
  })

  it('does not allocate what a length only declares', () => {
    const before = process.memoryUsage().arrayBuffers
    const { codes } = receive(hex('827f7fffffffffffffff 00'), { limit: 2 ** 40 }, 'open')
    expect(codes).to.deep.equal(['message-too-long'])
    receive(hex('827f000000003fffffff 00'), { limit: 2 ** 40 }, 'open')
    expect(process.memoryUsage().arrayBuffers - before).to.be.below(2 ** 24)
  })

  it('puts what it cannot parse into the transcript, up to a cap, and counts the rest', () => {
    const { receiver, transcript } = receive(hex('827f8000000000000000'), {}, 'open')
    for (let round = 0; round < 100; round++) receiver.push(Buffer.alloc(1000))
    expect(receiver.stopped).to.be.true
    expect(receiver.unparsed).to.equal(100_000)
    const kept = transcript.rows.reduce((sum, row) => sum + (row.octets?.length ?? 0), 0)
    expect(kept).to.equal(10 + 65536)
  })

  it('blames nobody for half a frame when TCP was reset, or after a Close frame', () => {
    expect(receive(hex('8105 48'), {}, 'reset').codes).to.deep.equal([])
    expect(receive(hex('8800 8905 48')).codes).to.deep.equal([])
    expect(receive(hex('8105 48'), {}, 'reset').transcript.text(1)).to.equal('in octets 810548')
  })

  it('blames only the message that spoilt the compression context', () => {
    const { codes, events } = receive(hex('c107 f248cdc9c90700 c101ff c105 f200110000 c107 f248cdc9c90700'), {
      compressed: true,
    })
    expect(codes).to.deep.equal(['deflate-corrupt'])
    expect(brief(events)).to.deep.equal(['text:Hello', 'text:Hello'])
  })

  it('reads no more of a flood than the frames of 65536, and no more than 64 MiB', () => {
    const pings = receive(Buffer.alloc(2 * 70_000, hex('8900')), {}, 'open')
    expect([pings.events.length, pings.codes, pings.receiver.stopped]).to.deep.equal([
      65_536,
      ['flood'],
      true,
    ])
    const large = Buffer.concat([hex('827f0000000000100000'), Buffer.alloc(1 << 20)])
    const { receiver, events, violations } = receive(large, { limit: 1 << 20 }, 'open')
    for (let more = 0; more < 70; more++) receiver.push(large)
    expect([events.length, violations.map(({ code }) => code)]).to.deep.equal([64, ['flood']])
  })

  it('stands a flood of tiny fragments', () => {
    const count = 20_000
    const octets = Buffer.concat([
      hex('020161'),
      ...Array.from({ length: count }, () => hex('000161')),
      hex('8000'),
    ])
    const { events, codes } = receive(octets, { limit: 1 << 20 })
    expect(codes).to.deep.equal([])
    expect(events).to.have.length(1)
    expect(events[0]).to.include({ frames: count + 2 })
  })
})
