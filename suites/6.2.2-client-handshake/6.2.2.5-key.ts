import { clause } from '../../lib/case/index.js'
import { keyless, malformedKeys } from '../edited-handshakes.js'
import { acceptedOrRefused, plainHandshake, stillAccepts, twinAccepted } from '../handshakes.js'

const row = 'RFC6455/4.2.1-6'

const missing = [
  { id: 'CSE/HSK/016', ...keyless.missing },
  { id: 'CSE/HSK/017', ...keyless.empty },
] as const

clause('6.2.2.5', 'Sec-WebSocket-Key header', (test) => {
  for (const { id, words, edit } of missing) {
    test(id, {
      title: `refuses a handshake ${words}`,
      covers: [row, '6.1-1'],
      sends: `A handshake ${words}; the same with a key is accepted first, and again afterwards.`,
      accepts: 'An HTTP error. 101 is not accepted; without any HTTP answer the case is inconclusive.',
      async run(context) {
        await twinAccepted(context)
        const done = await context.sut.upgrade(edit(plainHandshake(context.sut)))
        context.classify('missing-key', acceptedOrRefused(context, done), row, done)
        await stillAccepts(context, row)
      },
    })
  }

  test('CSE/HSK/018', {
    title: 'refuses a handshake whose key does not decode to 16 octets',
    covers: [row, '6.1-1'],
    sends: `Handshakes with malformed keys (${malformedKeys.map(({ words }) => words).join(', ')}), each alone.`,
    accepts: 'An HTTP error: pass; 101: warn, since RFC 6455 4.2.2 spares the server the decoding.',
    async run(context) {
      await twinAccepted(context)
      for (const { edit } of malformedKeys) {
        const done = await context.sut.upgrade(edit(plainHandshake(context.sut)))
        context.classify('malformed-key', acceptedOrRefused(context, done), row, done)
      }
      await stillAccepts(context, row)
    },
  })
})
