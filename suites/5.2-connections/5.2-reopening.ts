import { clause, type CaseContext } from '../../lib/case/index.js'
import type { Session } from '../../lib/sut/index.js'
import { groundsOn } from '../replies.js'
import { drop, leave } from '../sessions.js'

/** Reopens the connection of an AE and sends a request at once, as the first primitive on it. */
async function servedAtOnce({ expect }: CaseContext, session: Session, before: string): Promise<void> {
  await session.reopen()
  const reply = await session.retrieve(session.target)
  const sent = `${before}, then on a new connection ${reply.sent}`
  expect(reply, '5.2-11', { ...groundsOn(reply), sent }).to.respond(2000)
  expect(reply, '6.4-3', { ...groundsOn(reply), sent }).to.respond(2000)
}

clause('5.2', 'Binding Overview: closing and reopening', (test) => {
  test('CSE/REG/007', {
    title: 'serves a registered AE at once after a Close handshake, without a new registration',
    covers: ['5.2-11', '6.4-3'],
    per: 'serialization',
    sends: 'A Close frame; on a new connection RETRIEVE of the own <AE> as the first primitive.',
    accepts: 'rsc 2000; an error, a close and silence are not accepted.',
    async run(context) {
      const session = await context.sut.session()
      await leave(context.sut, session)
      await servedAtOnce(context, session, 'a Close frame')
    },
  })

  test('CSE/REG/008', {
    title: 'serves a registered AE at once after its TCP connection was reset, without a new registration',
    covers: ['5.2-11', '6.4-3'],
    per: 'serialization',
    sends:
      'A TCP reset without a Close frame; on a new connection RETRIEVE of the own <AE> as the first primitive.',
    accepts: 'rsc 2000; an error, a close and silence are not accepted.',
    async run(context) {
      const session = await context.sut.session()
      drop(session)
      await servedAtOnce(context, session, 'a TCP reset')
    },
  })
})
