import { clause } from '../../lib/case/index.js'
import { replaceHeader } from '../../lib/wire/index.js'
import { plainHandshake, twinAccepted } from '../handshakes.js'

/** The spelling of TS-0020, that of RFC 6455, and two that nobody prints. */
const spellings = ['WebSocket', 'websocket', 'WEBSOCKET', 'wEbSoCkEt'] as const

clause('6.2.2.3', 'Upgrade header', (test) => {
  test('CSE/HSK/014', {
    title: 'takes the value of Upgrade in any letter case',
    covers: ['RFC6455/4.2.1-4', '6.1-1'],
    sends: `Handshakes with Upgrade: ${spellings.join(', ')}; the plain one is accepted first.`,
    accepts: 'Status 101 for each of them.',
    async run(context) {
      await twinAccepted(context)
      const { sut, expect } = context
      for (const spelling of spellings) {
        const done = await sut.upgrade(replaceHeader(plainHandshake(sut), 'Upgrade', spelling))
        expect(done, 'RFC6455/4.2.1-4').to.be.accepted()
      }
    },
  })
})
