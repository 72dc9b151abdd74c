import { clause } from '../../lib/case/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import { fragment, opcodes, type FrameOptions } from '../../lib/wire/index.js'
import { endingOf } from '../endings.js'
import { judgeSurvival } from '../failures.js'
import {
  exchangeFrames,
  isServed,
  judgeServed,
  judgeTaken,
  judgeUnaskedPong,
  pingAnswered,
  requireDeclared,
  servedSession,
  shortRetrieve,
  writeFrames,
} from '../frames.js'
import { groundsOn, statusOf } from '../replies.js'
import { sizedRequest, sizedWords } from '../sized-requests.js'

/** How many frames at once are many. */
const many = { fragments: 4096, empty: 5000, pings: 1000, pongs: 1000 } as const

/** Octets in each of many pings: the most that a control frame holds. */
const controlOctets = 125

/** A payload that tells the frame with this number from the others. */
function numbered(index: number): Buffer {
  const payload = Buffer.alloc(controlOctets, 'p')
  payload.writeUInt32BE(index)
  return payload
}

clause('RFC6455/5.4', 'Fragmentation: very many fragments', (test) => {
  test('CSE/FRM/260', {
    title: `takes a request in ${many.fragments} fragments of one octet`,
    covers: ['RFC6455/5.4-8', '6.1-1'],
    hazard: true,
    sends: `${sizedWords} of ${many.fragments} octets, in fragments of one octet.`,
    accepts:
      'rsc 2000, or 2001 to the CREATE; with Close with 1009 or an error response, which is a limit unless sut.maxMessage ' +
      'declares a larger one, the case is inapplicable; the end of the connection in another way, or silence, is not accepted.',
    async run(context) {
      requireDeclared(context, many.fragments)
      const session = await servedSession(context)
      const { request, octets, wantedCode } = await sizedRequest(context, session, many.fragments)
      const reply = await exchangeFrames(session, request, fragment(octets, session.open.opcode, 1))
      const sent = `${reply.sent} in ${many.fragments} fragments of one octet`
      judgeTaken(context, ['RFC6455/5.4-8'], { reply, sent, size: octets.length }, wantedCode)
    },
  })

  test('CSE/FRM/261', {
    title: `is not brought down by ${many.empty} empty fragments of a message that does not end`,
    covers: ['RFC6455/10.4-1', 'RFC6455/10.7-1', '6.1-1'],
    hazard: true,
    sends: `The first half of a RETRIEVE without FIN and ${many.empty} empty continuations without FIN, while another AE goes on.`,
    accepts:
      'A connection that waits for more while others are served: noted; a Close frame: pass; the end of TCP alone: warn; ' +
      'others not served: fail. A fresh connection is served.',
    async run(context) {
      const { sut, classify } = context
      const [session, bystander] = [await servedSession(context), await servedSession(context)]
      const connection = session.open
      const [first] = fragment(connection.encode(shortRetrieve(session)), connection.opcode, [20])
      const empty: FrameOptions = { opcode: opcodes.continuation, fin: false }
      await writeFrames(connection, [
        ...(first === undefined ? [] : [first]),
        ...Array.from({ length: many.empty }, () => empty),
      ])
      // The pong shows that the fragments were taken; a server that has had enough sends Close instead.
      await connection.wire.roundTrip(sut.system.timeouts.response)
      const others = await isServed(bystander)
      const ending = await endingOf(connection, 0)
      const behaviour: BehaviourOf<'endless-message'> = !others
        ? 'others-hurt'
        : ending.kind === 'open'
          ? 'waits-for-the-rest'
          : ending.kind
      const sent = `half a request and ${many.empty} empty fragments behind it`
      const came = others ? ending.came : `${ending.came}, and another AE was not served`
      classify('endless-message', behaviour, 'RFC6455/10.4-1', { sent, came, evidence: ending.evidence })
      await judgeSurvival(context, session, sent)
    },
  })
})

clause('RFC6455/5.5.2', 'Ping: very many', (test) => {
  test('CSE/FRM/262', {
    title: `answers the latest of ${many.pings} pings at once, and goes on serving`,
    covers: ['RFC6455/5.5.2-2', '6.1-1'],
    hazard: true,
    sends: `${many.pings} pings of ${controlOctets} octets in one write, then RETRIEVE of the own <AE>.`,
    accepts:
      'A pong to each: pass; to the latest and not all others: noted; none to the latest, or the request not served: fail.',
    async run(context) {
      const { sut, classify } = context
      const session = await servedSession(context)
      await pingAnswered(context, session)
      const connection = session.open
      const before = connection.wire.counts.pong
      const pings = Array.from({ length: many.pings }, (_, index): FrameOptions => ({
        opcode: opcodes.ping,
        payload: numbered(index),
      }))
      await writeFrames(connection, pings)
      const last = numbered(many.pings - 1)
      const latest = await connection.wire.next(
        (event) => event.kind === 'pong' && event.payload.equals(last),
        sut.system.timeouts.response,
      )
      const pongs = connection.wire.counts.pong - before
      const sent = `${many.pings} pings of ${controlOctets} octets in one write`
      const behaviour: BehaviourOf<'several-pings'> =
        latest.kind !== 'pong'
          ? 'latest-not-answered'
          : pongs >= many.pings
            ? 'all-answered'
            : 'latest-answered'
      classify('several-pings', behaviour, 'RFC6455/5.5.2-2', {
        sent,
        came: `${pongs} pongs, ${latest.kind === 'pong' ? 'one to the latest' : `none to the latest (${latest.kind})`}`,
        evidence: connection.evidence('evidence' in latest ? latest.evidence : 0),
      })
      const reply = await session.requestAs(shortRetrieve(session))
      judgeServed(context, ['RFC6455/5.5.2-2'], reply, `${sent}, then ${reply.sent}`)
    },
  })
})

clause('RFC6455/5.5.3', 'Pong: very many', (test) => {
  test('CSE/FRM/263', {
    title: `goes on serving after ${many.pongs} pongs that nobody asked for`,
    covers: ['RFC6455/6.2-2', 'RFC6455/5.5.3-3', '6.1-1'],
    hazard: true,
    sends: `${many.pongs} pongs of ${controlOctets} octets in one write, then RETRIEVE of the own <AE>.`,
    accepts: 'rsc 2000; an error, the end of the connection or silence is not accepted.',
    async run(context) {
      const session = await servedSession(context)
      const pongs = Array.from({ length: many.pongs }, (_, index): FrameOptions => ({
        opcode: opcodes.pong,
        payload: numbered(index),
      }))
      await writeFrames(session.open, pongs)
      const reply = await session.requestAs(shortRetrieve(session))
      const behaviour = statusOf(reply) === 2000 ? 'goes-on-serving' : 'no-longer-serving'
      const sent = `${many.pongs} pongs of ${controlOctets} octets in one write, then ${reply.sent}`
      judgeUnaskedPong(context, behaviour, { ...groundsOn(reply), sent })
    },
  })
})
