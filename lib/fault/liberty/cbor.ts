import { decode } from 'cbor-x'
import { opcodes } from '../../wire/index.js'
import { reframed } from '../frame-reader.js'
import { isData } from '../messages.js'
import { forward, stateless } from '../steps.js'
import type { Liberty } from '../types.js'
import { inOctets } from './define.js'

const rsv1 = 4
const [unsigned, negative, text, list, map] = [0, 1, 3, 4, 5]
const ending = Buffer.of(0xff)

/** How heads are written: the length or value in so many octets, or left open where the type allows it. */
interface Style {
  readonly octets: 1 | 2 | 4 | 8
  readonly open: boolean
}

/** The head of an item (RFC 7049 3), longer than it need be. */
function head(major: number, value: number, octets: Style['octets']): Buffer {
  const size = Math.max(octets, value > 0xffff_ffff ? 8 : value > 0xffff ? 4 : value > 0xff ? 2 : 1)
  const out = Buffer.alloc(1 + size)
  out.writeUInt8((major << 5) | (24 + Math.log2(size)), 0)
  if (size === 8) out.writeBigUInt64BE(BigInt(value), 1)
  else out.writeUIntBE(value, 1, size)
  return out
}

function openHead(major: number): Buffer {
  return Buffer.of((major << 5) | 31)
}

function textItem(value: string, { octets, open }: Style): Buffer {
  if (!open) {
    const whole = Buffer.from(value, 'utf8')
    return Buffer.concat([head(text, whole.length, octets), whole])
  }
  // Chunks end between characters, as RFC 7049 3.2.3 wants.
  const parts = Array.from(value).map((character) => Buffer.from(character, 'utf8'))
  const half = parts.length >> 1
  const chunks = [parts.slice(0, half), parts.slice(half)].map((each) => Buffer.concat(each))
  return Buffer.concat([
    openHead(text),
    ...chunks.flatMap((chunk) => [head(text, chunk.length, octets), chunk]),
    ending,
  ])
}

function item(value: unknown, style: Style): Buffer {
  const { octets, open } = style
  if (typeof value === 'string') return textItem(value, style)
  // What cbor-x reads from eight octets.
  if (typeof value === 'bigint') return item(Number(value), style)
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    return value < 0 ? head(negative, -1 - value, octets) : head(unsigned, value, octets)
  }
  if (typeof value === 'number') {
    const out = Buffer.alloc(9, 0xfb)
    out.writeDoubleBE(value, 1)
    return out
  }
  if (typeof value === 'boolean') return Buffer.of(value ? 0xf5 : 0xf4)
  if (Array.isArray(value)) {
    const inner = value.map((each) => item(each, style))
    return Buffer.concat(
      open ? [openHead(list), ...inner, ending] : [head(list, inner.length, octets), ...inner],
    )
  }
  if (typeof value !== 'object' || value === null) return Buffer.of(0xf6)
  const inner = Object.entries(value)
    .toReversed()
    .flatMap(([name, each]) => [item(name, style), item(each, style)])
  return Buffer.concat(
    open ? [openHead(map), ...inner, ending] : [head(map, inner.length / 2, octets), ...inner],
  )
}

/** The value of an item of CBOR; undefined for everything else. */
function itemIn(octets: Buffer): unknown {
  try {
    return decode(octets)
  } catch {
    return undefined
  }
}

/** A liberty in how a primitive is written in CBOR; seen where messages are not compressed. */
function inCbor(id: string, description: string, style: Style): Liberty {
  return inOctets(
    id,
    description,
    { by: 'TS-0004 8.5, which has no rule on it, and RFC 7049 2' },
    stateless({
      fromServer: (frame) => {
        if (!isData(frame) || frame.opcode !== opcodes.binary || (frame.rsv & rsv1) !== 0 || !frame.fin)
          return frame
        const value = itemIn(frame.payload)
        if (value === undefined) return frame
        return forward(reframed(frame, { payload: item(value, style) }))
      },
    }),
  )
}

/** What RFC 7049 leaves open of a primitive in CBOR. */
export const cborLiberties: readonly Liberty[] = [
  inCbor(
    'cbor-of-open-length',
    'Leaves lengths open, cuts text into chunks and has members in another order.',
    {
      octets: 1,
      open: true,
    },
  ),
  inCbor(
    'cbor-with-long-heads',
    'Writes lengths and numbers in eight octets, and has members in another order.',
    { octets: 8, open: false },
  ),
]
