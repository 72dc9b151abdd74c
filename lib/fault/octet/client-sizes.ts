import { closePayload, encodeFrame, opcodes } from '../../wire/index.js'
import { octetFault } from '../define.js'
import type { TamperFrame } from '../frame-reader.js'
import { isData, primitiveIn } from '../messages.js'
import { mortal } from '../mortal.js'
import { accepting, fragmented, lengthy, routing, serving } from '../rows.js'
import { end, nothing, perConnection, reply, stateless } from '../steps.js'
import type { OctetFault, Step, Tampering, Transform } from '../types.js'

function closing(code: number): readonly Step[] {
  return [...reply(encodeFrame({ opcode: opcodes.close, payload: closePayload(code), mask: false })), end]
}

/** Octets of the largest message that the embedded CSE takes. */
const limit = 1 << 20

/** A message of the client under way. */
interface Message {
  readonly fragments: number
  readonly octets: number
  readonly type: number
}

/** What a fault makes of the data frames of the client, told about the message so far, this frame included. */
function inMessages(
  edit: (message: Message, frame: TamperFrame) => TamperFrame | readonly Step[],
): OctetFault['tamper'] {
  return perConnection(() => {
    let message: Message = { fragments: 0, octets: 0, type: 0 }
    return {
      fromClient: (frame) => {
        if (!isData(frame)) return frame
        const begun = frame.opcode === opcodes.continuation
        message = {
          fragments: begun ? message.fragments + 1 : 1,
          octets: (begun ? message.octets : 0) + frame.payload.length,
          type: begun ? message.type : frame.opcode,
        }
        return edit(message, frame)
      },
    }
  })
}

/** Serves nobody any more once a message has had so many fragments and no end. */
function diesOfFragments(most: number): OctetFault['tamper'] {
  return mortal((die) => {
    let count = 0
    return {
      fromClient: (frame) => {
        if (isData(frame)) count = frame.opcode === opcodes.continuation ? count + 1 : 1
        if (count > most) die()
        return frame
      },
    }
  })
}

/** Serves nobody else while a message beyond the limit has no end, and waits for that. */
const servesNobodyElse: Transform = () => {
  let served: Tampering | undefined
  return () => {
    let octets = 0
    const own: Tampering = {
      fromClient: (frame) => {
        if (served !== undefined && served !== own) return nothing
        if (!isData(frame)) return frame
        octets = (frame.opcode === opcodes.continuation ? octets : 0) + frame.payload.length
        served = octets > limit && !frame.fin ? own : undefined
        return served === own ? nothing : frame
      },
      clientEnded: () => {
        if (served === own) served = undefined
        return nothing
      },
    }
    return own
  }
}

/** Forgets a binary message under way when a ping comes, and then knows nothing that the next fragment continues. */
function forgetsBinaryAtPings(): Tampering {
  let message: 'other' | 'binary' | 'forgotten' = 'other'
  return {
    fromClient: (frame) => {
      if (frame.opcode === opcodes.ping && message === 'binary') message = 'forgotten'
      if (!isData(frame)) return frame
      if (frame.opcode !== opcodes.continuation)
        message = frame.opcode === opcodes.binary ? 'binary' : 'other'
      if (message === 'forgotten') return closing(1002)
      if (frame.fin) message = 'other'
      return frame
    },
  }
}

/** Loses the frame of the client with this number, counted over frames of a kind. */
function loses(number: number, counts: (frame: TamperFrame) => boolean): Tampering {
  let count = 0
  return {
    fromClient: (frame) => {
      if (!counts(frame)) return frame
      count += 1
      return count === number ? nothing : frame
    },
  }
}

/** Loses requests while more than so many are open. */
function losesBeyond(most: number): Tampering {
  let open = 0
  return {
    fromClient: (frame) => {
      if (primitiveIn(frame)?.kind !== 'request') return frame
      if (open >= most) return nothing
      open += 1
      return frame
    },
    fromServer: (frame) => {
      if (primitiveIn(frame)?.kind === 'response') open -= 1
      return frame
    },
  }
}

/** Closes with 1008 on the frame with this number of one control opcode. */
function closesOn(number: number, opcode: number): Tampering {
  let count = 0
  return {
    fromClient: (frame) => {
      if (frame.opcode === opcode) count += 1
      return count > number ? closing(1008) : frame
    },
  }
}

const taking = ['RFC6455/5.2-7', 'RFC6455/5.4-8', '5.2-9', '5.2-16', '5.2-17', ...serving] as const

