import type { Requirement } from '../types.js'
import { clientRole } from '../untested.js'

/** TS-0020 clause 6.6: proxy servers. */
export const proxy: readonly Requirement[] = [
  {
    id: '6.6-1',
    level: 'shall',
    binds: 'client',
    text: 'The tunnel through a proxy is requested with CONNECT, the host and port of the server, and HTTP/1.1.',
    shows: 'The first line that the proxy receives is that request line.',
    untested: clientRole,
  },
]
