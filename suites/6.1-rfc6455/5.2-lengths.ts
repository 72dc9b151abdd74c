import { clause, type CaseContext } from '../../lib/case/index.js'
import { contentOf } from '../contents.js'
import {
  exchangeFrames,
  inWords,
  judgeTaken,
  requireDeclared,
  servedSession,
  type Writing,
} from '../frames.js'
import { groundsOn } from '../replies.js'
import { sizedContent, sizedFrames, sizedWords } from '../sized-requests.js'

/** Messages of a length at which the encoding of the length, or what holds it, changes. */
const lengths = [
  { id: 'CSE/FRM/060', size: 125 },
  { id: 'CSE/FRM/061', size: 126 },
  { id: 'CSE/FRM/062', size: 127 },
  { id: 'CSE/FRM/063', size: 128 },
  { id: 'CSE/FRM/064', size: 255 },
  { id: 'CSE/FRM/065', size: 256 },
  { id: 'CSE/FRM/066', size: 257 },
  { id: 'CSE/FRM/067', size: 1024 },
  { id: 'CSE/FRM/068', size: 32_767 },
  { id: 'CSE/FRM/069', size: 32_768 },
  { id: 'CSE/FRM/070', size: 65_535 },
  { id: 'CSE/FRM/071', size: 65_536 },
  { id: 'CSE/FRM/072', size: 65_537 },
] as const

/** Messages with content to be read back, at lengths from each encoding of the length. */
const contents = [
  { id: 'CSE/FRM/073', size: 255 },
  { id: 'CSE/FRM/074', size: 256 },
  { id: 'CSE/FRM/075', size: 1024 },
  { id: 'CSE/FRM/076', size: 16_384 },
  { id: 'CSE/FRM/077', size: 32_768 },
  { id: 'CSE/FRM/078', size: 65_535 },
  { id: 'CSE/FRM/079', size: 65_536 },
  { id: 'CSE/FRM/080', size: 65_537 },
] as const

/** Ways to cut a frame into TCP segments, its header included. */
const chops = [
  { id: 'CSE/FRM/081', size: 125, chopSize: 1 },
  { id: 'CSE/FRM/082', size: 126, chopSize: 1 },
  { id: 'CSE/FRM/083', size: 300, chopSize: 2 },
  { id: 'CSE/FRM/084', size: 1024, chopSize: 3 },
  { id: 'CSE/FRM/085', size: 1024, chopSize: 7 },
  { id: 'CSE/FRM/086', size: 65_536, chopSize: 997 },
] as const

const limits =
  'above 1024 octets also Close with 1009 or an error response: then the SUT has a limit, and the case is inapplicable; ' +
  'the end of the connection in another way, or silence, is not accepted.'

const shorter = 'where the shortest request is longer, its first fragment has that size'

/** Sends a request with a frame of exactly this length and judges that it is taken. */
async function judgeLength(context: CaseContext, size: number, writing: Writing): Promise<void> {
  requireDeclared(context, size)
  const session = await servedSession(context)
  const { request, octets, frames, words, wantedCode } = await sizedFrames(context, session, size)
  const reply = await exchangeFrames(session, request, frames, writing)
  const sent = `${reply.sent} ${words} ${inWords(writing)}`
  judgeTaken(context, ['RFC6455/5.2-7'], { reply, sent, size: octets.length }, wantedCode)
}

clause('RFC6455/5.2', 'Base Framing Protocol: lengths', (test) => {
  for (const { id, size } of lengths) {
    test(id, {
      title: `takes a message of ${size} octets in one frame`,
      covers: ['RFC6455/5.2-7', '6.1-1'],
      sends: `${sizedWords} in a frame of ${size} octets; ${shorter}.`,
      accepts: `rsc 2000, or 2001 to the CREATE; ${limits}`,
      run: (context) => judgeLength(context, size, 'at once'),
    })
  }

  for (const { id, size } of contents) {
    test(id, {
      title: `takes every octet of a message of ${size} octets`,
      covers: ['RFC6455/5.2-7', '5.2-16', '6.1-1'],
      sends: `CREATE of a contentInstance with random content in a frame of ${size} octets, then RETRIEVE of it; ${shorter}.`,
      accepts: `rsc 2001 and the content as it was sent; ${limits}`,
      async run(context) {
        const { expect, inconclusive } = context
        requireDeclared(context, size)
        const session = await servedSession(context)
        const container = await session.container('data')
        const message = await sizedContent(context, session, container, size)
        const created = await exchangeFrames(session, message.request, message.frames)
        const sent = `${created.sent} ${message.words}`
        const taken = { reply: created, sent, size: message.octets.length }
        if (!judgeTaken(context, ['RFC6455/5.2-7'], taken, message.wantedCode)) {
          return inconclusive(`a message of ${size} octets was not taken, so there is nothing to compare`)
        }
        const read = await session.retrieve(`${container}/la`)
        const content = contentOf(read)
        const length = typeof content === 'string' ? `${content.length} characters` : 'no text'
        expect(content === message.content, '5.2-16', {
          ...groundsOn(read, 'The content is read back as it was sent.'),
          sent: `${sent}, with ${message.content.length} characters of content`,
          came: `${groundsOn(read).came} with ${length} as its content`,
        }).to.equal(true)
      },
    })
  }

  for (const { id, size, chopSize } of chops) {
    test(id, {
      title: `takes a frame of ${size} octets in TCP segments of ${chopSize} octets`,
      covers: ['RFC6455/5.2-7', '6.1-1'],
      sends: `${sizedWords} in a frame of ${size} octets, cut into pieces; ${shorter}.`,
      accepts: `rsc 2000, or 2001 to the CREATE; ${limits}`,
      run: (context) => judgeLength(context, size, { chopSize }),
    })
  }
})
