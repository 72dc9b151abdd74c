import { clause } from '../../lib/case/index.js'
import { acceptedOrRefused, plainHandshake, refusal, twinAccepted } from '../handshakes.js'

/** Targets other than "/". */
const otherTargets = [
  { id: 'CSE/HSK/011', words: 'another target than "/"', target: '/ts0020-another-target?with=query' },
  { id: 'CSE/HSK/213', words: 'a target with percent-encoded octets', target: '/%2E%2e/ts0020%00%ff' },
  { id: 'CSE/HSK/214', words: 'a target that begins with two slashes', target: '//ts0020-another-target' },
  { id: 'CSE/HSK/215', words: 'the target "*", which belongs to OPTIONS', target: '*' },
] as const

clause('6.2.2.1', 'Format of request-line', (test) => {
  test('CSE/HSK/010', {
    title: 'accepts a handshake for the target "/"',
    covers: ['6.2.3.1-2'],
    sends: 'A handshake with the request line "GET / HTTP/1.1".',
    accepts: 'Status 101.',
    async run({ sut, expect }) {
      expect(await sut.upgrade(plainHandshake(sut), { patient: true })).to.be.accepted()
    },
  })

  test('CSE/HSK/202', {
    title: 'accepts a handshake whose target is the absolute form of "/"',
    covers: ['RFC6455/4.2.1-10', '6.1-1'],
    sends: 'A handshake for the absolute URI with scheme http or https; the one for "/" is accepted first.',
    accepts: '101: pass; an HTTP error: warn; without any HTTP answer the case is inconclusive.',
    async run(context) {
      await twinAccepted(context)
      const { sut, classify } = context
      const scheme = sut.system.endpoint.tls === undefined ? 'http' : 'https'
      const done = await sut.upgrade(sut.handshake({ target: `${scheme}://${sut.system.authority}/` }))
      classify('absolute-target', acceptedOrRefused(context, done), 'RFC6455/4.2.1-10', done)
    },
  })

  for (const { id, words, target } of otherTargets) {
    test(id, {
      title: `answers a handshake for ${words}`,
      covers: ['6.2.3.1-3'],
      sends: `A handshake for the target ${target}; the same for "/" is accepted first.`,
      accepts: '101 or an HTTP error, either noted; another status or no HTTP answer is not accepted.',
      async run(context) {
        await twinAccepted(context)
        const { sut, classify } = context
        const done = await sut.upgrade(sut.handshake({ target }))
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
  }
})
