import { encodeFrame, opcodes } from '../../wire/index.js'
import { reframed, type TamperFrame } from '../frame-reader.js'
import { isData } from '../messages.js'
import { forward, octetByOctet, perConnection, stateless, wait } from '../steps.js'
import type { Liberty, Step } from '../types.js'
import { inOctets } from './define.js'

const ping = encodeFrame({ opcode: opcodes.ping, payload: Buffer.from('alive'), mask: false })
const pong = encodeFrame({ opcode: opcodes.pong, payload: Buffer.from('alive'), mask: false })

/** A message in so many fragments, with something between each two of them. */
function fragments(frame: TamperFrame, count: number, between: readonly Buffer[]): readonly Step[] {
  const size = Math.max(1, Math.ceil(frame.payload.length / count))
  return Array.from({ length: count }, (_, index) => {
    const part = reframed(frame, {
      opcode: index === 0 ? frame.opcode : opcodes.continuation,
      rsv: index === 0 ? frame.rsv : 0,
      fin: index === count - 1,
      payload: frame.payload.subarray(index * size, (index + 1) * size),
    })
    return index === 0 ? [part] : [...between, part]
  }).flatMap((octets) => forward(...octets))
}

/** A liberty in how whole messages of the server are sent. */
function inMessages(
  id: string,
  text: string,
  by: string,
  send: (frame: TamperFrame) => readonly Step[],
): Liberty {
  return inOctets(
    id,
    text,
    { by },
    stateless({ fromServer: (frame) => (isData(frame) && frame.fin ? send(frame) : frame) }),
  )
}

/** What RFC 6455 5.4 and 5.5 leave to an endpoint that sends. */
export const frameLiberties: readonly Liberty[] = [
  inMessages('fragments', 'Sends each message in three fragments.', 'RFC 6455 5.4', (frame) =>
    fragments(frame, 3, []),
  ),
  inMessages(
    'empty-fragments',
    'Sends empty fragments before, between and behind those with content.',
    'RFC 6455 5.4',
    (frame) => {
      const none = Buffer.alloc(0)
      const empty = reframed(frame, { opcode: opcodes.continuation, rsv: 0, fin: false, payload: none })
      return [
        ...forward(reframed(frame, { fin: false, payload: none }), empty),
        ...forward(reframed(frame, { opcode: opcodes.continuation, rsv: 0, fin: false })),
        ...forward(empty, reframed(frame, { opcode: opcodes.continuation, rsv: 0, payload: none })),
      ]
    },
  ),
  inMessages(
    'pings-between-fragments',
    'Pings between the fragments of each message.',
    'RFC 6455 5.4',
    (frame) => fragments(frame, 3, [ping]),
  ),
  inMessages('ping-before-messages', 'Pings before each message.', 'RFC 6455 5.5.2', (frame) =>
    forward(ping, frame.octets),
  ),
  inMessages(
    'pongs-unasked',
    'Sends a Pong that nobody asked for with each message.',
    'RFC 6455 5.5.3',
    (frame) => forward(pong, frame.octets, pong),
  ),
  inOctets(
    'frames-octet-by-octet',
    'Sends the frames of short messages octet by octet, and all others in three TCP segments.',
    { by: 'RFC 793 1.5: a stream of octets' },
    stateless({
      fromServer: (frame) =>
        !isData(frame) || frame.octets.length > 300
          ? forward(frame.octets.subarray(0, 1), frame.octets.subarray(1, 3), frame.octets.subarray(3))
          : octetByOctet(frame.octets),
    }),
  ),
  inMessages('slow-messages', 'Takes 30 ms for each message.', '5.2-17: no time is given', (frame) => [
    wait(30),
    ...forward(frame.octets),
  ]),
  inOctets(
    'only-last-ping-answered',
    'Answers only the last of the pings that came together.',
    { by: 'RFC 6455 5.5.3' },
    perConnection(() => {
      let last: Buffer | undefined
      return {
        fromClient: (frame) => {
          if (frame.opcode === opcodes.ping) last = frame.payload
          return frame
        },
        fromServer: (frame) =>
          frame.opcode === opcodes.pong && last?.equals(frame.payload) === false ? [] : frame,
      }
    }),
  ),
]
