import type { Reading } from '../types.js'

/** Readings of 6.2.2.7, 6.2.2.9 and 6.2.3.5: which subprotocol name is agreed to. */
export const subprotocolReadings = {
  'subprotocol-preference': {
    rows: ['6.2.2.7-3'],
    question:
      "Must the server follow the client's order of preference (A), or only select one offered name (B)? B holds.",
    behaviours: {
      'supported-name': { verdict: 'pass', text: 'The server selects a supported name of the offer.' },
      'preference-followed': {
        verdict: 'noted',
        text: 'The server selects the supported name that comes first.',
      },
      'preference-not-followed': {
        verdict: 'noted',
        text: 'The server selects a supported name that comes later.',
      },
    },
  },
  'subprotocol-in-several-fields': {
    rows: ['6.2.2.7-2'],
    question:
      'Are two forms of an offer the same although the printed example reverses their order? Only equal orders are compared.',
    behaviours: {
      'same-name': { verdict: 'pass', text: 'Both forms are answered with the same name.' },
      'another-offered-name': {
        verdict: 'warn',
        text: 'The two forms are answered with different offered names.',
      },
      'one-form-refused': { verdict: 'fail', text: 'One of the two forms is refused.' },
    },
  },
  'subprotocol-none-offered': {
    rows: ['6.2.3.5-1', '6.2.3.5-2', '6.2.2.7-1'],
    question:
      'Nothing, or an empty value, is offered: can the server only refuse (A), or accept without a name as in RFC 6455 (B)?',
    behaviours: {
      'http-error': { verdict: 'pass', text: 'The server refuses the handshake with an HTTP error.' },
      'accepted-without-name': { verdict: 'warn', text: 'The server accepts without naming a subprotocol.' },
      'accepted-with-name': { verdict: 'fail', text: 'The server names a subprotocol that was not offered.' },
    },
  },
  'subprotocol-unsupported-only': {
    rows: ['6.2.3.5-1', '6.2.3.5-2', '6.2.2.9-5'],
    question:
      'Only names of the table are offered, none of which this server supports: may it accept? The client is right.',
    behaviours: {
      'http-error': { verdict: 'pass', text: 'The server refuses the handshake with an HTTP error.' },
      'accepted-without-name': { verdict: 'fail', text: 'The server accepts without naming a subprotocol.' },
      'accepted-with-another-name': {
        verdict: 'fail',
        text: 'The server names a subprotocol that was not offered.',
      },
    },
  },
  'subprotocol-unregistered-only': {
    rows: ['6.2.3.5-1', '6.2.3.5-2', '6.2.2.7-1'],
    question: 'Only unregistered names are offered: may the server accept? The client is at fault.',
    behaviours: {
      'http-error': { verdict: 'pass', text: 'The server refuses the handshake with an HTTP error.' },
      'accepted-without-name': { verdict: 'warn', text: 'The server accepts without naming a subprotocol.' },
      'unregistered-name': {
        verdict: 'warn',
        text: 'The server agrees to an unregistered name of the offer.',
      },
      'accepted-with-another-name': {
        verdict: 'fail',
        text: 'The server names a subprotocol that was not offered.',
      },
    },
  },
  'subprotocol-repeated': {
    rows: ['6.2.3.5-1', '6.2.3.5-2'],
    question:
      'A supported name is offered twice: may the server refuse? RFC 6455 4.1 makes that the fault of the client; what is meant can be told.',
    behaviours: {
      'the-name': { verdict: 'pass', text: 'The server selects the name that is offered twice.' },
      'http-error': { verdict: 'pass', text: 'The server refuses the handshake with an HTTP error.' },
      'accepted-without-name': { verdict: 'fail', text: 'The server accepts without naming a subprotocol.' },
      'accepted-with-another-name': {
        verdict: 'fail',
        text: 'The server names a subprotocol that was not offered, or several.',
      },
    },
  },
  'subprotocol-with-blanks': {
    rows: ['6.2.3.5-1', '6.2.3.5-2'],
    question:
      'May elements of the list be empty, and blanks stand around its commas? RFC 6455 2.1 takes its lists from RFC 2616, and RFC 7230 7 makes recipients read them.',
    behaviours: {
      'the-name': { verdict: 'pass', text: 'The server selects the name, as without them.' },
      'http-error': { verdict: 'warn', text: 'The server refuses the handshake because of them.' },
      'accepted-without-name': { verdict: 'fail', text: 'The server accepts without naming a subprotocol.' },
      'accepted-with-another-name': {
        verdict: 'fail',
        text: 'The server names a subprotocol that was not offered, or several.',
      },
    },
  },
  'subprotocol-unregistered-among-supported': {
    rows: ['6.2.3.5-1', '6.2.3.5-2', '6.2.2.7-1'],
    question: 'Unregistered names stand beside a supported one: which may be selected?',
    behaviours: {
      'supported-name': { verdict: 'pass', text: 'The server selects the supported name.' },
      'http-error': { verdict: 'warn', text: 'The server refuses the handshake because of the other names.' },
      'unregistered-name': {
        verdict: 'warn',
        text: 'The server agrees to an unregistered name of the offer.',
      },
      'accepted-without-name': { verdict: 'fail', text: 'The server accepts without naming a subprotocol.' },
      'accepted-with-another-name': {
        verdict: 'fail',
        text: 'The server names a subprotocol that was not offered.',
      },
    },
  },
  'subprotocol-spelling': {
    rows: ['6.2.3.5-2', '6.2.2.9-5'],
    question:
      'What of spellings printed outside table 6.2.2.9-1, other letter case and names of other editions? The table wins; names are compared exactly.',
    behaviours: {
      refused: { verdict: 'pass', text: 'The server does not agree to the other spelling.' },
      'accepted-without-name': {
        verdict: 'warn',
        text: 'The server accepts without naming a subprotocol, as it may do with names that nobody registered.',
      },
      'selected-as-offered': {
        verdict: 'noted',
        text: 'The server agrees to the other spelling exactly as offered.',
      },
      'answered-in-another-spelling': {
        verdict: 'fail',
        text: 'The server answers in a spelling that was not offered.',
      },
    },
  },
  'subprotocol-of-the-edition': {
    rows: ['6.2.2.9-5'],
    question:
      'No name of the chosen edition is agreed to: is the server wrong, or the choice of the edition?',
    behaviours: {
      'name-of-the-edition': { verdict: 'pass', text: 'The server agrees to a name of the edition.' },
      'name-of-another-edition': {
        verdict: 'inconclusive',
        text: 'The server agrees only to names of another edition; choose that one with --edition.',
      },
      'no-name': { verdict: 'fail', text: 'The server agrees to no name of any edition.' },
    },
  },
} as const satisfies Readonly<Record<string, Reading>>
