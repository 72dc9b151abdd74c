import { octetFault } from '../define.js'
import type { HttpHead } from '../http-head.js'
import { end, stateless } from '../steps.js'
import type { OctetFault } from '../types.js'

/** A fault that ends TCP without an answer where a handshake has to be refused, or declined, with one. */
function drops(id: string, text: string, condition: (head: HttpHead) => boolean): OctetFault {
  return octetFault(
    id,
    text,
    { kills: ['6.2.3.1-3'] },
    stateless({ request: (head) => (condition(head) ? [end] : head) }),
  )
}

function some(head: HttpHead, name: string, holds: (value: string) => boolean): boolean {
  return head.values(name).some(holds)
}

/** Names of any edition, letter by letter. */
const registered = /^oneM2M\.(?:R2\.0\.)?(?:json|xml|cbor)$/

/** TS-0020 6.2.3.1: refusals that are none, each for one kind of handshake. */
export const refusalFaults: readonly OctetFault[] = [
  drops(
    'empty-key-dropped',
    'Ends TCP without an answer to handshakes with an empty Sec-WebSocket-Key.',
    (head) => some(head, 'Sec-WebSocket-Key', (value) => value === ''),
  ),
  drops(
    'malformed-key-dropped',
    'Ends TCP without an answer to handshakes whose Sec-WebSocket-Key does not have 24 characters.',
    (head) => some(head, 'Sec-WebSocket-Key', (value) => value !== '' && value.length !== 24),
  ),
  drops(
    'draft-version-dropped',
    'Ends TCP without an answer to handshakes with a version of a draft.',
    (head) => some(head, 'Sec-WebSocket-Version', (value) => value === '7' || value === '8'),
  ),
  drops(
    'other-spelling-dropped',
    'Ends TCP without an answer to offers of a subprotocol in another letter case.',
    (head) => {
      const [name = '', ...more] = head.list('Sec-WebSocket-Protocol')
      return more.length === 0 && name.toLowerCase().startsWith('onem2m') && !registered.test(name)
    },
  ),
  drops(
    'unacceptable-offer-dropped',
    'Ends TCP without an answer to offers of compression with a window of 7 bits.',
    (head) => some(head, 'Sec-WebSocket-Extensions', (value) => /^[^,]*_max_window_bits=7$/.test(value)),
  ),
  drops('malformed-offer-dropped', 'Ends TCP without an answer to offers that end with "=".', (head) =>
    some(head, 'Sec-WebSocket-Extensions', (value) => value.endsWith('=')),
  ),
]
