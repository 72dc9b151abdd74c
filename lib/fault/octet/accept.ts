import { createHash } from 'node:crypto'
import { expectedAccept } from '../../wire/index.js'
import { octetFault } from '../define.js'
import { inAcceptance } from '../steps.js'
import type { OctetFault, Tampering } from '../types.js'

const field = 'Sec-WebSocket-Accept'
const row = { kills: ['6.2.3.4-1'] }

/** The constant of RFC 6455 1.3. */
const constant = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** The value that belongs to the key printed in RFC 6455 1.3. */
const ofTheExample = 's3pPLMBiTxaQ9kYGzzhZRbK+xOo='

/** The value that TS-0020 prints, which fits no key of it. */
const asPrinted = 'FuSSKANnI7C/6/FrPmt70mfBY8E='

function digest(algorithm: 'sha1' | 'sha256' | 'md5', ...parts: readonly (string | Buffer)[]): Buffer {
  const hash = createHash(algorithm)
  for (const part of parts) hash.update(typeof part === 'string' ? Buffer.from(part, 'latin1') : part)
  return hash.digest()
}

/** A fault that computes another value from the key, or from the right value. */
function computes(id: string, text: string, value: (key: string, right: string) => string): OctetFault {
  return octetFault(
    id,
    text,
    row,
    inAcceptance((head, request) =>
      head.withValue(field, value(request.values('Sec-WebSocket-Key')[0] ?? '', head.values(field)[0] ?? '')),
    ),
  )
}

/** Computes from the key of the handshake before this one, whosever it was. */
function ofPreviousKey(): () => Tampering {
  let previous = ofTheExample
  return () => ({
    answer: (head, request) => {
      if (head.status !== 101) return head
      const value = previous
      previous = expectedAccept(request.values('Sec-WebSocket-Key')[0] ?? '')
      return head.withValue(field, value)
    },
  })
}

/** TS-0020 6.2.3.4: the field Sec-WebSocket-Accept. */
export const acceptFaults: readonly OctetFault[] = [
  octetFault(
    'accept-missing',
    'Leaves Sec-WebSocket-Accept out of the 101.',
    row,
    inAcceptance((head) => head.without(field)),
  ),
  octetFault(
    'accept-twice',
    'Sends Sec-WebSocket-Accept twice, first with the right value.',
    row,
    inAcceptance((head) => head.withLine(`${field}: ${ofTheExample}`)),
  ),
  computes('accept-empty', 'Sends Sec-WebSocket-Accept without a value.', () => ''),
  computes(
    'accept-of-the-rfc',
    'Sends the accept value of the example in RFC 6455, whatever the key.',
    () => ofTheExample,
  ),
  computes(
    'accept-as-printed',
    'Sends the accept value that TS-0020 prints, whatever the key.',
    () => asPrinted,
  ),
  computes('accept-lower-case', 'Sends the right accept value in lower case.', (_key, right) =>
    right.toLowerCase(),
  ),
  computes('accept-unpadded', 'Sends the right accept value without its padding.', (_key, right) =>
    right.replace(/=+$/, ''),
  ),
  computes('accept-base64url', 'Sends the right accept value in the alphabet of base64url.', (_key, right) =>
    right.replaceAll('+', '-').replaceAll('/', '_'),
  ),
  computes('accept-hexadecimal', 'Sends the hash in hexadecimal.', (key) =>
    digest('sha1', key, constant).toString('hex'),
  ),
  computes('accept-sha256', 'Computes the accept value with SHA-256.', (key) =>
    digest('sha256', key, constant).toString('base64'),
  ),
  computes('accept-of-key-alone', 'Computes the accept value without the constant of RFC 6455.', (key) =>
    digest('sha1', key).toString('base64'),
  ),
  computes('accept-of-trimmed-key', 'Computes the accept value from the key without its padding.', (key) =>
    digest('sha1', key.replace(/=+$/, ''), constant).toString('base64'),
  ),
  computes(
    'accept-of-decoded-key',
    'Computes the accept value from the octets that the key stands for.',
    (key) => digest('sha1', Buffer.from(key, 'base64'), constant).toString('base64'),
  ),
  computes(
    'accept-of-lower-case-constant',
    'Computes the accept value with the constant in lower case.',
    (key) => digest('sha1', key, constant.toLowerCase()).toString('base64'),
  ),
  computes('accept-echoes-key', 'Sends the key itself as accept value.', (key) => key),
  octetFault(
    'accept-missing-after-lists',
    'Leaves Sec-WebSocket-Accept out of a 101 to an offer of several subprotocols.',
    row,
    inAcceptance((head, request) =>
      request.list('Sec-WebSocket-Protocol').length > 1 ? head.without(field) : head,
    ),
  ),
  octetFault(
    'accept-of-previous-key',
    'Computes the accept value from the key of the handshake before, which may be that of another client.',
    row,
    ofPreviousKey,
  ),
]
