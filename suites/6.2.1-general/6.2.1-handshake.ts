import { clause } from '../../lib/case/index.js'
import { describeHandshake } from '../../lib/sut/index.js'
import { withHeader, withHeaders, type HandshakeRequest } from '../../lib/wire/index.js'
import { mixedCase, plainHandshake, twinAccepted } from '../handshakes.js'

/** The same handshake with every field name spelt by a function. */
function spelt(request: HandshakeRequest, spell: (name: string) => string): HandshakeRequest {
  return withHeaders(
    request,
    request.headers.map(([name, value]) => [spell(name), value]),
  )
}

/** Handshakes one after the other: the first one alone does not show a server that answers now and then. */
const inARow = 4

const spellings = [
  { id: 'CSE/HSK/002', words: 'lower case', spell: (name: string) => name.toLowerCase() },
  { id: 'CSE/HSK/003', words: 'upper case', spell: (name: string) => name.toUpperCase() },
  { id: 'CSE/HSK/004', words: 'mixed case', spell: mixedCase },
] as const

clause('6.2.1', 'General', (test) => {
  test('CSE/HSK/001', {
    title: 'answers each client handshake with a server handshake',
    covers: ['6.2.1-5'],
    sends: `${inARow} handshakes with the header fields of clause 6.2.2 and nothing else, one after the other.`,
    accepts: 'Any complete HTTP answer; closing, garbage and silence are not accepted.',
    async run({ sut, expect }) {
      for (let number = 1; number <= inARow; number += 1) {
        const done = await sut.upgrade(plainHandshake(sut), { patient: true })
        expect(done.outcome.kind, '6.2.1-5', {
          sent: done.sent,
          came: describeHandshake(done.outcome),
          evidence: done.evidence,
        }).to.equal('answer')
        if (done.outcome.kind !== 'answer') return
      }
    },
  })

  for (const { id, words, spell } of spellings) {
    test(id, {
      title: `takes header field names in ${words}`,
      covers: ['6.2.1-3'],
      sends: `A handshake whose field names are all in ${words}; the usual spelling is accepted first.`,
      accepts: 'The same status 101 as with the usual spelling.',
      async run(context) {
        await twinAccepted(context)
        const done = await context.sut.upgrade(spelt(plainHandshake(context.sut), spell))
        context.expect(done).to.be.accepted()
      },
    })
  }

  test('CSE/HSK/005', {
    title: 'accepts header fields that it does not know',
    covers: ['6.2.1-6'],
    sends: 'A handshake with User-Agent and an invented field; the same without them is accepted first.',
    accepts: 'The same status 101 as without them.',
    async run(context) {
      await twinAccepted(context)
      const agent = withHeader(plainHandshake(context.sut), 'User-Agent', 'ts0020', 'Upgrade')
      const extended = withHeader(agent, 'X-Invented-Field', 'a, b; c="d"', 'Sec-WebSocket-Key')
      context.expect(await context.sut.upgrade(extended)).to.be.accepted()
    },
  })

  test('CSE/HSK/006', {
    title: 'accepts the header fields in another order',
    covers: ['6.2.1-6'],
    sends: 'A handshake with its header field lines in reverse order; the usual order is accepted first.',
    accepts: 'The same status 101 as with the usual order.',
    async run(context) {
      await twinAccepted(context)
      const request = plainHandshake(context.sut)
      context
        .expect(await context.sut.upgrade(withHeaders(request, request.headers.toReversed())))
        .to.be.accepted()
    },
  })

  test.watch('CSE/WCH/001', {
    title: 'writes every answer to a handshake as a status-line and header fields',
    covers: ['6.2.1-2'],
    watches: ['handshake accepted', 'handshake refused'],
    sends: 'Nothing of its own: all handshakes of the run.',
    accepts:
      'Heads that RFC 7230 section 3 allows; bare line feeds, folded lines and broken names are not accepted.',
  })
})
