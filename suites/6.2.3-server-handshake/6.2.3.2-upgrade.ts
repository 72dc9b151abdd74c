import { clause } from '../../lib/case/index.js'
import { plainHandshake, variedHandshake } from '../handshakes.js'

clause('6.2.3.2', 'Upgrade header', (test) => {
  test('CSE/HSK/034', {
    title: 'carries Upgrade: websocket in the answer that accepts the plain handshake',
    covers: ['6.2.3.2-1'],
    sends: 'A handshake with the header fields of clause 6.2.2 and nothing else.',
    accepts:
      'Upgrade with the value websocket in any letter case, in the 101; a refusal makes the case inconclusive.',
    async run({ sut, expect, inconclusive }) {
      const done = await sut.upgrade(plainHandshake(sut))
      if (done.connection === undefined) inconclusive('the handshake was not accepted with 101')
      expect(done).to.carry('Upgrade', 'websocket')
    },
  })

  test('CSE/HSK/035', {
    title:
      'carries Upgrade: websocket in the answer that accepts a handshake with lists and unknown header fields',
    covers: ['6.2.3.2-1'],
    sends: 'A valid handshake that looks as different from the printed one as RFC 6455 allows.',
    accepts:
      'Upgrade with the value websocket in any letter case, in the 101; a refusal makes the case inconclusive.',
    async run({ sut, expect, inconclusive }) {
      const done = await sut.upgrade(variedHandshake(sut))
      if (done.connection === undefined) inconclusive('the handshake was not accepted with 101')
      expect(done).to.carry('Upgrade', 'websocket')
    },
  })
})
