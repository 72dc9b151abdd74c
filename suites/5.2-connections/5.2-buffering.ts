import { clause } from '../../lib/case/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import type { IncomingRequest } from '../../lib/sut/index.js'
import { reportedContent, settled, subscriber } from '../notifications.js'
import { leave } from '../sessions.js'

/** Contents that fall due while the subscriber is away, and the one that marks the end after its return. */
const missed = ['missed-1', 'missed-2'] as const
const last = 'after-return'

/** What became of the missed notifications, by the order in which notifications came after the return. */
function fate(received: readonly IncomingRequest[]): BehaviourOf<'buffering'> {
  const contents = received.map(reportedContent)
  const times = missed.map((content) => contents.filter((found) => found === content).length)
  if (times.some((count) => count > 1)) return 'repeated'
  if (times.some((count) => count === 0)) return 'dropped'
  const order = contents.filter((content) => content === last || missed.some((one) => one === content))
  return JSON.stringify(order) === JSON.stringify([...missed, last]) ? 'delivered' : 'reordered'
}

clause('5.2', 'Binding Overview: primitives for a closed connection', (test) => {
  test('CSE/NTF/005', {
    title: 'drops or keeps the notifications that fall due while the subscriber is away, and repeats none',
    covers: ['5.2-8'],
    per: 'serialization',
    waits: true,
    sends:
      'Another AE creates two contentInstances while the connection of the subscriber is closed; the subscriber comes ' +
      'back, sends a request and has one more event.',
    accepts: 'Delivered in any order, or dropped: noted; one of them twice although it was answered: warn.',
    async run(context) {
      const { sut, classify, inconclusive } = context
      const writer = await sut.session()
      const { session, container } = await subscriber(context, { writers: [writer] })
      await leave(sut, session)
      for (const content of missed) await writer.content(container, content)
      const connection = await session.reopen()
      await session.retrieve(session.target)
      const marked = await settled(session, () => writer.content(container, last), last)
      if (!marked) inconclusive('no notification arrives after reopening, which CSE/NTF/004 judges')
      const contents = connection.received.map((incoming) =>
        JSON.stringify(reportedContent(incoming) ?? null),
      )
      classify('buffering', fate(connection.received), '5.2-8', {
        sent: `contentInstances ${missed.join(', ')} while the connection was closed, ${last} afterwards`,
        came: `on the new connection notifications of ${contents.join(', ')}`,
        evidence: sut.evidence,
      })
    },
  })
})
