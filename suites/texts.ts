import type { CaseContext } from '../lib/case/index.js'
import { operation, resourceType } from '../lib/primitive/index.js'
import type { PrimitiveConnection, Session } from '../lib/sut/index.js'
import { encodeFrame, fragment, opcodes, type WriteOutcome } from '../lib/wire/index.js'

/** A way in which a text message goes out. */
interface TextForm {
  readonly words: string
  /** Whether it has several frames. */
  readonly fragmented: boolean
  readonly write: (connection: PrimitiveConnection, message: TextMessage) => Promise<WriteOutcome>
}

/** More octets than this go out in segments of three, which cuts characters as well. */
const mostSegments = 16

/** One text frame, its octets under test in TCP segments of their own. */
async function writeInSegments(
  { wire }: PrimitiveConnection,
  { octets, at, length }: TextMessage,
): Promise<WriteOutcome> {
  const frame = encodeFrame({ opcode: opcodes.text, payload: octets })
  const start = frame.length - octets.length + at
  const step = length > mostSegments ? 3 : 1
  const cuts = Array.from(
    { length: Math.ceil(length / step) + 1 },
    (_, index) => start + Math.min(index * step, length),
  )
  for (const [index, cut] of [0, ...cuts].entries()) {
    const written = await wire.sendRaw(frame.subarray(cut, cuts[index] ?? frame.length))
    if (written.kind === 'not-writable') return written
  }
  return { kind: 'written' }
}

/** Whole; cut into TCP segments at the octets under test; and cut into frames before, within and behind them. */
export const textForms: readonly TextForm[] = [
  {
    words: 'in one frame',
    fragmented: false,
    write: ({ wire }, { octets }) => wire.send({ opcode: opcodes.text, payload: octets }),
  },
  { words: 'in one frame that is cut into TCP segments', fragmented: false, write: writeInSegments },
  {
    words: 'in a frame for each octet of it',
    fragmented: true,
    write: ({ wire }, { octets, at, length }) =>
      wire.send(fragment(octets, opcodes.text, [at, ...Array.from({ length }, () => 1)])),
  },
]

/** A registered AE on a connection whose messages are text, with a container to put text into. */
export interface TextSession {
  readonly session: Session
  readonly container: string
}

/** Serializations whose messages are text, the one first that has the fewest characters it cannot carry. */
const textSerializations = ['json', 'xml'] as const

/** The text serialization that the cases on UTF-8 use; inapplicable where all messages of the SUT are binary. */
export function textSerialization({ sut, inapplicable }: CaseContext): 'json' | 'xml' {
  const found = textSerializations.find((each) => sut.system.offered.includes(each))
  return (
    found ??
    inapplicable(
      'the SUT has no serialization with text messages, and UTF-8 concerns nothing but text messages',
    )
  )
}

/**
 * Inapplicable where all messages are binary, inconclusive where regular text is not stored. `content` is what is stored
 * first; `watched` false where answers are provoked that must not be held against the SUT in the watch cases.
 */
export async function textSession(
  context: CaseContext,
  content: string,
  watched = true,
): Promise<TextSession> {
  const session = await context.sut.session({ serialization: textSerialization(context), watched })
  const container = await session.container('texts')
  await session.content(container, content)
  return { session, container }
}

/** Stands in the content for the octets under test, and nowhere else. */
const placeholder = 'ts0020-octets-under-test'

/** CREATE of a contentInstance. */
export interface TextMessage {
  readonly octets: Buffer
  /** Where the octets under test begin. */
  readonly at: number
  /** How many they are. */
  readonly length: number
  readonly rqi: string
}

/** CREATE of a contentInstance whose content has these very octets in the middle, valid or not, and escaped by nobody. */
export function textMessage(session: Session, container: string, octets: Buffer): TextMessage {
  const request = session.build({
    op: operation.create,
    to: container,
    ty: resourceType.contentInstance,
    pc: { 'm2m:cin': { con: placeholder } },
  })
  const encoded = session.open.encode(request)
  const at = encoded.indexOf(placeholder)
  if (at < 0) throw new Error('the placeholder is not in the message')
  const rest = encoded.subarray(at + Buffer.byteLength(placeholder))
  const whole = Buffer.concat([encoded.subarray(0, at), octets, rest])
  return { octets: whole, at, length: octets.length, rqi: request.rqi }
}

/** The octets of hexadecimal digits, blanks between them left out. */
export function octetsOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex')
}
