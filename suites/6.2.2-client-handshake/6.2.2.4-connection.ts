import { clause } from '../../lib/case/index.js'
import { replaceHeader } from '../../lib/wire/index.js'
import { plainHandshake, twinAccepted } from '../handshakes.js'

/** Values that name Upgrade, as RFC 6455 4.2.1 and the list grammar of RFC 7230 7 allow. */
const values: readonly (readonly string[])[] = [
  ['upgrade'],
  ['UPGRADE'],
  ['keep-alive, Upgrade'],
  ['Upgrade,keep-alive'],
  ['keep-alive', 'Upgrade'],
]

clause('6.2.2.4', 'Connection header', (test) => {
  test('CSE/HSK/015', {
    title: 'takes Connection with Upgrade in any letter case and inside a list',
    covers: ['RFC6455/4.2.1-5', '6.1-1'],
    sends:
      'Handshakes with Connection in other letter case, as a list, and as two lines; the plain one is accepted first.',
    accepts: 'Status 101 for each of them.',
    async run(context) {
      await twinAccepted(context)
      const { sut, expect } = context
      for (const lines of values) {
        const done = await sut.upgrade(replaceHeader(plainHandshake(sut), 'Connection', ...lines))
        expect(done, 'RFC6455/4.2.1-5').to.be.accepted()
      }
    },
  })
})
