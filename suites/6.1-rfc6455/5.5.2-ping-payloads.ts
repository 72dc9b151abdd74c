import { clause, type CaseContext } from '../../lib/case/index.js'
import type { Grounds } from '../../lib/expect/index.js'
import type { PrimitiveConnection } from '../../lib/sut/index.js'
import { opcodes, type FrameOptions, type WireEvent } from '../../lib/wire/index.js'
import { correspondents, message, notifyAe } from '../correspondents.js'
import {
  exchangeFrames,
  inWords,
  servedSession,
  shortRetrieve,
  writeFrames,
  type Writing,
} from '../frames.js'
import { reports } from '../notifications.js'

/** Payloads of a ping, up to the 125 octets that fit; they are no text and have to come back as they are. */
const payloads = [
  { id: 'CSE/FRM/150', words: 'no payload', octets: Buffer.alloc(0), writing: 'at once' },
  { id: 'CSE/FRM/151', words: 'one octet', octets: Buffer.of(0), writing: 'at once' },
  { id: 'CSE/FRM/152', words: 'text', octets: Buffer.from('Grüße, 😀'), writing: 'at once' },
  {
    id: 'CSE/FRM/153',
    words: 'octets that are no UTF-8',
    octets: Buffer.from('00fffefdfcfb00ff', 'hex'),
    writing: 'at once',
  },
  { id: 'CSE/FRM/154', words: '124 octets', octets: Buffer.alloc(124, 'fe01', 'hex'), writing: 'at once' },
  { id: 'CSE/FRM/155', words: '125 octets', octets: Buffer.alloc(125, 'fe0180', 'hex'), writing: 'at once' },
  {
    id: 'CSE/FRM/156',
    words: '125 octets',
    octets: Buffer.alloc(125, 'fe0180', 'hex'),
    writing: { chopSize: 1 },
  },
] as const satisfies readonly {
  readonly id: string
  readonly words: string
  readonly octets: Buffer
  readonly writing: Writing
}[]

/** Bursts of pings, each with its number as payload. */
const bursts = [
  { id: 'CSE/FRM/157', count: 10, writing: 'at once' },
  { id: 'CSE/FRM/158', count: 10, writing: 'frame by frame' },
  { id: 'CSE/FRM/159', count: 10, writing: { chopSize: 1 } },
] as const

function isPongWith(payload: Buffer): (event: WireEvent) => boolean {
  return (event) => event.kind === 'pong' && event.payload.equals(payload)
}

/** Waits for the pong with these octets; another pong, or the lack of any, is told in the grounds. */
async function pongTo(
  { sut }: CaseContext,
  connection: PrimitiveConnection,
  payload: Buffer,
  sent: string,
): Promise<{ readonly right: boolean; readonly any: boolean; readonly grounds: Grounds }> {
  const answer = await connection.wire.next(isPongWith(payload), sut.system.timeouts.response)
  const [other] = connection.wire.peek((event) => event.kind === 'pong')
  const event = answer.kind === 'pong' ? answer : (other ?? answer)
  return {
    right: answer.kind === 'pong',
    any: event.kind === 'pong',
    grounds: {
      sent,
      came:
        event.kind === 'pong'
          ? `a pong with ${event.payload.length} octets ${event.payload.toString('hex')}`
          : `no pong (${event.kind})`,
      evidence: connection.evidence('evidence' in event ? event.evidence : 0),
    },
  }
}

clause('RFC6455/5.5.2', 'Ping: payloads', (test) => {
  for (const { id, words, octets, writing } of payloads) {
    test(id, {
      title: `answers a ping with ${words} with the same octets, ${inWords(writing)}`,
      covers: ['RFC6455/5.5.2-2', 'RFC6455/5.5.3-1', '6.1-1'],
      sends: `A ping with ${words}${octets.length === 0 ? '' : ` (${octets.length} octets)`}, ${inWords(writing)}.`,
      accepts:
        'A pong with the same octets within the response time; another pong, or none, is not accepted.',
      async run(context) {
        const { expect, inconclusive } = context
        const { open: connection } = await servedSession(context)
        await writeFrames(connection, [{ opcode: opcodes.ping, payload: octets }], writing)
        const sent = `a ping with ${octets.length} octets ${octets.toString('hex')}, ${inWords(writing)}`
        const { right, any, grounds } = await pongTo(context, connection, octets, sent)
        expect(any, 'RFC6455/5.5.2-2', grounds).to.equal(true)
        if (!any) return inconclusive('without a pong there is no payload to compare')
        expect(right, 'RFC6455/5.5.3-1', grounds).to.equal(true)
      },
    })
  }
})

