import { clause, type CaseContext } from '../../lib/case/index.js'
import {
  accessControlOperation,
  attribute,
  isValueObject,
  resourceType,
  type ValueObject,
} from '../../lib/primitive/index.js'
import type { BehaviourOf } from '../../lib/spec/index.js'
import { required, type IncomingRequest, type Reply, type Session } from '../../lib/sut/index.js'
import { notifiersOf } from '../correspondents.js'
import { eventType, isNewEvent, judgeEventType, subscriber, subscriptionFor } from '../notifications.js'
import { failed, groundsOn, succeeded } from '../replies.js'

const row = 'TS-0001/9.6.8-1'
const typeRow = 'TS-0004/6.3.5.13-2'

/** Attributes that change by themselves with every update or new child, and the name, which XML has at the root. */
const changeAlong = new Set(['lt', 'st', 'cni', 'cbs', 'rn'])

/** Waits for the notification of an event, and judges that it comes (`rows`) and what type it tells. */
async function judgeEvent(
  context: CaseContext,
  target: Session,
  cause: Reply,
  event: number,
  rows: readonly string[],
  before: readonly IncomingRequest[] = [],
): Promise<IncomingRequest | undefined> {
  const { open: connection } = target
  const next = await connection.nextRequest(isNewEvent(...before))
  // What looks like one before may be a repetition; where nothing else comes it is taken for what is waited for.
  const late = connection.received.find((incoming) => !before.includes(incoming) && isNewEvent()(incoming))
  const arrived = next.kind === 'received' ? next.item : late
  if (arrived === undefined && connection.ended !== undefined) {
    context.inconclusive('the SUT has ended the connection over which the event would be notified')
  }
  for (const each of rows) {
    context
      .expect(arrived, each, {
        sent: `${cause.sent}, to which there is a subscription for ${target.identifier}`,
        came: arrived === undefined ? 'no notification' : 'the notification',
        wanted: `The event, of type ${event}, is notified.`,
        evidence: arrived?.evidence ?? cause.evidence,
      })
      .not.to.equal(undefined)
  }
  if (arrived === undefined) context.classify('event-type-told', 'nothing-to-tell', typeRow, cause)
  else judgeEventType(context, arrived, event, cause.sent)
  return arrived
}

/** Creates a subscription; false where it is refused, which is noted. */
async function watching(
  { classify, inconclusive }: CaseContext,
  owner: Session,
  place: string,
  attributes: ValueObject,
  refused: 'notified-content' | 'deletion-told' = 'notified-content',
): Promise<boolean> {
  const subscribed = await owner.create(place, resourceType.subscription, attributes)
  if (failed(subscribed)) {
    classify(refused, 'refused', refused === 'deletion-told' ? 'TS-0001/9.6.8-2' : row, subscribed)
    return false
  }
  if (!succeeded(subscribed)) inconclusive('the creation of the subscription was not answered')
  return true
}

clause('TS-0001/9.6.8', 'Resource Type subscription: events', (test) => {
  test('CSE/NTF/007', {
    title: 'notifies the update and the deletion of a resource to the registered subscriber',
    covers: ['6.4-1', row, typeRow],
    per: 'serialization',
    sends:
      'A subscription to a container for the event types 1 (update) and 2 (deletion), then UPDATE and DELETE of it.',
    accepts:
      'A NOTIFY of the update and one of the deletion on the connection of the AE, although the subscription goes with the ' +
      'container; each with its event type, where one is told.',
    async run(context) {
      const { session } = await subscriber(context)
      const path = await session.container('watched')
      const events = [eventType.update, eventType.delete]
      await session.subscription(path, 'both', [session.identifier], events)
      const updated = await session.update(path, resourceType.container, { lbl: ['changed'] })
      required(updated, 2004)
      await judgeEvent(context, session, updated, eventType.update, ['6.4-1', row])
      const before = [...session.open.received]
      const deleted = await session.delete(path)
      required(deleted, 2002)
      await judgeEvent(context, session, deleted, eventType.delete, [row], before)
    },
  })

  test('CSE/NTF/052', {
    title: 'notifies update and deletion to another registered AE, which the subscription names',
    covers: ['6.4-1', row, typeRow],
    per: 'serialization',
    sends:
      'A subscription to a container for the event types 1 and 2 whose target is another AE that lets itself be notified, ' +
      'then UPDATE and DELETE of the container.',
    accepts: 'A NOTIFY of each on the connection of that AE, with its event type where one is told.',
    async run(context) {
      const { sut } = context
      const { session: target } = await subscriber(context)
      const owner = await sut.session()
      await target.grant(notifiersOf(sut, owner), accessControlOperation.notify)
      const path = await owner.container('watched')
      const events = [eventType.update, eventType.delete]
      await owner.subscription(path, 'other', [target.identifier], events)
      const updated = await owner.update(path, resourceType.container, { lbl: ['changed'] })
      required(updated, 2004)
      await judgeEvent(context, target, updated, eventType.update, ['6.4-1', row])
      const before = [...target.open.received]
      const deleted = await owner.delete(path)
      required(deleted, 2002)
      await judgeEvent(context, target, deleted, eventType.delete, [row], before)
    },
  })

  test('CSE/NTF/053', {
    title: 'notifies the deletion of a child resource, with the child',
    covers: [row, typeRow],
    per: 'serialization',
    sends:
      'A subscription to a container for the event type 4 (deletion of a child), then DELETE of a container below it.',
    accepts:
      'A NOTIFY with a representation of the child, and with its event type where one is told. Refused with an error: noted.',
    async run(context) {
      const { classify } = context
      const { session } = await subscriber(context)
      const path = await session.container('watched')
      const child = { rn: 'child', lbl: ['one'] }
      required(await session.create(path, resourceType.container, child), 2001)
      const made = await watching(context, session, path, {
        ...subscriptionFor('children', session.identifier),
        enc: { net: [eventType.deleteOfChild] },
      })
      if (!made) {
        classify('event-type-told', 'nothing-to-tell', typeRow, {
          sent: 'no event',
          came: 'the refusal',
          evidence: context.sut.evidence,
        })
        return
      }
      const deleted = await session.delete(`${path}/child`)
      required(deleted, 2002)
      const arrived = await judgeEvent(context, session, deleted, eventType.deleteOfChild, [row])
      if (arrived === undefined) return
      const found = attribute(arrived.request.pc, '/m2m:sgn/nev/rep/m2m:cnt/rn')
      classify('notified-content', found === 'child' ? 'as-asked-for' : 'something-else', row, {
        sent: deleted.sent,
        came: `a notification of ${JSON.stringify(attribute(arrived.request.pc, '/m2m:sgn/nev/rep') ?? null)}`,
        wanted: 'The notification holds the child that was deleted.',
        evidence: arrived.evidence,
      })
    },
  })
})

