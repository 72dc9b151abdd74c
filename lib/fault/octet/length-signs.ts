import { octetFault } from '../define.js'
import type { TamperFrame } from '../frame-reader.js'
import { isData } from '../messages.js'
import { primitives, serving } from '../rows.js'
import { forward, stateless } from '../steps.js'
import type { OctetFault } from '../types.js'

/** Mark of a length in 64 bits (RFC 6455 5.2). */
const in64Bits = 127

/** Lengths that one octet without a sign can hold and one with a sign cannot. */
const smallest = 0x80
const largest = 0xff

/** The length as an octet with a sign would have it, in 64 bits: the sign goes all the way up. */
function withSignedLength(frame: TamperFrame): Buffer {
  const header = Buffer.alloc(10)
  header.writeUInt8(frame.octets.readUInt8(0), 0)
  header.writeUInt8(in64Bits, 1)
  header.writeBigInt64BE(BigInt(frame.payload.length - largest - 1), 2)
  return Buffer.concat([header, frame.payload])
}

/** RFC 6455 5.2: lengths that were numbers with a sign on their way into the frame. */
export const lengthSignFaults: readonly OctetFault[] = [
  octetFault(
    'length-sign-extended',
    'Keeps lengths from 128 to 255 in an octet with a sign, which fills the 64 bits that it is written in.',
    { kills: ['RFC6455/5.2-5'], also: ['RFC6455/5.2-6', 'RFC6455/6.1-6', ...serving, ...primitives] },
    stateless({
      fromServer: (frame) =>
        isData(frame) && frame.payload.length >= smallest && frame.payload.length <= largest
          ? forward(withSignedLength(frame))
          : frame,
    }),
  ),
]
