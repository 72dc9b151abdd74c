import type { Reading } from '../types.js'

/** Reading of the clauses that leave an option to the implementation, which its conformance statement declares. */
export const declarationReadings = {
  'declared-option': {
    rows: ['5.2-4', '6.2.2.9-5', '6.2.3.6-1', '6.5-2'],
    question:
      'What if the SUT offers something else than its implementation conformance statement (ICS) says? The text leaves these options open, the statement does not.',
    behaviours: {
      'as-declared': { verdict: 'pass', text: 'The server offers what the ICS says, and nothing else.' },
      'declared-but-absent': {
        verdict: 'fail',
        text: 'The server does not offer what the ICS declares as offered.',
      },
      'present-though-denied': {
        verdict: 'warn',
        text: 'The server offers what the ICS declares as not offered.',
      },
      'not-declared': {
        verdict: 'noted',
        text: 'The ICS leaves it open, so that what the server offers is only recorded.',
      },
    },
  },
} as const satisfies Readonly<Record<string, Reading>>
