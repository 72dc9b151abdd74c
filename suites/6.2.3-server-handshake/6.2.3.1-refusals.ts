import { clause, type CaseContext } from '../../lib/case/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import { describeHandshake, type Upgrade } from '../../lib/sut/index.js'
import { headerList, replaceHeader, withoutHeader, type HandshakeRequest } from '../../lib/wire/index.js'
import { refusable } from '../edited-handshakes.js'
import { acceptedOrRefused, plainHandshake, refusal, stillAccepts, twinAccepted } from '../handshakes.js'

/** So many handshakes at a time: quick, and fewer than any limit on connections that was met. */
const atATime = 8

/** Sends a handshake whose connection is not needed. */
async function send({ sut }: CaseContext, request: HandshakeRequest): Promise<Upgrade> {
  const done = await sut.upgrade(request)
  await done.connection?.wire.destroy()
  return done
}

/**
 * Sends them all, a few at a time. One that is met with silence is sent again, alone, so that a server which is only slow is
 * not accused; if it is silent again it is the last one, for each costs a deadline.
 */
async function answersToRefusable(context: CaseContext): Promise<readonly Upgrade[]> {
  const requests = refusable(context.sut)
  const all: Upgrade[] = []
  for (let from = 0; from < requests.length; from += atATime) {
    const some = await Promise.all(
      requests.slice(from, from + atATime).map((request) => send(context, request)),
    )
    for (const done of some) {
      const again = done.outcome.kind === 'timeout' ? await send(context, done.request) : done
      all.push(again)
      if (again.outcome.kind === 'timeout') return all
    }
  }
  return all
}

/** What a refusal says of the protocol to change to. */
function upgradeRequired({ outcome }: Upgrade): BehaviourOf<'upgrade-required'> {
  if (outcome.kind !== 'answer' || outcome.answer.status !== 426) return 'another-status'
  const named = headerList(outcome.answer, 'Upgrade').some((each) => each.toLowerCase() === 'websocket')
  return named ? 'names-websocket' : 'names-nothing'
}

clause('6.2.3.1', 'Format of status-line: refusals', (test) => {
  test('CSE/HSK/029', {
    title: 'answers every handshake that it refuses with an HTTP error',
    covers: ['6.2.3.1-3'],
    sends:
      'All handshakes with which other cases provoke refusals: without or with a wrong Host, key, version, subprotocol or ' +
      'extension, one edit each; the plain one is accepted first, and again afterwards.',
    accepts:
      'For each that is refused, 4xx: pass; 5xx: pass, noted; 3xx: warn; 2xx or no HTTP answer: fail. Those that are ' +
      'accepted are judged by the cases of their clause.',
    async run(context) {
      await twinAccepted(context)
      const { classify, inconclusive } = context
      const all = await answersToRefusable(context)
      const refused = all.filter((done) => refusal(done) !== 'accepted')
      for (const done of refused) classify('refused-handshake', refusal(done), '6.2.3.1-3', done)
      if (refused.length === 0) {
        const [last] = all.slice(-1)
        return inconclusive(
          `none of ${all.length} edited handshakes was refused, the last with ` +
            (last === undefined ? 'no outcome' : describeHandshake(last.outcome)),
        )
      }
      await stillAccepts(context, '6.2.3.1-3')
    },
  })
  test('CSE/HSK/217', {
    title: 'names the protocol in Upgrade where it refuses with 426',
    covers: ['6.2.3.1-3'],
    sends:
      'A handshake with the version 99, and one without Upgrade, for which servers use 426; the plain one is accepted first.',
    accepts:
      'In a 426 Upgrade with websocket: pass; without it: warn (RFC 7231 6.5.15). Any other HTTP error: pass.',
    async run(context) {
      await twinAccepted(context)
      const { sut, classify, inconclusive } = context
      let refused = 0
      // Without Upgrade it is a request of HTTP, to which any answer of HTTP but 101 is right.
      for (const { request, plain } of [
        { request: replaceHeader(plainHandshake(sut), 'Sec-WebSocket-Version', '99'), plain: false },
        { request: withoutHeader(plainHandshake(sut), 'Upgrade'), plain: true },
      ]) {
        const done = await sut.upgrade(request)
        const { outcome } = done
        const served = plain && outcome.kind === 'answer' && outcome.answer.status !== 101
        if (!served && acceptedOrRefused(context, done) === 'accepted') continue
        classify('upgrade-required', upgradeRequired(done), '6.2.3.1-3', done)
        refused += 1
      }
      if (refused === 0)
        inconclusive('both handshakes were accepted, which CSE/HSK/019 and CSE/HSK/022 judge')
    },
  })
})