/** What an update changes, and the content type with which it is notified. */
interface Content {
  readonly id: 'CSE/NTF/054' | 'CSE/NTF/055'
  readonly nct: number
  readonly words: string
  /** Whether a representation in a notification of the container holds what is asked for. */
  readonly holds: (representation: ValueObject, ri: unknown) => boolean
}

const contents: readonly Content[] = [
  {
    id: 'CSE/NTF/054',
    nct: 2,
    words: 'modified attributes only',
    holds: (representation) => {
      const inner = representation['m2m:cnt']
      if (!isValueObject(inner)) return false
      const names = Object.keys(inner).filter((name) => !changeAlong.has(name))
      return inner['mni'] === 99 && names.every((name) => name === 'mni')
    },
  },
  {
    id: 'CSE/NTF/055',
    nct: 3,
    words: 'the address of the resource only',
    holds: (representation, ri) => {
      const address = representation['m2m:uri']
      const last = typeof address === 'string' ? address.split('/').at(-1) : undefined
      const only = Object.keys(representation).length === 1
      return only && last !== undefined && (last === ri || last === 'watched')
    },
  },
]

clause('TS-0001/9.6.8', 'Resource Type subscription: content of notifications', (test) => {
  for (const { id, nct, words, holds } of contents) {
    test(id, {
      title: `notifies ${words} where the subscription asks for that`,
      covers: [row],
      per: 'serialization',
      sends: `A subscription to a container with notificationContentType ${nct} for event type 1, then UPDATE of mni.`,
      accepts:
        `A notification with ${words}: pass (times and counters that change by themselves may be there); with more, or something ` +
        'else, or none: fail. Refused with an error: noted.',
      async run(context) {
        const { classify, inconclusive } = context
        const { session } = await subscriber(context)
        const path = await session.container('watched', { mni: 7, lbl: ['kept'] })
        const { ri } = required(await session.retrieve(path), 2000)
        if (typeof ri !== 'string') {
          inconclusive('the SUT tells no identifier of the container, by which the notification may name it')
        }
        const made = await watching(context, session, path, {
          ...subscriptionFor('some', session.identifier),
          enc: { net: [eventType.update] },
          nct,
        })
        if (!made) return
        const updated = await session.update(path, resourceType.container, { mni: 99 })
        required(updated, 2004)
        const next = await session.open.nextRequest(isNewEvent())
        const arrived = next.kind === 'received' ? next.item : undefined
        const found = attribute(arrived?.request.pc, '/m2m:sgn/nev/rep')
        const behaviour: BehaviourOf<'notified-content'> =
          arrived === undefined
            ? 'not-notified'
            : isValueObject(found) && holds(found, ri)
              ? 'as-asked-for'
              : 'something-else'
        classify('notified-content', behaviour, row, {
          sent: `${updated.sent}, to which there is a subscription with nct ${nct}`,
          came:
            arrived === undefined
              ? `no notification (${next.kind})`
              : `a notification of ${JSON.stringify(found ?? null)}`,
          wanted: `The notification holds ${words}.`,
          evidence: arrived?.evidence ?? updated.evidence,
        })
      },
    })
  }

  test('CSE/NTF/056', {
    title: 'tells the subscriber that its subscription was deleted',
    covers: ['TS-0001/9.6.8-2'],
    per: 'serialization',
    sends: 'A subscription with the AE itself as subscriberURI (su), then DELETE of the subscription.',
    accepts: 'A NOTIFY with sud true: pass; none: fail. A subscription with su refused with an error: noted.',
    async run(context) {
      const { classify } = context
      const { session } = await subscriber(context)
      // Not the container that is watched already: of what comes and goes below that the AE would be notified too.
      const container = await session.container('place')
      const name = 'told'
      const made = await watching(
        context,
        session,
        container,
        { ...subscriptionFor(name, session.identifier), su: session.identifier },
        'deletion-told',
      )
      if (!made) return
      const deleted = await session.delete(`${container}/${name}`)
      required(deleted, 2002)
      const next = await session.open.nextRequest(
        ({ request }) => attribute(request.pc, '/m2m:sgn/sud') === true,
      )
      const arrived = next.kind === 'received' ? next.item : undefined
      classify('deletion-told', arrived === undefined ? 'not-told' : 'told', 'TS-0001/9.6.8-2', {
        ...groundsOn(deleted),
        sent: `${deleted.sent}, which has su`,
        came: arrived === undefined ? 'no notification of it' : 'a notification with sud true',
        evidence: arrived?.evidence ?? deleted.evidence,
      })
    },
  })
})
