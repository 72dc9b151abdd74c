import type { CaseContext, Test } from '../lib/case/index.js'
import type { CaseId, RequirementId, Serialization } from '../lib/spec/index.js'
import { required, type Session } from '../lib/sut/index.js'
import { fragment } from '../lib/wire/index.js'
import { contentOf, contentOfSize } from './contents.js'
import { exchangeFrames, inWords, judgeTaken, requireDeclared, type Writing } from './frames.js'
import { groundsOn } from './replies.js'

/** Octets of a kibioctet and of a mebioctet. */
export const kibi = 1024
export const mebi = 1024 * kibi

/** Larger messages are sent only where the SUT declares that it takes them. */
const largestUndeclared = mebi

/** A large message, and how it goes out; a row of a table of cases. */
export interface LargeMessage {
  readonly id: CaseId
  /** Octets of the message. */
  readonly size: number
  /** Octets of each fragment but the last; one frame when left out. */
  readonly fragmentSize?: number
  readonly writing?: Writing
}

/** Whether messages are text or binary. */
export type MessageType = 'text' | 'binary'

/** A size in the unit that suits it. */
function sizeInWords(octets: number): string {
  if (octets % mebi === 0) return `${octets / mebi} MiB`
  return octets % kibi === 0 ? `${octets / kibi} KiB` : `${octets} octets`
}

/** How a large message goes out, as the end of a sentence. */
function formInWords({ fragmentSize, writing = 'at once' }: LargeMessage): string {
  if (fragmentSize !== undefined) return `in fragments of ${sizeInWords(fragmentSize)}`
  return writing === 'at once' ? 'in one frame' : `in one frame, ${inWords(writing)}`
}

/** A registered AE whose messages have this type; inapplicable where no serialization has it. */
async function sessionWith({ sut, inapplicable }: CaseContext, type: MessageType): Promise<Session> {
  const wanted: readonly Serialization[] = type === 'binary' ? ['cbor'] : ['json', 'xml']
  const serialization = wanted.find((each) => sut.system.offered.includes(each))
  if (serialization === undefined) return inapplicable(`the SUT has no serialization with ${type} messages`)
  const session = await sut.session({ serialization })
  required(await session.retrieve(session.target), 2000)
  return session
}

/** Stores content in one large message, reads it back and compares; a limit of the SUT makes it inapplicable. */
async function judgeLarge(
  context: CaseContext,
  type: MessageType,
  row: 'RFC6455/5.2-7' | 'RFC6455/5.4-8',
  message: LargeMessage,
): Promise<void> {
  const { sut, expect, inapplicable, inconclusive } = context
  const { size, fragmentSize, writing = 'at once' } = message
  requireDeclared(context, size)
  if (sut.system.configuration.sut.maxMessage === 'auto' && size > largestUndeclared) {
    return inapplicable(
      `messages of ${size} octets are sent only to a SUT that declares them (sut.maxMessage)`,
    )
  }
  const session = await sessionWith(context, type)
  const container = await session.container('large')
  const large = contentOfSize(session, container, size)
  if (large === undefined) return inconclusive(`a CREATE for this SUT takes more than ${size} octets`)
  const { request, octets, content } = large
  const { opcode } = session.open
  const frames =
    fragmentSize === undefined ? [{ opcode, payload: octets }] : fragment(octets, opcode, fragmentSize)
  const reply = await exchangeFrames(session, request, frames, writing)
  const sent = `${reply.sent} in ${size} octets ${formInWords(message)}`
  if (!judgeTaken(context, [row, '5.2-9'], { reply, sent, size }, 2001)) {
    return inconclusive('what was not taken cannot be compared')
  }
  const read = await session.retrieve(`${container}/la`)
  const grounds = groundsOn(read, 'The content is read back as it was sent.')
  expect(read.outcome.kind, '5.2-17', grounds).to.equal('response')
  const got = contentOf(read)
  expect(got === content, '5.2-16', {
    ...grounds,
    sent: `${sent}, with ${content.length} characters of content, then ${read.sent}`,
    came: `${grounds.came} with ${typeof got === 'string' ? `${got.length} characters` : 'no text'} as its content`,
  }).to.equal(true)
}

/** Defines a case for each large message. They run alone: two at a time would double what the tester has to hold. */
export function testLargeMessages(
  test: Test,
  type: MessageType,
  row: 'RFC6455/5.2-7' | 'RFC6455/5.4-8',
  messages: readonly LargeMessage[],
): void {
  const covers: readonly [RequirementId, ...RequirementId[]] = [row, '5.2-9', '5.2-16', '5.2-17', '6.1-1']
  for (const message of messages) {
    const form = formInWords(message)
    test(message.id, {
      title: `takes a ${type} message of ${sizeInWords(message.size)} ${form}`,
      covers,
      hazard: true,
      ...(type === 'binary' ? { needs: ['cbor'] as const } : {}),
      sends: `CREATE of a contentInstance with random content in a ${type} message of ${message.size} octets ${form}, then RETRIEVE of it.`,
      accepts:
        'rsc 2001, and the content read back as it was sent. Close with 1009 or an error response is a limit of the SUT, which ' +
        'is noted and leaves nothing to test, unless sut.maxMessage declares a larger one: then it is not accepted. The end ' +
        'of the connection in another way, silence, or other content: fail.',
      run: (context) => judgeLarge(context, type, row, message),
    })
  }
}
