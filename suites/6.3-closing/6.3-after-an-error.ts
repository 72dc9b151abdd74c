import { clause, type CaseContext } from '../../lib/case/index.js'
import { describeRequest, type PrimitiveConnection } from '../../lib/sut/index.js'
import type { FrameOptions } from '../../lib/wire/index.js'
import { endingOf } from '../endings.js'
import { servedSession, shortRetrieve, writeRequest } from '../frames.js'
import { groundsOn, statusOf } from '../replies.js'

/** What breaks the protocol: a regular request with one edit. */
interface Offence {
  readonly id: 'CSE/CLS/006' | 'CSE/CLS/007'
  readonly words: string
  readonly frame: (connection: PrimitiveConnection, octets: Buffer, identifier: string) => FrameOptions
}

const offences: readonly Offence[] = [
  {
    id: 'CSE/CLS/006',
    words: 'a frame that is not masked',
    frame: ({ opcode }, octets) => ({ opcode, payload: octets, mask: false }),
  },
  {
    id: 'CSE/CLS/007',
    words: 'text that is not UTF-8',
    frame: (_connection, octets, identifier) => {
      const payload = Buffer.from(octets)
      // An octet that UTF-8 does not know, inside the value of rqi.
      payload[Math.max(0, payload.indexOf(identifier))] = 0xff
      return { opcode: 1, payload }
    },
  },
]

async function judgeEnding(context: CaseContext, offence: Offence): Promise<void> {
  const { sut, expect, classify, inconclusive } = context
  const session = await servedSession(context)
  const connection = session.open
  const request = shortRetrieve(session)
  const frame = offence.frame(connection, connection.encode(request), request.rqi)
  await writeRequest(connection, request.rqi, () => connection.wire.send(frame))
  const ending = await endingOf(connection, sut.system.timeouts.close)
  if (ending.kind === 'open') {
    return inconclusive(
      `the SUT did not end the connection after ${offence.words}, which the cases on RFC 6455 judge`,
    )
  }
  const sent = `${describeRequest(request)} in ${offence.words}`
  classify('closing-after-an-error', ending.kind, '6.3-1', {
    sent,
    came: ending.came,
    evidence: ending.evidence,
  })
  await session.reopen()
  const reply = await session.requestAs(shortRetrieve(session))
  if (reply.outcome.kind !== 'response') return inconclusive('on a fresh connection there was no response')
  expect(statusOf(reply), '6.4-3', {
    ...groundsOn(reply, 'The AE is still registered: no way of closing deregisters.'),
    sent: `${sent}; then ${reply.sent} on a fresh connection`,
  }).to.equal(2000)
}

clause('6.3', 'Closing WebSocket connection: after an error of the client', (test) => {
  for (const offence of offences) {
    test(offence.id, {
      title: `closes the connection with a Close frame after ${offence.words}, and keeps the registration`,
      covers: ['6.3-1', '6.4-3'],
      sends: `RETRIEVE of the own <AE> in ${offence.words}, which was served without the error before; then again on a fresh connection.`,
      accepts:
        'A Close frame: pass; the end of TCP without one, which RFC 6455 7.1.7 tolerates: warn; a connection that stays ' +
        'open is judged by the cases on RFC 6455 and inconclusive here. On the fresh connection rsc 2000; an error is not accepted.',
      async run(context) {
        await judgeEnding(context, offence)
      },
    })
  }
})
