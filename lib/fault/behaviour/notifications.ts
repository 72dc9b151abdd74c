import { behaviourFault } from '../define.js'
import type { BehaviourFault } from '../types.js'
import { isObject, withText, without, type Value, type ValueObject } from './right.js'

/** Event types of TS-0004 6.3.4.2.19. */
const eventType = { update: 1, deletion: 2, childCreation: 3, childDeletion: 4 } as const

/** The event in a notification; undefined where it is of another kind. */
function eventOf(content: ValueObject): ValueObject | undefined {
  const event = content['nev']
  return isObject(event) ? event : undefined
}

/** Edits the event in a notification, where there is one. */
function inEvent(edit: (event: ValueObject) => ValueObject): (content: ValueObject) => ValueObject {
  return (content) => {
    const event = eventOf(content)
    return event === undefined ? content : { ...content, nev: edit(event) }
  }
}

/** Edits what a notification of an update represents. */
function inUpdate(edit: (representation: ValueObject) => ValueObject): (content: ValueObject) => ValueObject {
  return inEvent((event) => {
    const { rep } = event
    return event['net'] === eventType.update && isObject(rep) ? { ...event, rep: edit(rep) } : event
  })
}

/** A CSE that does not send the notifications with such content. */
function unsent(isUnsent: (content: ValueObject) => boolean): BehaviourFault['rules'] {
  return () => {
    let withheld = false
    return {
      notificationContent: (content) => {
        withheld = isUnsent(content)
        return content
      },
      notifyTargets: (targets) => (withheld ? [] : targets),
    }
  }
}

function tellsType(content: ValueObject, type: Value): boolean {
  return eventOf(content)?.['net'] === type
}

/** TS-0001 9.6.8, TS-0004 6.3.5.13 and 7.5.1.2: which notifications there are, and what they hold. */
export const notificationBehaviours: readonly BehaviourFault[] = [
  behaviourFault(
    'event-type-of-update',
    'Tells of every event that it is an update.',
    { kills: ['TS-0004/6.3.5.13-2'] },
    () => ({ notificationContent: inEvent((event) => ({ ...event, net: eventType.update })) }),
  ),
  behaviourFault(
    'event-type-of-creation',
    'Tells of every event that it is the creation of a child.',
    { kills: ['TS-0004/6.3.5.13-2'] },
    () => ({ notificationContent: inEvent((event) => ({ ...event, net: eventType.childCreation })) }),
  ),
  behaviourFault(
    'updates-not-notified',
    'Does not notify updates.',
    { kills: ['TS-0001/9.6.8-1', '6.4-1'] },
    unsent((content) => tellsType(content, eventType.update)),
  ),
  behaviourFault(
    'deletions-not-notified',
    'Does not notify that a resource, or a child of it, was deleted.',
    { kills: ['TS-0001/9.6.8-1'] },
    unsent(
      (content) => tellsType(content, eventType.deletion) || tellsType(content, eventType.childDeletion),
    ),
  ),
  behaviourFault(
    'modified-attributes-padded',
    'Notifies more of an update than the attributes that were modified.',
    { kills: ['TS-0001/9.6.8-1'] },
    () => ({
      notificationContent: inUpdate((representation) => {
        const inner = representation['m2m:cnt']
        return isObject(inner) ? { 'm2m:cnt': { lbl: ['all'], ...inner } } : representation
      }),
    }),
  ),
  behaviourFault(
    'address-notified-as-representation',
    'Notifies a representation where the address of the resource was asked for.',
    { kills: ['TS-0001/9.6.8-1'] },
    () => ({
      notificationContent: inUpdate((representation) =>
        Object.hasOwn(representation, 'm2m:uri') ? { 'm2m:cnt': { mni: 99 } } : representation,
      ),
    }),
  ),
  behaviourFault(
    'notified-without-astral-characters',
    'Replaces characters above U+FFFF in the content that it notifies.',
    // What cannot be recognized has not arrived, seen from outside.
    { kills: ['5.2-16'], also: ['6.4-1', '5.1-2', '5.2-10'] },
    () => ({
      notificationContent: inEvent((event) => {
        const { rep } = event
        const instance = isObject(rep) ? rep['m2m:cin'] : undefined
        if (!isObject(instance)) return event
        const edited = withText(instance, 'con', (text) =>
          text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '\ufffd'),
        )
        return { ...event, rep: { 'm2m:cin': edited } }
      }),
    }),
  ),
  behaviourFault(
    'subscription-deletion-not-told',
    'Does not tell the subscriber that its subscription is gone.',
    { kills: ['TS-0001/9.6.8-2'] },
    unsent((content) => content['sud'] === true),
  ),
  behaviourFault(
    'subscription-deletion-without-mark',
    'Notifies the subscriber of the deletion of its subscription without subscriptionDeletion.',
    { kills: ['TS-0001/9.6.8-2'], also: ['6.2.2.9-7'] },
    () => ({
      notificationContent: (content) => (content['sud'] === true ? without(content, 'sud') : content),
    }),
  ),
  behaviourFault(
    'verification-without-creator',
    'Leaves the creator out of its verification requests.',
    { kills: ['TS-0004/7.5.1.2.3-1'], verdict: 'warn' },
    () => ({
      notificationContent: (content) => (content['vrq'] === true ? without(content, 'cr') : content),
    }),
  ),
  behaviourFault(
    'verification-of-another-subscription',
    'Names a subscription in its verification requests that there never is.',
    { kills: ['TS-0004/7.5.1.2.3-1'] },
    () => ({
      notificationContent: (content) =>
        content['vrq'] === true ? { ...content, sur: '/id-in/sub0' } : content,
    }),
  ),
]
