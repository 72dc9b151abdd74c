import type { Requirement } from '../types.js'
import { implicitIn } from '../untested.js'

/** TS-0020 clause 6.3: closing. */
export const closing: readonly Requirement[] = [
  {
    id: '6.3-1',
    level: 'shall',
    binds: 'both',
    text: 'A connection is closed by sending a Close frame, as RFC 6455 section 7 describes.',
    shows: 'A Close frame of the client is answered with one; a close by the server begins with one.',
  },
  {
    id: '6.3-2',
    level: 'may',
    binds: 'both',
    text: 'Either side may start the closing handshake at any time.',
    shows:
      'A Close is completed on an idle connection, between fragments of a message, and while a request waits for its response.',
  },
  {
    id: '6.3-3',
    level: 'should',
    binds: 'both',
    text: 'A connection is kept open for as long as policies and power saving allow.',
    shows: 'An idle connection stays open for the declared period, and pings on it are answered.',
  },
  {
    id: '6.3-4',
    level: 'may',
    binds: 'both',
    text: 'Unless a policy forces it, the implementation chooses when to close.',
    shows: 'The moment of an orderly close is no violation, except where 6.5-3 and 6.5-4 forbid it.',
    untested: implicitIn('6.5-3', '6.5-4'),
  },
]
