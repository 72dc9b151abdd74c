import { clause } from '../../lib/case/index.js'
import type { CaseId, IcsItem } from '../../lib/spec/index.js'
import { fragment, opcodes, type FrameOptions } from '../../lib/wire/index.js'
import { judgeWithoutPrimitive, withoutPrimitiveAccepts } from '../without-primitive.js'
import { textSerialization } from '../texts.js'
import { capitalized } from '../words.js'

/** A message without an octet. */
interface Empty {
  readonly id: CaseId
  readonly type: 'text' | 'binary'
  readonly frames: number
}

const empties: readonly Empty[] = [
  { id: 'CSE/FRM/247', type: 'text', frames: 1 },
  { id: 'CSE/FRM/248', type: 'text', frames: 3 },
  { id: 'CSE/FRM/249', type: 'binary', frames: 1 },
]

const needed: Readonly<Record<Empty['type'], readonly [IcsItem, ...IcsItem[]]>> = {
  text: ['json', 'xml'],
  binary: ['cbor'],
}

/** A message without an octet in so many frames. */
function emptyFrames(type: Empty['type'], count: number): readonly FrameOptions[] {
  return fragment(
    Buffer.alloc(0),
    opcodes[type],
    Array.from({ length: count }, () => 0),
  )
}

clause('RFC6455/5.4', 'Fragmentation: messages without an octet', (test) => {
  for (const { id, type, frames } of empties) {
    const words = `an empty ${type} message in ${frames === 1 ? 'one frame' : `${frames} frames`}`
    test(id, {
      title: `does not take ${words} for a violation of the protocol`,
      covers: ['RFC6455/5.4-8', '6.1-1'],
      needsOneOf: needed[type],
      sends: `${capitalized(words)} on the connection of a registered AE, which was served before.`,
      accepts: withoutPrimitiveAccepts,
      async run(context) {
        const serialization = type === 'binary' ? 'cbor' : textSerialization(context)
        const session = await context.sut.session({ serialization, watched: false })
        await judgeWithoutPrimitive(context, session, 'RFC6455/5.4-8', words, () =>
          session.open.wire.send(emptyFrames(type, frames)),
        )
      },
    })
  }
})
