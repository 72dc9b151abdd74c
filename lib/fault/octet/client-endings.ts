import { encodeFrame, opcodes } from '../../wire/index.js'
import { octetFault } from '../define.js'
import { reframed } from '../frame-reader.js'
import { isData, primitiveIn } from '../messages.js'
import { mortal } from '../mortal.js'
import { accepting, fragmented, primitives, routing, serving } from '../rows.js'
import { end, forward, nothing, perConnection, reset } from '../steps.js'
import type { ClientEnd, OctetFault, Tampering } from '../types.js'

/** Rows that suffer where a server serves nobody any more. */
const down = [...accepting, ...serving, ...routing, 'RFC6455/10.4-1', 'RFC6455/10.7-1', '6.3-1']

/** What is known of a connection when its client ends TCP. */
interface Standing extends ClientEnd {
  /** Requests of the client that have no response yet. */
  readonly due: number
  /** Requests of the server that have no response yet. */
  readonly owed: number
  /** Frames of the client so far. */
  readonly frames: number
  /** Whether either side has sent Close. */
  readonly closed: boolean
}

/** Serves nobody any more once a client has ended TCP in a certain way. */
function diesOf(fatal: (standing: Standing) => boolean): OctetFault['tamper'] {
  return mortal((die) => {
    let [due, owed, frames, closed] = [0, 0, 0, false]
    // What is compressed cannot be counted.
    let legible = true
    return {
      fromClient: (frame) => {
        frames += 1
        closed ||= frame.opcode === opcodes.close
        legible &&= frame.rsv === 0
        const kind = primitiveIn(frame)?.kind
        if (kind === 'request') due += 1
        if (kind === 'response') owed -= 1
        return frame
      },
      fromServer: (frame) => {
        closed ||= frame.opcode === opcodes.close
        legible &&= frame.rsv === 0
        const kind = primitiveIn(frame)?.kind
        if (kind === 'response') due -= 1
        if (kind === 'request') owed += 1
        return frame
      },
      clientEnded: (ended) => {
        if (legible && fatal({ ...ended, due, owed, frames, closed })) die()
        return nothing
      },
    }
  })
}

/** Whether octets are a primitive. */
function isPrimitive(octets: Buffer): boolean {
  try {
    JSON.parse(octets.toString('utf8'))
    return true
  } catch {
    return false
  }
}

/** Answers no Close frame of a client while a request of either side has no response. */
function closesOnlyWhenIdle(): Tampering {
  let open = 0
  const count = (kind: 'request' | 'response' | undefined): void => {
    if (kind !== undefined) open += kind === 'request' ? 1 : -1
  }
  return {
    fromClient: (frame) => {
      count(primitiveIn(frame)?.kind)
      return frame.opcode === opcodes.close && open > 0 ? nothing : frame
    },
    fromServer: (frame) => {
      count(primitiveIn(frame)?.kind)
      return frame
    },
  }
}

/** Ends TCP without a Close frame behind the response to a deletion. */
function dropsAfterDeletion(): Tampering {
  let deleting = false
  return {
    fromClient: (frame) => {
      if (primitiveIn(frame)?.parameters['op'] === 4) deleting = true
      return frame
    },
    fromServer: (frame) =>
      deleting && primitiveIn(frame)?.kind === 'response' ? [...forward(frame.octets), end] : frame,
  }
}

/** Serves nobody any more once more than 64 KiB of a head have come that look like this. */
function diesOfHeads(fatal: (lines: readonly string[]) => boolean): OctetFault['tamper'] {
  return mortal((die) => ({
    largeRequest: (begin) => {
      if (!fatal(begin.toString('latin1').split('\r\n'))) return undefined
      die()
      return [reset]
    },
  }))
}

const fatal = { kills: ['5.2-13', '5.2-17'], also: down } as const

/** TS-0020 6.3 and 5.2: what the server makes of clients that end TCP, or close, at an awkward moment. */
export const clientEndingFaults: readonly OctetFault[] = [
  octetFault(
    'frame-without-end-kills',
    'Serves nobody any more once a client has ended TCP in the middle of a frame.',
    fatal,
    diesOf(({ insideFrame, closed }) => insideFrame && !closed),
  ),
  octetFault(
    'lost-client-kills',
    'Serves nobody any more once a client has ended TCP while its request was pending.',
    { ...fatal, serializations: ['json'] },
    diesOf(({ due, closed }) => due > 0 && !closed),
  ),
  octetFault(
    'lost-receiver-kills',
    'Serves nobody any more once a client has ended TCP while a request to it was pending.',
    { ...fatal, serializations: ['json'] },
    diesOf(({ owed, closed }) => owed > 0 && !closed),
  ),
  octetFault(
    'fresh-reset-kills',
    'Serves nobody any more once a client has reset a connection that has carried nothing.',
    fatal,
    diesOf(({ how, frames }) => how === 'reset' && frames === 0),
  ),
  octetFault(
    'long-field-kills',
    'Serves nobody any more once a client has sent a field of some 64 KiB in a handshake.',
    fatal,
    diesOfHeads((lines) => lines.slice(1).some(({ length }) => length > 60_000)),
  ),
  octetFault(
    'long-target-kills',
    'Serves nobody any more once a client has sent a request target of some 64 KiB in a handshake.',
    fatal,
    diesOfHeads(([first = '']) => first.length > 60_000),
  ),
  octetFault(
    'thousands-of-fields-kill',
    'Serves nobody any more once a client has sent thousands of fields in a handshake.',
    fatal,
    diesOfHeads(({ length }) => length > 2000),
  ),
  octetFault(
    'unfinished-message-served',
    'Serves a message whose last fragment never came when the client ends TCP.',
    { kills: ['RFC6455/10.7-1'], also: ['5.2-9', 'RFC6455/5.4-8'] },
    perConnection(() => {
      let open = false
      return {
        fromClient: (frame) => {
          if (isData(frame)) open = !frame.fin
          return frame
        },
        clientEnded: ({ how, insideFrame }) =>
          open && how === 'end' && !insideFrame
            ? forward(encodeFrame({ opcode: opcodes.continuation }))
            : nothing,
      }
    }),
  ),
  octetFault(
    'fragment-served-at-once',
    'Serves a first fragment at once where it is a primitive by itself.',
    { kills: ['RFC6455/10.7-1'], also: fragmented, serializations: ['json'] },
    perConnection(() => {
      let served = false
      return {
        fromClient: (frame) => {
          if (!isData(frame)) return frame
          if (frame.opcode === opcodes.continuation) {
            const swallowed = served
            if (frame.fin) served = false
            return swallowed ? nothing : frame
          }
          served = !frame.fin && isPrimitive(frame.payload)
          return served ? forward(reframed(frame, { fin: true })) : frame
        },
      }
    }),
  ),
  octetFault(
    'close-unanswered-while-pending',
    'Takes no notice of a Close frame while a request is pending.',
    {
      kills: ['6.3-1'],
      also: ['RFC6455/5.5.1-9', 'RFC6455/7.1.1-1', '5.2-5', 'RFC6455/10.7-1'],
      serializations: ['json'],
    },
    perConnection(closesOnlyWhenIdle),
  ),
  octetFault(
    'connection-dropped-after-deletion',
    'Ends TCP without a Close frame behind the response to a deletion.',
    { kills: ['6.3-1'], also: [...down, ...primitives], serializations: ['json'] },
    perConnection(dropsAfterDeletion),
  ),
]
