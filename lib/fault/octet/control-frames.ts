import { closePayload, encodeFrame, opcodes } from '../../wire/index.js'
import { inCloses } from '../closes.js'
import { octetFault, type WrittenFacts } from '../define.js'
import { reframed, type TamperFrame } from '../frame-reader.js'
import { isData } from '../messages.js'
import { fragmented, primitives, serving } from '../rows.js'
import { end, forward, nothing, perConnection, reply, stateless, wait } from '../steps.js'
import type { OctetFault, Step, Tampering, Transform } from '../types.js'

function frameOfServer(opcode: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  return encodeFrame({ opcode, payload, mask: false })
}

function inFrames(opcode: number, edit: (frame: TamperFrame) => readonly Step[]): Transform {
  return stateless({ fromServer: (frame) => (frame.opcode === opcode ? edit(frame) : frame) })
}

/** Rows on the Close frame that follows an error. */
const afterErrors = ['RFC6455/7.1.7-3', 'RFC6455/8.1-1', 'RFC6455/10.7-1', 'RFC6455/10.7-3']

/** A fault in the body of the Close frames that the server sends. */
function closeBody(
  id: string,
  text: string,
  facts: WrittenFacts,
  body: (right: Buffer) => Buffer,
): OctetFault {
  return octetFault(
    id,
    text,
    { ...facts, also: [...(facts.also ?? []), ...afterErrors] },
    inFrames(opcodes.close, (frame) => forward(reframed(frame, { payload: body(frame.payload) }))),
  )
}

/** A fault in the code of the Close frames that the server sends. */
function closeCode(
  id: string,
  text: string,
  code: number,
  kills: readonly string[] = ['RFC6455/7.4.1-2'],
): OctetFault {
  return closeBody(id, text, { kills }, () => closePayload(code))
}

/** Rows that a barrier of ping and pong serves. */
const pings = [
  '6.3-3',
  'RFC6455/5.5.2-2',
  'RFC6455/5.5.2-3',
  'RFC6455/5.4-6',
  'RFC6455/6.2-2',
  'RFC6455/5.5.3-3',
  'RFC6455/5.6-2',
  'RFC6455/10.7-1',
]
const closing = ['6.3-1', '5.2-5', 'RFC6455/5.5.1-9', 'RFC6455/5.5.1-11', 'RFC6455/6.2-2', 'RFC6455/7.1.2-2']

/** One octet more than a control frame may have. */
const longPing = Buffer.alloc(126, 'p')

/** Keeps pings from the server while a message of the client is not complete. */
function pongsHeldInsideMessages(): Tampering {
  let inside = false
  let held: readonly Buffer[] = []
  return {
    fromClient: (frame) => {
      if (inside && frame.opcode === opcodes.ping) {
        held = [...held, frame.octets]
        return nothing
      }
      if (isData(frame)) inside = !frame.fin
      if (inside || held.length === 0) return frame
      const due = held
      held = []
      return forward(frame.octets, ...due)
    },
  }
}

