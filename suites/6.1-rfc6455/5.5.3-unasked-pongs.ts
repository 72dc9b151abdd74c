import { clause } from '../../lib/case/index.js'
import { opcodes } from '../../lib/wire/index.js'
import { endingSoFar } from '../endings.js'
import { judgeUnaskedPong, pingAnswered, servedSession, shortRetrieve } from '../frames.js'
import { groundsOn, statusOf } from '../replies.js'
import { capitalized } from '../words.js'

/** Pongs that answer no ping. */
const pongs = [
  { id: 'CSE/FRM/170', words: 'an empty pong', payloads: [Buffer.alloc(0)] },
  { id: 'CSE/FRM/171', words: 'a pong with text', payloads: [Buffer.from('nobody asked')] },
  {
    id: 'CSE/FRM/172',
    words: 'a pong with 125 octets that are no UTF-8',
    payloads: [Buffer.alloc(125, 'ff00fe', 'hex')],
  },
  {
    id: 'CSE/FRM/173',
    words: 'ten pongs',
    payloads: Array.from({ length: 10 }, (_, index) => Buffer.from(`pong ${index}`)),
  },
] as const

clause('RFC6455/5.5.3', 'Pong: unasked', (test) => {
  for (const { id, words, payloads } of pongs) {
    test(id, {
      title: `goes on serving after ${words} that nobody asked for`,
      covers: ['RFC6455/6.2-2', 'RFC6455/5.5.3-3', '6.1-1'],
      sends: `${capitalized(words)}, then a ping, then RETRIEVE of the own <AE>.`,
      accepts:
        'The pong to the ping and rsc 2000: pass; a ping or pong of the SUT in answer beside that: noted; the end of the ' +
        'connection, no pong to the ping or no response: fail.',
      async run(context) {
        const { sut } = context
        const session = await servedSession(context)
        await pingAnswered(context, session)
        const { open: connection } = session
        const before = connection.wire.counts
        await connection.wire.send(payloads.map((payload) => ({ opcode: opcodes.pong, payload })))
        const trip = await connection.wire.roundTrip(sut.system.timeouts.response)
        const reply = await session.requestAs(shortRetrieve(session))
        const after = connection.wire.counts
        const serves = trip.kind === 'pong' && statusOf(reply) === 2000
        const answers = after.ping + after.pong - before.ping - before.pong
        const { came, evidence } = serves ? groundsOn(reply) : endingSoFar(connection)
        const behaviour = !serves ? 'no-longer-serving' : answers > 0 ? 'answered' : 'goes-on-serving'
        judgeUnaskedPong(context, behaviour, {
          sent: `${words}, then a ping and ${reply.sent}`,
          came: `${trip.kind === 'pong' ? 'the pong' : `no pong (${trip.kind})`}, ${came}; ${answers} other pings and pongs`,
          evidence,
        })
      },
    })
  }
})
