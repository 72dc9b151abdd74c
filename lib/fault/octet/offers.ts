import { octetFault } from '../define.js'
import type { HttpHead } from '../http-head.js'
import { stateless } from '../steps.js'
import { compresses } from './extensions.js'
import type { OctetFault, Tampering, Transform } from '../types.js'

const field = 'Sec-WebSocket-Extensions'

/** The server reads this in place of each line of the offer. */
function readAs(edit: (line: string) => string): Transform {
  return stateless({ request: (head) => head.withLines(field, edit) })
}

/** The server refuses handshakes whose offers are like that. */
function refuses(minds: (values: readonly string[]) => boolean): Transform {
  const tampering: Tampering = {
    request: (head: HttpHead) => (minds(head.values(field)) ? head.without('Sec-WebSocket-Key') : head),
  }
  return stateless(tampering)
}

/** RFC 6455 9.1 and RFC 7692 5: how the server reads the field Sec-WebSocket-Extensions of the handshake. */
export const offerFaults: readonly OctetFault[] = [
  octetFault(
    'quoted-values-refused',
    'Refuses handshakes that offer a parameter with its value in quotes.',
    { kills: ['RFC6455/4.3-1'], also: ['6.2.2.8-1', '6.2.3.6-3'], verdict: 'warn' },
    refuses((values) => values.some((value) => value.includes('"'))),
  ),
  octetFault(
    'quoted-values-overlooked',
    'Passes over parameters with a value in quotes.',
    { kills: ['RFC6455/4.3-1'], also: ['6.2.3.6-1', '6.2.3.6-3', '6.2.2.8-1'] },
    readAs((line) => line.replaceAll(/;[^;,]*="[^"]*"/g, '')),
  ),
  octetFault(
    'parameters-of-offers-not-read',
    'Takes every offer of permessage-deflate for one without parameters.',
    { kills: ['6.2.3.6-1', '6.2.3.6-3', 'RFC7692/7.2.1-4'] },
    readAs((line) => line.replaceAll(/;[^,]*/g, '')),
  ),
  octetFault(
    'blanks-around-equals-misread',
    'Passes over parameters with a blank before the "=".',
    { kills: ['6.2.3.6-1'], also: ['6.2.3.6-3'] },
    readAs((line) => line.replaceAll(/;[^;,]*[ \t]=[^;,]*/g, '')),
  ),
  octetFault(
    'blanks-in-offers-refused',
    'Refuses handshakes that offer compression with a blank before ";" or "=", or with an empty element.',
    { kills: ['6.2.3.6-1'], also: ['6.2.3.6-3'], verdict: 'warn' },
    refuses((values) => values.some((value) => /[ \t][;=]|^,|,[ \t]*,/.test(value))),
  ),
  octetFault(
    'offers-in-capitals-misread',
    'Takes offers in capitals, and answers them with a parameter that does not exist.',
    { kills: ['6.2.3.6-3'] },
    stateless({
      request: (head) => head.withLines(field, (line) => line.toLowerCase()),
      answer: (head, request) =>
        head.status === 101 && compresses(head) && request.values(field).some((value) => /[A-Z]/.test(value))
          ? head.withValue(field, `${head.values(field)[0] ?? ''}; compression_level=9`)
          : head,
    }),
  ),
  octetFault(
    'offers-in-capitals-refused',
    'Refuses handshakes with a capital letter in an offer.',
    { kills: ['6.2.3.6-3'], verdict: 'warn' },
    refuses((values) => values.some((value) => /[A-Z]/.test(value))),
  ),
  octetFault(
    'first-extensions-field-only',
    'Reads the first field Sec-WebSocket-Extensions only.',
    { kills: ['RFC6455/9.1-2'], verdict: 'warn' },
    stateless({
      request: (head) => {
        const [first, ...more] = head.values(field)
        return first === undefined || more.length === 0
          ? head
          : head.without(field).withLine(`${field}: ${first}`)
      },
    }),
  ),
  octetFault(
    'several-extensions-fields-refused',
    'Refuses handshakes with more than one field Sec-WebSocket-Extensions.',
    { kills: ['RFC6455/9.1-2'], verdict: 'warn' },
    refuses((values) => values.length > 1),
  ),
]
