import type { Requirement } from '../types.js'
import { implicitIn } from '../untested.js'

/** What TS-0001 demands behind the clauses on registration and transfer modes. */
export const ts0001: readonly Requirement[] = [
  {
    id: 'TS-0001/8.2-1',
    level: 'fact',
    binds: 'both',
    text: 'Requests are blocking, non-blocking synchronous or non-blocking asynchronous.',
    shows: 'The cases on transfer modes use each of them.',
    untested: implicitIn('6.5-2'),
  },
  {
    id: 'TS-0001/10.2.2.2-1',
    level: 'shall',
    binds: 'server',
    text: 'The registrar assigns an AE-ID and returns it as AE-ID and, its stem, as resourceID.',
    shows: 'The <AE> in the response has aei and ri that begin with C or S as asked for.',
  },
]
