import { clause } from '../../lib/case/index.js'
import { describeHandshake } from '../../lib/sut/index.js'
import { plainHandshake } from '../handshakes.js'

/** More than the usual backlog of one, fewer than any limit on connections that was met. */
const clients = 8

clause('5.2', 'Binding Overview: listening', (test) => {
  test('CSE/HSK/040', {
    title: 'answers the handshakes of several unknown clients at a time',
    covers: ['5.2-13'],
    sends: `${clients} handshakes at the same time, for originators that the SUT has never seen; all stay open.`,
    accepts: 'A complete HTTP answer to each; closing, garbage and silence are not accepted.',
    async run({ sut, expect }) {
      const all = await Promise.all(Array.from({ length: clients }, () => sut.upgrade(plainHandshake(sut))))
      for (const done of all) {
        expect(done.outcome.kind, '5.2-13', {
          sent: `${done.sent}, one of ${clients} at the same time`,
          came: describeHandshake(done.outcome),
          evidence: done.evidence,
        }).to.equal('answer')
      }
    },
  })
})
