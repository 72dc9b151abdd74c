import { clause, type CaseContext } from '../../lib/case/index.js'
import type { CaseId, RequirementId } from '../../lib/spec/index.js'
import { required, type Session } from '../../lib/sut/index.js'
import { MessageDeflater, permessageDeflate } from '../../lib/wire/index.js'
import {
  clientSide,
  compressedFrame,
  compressingSession,
  contentRequest,
  declining,
  judgeStored,
  storeInFrames,
  unrepetitiveText,
  type Stored,
} from '../compressed-requests.js'
import { judgeOpening } from '../compression.js'
import { exchangeFrames } from '../frames.js'
import { farReference } from '../far-references.js'

/** Octets of content in each message that fills the window: a CSE that takes 2 KiB takes the message. */
const chunk = 1536

/** Octets of content in the compressed and in the uncompressed message of CSE/PMD/071. */
const between = 1024

/**
 * Sends contents in compressed messages until so many plain octets have gone out; returns these octets. None of them refers
 * to another one, so that nothing but the window is missed by a server that keeps too little of them.
 */
async function fillWindow(session: Session, container: string, octets: number): Promise<Buffer> {
  const { open: connection } = session
  const deflater = new MessageDeflater({ ...clientSide(connection), contextTakeover: false })
  let history: Buffer = Buffer.alloc(0)
  for (let seed = 1; history.length < octets; seed += 1) {
    const content = unrepetitiveText(Math.min(chunk, octets), seed)
    const request = contentRequest(session, container, content)
    const plain = connection.encode(request)
    const frames = [compressedFrame(connection.opcode, deflater.deflate(plain))]
    required(await exchangeFrames(session, request, frames), 2001)
    history = Buffer.concat([history, plain])
  }
  return history
}

/** Judges that a content arrived. Where it is too large for the SUT (RFC 6455 10.4) there is nothing to judge. */
function judgeArrival(context: CaseContext, session: Session, row: RequirementId, stored: Stored): void {
  if (judgeStored(context, session, [row], stored) !== 'limited') return
  context.inapplicable(`the SUT takes no content of ${stored.content.length} characters`)
}

const withoutTakeover = `${declining} So does client_no_context_takeover in its answer.`
const noText = 'what stands so far back is no text that could be referred to'
const noTakeover = 'client_no_context_takeover is in force, so that no message may refer to another'

/** Sends a request that refers back by the whole window that the client may use, and judges that it is served. */
async function judgeWindow(context: CaseContext, session: Session, row: RequirementId): Promise<void> {
  const container = await session.container('data')
  const { open: connection } = session
  const { windowBits, contextTakeover } = clientSide(connection)
  if (!contextTakeover) return context.inapplicable(noTakeover)
  const distance = 2 ** windowBits
  const history = await fillWindow(session, container, distance)
  const reference = farReference(session, container, history, distance)
  if (reference === undefined) return context.inconclusive(noText)
  const { request, content, data } = reference
  const words = `a compressed message with a reference to what came ${distance} octets before`
  const frames = [compressedFrame(connection.opcode, data)]
  const stored = await storeInFrames(session, request, content, words, frames)
  judgeArrival(context, session, row, stored)
}

const windows: readonly (readonly [id: CaseId, bits: number])[] = [
  ['CSE/PMD/060', 8],
  ['CSE/PMD/061', 9],
  ['CSE/PMD/062', 10],
  ['CSE/PMD/063', 11],
  ['CSE/PMD/064', 12],
  ['CSE/PMD/065', 13],
  ['CSE/PMD/066', 14],
  ['CSE/PMD/067', 15],
]

/** Offers without a limit of the client; the server may set one of its own in the second. */
const unlimited: readonly (readonly [id: CaseId, offer: string])[] = [
  ['CSE/PMD/068', permessageDeflate],
  ['CSE/PMD/069', `${permessageDeflate}; client_max_window_bits`],
]

