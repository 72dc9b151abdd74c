import { octetFault } from '../define.js'
import { isData } from '../messages.js'
import { serving } from '../rows.js'
import { forever, forward, nothing, stateless } from '../steps.js'
import type { OctetFault, Step, Transform } from '../types.js'
import { closes, failing, fromClient } from './rfc6455-rows.js'

const lengths = { kills: ['RFC6455/5.2-7'], also: serving } as const
const validation = { kills: ['RFC6455/10.7-1'], also: failing } as const

/** The top bit of a length in 64 bits, which has to be 0 (RFC 6455 5.2). */
const topBit = 1n << 63n

/** Where the length in 64 bits begins in a header. */
const lengthAt = 2

/** What a server does on the header of a frame whose length has the top bit set. */
function onTopBit(edit: (length: bigint, header: Buffer) => readonly Step[]): Transform {
  return stateless({
    largeFromClient: (length, header) => (length >= topBit ? edit(length, header) : undefined),
  })
}

function withLength(header: Buffer, length: bigint): Buffer {
  const edited = Buffer.from(header)
  edited.writeBigUInt64BE(length, lengthAt)
  return edited
}

/** A server that goes wrong at exactly one length: an off-by-one where the encoding or its own buffers change. */
const edges: readonly (readonly [octets: number, mistake: string])[] = [
  [125, 'taking 125 for a mark of its own'],
  [126, 'taking the number for the mark of a 16-bit length'],
  [128, 'taking the number for a negative one'],
  [255, 'comparing with the wrong side of a full octet'],
  [256, 'forgetting the high octet of the length'],
  [257, 'keeping the low octet of the length alone'],
  [1024, 'filling a buffer to the brim'],
  [32_767, 'comparing with the wrong side of the largest signed number'],
]

/** RFC 6455 5.2 and 5.3: single lengths and masking keys that a server gets wrong. */
export const rfc6455LengthFaults: readonly OctetFault[] = [
  ...edges.map(([octets, mistake]) =>
    octetFault(
      `message-of-${octets}-octets-lost`,
      `Loses messages of ${octets} octets, ${mistake}.`,
      lengths,
      fromClient((frame) => (isData(frame) && frame.payload.length === octets ? nothing : frame)),
    ),
  ),
  octetFault(
    'mask-of-ones-refused',
    'Closes with 1002 on a masking key of ones.',
    { kills: ['RFC6455/5.3-3'] },
    fromClient((frame) => (frame.mask?.readUInt32BE(0) === 0xffff_ffff ? closes(1002) : frame)),
  ),
  octetFault(
    'top-bit-of-length-masked-off',
    'Takes no notice of the top bit of a 64-bit length.',
    validation,
    onTopBit((length, header) => forward(withLength(header, length - topBit))),
  ),
  octetFault(
    'length-with-top-bit-awaited',
    'Waits for the octets of a frame whose 64-bit length has the top bit set.',
    validation,
    // What follows the header would be read as frames otherwise.
    onTopBit(() => [forever]),
  ),
]
