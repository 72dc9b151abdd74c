import type { Requirement } from '../types.js'
import { clientRole } from '../untested.js'

/** TS-0020 clause 6.1. */
export const introduction: readonly Requirement[] = [
  {
    id: '6.1-1',
    level: 'shall',
    binds: 'both',
    text: 'oneM2M entities comply fully with RFC 6455.',
    shows: 'What RFC 6455 demands of a server, row by row in its own part of this catalogue, is kept.',
  },
  {
    id: '6.1-2',
    level: 'fact',
    binds: 'both',
    text: 'Every primitive has a message of its own, in one frame or several.',
    shows: 'No message holds two primitives, and no primitive is spread over two messages.',
  },
  {
    id: '6.1-3',
    level: 'may',
    binds: 'client',
    text: 'An AE may be able to handle NOTIFY requests only, or no requests at all.',
    shows:
      'An AE that refuses requests other than NOTIFY, or with requestReachability false all of them, is right.',
    untested: clientRole,
  },
]
