import { MessageInflater, opcodes, type DeflateSide } from '../../wire/index.js'
import { octetFault } from '../define.js'
import { reframed } from '../frame-reader.js'
import { isData } from '../messages.js'
import { forward, nothing, perConnection, stateless } from '../steps.js'
import type { OctetFault, Tampering } from '../types.js'
import { compresses, promises } from './extensions.js'
import { inflated, limit, reading, rsv1, sideOf } from './inflating-server.js'
import { failing } from './rfc6455-rows.js'

const field = 'Sec-WebSocket-Extensions'
const noContext = /;\s*server_no_context_takeover/
const window = /server_max_window_bits=(\d+)/

/** The largest window, in bits (RFC 7692 7.1.2.1). */
const mostBits = 15

/** Forgets that each message is to be compressed on its own where the offer limits the window as well. */
const keepsContextBesideWindow: Tampering = {
  request: (head) =>
    head.withLines(field, (line) => (window.test(line) ? line.replace(noContext, '') : line)),
  answer: (head, request) => {
    const offered = request.values(field).join(', ')
    return compresses(head) && window.test(offered) && noContext.test(offered)
      ? head.withValue(field, `${head.values(field).join(', ')}; server_no_context_takeover`)
      : head
  },
}

/** Compresses with a window of one bit more than it says, as a compressor does that takes 8 for 9. */
const enlargesWindow: Tampering = {
  request: (head) =>
    head.withLines(field, (line) =>
      line.replaceAll(new RegExp(window, 'g'), (all, bits: string) =>
        Number(bits) < mostBits ? `server_max_window_bits=${Number(bits) + 1}` : all,
      ),
    ),
  answer: (head, request) => {
    const promised = window.exec(request.values(field).join(', '))
    const agreed = head.values(field).join(', ')
    return promised !== null && window.test(agreed)
      ? head.withValue(field, agreed.replace(window, promised[0]))
      : head
  },
}

/** Knows of one kind of fragments only, once a message was compressed: the others come to nothing. */
function losesUncompressedFragments(): Tampering {
  let [compressing, losing] = [false, false]
  return {
    fromClient: (frame, opening) => {
      if (!isData(frame) || sideOf(opening) === undefined) return frame
      if (frame.opcode === opcodes.continuation) return losing ? nothing : frame
      const marked = (frame.rsv & rsv1) !== 0
      compressing ||= marked
      losing = compressing && !marked && !frame.fin
      return losing ? nothing : frame
    },
  }
}

/** Inflates as it should, and takes surrogates in text for characters. */
function takesSurrogates(side: DeflateSide): ReturnType<Parameters<typeof reading>[0]> {
  const inflater = new MessageInflater(side, limit)
  return {
    compressed: (fragments, opcode) => {
      const made = inflated(inflater, Buffer.concat(fragments))
      if (!Buffer.isBuffer(made) || opcode !== opcodes.text) return made
      return Buffer.from(made.toString('latin1').replaceAll(/\xed[\xa0-\xbf][\x80-\xbf]/g, '?'), 'latin1')
    },
  }
}

/** RFC 7692 6 and 7.2.1: what is left over of a message, of an offer, or of a check, where it does not belong. */
export const compressedLeftoverFaults: readonly OctetFault[] = [
  octetFault(
    'rsv1-in-empty-last-fragments',
    'Ends each compressed message with an empty fragment that has RSV1 as well.',
    { kills: ['RFC7692/6.1-3'], also: ['6.2.2.8-2', '6.2.2.8-3', '6.2.3.6-2'] },
    stateless({
      fromServer: (frame) =>
        isData(frame) && frame.fin && (frame.rsv & rsv1) !== 0
          ? forward(
              reframed(frame, { fin: false }),
              reframed(frame, { opcode: opcodes.continuation, payload: Buffer.alloc(0) }),
            )
          : frame,
    }),
  ),
  octetFault(
    'uncompressed-fragments-lost',
    'Loses messages in fragments that are not compressed once it has had one that is.',
    { kills: ['RFC7692/6.2-2'], also: ['6.2.2.8-2', '6.2.3.6-2', '5.2-17', 'RFC7692/6.1-4', ...failing] },
    perConnection(losesUncompressedFragments),
  ),
  octetFault(
    'context-kept-beside-a-window',
    'Keeps its compression context although it has agreed not to, where it has agreed to a window too.',
    { kills: ['RFC7692/7.2.1-4'], also: promises },
    stateless(keepsContextBesideWindow),
  ),
  octetFault(
    'window-of-one-bit-more',
    'Compresses with a window of one bit more than it has agreed to.',
    { kills: ['RFC7692/7.2.1-5'], also: promises },
    stateless(enlargesWindow),
  ),
  octetFault(
    'inflated-surrogates-taken',
    'Takes surrogates in text that was compressed.',
    { kills: ['RFC7692/6.1-6'], also: failing },
    reading(takesSurrogates),
  ),
]
