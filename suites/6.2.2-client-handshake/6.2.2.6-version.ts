import { clause, type CaseContext } from '../../lib/case/index.js'
import type { Upgrade } from '../../lib/sut/index.js'
import { headerList, replaceHeader } from '../../lib/wire/index.js'
import { draftVersions, malformedVersions, unassignedVersions, versionless } from '../edited-handshakes.js'
import { acceptedOrRefused, plainHandshake, stillAccepts, twinAccepted } from '../handshakes.js'

const refused = 'RFC6455/4.2.2-6'
const present = 'RFC6455/4.2.1-7'

/** Handshakes without a version. */
const withoutVersion = [
  { id: 'CSE/HSK/021', ...versionless.missing },
  { id: 'CSE/HSK/200', ...versionless.empty },
] as const

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
    sends: `Handshakes with Sec-WebSocket-Version: ${unassignedVersions.join(', ')}, each alone; 13 is accepted first.`,
    accepts: 'An HTTP error whose Sec-WebSocket-Version names 13; without it, and 101, are not accepted.',
    async run(context) {
      await twinAccepted(context)
      for (const version of unassignedVersions) {
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
    sends: `Handshakes with Sec-WebSocket-Version: ${draftVersions.join(', ')}, each alone; 13 is accepted first.`,
    accepts:
      'An HTTP error whose Sec-WebSocket-Version names 13: pass; 101: noted; an error that does not name 13: fail.',
    async run(context) {
      await twinAccepted(context)
      for (const version of draftVersions) {
        const edited = replaceHeader(plainHandshake(context.sut), 'Sec-WebSocket-Version', version)
        const done = await context.sut.upgrade(edited)
        context.classify('draft-version', versionAnswer(context, done), refused, done)
      }
      await stillAccepts(context, refused)
    },
  })

  for (const { id, words, edit } of withoutVersion) {
    test(id, {
      title: `refuses a handshake ${words}`,
      covers: [present, '6.1-1'],
      sends: `A handshake ${words}; the same with 13 is accepted first, and again afterwards.`,
      accepts: 'Any HTTP error. 101 is not accepted; without any HTTP answer the case is inconclusive.',
      async run(context) {
        await twinAccepted(context)
        const done = await context.sut.upgrade(edit(plainHandshake(context.sut)))
        context.classify('missing-version', acceptedOrRefused(context, done), present, done)
        await stillAccepts(context, present)
      },
    })
  }

  test('CSE/HSK/201', {
    title: 'refuses a version that is 13 but for the way in which it is written',
    covers: [present, '6.1-1'],
    sends: `Handshakes whose Sec-WebSocket-Version is ${malformedVersions.map(({ words }) => words).join('; ')}.`,
    accepts: 'An HTTP error: pass; 101: warn, for what the client means can be told.',
    async run(context) {
      await twinAccepted(context)
      for (const { edit } of malformedVersions) {
        const done = await context.sut.upgrade(edit(plainHandshake(context.sut)))
        context.classify('malformed-version', acceptedOrRefused(context, done), present, done)
      }
      await stillAccepts(context, present)
    },
  })
})
