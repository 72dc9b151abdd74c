import { clause } from '../../lib/case/index.js'
import { replaceHeader, withoutHeader, withRequestLine, type HandshakeRequest } from '../../lib/wire/index.js'
import { plainHandshake, refusal, stillAccepts, twinAccepted } from '../handshakes.js'

/** Well-formed HTTP that is no opening handshake: one edit each. */
const requests = [
  {
    id: 'CSE/HSK/022',
    words: 'without Upgrade',
    edit: (request: HandshakeRequest) => withoutHeader(request, 'Upgrade'),
  },
  {
    id: 'CSE/HSK/023',
    words: 'without Connection',
    edit: (request: HandshakeRequest) => withoutHeader(request, 'Connection'),
  },
  {
    id: 'CSE/HSK/024',
    words: 'with the method POST',
    edit: (request: HandshakeRequest) => withRequestLine(request, 'POST / HTTP/1.1'),
  },
  {
    id: 'CSE/HSK/025',
    words: 'with HTTP/1.0',
    edit: (request: HandshakeRequest) => withRequestLine(request, 'GET / HTTP/1.0'),
  },
  {
    id: 'CSE/HSK/041',
    words: 'with Upgrade to a protocol that nobody knows',
    edit: (request: HandshakeRequest) => replaceHeader(request, 'Upgrade', 'ts0020-unknown/1'),
  },
  {
    id: 'CSE/HSK/042',
    words: 'with Upgrade: websockets, which only begins like the right word,',
    edit: (request: HandshakeRequest) => replaceHeader(request, 'Upgrade', 'websockets'),
  },
  {
    id: 'CSE/HSK/043',
    words: 'with Connection: keep-alive',
    edit: (request: HandshakeRequest) => replaceHeader(request, 'Connection', 'keep-alive'),
  },
  ...(
    [
      ['CSE/HSK/203', 'HEAD'],
      ['CSE/HSK/204', 'PUT'],
      ['CSE/HSK/205', 'OPTIONS'],
      ['CSE/HSK/206', 'get, in lower case,'],
    ] as const
  ).map(([id, method]) => ({
    id,
    words: `with the method ${method}`,
    edit: (request: HandshakeRequest) => withRequestLine(request, `${method.split(',')[0] ?? ''} / HTTP/1.1`),
  })),
] as const

/** Ends like an HTTP head, so that a server need not wait for more of it. */
const noHttp = Buffer.from('8081fe00ff0d0a4142430d0a0d0a', 'hex')

clause('6.2.2', 'Client handshake: requests that are none', (test) => {
  for (const { id, words, edit } of requests) {
    test(id, {
      title: `does not take a request ${words} for a handshake`,
      covers: ['6.2.3.1-3'],
      sends: `A handshake ${words}; the unmodified one is accepted first, and again afterwards.`,
      accepts:
        'Any HTTP answer but 101: pass, as plain HTTP may live on the port; no HTTP answer: warn; 101: fail.',
      async run(context) {
        await twinAccepted(context)
        const done = await context.sut.upgrade(edit(plainHandshake(context.sut)))
        const seen = refusal(done)
        const behaviour = seen === 'accepted' || seen === 'no-http-answer' ? seen : 'http-answer'
        context.classify('refused-plain-http', behaviour, '6.2.3.1-3', done)
        await stillAccepts(context, '6.2.3.1-3')
      },
    })
  }

  test('CSE/HSK/026', {
    title: 'survives octets that are no HTTP',
    covers: ['6.2.3.1-3'],
    sends: `The octets ${noHttp.toString('hex')} instead of a handshake; a regular one is accepted before and after.`,
    accepts: 'A bare close, or an HTTP error: pass; neither an answer nor a close: warn; 101: fail.',
    async run(context) {
      await twinAccepted(context)
      const { sut, classify } = context
      const done = await sut.upgrade(
        { requestLine: '', headers: [], raw: noHttp, key: undefined },
        { watched: false },
      )
      const seen = refusal(done)
      switch (seen) {
        case 'redirect':
        case 'success':
          classify('refused-handshake', seen, '6.2.3.1-3', done)
          break
        case 'no-http-answer': {
          const silent = done.outcome.kind === 'timeout'
          classify('octets-that-are-no-http', silent ? 'no-reaction' : 'bare-close', '6.2.3.1-3', done)
          break
        }
        case 'client-error':
        case 'server-error':
          classify('octets-that-are-no-http', 'http-error', '6.2.3.1-3', done)
          break
        case 'accepted':
          classify('octets-that-are-no-http', seen, '6.2.3.1-3', done)
          break
      }
      await stillAccepts(context, '6.2.3.1-3')
    },
  })
})
