import { clause, type CaseContext } from '../../lib/case/index.js'
import { operation, resourceType } from '../../lib/primitive/index.js'
import type { PrimitiveConnection } from '../../lib/sut/index.js'
import { fragment, type WireEvent } from '../../lib/wire/index.js'
import { fragmentsTaken } from '../frames.js'
import { groundsOn, statusOf } from '../replies.js'

/** Payloads from empty to the most that fits, with octets that are no text. */
const payloads = [
  Buffer.alloc(0),
  Buffer.of(0),
  Buffer.from('ts0020'),
  Buffer.alloc(125, 'ff00a5', 'hex'),
] as const

const rows = ['RFC6455/5.5.2-2', 'RFC6455/5.5.3-1'] as const

/** Sends a ping and judges the pong; resolves with whether it was right. */
async function judgePong(
  { sut, expect }: CaseContext,
  connection: PrimitiveConnection,
  payload: Buffer,
  when: string,
): Promise<boolean> {
  const { wire } = connection
  await wire.ping(payload)
  const wanted = (event: WireEvent): boolean => event.kind === 'pong' && event.payload.equals(payload)
  const answer = await wire.next(wanted, sut.system.timeouts.response)
  // A pong may also come unasked (RFC 6455 5.5.3), so one with other octets counts only where the right one is missing.
  const [other] = wire.drain((event) => event.kind === 'pong')
  const event = answer.kind === 'pong' ? answer : (other ?? answer)
  const grounds = {
    sent: `a ping with ${payload.length} octets ${payload.toString('hex')} ${when}`,
    came:
      event.kind === 'pong'
        ? `a pong with ${event.payload.length} octets ${event.payload.toString('hex')}`
        : `no pong (${event.kind})`,
    evidence: connection.evidence('evidence' in event ? event.evidence : 0),
  }
  expect(event.kind, rows[0], grounds).to.equal('pong')
  if (event.kind !== 'pong') return false
  const right = event.payload.equals(payload)
  expect(right, rows[1], grounds).to.equal(true)
  return right
}

clause('RFC6455/5.5.2', 'Ping', (test) => {
  test('CSE/CLS/008', {
    title: 'answers pings with their own payload, also between the fragments of a request',
    covers: [...rows, 'RFC6455/5.4-6', '6.1-1'],
    sends: `Pings with ${payloads.map(({ length }) => length).join(', ')} octets on an idle connection, then each after a fragment of a CREATE; one in a single frame is served first.`,
    accepts: 'A pong with the same octets to each, at once; the request in fragments is served all the same.',
    async run(context) {
      const { sut, expect, inconclusive } = context
      const session = await sut.session()
      const connection = session.open
      for (const payload of payloads) {
        if (!(await judgePong(context, connection, payload, 'on an idle connection'))) {
          return inconclusive('where a ping on an idle connection has no right pong, there is no more to see')
        }
      }
      await session.container('whole')
      await fragmentsTaken(context, session)
      const request = session.build({
        op: operation.create,
        to: session.target,
        ty: resourceType.container,
        pc: { 'm2m:cnt': { rn: 'fragmented' } },
      })
      const octets = connection.encode(request)
      const [first, ...rest] = fragment(octets, connection.opcode, Math.ceil(octets.length / payloads.length))
      const answered: boolean[] = []
      const outcome = await connection.exchange(request.rqi, async () => {
        let written = await connection.wire.send(first ?? [])
        for (const [index, frame] of rest.entries()) {
          const payload = payloads[index] ?? payloads[0]
          answered.push(await judgePong(context, connection, payload, 'while a fragmented message is open'))
          written = await connection.wire.send(frame)
        }
        return written
      })
      const reply = session.reply(request, outcome)
      expect(answered.every((right) => right) && statusOf(reply) === 2001, 'RFC6455/5.4-6', {
        ...groundsOn(reply),
        sent: `${reply.sent} in ${rest.length + 1} frames with pings between them`,
      }).to.equal(true)
    },
  })
})
