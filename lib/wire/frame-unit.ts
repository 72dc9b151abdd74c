import { encodeFrame, frameNote } from './frame.js'
import type { WireUnit } from './socket.js'
import type { FrameOptions } from './types.js'

/** A frame as one row of the transcript, with a note that names what is unusual about it. */
export function frameUnit(options: FrameOptions): WireUnit {
  const { opcode, fin = true, rsv: reserved = 0, payload, mask, declaredLength, lengthBits } = options
  const real = BigInt(payload?.length ?? 0)
  const length = declaredLength ?? real
  const notes = [frameNote({ opcode, fin, rsv: reserved, length, masked: mask !== false })]
  if (length !== real) notes.push(`but with ${real.toString()} octets`)
  if (lengthBits !== undefined) notes.push(`length in ${lengthBits} bits`)
  return { kind: 'frame', octets: encodeFrame(options), note: notes.join(', ') }
}
