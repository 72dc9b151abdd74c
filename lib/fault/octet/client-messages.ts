import { closePayload, encodeFrame, opcodes } from '../../wire/index.js'
import { octetFault } from '../define.js'
import { reframed, type TamperFrame } from '../frame-reader.js'
import { isData, isPlainText, primitiveIn, serialized } from '../messages.js'
import { mortal } from '../mortal.js'
import { accepting, fragmented, lengthy, routing, serving } from '../rows.js'
import { end, forward, nothing, perConnection, reply, reset, stateless, wait } from '../steps.js'
import type { OctetFault, Step, Tampering, Transform } from '../types.js'

function closeFrame(code: number): Buffer {
  return encodeFrame({ opcode: opcodes.close, payload: closePayload(code), mask: false })
}

/** What a server does that fails a connection. */
function closing(code: number): readonly Step[] {
  return [...reply(closeFrame(code)), end]
}

/** From here on a declared length is none (RFC 6455 5.2), in octets. */
const noLength = 1n << 63n

/** Edits whole uncompressed text messages of the client. */
function inRequests(edit: (frame: TamperFrame) => readonly Step[] | TamperFrame): Transform {
  return stateless({ fromClient: (frame) => (isPlainText(frame) ? edit(frame) : frame) })
}

/** Counts the requests of a client and the responses to it; loses responses while more than one is due. */
function losesWhatIsPipelined(): Tampering {
  let due = 0
  return {
    fromClient: (frame) => {
      if (primitiveIn(frame)?.kind === 'request') due += 1
      return frame
    },
    fromServer: (frame) => {
      if (primitiveIn(frame)?.kind !== 'response') return frame
      due -= 1
      return due > 0 ? nothing : frame
    },
  }
}

/** Whether octets end within a UTF-8 sequence. */
function endsInsideCharacter(octets: Buffer): boolean {
  for (let back = 1; back <= Math.min(3, octets.length); back += 1) {
    const octet = octets.readUInt8(octets.length - back)
    if (octet < 0x80) return false
    if (octet >= 0xc0) return back < (octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2)
  }
  return false
}

/** Is gone for everybody once a client has declared a frame of so many octets, which a careless server cannot hold. */
function diesOfFrames(from: bigint): OctetFault['tamper'] {
  return mortal((die) => ({
    largeFromClient: (length) => {
      if (length < from || length >= noLength) return undefined
      die()
      return [reset]
    },
  }))
}

