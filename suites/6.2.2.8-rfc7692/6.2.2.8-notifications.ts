import { clause } from '../../lib/case/index.js'
import { compressingSession, contentRequest, declining } from '../compressed-requests.js'
import { compressionTrouble } from '../compression.js'
import { compressibleText } from '../contents.js'
import { notified } from '../notifications.js'
import { groundsOn } from '../replies.js'

/** Notifications in a row: what spoils the window of one direction shows in the next. */
const rounds = 3

clause('6.2.2.8', 'Sec-WebSocket-Extensions header: notifications', (test) => {
  test('CSE/PMD/143', {
    title: 'notifies and takes compressed answers on a connection with compression',
    covers: ['6.2.2.8-2'],
    needs: ['permessageDeflate'],
    sends:
      `A subscription of an AE that compresses all its messages, and ${rounds} compressed CREATEs of contentInstances; each ` +
      'notification is answered in a compressed message. A notification without compression arrives first.',
    accepts:
      'Each notification arrives with the content as it was sent, compressed or not, and the connection goes on serving. ' +
      declining,
    async run(context) {
      const { expect, inconclusive } = context
      const session = await compressingSession(context)
      const { open: connection } = session
      const container = await session.container('data')
      await session.subscription(container, 'watch', [session.identifier])
      const first = await notified(session, () => session.content(container, 'twin'), 'twin')
      if (first === undefined) inconclusive('no notification arrived at all, which CSE/NTF/001 judges')
      connection.compressing = true
      for (let round = 1; round <= rounds; round += 1) {
        const content = `${round} ${compressibleText(600)}`
        const request = contentRequest(session, container, content)
        const arrived = await notified(session, () => session.requestAs(request), content)
        const trouble = compressionTrouble(connection)
        if (trouble !== undefined) inconclusive(`${trouble.came}, which CSE/PMD/011 judges`)
        expect(arrived !== undefined, '6.2.2.8-2', {
          sent: `CREATE of a contentInstance in a compressed message, notification ${round} of ${rounds}`,
          came:
            arrived === undefined
              ? `no notification of it; the connection ${connection.ended === undefined ? 'is open' : `ended (${connection.ended.kind})`}`
              : 'the notification',
          evidence: connection.evidence(connection.ended?.evidence ?? 0),
          wanted: 'The notification arrives with the content as it was sent.',
        }).to.equal(true)
        if (arrived === undefined) return
      }
      const reply = await session.retrieve(session.target)
      expect(reply, '6.2.2.8-2', groundsOn(reply, 'The connection goes on serving.')).to.respond(2000)
    },
  })
})