clause('RFC6455/5.5.2', 'Ping: several, and along with requests', (test) => {
  for (const { id, count, writing } of bursts) {
    test(id, {
      title: `answers ${count} pings, or the latest of them, ${inWords(writing)}`,
      covers: ['RFC6455/5.5.2-2', '6.1-1'],
      sends: `${count} pings with different payloads, ${inWords(writing)}.`,
      accepts:
        'A pong to each, in order: pass; the latest answered and not all others, or in another order: noted; the latest not answered: fail.',
      async run(context) {
        const { classify } = context
        const { open: connection } = await servedSession(context)
        const all = Array.from({ length: count }, (_, index) => Buffer.from(`ping ${index}`))
        const numbers: number[] = []
        connection.wire.onEvent((event) => {
          const number = all.findIndex((payload) => isPongWith(payload)(event))
          if (number >= 0) numbers.push(number)
        })
        await writeFrames(
          connection,
          all.map((payload): FrameOptions => ({ opcode: opcodes.ping, payload })),
          writing,
        )
        const latest = all.at(-1) ?? Buffer.alloc(0)
        const sent = `${count} pings, ${inWords(writing)}`
        const { right, grounds } = await pongTo(context, connection, latest, sent)
        const answered = new Set(numbers).size
        const inOrder = numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0))
        const behaviour = !right
          ? 'latest-not-answered'
          : !inOrder
            ? 'out-of-order'
            : answered === count
              ? 'all-answered'
              : 'latest-answered'
        const came = `pongs to ${answered} of them (${numbers.join(', ')}), ${right ? 'the latest included' : 'not to the latest'}`
        classify('several-pings', behaviour, 'RFC6455/5.5.2-2', { ...grounds, came })
      },
    })
  }

  test('CSE/FRM/160', {
    title: 'answers a ping that follows a request in the same TCP segment, and the request too',
    covers: ['RFC6455/5.5.2-2', 'RFC6455/6.2-2', '6.1-1'],
    sends: 'RETRIEVE of the own <AE> and a ping in one write.',
    accepts: 'The response and the pong, in any order.',
    async run(context) {
      const { expect } = context
      const session = await servedSession(context)
      const { open: connection } = session
      const request = shortRetrieve(session)
      const payload = Buffer.from('behind')
      const reply = await exchangeFrames(session, request, [
        { opcode: connection.opcode, payload: connection.encode(request) },
        { opcode: opcodes.ping, payload },
      ])
      const sent = `${reply.sent} and a ping in one write`
      const { right, grounds } = await pongTo(context, connection, payload, sent)
      expect(right, 'RFC6455/5.5.2-2', grounds).to.equal(true)
      const came = `${grounds.came}, and to the request ${reply.outcome.kind === 'response' ? 'a response' : reply.outcome.kind}`
      expect(right && reply.outcome.kind === 'response', 'RFC6455/6.2-2', { ...grounds, came }).to.equal(true)
    },
  })

  test('CSE/FRM/161', {
    title: 'answers a ping while a request is pending',
    covers: ['RFC6455/5.5.2-2', 'RFC6455/5.5.2-3', '6.1-1'],
    sends:
      'A NOTIFY to another AE, which answers only after the pong to a ping that the first AE sends meanwhile.',
    accepts: 'The pong before the response: pass; only after it: warn; not at all: fail.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const { sender, receiver } = await correspondents(context)
      receiver.open.answering = 'by the case'
      const responsesBefore = sender.open.responses.length
      const text = 'slow'
      const pending = notifyAe(sender, receiver, message(sender, text))
      const arrived = await receiver.open.nextRequest(reports(text))
      if (arrived.kind !== 'received')
        return inconclusive('the NOTIFY did not arrive, which CSE/NTF/006 judges')
      const payload = Buffer.from('meanwhile')
      await sender.open.wire.ping(payload)
      const window = Math.max(sut.silenceMs, sut.system.timeouts.response / 4)
      const early = await sender.open.wire.next(isPongWith(payload), window)
      if (sender.open.responses.length > responsesBefore) {
        return inconclusive(
          'the NOTIFY was answered before its receiver had a part in it, so no request was pending',
        )
      }
      await receiver.open.respond(arrived.item)
      await pending
      const late =
        early.kind === 'pong'
          ? early
          : await sender.open.wire.next(isPongWith(payload), sut.system.timeouts.response)
      const grounds = {
        sent: 'a ping while a NOTIFY to a slow AE is pending',
        came:
          late.kind !== 'pong'
            ? `no pong (${late.kind})`
            : `a pong ${early.kind === 'pong' ? 'at once' : `only after the response, or after more than ${window} ms`}`,
        evidence: sender.open.evidence('evidence' in late ? late.evidence : 0),
      }
      expect(late.kind, 'RFC6455/5.5.2-2', grounds).to.equal('pong')
      if (late.kind !== 'pong') return inconclusive('without a pong it cannot be said how long it takes')
      expect(early.kind, 'RFC6455/5.5.2-3', grounds).to.equal('pong')
    },
  })
})
