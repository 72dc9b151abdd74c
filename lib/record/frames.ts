/**
 * A reader's view of WebSocket frames (RFC 6455 5.2) in octets of evidence. It judges nothing and accepts
 * everything; the strict reading is lib/wire's.
 */

/** A frame as far as it is there. */
export interface FrameView {
  readonly fin: boolean
  /** Three bits: RSV1 = 4, RSV2 = 2, RSV3 = 1. */
  readonly rsv: number
  readonly opcode: number
  readonly masked: boolean
  /** Payload length as declared, in octets. */
  readonly declaredLength: bigint
  /** Offset of the first octet of the frame, and of its payload. */
  readonly start: number
  readonly payloadStart: number
  /** The payload after unmasking, before inflation; shorter than declared when the octets end early. */
  readonly payload: Buffer
  /** The masking key; undefined when the frame is not masked. */
  readonly maskingKey: Buffer | undefined
}

const opcodeNames: Readonly<Record<number, string>> = {
  0: 'continuation',
  1: 'text',
  2: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
}

/** The name of an opcode (RFC 6455 5.2), `reserved 0xb` for those that have none. */
export function opcodeName(opcode: number): string {
  return opcodeNames[opcode] ?? `reserved 0x${opcode.toString(16)}`
}

/** XOR with the masking key (RFC 6455 5.3); its own inverse. */
export function applyMask(octets: Buffer, maskingKey: Buffer): Buffer {
  const out = Buffer.allocUnsafe(octets.length)
  for (let index = 0; index < octets.length; index++) {
    out[index] = (octets[index] ?? 0) ^ (maskingKey[index & 3] ?? 0)
  }
  return out
}

/** Reads the frame at an offset; undefined when its header is not complete. */
function frameAt(octets: Buffer, start: number): FrameView | undefined {
  if (octets.length < start + 2) return undefined
  const first = octets.readUInt8(start)
  const second = octets.readUInt8(start + 1)
  const masked = (second & 0x80) !== 0
  const short = second & 0x7f
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0
  const payloadStart = start + 2 + extended + (masked ? 4 : 0)
  if (octets.length < payloadStart) return undefined
  const declaredLength =
    extended === 0
      ? BigInt(short)
      : extended === 2
        ? BigInt(octets.readUInt16BE(start + 2))
        : octets.readBigUInt64BE(start + 2)
  const rest = BigInt(octets.length - payloadStart)
  const end = payloadStart + Number(declaredLength < rest ? declaredLength : rest)
  const maskingKey = masked ? octets.subarray(payloadStart - 4, payloadStart) : undefined
  const raw = octets.subarray(payloadStart, end)
  return {
    fin: (first & 0x80) !== 0,
    rsv: (first >> 4) & 7,
    opcode: first & 0x0f,
    masked,
    declaredLength,
    start,
    payloadStart,
    payload: maskingKey === undefined ? raw : applyMask(raw, maskingKey),
    maskingKey,
  }
}

/** The frames in a row of evidence, in order; what is left over at the end belongs to no complete header. */
export function framesIn(octets: Buffer): readonly FrameView[] {
  const frames: FrameView[] = []
  let start = 0
  for (;;) {
    const frame = frameAt(octets, start)
    if (frame === undefined) return frames
    frames.push(frame)
    start = frame.payloadStart + frame.payload.length
  }
}
