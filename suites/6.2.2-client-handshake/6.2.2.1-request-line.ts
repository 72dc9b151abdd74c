import { clause } from '../../lib/case/index.js'
import { describeHandshake } from '../../lib/sut/index.js'
import { plainHandshake, refusal, twinAccepted } from '../handshakes.js'

/** A target that no CSE has a reason to serve. */
const anotherTarget = '/ts0020-another-target?with=query'

clause('6.2.2.1', 'Format of request-line', (test) => {
  test('CSE/HSK/010', {
    title: 'accepts a handshake for the target "/"',
    covers: ['6.2.3.1-2'],
    sends:
      'A handshake with the request line "GET / HTTP/1.1"; then one with the same target in absolute form.',
    accepts: 'Status 101 for "/". What becomes of the absolute form, which RFC 7230 5.3.2 knows, is noted.',
    async run({ sut, expect, note }) {
      const done = await sut.upgrade(plainHandshake(sut), { patient: true })
      expect(done).to.be.accepted()
      if (done.connection === undefined) return
      const scheme = sut.system.endpoint.tls === undefined ? 'http' : 'https'
      const absolute = await sut.upgrade(sut.handshake({ target: `${scheme}://${sut.system.authority}/` }))
      note('6.2.3.1-2', `${absolute.sent} brought ${describeHandshake(absolute.outcome)}`, absolute.evidence)
    },
  })

  test('CSE/HSK/011', {
    title: 'answers a handshake for another target than "/"',
    covers: ['6.2.3.1-3'],
    sends: `A handshake for the target ${anotherTarget}; the same for "/" is accepted first.`,
    accepts: '101 or an HTTP error, either noted; another status or no HTTP answer is not accepted.',
    async run(context) {
      await twinAccepted(context)
      const { sut, classify } = context
      const done = await sut.upgrade(sut.handshake({ target: anotherTarget }))
      const seen = refusal(done)
      switch (seen) {
        case 'accepted':
        case 'no-http-answer':
          classify('request-target', seen, '6.2.3.1-3', done)
          return
        case 'client-error':
        case 'server-error':
          classify('request-target', 'http-error', '6.2.3.1-3', done)
          return
        case 'redirect':
        case 'success':
          classify('refused-handshake', seen, '6.2.3.1-3', done)
          return
      }
    },
  })
})
