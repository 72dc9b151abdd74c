import { clause } from '../../lib/case/index.js'
import type { CaseId, RequirementId } from '../../lib/spec/index.js'
import { flushTail, fragment, MessageDeflater, opcodes, type FrameOptions } from '../../lib/wire/index.js'
import {
  clientSide,
  compressedFragments,
  compressedFrame,
  compressingSession,
  contentRequest,
  declining,
  judgeStored,
  storeInFrames,
  unrepetitiveText,
} from '../compressed-requests.js'
import { inWords, type Writing } from '../frames.js'
import { withBetween } from '../interleaving.js'

/** A way to put the data of a compressed request into frames. */
interface Fragmentation {
  readonly id: CaseId
  readonly words: string
  readonly frames: (data: Buffer, opcode: 1 | 2) => readonly FrameOptions[]
  readonly writing?: Writing
}

const none = Buffer.alloc(0)
/** Behind data that ends with a whole flush, the only octet of an empty block (RFC 7692 7.2.3.6). */
const emptyBlock = Buffer.of(0)
const ping: FrameOptions = { opcode: opcodes.ping, payload: Buffer.from('between') }

const middle = (data: Buffer): number => data.length >> 1

const fragmentations: readonly Fragmentation[] = [
  {
    id: 'CSE/PMD/075',
    words: 'two fragments',
    frames: (data, opcode) => compressedFragments(opcode, data, [middle(data)]),
  },
  {
    id: 'CSE/PMD/076',
    words: 'fragments of one octet',
    frames: (data, opcode) => compressedFragments(opcode, data, 1),
  },
  {
    id: 'CSE/PMD/077',
    words: 'fragments of seven octets',
    frames: (data, opcode) => compressedFragments(opcode, data, 7),
    writing: 'frame by frame',
  },
  {
    id: 'CSE/PMD/078',
    words: 'three fragments',
    frames: (data, opcode) => compressedFragments(opcode, data, [1, data.length - 2]),
    writing: { chopSize: 1 },
  },
  {
    id: 'CSE/PMD/079',
    words: 'an empty fragment with RSV1 and all the data behind it',
    frames: (data, opcode) => compressedFragments(opcode, data, [0]),
  },
  {
    id: 'CSE/PMD/080',
    words: 'fragments with empty ones between them and at the end',
    frames: (data, opcode) =>
      compressedFragments(opcode, data, [middle(data), 0, data.length - middle(data), 0]),
  },
  {
    id: 'CSE/PMD/081',
    words: 'five fragments with a ping between each two',
    frames: (data, opcode) =>
      withBetween(compressedFragments(opcode, data, Math.ceil(data.length / 5)), ping),
  },
]

/** A fragment that ends with a whole flush, and the octet 00 as the last one. */
const emptyFinal: Fragmentation = {
  id: 'CSE/PMD/082',
  words: 'a fragment with a whole flush at its end and a last one with the octet 00 alone',
  frames: (data, opcode) => {
    const flushed = Buffer.concat([data, flushTail])
    return compressedFragments(opcode, Buffer.concat([flushed, emptyBlock]), [flushed.length])
  },
}

const uncompressed: Fragmentation = {
  id: 'CSE/PMD/083',
  words: 'three fragments that are not compressed, the last one empty',
  frames: (octets, opcode) => [
    ...fragment(octets, opcode, [middle(octets)]).map((frame) => ({ ...frame, fin: false })),
    { opcode: opcodes.continuation, payload: none },
  ],
}

/** Contents of the requests of a case; the second one repeats the first. */
const contents = [unrepetitiveText(300), unrepetitiveText(300)] as const

clause('RFC7692/6.2', 'Decompression: fragmented messages', (test) => {
  const define = (
    { id, words, frames, writing = 'at once' }: Fragmentation,
    row: RequirementId,
    compress: boolean,
  ): void => {
    test(id, {
      title: `takes a request in ${words}, ${inWords(writing)}, on a connection with compression`,
      covers: [row],
      needs: ['permessageDeflate'],
      sends:
        `Two CREATEs of contentInstances in compressed messages; then one ${compress ? 'compressed' : 'that is not compressed'}, ` +
        `in ${words}, ${inWords(writing)}; a compressed one behind it. Each content is read back.`,
      accepts: `Each content comes back as it was sent. An error, a close, or another content is not accepted. ${declining}`,
      async run(context) {
        const session = await compressingSession(context)
        const container = await session.container('data')
        const { open: connection } = session
        const deflater = new MessageDeflater(clientSide(connection))
        const whole = {
          words: 'one frame',
          frames: (data: Buffer, opcode: 1 | 2) => [compressedFrame(opcode, data)],
        }
        const [first, second] = contents
        const plan = [
          { content: first, form: whole, compress: true },
          { content: second, form: { words, frames, writing }, compress },
          { content: first, form: whole, compress: true },
        ] as const
        for (const step of plan) {
          const request = contentRequest(session, container, step.content)
          const octets = connection.encode(request)
          const data = step.compress ? deflater.deflate(octets) : octets
          const stored = await storeInFrames(
            session,
            request,
            step.content,
            step.form.words,
            step.form.frames(data, connection.opcode),
            'writing' in step.form ? step.form.writing : 'at once',
          )
          if (judgeStored(context, session, [row], stored) !== 'kept') return
        }
      },
    })
  }
  for (const fragmentation of fragmentations) define(fragmentation, 'RFC7692/6.2-1', true)
  define(emptyFinal, 'RFC7692/7.2.3-1', true)
  define(uncompressed, 'RFC7692/6.2-2', false)
})
