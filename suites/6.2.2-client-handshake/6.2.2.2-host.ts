import { clause } from '../../lib/case/index.js'
import { replaceHeader } from '../../lib/wire/index.js'
import { hostEdits } from '../edited-handshakes.js'
import { acceptedOrRefused, judgeUnusual, plainHandshake, stillAccepts, twinAccepted } from '../handshakes.js'

/** RFC 6455 4.2.1: a handshake has one Host field. RFC 7230 5.4 wants 400 for none and for more than one. */
const row = 'RFC6455/4.2.1-3'

const edits = [
  { id: 'CSE/HSK/012', title: 'refuses a handshake without Host', ...hostEdits.missing },
  { id: 'CSE/HSK/013', title: 'refuses a handshake with two Host lines', ...hostEdits.twice },
] as const

clause('6.2.2.2', 'Host header', (test) => {
  for (const { id, title, words, edit } of edits) {
    test(id, {
      title,
      covers: [row, '6.1-1'],
      sends: `A handshake ${words}; the same with one Host line is accepted first, and again afterwards.`,
      accepts: 'An HTTP error. 101 is not accepted; without any HTTP answer the case is inconclusive.',
      async run(context) {
        await twinAccepted(context)
        const done = await context.sut.upgrade(edit(plainHandshake(context.sut)))
        acceptedOrRefused(context, done)
        context.expect(done, row).to.be.refused()
        await stillAccepts(context, row)
      },
    })
  }
  test('CSE/HSK/216', {
    title: 'takes a Host that is none of its own, or refuses it with an HTTP error',
    covers: [row, '6.1-1', '6.2.3.1-3'],
    sends:
      'A handshake with Host: foreign.example:1; the same with its own is accepted first, and again afterwards.',
    accepts: '101, or an HTTP error; another status: as for any refusal; no HTTP answer: fail.',
    async run(context) {
      await twinAccepted(context)
      const done = await context.sut.upgrade(
        replaceHeader(plainHandshake(context.sut), 'Host', 'foreign.example:1'),
      )
      judgeUnusual(context, done)
      context.classify('foreign-host', acceptedOrRefused(context, done), row, done)
      await stillAccepts(context, row)
    },
  })
})
