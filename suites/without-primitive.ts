import type { CaseContext } from '../lib/case/index.js'
import type { BehaviourOf, Serialization } from '../lib/spec/index.js'
import { PreconditionError, required, type PrimitiveConnection, type Session } from '../lib/sut/index.js'
import type { WriteOutcome } from '../lib/wire/index.js'
import { shortRetrieve } from './frames.js'
import { reactionTo } from './reactions.js'

/** What Close codes say was wrong (RFC 6455 7.4.1): frames, or data that do not go with the type of their message. */
const accusations: ReadonlyMap<number | undefined, BehaviourOf<'message-without-primitive'>> = new Map([
  [1002, 'protocol-error'],
  [1007, 'wrong-data'],
])

/** What cases on messages that are regular for RFC 6455 and no primitives accept. */
export const withoutPrimitiveAccepts =
  'An error response, or Close with another code than 1002 and 1007: pass; served as if right, or no reaction while the ' +
  'connection goes on serving, which other cases judge: noted; the end of TCP alone, or Close with 1007: warn; Close with 1002: fail, ' +
  'unless the same comes of any message that cannot be read: noted.'

/** Messages that are regular for RFC 6455, and that no reader of the serialization can read, just as what is judged here. */
const unreadable: Readonly<Record<Serialization, Buffer>> = {
  json: Buffer.from('{'),
  xml: Buffer.from('<a'),
  cbor: Buffer.of(0x61),
}

/** Whether the SUT closes with 1002 whenever it cannot read a message: then that says nothing of the frames. */
async function closesOnUnreadableWith1002(
  { sut }: CaseContext,
  { serialization }: PrimitiveConnection,
): Promise<boolean> {
  try {
    const session = await sut.session({ serialization, watched: false })
    required(await session.requestAs(shortRetrieve(session)), 2000)
    const { open: connection } = session
    await reactionTo(sut, session, () =>
      connection.wire.send({ opcode: connection.opcode, payload: unreadable[serialization] }),
    )
    return connection.ended?.kind === 'close' && connection.ended.code === 1002
  } catch (problem) {
    // Without that excuse what was seen is judged as it is.
    if (!(problem instanceof PreconditionError)) throw problem
    return false
  }
}

/** Judges what becomes of a message in which RFC 6455 finds nothing wrong, and which is no primitive. */
export async function judgeWithoutPrimitive(
  context: CaseContext,
  session: Session,
  row: 'RFC6455/8.1-1' | 'RFC6455/5.4-8' | 'RFC7692/7.2.3-1',
  sent: string,
  write: () => Promise<WriteOutcome>,
): Promise<void> {
  const { sut, classify } = context
  required(await session.requestAs(shortRetrieve(session)), 2000)
  const { open: connection } = session
  const { behaviour, came, evidence } = await reactionTo(sut, session, write)
  const { ended } = connection
  const accused = ended?.kind === 'close' ? accusations.get(ended.code) : undefined
  const excused = accused === 'protocol-error' && (await closesOnUnreadableWith1002(context, connection))
  const seen = excused ? 'protocol-error-for-all' : (accused ?? reactionSeen(behaviour))
  classify('message-without-primitive', seen, row, { sent, came, evidence })
}

/** What a reaction counts as here; what harms others is looked for by the cases on primitives. */
function reactionSeen(
  behaviour: BehaviourOf<'message-that-is-no-primitive'> | undefined,
): BehaviourOf<'message-without-primitive'> {
  switch (behaviour) {
    case 'error-response':
    case 'close-frame':
    case 'served-as-if-right':
    case 'no-reaction':
    case 'bare-drop':
      return behaviour
    case 'server-down':
    case 'others-hurt':
    case undefined:
      return 'no-longer-serving'
  }
}
