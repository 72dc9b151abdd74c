import { clause } from '../../lib/case/index.js'
import { opcodes } from '../../lib/wire/index.js'
import { testOffences, type Offence } from '../failures.js'
import { halves, withBetween } from '../interleaving.js'

const row = 'RFC6455/5.2-3'

function whole(id: Offence['id'], opcode: number): Offence {
  const kind = opcode < 8 ? 'data' : 'control'
  return {
    id,
    words: `a ${kind} frame with the reserved opcode ${opcode}`,
    row,
    // A control frame has room for 125 octets only, and no request is needed to tell that its opcode is unknown.
    frames: (request) => [{ opcode, payload: request.subarray(0, opcode < 8 ? request.length : 125) }],
  }
}

function between(id: Offence['id'], opcode: number): Offence {
  return {
    id,
    words: `a frame with the reserved opcode ${opcode} between the fragments of a request`,
    row,
    frames: (request, own) => withBetween(halves(request, own), { opcode, payload: Buffer.from('stray') }),
  }
}

/** A reserved opcode behind a regular request and in front of a ping, all in one go. */
function behindRequest(
  id: Offence['id'],
  opcode: number,
  payload: string,
  writing: NonNullable<Offence['writing']>,
): Offence {
  return {
    id,
    words: `${payload === '' ? 'an empty' : 'a'} frame with the reserved opcode ${opcode} and a ping`,
    row,
    frames: () => [{ opcode, payload: Buffer.from(payload) }, { opcode: opcodes.ping }],
    writing,
    ahead: 'whole',
  }
}

const offences: readonly Offence[] = [
  whole('CSE/FRM/030', 3),
  whole('CSE/FRM/031', 4),
  whole('CSE/FRM/032', 5),
  whole('CSE/FRM/033', 6),
  whole('CSE/FRM/034', 7),
  whole('CSE/FRM/035', 11),
  whole('CSE/FRM/036', 12),
  whole('CSE/FRM/037', 13),
  whole('CSE/FRM/038', 14),
  whole('CSE/FRM/039', 15),
  {
    id: 'CSE/FRM/040',
    words: 'an empty frame with the reserved opcode 3',
    row,
    frames: () => [{ opcode: 3 }],
  },
  {
    id: 'CSE/FRM/041',
    words: 'an empty frame with the reserved opcode 11',
    row,
    frames: () => [{ opcode: 11 }],
  },
  { ...whole('CSE/FRM/042', 7), writing: { chopSize: 1 } },
  { ...whole('CSE/FRM/043', 15), writing: { chopSize: 1 } },
  {
    id: 'CSE/FRM/044',
    words: 'a message in fragments that begins with the reserved opcode 3',
    row,
    frames: (request) => [
      { opcode: 3, payload: request.subarray(0, request.length >> 1), fin: false },
      { opcode: opcodes.continuation, payload: request.subarray(request.length >> 1) },
    ],
  },
  between('CSE/FRM/045', 4),
  between('CSE/FRM/046', 12),
  behindRequest('CSE/FRM/047', 5, '', 'at once'),
  behindRequest('CSE/FRM/048', 6, 'stray', 'at once'),
  behindRequest('CSE/FRM/049', 7, 'stray', { chopSize: 1 }),
  behindRequest('CSE/FRM/174', 13, '', 'at once'),
  behindRequest('CSE/FRM/175', 14, 'stray', 'frame by frame'),
  behindRequest('CSE/FRM/176', 15, 'stray', { chopSize: 1 }),
]

clause('RFC6455/5.2', 'Base Framing Protocol: reserved opcodes', (test) => {
  testOffences(test, offences)
})
