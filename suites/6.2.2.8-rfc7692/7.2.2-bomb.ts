import { constants, deflateRawSync } from 'node:zlib'
import { clause } from '../../lib/case/index.js'
import type { BehaviourOf, CaseId } from '../../lib/spec/index.js'
import { describeReply, type Reply, type Session } from '../../lib/sut/index.js'
import { flushTail, writeDeflate, type WriteOutcome } from '../../lib/wire/index.js'
import { compressedFragments, servedCompressed } from '../compressed-requests.js'
import { judgeSurvival } from '../failures.js'
import { gapIn, isServed, servedSession, shortRetrieve } from '../frames.js'
import { statusOf } from '../replies.js'

/** Octets of white space that one repetition stands for, and how many there are: 64 MiB from about as many KiB. */
const blanks = 1 << 20
const times = 64

/** So many times the usual deadline a small machine may be busy with that: RFC 6455 10.4 gives no time, as long as others are served. */
const moreTime = 5

/**
 * DEFLATE data of a request with very much white space inside it, or behind it in CBOR, which has none. It refers to nothing
 * before itself.
 */
function bomb({ open: connection }: Session, octets: Buffer): Buffer {
  const gap = gapIn(octets, connection) ?? octets.length
  const space = deflateRawSync(Buffer.alloc(blanks, ' '), { level: 9, finishFlush: constants.Z_FULL_FLUSH })
  const part = (from: number, to?: number): Buffer =>
    writeDeflate([{ kind: 'stored', octets: octets.subarray(from, to) }])
  // What the sender takes off the end of a message has to be there between its parts.
  return Buffer.concat([part(0, gap), flushTail, ...Array.from({ length: times }, () => space), part(gap)])
}

function behaviourOf({ outcome }: Reply, status: number | undefined): BehaviourOf<'decompression-bomb'> {
  switch (outcome.kind) {
    case 'response':
      return status !== undefined && status < 4000 ? 'served' : 'error-response'
    case 'closed':
      if (outcome.how !== 'close frame') return 'bare-drop'
      return outcome.code === 1009 ? 'close-1009' : 'another-close-frame'
    case 'timeout':
    case 'not sent':
      return 'no-reaction'
  }
}

const forms: readonly { readonly id: CaseId; readonly words: string; readonly fragments: number }[] = [
  { id: 'CSE/PMD/150', words: 'one frame', fragments: 1 },
  { id: 'CSE/PMD/151', words: `${times} fragments`, fragments: times },
]

clause('RFC6455/10.4', 'Implementation-Specific Limits: decompression', (test) => {
  for (const { id, words, fragments } of forms) {
    test(id, {
      title: `is not brought down by a message of some kibioctets that inflates to 64 MiB, in ${words}`,
      covers: ['RFC6455/10.4-1', 'RFC6455/10.7-1'],
      needs: ['permessageDeflate'],
      hazard: true,
      sends:
        `RETRIEVE of the own <AE> with 64 MiB of white space in it, compressed to less than 80 KiB, in ${words}, while ` +
        'another AE goes on; a compressed request is served first.',
      accepts:
        'Close with 1009: pass; another Close frame, an error response, or a response as if nothing were special: noted; ' +
        'the end of TCP alone: warn; neither an answer nor the end of the connection, or others not served: fail.',
      async run(context) {
        const { classify } = context
        const { session } = await servedCompressed(context, false)
        const bystander = await servedSession(context)
        const { open: connection } = session
        const request = shortRetrieve(session)
        const data = bomb(session, connection.encode(request))
        const frames = compressedFragments(connection.opcode, data, Math.ceil(data.length / fragments))
        const { timeouts } = context.sut.system
        const write = (): Promise<WriteOutcome> => connection.wire.send(frames)
        const held = connection.exchange(request.rqi, write, moreTime * timeouts.response)
        const others = await isServed(bystander)
        const reply = session.reply(request, await held)
        const behaviour = others ? behaviourOf(reply, statusOf(reply)) : 'others-hurt'
        const sent = `${reply.sent} with ${times} MiB of white space, compressed to ${data.length} octets, in ${words}`
        classify('decompression-bomb', behaviour, 'RFC6455/10.4-1', {
          sent,
          came: describeReply(reply.outcome),
          evidence: reply.evidence,
        })
        await judgeSurvival(context, session, sent)
      },
    })
  }
})
