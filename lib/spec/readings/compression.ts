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
} as const satisfies Readonly<Record<string, Reading>>
