import { octetFault } from '../define.js'
import { refuse, stateless } from '../steps.js'
import type { OctetFault } from '../types.js'

/** How RFC 6455 and TS-0020 print the value of Upgrade. */
const printed: readonly string[] = ['websocket', 'WebSocket']

/** RFC 6455 4.2.1: spellings that a server knows from a table instead of comparing without regard to case. */
export const upgradeSpellingFaults: readonly OctetFault[] = [
  octetFault(
    'upgrade-value-in-printed-spellings',
    'Accepts Upgrade: websocket in the two spellings that the documents print, and in no other.',
    { kills: ['RFC6455/4.2.1-4'], also: ['6.2.1-6', '6.2.2.3-1', '6.2.3.1-2'] },
    stateless({
      request: (head) => {
        const values = head.list('Upgrade')
        const misread = values.length > 0 && !values.some((value) => printed.includes(value))
        const meant = values.some((value) => value.toLowerCase() === 'websocket')
        return misread && meant ? refuse('400 Bad Request') : head
      },
    }),
  ),
]
