import { fragment, opcodes } from '../../../lib/wire/index.js'
import { canned, notification } from './primitives.js'
import { accepting, flood, serverFrame } from './server.js'
import { frames, handshakes, manners, type NullSystem } from './system.js'

const registration = [/^CSE\/REG\/001@/, '5.2-4'] as const

/** Octets of a message that the tester may take at most, plus some. */
const beyondLimit = 32 * 1024 * 1024

const tooLong = Buffer.concat(
  fragment(Buffer.alloc(beyondLimit, 'x'), opcodes.text, 1_048_576).map(serverFrame),
)

/** Systems that send more than anybody could take. */
export const floods: readonly NullSystem[] = [
  {
    id: 'frame-flood',
    does: 'accepts and floods with empty text frames',
    expects: { exitCode: 1, finding: registration, earned: frames, seconds: 180 },
    behaviour: accepting((socket) => {
      flood(socket, Buffer.alloc(8192, Buffer.from('8100', 'hex')))
    }),
  },
  {
    id: 'large-flood',
    does: 'accepts and floods with messages of a mebioctet',
    expects: { exitCode: 1, finding: registration, earned: frames, seconds: 180 },
    behaviour: accepting((socket) => {
      flood(socket, serverFrame({ opcode: opcodes.text, payload: Buffer.alloc(1_048_576, 'x') }))
    }),
  },
  {
    id: 'fragment-flood',
    does: 'accepts and sends a message that never ends',
    expects: { exitCode: 1, finding: registration, earned: frames, seconds: 180 },
    behaviour: accepting((socket) => {
      socket.write(serverFrame({ opcode: opcodes.text, fin: false, payload: Buffer.alloc(1024, 'x') }))
      flood(socket, serverFrame({ opcode: 0, fin: false, payload: Buffer.alloc(65_000, 'x') }))
    }),
  },
  {
    id: 'empty-fragment-flood',
    does: 'accepts and sends empty fragments that never end',
    expects: { exitCode: 1, finding: registration, earned: frames, seconds: 180 },
    behaviour: accepting((socket) => {
      socket.write(serverFrame({ opcode: opcodes.text, fin: false }))
      flood(socket, Buffer.alloc(8192, Buffer.from('0000', 'hex')))
    }),
  },
  {
    id: 'ping-flood',
    does: 'accepts and floods with pings',
    expects: { exitCode: 1, finding: registration, earned: frames, seconds: 180 },
    behaviour: accepting((socket) => {
      flood(
        socket,
        Buffer.concat(
          Array.from({ length: 1000 }, () => serverFrame({ opcode: 9, payload: Buffer.from('ping') })),
        ),
      )
    }),
  },
  {
    id: 'close-flood',
    does: 'accepts and floods with Close frames',
    responseMs: 1200,
    expects: {
      exitCode: 1,
      finding: [/^CSE\/CLS\/001$/, 'RFC6455/5.5.1-9'],
      earned: [...manners, /^CSE\/REG\/014$/],
      earnedRows: ['6.3-2', 'RFC6455/5.5.1-7'],
      seconds: 180,
    },
    behaviour: accepting((socket) => {
      flood(socket, Buffer.alloc(4096, Buffer.from('880203e8', 'hex')))
    }),
  },
  {
    id: 'notification-flood',
    does: 'accepts and floods with notifications',
    expects: {
      exitCode: 1,
      finding: registration,
      earned: frames,
      earnedRows: ['TS-0004/7.2.1.1-1', 'TS-0004/7.2.1.1-2'],
      seconds: 180,
    },
    behaviour: accepting((socket) => {
      flood(socket, Buffer.concat(Array.from({ length: 50 }, () => notification)))
    }),
  },
  {
    // The first response may come at the right time, and that of the right kind.
    id: 'response-flood',
    does: 'accepts and floods with responses',
    expects: {
      exitCode: 1,
      finding: [/^CSE\/WCH\/014$/, '6.2.2.9-7'],
      earned: [...frames, /^CSE\/REG\/001@/],
      seconds: 180,
    },
    behaviour: accepting((socket) => {
      flood(socket, Buffer.concat(Array.from({ length: 50 }, () => canned)))
    }),
  },
  {
    id: 'enormous-frame',
    does: 'accepts and declares a frame of 2^62 octets',
    expects: { exitCode: 1, finding: registration, earned: handshakes, seconds: 180 },
    behaviour: accepting((socket) => {
      socket.write(serverFrame({ opcode: opcodes.text, declaredLength: 2n ** 62n, lengthBits: 64 }))
      flood(socket, Buffer.alloc(65_536, 'x'))
    }),
  },
  {
    id: 'beyond-limit',
    does: 'accepts and sends a message beyond the limit of the tester, in frames within it',
    expects: { exitCode: 1, finding: registration, earned: frames, seconds: 180 },
    behaviour: accepting((socket) => {
      socket.write(tooLong)
    }),
  },
]
