import { clause, type CaseContext } from '../../lib/case/index.js'
import type { RequirementId } from '../../lib/spec/index.js'
import type { PrimitiveConnection, Session } from '../../lib/sut/index.js'
import {
  closePayload,
  fragment,
  MessageDeflater,
  opcodes,
  rsv,
  type FrameOptions,
} from '../../lib/wire/index.js'
import { clientSide, compressedFragments, compressedFrame, servedCompressed } from '../compressed-requests.js'
import { testOffences, type Offence } from '../failures.js'
import { withBetween } from '../interleaving.js'

const row: RequirementId = 'RFC7692/6.1-4'

/** The data of a request that stands on its own, as if nothing had been compressed before. */
function compressed(request: Buffer, connection: PrimitiveConnection): Buffer {
  return new MessageDeflater({ ...clientSide(connection), contextTakeover: false }).deflate(request)
}

/** The last fragment has RSV1 as well. */
function markedAtTheEnd(frames: readonly FrameOptions[]): readonly FrameOptions[] {
  return frames.map((frame, index) => (index === frames.length - 1 ? { ...frame, rsv: rsv.rsv1 } : frame))
}

function inControl(id: Offence['id'], words: string, frame: FrameOptions): Offence {
  return { id, words, row, frames: () => [{ ...frame, rsv: rsv.rsv1 }] }
}

const ping: FrameOptions = { opcode: opcodes.ping, payload: Buffer.from('compressed?') }

const misplaced: readonly Offence[] = [
  inControl('CSE/PMD/100', 'a ping with RSV1', ping),
  inControl('CSE/PMD/101', 'an empty ping with RSV1', { opcode: opcodes.ping }),
  inControl('CSE/PMD/102', 'a pong with RSV1', { opcode: opcodes.pong, payload: Buffer.from('compressed?') }),
  inControl('CSE/PMD/103', 'a Close frame with RSV1', { opcode: opcodes.close, payload: closePayload(1000) }),
  {
    id: 'CSE/PMD/104',
    words: 'a compressed request in two fragments that both have RSV1',
    row,
    frames: (request, opcode, connection) =>
      markedAtTheEnd(compressedFragments(opcode, compressed(request, connection), [40])),
  },
  {
    id: 'CSE/PMD/105',
    words: 'a compressed request in three fragments of which the first and the last have RSV1',
    row,
    frames: (request, opcode, connection) =>
      markedAtTheEnd(compressedFragments(opcode, compressed(request, connection), [40, 20])),
  },
  {
    id: 'CSE/PMD/106',
    words: 'an uncompressed request in two fragments of which the second has RSV1',
    row,
    frames: (request, opcode) => markedAtTheEnd(fragment(request, opcode, [request.length >> 1])),
  },
  {
    id: 'CSE/PMD/107',
    words: 'an uncompressed fragment and a compressed continuation with RSV1',
    row,
    frames: (request, opcode, connection) => [
      { opcode, payload: Buffer.alloc(0), fin: false },
      { opcode: opcodes.continuation, payload: compressed(request, connection), rsv: rsv.rsv1 },
    ],
  },
  {
    id: 'CSE/PMD/108',
    words: 'a ping with RSV1 between the fragments of a compressed request',
    row,
    frames: (request, opcode, connection) =>
      withBetween(compressedFragments(opcode, compressed(request, connection), [40]), {
        ...ping,
        rsv: rsv.rsv1,
      }),
  },
]

/** The bits that no extension uses stay forbidden where compression was agreed on. */
const otherBits: readonly Offence[] = [
  {
    id: 'CSE/PMD/109',
    words: 'a compressed request with RSV2',
    row: 'RFC6455/5.2-2',
    frames: (request, opcode, connection) => [
      { ...compressedFrame(opcode, compressed(request, connection)), rsv: rsv.rsv1 | rsv.rsv2 },
    ],
  },
  {
    id: 'CSE/PMD/110',
    words: 'a compressed request with RSV3',
    row: 'RFC6455/5.2-2',
    frames: (request, opcode, connection) => [
      { ...compressedFrame(opcode, compressed(request, connection)), rsv: rsv.rsv1 | rsv.rsv3 },
    ],
  },
]

/** A request whose last string has these octets in it. */
function withOctets(request: Buffer, octets: Buffer): Buffer {
  const at = request.lastIndexOf('trace') + 1
  return Buffer.concat([request.subarray(0, at), octets, request.subarray(at)])
}

function invalidText(id: Offence['id'], words: string, hex: string): Offence {
  return {
    id,
    words: `a compressed text message that inflates to ${words}`,
    row: 'RFC7692/6.1-6',
    codes: [1007],
    frames: (request, opcode, connection) => [
      compressedFrame(opcode, compressed(withOctets(request, Buffer.from(hex, 'hex')), connection)),
    ],
  }
}

const invalidTexts: readonly Offence[] = [
  invalidText('CSE/PMD/111', 'an octet FF in a request', 'ff'),
  invalidText('CSE/PMD/112', 'a request with a surrogate in UTF-8', 'eda080'),
  invalidText('CSE/PMD/113', 'a request with a character in a longer form than needed', 'c1a1'),
  {
    ...invalidText('CSE/PMD/114', 'a request and half a character behind it', ''),
    frames: (request, opcode, connection) => [
      compressedFrame(opcode, compressed(Buffer.concat([request, Buffer.from('e282', 'hex')]), connection)),
    ],
  },
]

async function compressing(context: CaseContext): Promise<Session> {
  return (await servedCompressed(context)).session
}

/** Only text has to be UTF-8. */
async function compressingText(context: CaseContext): Promise<Session> {
  const session = await compressing(context)
  if (session.open.opcode !== opcodes.text) {
    context.inapplicable(
      `the messages of ${session.open.serialization} are binary, and UTF-8 concerns text messages`,
    )
  }
  return session
}

clause(
  'RFC7692/6.1',
  'Compression: RSV1 where it does not belong, and what must not be in a compressed message',
  (test) => {
    testOffences(test, [...misplaced, ...otherBits], { needs: ['permessageDeflate'], session: compressing })
    testOffences(test, invalidTexts, { needs: ['permessageDeflate'], session: compressingText })
  },
)