clause('RFC7692/7.2.2', 'Message Payload Transformation: Decompression', (test) => {
  for (const [id, bits] of windows) {
    const offer = `${permessageDeflate}; client_max_window_bits=${bits}`
    test(id, {
      title: `keeps a window of ${2 ** bits} octets from message to message where the client announces it`,
      covers: ['RFC7692/7.2.2-2', '6.2.3.6-1'],
      needs: ['permessageDeflate'],
      sends:
        `A handshake that offers ${offer}, then compressed CREATEs until the window is full, and one that refers back by ` +
        'all of it, or by as much as the answer allows. Its content is read back.',
      accepts:
        'An answer that fits the offer, with a smaller window or without: pass, with a larger one: warn. The content comes ' +
        `back as it was sent. An error, a close, or another content is not accepted. ${withoutTakeover}`,
      async run(context) {
        const session = await compressingSession(context, offer)
        judgeOpening(context, session.open, offer)
        await judgeWindow(context, session, 'RFC7692/7.2.2-2')
      },
    })
  }

  for (const [id, offer] of unlimited) {
    test(id, {
      title: `keeps a window of 32768 octets from message to message where it has agreed to nothing less ("${offer}")`,
      covers: ['RFC7692/7.2.2-3'],
      needs: ['permessageDeflate'],
      sends:
        `A handshake that offers ${offer}, then compressed CREATEs until the window is full, and one that refers back by all ` +
        'of it, or by as much as the answer allows. Its content is read back.',
      accepts: `The content comes back as it was sent. An error, a close, or another content is not accepted. ${withoutTakeover}`,
      run: async (context) =>
        judgeWindow(context, await compressingSession(context, offer), 'RFC7692/7.2.2-3'),
    })
  }

  test('CSE/PMD/070', {
    title: 'takes messages that each stand on their own where the client announces it',
    covers: ['6.2.3.6-2', '6.2.3.6-1'],
    needs: ['permessageDeflate'],
    sends:
      'A handshake that offers client_no_context_takeover, then three CREATEs of the same content, each compressed without ' +
      'those before it and read back.',
    accepts:
      'An answer with or without the parameter. Each content comes back as it was sent; an error, a close, or another content ' +
      `is not accepted. ${declining}`,
    async run(context) {
      const offer = `${permessageDeflate}; client_no_context_takeover`
      const session = await compressingSession(context, offer)
      judgeOpening(context, session.open, offer)
      const container = await session.container('data')
      const { open: connection } = session
      const deflater = new MessageDeflater(clientSide(connection))
      const content = unrepetitiveText(400)
      for (let times = 0; times < 3; times += 1) {
        const request = contentRequest(session, container, content)
        const frames = [compressedFrame(connection.opcode, deflater.deflate(connection.encode(request)))]
        const words = 'a compressed message that stands on its own'
        const stored = await storeInFrames(session, request, content, words, frames)
        if (judgeStored(context, session, ['6.2.3.6-2'], stored) !== 'kept') return
      }
    },
  })

  test('CSE/PMD/071', {
    title: 'leaves messages that are not compressed out of the window',
    covers: ['RFC7692/7.2.2-2'],
    needs: ['permessageDeflate'],
    sends:
      'A compressed CREATE, an uncompressed one with another content, a ping, and a compressed one that refers to the first ' +
      'as if there were nothing between them. Its content is read back.',
    accepts: `The content comes back as it was sent. An error, a close, or another content is not accepted. ${withoutTakeover}`,
    async run(context) {
      const session = await compressingSession(context)
      const container = await session.container('data')
      const { open: connection } = session
      const side = clientSide(connection)
      if (!side.contextTakeover) return context.inapplicable(noTakeover)
      const history = await fillWindow(session, container, between)
      await session.content(container, unrepetitiveText(between, 50))
      await connection.wire.ping(Buffer.from('not in the window'))
      const reference = farReference(session, container, history, between)
      if (reference === undefined) return context.inconclusive(noText)
      const { request, content, data } = reference
      const words = 'a compressed message that refers to the compressed one before an uncompressed one'
      const frames = [compressedFrame(connection.opcode, data)]
      const stored = await storeInFrames(session, request, content, words, frames)
      judgeArrival(context, session, 'RFC7692/7.2.2-2', stored)
    },
  })
})
