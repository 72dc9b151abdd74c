import type { Reading } from '../types.js'

/** Readings of notifications: TS-0001 9.6.8, TS-0004 6.3.5.13 and 7.5.1.2. */
export const notificationReadings = {
  'event-type-told': {
    rows: ['TS-0004/6.3.5.13-2'],
    question:
      'Must a notification tell the type of its event? Release 3 says so, the schema of Release 2 does not; what is told has ' +
      'to be true in any case, and a member that is missing counts where the form of notifications is judged.',
    behaviours: {
      right: { verdict: 'pass', text: 'The notification tells the type of the event that has happened.' },
      another: { verdict: 'fail', text: 'The notification tells the type of another event.' },
      'not-told': { verdict: 'noted', text: 'The notification tells no type of event.' },
      'nothing-to-tell': {
        verdict: 'noted',
        text: 'There is no notification, which is judged by itself, and so no type of event.',
      },
    },
  },
  'notified-content': {
    rows: ['TS-0001/9.6.8-1'],
    question:
      'What does a notification hold? What notificationContentType says; times and counters that change with every update may ' +
      'count as modified. A host need not support each of them.',
    behaviours: {
      'as-asked-for': { verdict: 'pass', text: 'The notification holds what the subscription asks for.' },
      refused: { verdict: 'noted', text: 'The server refuses the subscription with an error.' },
      'something-else': {
        verdict: 'fail',
        text: 'The notification holds more than the subscription asks for, or something else.',
      },
      'not-notified': { verdict: 'fail', text: 'The server does not notify the event.' },
    },
  },
  'deletion-told': {
    rows: ['TS-0001/9.6.8-2'],
    question: 'Is the subscriber told that its subscription is gone? Where subscriberURI names it, it is.',
    behaviours: {
      told: { verdict: 'pass', text: 'The server notifies the deletion of the subscription.' },
      refused: { verdict: 'noted', text: 'The server refuses a subscription with subscriberURI.' },
      'not-told': { verdict: 'fail', text: 'The server does not notify the deletion of the subscription.' },
    },
  },
  'verification-names-creator': {
    rows: ['TS-0004/7.5.1.2.3-1'],
    question:
      'Does a verification request name the creator of the subscription? TS-0004 sets it there, in a data type that can do without.',
    behaviours: {
      named: { verdict: 'pass', text: 'The verification request names the creator.' },
      missing: { verdict: 'warn', text: 'The verification request names nobody as creator.' },
      another: { verdict: 'fail', text: 'The verification request names somebody else as creator.' },
      'not-asked': {
        verdict: 'noted',
        text: 'The server sends no verification request, which it may leave out.',
      },
    },
  },
} as const satisfies Readonly<Record<string, Reading>>
