import { flushTail } from './deflate.js'
import {
  canonicalCodes,
  codeLengthOrder,
  distanceRanges,
  endOfBlock,
  fixedLengths,
  lengthRanges,
  type SymbolRange,
} from './deflate-tables.js'

/** One DEFLATE block (RFC 1951 3.2.3). */
export interface DeflateBlockSeen {
  readonly kind: 'stored' | 'fixed' | 'dynamic'
  /** BFINAL. */
  readonly final: boolean
  /** Plain octets that it stands for. */
  readonly octets: number
}

/** How the data of a compressed message is made. */
export type DeflateAnatomy =
  | {
      readonly kind: 'read'
      readonly blocks: readonly DeflateBlockSeen[]
      /** Plain octets of the message. */
      readonly octets: number
      /** The greatest distance of a reference, in octets; 0 where there is none. */
      readonly farthest: number
      /** Octets of the longest reference; 0 where there is none. */
      readonly longest: number
      /** How many octets before the beginning of the message references reach; 0 where it stands on its own. */
      readonly before: number
    }
  | { readonly kind: 'unreadable'; readonly reason: string }

class Unreadable extends Error {}

/** Takes bits from octets, the least significant one first. */
class BitReader {
  #at = 0

  constructor(private readonly octets: Buffer) {}

  get left(): number {
    return this.octets.length * 8 - this.#at
  }

  bit(): number {
    const octet = this.octets[this.#at >> 3]
    if (octet === undefined) throw new Unreadable('the data ends inside a block')
    const bit = (octet >> (this.#at & 7)) & 1
    this.#at++
    return bit
  }

  bits(count: number): number {
    let value = 0
    for (let index = 0; index < count; index++) value |= this.bit() << index
    return value
  }

  align(): void {
    this.#at = (this.#at + 7) & ~7
  }

  skipOctets(count: number): void {
    if (count * 8 > this.left) throw new Unreadable('the data ends inside a stored block')
    this.#at += count * 8
  }
}

/** A Huffman code: reads one symbol after the other. */
class SymbolReader {
  readonly #symbols = new Map<number, number>()

  constructor(
    lengths: readonly number[],
    private readonly name: string,
  ) {
    const codes = canonicalCodes(lengths)
    for (const [symbol, length] of lengths.entries()) {
      // A bit in front tells codes of different length apart.
      if (length > 0) this.#symbols.set((1 << length) | (codes[symbol] ?? 0), symbol)
    }
  }

  next(bits: BitReader): number {
    let code = 1
    for (let length = 1; length < 16; length++) {
      code = (code << 1) | bits.bit()
      const symbol = this.#symbols.get(code)
      if (symbol !== undefined) return symbol
    }
    throw new Unreadable(`a code that stands for no ${this.name}`)
  }
}

interface Codes {
  readonly literals: SymbolReader
  readonly distances: SymbolReader
}

const fixedCodes: Codes = {
  literals: new SymbolReader(fixedLengths.literals, 'literal or length'),
  distances: new SymbolReader(fixedLengths.distances, 'distance'),
}

/** The codes that a dynamic block begins with (RFC 1951 3.2.7). */
function readCodes(bits: BitReader): Codes {
  const literalCount = bits.bits(5) + 257
  const distanceCount = bits.bits(5) + 1
  const ofLengths = Array.from({ length: 19 }, () => 0)
  for (const symbol of codeLengthOrder.slice(0, bits.bits(4) + 4)) ofLengths[symbol] = bits.bits(3)
  const reader = new SymbolReader(ofLengths, 'code length')
  const lengths: number[] = []
  const repeat = (value: number, times: number): void => {
    for (let index = 0; index < times; index++) lengths.push(value)
  }
  while (lengths.length < literalCount + distanceCount) {
    const symbol = reader.next(bits)
    if (symbol < 16) lengths.push(symbol)
    else if (symbol === 16) {
      const last = lengths.at(-1)
      if (last === undefined) throw new Unreadable('a code length is repeated before there is one')
      repeat(last, bits.bits(2) + 3)
    } else repeat(0, symbol === 17 ? bits.bits(3) + 3 : bits.bits(7) + 11)
  }
  if (lengths.length > literalCount + distanceCount) throw new Unreadable('more code lengths than announced')
  return {
    literals: new SymbolReader(lengths.slice(0, literalCount), 'literal or length'),
    distances: new SymbolReader(lengths.slice(literalCount), 'distance'),
  }
}

function valueOf(ranges: readonly SymbolRange[], symbol: number, bits: BitReader, name: string): number {
  const range = ranges[symbol]
  if (range === undefined) throw new Unreadable(`a symbol that stands for no ${name}`)
  return range.base + bits.bits(range.extra)
}

/** Where references lead, over all blocks of a message. */
interface Reach {
  octets: number
  farthest: number
  longest: number
  before: number
}

function readSymbols({ literals, distances }: Codes, bits: BitReader, reach: Reach): void {
  for (;;) {
    const symbol = literals.next(bits)
    if (symbol === endOfBlock) return
    if (symbol < endOfBlock) {
      reach.octets++
      continue
    }
    const length = valueOf(lengthRanges, symbol - endOfBlock - 1, bits, 'length')
    const distance = valueOf(distanceRanges, distances.next(bits), bits, 'distance')
    reach.farthest = Math.max(reach.farthest, distance)
    reach.longest = Math.max(reach.longest, length)
    reach.before = Math.max(reach.before, distance - reach.octets)
    reach.octets += length
  }
}

function readBlock(bits: BitReader, reach: Reach): DeflateBlockSeen {
  const final = bits.bit() === 1
  const type = bits.bits(2)
  const start = reach.octets
  const done = (kind: DeflateBlockSeen['kind']): DeflateBlockSeen => {
    // Behind a final block the next one begins with an octet (RFC 7692 7.2.1).
    if (final) bits.align()
    return { kind, final, octets: reach.octets - start }
  }
  switch (type) {
    case 0: {
      bits.align()
      const length = bits.bits(16)
      if ((bits.bits(16) ^ 0xffff) !== length)
        throw new Unreadable('a stored block whose two lengths do not agree')
      bits.skipOctets(length)
      reach.octets += length
      return done('stored')
    }
    case 1:
      readSymbols(fixedCodes, bits, reach)
      return done('fixed')
    case 2:
      readSymbols(readCodes(bits), bits, reach)
      return done('dynamic')
    default:
      throw new Unreadable('a block of the type 3, which does not exist')
  }
}

/**
 * Takes the data of a compressed message apart (RFC 1951, RFC 7692 7.2.1) without inflating it: which blocks it has and how
 * far its references reach. That is what an inflater does not tell: zlib takes references beyond the window that it was
 * given, as long as it still has the octets. The closing empty block, whose end the sender leaves out, is counted too.
 */
export function readDeflate(payload: Buffer): DeflateAnatomy {
  const bits = new BitReader(Buffer.concat([payload, flushTail]))
  const reach: Reach = { octets: 0, farthest: 0, longest: 0, before: 0 }
  const blocks: DeflateBlockSeen[] = []
  try {
    // Fewer bits than a block can have are padding.
    while (bits.left >= 8) blocks.push(readBlock(bits, reach))
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem
    return { kind: 'unreadable', reason: problem.message }
  }
  return { kind: 'read', blocks, ...reach }
}
