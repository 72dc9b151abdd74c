import { applyMask, minimalLengthBits, opcodes } from '../../wire/index.js'
import { octetFault } from '../define.js'
import { reframed, type TamperFrame } from '../frame-reader.js'
import { isData } from '../messages.js'
import { fragmented, lengthy, primitives, serving } from '../rows.js'
import { forward, nothing, perConnection } from '../steps.js'
import type { OctetFault, Tampering } from '../types.js'
import { closes, failing, fromClient, inPlace } from './rfc6455-rows.js'

const bits = { kills: ['RFC6455/5.2-2'], also: failing }
const names = { kills: ['RFC6455/5.2-3'], also: failing }
const masks = { kills: ['RFC6455/5.1-2'], also: failing }
const validation = { kills: ['RFC6455/10.7-1'], also: failing }

/** Most octets of a control frame (RFC 6455 5.5). */
const controlLimit = 125

/** Takes frames without FIN of one control opcode for whole ones, and passes over what continues them. */
function controlInFragments(opcode: number): Tampering {
  let open = false
  let message = false
  return {
    fromClient: (frame) => {
      if (frame.opcode === opcode && !frame.fin) {
        open = true
        return forward(reframed(frame, { fin: true }))
      }
      if (open && !message && frame.opcode === opcodes.continuation) {
        open = !frame.fin
        return nothing
      }
      if (isData(frame)) message = !frame.fin
      return frame
    },
  }
}

/** Lets the frames of a message go only when it is complete, and forgets one that another message interrupts. */
function forgetsWhatIsInterrupted(): Tampering {
  let held: Buffer[] = []
  return {
    fromClient: (frame) => {
      if (!isData(frame)) return frame
      if (frame.opcode !== opcodes.continuation) held = []
      held.push(frame.octets)
      if (!frame.fin) return nothing
      const message = held
      held = []
      return forward(...message)
    },
  }
}

/** Unmasks all frames of a message with the masking key of the first one. */
function unmasksWithFirstKey(): Tampering {
  let first: Buffer | undefined
  return {
    fromClient: (frame) => {
      if (!isData(frame) || frame.mask === undefined) return frame
      if (frame.opcode !== opcodes.continuation) {
        first = frame.mask
        return frame
      }
      if (first === undefined) return frame
      const payload = applyMask(applyMask(frame.payload, frame.mask), first)
      return forward(reframed(frame, { payload }))
    },
  }
}

/** Closes with 1007 at the end of a fragmented message that has no octet. */
function refusesWhatIsEmpty(): Tampering {
  let octets = 0
  return {
    fromClient: (frame) => {
      if (!isData(frame)) return frame
      octets = (frame.opcode === opcodes.continuation ? octets : 0) + frame.payload.length
      return frame.opcode === opcodes.continuation && frame.fin && octets === 0 ? closes(1007) : frame
    },
  }
}

/** Does not notice that a fragmented message is over until another one begins. */
function overlooksBehindFragments(): Tampering {
  let place: 'outside' | 'inside' | 'behind' = 'outside'
  return {
    fromClient: (frame) => {
      if (!isData(frame)) return frame
      const continues = frame.opcode === opcodes.continuation
      if (continues && place === 'behind') return nothing
      if (continues) place = place === 'inside' && frame.fin ? 'behind' : place
      else place = frame.fin ? 'outside' : 'inside'
      return frame
    },
  }
}

/** Closes with 1009 on the fragment with this number. */
function takesSoManyFragments(most: number): Tampering {
  let count = 0
  return {
    fromClient: (frame) => {
      if (!isData(frame)) return frame
      count = frame.opcode === opcodes.continuation ? count + 1 : 1
      return count > most ? closes(1009) : frame
    },
  }
}

function isReservedData({ opcode }: TamperFrame): boolean {
  return opcode > opcodes.binary && opcode < opcodes.close
}

function isReservedControl({ opcode }: TamperFrame): boolean {
  return opcode > opcodes.pong
}

