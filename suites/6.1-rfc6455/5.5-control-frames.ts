import { clause } from '../../lib/case/index.js'
import { opcodes } from '../../lib/wire/index.js'
import { testOffences, type Offence } from '../failures.js'
import { halves, withBetween } from '../interleaving.js'

const row = 'RFC6455/10.7-1'

type Control = 'ping' | 'pong' | 'close'

function named(name: Control): string {
  return name === 'close' ? 'Close frame' : name
}

/** The body of a control frame that is regular but for its length. */
function body(name: Control, size: number): Buffer {
  const payload = Buffer.alloc(size, 'l')
  if (name === 'close') payload.writeUInt16BE(1000)
  return payload
}

function tooLong(id: Offence['id'], name: Control, size: number): Offence {
  return {
    id,
    words: `a ${named(name)} of ${size} octets`,
    row,
    frames: () => [{ opcode: opcodes[name], payload: body(name, size) }],
  }
}

/** A control frame in two fragments. */
function inFragments(id: Offence['id'], name: Control, writing: NonNullable<Offence['writing']>): Offence {
  return {
    id,
    words: `a ${named(name)} in two fragments`,
    row,
    frames: () => [
      { opcode: opcodes[name], payload: body(name, 8), fin: false },
      { opcode: opcodes.continuation, payload: Buffer.from('rest') },
    ],
    writing,
  }
}

const offences: readonly Offence[] = [
  tooLong('CSE/FRM/130', 'ping', 126),
  tooLong('CSE/FRM/131', 'ping', 127),
  // So long a frame may also be refused for its length alone.
  { ...tooLong('CSE/FRM/132', 'ping', 65_536), codes: [1002, 1009] },
  tooLong('CSE/FRM/133', 'pong', 126),
  tooLong('CSE/FRM/134', 'close', 126),
  { ...tooLong('CSE/FRM/135', 'ping', 126), writing: { chopSize: 1 } },
  inFragments('CSE/FRM/136', 'ping', 'at once'),
  inFragments('CSE/FRM/137', 'pong', 'at once'),
  inFragments('CSE/FRM/138', 'close', 'at once'),
  inFragments('CSE/FRM/139', 'ping', { chopSize: 1 }),
  {
    id: 'CSE/FRM/140',
    words: 'an empty ping without FIN, and nothing behind it',
    row,
    frames: () => [{ opcode: opcodes.ping, fin: false }],
  },
  {
    id: 'CSE/FRM/141',
    words: 'a ping without FIN between the fragments of a request',
    row,
    frames: (request, opcode) =>
      withBetween(halves(request, opcode), {
        opcode: opcodes.ping,
        payload: Buffer.from('open'),
        fin: false,
      }),
  },
  {
    id: 'CSE/FRM/142',
    words: 'a ping of 126 octets between the fragments of a request',
    row,
    frames: (request, opcode) =>
      withBetween(halves(request, opcode), { opcode: opcodes.ping, payload: body('ping', 126) }),
  },
]

clause('RFC6455/5.5', 'Control Frames: too long or in fragments', (test) => {
  testOffences(test, offences)
})
