import type { Reading } from '../types.js'

/** Readings of 6.4 and 6.5-1: who is registered, what reaches whom. */
export const registrationReadings = {
  'route-after-reopening': {
    rows: ['6.4-1', '5.2-8'],
    question:
      'Whose is a reopened connection? No handshake field names the originator; TLS or the first request tells it.',
    behaviours: {
      'delivered-after-a-request': {
        verdict: 'pass',
        text: 'After one request of the registree, notifications arrive.',
      },
      'not-delivered-after-a-request': {
        verdict: 'fail',
        text: 'Even after a request of the registree no notification arrives.',
      },
      'delivered-before-any-request': {
        verdict: 'noted',
        text: 'Notifications arrive before any request was sent.',
      },
      'not-delivered-before-any-request': {
        verdict: 'noted',
        text: 'Before the first request of the registree no notification arrives.',
      },
    },
  },
  'route-without-point-of-access': {
    rows: ['6.4-1', '5.2-19'],
    question: 'Is the connection the route (A), or does routing need a pointOfAccess, as in TS-0001 (B)?',
    behaviours: {
      routed: { verdict: 'pass', text: 'The server routes to a registree without a pointOfAccess.' },
      'only-with-websocket-point-of-access': {
        verdict: 'warn',
        text: 'The server routes only to a registree with a ws address in its pointOfAccess.',
      },
      'never-routed': { verdict: 'fail', text: 'The server routes to the registree neither way.' },
      'not-reachable-by-declaration': {
        verdict: 'pass',
        text: 'The registree declared requestReachability false, and nothing is routed to it.',
      },
      'success-without-delivery': {
        verdict: 'warn',
        text: 'The server reports success for what it does not deliver, since the registree declared requestReachability false.',
      },
      'routed-against-declaration': {
        verdict: 'noted',
        text: 'The registree declared requestReachability false, and the server routes to it all the same.',
      },
    },
  },
  buffering: {
    rows: ['5.2-8'],
    question:
      'What becomes of primitives that fall due while the connection is closed? Buffering is allowed, not demanded.',
    behaviours: {
      delivered: { verdict: 'noted', text: 'The server delivers the notification after reopening.' },
      dropped: { verdict: 'noted', text: 'The server drops the notification.' },
      reordered: {
        verdict: 'noted',
        text: 'The server delivers notifications in another order, which CMDH allows.',
      },
      repeated: { verdict: 'warn', text: 'The server delivers a notification again that was answered.' },
      expired: {
        verdict: 'warn',
        text: 'The server delivers a notification after its request expiration time.',
      },
    },
  },
  'primitives-before-registration': {
    rows: ['6.4-2'],
    question:
      'The sentence is garbled: it means primitives for the client (A). "Rejected" is an error to the sender and no delivery.',
    behaviours: {
      'error-and-no-delivery': {
        verdict: 'pass',
        text: 'The sender gets an error and nothing is delivered.',
      },
      delivered: { verdict: 'fail', text: 'The primitive is delivered to an entity that is not registered.' },
      'success-reported': { verdict: 'fail', text: 'The sender is told that the primitive was delivered.' },
      'own-notification-not-sent': { verdict: 'pass', text: 'The CSE sends no notification of its own.' },
      'own-notification-sent': {
        verdict: 'fail',
        text: 'The CSE sends a notification of its own to an entity that is not registered.',
      },
      'subscription-accepted': {
        verdict: 'noted',
        text: 'A subscription for an entity not registered is accepted.',
      },
      'subscription-refused': {
        verdict: 'noted',
        text: 'A subscription for an entity not registered is refused.',
      },
    },
  },
  'unregistered-originator': {
    rows: ['6.5-1', '6.4-2', '6.4-4', '5.2-17'],
    question:
      'May an originator that is not registered be served: not at all (A), or where an access policy admits it (B)?',
    behaviours: {
      refused: {
        verdict: 'pass',
        text: 'The server refuses with 4106, 4103 or 4107, and nothing is changed.',
      },
      'refused-with-another-code': {
        verdict: 'noted',
        text: 'The server refuses with an error code other than 4106, 4103 and 4107, and nothing is changed.',
      },
      'orderly-close': {
        verdict: 'noted',
        text: 'The server closes the connection in order instead of answering.',
      },
      'served-without-admission': {
        verdict: 'fail',
        text: 'The server serves the originator although no access policy admits it, or there is no access control.',
      },
      'served-by-policy': {
        verdict: 'warn',
        text: 'The server serves the originator, whom a policy expressly admits.',
      },
      'csebase-retrieved': { verdict: 'warn', text: 'The server lets the originator retrieve the CSEBase.' },
      'administrator-served': { verdict: 'noted', text: "The server serves the operator's administrator." },
      'state-changed': {
        verdict: 'fail',
        text: 'The server answers with an error and has changed state all the same.',
      },
      silence: { verdict: 'fail', text: 'The server neither answers nor closes; silence is no refusal.' },
    },
  },
  'assigned-identifier': {
    rows: ['TS-0001/10.2.2.2-1'],
    question:
      'How may an AE ask for its AE-ID? fr absent leaves it to the registrar, C and S name its kind, and a full stem is used ' +
      'as it is. Which of them a registrar admits is a matter of its policy and of the service subscription.',
    behaviours: {
      'as-asked-for': {
        verdict: 'pass',
        text: 'The server registers the AE with the stem asked for, or assigns one of the kind asked for.',
      },
      refused: {
        verdict: 'noted',
        text: 'The server refuses this way of asking for an AE-ID with an error.',
      },
      'another-stem': {
        verdict: 'warn',
        text: 'The server registers the AE with another stem than the full one that it gave.',
      },
      'another-kind': {
        verdict: 'fail',
        text: 'The server assigns a stem that does not begin with the letter asked for, or that is none.',
      },
      'not-reported': {
        verdict: 'fail',
        text: 'The server registers the AE and does not report the same stem as aei and as ri.',
      },
    },
  },
  'cse-registered-again': {
    rows: ['TS-0004/7.4.4.2.1-1'],
    question:
      'How is a second registration of one CSE rejected? Release 3 says with 4117; Release 2 does not have that code, and its text was not seen.',
    behaviours: {
      'already-registered': { verdict: 'pass', text: 'The server rejects it with 4117.' },
      'another-error-in-release-2': {
        verdict: 'noted',
        text: 'The server rejects it with another error, in an edition whose code is not known here.',
      },
      'another-error-in-release-3': {
        verdict: 'fail',
        text: 'The server rejects it with another error than 4117.',
      },
      accepted: { verdict: 'fail', text: 'The server registers the CSE a second time.' },
    },
  },
} as const satisfies Readonly<Record<string, Reading>>
