import { clause, type CaseContext } from '../../lib/case/index.js'
import { resourceType } from '../../lib/primitive/index.js'
import type { BehaviourOf, RequirementId } from '../../lib/spec/index.js'
import type { Arrival, Listener } from '../../lib/wire/index.js'
import { notified, subscriber, subscriptionFor } from '../notifications.js'
import { leave } from '../sessions.js'

/** The ws address of a listener. */
function addressOf(listener: Listener): string {
  return `ws://${listener.authority}/`
}

/** What the SUT was given a reason to dial for, and who came. */
interface Occasion {
  readonly row: RequirementId
  readonly listener: Listener
  readonly sent: string
  readonly arrivals: readonly Arrival[]
  /** What an opening handshake at the listener is, by when its connection was opened. */
  readonly dialled: (openedAt: number) => BehaviourOf<'dialled-point-of-access'>
}

/** Who came over the connections after so many: within the silence window, and as long as those that came are silent. */
async function visitors(
  { sut }: CaseContext,
  listener: Listener,
  before: number,
): Promise<readonly Arrival[]> {
  await listener.handshake(before, sut.silenceMs)
  return listener.arrivals(before)
}

function isHandshake({ kind }: Arrival): boolean {
  return kind === 'handshake'
}

/** Judges whether the SUT came to the listener: by its opening handshake, else by what came first. */
function judgeDialling({ sut, classify, note, inconclusive }: CaseContext, occasion: Occasion): void {
  const { row, listener, sent, arrivals, dialled } = occasion
  const seen = arrivals.find(isHandshake) ?? arrivals[0]
  if (seen === undefined && listener.isOverrun)
    inconclusive(
      `the SUT opened ${listener.opened} connections to the tester, which looks at no more of them`,
    )
  const other = seen === undefined ? 'not-dialled' : 'without-handshake'
  const behaviour = seen !== undefined && isHandshake(seen) ? dialled(seen.openedAt) : other
  classify('dialled-point-of-access', behaviour, row, {
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
      'without an opening handshake: noted; an opening handshake there: fail. Neither it nor the notification: inconclusive.',
    async run(context) {
      const { sut, inconclusive } = context
      const listener = await sut.listen()
      const session = await sut.session({ attributes: { poa: [addressOf(listener)] } })
      // Where the originator is named in the handshake, the session has left its first connection and opened another.
      const before = sut.system.namesOriginatorInHandshake ? listener.opened : 0
      const container = await session.container('data')
      // Whoever dials may do so to verify the subscription, and refuse it in the end.
      await session.create(container, resourceType.subscription, subscriptionFor('watch', session.identifier))
      const delivered = await Promise.race([
        notified(session, () => session.content(container, 'event'), 'event'),
        listener.handshake(before, sut.system.timeouts.case),
      ])
      const arrivals = await visitors(context, listener, before)
      if (delivered === undefined && !arrivals.some(isHandshake))
        inconclusive('no notification arrives, which CSE/NTF/001 judges')
      const { ended } = session.open
      judgeDialling(context, {
        row: '5.2-1',
        listener,
        sent: `an event for ${session.identifier}, whose pointOfAccess is ${addressOf(listener)}, over its open connection`,
        arrivals,
        dialled: (openedAt) => (ended === undefined || openedAt < ended.time ? 'while-open' : 'while-closed'),
      })
    },
  })

  test('CSE/REG/079', {
    title: 'leaves it to a registree to open its closed connection again',
    covers: ['5.2-6'],
    waits: true,
    sends:
      'An event for an AE whose pointOfAccess is a ws address at which the tester listens, after the AE has closed its ' +
      'connection; another subscriber is connected and is notified of it.',
    accepts:
      'Nobody comes to the address: pass; a TCP connection to it without an opening handshake: noted; an opening handshake ' +
      'there: warn. Neither it nor the notification of the other subscriber: inconclusive.',
    async run(context) {
      const { sut, inconclusive } = context
      const listener = await sut.listen()
      const writer = await sut.session()
      const attributes = { poa: [addressOf(listener)] }
      const { session, container } = await subscriber(context, { writers: [writer], attributes })
      await writer.subscription(container, 'control', [writer.identifier])
      // Whoever dials beside the open connection is judged elsewhere, and has come by now.
      await visitors(context, listener, 0)
      const before = listener.opened
      await leave(sut, session)
      const told = await notified(writer, () => writer.content(container, 'missed'), 'missed')
      const arrivals = await visitors(context, listener, before)
      if (told === undefined && !arrivals.some(isHandshake))
        inconclusive('no notification arrives at another subscriber, which CSE/NTF/001 judges')
      judgeDialling(context, {
        row: '5.2-6',
        listener,
        sent: `an event for ${session.identifier}, whose pointOfAccess is ${addressOf(listener)}, after it had closed`,
        arrivals,
        dialled: () => 'while-closed',
      })
    },
  })
})
