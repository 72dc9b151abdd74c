import { encodeFrame } from '../../wire/index.js'
import { octetFault, type WrittenFacts } from '../define.js'
import { reframed, type TamperFrame } from '../frame-reader.js'
import { isData, isPlainText } from '../messages.js'
import { primitives, serving } from '../rows.js'
import { end, forward, perConnection, stateless } from '../steps.js'
import type { OctetFault, Step, Transform } from '../types.js'

const key = Buffer.from('37fa213d', 'hex')
const noKey = Buffer.alloc(4)

/** What cannot be read any more is not served, seen from outside. */
const unread = [...serving, ...primitives, 'RFC6455/6.1-6']

function inMessages(edit: (frame: TamperFrame) => readonly Step[] | TamperFrame): Transform {
  return stateless({ fromServer: (frame) => (isData(frame) ? edit(frame) : frame) })
}

function inWholeText(edit: (frame: TamperFrame) => readonly Step[] | TamperFrame): Transform {
  return stateless({ fromServer: (frame) => (isPlainText(frame) ? edit(frame) : frame) })
}

/** A frame of the server that nobody asked for, before each of its messages. */
function strayFrame(id: string, text: string, facts: WrittenFacts, octets: Buffer): OctetFault {
  return octetFault(
    id,
    text,
    facts,
    inMessages((frame) => forward(octets, frame.octets)),
  )
}

/** Two halves of a payload. */
function halves(payload: Buffer): readonly [Buffer, Buffer] {
  const middle = payload.length >> 1
  return [payload.subarray(0, middle), payload.subarray(middle)]
}

/** The length of the payload in 16 bits, the low octet first. */
function lengthLittleEndian(frame: TamperFrame): Buffer {
  const octets = Buffer.from(frame.octets)
  if (frame.lengthBits === 16) octets.writeUInt16LE(octets.readUInt16BE(2), 2)
  return octets
}

/** A 64-bit length whose most significant bit is set; the other bits are right. */
function lengthWithTopBit(frame: TamperFrame): Buffer {
  const octets = reframed(frame, { lengthBits: 64 })
  octets.writeUInt8(octets.readUInt8(2) | 0x80, 2)
  return octets
}

