import { octetFault } from '../define.js'
import type { HttpHead } from '../http-head.js'
import { accepting } from '../rows.js'
import { refuse, stateless } from '../steps.js'
import type { OctetFault, Transform } from '../types.js'

/** A key for clients that send none. */
const anyKey = 'AAAAAAAAAAAAAAAAAAAAAA=='

/** Fields that TS-0020 6.2.2 and HTTP know, in their usual spelling. */
const usual = [
  'Host',
  'Upgrade',
  'Connection',
  'Sec-WebSocket-Key',
  'Sec-WebSocket-Protocol',
  'Sec-WebSocket-Version',
  'Sec-WebSocket-Extensions',
]

/** Refuses handshakes that a strict server would not understand. */
function refusedIf(condition: (head: HttpHead) => boolean, status = '400 Bad Request'): Transform {
  return stateless({ request: (head) => (condition(head) ? refuse(status) : head) })
}

/** Mends handshakes before the server sees them, so that a tolerant one answers. */
function mended(mend: (head: HttpHead) => HttpHead): Transform {
  return stateless({ request: mend })
}

function spelt(head: HttpHead, otherwise: (name: string) => boolean): boolean {
  const known = new Map(usual.map((name) => [name.toLowerCase(), name]))
  return head.names.some(
    (name) => known.has(name.toLowerCase()) && known.get(name.toLowerCase()) !== name && otherwise(name),
  )
}

