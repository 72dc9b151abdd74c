import { clause, type CaseContext } from '../../lib/case/index.js'
import type { Upgrade } from '../../lib/sut/index.js'
import { headerList, replaceHeader, withoutHeader } from '../../lib/wire/index.js'
import { acceptedOrRefused, plainHandshake, stillAccepts, twinAccepted } from '../handshakes.js'

/** Numbers that the registry of RFC 6455 11.6 has not assigned. */
const unassigned = ['14', '99', '255'] as const
/** Numbers of drafts that were deployed. */
const drafts = ['7', '8'] as const

const refused = 'RFC6455/4.2.2-6'
const present = 'RFC6455/4.2.1-7'

/** What became of a version that the server need not know, in the words of the readings. */
function versionAnswer(
  context: CaseContext,
  done: Upgrade,
): 'accepted' | 'http-error-naming-13' | 'http-error-not-naming-13' {
  if (acceptedOrRefused(context, done) === 'accepted') return 'accepted'
  const { outcome } = done
  const named = outcome.kind === 'answer' ? headerList(outcome.answer, 'Sec-WebSocket-Version') : []
  return named.includes('13') ? 'http-error-naming-13' : 'http-error-not-naming-13'
}

clause('6.2.2.6', 'Sec-WebSocket-Version header', (test) => {
  test('CSE/HSK/019', {
    title: 'refuses versions that nobody has assigned, and offers 13',
    covers: [refused, '6.1-1'],
    sends: `Handshakes with Sec-WebSocket-Version: ${unassigned.join(', ')}, each alone; 13 is accepted first.`,
    accepts: 'An HTTP error whose Sec-WebSocket-Version names 13; without it, and 101, are not accepted.',
    async run(context) {
      await twinAccepted(context)
      for (const version of unassigned) {
        const edited = replaceHeader(plainHandshake(context.sut), 'Sec-WebSocket-Version', version)
        const done = await context.sut.upgrade(edited)
        context.classify('unassigned-version', versionAnswer(context, done), refused, done)
      }
      await stillAccepts(context, refused)
    },
  })

  test('CSE/HSK/020', {
    title: 'refuses the versions of drafts and offers 13, or knows them',
    covers: [refused, '6.1-1'],
    sends: `Handshakes with Sec-WebSocket-Version: ${drafts.join(', ')}, each alone; 13 is accepted first.`,
    accepts:
      'An HTTP error whose Sec-WebSocket-Version names 13: pass; 101: noted; an error that does not name 13: fail.',
    async run(context) {
      await twinAccepted(context)
      for (const version of drafts) {
        const edited = replaceHeader(plainHandshake(context.sut), 'Sec-WebSocket-Version', version)
        const done = await context.sut.upgrade(edited)
        context.classify('draft-version', versionAnswer(context, done), refused, done)
      }
      await stillAccepts(context, refused)
    },
  })

  test('CSE/HSK/021', {
    title: 'refuses a handshake without a version',
    covers: [present, '6.1-1'],
    sends:
      'A handshake without Sec-WebSocket-Version; the same with 13 is accepted first, and again afterwards.',
    accepts: 'Any HTTP error. 101 is not accepted; without any HTTP answer the case is inconclusive.',
    async run(context) {
      await twinAccepted(context)
      const done = await context.sut.upgrade(
        withoutHeader(plainHandshake(context.sut), 'Sec-WebSocket-Version'),
      )
      context.classify('missing-version', acceptedOrRefused(context, done), present, done)
      await stillAccepts(context, present)
    },
  })
})
