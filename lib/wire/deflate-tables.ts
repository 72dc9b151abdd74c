/** The numbers that RFC 1951 gives for the symbols of DEFLATE blocks, for reading and for writing them. */

/** What a symbol for lengths or distances stands for: `base` and as many values above it as `extra` bits count. */
export interface SymbolRange {
  readonly base: number
  readonly extra: number
}

function ranges(first: number, extraBits: readonly number[]): readonly SymbolRange[] {
  let base = first
  return extraBits.map((extra) => {
    const range = { base, extra }
    base += 2 ** extra
    return range
  })
}

/** Ends a block (RFC 1951 3.2.5). */
export const endOfBlock = 256

/** Symbols 257 to 285: lengths of a copy, 3 to 258. The last one is 258 itself, which 284 could say as well. */
export const lengthRanges: readonly SymbolRange[] = [
  ...ranges(3, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5]),
  { base: 258, extra: 0 },
]

/** Distance symbols 0 to 29: 1 to 32 768. */
export const distanceRanges: readonly SymbolRange[] = ranges(1, [
  0,
  0,
  0,
  0,
  ...Array.from({ length: 26 }, (_, index) => 1 + (index >> 1)),
])

/** In this order a dynamic block gives the code lengths of its code lengths (RFC 1951 3.2.7). */
export const codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15] as const

/** Code lengths of the fixed code (RFC 1951 3.2.6): 288 literal and length symbols, 30 distances, of 32 possible. */
export const fixedLengths: { readonly literals: readonly number[]; readonly distances: readonly number[] } = {
  literals: Array.from({ length: 288 }, (_, symbol) =>
    symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
  ),
  distances: Array.from({ length: 32 }, () => 5),
}

/** The code of each symbol, given the length of each (RFC 1951 3.2.2), most significant bit first. */
export function canonicalCodes(lengths: readonly number[]): readonly number[] {
  const counts = Array.from({ length: 16 }, () => 0)
  for (const length of lengths) if (length > 0) counts[length] = (counts[length] ?? 0) + 1
  const next: number[] = [0]
  for (let bits = 1; bits < 16; bits++) {
    next[bits] = ((next[bits - 1] ?? 0) + (bits === 1 ? 0 : (counts[bits - 1] ?? 0))) << 1
  }
  return lengths.map((length) => {
    if (length === 0) return 0
    const code = next[length] ?? 0
    next[length] = code + 1
    return code
  })
}
