import type { Requirement } from '../types.js'
import { implicitIn } from '../untested.js'

/** TS-0020 annex A.1 (informative): registration and creation of a container. */
export const exampleFlow: readonly Requirement[] = [
  {
    id: 'A.1-1',
    level: 'fact',
    binds: 'both',
    text: 'The message flow of annex A.1 works from the first handshake to the created container.',
    shows:
      'The whole flow succeeds in each supported serialization, with valid primitives in place of the printed ones.',
  },
  {
    id: 'A.1-2',
    level: 'fact',
    binds: 'server',
    text: 'The response to a creation that asks for all attributes holds all attributes of the created resource.',
    shows: 'The content of the response is a complete representation of the <AE> and of the <container>.',
    untested: implicitIn('TS-0004/7.4.5.1-1', 'TS-0004/7.4.6.1-1'),
  },
]
