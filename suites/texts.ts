import type { CaseContext } from '../lib/case/index.js'
import { operation, resourceType } from '../lib/primitive/index.js'
import type { PrimitiveConnection, Session } from '../lib/sut/index.js'
import { encodeFrame, fragment, opcodes, type WriteOutcome } from '../lib/wire/index.js'

/** A way in which a text message goes out. */
interface TextForm {
  readonly words: string
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

/** Whole; cut into frames before, within and behind the octets under test; and into TCP segments there. */
export const textForms: readonly TextForm[] = [
  {
    words: 'in one frame',
    write: ({ wire }, { octets }) => wire.send({ opcode: opcodes.text, payload: octets }),
  },
  {
    words: 'in a frame for each octet of it',
    write: ({ wire }, { octets, at, length }) =>
      wire.send(fragment(octets, opcodes.text, [at, ...Array.from({ length }, () => 1)])),
  },
  { words: 'in one frame that is cut into TCP segments', write: writeInSegments },
]

/** A registered AE on a connection whose messages are text, with a container to put text into. */
export interface TextSession {
  readonly session: Session
  readonly container: string
}

/**
 * Inconclusive where all messages are binary, or where regular text is not stored. `content` is what is stored first;
 * `watched` false where answers are provoked that must not be held against the SUT in the watch cases.
 */
export async function textSession(
  { sut, inconclusive }: CaseContext,
  content: string,
  watched = true,
): Promise<TextSession> {
  const session = await sut.session({ watched })
  if (session.open.opcode !== opcodes.text) {
    return inconclusive(
      `the messages of ${session.open.serialization} are binary, and UTF-8 concerns text messages`,
    )
  }
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
