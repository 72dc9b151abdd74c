import { clause } from '../../lib/case/index.js'
import type { CaseId } from '../../lib/spec/index.js'
import { describeHandshake } from '../../lib/sut/index.js'
import type { HandshakeRequest } from '../../lib/wire/index.js'
import { servedSession } from '../frames.js'
import { plainHandshake } from '../handshakes.js'
import { judgeLoss, lossRows } from '../lost-connections.js'
import { capitalized } from '../words.js'

/** More than the heads of HTTP that servers take, which is some 8 to 80 KiB. */
const [octets, fields] = [1_048_576, 20_000]

/** Handshakes that no server has to take: one edit each. */
const heads: readonly {
  readonly id: CaseId
  readonly words: string
  readonly edit: (request: HandshakeRequest) => HandshakeRequest
}[] = [
  {
    id: 'CSE/HSK/220',
    words: `a handshake with a field of ${octets} octets`,
    edit: (request) => ({
      ...request,
      headers: [...request.headers, ['X-Invented-Field', 'a'.repeat(octets)]],
    }),
  },
  {
    id: 'CSE/HSK/221',
    words: `a handshake with ${fields} fields that no server knows`,
    edit: (request) => ({
      ...request,
      headers: [
        ...request.headers,
        ...Array.from({ length: fields }, (_, index) => [`X-Invented-${index}`, 'a'] as const),
      ],
    }),
  },
  {
    id: 'CSE/HSK/222',
    words: `a handshake with a request target of ${octets} octets`,
    edit: (request) => ({ ...request, requestLine: `GET /${'a'.repeat(octets - 1)} HTTP/1.1` }),
  },
]

clause('6.2.2', 'Client handshake: larger than any limit', (test) => {
  for (const { id, words, edit } of heads) {
    test(id, {
      title: `lets nobody suffer from ${words}`,
      covers: lossRows,
      hazard: true,
      sends: `${capitalized(words)}; then requests of two AEs that were served before, and a regular handshake.`,
      accepts:
        'Both AEs are served, one of them on its connection, the other one on a fresh connection without registering ' +
        'again. What becomes of the handshake is noted: servers have limits (RFC 7230 3.2.5), and may end TCP while it still comes.',
      async run(context) {
        const { sut, note } = context
        const [session, bystander] = [await servedSession(context), await servedSession(context)]
        const done = await sut.upgrade(edit(plainHandshake(sut)))
        note('5.2-13', `${words} brought ${describeHandshake(done.outcome)}`, done.evidence)
        await judgeLoss(context, { session, bystander }, words)
      },
    })
  }
})