/** RFC 6455 5.5 and 7: pings, pongs and the closing handshake. */
export const controlFrameFaults: readonly OctetFault[] = [
  octetFault(
    'pong-missing',
    'Answers no ping.',
    { kills: ['RFC6455/5.5.2-2', 'RFC6455/6.2-2'], also: pings },
    inFrames(opcodes.pong, () => nothing),
  ),
  octetFault(
    'pong-empty',
    'Sends its pongs without the payload of the ping.',
    { kills: ['RFC6455/5.5.3-1'], also: pings },
    inFrames(opcodes.pong, (frame) => forward(reframed(frame, { payload: Buffer.alloc(0) }))),
  ),
  octetFault(
    'pong-changed',
    'Changes the last octet of the payload in its pongs.',
    { kills: ['RFC6455/5.5.3-1'], also: pings },
    inFrames(opcodes.pong, (frame) => {
      const payload = Buffer.from(frame.payload)
      const last = payload.length - 1
      if (last >= 0) payload.writeUInt8(payload.readUInt8(last) ^ 1, last)
      return forward(reframed(frame, { payload }))
    }),
  ),
  octetFault(
    'pong-cut',
    'Cuts the payload of its pongs to 16 octets.',
    { kills: ['RFC6455/5.5.3-1'], also: pings },
    inFrames(opcodes.pong, (frame) => forward(reframed(frame, { payload: frame.payload.subarray(0, 16) }))),
  ),
  octetFault(
    'ping-answered-by-ping',
    'Answers a ping with a ping.',
    { kills: ['RFC6455/5.5.2-2'], also: pings },
    inFrames(opcodes.pong, (frame) => forward(reframed(frame, { opcode: opcodes.ping }))),
  ),
  octetFault(
    'ping-between-fragments-refused',
    'Closes with 1002 on a ping between the fragments of a message.',
    { kills: ['RFC6455/5.4-6'], also: ['RFC6455/5.5.2-2', ...fragmented] },
    perConnection(() => {
      let inside = false
      return {
        fromClient: (frame) => {
          if (isData(frame)) inside = !frame.fin
          return inside && frame.opcode === opcodes.ping
            ? [...reply(frameOfServer(opcodes.close, closePayload(1002))), end]
            : frame
        },
      }
    }),
  ),
  octetFault(
    'pong-after-message',
    'Answers a ping between the fragments of a message only after the last fragment.',
    { kills: ['RFC6455/5.4-6'], also: pings },
    perConnection(pongsHeldInsideMessages),
  ),
  octetFault(
    'pong-not-final',
    'Sends its pongs without FIN.',
    { kills: ['RFC6455/5.5-2'], also: pings },
    inFrames(opcodes.pong, (frame) => forward(reframed(frame, { fin: false }))),
  ),
  octetFault(
    'close-not-final',
    'Sends its Close frames without FIN.',
    { kills: ['RFC6455/5.5-2'], also: closing },
    inFrames(opcodes.close, (frame) => forward(reframed(frame, { fin: false }))),
  ),
  octetFault(
    'ping-too-long',
    'Sends a ping of 126 octets after its first message.',
    { kills: ['RFC6455/5.5-1'] },
    perConnection(() => {
      let first = true
      return {
        // The server itself has sent no ping and need not see the pong.
        fromClient: (frame) =>
          frame.opcode === opcodes.pong && frame.payload.equals(longPing) ? nothing : frame,
        fromServer: (frame) => {
          if (!first || !isData(frame)) return frame
          first = false
          return forward(frame.octets, frameOfServer(opcodes.ping, longPing))
        },
      }
    }),
  ),
  octetFault(
    'pong-too-long',
    'Fills the payload of its pongs up with zeros to 130 octets.',
    { kills: ['RFC6455/5.5-1'], also: [...pings, 'RFC6455/5.5.3-1'] },
    inFrames(opcodes.pong, (frame) =>
      forward(
        reframed(frame, {
          payload: Buffer.concat([frame.payload, Buffer.alloc(Math.max(0, 130 - frame.payload.length))]),
        }),
      ),
    ),
  ),
  closeCode('close-code-1005', 'Sends the reserved code 1005 in its Close frames.', 1005),
  closeCode('close-code-1006', 'Sends the reserved code 1006 in its Close frames.', 1006),
  closeCode('close-code-1015', 'Sends the reserved code 1015 in its Close frames.', 1015),
  closeCode('close-code-1004', 'Sends the reserved code 1004 in its Close frames.', 1004),
  closeCode('close-code-999', 'Sends the code 999, which is not used, in its Close frames.', 999),
  closeCode('close-code-0', 'Sends the code 0 in its Close frames.', 0),
  closeCode('close-code-2999', 'Sends the unassigned code 2999 in its Close frames.', 2999),
  closeCode('close-code-5000', 'Sends the code 5000, which is not defined, in its Close frames.', 5000),
  closeCode('close-code-1010', 'Sends 1010, which only clients use, in its Close frames.', 1010, [
    'RFC6455/7.4.1-3',
  ]),
  closeBody(
    'close-code-little-endian',
    'Writes the code of its Close frames with the low octet first.',
    { kills: ['RFC6455/7.4.1-2'] },
    (right) =>
      right.length < 2
        ? Buffer.of(0xe8, 0x03)
        : Buffer.concat([Buffer.from(right.subarray(0, 2)).swap16(), right.subarray(2)]),
  ),
  closeBody(
    'close-body-of-one-octet',
    'Sends Close frames with a body of a single octet.',
    { kills: ['RFC6455/5.5.1-2'] },
    () => Buffer.of(0x03),
  ),
  closeBody(
    'close-code-as-text',
    'Writes the code of its Close frames in decimal digits.',
    { kills: ['RFC6455/7.4.1-2'] },
    () => Buffer.from('1000', 'latin1'),
  ),
  closeBody(
    'close-reason-not-utf8',
    'Sends a reason in its Close frames that is not UTF-8.',
    { kills: ['RFC6455/5.5.1-3'] },
    (right) =>
      Buffer.concat([
        right.length < 2 ? closePayload(1000) : right.subarray(0, 2),
        Buffer.from('adi\u00f3s', 'latin1'),
      ]),
  ),
  closeBody(
    'close-reason-cut-in-a-character',
    'Cuts the reason in its Close frames inside a character.',
    { kills: ['RFC6455/5.5.1-3'] },
    () => closePayload(1000, Buffer.from('adi\u00f3', 'utf8').subarray(0, -1)),
  ),
  closeBody(
    'close-too-long',
    'Sends Close frames with a reason of 124 octets, one too many.',
    { kills: ['RFC6455/5.5-1'] },
    () => closePayload(1000, 'r'.repeat(124)),
  ),
  octetFault(
    'message-after-close',
    'Sends a text message after its Close frame.',
    { kills: ['RFC6455/5.5.1-5'], also: [...primitives, '6.2.2.9-3'] },
    inFrames(opcodes.close, (frame) => forward(frame.octets, frameOfServer(opcodes.text, Buffer.from('{}')))),
  ),
  octetFault(
    'close-unanswered',
    'Ends TCP without answering a Close frame.',
    { kills: ['6.3-1'], also: closing },
    inCloses((frame, answers) => (answers ? nothing : frame)),
  ),
  octetFault(
    'close-ignored',
    'Takes no notice of a Close frame.',
    { kills: ['6.3-1', 'RFC6455/6.2-2'], also: [...closing, 'RFC6455/7.1.1-3'] },
    stateless({ fromClient: (frame) => (frame.opcode === opcodes.close ? nothing : frame) }),
  ),
  octetFault(
    'close-between-fragments-ignored',
    'Takes no notice of a Close frame that comes between the fragments of a message.',
    { kills: ['6.3-1'], also: closing },
    perConnection(() => {
      let inside = false
      return {
        fromClient: (frame) => {
          if (isData(frame)) inside = !frame.fin
          return inside && frame.opcode === opcodes.close ? nothing : frame
        },
      }
    }),
  ),
  octetFault(
    'close-answered-by-reset',
    'Answers a Close frame with a reset of TCP.',
    { kills: ['6.3-1'], also: [...closing, 'RFC6455/7.1.1-1'] },
    stateless({ fromClient: (frame) => (frame.opcode === opcodes.close ? [{ kind: 'reset' }] : frame) }),
  ),
  octetFault(
    'reset-after-close',
    'Ends TCP with a reset behind its Close frame.',
    { kills: ['RFC6455/7.1.1-1'], also: [...closing, '6.5-3'], verdict: 'warn' },
    inFrames(opcodes.close, (frame) => [...forward(frame.octets), wait(50), { kind: 'reset' }]),
  ),
  octetFault(
    'tcp-left-open',
    'Leaves TCP open after the closing handshake.',
    {
      kills: ['RFC6455/5.5.1-11', 'RFC6455/7.1.1-3', 'RFC6455/5.5.1-9'],
      also: [...closing, 'RFC6455/7.1.1-1', 'RFC6455/7.1.7-1'],
    },
    stateless({ serverEnded: () => 'held' }),
  ),
  octetFault(
    'closed-after-acceptance',
    'Closes each connection as soon as it is open.',
    { kills: ['5.2-4'], also: ['6.3-3', ...serving, ...primitives] },
    stateless({
      answer: (head) =>
        head.status === 101
          ? [...forward(head.octets, frameOfServer(opcodes.close, closePayload(1000))), end]
          : head,
    }),
  ),
  octetFault(
    'dropped-after-acceptance',
    'Ends TCP as soon as a connection is open, without a Close frame.',
    { kills: ['6.3-1', '5.2-4'], also: [...closing, ...serving] },
    stateless({ answer: (head) => (head.status === 101 ? [...forward(head.octets), end] : head) }),
  ),
]
