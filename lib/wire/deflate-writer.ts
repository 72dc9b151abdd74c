import { canonicalCodes, distanceRanges, endOfBlock, fixedLengths, lengthRanges } from './deflate-tables.js'
import type { SymbolRange } from './deflate-tables.js'

/** A piece of a block: octets as they are, or a copy of what came `distance` octets before. */
export type DeflatePiece = Buffer | { readonly length: number; readonly distance: number }

/** A block as it is to be written, right or wrong. */
export type DeflateBlock =
  | { readonly kind: 'stored'; readonly octets: Buffer; readonly final?: boolean }
  | { readonly kind: 'fixed'; readonly pieces: readonly DeflatePiece[]; readonly final?: boolean }
  /** So many bits of a number, the least significant one first: for what is no block at all. */
  | { readonly kind: 'bits'; readonly value: number; readonly count: number }

const codes = canonicalCodes(fixedLengths.literals)

/** Puts bits into octets, the least significant one first. */
class BitWriter {
  readonly #octets: number[] = []
  #pending = 0
  #count = 0

  bits(value: number, count: number): void {
    for (let index = 0; index < count; index++) this.#bit((value >> index) & 1)
  }

  /** Huffman codes go out with their most significant bit first (RFC 1951 3.1.1). */
  code(value: number, count: number): void {
    for (let index = count - 1; index >= 0; index--) this.#bit((value >> index) & 1)
  }

  align(): void {
    while (this.#count > 0) this.#bit(0)
  }

  octets(octets: Buffer): void {
    for (const octet of octets) this.#octets.push(octet)
  }

  take(): Buffer {
    this.align()
    return Buffer.from(this.#octets)
  }

  #bit(bit: number): void {
    this.#pending |= bit << this.#count
    this.#count++
    if (this.#count < 8) return
    this.#octets.push(this.#pending)
    this.#pending = 0
    this.#count = 0
  }
}

/** The symbol for a value, and the value of its extra bits. */
function symbolOf(ranges: readonly SymbolRange[], value: number): { symbol: number; range: SymbolRange } {
  const symbol = ranges.findLastIndex(({ base }) => base <= value)
  const range = ranges[symbol]
  if (range === undefined || value >= range.base + 2 ** range.extra)
    throw new RangeError(`DEFLATE has no symbol for ${value}`)
  return { symbol, range }
}

function writeSymbol(bits: BitWriter, symbol: number): void {
  bits.code(codes[symbol] ?? 0, fixedLengths.literals[symbol] ?? 0)
}

function writePiece(bits: BitWriter, piece: DeflatePiece): void {
  if (Buffer.isBuffer(piece)) {
    for (const octet of piece) writeSymbol(bits, octet)
    return
  }
  const length = symbolOf(lengthRanges, piece.length)
  writeSymbol(bits, endOfBlock + 1 + length.symbol)
  bits.bits(piece.length - length.range.base, length.range.extra)
  const distance = symbolOf(distanceRanges, piece.distance)
  bits.code(distance.symbol, 5)
  bits.bits(piece.distance - distance.range.base, distance.range.extra)
}

function writeBlock(bits: BitWriter, block: DeflateBlock): void {
  if (block.kind === 'bits') {
    bits.bits(block.value, block.count)
    return
  }
  bits.bits(block.final === true ? 1 : 0, 1)
  if (block.kind === 'stored') {
    bits.bits(0, 2)
    bits.align()
    bits.bits(block.octets.length, 16)
    bits.bits(block.octets.length ^ 0xffff, 16)
    bits.octets(block.octets)
    return
  }
  bits.bits(1, 2)
  for (const piece of block.pieces) writePiece(bits, piece)
  writeSymbol(bits, endOfBlock)
  // A final block that ends inside an octet is filled up (RFC 7692 7.2.1).
  if (block.final === true) bits.align()
}

/**
 * The data of a compressed message made of these blocks (RFC 1951, RFC 7692 7.2.1). Behind them comes an empty stored block
 * whose last four octets are left out, as the RFC wants it; `cut` leaves out that block as well.
 * Throws a RangeError for copies that DEFLATE cannot express, and for stored blocks of more than 65 535 octets.
 */
export function writeDeflate(blocks: readonly DeflateBlock[], ending: 'whole' | 'cut' = 'whole'): Buffer {
  const bits = new BitWriter()
  for (const block of blocks) {
    if (block.kind === 'stored' && block.octets.length > 0xffff)
      throw new RangeError(`a stored block has no room for ${block.octets.length} octets`)
    writeBlock(bits, block)
  }
  if (ending === 'whole') bits.bits(0, 3)
  return bits.take()
}
