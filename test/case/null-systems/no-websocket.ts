import { randomBytes } from 'node:crypto'
import type { Socket } from 'node:net'
import { flood, onHead, type Behaviour } from './server.js'
import { answers, nothing, type NullSystem } from './system.js'

const ok = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n'

/** What comes of an answer in HTTP that is no acceptance: its status line may be right all the same. */
const plainHttp = {
  exitCode: 1,
  finding: [/^CSE\/HSK\/030$/, '6.2.3.1-2'],
  earned: answers,
  earnedRows: ['6.2.3.1-1'],
} as const

/** Writes one octet a second, the way a slow loris does. */
function trickle(socket: Socket, text: string): void {
  let at = 0
  const timer = setInterval(() => {
    socket.write(text.charAt(at % text.length))
    at += 1
  }, 1000)
  socket.on('close', () => clearInterval(timer))
}

/** Answers every request head with this, and closes. */
function httpServer(answer: string): Behaviour {
  return (socket) => {
    onHead(socket, () => socket.end(answer))
  }
}

/** Systems that do not even speak WebSocket. */
export const noWebSocket: readonly NullSystem[] = [
  {
    id: 'silent',
    does: 'accepts and stays silent',
    expects: { exitCode: 1, finding: [/^CSE\/HSK\/001$/, '6.2.1-5'], earned: nothing, seconds: 15 },
    behaviour: () => undefined,
  },
  {
    id: 'closes',
    does: 'closes at once',
    expects: { exitCode: 1, finding: [/^CSE\/HSK\/001$/, '6.2.1-5'], earned: nothing, seconds: 15 },
    behaviour: (socket) => {
      socket.end()
    },
  },
  {
    id: 'resets',
    does: 'resets at once',
    expects: { exitCode: 3, earned: nothing, seconds: 10 },
    behaviour: (socket) => {
      socket.resetAndDestroy()
    },
  },
  {
    id: 'garbage',
    does: 'answers garbage',
    expects: { exitCode: 1, finding: [/^CSE\/HSK\/001$/, '6.2.1-5'], earned: nothing, seconds: 15 },
    behaviour: (socket) => {
      socket.on('data', () => socket.write(randomBytes(512)))
    },
  },
  {
    id: 'octet-a-second',
    does: 'answers the handshake with an octet a second',
    expects: { exitCode: 1, finding: [/^CSE\/HSK\/001$/, '6.2.1-5'], earned: nothing, seconds: 20 },
    behaviour: (socket) => {
      trickle(socket, 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n')
    },
  },
  {
    id: 'endless-headers',
    does: 'answers with header fields that never end',
    expects: { exitCode: 1, finding: [/^CSE\/HSK\/001$/, '6.2.1-5'], earned: nothing, seconds: 20 },
    behaviour: (socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n')
      flood(socket, 'X-Field: and another one, and no end of them\r\n'.repeat(100))
    },
  },
  {
    id: 'endless-interim',
    does: 'answers with interim answers that never end',
    expects: { exitCode: 1, finding: [/^CSE\/HSK\/001$/, '6.2.1-5'], earned: nothing, seconds: 20 },
    behaviour: (socket) => {
      flood(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000))
    },
  },
  {
    id: 'huge-body',
    does: 'answers with a body of a gigaoctet',
    expects: { ...plainHttp, seconds: 30 },
    behaviour: (socket) => {
      onHead(socket, () => {
        socket.write(`${ok}Content-Length: 1000000000\r\n\r\n`)
        flood(socket, Buffer.alloc(65_536, 'x'))
      })
    },
  },
  {
    id: 'http-200',
    does: 'is a plain HTTP server',
    expects: { ...plainHttp, seconds: 15 },
    behaviour: httpServer(`${ok}Content-Length: 2\r\nConnection: close\r\n\r\nok`),
  },
  {
    id: 'http-404',
    does: 'finds nothing, whatever it is asked for',
    expects: { ...plainHttp, seconds: 15 },
    behaviour: httpServer('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
  },
  {
    id: 'http-400',
    does: 'takes every request for a bad one',
    expects: { ...plainHttp, seconds: 15 },
    behaviour: httpServer('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'),
  },
  {
    id: 'tcp-echo',
    does: 'echoes the octets',
    expects: { exitCode: 1, finding: [/^CSE\/HSK\/001$/, '6.2.1-5'], earned: nothing, seconds: 15 },
    behaviour: (socket) => {
      socket.pipe(socket)
    },
  },
]