/** RFC 6455 5.2 to 5.5 and 10.4: many octets, many frames, many messages; and binary messages. */
export const clientSizeFaults: readonly OctetFault[] = [
  octetFault(
    'frames-above-512-kibioctets-refused',
    'Closes with 1009 on frames above half of the declared limit.',
    { kills: ['RFC6455/5.2-7'], also: lengthy },
    stateless({
      fromClient: (frame) => (frame.payload.length > limit / 2 ? closing(1009) : frame),
    }),
  ),
  octetFault(
    'fragments-above-64-kibioctets-lost',
    'Loses the rest of a fragmented message behind its first 65 536 octets.',
    { kills: ['RFC6455/5.4-8'], also: [...lengthy, 'RFC6455/10.4-1', 'RFC6455/10.4-2'] },
    inMessages(({ fragments, octets }, frame) => (fragments > 1 && octets > 65_536 ? nothing : frame)),
  ),
  octetFault(
    'beyond-limit-dropped',
    'Ends TCP without a Close frame on a frame beyond its limit.',
    { kills: ['RFC6455/10.4-2'], also: ['6.3-1'], verdict: 'warn' },
    stateless({
      fromClient: (frame) => frame,
      largeFromClient: (length) => (length <= BigInt(2 * limit) ? [end] : undefined),
    }),
  ),
  octetFault(
    'beyond-limit-unanswered',
    'Takes no notice of fragments beyond its limit.',
    { kills: ['5.2-9'], also: ['RFC6455/10.4-1', 'RFC6455/10.4-2', '5.2-17'] },
    inMessages(({ fragments, octets }, frame) => (fragments > 1 && octets > limit ? nothing : frame)),
  ),
  octetFault(
    'endless-message-kills',
    'Serves nobody any more once a message has had more than 4500 fragments.',
    { kills: ['RFC6455/10.4-1'], also: ['RFC6455/10.7-1', ...serving, ...accepting, ...routing] },
    diesOfFragments(4500),
  ),
  octetFault(
    'endless-message-blocks',
    'Serves nobody else while a message beyond its limit has no end.',
    {
      kills: ['RFC6455/10.4-1'],
      also: ['RFC6455/10.4-2', 'RFC6455/10.7-1', '5.2-9', ...serving, ...accepting, ...routing],
    },
    servesNobodyElse,
  ),
  octetFault(
    'fragments-limited-to-3000',
    'Closes with 1009 on a message of more than 3000 fragments, however short.',
    { kills: ['RFC6455/5.4-8'], also: [...fragmented, 'RFC6455/10.4-1'] },
    inMessages(({ fragments }, frame) => (fragments > 3000 ? closing(1009) : frame)),
  ),
  octetFault(
    'pings-limited',
    'Closes with 1008 on the pings of a connection behind the first 500.',
    { kills: ['RFC6455/5.5.2-2'], also: ['RFC6455/10.7-1'] },
    perConnection(() => closesOn(500, opcodes.ping)),
  ),
  octetFault(
    'pongs-limited',
    'Closes with 1008 on the pongs of a connection behind the first 500.',
    { kills: ['RFC6455/6.2-2'], also: ['RFC6455/10.7-1'] },
    perConnection(() => closesOn(500, opcodes.pong)),
  ),
  octetFault(
    'fortieth-message-lost',
    'Loses the fortieth message of each connection.',
    { kills: ['5.2-17'], also: serving },
    perConnection(() => loses(40, (frame) => isData(frame) && frame.fin)),
  ),
  octetFault(
    'requests-beyond-32-lost',
    'Loses requests while 32 others are open on the connection.',
    { kills: ['5.2-17'], also: serving, serializations: ['json'] },
    perConnection(() => losesBeyond(32)),
  ),
  octetFault(
    'binary-checked-as-text',
    'Closes with 1007 on binary messages that are no UTF-8.',
    { kills: ['5.2-17', 'RFC6455/5.2-7', '5.2-9'], also: taking, serializations: ['cbor'] },
    stateless({
      fromClient: (frame) =>
        frame.opcode === opcodes.binary &&
        frame.fin &&
        !Buffer.from(frame.payload.toString('utf8')).equals(frame.payload)
          ? closing(1007)
          : frame,
    }),
  ),
  octetFault(
    'binary-fragments-refused',
    'Closes with 1003 on binary messages of more than one frame.',
    { kills: ['RFC6455/5.4-8', '5.2-9'], also: taking, serializations: ['cbor'] },
    stateless({
      fromClient: (frame) => (frame.opcode === opcodes.binary && !frame.fin ? closing(1003) : frame),
    }),
  ),
  octetFault(
    'binary-forgotten-at-pings',
    'Forgets a binary message when a ping comes between its fragments.',
    {
      kills: ['RFC6455/5.4-8'],
      also: [...fragmented, ...taking],
      serializations: ['cbor'],
    },
    perConnection(forgetsBinaryAtPings),
  ),
  octetFault(
    'binary-of-16-bit-length-lost',
    'Loses binary messages whose length needs 16 bits.',
    { kills: ['RFC6455/5.2-7', '5.2-17'], also: [...taking, '6.2.2.9-7'], serializations: ['cbor'] },
    stateless({
      fromClient: (frame) => (frame.opcode === opcodes.binary && frame.lengthBits === 16 ? nothing : frame),
    }),
  ),
]
