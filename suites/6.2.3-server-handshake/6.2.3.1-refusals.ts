import { clause } from '../../lib/case/index.js'
import { describeHandshake } from '../../lib/sut/index.js'
import { replaceHeader, withoutHeader, type HandshakeRequest } from '../../lib/wire/index.js'
import { plainHandshake, refusal, stillAccepts, twinAccepted } from '../handshakes.js'

/** Handshakes that a server refuses, or may refuse: each a well-formed GET with Upgrade and Connection, one edit away. */
const edits: readonly ((request: HandshakeRequest) => HandshakeRequest)[] = [
  (request) => withoutHeader(request, 'Host'),
  (request) => replaceHeader(request, 'Host', 'one.example', 'another.example'),
  (request) => withoutHeader(request, 'Sec-WebSocket-Key'),
  (request) => replaceHeader(request, 'Sec-WebSocket-Key', 'too short'),
  (request) => withoutHeader(request, 'Sec-WebSocket-Version'),
  (request) => replaceHeader(request, 'Sec-WebSocket-Version', '14'),
  (request) => withoutHeader(request, 'Sec-WebSocket-Protocol'),
  (request) => replaceHeader(request, 'Sec-WebSocket-Protocol', ''),
  (request) => replaceHeader(request, 'Sec-WebSocket-Protocol', 'ts0020-unregistered'),
  (request) => replaceHeader(request, 'Sec-WebSocket-Extensions', 'permessage-deflate; =15'),
]

clause('6.2.3.1', 'Format of status-line: refusals', (test) => {
  test('CSE/HSK/029', {
    title: 'answers every handshake that it refuses with an HTTP error',
    covers: ['6.2.3.1-3'],
    sends: `${edits.length} handshakes, each with one edit for which a server refuses; the plain one is accepted first.`,
    accepts:
      'For each that is refused, 4xx: pass; 5xx: pass, noted; 3xx: warn; 2xx or no HTTP answer: fail. Those that are ' +
      'accepted are judged by the cases of their clause.',
    async run(context) {
      await twinAccepted(context)
      const { sut, classify, inconclusive } = context
      const all = await Promise.all(edits.map((edit) => sut.upgrade(edit(plainHandshake(sut)))))
      const refused = all.filter((done) => refusal(done) !== 'accepted')
      for (const done of refused) classify('refused-handshake', refusal(done), '6.2.3.1-3', done)
      if (refused.length === 0) {
        const [last] = all.slice(-1)
        return inconclusive(
          `none of ${edits.length} edited handshakes was refused, the last with ` +
            (last === undefined ? 'no outcome' : describeHandshake(last.outcome)),
        )
      }
      await stillAccepts(context, '6.2.3.1-3')
    },
  })
})