/** What the server does to what the client sends: losses, and mistakes in putting messages together. */
export const clientMessageFaults: readonly OctetFault[] = [
  octetFault(
    'second-message-lost',
    'Loses the second message of each connection.',
    { kills: ['5.2-17'], also: serving },
    perConnection(() => {
      let count = 0
      return {
        fromClient: (frame) => {
          if (isData(frame) && frame.fin) count += 1
          return isData(frame) && frame.fin && count === 2 ? nothing : frame
        },
      }
    }),
  ),
  octetFault(
    'pipelined-response-lost',
    'Answers only the last of several requests that are open at a time.',
    { kills: ['5.2-17'], also: [...serving, ...routing], serializations: ['json'] },
    perConnection(losesWhatIsPipelined),
  ),
  octetFault(
    'request-cut-at-1024',
    'Reads the first 1024 octets of a message only.',
    { kills: ['5.2-16', '5.2-9'], also: [...serving, 'RFC6455/5.2-7'] },
    inRequests((frame) =>
      frame.payload.length > 1024
        ? forward(reframed(frame, { payload: frame.payload.subarray(0, 1024) }))
        : frame,
    ),
  ),
  octetFault(
    'request-of-126-octets-lost',
    'Loses messages whose length needs more than 7 bits but less than 8.',
    { kills: ['5.2-17', 'RFC6455/5.2-7'], also: [...serving, '6.2.2.9-7'] },
    inRequests((frame) => (frame.payload.length >= 126 && frame.payload.length < 256 ? nothing : frame)),
  ),
  octetFault(
    'request-above-32-kibioctets-lost',
    'Loses messages whose length has the top bit of its 16 bits set.',
    { kills: ['5.2-17', 'RFC6455/5.2-7'], also: lengthy },
    inRequests((frame) =>
      frame.payload.length >= 32_768 && frame.payload.length < 65_536 ? nothing : frame,
    ),
  ),
  octetFault(
    'request-of-64-bit-length-refused',
    'Closes with 1009 on any length written in 64 bits.',
    { kills: ['RFC6455/5.2-7'], also: lengthy },
    stateless({ fromClient: (frame) => (frame.lengthBits === 64 ? closing(1009) : frame) }),
  ),
  octetFault(
    'enormous-frame-kills',
    'Serves nobody any more once a client has declared a frame of 2 GiB or more.',
    {
      kills: ['RFC6455/10.4-1'],
      also: ['RFC6455/5.2-7', 'RFC6455/10.4-2', 'RFC6455/10.7-1', 'RFC6455/10.7-3', ...serving, ...accepting],
    },
    diesOfFrames(1n << 31n),
  ),
  octetFault(
    'frame-beyond-all-memory-kills',
    'Serves nobody any more once a client has declared a frame of 2^62 octets or more.',
    {
      kills: ['RFC6455/10.4-1'],
      also: ['RFC6455/5.2-7', 'RFC6455/10.4-2', 'RFC6455/10.7-1', 'RFC6455/10.7-3', ...serving, ...accepting],
    },
    diesOfFrames(1n << 62n),
  ),
  octetFault(
    'large-request-garbled',
    'Garbles an octet in the content of messages above 4096 octets.',
    { kills: ['5.2-16'], also: ['5.2-9', '6.2.3.6-2', '6.2.2.8-2'] },
    inRequests((frame) => {
      const payload = Buffer.from(frame.payload)
      const letters = payload.subarray(4096).findIndex((octet) => octet >= 0x61 && octet < 0x7a)
      if (letters < 0) return frame
      payload.writeUInt8(payload.readUInt8(4096 + letters) + 1, 4096 + letters)
      return forward(reframed(frame, { payload }))
    }),
  ),
  octetFault(
    'non-ascii-replaced',
    'Replaces what is not ASCII in the content of requests.',
    { kills: ['5.2-16'] },
    inRequests((frame) => {
      const text = frame.payload.toString('utf8')
      const plain = text.replaceAll(/[^\0-\x7f]/gu, '?')
      return plain === text ? frame : forward(reframed(frame, { payload: Buffer.from(plain, 'utf8') }))
    }),
  ),
  octetFault(
    'fragments-refused',
    'Closes with 1003 on a message of more than one frame.',
    { kills: ['RFC6455/5.4-8', '5.2-9'], also: ['5.2-16', ...fragmented] },
    stateless({ fromClient: (frame) => (isData(frame) && !frame.fin ? closing(1003) : frame) }),
  ),
  octetFault(
    'first-fragment-only',
    'Takes the first fragment of a message for the whole.',
    { kills: ['RFC6455/5.4-8', '5.2-9', '5.2-16'], also: fragmented },
    stateless({
      fromClient: (frame) => {
        if (frame.opcode === opcodes.continuation) return nothing
        return isData(frame) && !frame.fin ? forward(reframed(frame, { fin: true })) : frame
      },
    }),
  ),
  octetFault(
    'third-fragment-lost',
    'Loses the third and later fragments of a message, the last one excepted.',
    {
      kills: ['RFC6455/5.4-8', '5.2-9', '5.2-16'],
      also: [...fragmented, 'RFC6455/10.4-1', 'RFC6455/10.4-2'],
    },
    perConnection(() => {
      let fragments = 0
      return {
        fromClient: (frame) => {
          if (!isData(frame)) return frame
          fragments += 1
          const lost = fragments > 2 && !frame.fin
          if (frame.fin) fragments = 0
          return lost ? nothing : frame
        },
      }
    }),
  ),
  octetFault(
    'empty-fragment-ends-message',
    'Closes with 1002 on an empty fragment.',
    { kills: ['RFC6455/5.4-8', '5.2-9'], also: ['5.2-16', ...fragmented] },
    stateless({
      fromClient: (frame) =>
        isData(frame) && !frame.fin && frame.payload.length === 0 ? closing(1002) : frame,
    }),
  ),
  octetFault(
    'utf8-checked-per-fragment',
    'Closes with 1007 on a fragment that ends inside a character.',
    { kills: ['RFC6455/5.6-2', '5.2-9'], also: ['5.2-16', ...fragmented] },
    stateless({
      fromClient: (frame) =>
        frame.opcode === opcodes.text && !frame.fin && endsInsideCharacter(frame.payload)
          ? closing(1007)
          : frame,
    }),
  ),
  octetFault(
    'unsupported-release-served',
    'Serves requests of a release that it does not support.',
    { kills: ['TS-0004/7.3.2.1-2'], editions: ['R2A', 'R3'], serializations: ['json'] },
    inRequests((frame) => {
      const primitive = primitiveIn(frame)
      const release = primitive?.parameters['rvi']
      if (primitive === undefined || release === undefined || release === '2a' || release === '3')
        return frame
      return forward(
        reframed(frame, { payload: serialized(primitive, { ...primitive.parameters, rvi: '2a' }) }),
      )
    }),
  ),
  octetFault(
    'request-without-release-lost',
    'Does not answer requests without rvi.',
    { kills: ['TS-0004/7.3.2.1-2'], also: ['5.2-17'], editions: ['R2A', 'R3'], serializations: ['json'] },
    inRequests((frame) => {
      const primitive = primitiveIn(frame)
      return primitive?.kind === 'request' && !Object.hasOwn(primitive.parameters, 'rvi') ? nothing : frame
    }),
  ),
  octetFault(
    'closed-after-acknowledgement',
    'Closes the connection as soon as it has acknowledged a non-blocking request.',
    {
      kills: ['6.5-5'],
      also: ['6.5-2'],
      verdict: 'warn',
      serializations: ['json'],
    },
    stateless({
      fromServer: (frame) => {
        const code = primitiveIn(frame)?.parameters['rsc']
        const acknowledges = typeof code === 'number' && code >= 1000 && code < 2000
        return acknowledges ? [...forward(frame.octets), ...forward(closeFrame(1000)), end] : frame
      },
    }),
  ),
  octetFault(
    'wrapped-requests-only',
    'Understands requests inside m2m:rqp only.',
    { kills: ['6.2.2.9-6'], also: [...serving, ...accepting], editions: ['R3'], serializations: ['json'] },
    inRequests((frame) => {
      const primitive = primitiveIn(frame)
      if (primitive?.kind !== 'request') return frame
      const { wrapper, parameters } = primitive
      // An operation that there is not makes the server refuse the request as ill-formed.
      const read = wrapper === undefined ? { ...parameters, op: 9 } : parameters
      const payload = serialized({ ...primitive, wrapper: undefined }, read)
      return forward(reframed(frame, { payload }))
    }),
  ),
  octetFault(
    'impatient-with-notifications',
    'Closes the connection when a NOTIFY has waited for its response for a second.',
    {
      kills: ['6.5-3'],
      also: ['5.2-17', '5.2-10', '6.4-1', '6.4-2', '5.1-2', '6.5-1'],
      serializations: ['json'],
    },
    inRequests((frame) =>
      primitiveIn(frame)?.parameters['op'] === 5
        ? [...forward(frame.octets), wait(1000), ...reply(closeFrame(1000)), end]
        : frame,
    ),
  ),
  octetFault(
    'responses-of-the-client-lost',
    'Takes no notice of the responses to its requests.',
    { kills: ['5.1-2'], also: [...routing, ...serving, '6.2.2.9-7'], serializations: ['json'] },
    inRequests((frame) => (primitiveIn(frame)?.kind === 'response' ? nothing : frame)),
  ),
  octetFault(
    'requests-of-the-server-lost',
    'Never sends the requests that it should.',
    { kills: ['5.1-2', '6.4-1'], also: [...routing, ...serving], serializations: ['json'] },
    stateless({ fromServer: (frame) => (primitiveIn(frame)?.kind === 'request' ? nothing : frame) }),
  ),
  octetFault(
    'unmasked-frames-taken',
    'Takes frames of the client that are not masked.',
    {
      kills: ['RFC6455/5.1-2'],
      also: ['RFC6455/7.1.7-1', 'RFC6455/7.1.7-3', 'RFC6455/7.1.7-5', 'RFC6455/10.7-1', 'RFC6455/10.7-3'],
    },
    stateless({
      fromClient: (frame) =>
        frame.mask === undefined ? forward(reframed(frame, { mask: Buffer.alloc(4) })) : frame,
    }),
  ),
  octetFault(
    'reserved-bits-ignored',
    'Ignores RSV2 and RSV3 in frames of the client.',
    {
      kills: ['RFC6455/5.2-2'],
      also: ['RFC6455/7.1.7-1', 'RFC6455/7.1.7-3', 'RFC6455/7.1.7-5', 'RFC6455/10.7-1', 'RFC6455/10.7-3'],
    },
    stateless({
      fromClient: (frame) =>
        (frame.rsv & 3) === 0 ? frame : forward(reframed(frame, { rsv: frame.rsv & 4 })),
    }),
  ),
  octetFault(
    'reserved-opcodes-ignored',
    'Passes over frames of the client that have a reserved opcode.',
    {
      kills: ['RFC6455/5.2-3'],
      also: ['RFC6455/7.1.7-1', 'RFC6455/7.1.7-3', 'RFC6455/7.1.7-5', 'RFC6455/10.7-1', 'RFC6455/10.7-3'],
    },
    stateless({
      fromClient: (frame) => ((frame.opcode > 2 && frame.opcode < 8) || frame.opcode > 10 ? nothing : frame),
    }),
  ),
  octetFault(
    'invalid-utf8-replaced',
    'Replaces what is not UTF-8 in text messages of the client and serves them.',
    {
      kills: ['RFC6455/8.1-1'],
      also: ['RFC6455/7.1.7-1', 'RFC6455/7.1.7-3', 'RFC6455/10.7-1', 'RFC6455/10.7-3'],
    },
    inRequests((frame) => {
      const payload = Buffer.from(frame.payload.toString('utf8'), 'utf8')
      return payload.equals(frame.payload) ? frame : forward(reframed(frame, { payload }))
    }),
  ),
  octetFault(
    'failure-without-close-frame',
    'Ends TCP without a Close frame where it fails a connection with 1002 or 1007.',
    {
      kills: ['RFC6455/7.1.7-3'],
      // A Close frame that answers ours with one of these codes is lost as well.
      also: ['6.3-1', 'RFC6455/10.7-1', 'RFC6455/10.7-3', '6.2.2.9-4'],
      verdict: 'warn',
    },
    stateless({
      fromServer: (frame) => {
        const code =
          frame.opcode === opcodes.close && frame.payload.length >= 2 ? frame.payload.readUInt16BE(0) : 0
        return code === 1002 || code === 1007 ? [end] : frame
      },
    }),
  ),
]
