import { clause, type CaseContext } from '../../lib/case/index.js'
import { resourceType } from '../../lib/primitive/index.js'
import type { BehaviourOf, RequirementId } from '../../lib/spec/index.js'
import type { Listener } from '../../lib/wire/index.js'
import { eventType, notified, subscriber } from '../notifications.js'
import { leave } from '../sessions.js'

/** The ws address of a listener. */
function addressOf(listener: Listener): string {
  return `ws://${listener.authority}/`
}

/** What the SUT was given a reason to dial for. */
interface Occasion {
  readonly row: RequirementId
  readonly listener: Listener
  /** How many connections had been opened to the listener before. */
  readonly before: number
  readonly sent: string
  /** What an opening handshake at the listener is. */
  readonly dialled: BehaviourOf<'dialled-point-of-access'>
}

/** Judges whether the SUT came to the listener: by its opening handshake, else by what came first. */
async function judgeDialling(context: CaseContext, occasion: Occasion): Promise<void> {
  const { sut, classify, note, inconclusive } = context
  const { row, listener, before, sent, dialled } = occasion
  const handshake = await listener.handshake(before, sut.silenceMs)
  const seen = handshake ?? (await listener.arrivals(before))[0]
  if (seen === undefined && listener.opened > before)
    inconclusive(
      `the SUT opened ${listener.opened} connections to the tester, which looks at no more of them`,
    )
  const other = seen === undefined ? 'not-dialled' : 'without-handshake'
  classify('dialled-point-of-access', handshake === undefined ? other : dialled, row, {
    sent,
    came: `${seen?.came ?? 'nobody'} at ${addressOf(listener)}, where the tester listened`,
    evidence: { ...sut.evidence, row: seen?.evidence ?? 0 },
  })
  if (seen === undefined)
    note(
      row,
      `Nobody came to ${addressOf(listener)}. Whether the SUT could have come there, the tester cannot know.`,
    )
}

clause('5.2', 'Binding Overview: who opens connections', (test) => {
  test('CSE/REG/078', {
    title: 'opens no connection to a registree whose own connection is open',
    covers: ['5.2-1'],
    waits: true,
    sends:
      'Registration of an AE whose pointOfAccess is a ws address at which the tester listens, a subscription and an event, ' +
      'while the connection of the AE is open.',
    accepts:
      'The notification comes over the connection of the AE, and nobody comes to the address: pass; a TCP connection to it ' +
      'without an opening handshake: noted; an opening handshake there: fail. Neither: inconclusive.',
    async run(context) {
      const { sut, inconclusive } = context
      const listener = await sut.listen()
      const session = await sut.session({ attributes: { poa: [addressOf(listener)] } })
      const before = listener.opened
      const container = await session.container('data')
      // Whoever dials may do so to verify the subscription, and refuse it in the end.
      const attributes = {
        rn: 'watch',
        nu: [session.identifier],
        enc: { net: [eventType.createOfChild] },
        nct: 1,
      }
      await session.create(container, resourceType.subscription, attributes)
      const delivered = await Promise.race([
        notified(session, () => session.content(container, 'event'), 'event'),
        listener.handshake(before, sut.system.timeouts.case),
      ])
      await listener.handshake(before, sut.silenceMs)
      if (delivered === undefined && listener.opened === before)
        inconclusive('no notification arrives, which CSE/NTF/001 judges')
      await judgeDialling(context, {
        row: '5.2-1',
        listener,
        before,
        sent: `an event for ${session.identifier}, whose pointOfAccess is ${addressOf(listener)}, over its open connection`,
        dialled: session.open.ended === undefined ? 'while-open' : 'while-closed',
      })
    },
  })

  test('CSE/REG/079', {
    title: 'leaves it to a registree to open its closed connection again',
    covers: ['5.2-6'],
    waits: true,
    sends:
      'An event for an AE whose pointOfAccess is a ws address at which the tester listens, after the AE has closed its ' +
      'connection.',
    accepts:
      'Nobody comes to the address: pass; a TCP connection to it without an opening handshake: noted; an opening handshake ' +
      'there: warn.',
    async run(context) {
      const { sut } = context
      const listener = await sut.listen()
      const writer = await sut.session()
      const attributes = { poa: [addressOf(listener)] }
      const { session, container } = await subscriber(context, { writers: [writer], attributes })
      const before = listener.opened
      await leave(sut, session)
      await writer.content(container, 'missed')
      await judgeDialling(context, {
        row: '5.2-6',
        listener,
        before,
        sent: `an event for ${session.identifier}, whose pointOfAccess is ${addressOf(listener)}, after it had closed`,
        dialled: 'while-closed',
      })
    },
  })
})
