import { octetFault } from '../define.js'
import type { HttpHead } from '../http-head.js'
import { end, inAcceptance, inRefusal, refuse, stateless } from '../steps.js'
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
  drops('folded-field-dropped', 'Ends TCP without an answer to handshakes with a folded field.', (head) =>
    /\n[ \t]/.test(head.octets.toString('latin1')),
  ),
  drops(
    'other-octets-dropped',
    'Ends TCP without an answer to handshakes with octets beyond ASCII.',
    (head) => head.octets.some((octet) => octet > 0x7f),
  ),
  drops('upgrade-list-dropped', 'Ends TCP without an answer to handshakes whose Upgrade is a list.', (head) =>
    some(head, 'Upgrade', (value) => value.includes(',')),
  ),
  drops(
    'second-upgrade-dropped',
    'Ends TCP without an answer to handshakes with two Upgrade fields.',
    (head) => head.values('Upgrade').length > 1,
  ),
  drops(
    'long-field-dropped',
    'Ends TCP without an answer to handshakes with a field of 4 KiB or more.',
    (head) => head.names.some((name) => some(head, name, (value) => value.length >= 4096)),
  ),
  drops(
    'many-fields-dropped',
    'Ends TCP without an answer to handshakes with more than 50 fields.',
    (head) => head.names.length > 50,
  ),
  drops(
    'foreign-host-dropped',
    'Ends TCP without an answer to handshakes with a Host that it does not know.',
    (head) => some(head, 'Host', (value) => value.startsWith('foreign.')),
  ),
  drops('encoded-target-dropped', 'Ends TCP without an answer to targets with a percent sign.', (head) =>
    head.start.includes('%'),
  ),
  drops(
    'double-slash-dropped',
    'Ends TCP without an answer to targets that begin with two slashes.',
    (head) => head.start.startsWith('GET //'),
  ),
  drops('asterisk-dropped', 'Ends TCP without an answer to the target "*".', (head) =>
    head.start.startsWith('GET * '),
  ),
  octetFault(
    'absolute-target-refused',
    'Refuses handshakes whose target is an absolute URI.',
    { kills: ['RFC6455/4.2.1-10'], verdict: 'warn' },
    stateless({ request: (head) => (/^GET https?:/.test(head.start) ? refuse('404 Not Found') : head) }),
  ),
  octetFault(
    'upgrade-required-without-upgrade',
    'Leaves Upgrade out of its answers of 426.',
    { kills: ['6.2.3.1-3'], verdict: 'warn' },
    inRefusal((head) => (head.status === 426 ? head.without('Upgrade') : head)),
  ),
  octetFault(
    'lower-case-method-taken',
    'Takes the method get, in lower case, for GET.',
    { kills: ['6.2.3.1-3'] },
    stateless({ request: (head) => head.withStart(head.start.replace(/^get /, 'GET ')) }),
  ),
  octetFault(
    'other-methods-taken',
    'Takes a handshake with PUT, OPTIONS or HEAD for one with GET.',
    { kills: ['6.2.3.1-3'] },
    stateless({ request: (head) => head.withStart(head.start.replace(/^(?:PUT|OPTIONS|HEAD) /, 'GET ')) }),
  ),
  octetFault(
    'both-compressions-taken',
    'Agrees to x-webkit-deflate-frame beside permessage-deflate.',
    { kills: ['RFC7692/5-3'], also: ['6.2.3.6-1', '6.2.3.6-3'] },
    inAcceptance((head, request) =>
      request.list('Sec-WebSocket-Extensions').includes('x-webkit-deflate-frame')
        ? head.withValue('Sec-WebSocket-Extensions', 'permessage-deflate, x-webkit-deflate-frame')
        : head,
    ),
  ),
]
