import { clause, type CaseContext } from '../../lib/case/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import type { PrimitiveConnection } from '../../lib/sut/index.js'
import { closeAndJudge } from '../closings.js'
import { endingOf, type Ending } from '../endings.js'

/** Pings in the idle period of the case that sends some. */
const pings = 4

const accepts =
  'Open, and the ping answered: pass; closed in order: warn, or pass where sut.idleTimeout declares it; ended without a ' +
  'Close frame: fail at 6.3-1. Our Close is answered with a Close frame.'

/** Judges that a ping on the connection is answered. */
async function judgePing(
  { sut, expect }: CaseContext,
  connection: PrimitiveConnection,
  when: string,
): Promise<void> {
  const trip = await connection.wire.roundTrip(sut.system.timeouts.response)
  expect(trip.kind, '6.3-3', {
    sent: `${when}, then a ping`,
    came: trip.kind === 'pong' ? 'its pong' : `no pong (${trip.kind})`,
    evidence: connection.evidence('evidence' in trip ? trip.evidence : 0),
  }).to.equal('pong')
}

/** Judges an idle connection that the server has ended after so many milliseconds. */
function judgeIdleClose(
  { sut, classify }: CaseContext,
  { kind, came, evidence }: Ending,
  sent: string,
  elapsedMs: number,
): void {
  const { idleTimeout } = sut.system.configuration.sut
  const inOrder = kind === 'close-frame'
  const declared = inOrder && idleTimeout !== 'auto' && elapsedMs >= idleTimeout
  const grounds = { sent, came: `${came} after ${Math.round(elapsedMs)} ms`, evidence }
  classify('idle-close', declared ? 'closed-by-declared-policy' : 'closed-in-order', '6.3-3', grounds)
  const proxied = sut.system.endpoint.proxy !== undefined
  const abrupt: BehaviourOf<'closing-of-its-own-accord'> = proxied ? 'bare-drop-behind-a-proxy' : 'bare-drop'
  classify('closing-of-its-own-accord', inOrder ? 'close-frame' : abrupt, '6.3-1', grounds)
}

clause('6.3', 'Closing WebSocket connection: keeping it open', (test) => {
  test('CSE/CLS/009', {
    title: 'keeps an idle connection open, answers a ping on it, and then completes our Close',
    covers: ['6.3-3', '6.3-1'],
    waits: true,
    sends:
      'Nothing for the configured time (timeouts.idle) on the connection of a registered AE, then a ping, then Close.',
    accepts,
    async run(context) {
      const { sut } = context
      const session = await sut.session()
      const connection = session.open
      const { idle } = sut.system.timeouts
      const since = performance.now()
      const ending = await endingOf(connection, idle)
      const sent = `nothing for ${idle} ms`
      if (ending.kind !== 'open') {
        judgeIdleClose(context, ending, sent, performance.now() - since)
        return
      }
      await judgePing(context, connection, sent)
      await closeAndJudge(context, connection, { code: 1000 })
    },
  })

  test('CSE/CLS/240', {
    title: 'keeps a connection open that carries nothing but pings, and answers each',
    covers: ['6.3-3', '6.3-1'],
    waits: true,
    sends: `${pings} pings over the configured time (timeouts.idle) on the connection of a registered AE, then Close.`,
    accepts,
    async run(context) {
      const { sut } = context
      const session = await sut.session()
      const connection = session.open
      const pause = sut.system.timeouts.idle / pings
      const since = performance.now()
      for (let number = 1; number <= pings; number += 1) {
        const ending = await endingOf(connection, pause)
        const sent = `nothing but ${number - 1} pings for ${Math.round(pause * number)} ms`
        if (ending.kind !== 'open') {
          judgeIdleClose(context, ending, sent, performance.now() - since)
          return
        }
        await judgePing(context, connection, sent)
      }
      await closeAndJudge(context, connection, { code: 1000 })
    },
  })
})
