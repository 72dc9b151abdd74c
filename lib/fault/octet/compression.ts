import { closePayload, encodeFrame, opcodes } from '../../wire/index.js'
import { octetFault } from '../define.js'
import { reframed, type TamperFrame } from '../frame-reader.js'
import { isData } from '../messages.js'
import { primitives, serving } from '../rows.js'
import { end, forward, nothing, perConnection, reply, stateless } from '../steps.js'
import type { OctetFault, Opening, Step, Transform } from '../types.js'
import { compresses } from './extensions.js'
import { failing } from './rfc6455-rows.js'

const rsv1 = 4
const protocolError: readonly Step[] = [
  ...reply(encodeFrame({ opcode: opcodes.close, payload: closePayload(1002), mask: false })),
  end,
]

function isCompressed(frame: TamperFrame): boolean {
  return isData(frame) && (frame.rsv & rsv1) !== 0
}

/** Edits compressed messages that the server sends in one frame. */
function inCompressed(edit: (frame: TamperFrame) => readonly Step[]): Transform {
  return stateless({ fromServer: (frame) => (isCompressed(frame) && frame.fin ? edit(frame) : frame) })
}

/** Whether a frame begins a message, on a connection that has agreed to compression. */
function beginsWhereCompressing(frame: TamperFrame, { answer }: Opening): boolean {
  return isData(frame) && frame.opcode !== opcodes.continuation && compresses(answer)
}

/** TS-0020 6.2.2.8 and RFC 7692: compressed messages. */
export const compressionFaults: readonly OctetFault[] = [
  octetFault(
    'deflate-damaged',
    'Damages the DEFLATE data of the messages that it compresses.',
    {
      kills: ['RFC7692/7.2.1-1'],
      also: ['6.2.2.8-2', '6.2.3.6-2', 'RFC6455/5.6-1', ...serving, ...primitives],
    },
    inCompressed((frame) => {
      const payload = Buffer.from(frame.payload)
      // A block of the type 3, which does not exist.
      if (payload.length > 0) payload.writeUInt8(payload.readUInt8(0) | 0x06, 0)
      return forward(reframed(frame, { payload }))
    }),
  ),
  octetFault(
    'deflate-in-zlib',
    'Sends compressed messages in the format of zlib, with its header before the DEFLATE data.',
    {
      kills: ['RFC7692/7.2.1-1'],
      also: ['6.2.2.8-2', '6.2.3.6-2', 'RFC6455/5.6-1', ...serving, ...primitives],
    },
    inCompressed((frame) =>
      forward(reframed(frame, { payload: Buffer.concat([Buffer.of(0x78, 0x9c), frame.payload]) })),
    ),
  ),
  octetFault(
    'deflate-cut',
    'Leaves out the second half of the messages that it compresses.',
    {
      kills: ['6.2.3.6-2', '6.2.2.8-2'],
      also: ['RFC7692/7.2.1-1', 'RFC6455/5.6-1', ...serving, ...primitives],
    },
    inCompressed((frame) =>
      forward(reframed(frame, { payload: frame.payload.subarray(0, frame.payload.length >> 1) })),
    ),
  ),
  octetFault(
    'rsv1-lost',
    'Does not set RSV1 in the messages that it compresses.',
    { kills: ['6.2.3.6-2', '6.2.2.8-2', 'RFC6455/5.6-1'], also: [...serving, ...primitives] },
    inCompressed((frame) => forward(reframed(frame, { rsv: frame.rsv & ~rsv1 }))),
  ),
  octetFault(
    'rsv1-in-pongs',
    'Sets RSV1 in its pongs.',
    { kills: ['RFC7692/6.1-2', '6.2.2.8-3'], also: ['6.2.2.8-2', '6.2.3.6-2'] },
    stateless({
      fromServer: (frame) =>
        frame.opcode === opcodes.pong ? forward(reframed(frame, { rsv: rsv1 })) : frame,
    }),
  ),
  octetFault(
    'rsv1-in-close',
    'Sets RSV1 in its Close frames.',
    { kills: ['RFC7692/6.1-2', '6.2.2.8-3'], also: ['6.2.2.8-2', '6.2.3.6-2'] },
    stateless({
      fromServer: (frame) =>
        frame.opcode === opcodes.close ? forward(reframed(frame, { rsv: rsv1 })) : frame,
    }),
  ),
  octetFault(
    'rsv1-in-continuations',
    'Sends compressed messages in two fragments and sets RSV1 in both.',
    { kills: ['RFC7692/6.1-3'], also: ['6.2.2.8-2', '6.2.2.8-3', '6.2.3.6-2'] },
    inCompressed((frame) => {
      const middle = frame.payload.length >> 1
      return forward(
        reframed(frame, { fin: false, payload: frame.payload.subarray(0, middle) }),
        reframed(frame, { opcode: opcodes.continuation, payload: frame.payload.subarray(middle) }),
      )
    }),
  ),
  octetFault(
    'compressed-requests-refused',
    'Closes with 1002 on a compressed message although it has agreed to compression.',
    { kills: ['6.2.2.8-2', '6.2.3.6-2'], also: serving },
    stateless({
      fromClient: (frame, opening) =>
        isCompressed(frame) && beginsWhereCompressing(frame, opening) ? protocolError : frame,
    }),
  ),
  octetFault(
    'uncompressed-requests-refused',
    'Closes with 1002 on an uncompressed message once it has agreed to compression.',
    { kills: ['6.2.2.8-2', '6.2.3.6-2'], also: serving },
    stateless({
      fromClient: (frame, opening) =>
        !isCompressed(frame) && beginsWhereCompressing(frame, opening) ? protocolError : frame,
    }),
  ),
  octetFault(
    'compressed-requests-lost',
    'Takes each second compressed message for nothing.',
    {
      kills: ['6.2.2.8-2', '6.2.3.6-2'],
      // What is wrong with a message that is lost is lost with it.
      also: [...serving, ...failing, 'RFC6455/5.2-2', 'RFC6455/10.4-1', 'RFC7692/6.1-4', 'RFC7692/6.1-6'],
    },
    perConnection(() => {
      let count = 0
      return {
        fromClient: (frame) => {
          if (!isCompressed(frame)) return frame
          count += 1
          return count % 2 === 0 ? nothing : frame
        },
      }
    }),
  ),
  octetFault(
    'rsv1-ignored',
    'Ignores RSV1 in messages of a client with which it has not agreed to compression.',
    { kills: ['6.2.2.8-3'], also: ['RFC6455/5.2-2', 'RFC6455/7.1.7-1', 'RFC6455/7.1.7-3', 'RFC6455/10.7-1'] },
    stateless({
      fromClient: (frame, { answer }) =>
        isCompressed(frame) && !compresses(answer)
          ? forward(reframed(frame, { rsv: frame.rsv & ~rsv1 }))
          : frame,
    }),
  ),
]
