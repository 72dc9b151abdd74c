import type { Reading } from '../types.js'

/** Readings of 6.6 and 7: proxies and TLS. */
export const securityReadings = {
  'credential-missing-or-wrong': {
    rows: ['7-2'],
    question:
      'How is a client refused whose credential is missing or wrong? Any framework of TS-0003 will do; TLS 1.3 refuses late.',
    behaviours: {
      'refused-by-tls': {
        verdict: 'pass',
        text: 'TLS ends with an alert, or the connection ends before a 101.',
      },
      'refused-by-http': {
        verdict: 'warn',
        text: 'The server refuses the handshake by HTTP, such as with 401 or 403.',
      },
      accepted: { verdict: 'fail', text: 'The server answers 101 to a client that did not authenticate.' },
    },
  },
  'credential-right': {
    rows: ['7-2'],
    question:
      'Is a client with the right credential let in? It is, where the tester has one for the framework in use.',
    behaviours: {
      accepted: { verdict: 'pass', text: 'The server answers 101.' },
      refused: { verdict: 'fail', text: 'The server refuses a client with the right credential.' },
      'not-at-hand': {
        verdict: 'inconclusive',
        text: 'No credential is configured, or the tester lacks the framework that the server uses.',
      },
    },
  },
  'proxy-connect': {
    rows: ['6.6-1'],
    question: 'Does CONNECT need a Host field? The printed line has none; RFC 7230 wants one.',
    behaviours: {
      'with-host': { verdict: 'pass', text: 'The CONNECT request has a Host field.' },
      'without-host': { verdict: 'warn', text: 'The CONNECT request has no Host field.' },
      'another-request-line': { verdict: 'fail', text: 'The request line lacks the port or is another one.' },
    },
  },
} as const satisfies Readonly<Record<string, Reading>>
