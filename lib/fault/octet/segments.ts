import { opcodes } from '../../wire/index.js'
import { octetFault } from '../define.js'
import { accepting, fragmented, lengthy, serving } from '../rows.js'
import { forever, nothing, refuse, stateless } from '../steps.js'
import type { OctetFault } from '../types.js'
import { fromClient } from './rfc6455-rows.js'

/** Servers that take what TCP gives them at a time for what the client has sent at a time. */
export const segmentFaults: readonly OctetFault[] = [
  octetFault(
    'handshake-in-segments-refused',
    'Refuses handshakes that do not come in one TCP segment.',
    { kills: ['6.2.3.1-2'], also: accepting },
    stateless({
      request: (head, { segments }) => (segments > 1 ? refuse('400 Bad Request') : head),
    }),
  ),
  octetFault(
    'handshake-with-octets-behind-unanswered',
    'Looks for the end of a handshake at the end of a TCP segment only, and waits where a frame is behind it.',
    { kills: ['6.2.1-5'], also: accepting },
    stateless({ request: (head, { followed }) => (followed ? [forever] : head) }),
  ),
  octetFault(
    'binary-in-segments-lost',
    'Loses binary frames that do not come in one TCP segment.',
    { kills: ['RFC6455/5.4-8'], also: [...serving, ...lengthy, ...fragmented], serializations: ['cbor'] },
    fromClient((frame) => (frame.opcode === opcodes.binary && frame.segments > 1 ? nothing : frame)),
  ),
  octetFault(
    'length-of-16-bits-in-segments-lost',
    'Loses frames of a 16-bit length that do not come in one TCP segment.',
    { kills: ['RFC6455/5.2-7'], also: [...serving, ...lengthy, ...fragmented] },
    fromClient((frame) => (frame.lengthBits === 16 && frame.segments > 1 ? nothing : frame)),
  ),
]
