import { clause, type CaseContext } from '../../lib/case/index.js'
import { operation } from '../../lib/primitive/index.js'
import { describeReply, describeRequest, type PrimitiveConnection } from '../../lib/sut/index.js'
import type { FrameOptions } from '../../lib/wire/index.js'
import { endingOf } from '../endings.js'
import { writeRequest } from '../frames.js'

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

async function judgeEnding({ sut, classify, inconclusive }: CaseContext, offence: Offence): Promise<void> {
  const connection = await sut.open()
  const requester = sut.requester(connection)
  const regular = await requester.retrieve(sut.system.base)
  if (regular.outcome.kind !== 'response') {
    return inconclusive(`${regular.sent} without an error brought ${describeReply(regular.outcome)}`)
  }
  const request = requester.build({ op: operation.retrieve, to: sut.system.base })
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
}

clause('6.3', 'Closing WebSocket connection: after an error of the client', (test) => {
  for (const offence of offences) {
    test(offence.id, {
      title: `closes the connection with a Close frame after ${offence.words}`,
      covers: ['6.3-1'],
      sends: `RETRIEVE of the CSEBase in ${offence.words}; the same without the error is answered first.`,
      accepts:
        'A Close frame: pass; the end of TCP without one, which RFC 6455 7.1.7 tolerates: warn; a connection that stays ' +
        'open is judged by the cases on RFC 6455 and inconclusive here.',
      async run(context) {
        await judgeEnding(context, offence)
      },
    })
  }
})
