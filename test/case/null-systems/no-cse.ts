import type { Socket } from 'node:net'
import { canned, text } from './primitives.js'
import {
  acceptance,
  accepting,
  onFrames,
  onHead,
  politely,
  serverFrame,
  type Behaviour,
  type Received,
} from './server.js'
import { frames, handshakes, manners, type NullSystem } from './system.js'

const registration = [/^CSE\/REG\/001@/, '5.2-4'] as const

/** Everything is answered, so that whatever asks for no more than some answer passes; what asks for content does not. */
const talkative = [...manners, /^CSE\/(CLS|FRM|PMD|UTF|ERR|SER|TRF|REG)\//] as const

/** Takes the connection as a WebSocket server and answers each event with what `react` says. */
function webSocketServer(react: (received: Received, socket: Socket) => void): Behaviour {
  return accepting((socket, _head, rest) => {
    onFrames(socket, rest, (received) => react(received, socket))
  })
}

/** Sends each message that comes back by `answer`, and has manners. */
function answering(answer: (message: Buffer, opcode: 1 | 2) => Buffer | undefined): Behaviour {
  return webSocketServer((received, socket) => {
    politely(received, socket)
    if (received.kind !== 'message') return
    const octets = answer(received.payload, received.opcode)
    if (octets !== undefined) socket.write(octets)
  })
}

/** The rqi of a JSON request, wherever it stands. */
function rqiOf(message: Buffer): string {
  return /"rqi":"([^"]*)"/.exec(message.toString('utf8'))?.[1] ?? ''
}

/** Systems that speak WebSocket, and nothing of oneM2M. */
export const noCse: readonly NullSystem[] = [
  {
    id: 'upgraded-octet-echo',
    does: 'accepts and echoes the octets that follow',
    expects: {
      exitCode: 1,
      finding: registration,
      earned: frames,
      earnedRows: ['6.3-2', 'RFC6455/5.5.1-7'],
      seconds: 120,
    },
    behaviour: accepting((socket, _head, rest) => {
      socket.write(rest)
      socket.pipe(socket)
    }),
  },
  {
    id: 'message-echo',
    does: 'is a WebSocket echo server',
    expects: { exitCode: 1, finding: registration, earned: [...manners, /^CSE\/SER\/008@/], seconds: 120 },
    behaviour: answering((message, opcode) => serverFrame({ opcode, payload: message })),
  },
  {
    id: 'constant-101',
    does: 'answers 101 to everything, with the accept value of another key',
    expects: { exitCode: 1, finding: [/^CSE\/HSK\/038$/, '6.2.3.4-1'], earned: talkative, seconds: 120 },
    behaviour: (socket) => {
      onHead(socket, () =>
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
            'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: oneM2M.R2.0.json\r\n\r\n',
        ),
      )
      socket.on('data', () => socket.write(canned))
    },
  },
  {
    id: 'canned-response',
    does: 'accepts and replays a recorded response',
    expects: { exitCode: 1, finding: [/^CSE\/WCH\/014$/, '6.2.2.9-7'], earned: talkative, seconds: 120 },
    behaviour: answering(() => canned),
  },
  {
    id: 'always-2000',
    does: 'accepts and answers each request with 2000 and nothing else',
    expects: { exitCode: 1, finding: registration, earned: talkative, seconds: 120 },
    behaviour: answering((message) => text(`{"rsc":2000,"rqi":"${rqiOf(message)}"}`)),
  },
  {
    id: 'mute-after-101',
    does: 'accepts and then stays silent',
    expects: { exitCode: 1, finding: registration, earned: handshakes, seconds: 120 },
    behaviour: accepting(() => undefined),
  },
  {
    id: 'mannered-after-101',
    does: 'accepts and answers nothing but pings and Close frames',
    expects: { exitCode: 1, finding: registration, earned: manners, seconds: 120 },
    behaviour: webSocketServer(politely),
  },
  {
    id: 'never-reads',
    does: 'accepts and reads nothing any more',
    expects: { exitCode: 1, finding: registration, earned: handshakes, seconds: 120 },
    behaviour: accepting((socket) => {
      socket.pause()
    }),
  },
  {
    id: 'accepts-and-drops',
    does: 'accepts and drops TCP',
    expects: { exitCode: 1, finding: registration, earned: handshakes, seconds: 60 },
    behaviour: (socket) => {
      onHead(socket, (head) => {
        socket.write(acceptance(head), () => socket.destroy())
      })
    },
  },
]
