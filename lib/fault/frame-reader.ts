import { applyMask, encodeFrame, type FrameOptions } from '../wire/index.js'
import { OctetQueue } from '../wire/octets.js'

/** Payloads above so many octets are not held back: their frames pass by untouched. */
export const largestFrame = 1 << 20

/** One frame (RFC 6455 5.2), whatever is wrong with it. */
export interface TamperFrame {
  readonly fin: boolean
  /** RSV1 = 4, RSV2 = 2, RSV3 = 1. */
  readonly rsv: number
  readonly opcode: number
  /** The masking key; undefined where the frame is not masked. */
  readonly mask: Buffer | undefined
  /** Unmasked. */
  readonly payload: Buffer
  readonly lengthBits: 7 | 16 | 64
  /** As it is on the wire. */
  readonly octets: Buffer
  /** TCP segments that it came in, as they were read. */
  readonly segments: number
}

/** What comes out of a {@link FrameReader}: a frame, or the header and then the octets of one that is too large to be held. */
export type FramePiece =
  | { readonly kind: 'frame'; readonly frame: TamperFrame }
  | { readonly kind: 'large'; readonly octets: Buffer; readonly length: bigint }
  | { readonly kind: 'octets'; readonly octets: Buffer }

interface Header {
  readonly fin: boolean
  readonly rsv: number
  readonly opcode: number
  readonly masked: boolean
  readonly lengthBits: 7 | 16 | 64
  /** Octets of the payload as declared. */
  readonly length: bigint
  /** Octets of the header, masking key included. */
  readonly size: number
}

/** The header at the beginning of some octets; undefined while it is not complete. */
function readHeader(octets: Buffer): Header | undefined {
  if (octets.length < 2) return undefined
  const first = octets.readUInt8(0)
  const second = octets.readUInt8(1)
  const short = second & 0x7f
  const lengthBits = short === 126 ? 16 : short === 127 ? 64 : 7
  const masked = (second & 0x80) !== 0
  const extended = lengthBits === 7 ? 0 : lengthBits / 8
  const size = 2 + extended + (masked ? 4 : 0)
  if (octets.length < size) return undefined
  const length =
    lengthBits === 64 ? octets.readBigUInt64BE(2) : BigInt(lengthBits === 16 ? octets.readUInt16BE(2) : short)
  return {
    fin: (first & 0x80) !== 0,
    rsv: (first >> 4) & 7,
    opcode: first & 15,
    masked,
    lengthBits,
    length,
    size,
  }
}

/** Cuts a stream of octets into frames, however it is cut into segments. Judges nothing. */
export class FrameReader {
  readonly #octets = new OctetQueue()
  /** TCP segments that what is held has come in; where a frame ends, the next one begins in the same. */
  #segments = 0
  /** Octets of a large frame that are still to come. */
  #passing = 0n

  /** Takes octets in; returns what is complete. */
  push(chunk: Buffer): readonly FramePiece[] {
    this.#segments = this.#octets.length === 0 ? 1 : this.#segments + 1
    this.#octets.append(chunk)
    const pieces: FramePiece[] = []
    for (;;) {
      const piece = this.#next()
      if (piece === undefined) return pieces
      pieces.push(piece)
    }
  }

  /** Whether a frame has begun that is not complete. */
  get inside(): boolean {
    return this.#passing > 0n || this.#octets.length > 0
  }

  /** Takes out what has come of a frame that is not complete. */
  rest(): Buffer {
    return this.#octets.take(this.#octets.length)
  }

  #next(): FramePiece | undefined {
    if (this.#passing > 0n) {
      if (this.#octets.length === 0) return undefined
      const available = BigInt(this.#octets.length)
      const count = available < this.#passing ? available : this.#passing
      this.#passing -= count
      return { kind: 'octets', octets: this.#octets.take(Number(count)) }
    }
    const header = readHeader(this.#octets.view())
    if (header === undefined) return undefined
    if (header.length > BigInt(largestFrame)) {
      this.#passing = header.length
      return { kind: 'large', octets: this.#octets.take(header.size), length: header.length }
    }
    const total = header.size + Number(header.length)
    if (this.#octets.length < total) return undefined
    const octets = this.#octets.take(total)
    const segments = this.#segments
    this.#segments = 1
    const { fin, rsv, opcode, lengthBits } = header
    const mask = header.masked ? octets.subarray(header.size - 4, header.size) : undefined
    const body = octets.subarray(header.size)
    const payload = mask === undefined ? body : applyMask(body, mask)
    return { kind: 'frame', frame: { fin, rsv, opcode, mask, payload, lengthBits, octets, segments } }
  }
}

/**
 * The same frame with some things changed, masked as before unless told otherwise. The length has its shortest encoding
 * unless an edit says otherwise.
 */
export function reframed(frame: TamperFrame, edits: Partial<FrameOptions>): Buffer {
  return encodeFrame({
    fin: frame.fin,
    rsv: frame.rsv,
    opcode: frame.opcode,
    payload: frame.payload,
    mask: frame.mask ?? false,
    ...edits,
  })
}
