import { clause } from '../../lib/case/index.js'
import { opcodes, type FrameOptions } from '../../lib/wire/index.js'
import { testOffences, type Offence } from '../failures.js'
import { halves, withBetween } from '../interleaving.js'

/** Names of the bits that are set in a value of RSV, as in "RSV1 and RSV3". */
function bits(rsv: number): string {
  const set = [4, 2, 1].flatMap((bit, index) => ((rsv & bit) === 0 ? [] : [`RSV${index + 1}`]))
  return set.join(' and ')
}

const row = 'RFC6455/5.2-2'

function inMessage(id: Offence['id'], rsv: number): Offence {
  return {
    id,
    words: `a data frame with ${bits(rsv)}`,
    row,
    frames: (request, opcode) => [{ opcode, payload: request, rsv }],
  }
}

function inControl(id: Offence['id'], name: 'ping' | 'pong' | 'close', rsv: number): Offence {
  const payload = name === 'close' ? Buffer.of(0x03, 0xe8) : Buffer.from('reserved')
  return {
    id,
    words: `a ${name === 'close' ? 'Close frame' : name} with ${bits(rsv)}`,
    row,
    frames: () => [{ opcode: opcodes[name], payload, rsv }],
  }
}

/** The last of two fragments has the bits. */
function inContinuation(id: Offence['id'], rsv: number): Offence {
  return {
    id,
    words: `a continuation frame with ${bits(rsv)}`,
    row,
    frames: (request, opcode) =>
      halves(request, opcode).map((frame): FrameOptions =>
        frame.opcode === opcodes.continuation ? { ...frame, rsv } : frame,
      ),
  }
}

const lastPing: FrameOptions = { opcode: opcodes.ping }

/** The bits behind a regular request and in front of a ping, all in one go. */
function behindRequest(id: Offence['id'], rsv: number, writing: NonNullable<Offence['writing']>): Offence {
  return {
    id,
    words: `a data frame with ${bits(rsv)} and a ping`,
    row,
    frames: (request, opcode) => [{ opcode, payload: request, rsv }, lastPing],
    writing,
    ahead: 'whole',
  }
}

const offences: readonly Offence[] = [
  inMessage('CSE/FRM/001', 1),
  inMessage('CSE/FRM/002', 2),
  inMessage('CSE/FRM/003', 3),
  inMessage('CSE/FRM/004', 4),
  inMessage('CSE/FRM/005', 5),
  inMessage('CSE/FRM/006', 6),
  inMessage('CSE/FRM/007', 7),
  { ...inMessage('CSE/FRM/008', 4), writing: { chopSize: 1 } },
  inControl('CSE/FRM/009', 'ping', 1),
  inControl('CSE/FRM/010', 'ping', 2),
  inControl('CSE/FRM/011', 'ping', 3),
  inControl('CSE/FRM/012', 'ping', 4),
  inControl('CSE/FRM/013', 'ping', 5),
  inControl('CSE/FRM/014', 'ping', 6),
  inControl('CSE/FRM/015', 'ping', 7),
  inControl('CSE/FRM/016', 'pong', 2),
  inControl('CSE/FRM/017', 'pong', 4),
  inControl('CSE/FRM/018', 'close', 1),
  inControl('CSE/FRM/019', 'close', 4),
  inControl('CSE/FRM/020', 'close', 7),
  inContinuation('CSE/FRM/021', 1),
  inContinuation('CSE/FRM/022', 2),
  inContinuation('CSE/FRM/023', 4),
  {
    id: 'CSE/FRM/024',
    words: 'a ping with RSV3 between the fragments of a request',
    row,
    frames: (request, opcode) => withBetween(halves(request, opcode), { opcode: opcodes.ping, rsv: 1 }),
  },
  behindRequest('CSE/FRM/025', 2, 'at once'),
  behindRequest('CSE/FRM/026', 3, 'frame by frame'),
  behindRequest('CSE/FRM/027', 4, { chopSize: 1 }),
]

clause('RFC6455/5.2', 'Base Framing Protocol: reserved bits', (test) => {
  testOffences(test, offences)
})
