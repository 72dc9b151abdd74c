import { clause } from '../../lib/case/index.js'
import { closePayload, opcodes } from '../../lib/wire/index.js'
import { judgeAnswer } from '../closings.js'
import { correspondents, message } from '../correspondents.js'
import { endingOf } from '../endings.js'
import { judgeLoss, lossRows } from '../lost-connections.js'
import { reports } from '../notifications.js'
import { judgeEndOfTcp } from '../tcp-endings.js'

/** Whose Close frame comes while a NOTIFY from one AE to another is pending. */
const sides = [
  { id: 'CSE/CLS/213', whose: 'sender', words: 'its own request is pending' },
  { id: 'CSE/CLS/214', whose: 'receiver', words: 'a request of the server is pending' },
] as const

clause('6.3', 'Closing WebSocket connection: with a request pending', (test) => {
  for (const { id, whose, words } of sides) {
    test(id, {
      title: `completes the closing handshake of a client while ${words}`,
      covers: ['6.3-1', '6.3-2', 'RFC6455/5.5.1-9', '6.1-1', ...lossRows],
      sends: `A NOTIFY from one AE to another, which does not answer; then Close with 1000 by the ${whose}.`,
      accepts:
        'A Close frame with any valid code, at once or when the NOTIFY is answered, and the end of TCP by the server; none: ' +
        'fail. The other AE is served on its connection, and the same one on a fresh connection without registering again.',
      async run(context) {
        const { sut, expect, inconclusive } = context
        const { sender, receiver } = await correspondents(context)
        const [session, bystander] = whose === 'sender' ? [sender, receiver] : [receiver, sender]
        const target = receiver.open
        target.answering = 'by the case'
        const pending = sender.notify(receiver.target, message(sender, 'pending'))
        const arrived = await Promise.race([target.nextRequest(reports('pending')), pending])
        if (arrived.kind !== 'received') {
          return inconclusive('the NOTIFY did not wait for its receiver, so nothing is pending')
        }
        const connection = session.open
        await connection.wire.send({ opcode: opcodes.close, payload: closePayload(1000) })
        const early = await endingOf(connection, sut.silenceMs)
        // The server may let the request come to its end first (6.5-3).
        if (whose === 'sender') await target.respond(arrived.item)
        const sent = `a Close frame with code 1000 while ${words}`
        const ending = await judgeAnswer(context, connection, { sent, code: 1000 })
        const when = early.kind === 'open' ? ', but not before the NOTIFY was answered' : ''
        expect(ending.kind, '6.3-2', {
          sent,
          came: `${ending.came}${when}`,
          evidence: ending.evidence,
        }).to.equal('close-frame')
        if (ending.kind !== 'close-frame') return inconclusive('the closing handshake did not end')
        await judgeEndOfTcp(context, connection, 'RFC6455/5.5.1-9', sent, ending)
        await judgeLoss(context, { session, bystander }, sent)
      },
    })
  }
})
