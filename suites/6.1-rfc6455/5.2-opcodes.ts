import { clause } from '../../lib/case/index.js'
import { fragment, opcodes, type FrameOptions } from '../../lib/wire/index.js'
import { testOffences, type Offence } from '../failures.js'

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
    frames: (request, own) => {
      const [first, ...rest] = fragment(request, own, [request.length >> 1])
      const stray: FrameOptions = { opcode, payload: Buffer.from('stray') }
      return [...(first === undefined ? [] : [first]), stray, ...rest]
    },
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
]

clause('RFC6455/5.2', 'Base Framing Protocol: reserved opcodes', (test) => {
  testOffences(test, offences)
})