/** RFC 6455 5.1 to 5.5: what the server makes of frames of the client that are not in order, and of some that are. */
export const rfc6455FrameFaults: readonly OctetFault[] = [
  octetFault(
    'reserved-bits-of-control-frames-ignored',
    'Ignores the reserved bits of control frames.',
    { ...bits, kills: [...bits.kills, 'RFC7692/6.1-4'], also: [...failing, '6.2.2.8-3', 'RFC6455/5.5.1-11'] },
    fromClient((frame) =>
      frame.opcode >= 8 && frame.rsv !== 0 ? forward(reframed(frame, { rsv: 0 })) : frame,
    ),
  ),
  octetFault(
    'reserved-bits-of-continuations-ignored',
    'Ignores the reserved bits of continuation frames.',
    { ...bits, kills: [...bits.kills, 'RFC7692/6.1-4'], also: [...failing, '6.2.2.8-3'] },
    fromClient((frame) =>
      frame.opcode === opcodes.continuation && frame.rsv !== 0 ? forward(reframed(frame, { rsv: 0 })) : frame,
    ),
  ),
  octetFault(
    'reserved-opcodes-as-text',
    'Takes frames with the opcodes 3 to 7 for text.',
    names,
    fromClient((frame) =>
      isReservedData(frame) ? forward(reframed(frame, { opcode: opcodes.text })) : frame,
    ),
  ),
  octetFault(
    'reserved-control-opcodes-ignored',
    'Passes over frames with the opcodes 11 to 15.',
    names,
    fromClient((frame) => (isReservedControl(frame) ? nothing : frame)),
  ),
  octetFault(
    'opcode-15-as-ping',
    'Takes frames with the opcode 15 for pings.',
    names,
    fromClient((frame) => (frame.opcode === 15 ? forward(reframed(frame, { opcode: opcodes.ping })) : frame)),
  ),
  octetFault(
    'unmasked-control-frames-taken',
    'Takes control frames that are not masked.',
    masks,
    fromClient((frame) =>
      frame.opcode >= 8 && frame.mask === undefined
        ? forward(reframed(frame, { mask: Buffer.alloc(4) }))
        : frame,
    ),
  ),
  octetFault(
    'unmasked-continuations-taken',
    'Takes continuation frames that are not masked.',
    masks,
    fromClient((frame) =>
      frame.opcode === opcodes.continuation && frame.mask === undefined
        ? forward(reframed(frame, { mask: Buffer.alloc(4) }))
        : frame,
    ),
  ),
  octetFault(
    'mask-of-zeros-refused',
    'Closes with 1002 on a masking key of zeros.',
    // Long messages come with this key, so that the tester need not mask them.
    { kills: ['RFC6455/5.3-3'], also: [...fragmented, ...lengthy] },
    fromClient((frame) => (frame.mask?.readUInt32BE(0) === 0 ? closes(1002) : frame)),
  ),
  octetFault(
    'mask-of-first-fragment-kept',
    'Unmasks the later fragments of a message with the masking key of the first.',
    {
      kills: ['RFC6455/5.3-3'],
      also: [...fragmented, ...failing, 'RFC6455/5.4-8', 'RFC6455/8.1-1', 'RFC6455/5.5.2-2'],
    },
    perConnection(unmasksWithFirstKey),
  ),
  octetFault(
    'fragmented-pings-taken',
    'Takes pings without FIN for whole ones, and passes over what continues them.',
    validation,
    perConnection(() => controlInFragments(opcodes.ping)),
  ),
  octetFault(
    'fragmented-pongs-taken',
    'Takes pongs without FIN for whole ones, and passes over what continues them.',
    validation,
    perConnection(() => controlInFragments(opcodes.pong)),
  ),
  octetFault(
    'fragmented-closes-taken',
    'Takes Close frames without FIN for whole ones.',
    { kills: ['RFC6455/7.1.7-3'], also: failing, verdict: 'warn' },
    perConnection(() => controlInFragments(opcodes.close)),
  ),
  octetFault(
    'long-pings-taken',
    'Answers the first 125 octets of a ping that is longer.',
    validation,
    fromClient((frame) =>
      frame.opcode === opcodes.ping && frame.payload.length > controlLimit
        ? forward(reframed(frame, { payload: frame.payload.subarray(0, controlLimit) }))
        : frame,
    ),
  ),
  octetFault(
    'long-pongs-ignored',
    'Passes over pongs of more than 125 octets.',
    validation,
    fromClient((frame) =>
      frame.opcode === opcodes.pong && frame.payload.length > controlLimit ? nothing : frame,
    ),
  ),
  octetFault(
    'stray-continuations-ignored',
    'Passes over continuation frames without a message that was begun.',
    validation,
    inPlace((frame, place) => (place === 'stray' ? nothing : frame)),
  ),
  octetFault(
    'stray-continuations-as-text',
    'Takes continuation frames without a message that was begun for text.',
    validation,
    inPlace((frame, place) =>
      place === 'stray' && frame.fin ? forward(reframed(frame, { opcode: opcodes.text })) : frame,
    ),
  ),
  octetFault(
    'interrupted-messages-forgotten',
    'Forgets a message that another one interrupts, and serves the other one.',
    validation,
    perConnection(forgetsWhatIsInterrupted),
  ),
  octetFault(
    'fragments-with-opcode-taken',
    'Takes fragments that repeat the opcode of the message for its continuation.',
    { ...validation, also: [...failing, ...fragmented] },
    perConnection(() => {
      let inside = false
      return {
        fromClient: (frame) => {
          if (!isData(frame)) return frame
          const repeated = inside && frame.opcode !== opcodes.continuation
          inside = !frame.fin
          return repeated ? forward(reframed(frame, { opcode: opcodes.continuation })) : frame
        },
      }
    }),
  ),
  octetFault(
    'empty-last-fragment-lost',
    'Does not take an empty last fragment for the end of a message.',
    { kills: ['RFC6455/5.4-8', '5.2-9'], also: fragmented },
    inPlace((frame, place) =>
      place === 'continues' && frame.fin && frame.payload.length === 0 ? nothing : frame,
    ),
  ),
  octetFault(
    'fragments-of-one-octet-refused',
    'Closes with 1002 on a continuation of one octet.',
    { kills: ['RFC6455/5.4-8'], also: [...fragmented, ...failing] },
    inPlace((frame, place) => (place === 'continues' && frame.payload.length === 1 ? closes(1002) : frame)),
  ),
  octetFault(
    'fragments-limited',
    'Closes with 1009 on a message of more than 32 fragments, however short.',
    { kills: ['RFC6455/5.4-8'], also: [...fragmented, ...failing] },
    perConnection(() => takesSoManyFragments(32)),
  ),
  octetFault(
    'empty-messages-refused',
    'Closes with 1002 on a message without an octet.',
    { kills: ['RFC6455/5.4-8'], also: [...serving, ...primitives] },
    inPlace((frame, place) => (place === 'outside' && frame.payload.length === 0 ? closes(1002) : frame)),
  ),
  octetFault(
    'empty-fragmented-messages-refused',
    'Closes with 1007 on a message of several frames without an octet in any of them.',
    { kills: ['RFC6455/5.4-8'], also: [...serving, ...primitives], verdict: 'warn' },
    perConnection(refusesWhatIsEmpty),
  ),
  octetFault(
    'strays-behind-messages-ignored',
    'Passes over continuation frames right behind the end of a fragmented message.',
    validation,
    perConnection(overlooksBehindFragments),
  ),
  octetFault(
    'longer-lengths-unanswered',
    'Passes over frames whose length is not in its shortest form.',
    validation,
    fromClient((frame) =>
      frame.lengthBits === minimalLengthBits(BigInt(frame.payload.length)) ? frame : nothing,
    ),
  ),
  octetFault(
    'length-of-127-octets-lost',
    'Loses messages of 127 octets, taking the number for the mark of a 64-bit length.',
    { kills: ['RFC6455/5.2-7'], also: serving },
    fromClient((frame) => (isData(frame) && frame.payload.length === 127 ? nothing : frame)),
  ),
  octetFault(
    'message-of-64-kibioctets-cut',
    'Takes the length of a message modulo 65536.',
    { kills: ['RFC6455/5.2-7'], also: lengthy },
    fromClient((frame) =>
      isData(frame) && frame.payload.length >= 65_536
        ? forward(reframed(frame, { payload: frame.payload.subarray(0, frame.payload.length % 65_536) }))
        : frame,
    ),
  ),
]
