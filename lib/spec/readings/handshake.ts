import type { Reading } from '../types.js'

/** Readings of 6.2.1 to 6.2.3, without subprotocols and compression. */
export const handshakeReadings = {
  'fields-of-a-refusal': {
    rows: ['6.2.3.2-1', '6.2.3.3-1', '6.2.3.4-1', '6.2.3.5-1'],
    question:
      'Must refusals carry the fields of "each" server handshake too (A), or only a 101, as in RFC 6455 4.2.2 (B)? B holds.',
    behaviours: {
      'missing-in-101': { verdict: 'fail', text: 'A 101 lacks the field.' },
      'present-in-101': { verdict: 'pass', text: 'A 101 has the field.' },
      'absent-in-refusal': { verdict: 'pass', text: 'A refusal does without the field.' },
      'present-in-refusal': { verdict: 'pass', text: 'A refusal has the field too.' },
    },
  },
  'connection-of-the-answer': {
    rows: ['6.2.3.3-1'],
    question:
      'Is Connection of a 101 the value Upgrade and nothing else, as TS-0020 6.2.3.3 and RFC 6455 4.2.2 print it (A), or a list that names it, in which RFC 6455 4.1 makes clients look for the token (B)? Both will do.',
    behaviours: {
      'upgrade-alone': { verdict: 'pass', text: 'The value is Upgrade, in whatever letter case.' },
      'upgrade-in-a-list': { verdict: 'noted', text: 'The value is a list in which Upgrade is named.' },
      'upgrade-missing': { verdict: 'fail', text: 'Connection is missing, or does not name Upgrade.' },
    },
  },
  'request-target': {
    rows: ['6.2.2.1-1', '6.2.3.1-3'],
    question:
      'What of a target other than "/"? TS-0020 binds the client only; RFC 6455 wants an error only where the resource is not there.',
    behaviours: {
      accepted: { verdict: 'noted', text: 'The server accepts the handshake for another target.' },
      'http-error': { verdict: 'noted', text: 'The server refuses the other target with an HTTP error.' },
      'no-http-answer': { verdict: 'fail', text: 'The server gives no HTTP answer to the handshake.' },
    },
  },
  'absolute-target': {
    rows: ['RFC6455/4.2.1-10'],
    question:
      'Must a server take the absolute form of "/"? RFC 6455 4.2.1 and RFC 7230 5.3.2 say so (A); TS-0020 6.2.2.1 has its clients send "/" only (B).',
    behaviours: {
      accepted: { verdict: 'pass', text: 'The server accepts the absolute form.' },
      'http-error': { verdict: 'warn', text: 'The server refuses the absolute form with an HTTP error.' },
    },
  },
  'host-of-the-client': {
    rows: ['6.2.2.2-2'],
    question:
      'Is Host the whole URI from pointOfAccess (A), or its host and port, as RFC 7230 wants (B)? B holds.',
    behaviours: {
      'authority-of-point-of-access': {
        verdict: 'pass',
        text: 'Host is the host and port of a pointOfAccess; a default port may be left out.',
      },
      'whole-uri': { verdict: 'warn', text: 'Host is the whole URI of a pointOfAccess.' },
      'another-authority': { verdict: 'fail', text: 'Host is no pointOfAccess of the receiver.' },
    },
  },
  'foreign-host': {
    rows: ['6.2.2.2-2', 'RFC6455/4.2.1-3'],
    question:
      'Must a server refuse a Host that is none of its own? TS-0020 binds the client only; which names lead to a server it need not know.',
    behaviours: {
      accepted: { verdict: 'pass', text: 'The server accepts a foreign Host.' },
      'http-error': { verdict: 'pass', text: 'The server refuses a foreign Host with an HTTP error.' },
    },
  },
  'malformed-key': {
    rows: ['6.2.2.5-1', 'RFC6455/4.2.1-6'],
    question:
      'Must a server refuse a key that is not 16 octets in base64? RFC 6455 4.2.1 says so, 4.2.2 spares it the decoding.',
    behaviours: {
      'http-error': { verdict: 'pass', text: 'The server refuses the malformed key with an HTTP error.' },
      accepted: { verdict: 'warn', text: 'The server accepts a malformed key.' },
    },
  },
  'missing-key': {
    rows: ['6.2.2.5-1', 'RFC6455/4.2.1-6'],
    question:
      'May a server do without a key, or with an empty one? It may not: there is nothing to compute from.',
    behaviours: {
      'http-error': { verdict: 'pass', text: 'The server refuses the handshake with an HTTP error.' },
      accepted: { verdict: 'fail', text: 'The server accepts a handshake whose key is missing or empty.' },
    },
  },
  'unassigned-version': {
    rows: ['6.2.2.6-1', 'RFC6455/4.2.2-6'],
    question:
      'How is a Sec-WebSocket-Version refused that nobody assigned? RFC 6455 4.4: with the versions that are known.',
    behaviours: {
      'http-error-naming-13': {
        verdict: 'pass',
        text: 'The server answers an HTTP error that offers version 13.',
      },
      'http-error-not-naming-13': {
        verdict: 'fail',
        text: 'The server answers an HTTP error whose Sec-WebSocket-Version is missing or does not offer 13.',
      },
      accepted: { verdict: 'fail', text: 'The server accepts a version that does not exist.' },
    },
  },
  'draft-version': {
    rows: ['6.2.2.6-1', 'RFC6455/4.2.2-6'],
    question: 'May a server know the versions of drafts, such as 7 and 8? RFC 6455 4.4 has them beside 13.',
    behaviours: {
      'http-error-naming-13': {
        verdict: 'pass',
        text: 'The server answers an HTTP error that offers version 13.',
      },
      'http-error-not-naming-13': {
        verdict: 'fail',
        text: 'The server answers an HTTP error whose Sec-WebSocket-Version is missing or does not offer 13.',
      },
      accepted: { verdict: 'noted', text: 'The server accepts the version of a draft.' },
    },
  },
  'missing-version': {
    rows: ['6.2.2.6-1', 'RFC6455/4.2.1-7'],
    question:
      'How is a handshake refused whose Sec-WebSocket-Version is missing or empty? With any HTTP error.',
    behaviours: {
      'http-error': { verdict: 'pass', text: 'The server refuses the handshake with an HTTP error.' },
      accepted: { verdict: 'fail', text: 'The server accepts a handshake without a version.' },
    },
  },
  'malformed-version': {
    rows: ['6.2.2.6-1', 'RFC6455/4.2.1-7'],
    question:
      'Must a server refuse 13 that is written against the grammar of RFC 6455 4.3 (A: 4.2.1 says so), or may it read the number that is meant (B)?',
    behaviours: {
      'http-error': { verdict: 'pass', text: 'The server refuses the handshake with an HTTP error.' },
      accepted: { verdict: 'warn', text: 'The server accepts a version that is not written as 13.' },
    },
  },
  'upgrade-required': {
    rows: ['6.2.3.1-3'],
    question:
      'Has a refusal with the status 426 a field Upgrade? TS-0020 does not speak of 426; RFC 7231 6.5.15 demands the field.',
    behaviours: {
      'names-websocket': { verdict: 'pass', text: 'The 426 names websocket in Upgrade.' },
      'names-nothing': { verdict: 'warn', text: 'The 426 does not name websocket in Upgrade.' },
      'another-status': { verdict: 'pass', text: 'The server refuses with another HTTP error.' },
    },
  },
  'unusual-handshake': {
    rows: ['6.2.3.1-3'],
    question:
      'What of a handshake that is well-formed, or nearly so, and that no client of TS-0020 sends? The server may take it or refuse it, yet with an HTTP answer (RFC 7230 3).',
    behaviours: {
      accepted: { verdict: 'noted', text: 'The server accepts the handshake.' },
      'http-error': { verdict: 'noted', text: 'The server refuses the handshake with an HTTP error.' },
    },
  },
  'refused-handshake': {
    rows: ['6.2.3.1-3'],
    question:
      'Which status is fitting for a well-formed GET with Upgrade and Connection that is not accepted?',
    behaviours: {
      'client-error': { verdict: 'pass', text: 'The server answers with a 4xx status.' },
      'server-error': { verdict: 'noted', text: 'The server answers with a 5xx status.' },
      redirect: { verdict: 'warn', text: 'The server answers with a 3xx status, which RFC 6455 allows.' },
      success: { verdict: 'fail', text: 'The server answers with a 2xx status, which is no refusal.' },
      accepted: { verdict: 'fail', text: 'The server answers 101 to a handshake that it has to refuse.' },
      'no-http-answer': { verdict: 'fail', text: 'The server gives no HTTP answer to the handshake.' },
    },
  },
  'refused-plain-http': {
    rows: ['6.2.3.1-3'],
    question:
      'What of a request that is no handshake (another method, HTTP/1.0, no Upgrade or Connection)? Plain HTTP may live on the port.',
    behaviours: {
      'http-answer': { verdict: 'pass', text: 'The server gives an HTTP answer other than 101.' },
      'no-http-answer': { verdict: 'warn', text: 'The server gives no HTTP answer.' },
      accepted: { verdict: 'fail', text: 'The server answers 101 to a request that is no handshake.' },
    },
  },
  'octets-that-are-no-http': {
    rows: ['6.2.3.1-3'],
    question: 'What of octets that are no HTTP request at all? There is no handshake that could be refused.',
    behaviours: {
      'bare-close': { verdict: 'pass', text: 'The server closes the connection without an answer.' },
      'http-error': { verdict: 'pass', text: 'The server answers with an HTTP error.' },
      'no-reaction': { verdict: 'warn', text: 'The server neither answers nor closes.' },
      accepted: { verdict: 'fail', text: 'The server answers 101 to octets that are no HTTP request.' },
    },
  },
  'point-of-access-form': {
    rows: ['6.2.1-4'],
    question: 'Is the port needed in a ws or wss pointOfAccess, and which forms of URI will do?',
    behaviours: {
      'host-and-port': {
        verdict: 'pass',
        text: 'A ws or wss URI has host and port; letter case, IPv6 and a trailing slash do not matter.',
      },
      'without-port': { verdict: 'warn', text: 'The ws or wss URIs have no port.' },
      'with-path': { verdict: 'warn', text: 'The ws or wss URIs have a path other than "/".' },
      'another-address': {
        verdict: 'noted',
        text: 'Scheme or address differ from those that the tester uses.',
      },
      'no-websocket-uri': { verdict: 'fail', text: 'The pointOfAccess of the CSEBase has no ws or wss URI.' },
      'not-readable': { verdict: 'inconclusive', text: 'The tester may not read the CSEBase.' },
    },
  },
  'extra-handshake-fields': {
    rows: ['5.2-4', '5.2-10'],
    question: 'May the server want handshake fields that TS-0020 does not know?',
    behaviours: {
      'none-needed': {
        verdict: 'pass',
        text: 'The header fields of 6.2.2 are enough to connect and to register.',
      },
      'originator-field-needed': {
        verdict: 'fail',
        text: 'Without a header field that names the originator the connection is refused, or useless after registering.',
      },
      'http-authentication': {
        verdict: 'noted',
        text: 'The server asks for HTTP authentication (RFC 6455 4.2.2).',
      },
      'http-authentication-without-credentials': {
        verdict: 'inconclusive',
        text: 'The server asks for HTTP authentication and no credentials are configured.',
      },
    },
  },
} as const satisfies Readonly<Record<string, Reading>>
