import { constants, deflateRawSync, type ZlibOptions } from 'node:zlib'
import { clause } from '../../lib/case/index.js'
import type { CaseId } from '../../lib/spec/index.js'
import { flushTail, writeDeflate, type DeflateBlock } from '../../lib/wire/index.js'
import {
  compressedFrame,
  compressingSession,
  contentRequest,
  declining,
  judgeStored,
  storeInFrames,
} from '../compressed-requests.js'

/** A way to write a message as DEFLATE data, without reference to messages before it. */
interface Way {
  readonly id: CaseId
  readonly words: string
  readonly data: (octets: Buffer) => Buffer
}

/** Zlib's output up to the end of a sync flush, without the octets that the sender takes off (RFC 7692 7.2.1). */
function flushed(octets: Buffer, options: ZlibOptions): Buffer {
  const data = deflateRawSync(octets, { finishFlush: constants.Z_SYNC_FLUSH, ...options })
  return data.subarray(0, data.length - 4)
}

/** Pieces of so many octets. */
function pieces(octets: Buffer, size: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(octets.length / size) }, (_, index) =>
    octets.subarray(index * size, (index + 1) * size),
  )
}

const stored = (octets: Buffer, final = false): DeflateBlock => ({ kind: 'stored', octets, final })
const fixed = (octets: Buffer, final = false): DeflateBlock => ({ kind: 'fixed', pieces: [octets], final })
/** What a sync flush leaves: an empty stored block. */
const flush = stored(Buffer.alloc(0))

/** The data of one sync-flushed part ends with an octet, so parts can be put one behind the other. */
const parted = (octets: Buffer, size: number, part: (octets: Buffer) => Buffer): Buffer =>
  Buffer.concat([
    ...pieces(octets, size).map((piece) => Buffer.concat([part(piece), flushTail])),
    Buffer.of(0),
  ])

const ways: readonly Way[] = [
  { id: 'CSE/PMD/085', words: 'one stored block', data: (octets) => writeDeflate([stored(octets)]) },
  {
    id: 'CSE/PMD/086',
    words: 'a stored block for every ten octets',
    data: (octets) => writeDeflate(pieces(octets, 10).map((piece) => stored(piece))),
  },
  {
    id: 'CSE/PMD/087',
    words: 'one block with the fixed code',
    data: (octets) => writeDeflate([fixed(octets)]),
  },
  {
    id: 'CSE/PMD/088',
    words: 'one block with a code of its own, and no reference',
    data: (octets) => flushed(octets, { strategy: constants.Z_HUFFMAN_ONLY, level: 9 }),
  },
  {
    id: 'CSE/PMD/089',
    words: 'blocks of all three kinds',
    data: (octets) => {
      const [first = octets, second = octets, third = octets] = pieces(octets, Math.ceil(octets.length / 3))
      return Buffer.concat([
        // The empty block at the end lacks its length, which is put back before something follows.
        writeDeflate([stored(first), fixed(second)]),
        flushTail,
        flushed(third, { strategy: constants.Z_HUFFMAN_ONLY, level: 9 }),
      ])
    },
  },
  {
    id: 'CSE/PMD/090',
    words: 'a flush behind every 16 octets',
    data: (octets) => parted(octets, 16, (piece) => flushed(piece, {})),
  },
  {
    id: 'CSE/PMD/091',
    words: 'empty blocks of both kinds before, between and behind the others',
    data: (octets) =>
      writeDeflate([
        flush,
        fixed(Buffer.alloc(0)),
        stored(octets.subarray(0, 9)),
        flush,
        flush,
        fixed(octets.subarray(9)),
        flush,
      ]),
  },
  {
    id: 'CSE/PMD/092',
    words: 'a block with BFINAL, and the octet 00 behind it',
    data: (octets) => writeDeflate([fixed(octets, true)]),
  },
  {
    id: 'CSE/PMD/093',
    words: 'a stored block with BFINAL, and the octet 00 behind it',
    data: (octets) => writeDeflate([stored(octets, true)]),
  },
  {
    id: 'CSE/PMD/094',
    words: 'the data of a finished DEFLATE stream with the octet 00 behind it',
    data: (octets) => Buffer.concat([deflateRawSync(octets), Buffer.of(0)]),
  },
  {
    id: 'CSE/PMD/095',
    words: 'the longest references that there are',
    data: (octets) => {
      const at = octets.indexOf('r'.repeat(300))
      return at < 0
        ? writeDeflate([fixed(octets)])
        : writeDeflate([
            {
              kind: 'fixed',
              pieces: [octets.subarray(0, at + 1), { length: 258, distance: 1 }, octets.subarray(at + 259)],
            },
          ])
    },
  },
]

const content = `all kinds of blocks: {[("'\\/<&>")]} ${'r'.repeat(300)} 𝄞 äöü`

clause('RFC7692/7.2.3', 'Message Payload Transformation: Examples', (test) => {
  for (const { id, words, data } of ways) {
    test(id, {
      title: `inflates messages of ${words}`,
      covers: ['RFC7692/7.2.3-1'],
      needs: ['permessageDeflate'],
      sends: `CREATE of a contentInstance, twice, each in a compressed message of ${words}; each content is read back.`,
      accepts: `Each content comes back as it was sent. An error, a close, or another content is not accepted. ${declining}`,
      async run(context) {
        const session = await compressingSession(context)
        const container = await session.container('data')
        const { open: connection } = session
        for (let times = 0; times < 2; times += 1) {
          const request = contentRequest(session, container, content)
          const frames = [compressedFrame(connection.opcode, data(connection.encode(request)))]
          const outcome = await storeInFrames(
            session,
            request,
            content,
            `a compressed message of ${words}`,
            frames,
          )
          if (judgeStored(context, session, ['RFC7692/7.2.3-1'], outcome) !== 'kept') return
        }
      },
    })
  }
})
