import { opcodes } from '../../wire/index.js'
import { octetFault } from '../define.js'
import { primitiveIn } from '../messages.js'
import { forward, nothing, perConnection } from '../steps.js'
import type { OctetFault, Tampering } from '../types.js'
import { closes, failing, fromClient } from './rfc6455-rows.js'

/** Rows that a barrier of ping and pong serves. */
const barrier = ['6.3-3', 'RFC6455/5.4-6', 'RFC6455/5.5.2-3', 'RFC6455/6.2-2']

/** Answers the first of several pings only. */
function answersFirstPing(): Tampering {
  let due = 0
  let answered = false
  return {
    fromClient: (frame) => {
      if (frame.opcode !== opcodes.ping) return frame
      if (due === 0) answered = false
      due += 1
      return frame
    },
    fromServer: (frame) => {
      if (frame.opcode !== opcodes.pong) return frame
      due -= 1
      const first = !answered
      answered = true
      return first ? frame : nothing
    },
  }
}

/** Keeps pongs back while a request of the client has no response. */
function pongsBehindResponses(): Tampering {
  let due = 0
  let held: Buffer[] = []
  return {
    fromClient: (frame) => {
      if (primitiveIn(frame)?.kind === 'request') due += 1
      return frame
    },
    fromServer: (frame) => {
      if (frame.opcode === opcodes.pong && due > 0) {
        held.push(frame.octets)
        return nothing
      }
      if (primitiveIn(frame)?.kind === 'response') due -= 1
      if (due > 0 || held.length === 0) return frame
      const waiting = held
      held = []
      return forward(frame.octets, ...waiting)
    },
  }
}

/** RFC 6455 5.5.2 and 5.5.3: pings in unusual numbers, sizes and places, and pongs that nobody asked for. */
export const rfc6455PingFaults: readonly OctetFault[] = [
  octetFault(
    'ping-of-125-octets-refused',
    'Closes with 1002 on a ping of 125 octets, which is the most that is allowed.',
    { kills: ['RFC6455/5.5.2-2'], also: ['RFC6455/5.5.3-1', 'RFC6455/10.7-1'] },
    fromClient((frame) =>
      frame.opcode === opcodes.ping && frame.payload.length === 125 ? closes(1002) : frame,
    ),
  ),
  octetFault(
    'ping-payload-as-text',
    'Closes with 1007 on a ping whose payload is no UTF-8.',
    { kills: ['RFC6455/5.5.2-2'], also: [...barrier, 'RFC6455/5.5.3-1', 'RFC6455/10.7-1'] },
    fromClient((frame) =>
      frame.opcode === opcodes.ping && !Buffer.from(frame.payload.toString('utf8')).equals(frame.payload)
        ? closes(1007)
        : frame,
    ),
  ),
  octetFault(
    'first-ping-answered-only',
    'Answers the first of several pings instead of the latest.',
    { kills: ['RFC6455/5.5.2-2'], also: [...barrier, 'RFC6455/5.5.3-1'] },
    perConnection(answersFirstPing),
  ),
  octetFault(
    'pongs-behind-responses',
    'Answers a ping only when no request is pending any more.',
    {
      kills: ['RFC6455/5.5.2-3'],
      also: [...barrier, 'RFC6455/5.5.2-2'],
      verdict: 'warn',
      serializations: ['json'],
    },
    perConnection(pongsBehindResponses),
  ),
  octetFault(
    'unasked-pong-refused',
    'Closes with 1002 on a pong that it has not asked for.',
    { kills: ['RFC6455/6.2-2'], also: ['RFC6455/5.4-6', 'RFC6455/5.5.2-2'] },
    fromClient((frame) => (frame.opcode === opcodes.pong ? closes(1002) : frame)),
  ),
  octetFault(
    'unasked-pong-answered-by-close',
    'Closes with 1000 on an empty pong.',
    { kills: ['RFC6455/6.2-2'] },
    fromClient((frame) =>
      frame.opcode === opcodes.pong && frame.payload.length === 0 ? closes(1000) : frame,
    ),
  ),
  octetFault(
    'message-ends-at-control-frame',
    'Forgets a fragmented message when a control frame comes between its fragments.',
    { kills: ['RFC6455/5.4-6'], also: ['5.2-9', '5.2-16', 'RFC6455/5.5.2-2', 'RFC6455/8.1-1', ...failing] },
    perConnection(() => {
      let open = false
      let forgotten = false
      return {
        fromClient: (frame) => {
          if (frame.opcode >= 8) {
            forgotten ||= open && frame.opcode !== opcodes.close
            return frame
          }
          open = !frame.fin
          if (!forgotten) return frame
          forgotten = open
          return closes(1002)
        },
      }
    }),
  ),
  octetFault(
    'pong-between-fragments-refused',
    'Closes with 1002 on a pong between the fragments of a message.',
    { kills: ['RFC6455/5.4-6'] },
    perConnection(() => {
      let inside = false
      return {
        fromClient: (frame) => {
          if (frame.opcode < 8) inside = !frame.fin
          return inside && frame.opcode === opcodes.pong ? closes(1002) : frame
        },
      }
    }),
  ),
]
