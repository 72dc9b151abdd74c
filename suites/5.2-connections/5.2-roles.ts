import { clause, type CaseContext } from '../../lib/case/index.js'
import { resourceType } from '../../lib/primitive/index.js'
import type { BehaviourOf, RequirementId } from '../../lib/spec/index.js'
import type { Arrival, Listener } from '../../lib/wire/index.js'
import { eventType, notified, subscriber } from '../notifications.js'
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
  /** What an opening handshake at the listener is. */
  readonly dialled: BehaviourOf<'dialled-point-of-access'>
}

/** Judges whether the SUT came to the listener: by its opening handshake, else by what came first. */
function judgeDialling({ sut, classify, note }: CaseContext, occasion: Occasion): void {
  const { row, listener, sent, arrivals, dialled } = occasion
  const handshake = arrivals.find(({ kind }) => kind === 'handshake')
  const seen = handshake ?? arrivals[0]
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
        listener.arrival(0, sut.system.timeouts.case),
      ])
      if (delivered === undefined) inconclusive('no notification arrives, which CSE/NTF/001 judges')
      // A server may well do both, one after the other.
      await listener.arrival(0, session.silenceMs())
      judgeDialling(context, {
        row: '5.2-1',
        listener,
        sent: `an event for ${session.identifier}, whose pointOfAccess is ${addressOf(listener)}, over its open connection`,
        arrivals: listener.arrivals,
        dialled: 'while-open',
      })
    },
  })

  test('CSE/REG/079', {
    title: 'leaves it to a registree to open its closed connection again',
    covers: ['5.2-6'],
    waits: true,
    sends:
      'An event for an AE whose pointOfAccess is a ws address at which the tester listens, while the AE has closed its ' +
      'connection; then the AE comes back and sends a request.',
    accepts:
      'Nobody comes to the address: pass; a TCP connection to it without an opening handshake: noted; an opening handshake ' +
      'there: warn.',
    async run(context) {
      const { sut } = context
      const listener = await sut.listen()
      const writer = await sut.session()
      const attributes = { poa: [addressOf(listener)] }
      const { session, container } = await subscriber(context, { writers: [writer], attributes })
      const before = listener.arrivals.length
      await leave(sut, session)
      await writer.content(container, 'missed')
      await listener.arrival(before, session.silenceMs())
      judgeDialling(context, {
        row: '5.2-6',
        listener,
        sent: `an event for ${session.identifier}, whose pointOfAccess is ${addressOf(listener)}, after it had closed`,
        arrivals: listener.arrivals.slice(before),
        dialled: 'while-closed',
      })
    },
  })
})
