import { clause } from '../../lib/case/index.js'
import type { CaseId } from '../../lib/spec/index.js'
import type { FrameOptions } from '../../lib/wire/index.js'
import {
  compressedFragments,
  compressedFrame,
  compressingSession,
  declining,
} from '../compressed-requests.js'
import { judgeWithoutPrimitive, withoutPrimitiveAccepts } from '../without-primitive.js'
import { capitalized } from '../words.js'

/** What an empty message is compressed to (RFC 7692 7.2.3.6). */
const nothing = Buffer.of(0)

const forms: readonly {
  readonly id: CaseId
  readonly words: string
  readonly frames: (opcode: 1 | 2) => readonly FrameOptions[]
}[] = [
  {
    id: 'CSE/PMD/155',
    words: 'an empty message, compressed to the octet 00',
    frames: (opcode) => [compressedFrame(opcode, nothing)],
  },
  {
    id: 'CSE/PMD/156',
    words: 'an empty message, compressed to the octet 00 in a fragment behind an empty one',
    frames: (opcode) => compressedFragments(opcode, nothing, [0]),
  },
]

clause('RFC7692/7.2.3', 'Message Payload Transformation: Examples, empty messages', (test) => {
  for (const { id, words, frames } of forms) {
    test(id, {
      title: `does not take ${words}, for a violation of the protocol`,
      covers: ['RFC7692/7.2.3-1'],
      needs: ['permessageDeflate'],
      sends: `${capitalized(words)}, on the connection of a registered AE, which was served before.`,
      accepts: `${withoutPrimitiveAccepts} ${declining}`,
      async run(context) {
        const session = await compressingSession(context, undefined, false)
        const { open: connection } = session
        await judgeWithoutPrimitive(context, session, 'RFC7692/7.2.3-1', words, () =>
          connection.wire.send(frames(connection.opcode)),
        )
      },
    })
  }
})
