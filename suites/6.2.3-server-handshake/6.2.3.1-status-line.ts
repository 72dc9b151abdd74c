import { clause } from '../../lib/case/index.js'
import { describeHandshake } from '../../lib/sut/index.js'
import { replaceHeader, withoutHeader } from '../../lib/wire/index.js'
import { plainHandshake, refusal, twinAccepted, variedHandshake } from '../handshakes.js'

clause('6.2.3.1', 'Format of status-line', (test) => {
  test('CSE/HSK/030', {
    title: 'answers the handshake of clause 6.2.2 with HTTP/1.1 and 101',
    covers: ['6.2.3.1-1', '6.2.3.1-2'],
    sends: 'A handshake with the header fields of clause 6.2.2 and nothing else.',
    accepts: 'A status-line that begins with "HTTP/1.1 101"; the reason phrase is free.',
    async run({ sut, expect, inconclusive }) {
      const done = await sut.upgrade(plainHandshake(sut))
      if (done.outcome.kind !== 'answer')
        return inconclusive('there was no HTTP answer, which CSE/HSK/001 judges')
      expect(done, '6.2.3.1-1').to.beginWith('HTTP/1.1 ')
      expect(done, '6.2.3.1-2').to.be.accepted()
    },
  })

  test('CSE/HSK/031', {
    title:
      'answers a handshake with lists, other letter case and unknown header fields with HTTP/1.1 and 101',
    covers: ['6.2.3.1-1', '6.2.3.1-2'],
    sends: 'A valid handshake that looks as different from the printed one as RFC 6455 allows.',
    accepts:
      'A status-line that begins with "HTTP/1.1 101"; the reason phrase is free. A refusal makes the case inconclusive: which ' +
      'of the differences the server minds is the matter of other cases.',
    async run({ sut, expect, inconclusive }) {
      const done = await sut.upgrade(variedHandshake(sut))
      if (done.outcome.kind !== 'answer')
        return inconclusive('there was no HTTP answer, which CSE/HSK/001 judges')
      expect(done, '6.2.3.1-1').to.beginWith('HTTP/1.1 ')
      const seen = refusal(done)
      if (seen !== 'accepted' && seen !== 'success')
        return inconclusive(`the handshake was not accepted: ${describeHandshake(done.outcome)}`)
      expect(done, '6.2.3.1-2').to.be.accepted()
    },
  })

  test('CSE/HSK/032', {
    title: 'refuses a handshake it cannot accept with an HTTP error',
    covers: ['6.2.3.1-3'],
    sends: 'A well-formed handshake whose Sec-WebSocket-Version is 99; the same with 13 is accepted first.',
    accepts:
      '4xx: pass; 5xx: pass, noted; 3xx: warn; 2xx or no HTTP answer: fail. A 101 is judged by CSE/HSK/019.',
    async run(context) {
      await twinAccepted(context)
      const { sut, classify, inconclusive } = context
      const done = await sut.upgrade(replaceHeader(plainHandshake(sut), 'Sec-WebSocket-Version', '99'))
      if (refusal(done) === 'accepted')
        return inconclusive('the handshake was accepted, which CSE/HSK/019 judges')
      classify('refused-handshake', refusal(done), '6.2.3.1-3', done)
    },
  })

  test('CSE/HSK/033', {
    title: 'answers an upgrade request without a key with an HTTP error, not with a bare close',
    covers: ['6.2.3.1-3'],
    sends: 'A well-formed upgrade request without Sec-WebSocket-Key; the same with a key is accepted first.',
    accepts:
      '4xx: pass; 5xx: pass, noted; 3xx: warn; 2xx or no HTTP answer: fail. A 101 is judged by CSE/HSK/016.',
    async run(context) {
      await twinAccepted(context)
      const { sut, classify, inconclusive } = context
      const done = await sut.upgrade(withoutHeader(plainHandshake(sut), 'Sec-WebSocket-Key'))
      if (refusal(done) === 'accepted')
        return inconclusive('the handshake was accepted, which CSE/HSK/016 judges')
      classify('refused-handshake', refusal(done), '6.2.3.1-3', done)
    },
  })
})
