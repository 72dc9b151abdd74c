import { randomOctets } from './random-octets.js'
import type { FrameOptions } from './types.js'

/** Opcodes that RFC 6455 5.2 defines. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** The RSV bits as {@link FrameOptions.rsv} has them. */
export const rsv = { rsv1: 4, rsv2: 2, rsv3: 1 } as const

const opcodeNames = new Map<number, string>(Object.entries(opcodes).map(([name, opcode]) => [opcode, name]))

/** Name of an opcode, `reserved opcode 3` for the others. */
export function opcodeName(opcode: number): string {
  return opcodeNames.get(opcode) ?? `reserved opcode ${opcode}`
}

/** True for the control frames of RFC 6455 5.5, reserved ones included. */
export function isControl(opcode: number): boolean {
  return opcode >= 8
}

/** The shortest encoding of a payload length (RFC 6455 5.2), in bits. */
export function minimalLengthBits(length: bigint): 7 | 16 | 64 {
  if (length < 126n) return 7
  return length < 65536n ? 16 : 64
}

/**
 * Payload XOR masking key (RFC 6455 5.3), as a copy. Masking and unmasking are the same. The key has four octets.
 */
export function applyMask(payload: Buffer, key: Buffer): Buffer {
  const masked = Buffer.from(payload)
  maskInPlace(masked, key)
  return masked
}

function maskInPlace(octets: Buffer, key: Buffer): void {
  for (let index = 0; index < octets.length; index++) {
    octets[index] = (octets[index] ?? 0) ^ (key[index & 3] ?? 0)
  }
}

/**
 * One frame, octet for octet as the options say (RFC 6455 5.2); what they leave out is what a client sends. A declared
 * length that differs from the payload's is written as declared, and the payload follows as it is.
 * Throws a RangeError for what has no encoding at all: an opcode above 15, RSV bits above 7, a masking key that has not
 * four octets, a declared length that does not fit the chosen encoding.
 */
export function encodeFrame(options: FrameOptions): Buffer {
  const { opcode, fin = true, rsv: reserved = 0, payload = Buffer.alloc(0) } = options
  const length = options.declaredLength ?? BigInt(payload.length)
  const bits = options.lengthBits ?? minimalLengthBits(length)
  const key = maskingKey(options.mask)
  if (!Number.isInteger(opcode) || opcode < 0 || opcode > 15)
    throw new RangeError(`opcode ${opcode} needs more than four bits`)
  if (!Number.isInteger(reserved) || reserved < 0 || reserved > 7)
    throw new RangeError(`rsv ${reserved} needs more than three bits`)

  const first = (fin ? 0x80 : 0) | (reserved << 4) | opcode
  const header = lengthOctets(length, bits)
  header[0] = (header[0] ?? 0) | (key ? 0x80 : 0)
  const frame = Buffer.concat([Buffer.of(first), header, key ?? Buffer.alloc(0), payload])
  if (key) maskInPlace(frame.subarray(frame.length - payload.length), key)
  return frame
}

function maskingKey(mask: FrameOptions['mask']): Buffer | undefined {
  if (mask === false) return undefined
  if (mask === undefined) return randomOctets(4)
  if (mask.length !== 4) throw new RangeError(`a masking key has four octets, not ${mask.length}`)
  return mask
}

function lengthOctets(length: bigint, bits: 7 | 16 | 64): Buffer {
  const largest = bits === 7 ? 125n : 2n ** BigInt(bits) - 1n
  if (length < 0n || length > largest)
    throw new RangeError(`a length of ${length.toString()} does not fit ${bits} bits`)
  if (bits === 7) return Buffer.of(Number(length))
  const octets = Buffer.alloc(1 + bits / 8)
  octets[0] = bits === 16 ? 126 : 127
  if (bits === 16) octets.writeUInt16BE(Number(length), 1)
  else octets.writeBigUInt64BE(length, 1)
  return octets
}

/** Knobs of {@link fragment}: the masking of every frame, and RSV bits of the first one. */
export type FragmentKnobs = Pick<FrameOptions, 'rsv' | 'mask'>

/**
 * A message as frames (RFC 6455 5.4): the first one carries the opcode, the others are continuations, the last one has
 * FIN. `sizes`: octets of each fragment in turn, zeros included, and what remains goes into a last one of its own; or one
 * number, the size of all but the last. The frames are options, so a case may still edit any of them before encoding.
 * Throws a RangeError for sizes that are not natural numbers, exceed the payload, or are all zero as a single number.
 */
export function fragment(
  payload: Buffer,
  opcode: number,
  sizes: number | readonly number[],
  knobs: FragmentKnobs = {},
): readonly FrameOptions[] {
  const pieces = typeof sizes === 'number' ? equalPieces(payload, sizes) : piecesOf(payload, sizes)
  const { rsv: reserved, ...all } = knobs
  return pieces.map((piece, index) => ({
    ...all,
    ...(index === 0 && reserved !== undefined ? { rsv: reserved } : {}),
    opcode: index === 0 ? opcode : opcodes.continuation,
    payload: piece,
    fin: index === pieces.length - 1,
  }))
}

function equalPieces(payload: Buffer, size: number): readonly Buffer[] {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`${size} is no size of a fragment`)
  const pieces: Buffer[] = []
  for (let at = 0; at < payload.length; at += size) pieces.push(payload.subarray(at, at + size))
  return pieces.length === 0 ? [payload] : pieces
}

function piecesOf(payload: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const pieces: Buffer[] = []
  let at = 0
  for (const size of sizes) {
    if (!Number.isInteger(size) || size < 0) throw new RangeError(`${size} is no size of a fragment`)
    if (at + size > payload.length)
      throw new RangeError(`the fragments exceed the payload of ${payload.length} octets`)
    pieces.push(payload.subarray(at, at + size))
    at += size
  }
  if (at < payload.length || pieces.length === 0) pieces.push(payload.subarray(at))
  return pieces
}

/** One line about a frame, for the reader of the evidence: `text, 52 octets, masked`. */
export function frameNote(frame: {
  readonly opcode: number
  readonly length: bigint
  readonly fin: boolean
  readonly rsv: number
  readonly masked: boolean
}): string {
  const marks = [
    opcodeName(frame.opcode),
    `${frame.length.toString()} ${frame.length === 1n ? 'octet' : 'octets'}`,
  ]
  if (!frame.fin) marks.push('not final')
  for (const [name, bit] of Object.entries(rsv)) if ((frame.rsv & bit) !== 0) marks.push(name.toUpperCase())
  if (frame.masked) marks.push('masked')
  return marks.join(', ')
}
