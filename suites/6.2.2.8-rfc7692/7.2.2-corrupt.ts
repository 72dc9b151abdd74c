import { clause } from '../../lib/case/index.js'
import type { BehaviourOf, CaseId } from '../../lib/spec/index.js'
import {
  flushTail,
  MessageDeflater,
  writeDeflate,
  type DeflateBlock,
  type FrameOptions,
} from '../../lib/wire/index.js'
import { clientSide, compressedFragments, compressedFrame, servedCompressed } from '../compressed-requests.js'
import { containerLeft, judgeSurvival } from '../failures.js'
import { creation, writeFrames } from '../frames.js'
import { reactionTo } from '../reactions.js'

/** Data that is no DEFLATE data, or not all of it; a row of a table of cases. */
interface Corruption {
  readonly id: CaseId
  readonly words: string
  /** `octets`: a request; `data`: the same compressed. */
  readonly frames: (octets: Buffer, data: Buffer, opcode: 1 | 2) => readonly FrameOptions[]
}

const rest = Buffer.alloc(8)

/** Bits in the order in which DEFLATE has them. */
function bits(text: string): DeflateBlock {
  const digits = text.replaceAll(' ', '')
  return { kind: 'bits', value: parseInt(Array.from(digits).reverse().join(''), 2), count: digits.length }
}

function asData(id: CaseId, words: string, spoil: (octets: Buffer, data: Buffer) => Buffer): Corruption {
  return { id, words, frames: (octets, data, opcode) => [compressedFrame(opcode, spoil(octets, data))] }
}

const corruptions: readonly Corruption[] = [
  asData('CSE/PMD/115', 'a block of the type 3, which does not exist', (octets) =>
    Buffer.concat([writeDeflate([bits('0 11')], 'cut'), octets]),
  ),
  asData('CSE/PMD/116', 'a stored block whose two lengths do not agree', (octets) => {
    const data = writeDeflate([{ kind: 'stored', octets }])
    data[3] = (data[3] ?? 0) ^ 1
    return data
  }),
  asData('CSE/PMD/117', 'a reference to more than was ever sent', (octets) =>
    writeDeflate([
      {
        kind: 'fixed',
        pieces: [octets.subarray(0, 60), { length: 10, distance: 32_768 }, octets.subarray(70)],
      },
    ]),
  ),
  asData('CSE/PMD/118', 'a symbol for a length that DEFLATE does not have', () =>
    Buffer.concat([writeDeflate([bits('0 10 11000110')], 'cut'), rest]),
  ),
  asData('CSE/PMD/119', 'a symbol for a distance that DEFLATE does not have', () =>
    Buffer.concat([writeDeflate([bits('0 10 10010001 0000001 11110')], 'cut'), rest]),
  ),
  asData('CSE/PMD/120', 'a block with a code that cannot be', () =>
    Buffer.concat([writeDeflate([bits('0 01 11111 11111 0000')], 'cut'), rest]),
  ),
  asData('CSE/PMD/121', 'data in the format of zlib, with its header', (_, data) =>
    Buffer.concat([Buffer.of(0x78, 0x9c), data]),
  ),
  asData('CSE/PMD/122', 'data in the format of gzip, with its header', (_, data) =>
    Buffer.concat([Buffer.from('1f8b0800000000000003', 'hex'), data]),
  ),
  asData('CSE/PMD/123', 'a request that is not compressed at all, with RSV1', (octets) => octets),
  asData('CSE/PMD/124', 'data that ends in the middle', (_, data) => data.subarray(0, data.length >> 1)),
  {
    id: 'CSE/PMD/125',
    words: 'a regular fragment and a continuation that is no DEFLATE data',
    // With its tail the fragment ends with a block, so that the octets behind it begin one, of the type 3, whatever the request says.
    frames: (_, data, opcode) => {
      const regular = Buffer.concat([data, flushTail])
      return compressedFragments(opcode, Buffer.concat([regular, Buffer.alloc(30, 0xff)]), [regular.length])
    },
  },
]

/** Name of the container that the requests would create. */
const trace = 'trace'

clause('RFC7692/7.2.2', 'Message Payload Transformation: Decompression of what is not compressed', (test) => {
  for (const { id, words, frames } of corruptions) {
    test(id, {
      title: `does not serve a compressed message that cannot be inflated: ${words}`,
      covers: ['RFC6455/10.7-1'],
      needs: ['permessageDeflate'],
      sends: `CREATE of a container in a message with RSV1 that has ${words}; a compressed one is served first.`,
      accepts:
        'A Close frame: pass; an error response: noted; the end of TCP alone, or a connection that goes on as if nothing ' +
        'had come: warn; the request served, or a connection that is open and serves nothing: fail. A fresh connection is ' +
        'served, and the container does not exist.',
      async run(context) {
        const { sut, classify } = context
        const { session } = await servedCompressed(context, false)
        const { open: connection } = session
        const request = creation(session, trace)
        const octets = connection.encode(request)
        const alone = new MessageDeflater({ ...clientSide(connection), contextTakeover: false })
        const all = frames(octets, alone.deflate(octets), connection.opcode)
        const {
          behaviour = 'no-longer-serving',
          came,
          evidence,
        } = await reactionTo(sut, session, () => {
          connection.expectNothing(request.rqi)
          return writeFrames(connection, all)
        })
        const sent = `a message with RSV1 that has ${words}`
        const seen: BehaviourOf<'corrupt-compressed-message'> = behaviour
        classify('corrupt-compressed-message', seen, 'RFC6455/10.7-1', { sent, came, evidence })
        await judgeSurvival(context, session, sent, containerLeft(trace))
      },
    })
  }
})
