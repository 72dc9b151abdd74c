import { clause } from '../../lib/case/index.js'
import { notified, quiet, reports, subscriber } from '../notifications.js'
import { leave } from '../sessions.js'

clause('6.4', 'Registration procedure: routing after reopening', (test) => {
  test('CSE/NTF/004', {
    title: 'notifies over the new connection once the reopened AE has sent a request',
    covers: ['6.4-1'],
    per: 'serialization',
    waits: true,
    sends:
      'The subscriber closes and reopens its connection. Another AE causes an event; the subscriber sends a request; the ' +
      'other AE causes a second event.',
    accepts: 'A NOTIFY of the second event on the new connection; what becomes of the first one is noted.',
    async run(context) {
      const { sut, classify } = context
      const reading = 'route-after-reopening'
      const writer = await sut.session()
      const { session, container } = await subscriber(context, { writers: [writer] })
      await leave(sut, session)
      const connection = await session.reopen()

      await writer.content(container, 'early')
      await quiet(connection, sut.silenceMs)
      const known = connection.received.some(reports('early'))
      classify(
        reading,
        known ? 'delivered-before-any-request' : 'not-delivered-before-any-request',
        '6.4-1',
        {
          sent: 'a contentInstance below the container, before the subscriber had sent anything on its new connection',
          came: known ? 'the notification on it' : 'no notification on it',
          evidence: sut.evidence,
        },
      )

      const request = await session.retrieve(session.target)
      const arrived = await notified(session, () => writer.content(container, 'late'), 'late')
      const behaviour = arrived === undefined ? 'not-delivered-after-a-request' : 'delivered-after-a-request'
      classify(reading, behaviour, '6.4-1', {
        sent: `${request.sent} on the new connection, then a contentInstance below the container`,
        came: arrived === undefined ? 'no notification on the new connection' : 'the notification on it',
        evidence: arrived?.evidence ?? request.evidence,
      })
    },
  })
})