/** RFC 6455 5: how the server writes the frames of its messages. */
export const frameFaults: readonly OctetFault[] = [
  octetFault(
    'frames-masked',
    'Masks the frames that it sends.',
    { kills: ['RFC6455/5.1-4'] },
    stateless({ fromServer: (frame) => forward(reframed(frame, { mask: key })) }),
  ),
  octetFault(
    'frames-masked-with-zero',
    'Masks the frames that it sends with the key 0, which leaves the payload as it is.',
    { kills: ['RFC6455/5.1-4'] },
    stateless({ fromServer: (frame) => forward(reframed(frame, { mask: noKey })) }),
  ),
  octetFault(
    'control-frames-masked',
    'Masks the control frames that it sends.',
    { kills: ['RFC6455/5.1-4'] },
    stateless({ fromServer: (frame) => (isData(frame) ? frame : forward(reframed(frame, { mask: key }))) }),
  ),
  octetFault(
    'rsv1-without-compression',
    'Sets RSV1 in messages that are not compressed.',
    { kills: ['6.2.2.8-3'], also: ['RFC7692/7.2.1-1', '6.2.3.6-2', '6.2.2.8-2', ...unread] },
    inWholeText((frame) => forward(reframed(frame, { rsv: frame.rsv | 4 }))),
  ),
  octetFault(
    'rsv2-set',
    'Sets RSV2 in its messages.',
    { kills: ['RFC6455/5.2-1'] },
    inMessages((frame) => forward(reframed(frame, { rsv: frame.rsv | 2 }))),
  ),
  octetFault(
    'rsv3-set',
    'Sets RSV3 in its control frames.',
    { kills: ['RFC6455/5.2-1'] },
    stateless({
      fromServer: (frame) => (isData(frame) ? frame : forward(reframed(frame, { rsv: frame.rsv | 1 }))),
    }),
  ),
  strayFrame(
    'opcode-3-sent',
    'Sends a frame with the reserved opcode 3 before each message.',
    { kills: ['RFC6455/5.2-4'], also: ['5.1-3', '6.1-2'] },
    encodeFrame({ opcode: 3, payload: Buffer.from('reserved'), mask: false }),
  ),
  strayFrame(
    'opcode-11-sent',
    'Sends a control frame with the reserved opcode 11 before each message.',
    { kills: ['RFC6455/5.2-4'] },
    encodeFrame({ opcode: 11, mask: false }),
  ),
  strayFrame(
    'continuation-sent',
    'Sends a continuation frame although no message was begun.',
    { kills: ['RFC6455/5.4-1'], also: ['5.1-3', '6.1-2'] },
    encodeFrame({ opcode: 0, mask: false }),
  ),
  octetFault(
    'message-as-continuation',
    'Sends its messages with the opcode of a continuation.',
    { kills: ['RFC6455/5.4-1'], also: unread },
    inWholeText((frame) => forward(reframed(frame, { opcode: 0 }))),
  ),
  octetFault(
    'message-never-final',
    'Never sets FIN in its messages.',
    { kills: ['RFC6455/5.4-5'], also: ['RFC6455/5.4-1', ...unread] },
    inMessages((frame) => forward(reframed(frame, { fin: false }))),
  ),
  octetFault(
    'fragment-with-opcode',
    'Gives every fragment of a message the opcode of the message.',
    { kills: ['RFC6455/5.4-5'], also: ['RFC6455/5.4-1', 'RFC6455/5.6-1', ...unread] },
    inWholeText((frame) => {
      const [first, second] = halves(frame.payload)
      return forward(reframed(frame, { fin: false, payload: first }), reframed(frame, { payload: second }))
    }),
  ),
  octetFault(
    'length-in-16-bits',
    'Writes the length of every message in at least 16 bits.',
    { kills: ['RFC6455/5.2-6'] },
    inMessages((frame) => (frame.lengthBits === 7 ? forward(reframed(frame, { lengthBits: 16 })) : frame)),
  ),
  octetFault(
    'length-in-64-bits',
    'Writes the length of every message in 64 bits.',
    { kills: ['RFC6455/5.2-6'] },
    inMessages((frame) => forward(reframed(frame, { lengthBits: 64 }))),
  ),
  octetFault(
    'pong-length-in-16-bits',
    'Writes the length of its pongs in 16 bits.',
    { kills: ['RFC6455/5.2-6'], also: ['RFC6455/5.5-1'] },
    stateless({
      fromServer: (frame) => (frame.opcode === 10 ? forward(reframed(frame, { lengthBits: 16 })) : frame),
    }),
  ),
  octetFault(
    'length-with-top-bit',
    'Sets the most significant bit of a 64-bit length.',
    { kills: ['RFC6455/5.2-5'], also: ['RFC6455/5.2-6', ...unread] },
    inMessages((frame) => forward(lengthWithTopBit(frame))),
  ),
  octetFault(
    'length-little-endian',
    'Writes lengths of 16 bits with the low octet first.',
    {
      kills: ['RFC6455/6.1-6', '5.2-17'],
      also: ['RFC6455/5.2-7', 'RFC6455/5.2-6', 'RFC6455/5.6-1', ...unread],
    },
    inMessages((frame) => forward(lengthLittleEndian(frame))),
  ),
  octetFault(
    'length-one-short',
    'Declares one octet less than it sends in messages of 126 octets and more.',
    {
      kills: ['5.1-3'],
      also: [
        'RFC6455/5.1-4',
        'RFC6455/5.2-1',
        'RFC6455/5.2-4',
        'RFC6455/5.2-5',
        'RFC6455/5.2-6',
        'RFC6455/5.4-1',
        'RFC6455/5.4-5',
        'RFC6455/5.5-1',
        'RFC6455/5.5-2',
        'RFC6455/5.5.1-3',
        'RFC6455/5.6-1',
        'RFC6455/7.4.1-2',
        '6.2.2.8-3',
        ...unread,
      ],
    },
    inMessages((frame) =>
      frame.lengthBits === 7
        ? frame
        : forward(
            reframed(frame, {
              declaredLength: BigInt(frame.payload.length - 1),
              lengthBits: frame.lengthBits,
            }),
          ),
    ),
  ),
  octetFault(
    'frame-cut',
    'Ends TCP within the frame of its third message.',
    {
      kills: ['RFC6455/6.1-6'],
      also: ['6.3-1', 'RFC6455/5.5.2-2', 'RFC6455/6.2-2', 'RFC6455/10.4-1', 'RFC6455/10.7-1', ...unread],
    },
    perConnection(() => {
      let count = 0
      return {
        fromServer: (frame) => {
          if (isData(frame)) count += 1
          return count === 3 ? [...forward(frame.octets.subarray(0, frame.octets.length >> 1)), end] : frame
        },
      }
    }),
  ),
  octetFault(
    'text-as-binary',
    'Sends its primitives in binary frames where the subprotocol asks for text frames.',
    { kills: ['6.2.2.9-1', '6.2.2.9-2'], also: ['5.2-9'], serializations: ['json', 'xml'] },
    inMessages((frame) => (frame.opcode === 1 ? forward(reframed(frame, { opcode: 2 })) : frame)),
  ),
  octetFault(
    'long-text-as-binary',
    'Sends primitives above 300 octets in binary frames where the subprotocol asks for text frames.',
    { kills: ['6.2.2.9-1', '6.2.2.9-2'], also: ['5.2-9'], serializations: ['json', 'xml'] },
    inMessages((frame) =>
      frame.opcode === 1 && frame.payload.length > 300 ? forward(reframed(frame, { opcode: 2 })) : frame,
    ),
  ),
  octetFault(
    'binary-as-text',
    'Sends its primitives in text frames where the subprotocol asks for binary frames.',
    { kills: ['6.2.2.9-3'], also: ['5.2-9', 'RFC6455/5.6-1'], serializations: ['cbor'] },
    inMessages((frame) => (frame.opcode === 2 ? forward(reframed(frame, { opcode: 1 })) : frame)),
  ),
  octetFault(
    'text-not-utf8',
    'Sends a stray octet FF in each text message.',
    { kills: ['RFC6455/5.6-1'], also: [...unread, 'TS-0004/7.2.1.2-2'] },
    inWholeText((frame) => {
      const [before, after] = [frame.payload.subarray(0, -1), frame.payload.subarray(-1)]
      return forward(reframed(frame, { payload: Buffer.concat([before, Buffer.of(0xff), after]) }))
    }),
  ),
  octetFault(
    'text-octet-flipped',
    'Flips the top bit of the last letter in each text message.',
    { kills: ['RFC6455/5.6-1'], also: [...unread, 'TS-0004/7.2.1.2-1', 'TS-0004/7.2.1.2-2'] },
    inWholeText((frame) => {
      const at = frame.payload.findLastIndex((octet) => /[A-Za-z]/.test(String.fromCharCode(octet)))
      const payload = Buffer.from(frame.payload)
      if (at >= 0) payload.writeUInt8(payload.readUInt8(at) ^ 0x80, at)
      return forward(reframed(frame, { payload }))
    }),
  ),
]
