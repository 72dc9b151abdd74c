import { clause } from '../../lib/case/index.js'
import { acceptance, regularHandshakes } from '../handshakes.js'

const handshakes = [
  { id: 'CSE/HSK/034', ...regularHandshakes.plain },
  { id: 'CSE/HSK/035', ...regularHandshakes.varied },
] as const

clause('6.2.3.2', 'Upgrade header', (test) => {
  for (const { id, words, sends, request } of handshakes) {
    test(id, {
      title: `carries Upgrade: websocket in the answer that accepts ${words}`,
      covers: ['6.2.3.2-1'],
      sends,
      accepts:
        'Upgrade with the value websocket in any letter case, in the 101; a refusal makes the case inconclusive.',
      async run(context) {
        context.expect(await acceptance(context, request(context.sut))).to.carry('Upgrade', 'websocket')
      },
    })
  }

  test.watch('CSE/WCH/040', {
    title: 'carries Upgrade: websocket in every 101',
    covers: ['6.2.3.2-1'],
    watches: ['handshake accepted'],
    sends: 'Nothing of its own: all handshakes of the run.',
    accepts: 'Upgrade with the value websocket in any letter case, whatever the handshake that is accepted.',
  })
})