/** TS-0020 6.2.1 and 6.2.2: what the server makes of the client's handshake. */
export const clientHandshakeFaults: readonly OctetFault[] = [
  octetFault(
    'names-compared-by-case',
    'Knows the header field names in their usual spelling only.',
    { kills: ['6.2.1-3'], also: ['6.2.1-6', '6.2.2.3-1', '6.2.2.4-1'] },
    refusedIf((head) => spelt(head, () => true)),
  ),
  octetFault(
    'names-in-lower-case-unknown',
    'Does not know header field names that are written in lower case.',
    { kills: ['6.2.1-3'], also: ['6.2.1-6'] },
    refusedIf((head) => spelt(head, (name) => name === name.toLowerCase())),
  ),
  octetFault(
    'unknown-fields-refused',
    'Refuses handshakes with header fields that it does not know.',
    { kills: ['6.2.1-6'], also: ['6.2.2.3-1', '6.2.2.4-1'] },
    refusedIf((head) =>
      head.names.some((name) => !usual.some((each) => each.toLowerCase() === name.toLowerCase())),
    ),
  ),
  octetFault(
    'host-first-only',
    'Refuses handshakes whose first header field is not Host.',
    { kills: ['6.2.1-6'] },
    refusedIf((head) => head.names[0]?.toLowerCase() !== 'host'),
  ),
  octetFault(
    'root-not-served',
    'Answers 404 to handshakes for the target "/".',
    { kills: ['6.2.2.1-1', '6.2.3.1-2'], also: accepting },
    refusedIf((head) => head.start.startsWith('GET / '), '404 Not Found'),
  ),
  octetFault(
    'originator-field-needed',
    'Refuses handshakes without the header field X-M2M-Origin, which TS-0020 does not know.',
    { kills: ['5.2-4'], also: accepting },
    refusedIf((head) => head.values('X-M2M-Origin').length === 0, '403 Forbidden'),
  ),
  octetFault(
    'host-not-needed',
    'Accepts handshakes without Host.',
    { kills: ['6.2.2.2-1'], also: ['6.2.3.1-3'] },
    mended((head) => (head.values('Host').length === 0 ? head.withLine('Host: localhost') : head)),
  ),
  octetFault(
    'second-host-ignored',
    'Accepts handshakes with two Host fields.',
    { kills: ['6.2.2.2-1'], also: ['6.2.3.1-3'] },
    mended((head) => {
      const [host = '', ...more] = head.values('Host')
      return more.length > 0 ? head.without('Host').withLine(`Host: ${host}`) : head
    }),
  ),
  octetFault(
    'upgrade-value-by-case',
    'Accepts Upgrade: websocket in lower case only.',
    { kills: ['6.2.2.3-1'], also: ['6.2.1-6'] },
    refusedIf((head) => !head.list('Upgrade').includes('websocket')),
  ),
  octetFault(
    'connection-value-by-case',
    'Accepts Connection: Upgrade in this letter case only.',
    { kills: ['6.2.2.4-1'], also: ['6.2.1-6'] },
    refusedIf((head) => !head.list('Connection').includes('Upgrade')),
  ),
  octetFault(
    'connection-list-unread',
    'Finds Upgrade in Connection only where it stands alone.',
    { kills: ['6.2.2.4-1'], also: ['6.2.1-6'] },
    refusedIf((head) => head.list('Connection').length > 1),
  ),
  octetFault(
    'key-not-needed',
    'Accepts handshakes without Sec-WebSocket-Key, or with an empty one.',
    { kills: ['6.2.2.5-1'], also: ['6.2.3.1-3'] },
    mended((head) =>
      (head.values('Sec-WebSocket-Key')[0] ?? '') === '' ? head.withValue('Sec-WebSocket-Key', anyKey) : head,
    ),
  ),
  octetFault(
    'empty-key-taken',
    'Accepts handshakes whose Sec-WebSocket-Key is empty.',
    { kills: ['6.2.2.5-1'], also: ['6.2.3.1-3'] },
    mended((head) =>
      head.values('Sec-WebSocket-Key')[0] === '' ? head.withValue('Sec-WebSocket-Key', anyKey) : head,
    ),
  ),
  octetFault(
    'malformed-key-taken',
    'Accepts handshakes whose Sec-WebSocket-Key is not 16 octets in base64.',
    { kills: ['6.2.2.5-1'], also: ['6.2.3.1-3', '6.2.3.4-1'], verdict: 'warn' },
    mended((head) => {
      const [key = ''] = head.values('Sec-WebSocket-Key')
      const malformed = key !== '' && !/^[A-Za-z0-9+/]{22}==$/.test(key)
      return malformed ? head.withValue('Sec-WebSocket-Key', anyKey) : head
    }),
  ),
  octetFault(
    'key-length-only',
    'Accepts any Sec-WebSocket-Key of 24 characters.',
    { kills: ['6.2.2.5-1'], also: ['6.2.3.1-3', '6.2.3.4-1'], verdict: 'warn' },
    mended((head) => {
      const [key = ''] = head.values('Sec-WebSocket-Key')
      const other = key.length === 24 && !/^[A-Za-z0-9+/]{22}==$/.test(key)
      return other ? head.withValue('Sec-WebSocket-Key', anyKey) : head
    }),
  ),
  octetFault(
    'second-key-ignored',
    'Accepts handshakes with two Sec-WebSocket-Key fields.',
    { kills: ['6.2.2.5-1'], also: ['6.2.3.1-3'], verdict: 'warn' },
    mended((head) => {
      const [key = '', ...more] = head.values('Sec-WebSocket-Key')
      return more.length > 0 ? head.without('Sec-WebSocket-Key').withLine(`Sec-WebSocket-Key: ${key}`) : head
    }),
  ),
  octetFault(
    'empty-version-taken',
    'Accepts handshakes whose Sec-WebSocket-Version is empty.',
    { kills: ['6.2.2.6-1'], also: ['6.2.3.1-3'] },
    mended((head) =>
      head.values('Sec-WebSocket-Version')[0] === '' ? head.withValue('Sec-WebSocket-Version', '13') : head,
    ),
  ),
  octetFault(
    'version-read-leniently',
    'Accepts handshakes whose Sec-WebSocket-Version begins with the number 13, or with 013.',
    { kills: ['RFC6455/4.2.1-7'], also: ['6.2.3.1-3'], verdict: 'warn' },
    mended((head) =>
      Number.parseInt(head.values('Sec-WebSocket-Version')[0] ?? '', 10) === 13
        ? head.without('Sec-WebSocket-Version').withLine('Sec-WebSocket-Version: 13')
        : head,
    ),
  ),
  octetFault(
    'every-version-taken',
    'Accepts handshakes whatever their Sec-WebSocket-Version.',
    { kills: ['6.2.2.6-1'], also: ['6.2.3.1-3'] },
    mended((head) => head.without('Sec-WebSocket-Version').withLine('Sec-WebSocket-Version: 13')),
  ),
  octetFault(
    'upgrade-not-needed',
    'Accepts GET requests without Upgrade or Connection as handshakes.',
    { kills: ['6.2.3.1-3'], also: ['6.2.2.3-1', '6.2.2.4-1'] },
    mended((head) => {
      if (!head.start.startsWith('GET ') || head.values('Sec-WebSocket-Key').length === 0) return head
      return head.withValue('Upgrade', 'websocket').withValue('Connection', 'Upgrade')
    }),
  ),
]
