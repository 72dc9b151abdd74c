import { clause } from '../../lib/case/index.js'
import { attribute, resourceType } from '../../lib/primitive/index.js'
import { required, type IncomingRequest } from '../../lib/sut/index.js'
import { eventType, judgeEventType, reportedContent, reports, subscriber } from '../notifications.js'

/** Whether a request of the SUT notifies an event that is not the twin. */
function reportsAnother(incoming: IncomingRequest): boolean {
  const event = attribute(incoming.request.pc, '/m2m:sgn/nev')
  return event !== undefined && reportedContent(incoming) !== 'twin'
}

clause('TS-0004/7.5.1.1', 'Notification data object', (test) => {
  test('CSE/NTF/009', {
    title: 'tells in a notification what happened and which subscription it is for',
    covers: ['TS-0004/7.5.1.1-1', 'TS-0004/6.3.5.13-1', 'TS-0004/6.3.5.13-2', '5.2-16'],
    per: 'serialization',
    sends: 'A subscription for new contentInstances with notificationContentType 1, then a contentInstance.',
    accepts:
      'pc with the one member m2m:sgn; in it the contentInstance as it was sent, the event type 3 where one is told, and in ' +
      'sur the subscription, by its resource identifier or its path.',
    async run(context) {
      const { expect, inconclusive } = context
      const { session, container, subscription } = await subscriber(context)
      const described = required(await session.retrieve(subscription), 2000)
      const content = 'ünïcode "quoted" \\ 1 < 2 & 3'
      const attributes = { con: content, lbl: ['one', 'two'] }
      const created = await session.create(container, resourceType.contentInstance, attributes)
      const next = await session.open.nextRequest(reports(content))
      // Garbled content is a finding, not a notification that is missing.
      const arrived = next.kind === 'received' ? next.item : session.open.received.find(reportsAnother)
      if (arrived === undefined) {
        return inconclusive(`${created.sent} led to no notification, which CSE/NTF/001 judges`)
      }
      const { pc } = arrived.request
      const seen = (value: unknown, wanted: string): Parameters<typeof expect>[2] => ({
        sent: `${created.sent}, to which ${subscription} is a subscription`,
        came: JSON.stringify(value ?? null),
        wanted,
        evidence: arrived.evidence,
      })
      const members = Object.keys(pc ?? {})
      expect(
        members,
        'TS-0004/7.5.1.1-1',
        seen(members, 'pc has the member m2m:sgn and no other.'),
      ).to.deep.equal(['m2m:sgn'])
      const reference = attribute(pc, '/m2m:sgn/sur')
      const last = typeof reference === 'string' ? reference.split('/').at(-1) : undefined
      const names = ['watch', described['ri']]
      expect(
        last !== undefined && names.includes(last),
        'TS-0004/6.3.5.13-1',
        seen(
          reference,
          `sur names the subscription: ${subscription}, or ${JSON.stringify(described['ri'] ?? null)}.`,
        ),
      ).to.equal(true)
      judgeEventType(context, arrived, eventType.createOfChild, created.sent)
      const reported = reportedContent(arrived)
      expect(reported, '5.2-16', seen(reported, 'The content is the one that was sent.')).to.equal(content)
      const labels = attribute(pc, '/m2m:sgn/nev/rep/m2m:cin/lbl')
      expect(labels, '5.2-16', seen(labels, 'The labels are those that were sent.')).to.deep.equal([
        'one',
        'two',
      ])
    },
  })
})
