import type { Reading } from '../types.js'

/** Readings of 5.2 and 6.3: how many connections, who opens and who closes them. */
export const connectionReadings = {
  'second-connection': {
    rows: ['5.2-3'],
    question:
      'A node cannot be seen from outside. Is the second connection of an originator forbidden (A), or does the server decide (B)?',
    behaviours: {
      'new-one-refused': {
        verdict: 'noted',
        text: 'The server refuses the new connection; the old one works.',
      },
      'old-one-closed': {
        verdict: 'noted',
        text: 'The server closes the old connection in order; the new one works.',
      },
      'both-kept': { verdict: 'noted', text: 'The server keeps both connections.' },
      'neither-works': { verdict: 'fail', text: 'Neither of the two connections works any more.' },
      'message-doubled': { verdict: 'fail', text: 'A response or a notification comes twice.' },
      'request-lost': { verdict: 'fail', text: 'A request on an open connection gets no response.' },
    },
  },
  'shared-connection': {
    rows: ['5.2-3', '5.2-10'],
    question: 'Do several registrees of a node share its one connection (A), or has each its own (B)?',
    behaviours: {
      'second-taken': {
        verdict: 'pass',
        text: 'A second AE registers on the connection, and the first is served and routed to as before; so is the second, or that is judged by itself.',
      },
      'second-refused': { verdict: 'warn', text: 'The server refuses the second AE with an error.' },
      'first-abandoned': {
        verdict: 'fail',
        text: 'Since the second AE registered, the first is no longer served or routed to.',
      },
    },
  },
  'dialled-point-of-access': {
    rows: ['5.2-1', '5.2-6'],
    question:
      'May the server dial the pointOfAccess of a registree: never, since roles are fixed (A), or while the connection is closed (B)?',
    behaviours: {
      'not-dialled': { verdict: 'pass', text: 'The server does not dial the registree.' },
      'while-open': {
        verdict: 'fail',
        text: 'The server dials the registree by ws while the connection that the registree uses is open.',
      },
      'while-closed': {
        verdict: 'warn',
        text: 'The server dials the registree by ws while its connection is closed.',
      },
      'as-notification-target': {
        verdict: 'noted',
        text: 'The server dials a ws URL that was itself the target.',
      },
      'by-another-binding': {
        verdict: 'noted',
        text: 'The server dials the pointOfAccess of another binding.',
      },
      'without-handshake': {
        verdict: 'noted',
        text: 'The server connects to the address of the registree, and sends no opening handshake.',
      },
    },
  },
  'client-reopening': {
    rows: ['5.2-7'],
    question:
      'The sentence on <schedule> is incomplete; reopening is due at that time, within the declared tolerance.',
    behaviours: {
      'for-the-next-request': { verdict: 'pass', text: 'The client reopens for its next request.' },
      'on-schedule': { verdict: 'pass', text: 'The client reopens when its schedule says.' },
      'nothing-to-send': { verdict: 'pass', text: 'The client stays closed and has nothing to send.' },
      neither: { verdict: 'fail', text: 'The client reopens neither for its request nor on schedule.' },
    },
  },
  'closing-after-an-error': {
    rows: ['6.3-1'],
    question:
      'After a protocol error, must a Close frame come first, as TS-0020 says, or may it be left out, as in RFC 6455 7.1.7?',
    behaviours: {
      'close-frame': { verdict: 'pass', text: 'The server sends a Close frame and ends the connection.' },
      'bare-drop': { verdict: 'warn', text: 'The server ends the connection without a Close frame.' },
    },
  },
  'closing-of-its-own-accord': {
    rows: ['6.3-1'],
    question: 'How does the server close without a cause on our side? With a Close frame of any valid code.',
    behaviours: {
      'close-frame': {
        verdict: 'noted',
        text: 'The server sends a Close frame with a valid code, or without a code.',
      },
      'bare-drop': {
        verdict: 'fail',
        text: 'The server ends the connection of its own accord without a Close frame.',
      },
      'bare-drop-behind-a-proxy': {
        verdict: 'inconclusive',
        text: 'The connection through a proxy ends without a Close frame; either machine may have done it.',
      },
    },
  },
  'answer-to-close': {
    rows: ['6.3-1'],
    question: 'Which answer to our Close frame will do? A Close frame with any valid code.',
    behaviours: {
      'same-code': { verdict: 'pass', text: 'The server answers with the code that it received.' },
      'another-code': {
        verdict: 'noted',
        text: 'The server answers with another valid code, or without a code.',
      },
      'not-answered': { verdict: 'fail', text: 'The server does not answer the Close frame with its own.' },
    },
  },
  'idle-close': {
    rows: ['6.3-3'],
    question: 'May the server close a connection because it is idle?',
    behaviours: {
      'kept-open': { verdict: 'pass', text: 'The server keeps the idle connection open.' },
      'closed-in-order': { verdict: 'warn', text: 'The server closes the idle connection in order.' },
      'closed-by-declared-policy': {
        verdict: 'pass',
        text: 'The server closes the idle connection in order, as its declared policy says.',
      },
    },
  },
} as const satisfies Readonly<Record<string, Reading>>
