import type { Reading } from '../types.js'

/** Readings of 6.1-1 where RFC 6455 itself leaves a choice: frames, pings, close codes, limits. */
export const framingReadings = {
  'length-not-minimal': {
    rows: ['RFC6455/10.7-1'],
    question:
      'RFC 6455 5.2 makes the sender use the shortest length; must a receiver refuse a longer one? It does not say so, and many take it.',
    behaviours: {
      'close-frame': { verdict: 'pass', text: 'The server fails the connection with a Close frame.' },
      'bare-drop': { verdict: 'warn', text: 'The server ends the connection without a Close frame.' },
      served: { verdict: 'noted', text: 'The server takes the frame as if its length were the shortest.' },
      'no-reaction': { verdict: 'fail', text: 'The server neither takes the frame nor ends the connection.' },
    },
  },
  'enormous-length': {
    rows: ['RFC6455/10.4-1'],
    question:
      'What of a frame that declares more octets than anybody can hold? RFC 6455 10.4 wants protection, and leaves the means open.',
    behaviours: {
      'close-1009': { verdict: 'pass', text: 'The server closes with 1009.' },
      'another-close-frame': {
        verdict: 'noted',
        text: 'The server closes with another code, or without one.',
      },
      'bare-drop': { verdict: 'warn', text: 'The server ends the connection without a Close frame.' },
      'waits-for-the-rest': {
        verdict: 'noted',
        text: 'The server goes on reading the frame, and serves others meanwhile.',
      },
      'others-hurt': { verdict: 'fail', text: 'The server no longer serves others.' },
    },
  },
  'declared-message-limit': {
    rows: ['RFC6455/10.4-2'],
    question:
      'What becomes of a message that is longer than the largest one which the SUT is declared to take? RFC 6455 10.4 wants the limit imposed on frames and on reassembled messages; 1009 is made for it.',
    behaviours: {
      'close-1009': { verdict: 'pass', text: 'The server closes with 1009.' },
      'error-response': { verdict: 'noted', text: 'The server answers with an error response.' },
      'another-close-frame': {
        verdict: 'noted',
        text: 'The server closes with another code, or without one.',
      },
      'bare-drop': { verdict: 'warn', text: 'The server ends the connection without a Close frame.' },
      served: { verdict: 'warn', text: 'The server takes the message all the same.' },
      unanswered: {
        verdict: 'noted',
        text: 'The server does not react to the message: the limit is imposed, and what silence is counts at 5.2-9.',
      },
    },
  },
  'endless-message': {
    rows: ['RFC6455/10.4-1'],
    question:
      'What of a message whose fragments never come to an end? RFC 6455 10.4 wants protection, and leaves the means open.',
    behaviours: {
      'close-frame': { verdict: 'pass', text: 'The server closes.' },
      'bare-drop': { verdict: 'warn', text: 'The server ends the connection without a Close frame.' },
      'waits-for-the-rest': {
        verdict: 'noted',
        text: 'The server goes on taking fragments, and serves others meanwhile.',
      },
      'others-hurt': { verdict: 'fail', text: 'The server no longer serves others.' },
    },
  },
  'several-pings': {
    rows: ['RFC6455/5.5.2-2'],
    question: 'Must each of several pings be answered? RFC 6455 5.5.3 lets the latest one do.',
    behaviours: {
      'all-answered': { verdict: 'pass', text: 'The server answers every ping.' },
      'latest-answered': {
        verdict: 'noted',
        text: 'The server answers the latest ping and not all before it.',
      },
      'out-of-order': {
        verdict: 'noted',
        text: 'The server answers the pings in another order, which RFC 6455 does not forbid in so many words.',
      },
      'latest-not-answered': { verdict: 'fail', text: 'The server does not answer the latest ping.' },
    },
  },
  'unasked-pong': {
    rows: ['RFC6455/6.2-2'],
    question:
      'What may follow a pong that nobody asked for? RFC 6455 5.5.3 allows it and expects no answer, so that handling it as section 5.5 says leaves the connection as it is.',
    behaviours: {
      'goes-on-serving': { verdict: 'pass', text: 'The server goes on serving.' },
      answered: {
        verdict: 'noted',
        text: 'The server answers with a ping or pong of its own and goes on serving.',
      },
      'no-longer-serving': {
        verdict: 'fail',
        text: 'The server ends the connection, or serves nothing on it any more.',
      },
    },
  },
  'invalid-close-body': {
    rows: ['RFC6455/10.7-1'],
    question:
      'Which answer has a Close frame whose body is wrong (a code that may not be sent, one octet, a reason that is no UTF-8)? It ends the connection anyway; RFC 6455 names no code for the answer.',
    behaviours: {
      'error-code': { verdict: 'pass', text: 'The server answers with 1002 or 1007.' },
      'another-error-code': {
        verdict: 'noted',
        text: 'The server answers with 1003, 1008 or 1011, and not so to a right body.',
      },
      'another-code': { verdict: 'warn', text: 'The server answers as if the body were right.' },
      'bare-drop': { verdict: 'warn', text: 'The server ends the connection without a Close frame.' },
      'invalid-code-sent': { verdict: 'fail', text: 'The server sends a code itself that may not be sent.' },
      'no-reaction': { verdict: 'fail', text: 'The server does not end the connection.' },
    },
  },
  'unassigned-close-code': {
    rows: ['RFC6455/10.7-1'],
    question:
      'Which answer has a Close frame with a code that RFC 6455 does not know and does not forbid: registered later (1012 to 1014), or above 4999?',
    behaviours: {
      'same-code': { verdict: 'noted', text: 'The server answers with the code that it received.' },
      'error-code': { verdict: 'noted', text: 'The server answers with 1002 or 1007.' },
      'another-code': { verdict: 'noted', text: 'The server answers with another code, or without one.' },
      'bare-drop': { verdict: 'warn', text: 'The server ends the connection without a Close frame.' },
      'no-reaction': { verdict: 'fail', text: 'The server does not end the connection.' },
    },
  },
  'message-without-primitive': {
    rows: ['RFC6455/8.1-1', 'RFC6455/5.4-8', 'RFC7692/7.2.3-1'],
    question:
      'What may follow a message in which RFC 6455 finds nothing wrong, and which is no primitive: an empty one, or text with U+0000, which UTF-8 knows and JSON and XML forbid? What it means is not a matter of frames, so 1002 does not fit; 1007 is for data that do not go with the type of their message, of which invalid UTF-8 is but an example; everything else is judged elsewhere.',
    behaviours: {
      'error-response': { verdict: 'pass', text: 'The server answers with an error response.' },
      'close-frame': {
        verdict: 'pass',
        text: 'The server closes with a code for a message that it cannot use.',
      },
      'served-as-if-right': { verdict: 'noted', text: 'The server serves the message as if it were right.' },
      'no-reaction': {
        verdict: 'noted',
        text: 'The server does not react and goes on serving; whether it should, the cases on primitives judge.',
      },
      'bare-drop': { verdict: 'warn', text: 'The server ends the connection without a Close frame.' },
      'protocol-error': {
        verdict: 'fail',
        text: 'The server closes with 1002, as if frames were wrong, and does so with no other message that cannot be read.',
      },
      'protocol-error-for-all': {
        verdict: 'noted',
        text: 'The server closes with 1002, as it does whenever it cannot read a message.',
      },
      'wrong-data': {
        verdict: 'warn',
        text: 'The server closes with 1007, as if the octets were no text.',
      },
      'no-longer-serving': {
        verdict: 'inconclusive',
        text: 'The server neither closes nor serves on the connection any more, which the cases on primitives judge.',
      },
    },
  },
  'invalid-text-found': {
    rows: ['RFC6455/8.1-1'],
    question:
      'When must text that is not UTF-8 fail the connection: as soon as it shows, or when the message ends? RFC 6455 8.1 does not say.',
    behaviours: {
      'at-once': {
        verdict: 'pass',
        text: 'The server fails the connection as soon as the octets have come.',
      },
      'at-the-end': {
        verdict: 'noted',
        text: 'The server fails the connection when the message is complete.',
      },
      never: { verdict: 'fail', text: 'The server does not fail the connection.' },
    },
  },
} as const satisfies Readonly<Record<string, Reading>>
