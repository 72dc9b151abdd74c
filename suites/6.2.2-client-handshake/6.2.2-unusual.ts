import { clause } from '../../lib/case/index.js'
import { replaceHeader, withHeader, type HandshakeRequest } from '../../lib/wire/index.js'
import { judgeUnusual, plainHandshake, stillAccepts, twinAccepted } from '../handshakes.js'

/** An invented field, before the first field of TS-0020 that a server looks for. */
function invented(request: HandshakeRequest, value: string): HandshakeRequest {
  return withHeader(request, 'X-Invented-Field', value, 'Upgrade')
}

/** Handshakes that RFC 7230 lets a server take or refuse: one edit each. */
const handshakes = [
  {
    id: 'CSE/HSK/207',
    words: 'with a field that is folded over two lines (RFC 7230 3.2.4)',
    edit: (request: HandshakeRequest) => invented(request, 'one\r\n two'),
  },
  {
    id: 'CSE/HSK/208',
    words: 'with octets in a field that are no UTF-8',
    edit: (request: HandshakeRequest) => invented(request, 'caf\u00e9 \u00ff\u00fe'),
  },
  {
    id: 'CSE/HSK/209',
    words: 'with Upgrade as a list: h2c, websocket',
    edit: (request: HandshakeRequest) => replaceHeader(request, 'Upgrade', 'h2c, websocket'),
  },
  {
    id: 'CSE/HSK/210',
    words: 'with Upgrade: websocket in two lines',
    edit: (request: HandshakeRequest) => replaceHeader(request, 'Upgrade', 'websocket', 'websocket'),
  },
  {
    id: 'CSE/HSK/211',
    words: 'with a field of 6000 octets',
    edit: (request: HandshakeRequest) => invented(request, 'a'.repeat(6000)),
  },
  {
    id: 'CSE/HSK/212',
    words: 'with 60 fields that no server knows',
    edit: (request: HandshakeRequest) =>
      Array.from({ length: 60 }, (_, index) => `X-Invented-${index}`).reduce(
        (edited, name) => withHeader(edited, name, 'a', 'Upgrade'),
        request,
      ),
  },
] as const

clause('6.2.2', 'Client handshake: unusual ones', (test) => {
  for (const { id, words, edit } of handshakes) {
    test(id, {
      title: `takes a handshake ${words}, or refuses it with an HTTP error`,
      covers: ['6.2.3.1-3'],
      sends: `A handshake ${words}; the plain one is accepted first, and again afterwards.`,
      accepts:
        '101 or an HTTP error, either noted; another status: as for any refusal; no HTTP answer: fail.',
      async run(context) {
        await twinAccepted(context)
        judgeUnusual(context, await context.sut.upgrade(edit(plainHandshake(context.sut))))
        await stillAccepts(context, '6.2.3.1-3')
      },
    })
  }
})
