import type { Reading } from '../types.js'

/** Rows on the code of an error that TS-0004 states. */
const stated = [
  'TS-0004/7.3.2.1-1',
  'TS-0004/7.3.2.1-2',
  'TS-0004/7.3.2.1-3',
  'TS-0004/7.3.2.1-4',
  'TS-0004/7.3.2.1-5',
  'TS-0004/7.3.2.3-2',
  'TS-0004/7.3.3.1-1',
  'TS-0004/7.3.3.2-1',
  'TS-0004/7.3.3.3-1',
  'TS-0004/7.3.3.4-1',
  'TS-0004/7.3.3.5-3',
  'TS-0004/7.3.3.7-1',
  'TS-0004/7.4.3.2-1',
  'TS-0004/7.4.4.2-1',
  'TS-0004/7.4.5.2-1',
  'TS-0004/7.4.7.2-1',
  'TS-0004/7.4.7.2-2',
  'TS-0004/7.4.7.2-3',
  'TS-0004/7.4.8.2-1',
  'TS-0004/7.4.8.2-2',
  'TS-0004/7.4.12.2-1',
] as const

/** Readings of TS-0004 7.3 and 7.4: how a request is rejected. */
export const errorReadings = {
  'stated-error-code': {
    rows: stated,
    question:
      'A request is rejected with the code that TS-0004 states. Where it breaks two rules at once, or sources give ' +
      'another code, which one? The order of the checks is not fixed, so each documented code will do.',
    behaviours: {
      stated: { verdict: 'pass', text: 'The server rejects the request with the code that TS-0004 states.' },
      'also-documented': {
        verdict: 'noted',
        text: 'The server rejects the request with another code that a document, or a rule broken as well, gives for it.',
      },
      'another-error': {
        verdict: 'fail',
        text: 'The server rejects the request with a code of another meaning.',
      },
      served: { verdict: 'fail', text: 'The server serves the request.' },
      unanswered: { verdict: 'fail', text: 'The server does not answer the request.' },
    },
  },
  'open-error-code': {
    rows: [...stated, 'TS-0001/7.1.7-1', '6.2.2.9-7'],
    question:
      'A request that is not right, for which the documents of the edition state no code: which error is due, and must ' +
      'there be one? Any error will do; what a request that is served leads to depends on whether a document forbids it.',
    behaviours: {
      expected: {
        verdict: 'pass',
        text: 'The server rejects the request with the code that suggests itself.',
      },
      'another-error': { verdict: 'noted', text: 'The server rejects the request with another error code.' },
      'closed-in-order': {
        verdict: 'noted',
        text: 'The server closes the connection with a Close frame instead of answering.',
      },
      'served-against-a-rule': {
        verdict: 'fail',
        text: 'The server serves what a document says is rejected.',
      },
      'served-all-the-same': {
        verdict: 'warn',
        text: 'The server serves a request that breaks a rule, of which no document says that it is rejected.',
      },
      'served-tolerantly': {
        verdict: 'noted',
        text: 'The server serves the request; the documents do not speak of it, or not in this edition.',
      },
      'left-to-the-originator': {
        verdict: 'noted',
        text: 'The server does not answer a request that has expired meanwhile, which its originator takes for a timeout.',
      },
      unanswered: { verdict: 'fail', text: 'The server neither answers the request nor closes in order.' },
    },
  },
  'default-access': {
    rows: ['TS-0001/9.6.1.3.2-1'],
    question:
      'What may other registered AEs do to a resource without accessControlPolicyIDs? TS-0001 leaves it to the access ' +
      'permissions that the system has by default: only the creator (A), or whatever the operator has configured (B).',
    behaviours: {
      refused: { verdict: 'pass', text: 'The server refuses the other AE, and nothing is changed.' },
      'retrieval-served': {
        verdict: 'noted',
        text: 'The server lets the other AE retrieve the resource, as its default permissions may say.',
      },
      'change-served': {
        verdict: 'warn',
        text: 'The server lets any registered AE change what another one has created, unless a policy forbids it.',
      },
    },
  },
  'foreign-identity': {
    rows: ['6.5-1', '6.4-1'],
    question:
      'May an AE send in the name of another one over its own connection? TS-0004 refuses with 4106 what does not fit ' +
      'the security association; without TLS there is none, and several AEs may share a connection. One that has carried ' +
      'a request of an AE, which was served, is then one of its connections, and any of these is a route (5.2-3).',
    behaviours: {
      refused: { verdict: 'pass', text: 'The server refuses the request with an error.' },
      'closed-in-order': { verdict: 'noted', text: 'The server closes the connection in order.' },
      'served-without-association': {
        verdict: 'noted',
        text: 'The server serves the request; nothing ties the connection to the other AE, since the tester has one credential for all, or none.',
      },
      'notified-alone': {
        verdict: 'pass',
        text: 'What is for an AE comes over its own connection, and over no other one.',
      },
      'notified-where-served': {
        verdict: 'noted',
        text: 'What is for an AE comes over the connection on which the request in its name was served, and over no other one.',
      },
      'not-notified': {
        verdict: 'fail',
        text: 'What is for an AE comes over none of its connections, over several, or where the request in its name was refused.',
      },
    },
  },
} as const satisfies Readonly<Record<string, Reading>>
