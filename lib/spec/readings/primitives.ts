import type { Reading } from '../types.js'

/** Readings of 5.1-3, 6.1-2 and 6.2.2.9: what a message holds. */
export const primitiveReadings = {
  'response-members': {
    rows: ['6.2.2.9-7'],
    question: 'How much may a response carry? TS-0004 lists what is optional and demands rsc and rqi.',
    behaviours: {
      'known-members': {
        verdict: 'pass',
        text: 'The response has rsc, rqi and none but optional parameters beside.',
      },
      'unknown-members': { verdict: 'warn', text: 'The response has members that TS-0004 does not know.' },
      'integer-as-decimal': {
        verdict: 'warn',
        text: 'The response has an integer written as a decimal, such as 2000.0.',
      },
      'mandatory-missing': { verdict: 'fail', text: 'The response lacks rsc or rqi.' },
      'wrong-type': { verdict: 'fail', text: 'rsc or rqi of the response is of the wrong type.' },
      'foreign-identifier': { verdict: 'fail', text: 'rqi of the response is that of no open request.' },
      'answer-to-unreadable-identifier': {
        verdict: 'noted',
        text: 'The response answers a request that had no readable rqi.',
      },
    },
  },
  'response-release-version-r2.0': {
    edition: 'R2.0',
    rows: ['6.2.2.9-7', '6.2.2.9-6'],
    question: 'Has a response releaseVersionIndicator? The parameter does not exist in this release.',
    behaviours: {
      present: { verdict: 'warn', text: 'The response has rvi, which this release does not know.' },
      missing: { verdict: 'pass', text: 'The response has no rvi.' },
    },
  },
  'response-release-version-r2a': {
    edition: 'R2A',
    rows: ['6.2.2.9-7', '6.2.2.9-6'],
    question: 'Has a response releaseVersionIndicator? It should; the examples of TS-0020 leave it out.',
    behaviours: {
      present: { verdict: 'pass', text: 'The response has rvi.' },
      missing: { verdict: 'warn', text: 'The response has no rvi.' },
    },
  },
  'response-release-version-r3': {
    edition: 'R3',
    rows: ['6.2.2.9-7', '6.2.2.9-6'],
    question: 'Has a response releaseVersionIndicator? TS-0004 of Release 3 demands it.',
    behaviours: {
      present: { verdict: 'pass', text: 'The response has rvi.' },
      missing: { verdict: 'fail', text: 'The response has no rvi.' },
    },
  },
  'json-wrapper-r2.0': {
    edition: 'R2.0',
    rows: ['6.2.2.9-6', '6.2.2.9-7'],
    question: 'Is a JSON primitive wrapped in m2m:rqp or m2m:rsp? Only the examples of TS-0020 show it.',
    behaviours: {
      wrapped: { verdict: 'pass', text: 'The server wraps its primitives.' },
      bare: { verdict: 'warn', text: 'The server does not wrap its primitives.' },
      'understands-only-the-other-form': {
        verdict: 'inconclusive',
        text: 'The server understands only primitives without a wrapper; choose another edition with --edition.',
      },
    },
  },
  'json-wrapper-r2a': {
    edition: 'R2A',
    rows: ['6.2.2.9-6', '6.2.2.9-7'],
    question: 'Is a JSON primitive wrapped in m2m:rqp or m2m:rsp? The examples of TS-0020 show no wrapper.',
    behaviours: {
      wrapped: { verdict: 'warn', text: 'The server wraps its primitives.' },
      bare: { verdict: 'pass', text: 'The server does not wrap its primitives.' },
      'understands-only-the-other-form': {
        verdict: 'inconclusive',
        text: 'The server understands only wrapped primitives; choose R2.0 with --edition.',
      },
    },
  },
  'json-wrapper-r3': {
    edition: 'R3',
    rows: ['6.2.2.9-6', '6.2.2.9-7'],
    question: 'Is a JSON primitive wrapped in m2m:rqp or m2m:rsp? TS-0004 of Release 3 forbids it.',
    behaviours: {
      wrapped: { verdict: 'fail', text: 'The server wraps its primitives.' },
      bare: { verdict: 'pass', text: 'The server does not wrap its primitives.' },
      'understands-only-the-other-form': {
        verdict: 'fail',
        text: 'The server understands only wrapped primitives.',
      },
    },
  },
  'primitive-in-xml': {
    rows: ['6.2.2.9-7'],
    question:
      'Which deviations from the XML schemas of oneM2M count? TS-0004 8.3 demands namespace, names, attributes and order.',
    behaviours: {
      'as-in-the-schemas': { verdict: 'pass', text: 'The primitive is written as the XML schemas have it.' },
      'elements-out-of-order': {
        verdict: 'warn',
        text: 'The right elements stand in another order; that of Release 2A and 3 is known from tables only, not from their schemas.',
      },
      'unknown-attributes': {
        verdict: 'warn',
        text: 'The primitive has XML attributes that TS-0004 does not know.',
      },
      'wrong-namespace': {
        verdict: 'fail',
        text: 'The root or a resource is outside of the namespace of oneM2M, or a local element is inside.',
      },
      'attribute-for-element': {
        verdict: 'fail',
        text: 'An attribute of the XML schemas is written as an element, or an element as an attribute.',
      },
      'element-repeated': { verdict: 'fail', text: 'An element that occurs once at most occurs more often.' },
      'text-among-elements': { verdict: 'fail', text: 'There is text among the elements of a structure.' },
      'another-encoding': {
        verdict: 'fail',
        text: 'The XML declaration names an encoding other than UTF-8.',
      },
    },
  },
  'primitive-in-cbor': {
    rows: ['6.2.2.9-7'],
    question:
      'Which ways of CBOR to write a primitive count as deviations? TS-0004 8.5 names types; its examples differ.',
    behaviours: {
      'types-of-the-text': { verdict: 'pass', text: 'Strings are text strings and integers are integers.' },
      'any-length': { verdict: 'pass', text: 'Lengths are indefinite, or longer than needed.' },
      'byte-strings': {
        verdict: 'warn',
        text: 'Strings or keys are byte strings, as in the examples of TS-0004 8.5.2 and against its text.',
      },
      'integers-as-floats': { verdict: 'warn', text: 'An integer is written as a float.' },
      tags: { verdict: 'warn', text: 'A value has a tag.' },
      'other-types': {
        verdict: 'fail',
        text: 'There are keys that are no strings, equal keys, invalid UTF-8, or simple values unknown to JSON.',
      },
      'superfluous-octets': { verdict: 'fail', text: 'Octets follow the primitive in its message.' },
    },
  },
  'message-that-is-no-primitive': {
    rows: ['6.2.2.9-1', '6.2.2.9-2', '6.2.2.9-3', '6.2.2.9-4', '6.2.2.9-6', '6.2.2.9-7'],
    question:
      'How does the server react to a message with the wrong opcode, or that is no primitive? TS-0020 is silent.',
    behaviours: {
      'error-response': { verdict: 'pass', text: 'The server answers with an error response.' },
      'close-frame': { verdict: 'pass', text: 'The server closes with a Close frame.' },
      'served-as-if-right': { verdict: 'noted', text: 'The server serves the message as if it were right.' },
      'no-reaction': { verdict: 'warn', text: 'The server does not react and goes on serving.' },
      'bare-drop': { verdict: 'warn', text: 'The server ends the connection without a Close frame.' },
      'server-down': { verdict: 'fail', text: 'The server serves nobody any more.' },
      'others-hurt': { verdict: 'fail', text: 'The server ends or neglects connections of others.' },
    },
  },
  'integer-beyond-doubles': {
    rows: ['5.2-16'],
    question:
      'What becomes of an integer that a double does not hold exactly? The data types of oneM2M have no limit there; RFC 8259 ' +
      'warns that programs which read JSON do not agree on it.',
    behaviours: {
      'as-sent': { verdict: 'pass', text: 'The server keeps the integer as it was sent.' },
      refused: { verdict: 'noted', text: 'The server refuses the integer, or the message with it.' },
      changed: { verdict: 'warn', text: 'The server takes the integer and keeps another one.' },
    },
  },
  'server-message-that-is-no-primitive': {
    rows: ['5.1-3', '6.1-2'],
    question:
      'May the server send a greeting, a keep-alive of its own or an empty message? Only primitives may be sent.',
    behaviours: {
      'primitives-only': { verdict: 'pass', text: 'Every data message of the server is a primitive.' },
      sent: { verdict: 'fail', text: 'The server sends a data message that is no primitive.' },
    },
  },
} as const satisfies Readonly<Record<string, Reading>>
