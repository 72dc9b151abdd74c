import type { Reading } from '../types.js'

/** Readings of 6.5 and of requests and responses in 5.2. */
export const requestReadings = {
  'forms-of-address': {
    rows: ['TS-0001/9.3.1-1'],
    question:
      'Which forms of an address must a CSE understand? All of them, and in Release 3 also "-" for the name of the CSEBase; ' +
      'for that one the text of Release 2 was not seen.',
    behaviours: {
      understood: { verdict: 'pass', text: 'The server serves the request in this form of address.' },
      'dash-not-understood-in-release-2': {
        verdict: 'noted',
        text: 'The server of an earlier edition does not know "-" as the name of the CSEBase.',
      },
      'not-understood': {
        verdict: 'fail',
        text: 'The server does not serve a request that it serves in another form of address.',
      },
    },
  },
  'closed-with-a-request-open': {
    rows: ['6.5-3', '6.5-4'],
    question:
      'Does the ban on closing bind the sender of the request (A), or both ends (B)? B holds, and it wins over 6.3.',
    behaviours: {
      'kept-open': { verdict: 'pass', text: 'The server keeps the connection open until the response.' },
      'before-the-timeout': {
        verdict: 'fail',
        text: 'The server closes with a request open before the declared response timeout.',
      },
      'after-the-timeout': {
        verdict: 'noted',
        text: 'The server closes after the declared response timeout.',
      },
      'never-answered': {
        verdict: 'inconclusive',
        text: 'The server never answers, so that nothing shows for how long it would keep the connection open.',
      },
      'at-shutdown': { verdict: 'noted', text: 'The server closes with 1001 or 1012 because it shuts down.' },
      'after-an-error-of-the-tester': {
        verdict: 'noted',
        text: 'The server closes after a protocol or size error of the tester, or as a refusal under 6.5-1.',
      },
    },
  },
  'non-blocking-offered': {
    rows: ['6.5-2'],
    question: 'What if non-blocking requests are not offered, or are answered at once?',
    behaviours: {
      'result-obtained': { verdict: 'pass', text: 'The server acknowledges and the result can be had.' },
      error: { verdict: 'warn', text: 'The server refuses the response type with an error.' },
      'result-instead': {
        verdict: 'warn',
        text: 'The server answers with the final result instead of an acknowledgement.',
      },
      'no-answer': { verdict: 'fail', text: 'The server does not answer.' },
    },
  },
  'acknowledgement-code-r2.0': {
    edition: 'R2.0',
    rows: ['6.5-2', '6.5-4'],
    question: 'Which code has the acknowledgement? TS-0020 names none; TS-0004 of Release 2 knows 1000 only.',
    behaviours: {
      accepted: { verdict: 'pass', text: 'The acknowledgement has 1000.' },
      'code-of-the-mode': {
        verdict: 'warn',
        text: 'The acknowledgement has the code of its mode: 1001 or 1002.',
      },
      'code-of-the-other-mode': {
        verdict: 'warn',
        text: 'The acknowledgement has the code of the other mode.',
      },
      'another-code': { verdict: 'fail', text: 'The acknowledgement has another code of the 1xxx class.' },
    },
  },
  'acknowledgement-code-r2a': {
    edition: 'R2A',
    rows: ['6.5-2', '6.5-4'],
    question:
      'Which code has the acknowledgement? TS-0020 names none; no TS-0004 of Release 2A was seen, so all three pass.',
    behaviours: {
      accepted: { verdict: 'pass', text: 'The acknowledgement has 1000.' },
      'code-of-the-mode': {
        verdict: 'pass',
        text: 'The acknowledgement has the code of its mode: 1001 or 1002.',
      },
      'code-of-the-other-mode': {
        verdict: 'pass',
        text: 'The acknowledgement has the code of the other mode.',
      },
      'another-code': { verdict: 'fail', text: 'The acknowledgement has another code of the 1xxx class.' },
    },
  },
  'acknowledgement-code-r3': {
    edition: 'R3',
    rows: ['6.5-2', '6.5-4'],
    question:
      'Which code has the acknowledgement? TS-0020 names none; TS-0004 of Release 3 has one for each mode.',
    behaviours: {
      accepted: { verdict: 'warn', text: 'The acknowledgement has 1000, which names no mode.' },
      'code-of-the-mode': {
        verdict: 'pass',
        text: 'The acknowledgement has the code of its mode: 1001 or 1002.',
      },
      'code-of-the-other-mode': {
        verdict: 'warn',
        text: 'The acknowledgement has the code of the other mode.',
      },
      'another-code': { verdict: 'fail', text: 'The acknowledgement has another code of the 1xxx class.' },
    },
  },
  'several-requests-open': {
    rows: ['5.2-17'],
    question: 'In which order do responses come, and may a notification precede the response that caused it?',
    behaviours: {
      'each-answered': { verdict: 'pass', text: 'Each request gets one response, in whatever order.' },
      lost: { verdict: 'fail', text: 'A request gets no response.' },
      doubled: { verdict: 'fail', text: 'A request gets more than one response.' },
    },
  },
  'message-size-limit': {
    rows: ['5.2-9', 'RFC6455/5.2-7', 'RFC6455/5.4-8'],
    question: 'May a server limit the size of messages? TS-0020 has no limit; RFC 6455 10.4 allows one.',
    behaviours: {
      served: { verdict: 'pass', text: 'The server serves the large message.' },
      'close-1009': { verdict: 'noted', text: 'The server closes with 1009.' },
      'error-response': { verdict: 'noted', text: 'The server answers with an error response.' },
      cut: { verdict: 'fail', text: 'The server takes only a part of the message.' },
      garbled: { verdict: 'fail', text: 'The server takes the message with changed content.' },
      unanswered: { verdict: 'fail', text: 'The server does not react to the message.' },
    },
  },
} as const satisfies Readonly<Record<string, Reading>>
