import { clause } from '../../lib/case/index.js'
import { describeHandshake } from '../../lib/sut/index.js'
import { encodeFrame, opcodes } from '../../lib/wire/index.js'
import { plainHandshake, twinAccepted } from '../handshakes.js'

const pingPayload = Buffer.from('right behind')

clause('6.2.2', 'Client handshake: how TCP cuts it', (test) => {
  test('CSE/HSK/027', {
    title: 'accepts a handshake that arrives octet by octet',
    covers: ['6.2.3.1-2'],
    sends: 'The plain handshake in TCP writes of one octet each; the same in one write is accepted first.',
    accepts: 'The same status 101.',
    async run(context) {
      await twinAccepted(context)
      const done = await context.sut.upgrade({ ...plainHandshake(context.sut), chopSize: 1 })
      context.expect(done).to.be.accepted()
    },
  })

  test('CSE/HSK/028', {
    title: 'reacts to a handshake that has a frame right behind it',
    covers: ['6.2.1-5'],
    sends:
      'A handshake and a masked ping in the same TCP segment, before the answer; the handshake alone is accepted first.',
    accepts:
      'Any reaction; only silence is not accepted. RFC 6455 4.1 makes clients wait for the answer, so what becomes of ' +
      'handshake and ping is noted.',
    async run(context) {
      await twinAccepted(context)
      const { sut, expect, note } = context
      const trailing = encodeFrame({ opcode: opcodes.ping, payload: pingPayload })
      const done = await sut.upgrade({ ...plainHandshake(sut), trailing })
      const came = describeHandshake(done.outcome)
      const sent = `${done.sent} and a ping right behind it`
      expect(done.outcome.kind, '6.2.1-5', { sent, came, evidence: done.evidence }).to.not.equal('timeout')
      if (done.connection === undefined) {
        note('6.2.1-5', `${sent} brought ${came}`, done.evidence)
        return
      }
      const { wire } = done.connection
      // A later ping that is answered ends the wait: the pong of an earlier one would have come before it.
      const later = await wire.roundTrip(sut.system.timeouts.response)
      const [pong] = wire.drain((event) => event.kind === 'pong' && event.payload.equals(pingPayload))
      const fate =
        pong !== undefined ? 'answered' : later.kind === 'pong' ? 'passed over' : `followed by ${later.kind}`
      note('6.2.1-5', `a ping in the same segment as the handshake was ${fate}`, done.evidence)
    },
  })
})
