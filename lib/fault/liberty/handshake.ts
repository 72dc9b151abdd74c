import { inAcceptance, octetByOctet } from '../steps.js'
import type { Liberty } from '../types.js'
import { inOctets } from './define.js'

/** A liberty in the field lines of the 101. */
function inFields(
  id: string,
  text: string,
  by: string,
  edit: (lines: readonly string[]) => readonly string[],
): Liberty {
  return inOctets(
    id,
    text,
    { by },
    inAcceptance((head) => head.withFieldLines(edit)),
  )
}

function inName(edit: (name: string) => string): (lines: readonly string[]) => readonly string[] {
  return (lines) => lines.map((line) => line.replace(/^[^:]*/, edit))
}

/** What RFC 7230 and RFC 6455 4.2.2 leave open of the answer that accepts a handshake. */
export const handshakeLiberties: readonly Liberty[] = [
  inFields(
    'field-names-in-lower-case',
    'Writes the field names of the 101 in lower case.',
    'RFC 7230 3.2',
    inName((name) => name.toLowerCase()),
  ),
  inFields(
    'field-names-in-upper-case',
    'Writes the field names of the 101 in upper case.',
    'RFC 7230 3.2',
    inName((name) => name.toUpperCase()),
  ),
  inFields(
    'fields-in-reverse-order',
    'Sends the fields of the 101 in another order.',
    'RFC 7230 3.2.2',
    (lines) => lines.toReversed(),
  ),
  inFields('no-blanks-before-values', 'Leaves no blank between colon and value.', 'RFC 7230 3.2.3', (lines) =>
    lines.map((line) => line.replace(/: */, ':')),
  ),
  inFields(
    'blanks-around-values',
    'Puts tabs and blanks around the values of the 101.',
    'RFC 7230 3.2.3',
    (lines) => lines.map((line) => `${line.replace(/: */, ':\t  ')} \t`),
  ),
  inFields(
    'more-fields',
    'Sends the fields of its web server with the 101 too.',
    'RFC 6455 4.2.2',
    (lines) => [
      'Date: Sat, 21 Nov 2026 12:00:00 GMT',
      'Server: a server/1.0 (oneM2M)',
      ...lines,
      'Cache-Control: no-store',
      'Set-Cookie: route=a; Path=/',
      'Set-Cookie: seen=1',
      'X-Empty:',
      'Strict-Transport-Security: max-age=1',
    ],
  ),
  inOctets(
    'tokens-in-other-case',
    'Writes the tokens websocket and Upgrade in another letter case.',
    { by: 'RFC 6455 4.1, of the answer: compared without regard to letter case' },
    inAcceptance((head) => head.withValue('Upgrade', 'WebSocket').withValue('Connection', 'upgrade')),
  ),
  inOctets(
    'connection-with-another-token',
    'Names keep-alive beside Upgrade in the field Connection.',
    { by: 'RFC 6455 4.1: the field contains the token' },
    inAcceptance((head) => head.withValue('Connection', 'keep-alive, Upgrade')),
  ),
  inOctets(
    'another-reason-phrase',
    'Gives the 101 a reason phrase of its own.',
    { by: '6.2.3.1-2: the phrase is free' },
    inAcceptance((head) => head.withStart('HTTP/1.1 101 Web Socket Protocol Handshake')),
  ),
  inOctets(
    'no-reason-phrase',
    'Leaves the reason phrase of the 101 empty.',
    { by: 'RFC 7230 3.1.2' },
    inAcceptance((head) => head.withStart('HTTP/1.1 101 ')),
  ),
  inOctets(
    'extension-without-blanks',
    'Answers an offer of compression without blanks between the parameters, and with values in quotes.',
    { by: 'RFC 6455 9.1' },
    inAcceptance((head) =>
      head.withLines('Sec-WebSocket-Extensions', (line) =>
        line.replaceAll(/; +/g, ';').replaceAll(/=(\d+)/g, '="$1"'),
      ),
    ),
  ),
  inOctets(
    'acceptance-octet-by-octet',
    'Sends the 101 in a TCP segment for each octet.',
    { by: 'RFC 793 1.5: a stream of octets' },
    inAcceptance(({ octets }) => octetByOctet(octets)),
  ),
]
