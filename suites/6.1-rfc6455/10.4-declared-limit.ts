import { clause, type CaseContext } from '../../lib/case/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import type { PrimitiveConnection, Reply, Session } from '../../lib/sut/index.js'
import { fragment, type FrameOptions } from '../../lib/wire/index.js'
import { contentOfSize, type SizedContent } from '../contents.js'
import { endingOf, endingSoFar } from '../endings.js'
import { judgeSurvival } from '../failures.js'
import { exchangeFrames, isServed, judgeTaken, servedSession, writeFrames } from '../frames.js'
import { mebi } from '../large-messages.js'
import { failed, groundsOn, statusOf } from '../replies.js'

/** The tester sends no larger messages, whatever the SUT takes. */
const largest = 16 * mebi

/** Fragments that a message beyond the limit comes in. */
const pieces = 16

/** The declared limit; without one there is none to test, and inapplicable. */
function declaredLimit({ sut, inapplicable }: CaseContext): number {
  const { maxMessage } = sut.system.configuration.sut
  if (maxMessage === 'auto') {
    return inapplicable('no limit on messages is declared (sut.maxMessage), and none is needed')
  }
  if (maxMessage >= largest) {
    return inapplicable(`the declared limit of ${maxMessage} octets is larger than what the tester sends`)
  }
  return maxMessage
}

/** A CREATE in a message of exactly so many octets. */
async function sized({ inconclusive }: CaseContext, session: Session, size: number): Promise<SizedContent> {
  const container = await session.container('limit')
  return contentOfSize(session, container, size) ?? inconclusive(`no CREATE has ${size} octets`)
}

/** What the SUT made of a message beyond its limit. */
function behaviourOn(connection: PrimitiveConnection, reply: Reply): BehaviourOf<'declared-message-limit'> {
  const status = statusOf(reply)
  if (status !== undefined) return failed(reply) ? 'error-response' : 'served'
  const { kind, code } = endingSoFar(connection)
  if (kind === 'open') return 'unanswered'
  if (kind === 'bare-drop') return 'bare-drop'
  return code === 1009 ? 'close-1009' : 'another-close-frame'
}

/** Sends a message with one octet more than the limit, and judges what comes. */
async function judgeBeyond(
  context: CaseContext,
  words: string,
  frames: (octets: Buffer, opcode: 1 | 2) => readonly FrameOptions[],
): Promise<void> {
  const limit = declaredLimit(context)
  const session = await servedSession(context)
  const { request, octets } = await sized(context, session, limit + 1)
  const connection = session.open
  const reply = await exchangeFrames(session, request, frames(octets, connection.opcode))
  const sent = `a request of ${limit + 1} octets ${words}, where ${limit} are declared to be the most`
  const grounds = { ...groundsOn(reply, `At most ${limit} octets are taken.`), sent }
  const behaviour = behaviourOn(connection, reply)
  context.classify('declared-message-limit', behaviour, 'RFC6455/10.4-2', grounds)
  const wanted = 'A message beyond the limit is refused, not passed over in silence.'
  context.expect(behaviour, '5.2-9', { ...grounds, wanted }).to.not.equal('unanswered')
  await judgeSurvival(context, session, sent)
}

const accepts =
  'Close with 1009: pass; another Close frame or an error response: noted; the end of TCP alone, or the message taken ' +
  'all the same: warn; silence: fail. A fresh connection is served.'

clause('RFC6455/10.4', 'Implementation-Specific Limits: the declared one', (test) => {
  test('CSE/FRM/280', {
    title: 'takes a message that is as long as its limit allows',
    covers: ['RFC6455/5.2-7', '5.2-9', '6.1-1'],
    hazard: true,
    sends: 'CREATE of a contentInstance in a message of sut.maxMessage octets; a short one is served first.',
    accepts: 'rsc 2001; an error, the end of the connection or silence is not accepted.',
    async run(context) {
      const limit = declaredLimit(context)
      const session = await servedSession(context)
      const { request, octets } = await sized(context, session, limit)
      const frame = { opcode: session.open.opcode, payload: octets }
      const reply = await exchangeFrames(session, request, [frame])
      const sent = `${reply.sent} in a frame of ${limit} octets, the declared limit`
      judgeTaken(context, ['RFC6455/5.2-7', '5.2-9'], { reply, sent, size: limit }, 2001)
    },
  })

  test('CSE/FRM/281', {
    title: 'imposes its limit on frames',
    covers: ['RFC6455/10.4-2', '5.2-9', 'RFC6455/10.7-1', '6.1-1'],
    hazard: true,
    sends: 'CREATE of a contentInstance in a frame of one octet more than sut.maxMessage.',
    accepts,
    run: (context) => judgeBeyond(context, 'in one frame', (octets, opcode) => [{ opcode, payload: octets }]),
  })

  test('CSE/FRM/282', {
    title: 'imposes its limit on messages in fragments',
    covers: ['RFC6455/10.4-2', '5.2-9', 'RFC6455/10.7-1', '6.1-1'],
    hazard: true,
    sends: `CREATE of a contentInstance with one octet more than sut.maxMessage, in ${pieces} fragments.`,
    accepts,
    run: (context) =>
      judgeBeyond(context, `in ${pieces} fragments`, (octets, opcode) =>
        fragment(octets, opcode, Math.ceil(octets.length / pieces)),
      ),
  })

  test('CSE/FRM/283', {
    title: 'does not wait for the end of a message that is too long already',
    covers: ['RFC6455/10.4-1', 'RFC6455/10.7-1', '6.1-1'],
    hazard: true,
    sends: 'Fragments of a message with one octet more than sut.maxMessage, none of which is the last one.',
    accepts:
      'A Close frame: pass; a connection that waits for more while others are served: noted; the end of TCP alone: warn; ' +
      'others not served: fail.',
    async run(context) {
      const { sut, classify } = context
      const limit = declaredLimit(context)
      const [session, bystander] = [await servedSession(context), await servedSession(context)]
      const { octets } = await sized(context, session, limit + 1)
      const connection = session.open
      const frames = fragment(octets, connection.opcode, Math.ceil(octets.length / pieces))
      await writeFrames(
        connection,
        frames.map((frame) => ({ ...frame, fin: false })),
      )
      const ending = await endingOf(connection, sut.silenceMs)
      const others = await isServed(bystander)
      const behaviour = !others ? 'others-hurt' : ending.kind === 'open' ? 'waits-for-the-rest' : ending.kind
      const sent = `${limit + 1} octets in ${pieces} fragments of a message that does not end`
      const came = others ? ending.came : `${ending.came}, and another AE was not served`
      classify('endless-message', behaviour, 'RFC6455/10.4-1', { sent, came, evidence: ending.evidence })
      await judgeSurvival(context, session, sent)
    },
  })
})
