import type { Reading } from '../types.js'

/** Readings of 6.2.2.8 and 6.2.3.6: per-message compression. */
export const compressionReadings = {
  'compression-answer': {
    rows: ['6.2.3.6-1'],
    question:
      'Is the "same value" literally the offer (A), or the same extension with a response by RFC 7692 (B)? B holds: A can be impossible.',
    behaviours: {
      'valid-response': {
        verdict: 'pass',
        text: "The answer is a valid response to the offer, with or without parameters of the server's own.",
      },
      declined: { verdict: 'pass', text: 'The answer accepts no extension, which is always allowed.' },
      'larger-client-window': {
        verdict: 'noted',
        text:
          'The answer allows the client a larger window than it has asked for. RFC 7692 7.1.2.2 lets the server ignore ' +
          'the value; clients that refuse such an answer exist all the same.',
      },
      'largest-window-left-out': {
        verdict: 'warn',
        text:
          'The answer to an offer with server_max_window_bits=15 leaves the parameter out. RFC 7692 7.1.2.1 has a server ' +
          'accept it by including it; the window is the same without.',
      },
      'invalid-for-the-offer': { verdict: 'fail', text: 'The answer does not fit the offer.' },
      'not-offered': { verdict: 'fail', text: 'The answer accepts an extension that was not offered.' },
    },
  },
  'compression-in-use': {
    rows: ['6.2.2.8-2', '6.2.3.6-2'],
    question: 'Must every message be compressed (A), or is it left to each message, as in RFC 7692 (B)?',
    behaviours: {
      'all-compressed': { verdict: 'pass', text: 'The server compresses all its messages.' },
      'some-compressed': { verdict: 'pass', text: 'The server compresses some of its messages.' },
      'none-compressed': {
        verdict: 'warn',
        text: 'The server compresses nothing, not even a compressible message of many KiB.',
      },
      'none-compressed-and-none-long': {
        verdict: 'noted',
        text: 'The server compresses nothing, and takes no content that is so long that this could be expected.',
      },
      'compressed-not-taken': { verdict: 'fail', text: 'The server does not take a compressed message.' },
      'uncompressed-not-taken': {
        verdict: 'fail',
        text: 'The server does not take an uncompressed message.',
      },
      'invalid-deflate': { verdict: 'fail', text: 'What the server marks as compressed cannot be inflated.' },
      'misplaced-rsv1': {
        verdict: 'fail',
        text: 'The server sets RSV1 on a control frame or a later fragment.',
      },
    },
  },
  'compression-offer-unacceptable': {
    rows: ['6.2.3.6-3'],
    question: 'How is a well-formed offer declined that the server cannot accept?',
    behaviours: {
      'left-out': { verdict: 'pass', text: 'The answer has no Sec-WebSocket-Extensions.' },
      'http-error': { verdict: 'warn', text: 'The server refuses the whole handshake.' },
    },
  },
  'compression-offer-malformed': {
    rows: ['6.2.3.6-3'],
    question: 'What of a malformed offer? RFC 6455 9.1 makes the receiver fail the connection.',
    behaviours: {
      'http-error': { verdict: 'pass', text: 'The server refuses the handshake with an HTTP error.' },
      'left-out': {
        verdict: 'warn',
        text: 'The server accepts the handshake and ignores the malformed offer.',
      },
    },
  },
  'compression-name-misspelt': {
    rows: ['6.2.3.6-3'],
    question: 'Does the printed name permmessage-deflate count? It is a slip; the name is that of RFC 7692.',
    behaviours: {
      'left-out': { verdict: 'pass', text: 'The answer has no Sec-WebSocket-Extensions.' },
      taken: { verdict: 'warn', text: 'The server accepts the misspelt name.' },
    },
  },
  'compression-offer-letter-case': {
    rows: ['6.2.3.6-3'],
    question:
      'Do the names permessage-deflate and those of its parameters count in another letter case? RFC 6455 9.1 makes them tokens and does not say.',
    behaviours: {
      'left-out': { verdict: 'pass', text: 'The answer has no Sec-WebSocket-Extensions.' },
      taken: { verdict: 'noted', text: 'The server compares the names without regard to letter case.' },
      'taken-wrongly': {
        verdict: 'fail',
        text: 'The server accepts the offer with an answer that fits it in neither letter case.',
      },
      'http-error': { verdict: 'warn', text: 'The server refuses the whole handshake.' },
    },
  },
  'compression-offer-with-blanks': {
    rows: ['6.2.3.6-1'],
    question:
      'May blanks stand around ";", "=" and ",", and elements of the list be empty? RFC 6455 2.1 takes its grammar from RFC 2616, which says yes; RFC 7230 does not allow all of it any more.',
    behaviours: {
      'read-as-without': {
        verdict: 'pass',
        text: 'The server answers as it does to the same offer without them.',
      },
      'left-out': { verdict: 'noted', text: 'The server declines the offer.' },
      'http-error': { verdict: 'warn', text: 'The server refuses the whole handshake.' },
      'read-otherwise': { verdict: 'fail', text: 'The server accepts something that was not offered.' },
    },
  },
  'quoted-parameter': {
    rows: ['RFC6455/4.3-1'],
    question:
      'How is a parameter read whose value is in quotes, where the server accepts the bare one? Declining is always allowed.',
    behaviours: {
      'read-as-the-token': { verdict: 'pass', text: 'The server answers as it does to the bare value.' },
      'left-out': { verdict: 'noted', text: 'The server declines the offer only because of the quotes.' },
      'http-error': { verdict: 'warn', text: 'The server takes a well-formed offer for a malformed one.' },
      'read-otherwise': { verdict: 'fail', text: 'The server accepts the offer with another value.' },
    },
  },
  'offer-in-several-fields': {
    rows: ['RFC6455/9.1-2'],
    question: 'How is an offer read that is spread over several fields, where the server accepts it in one?',
    behaviours: {
      'read-as-one-list': {
        verdict: 'pass',
        text: 'The server answers as it does to one field with all of it.',
      },
      'another-offer': { verdict: 'warn', text: 'The server accepts another one of the offers.' },
      'left-out': { verdict: 'warn', text: 'The server declines what it accepts in one field.' },
      'http-error': { verdict: 'warn', text: 'The server refuses the whole handshake.' },
    },
  },
  'corrupt-compressed-message': {
    rows: ['RFC6455/10.7-1'],
    question:
      'What of a compressed message that cannot be inflated? RFC 7692 names no consequence; RFC 6455 10.7 wants such data found out and lets the receiver drop the connection.',
    behaviours: {
      'close-frame': { verdict: 'pass', text: 'The server closes the connection.' },
      'error-response': { verdict: 'noted', text: 'The server answers with an error.' },
      'bare-drop': { verdict: 'warn', text: 'The server ends the connection without a Close frame.' },
      'no-reaction': {
        verdict: 'warn',
        text: 'The server ignores the message and goes on, although the window of the next one is lost with it.',
      },
      'served-as-if-right': { verdict: 'fail', text: 'The server serves what the message might have meant.' },
      'others-hurt': { verdict: 'fail', text: 'The server no longer serves others.' },
      'server-down': { verdict: 'fail', text: 'The server takes no fresh connection any more.' },
      'no-longer-serving': {
        verdict: 'fail',
        text: 'The server neither ends the connection nor serves anything on it any more.',
      },
    },
  },
  'decompression-bomb': {
    rows: ['RFC6455/10.4-1'],
    question:
      'What of a small message that inflates to a very large one? RFC 6455 10.4 wants protection where there are limits, and leaves limits and means open.',
    behaviours: {
      'close-1009': { verdict: 'pass', text: 'The server closes with 1009.' },
      'another-close-frame': {
        verdict: 'noted',
        text: 'The server closes with another code, or without one.',
      },
      'error-response': { verdict: 'noted', text: 'The server answers with an error.' },
      served: { verdict: 'noted', text: 'The server takes the message: it has no limit, or a higher one.' },
      'bare-drop': { verdict: 'warn', text: 'The server ends the connection without a Close frame.' },
      'no-reaction': { verdict: 'fail', text: 'The server neither answers nor ends the connection.' },
      'others-hurt': { verdict: 'fail', text: 'The server no longer serves others.' },
    },
  },
} as const satisfies Readonly<Record<string, Reading>>
