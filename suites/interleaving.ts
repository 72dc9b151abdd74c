import { fragment, type FrameOptions } from '../lib/wire/index.js'

/** A message in two fragments of about the same size. */
export function halves(octets: Buffer, opcode: 1 | 2): readonly FrameOptions[] {
  return fragment(octets, opcode, [octets.length >> 1])
}

/** Puts frames between each two of others. */
export function withBetween(
  frames: readonly FrameOptions[],
  ...between: readonly FrameOptions[]
): readonly FrameOptions[] {
  return frames.flatMap((frame, index) => (index === 0 ? [frame] : [...between, frame]))
}
