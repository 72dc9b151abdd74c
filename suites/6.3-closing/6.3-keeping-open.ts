import { clause } from '../../lib/case/index.js'
import { closeAndJudge } from '../closings.js'
import { endingOf } from '../endings.js'

/** How long the connection is left alone, in silence windows: long enough to notice a server that cannot wait. */
const idleWindows = 4

clause('6.3', 'Closing WebSocket connection: keeping it open', (test) => {
  test('CSE/CLS/009', {
    title: 'keeps an idle connection open, answers a ping on it, and then completes our Close',
    covers: ['6.3-3', '6.3-1'],
    sends: `Nothing for ${idleWindows} silence windows on the connection of a registered AE, then a ping, then Close.`,
    accepts:
      'Open, and the ping answered: pass; closed in order: warn; ended without a Close frame: fail at 6.3-1. Our Close is ' +
      'answered with a Close frame.',
    async run(context) {
      const { sut, classify, expect } = context
      const session = await sut.session()
      const connection = session.open
      const idle = idleWindows * sut.silenceMs
      const ending = await endingOf(connection, idle)
      const sent = `nothing for ${idle} ms`
      const grounds = { sent, came: ending.came, evidence: ending.evidence }
      if (ending.kind === 'open') {
        const trip = await connection.wire.roundTrip(sut.system.timeouts.response)
        expect(trip.kind, '6.3-3', {
          sent: `${sent}, then a ping`,
          came: trip.kind === 'pong' ? 'its pong' : `no pong (${trip.kind})`,
          evidence: connection.evidence('evidence' in trip ? trip.evidence : 0),
        }).to.equal('pong')
        await closeAndJudge(context, connection, { code: 1000 })
        return
      }
      const inOrder = ending.kind === 'close-frame'
      classify('idle-close', 'closed-in-order', '6.3-3', grounds)
      const proxied = sut.system.endpoint.proxy !== undefined
      const abrupt = proxied ? 'bare-drop-behind-a-proxy' : 'bare-drop'
      classify('closing-of-its-own-accord', inOrder ? 'close-frame' : abrupt, '6.3-1', grounds)
    },
  })
})
