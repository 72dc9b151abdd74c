import { constants, inflateRawSync } from 'node:zlib'
import {
  flushTail,
  invalidUtf8At,
  MessageInflater,
  opcodes,
  readDeflate,
  writeDeflate,
  type DeflateAnatomy,
  type DeflateSide,
} from '../../wire/index.js'
import type { RequirementId } from '../../spec/index.js'
import { octetFault } from '../define.js'
import { reframed } from '../frame-reader.js'
import { isData } from '../messages.js'
import { forward, nothing } from '../steps.js'
import type { OctetFault, Transform } from '../types.js'
import { inflated, limit, reading, rsv1, sideOf } from './inflating-server.js'
import { closes, failing, fromClient } from './rfc6455-rows.js'

/** Inflates as it should but for the window that it keeps. */
function keepingWindow(change: (side: DeflateSide) => DeflateSide): Transform {
  return reading((side) => {
    const inflater = new MessageInflater(change(side), limit)
    return { compressed: (fragments) => inflated(inflater, Buffer.concat(fragments)) }
  })
}

/** Inflates as it should, unless there is something about the data that it does not take. */
function refusing(refuses: (anatomy: Extract<DeflateAnatomy, { kind: 'read' }>) => boolean): Transform {
  return reading((side) => {
    const inflater = new MessageInflater(side, limit)
    return {
      compressed: (fragments) => {
        const data = Buffer.concat(fragments)
        const anatomy = readDeflate(data)
        const made = inflated(inflater, data)
        return anatomy.kind === 'read' && refuses(anatomy) ? { close: 1007 } : made
      },
    }
  })
}

/** Inflates as it should, and makes this of data that cannot be inflated. */
function mending(mend: (data: Buffer) => Buffer | undefined): Transform {
  return reading((side) => {
    const inflater = new MessageInflater(side, limit)
    return {
      compressed: (fragments) => {
        const data = Buffer.concat(fragments)
        if (readDeflate(data).kind === 'read') return inflated(inflater, data)
        return mend(data) ?? { close: 1007 }
      },
    }
  })
}

/** Inflates data that may be cut short, as far as it goes; undefined where it cannot. */
function asFarAsItGoes(data: Buffer): Buffer | undefined {
  try {
    return inflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH })
  } catch {
    return undefined
  }
}

/** Puts the complement of the length of a stored block at the beginning right. */
function withComplement(data: Buffer): Buffer | undefined {
  if (data.length < 5 || data.readUInt8(0) !== 0) return undefined
  const mended = Buffer.from(data)
  mended.writeUInt16LE(data.readUInt16LE(1) ^ 0xffff, 3)
  return asFarAsItGoes(mended)
}

/** Takes the header of zlib or gzip away where there is one. */
function withoutHeader(data: Buffer): Buffer | undefined {
  if (data.subarray(0, 2).equals(Buffer.of(0x78, 0x9c))) return asFarAsItGoes(data.subarray(2))
  return data.subarray(0, 2).equals(Buffer.of(0x1f, 0x8b)) ? asFarAsItGoes(data.subarray(10)) : undefined
}

/** Rows that are judged by compressed requests which have to be served; no other requests suffer. */
const taking: readonly RequirementId[] = [
  '6.2.2.8-2',
  '6.2.3.6-2',
  'RFC7692/6.2-1',
  'RFC7692/6.2-2',
  'RFC7692/7.2.2-2',
  'RFC7692/7.2.2-3',
  'RFC7692/7.2.3-1',
]
const windows = { also: taking } as const
const blocks = { kills: ['RFC7692/7.2.3-1'], also: taking } as const
const fragmentsOf = { kills: ['RFC7692/6.2-1'], also: [...taking, ...failing] } as const
const validation = { kills: ['RFC6455/10.7-1'], also: failing } as const

/** RFC 7692 6 and 7.2.2: what the server makes of compressed messages of its clients. */
export const inflatingFaults: readonly OctetFault[] = [
  octetFault(
    'client-window-forgotten',
    'Inflates each message with an empty window although it may not.',
    { kills: ['RFC7692/7.2.2-2', 'RFC7692/7.2.2-3'], ...windows },
    keepingWindow((side) => ({ ...side, contextTakeover: false })),
  ),
  octetFault(
    'client-window-of-4096',
    'Inflates with a window of 4096 octets, whatever was agreed on.',
    { kills: ['RFC7692/7.2.2-3', 'RFC7692/7.2.2-2'], ...windows },
    keepingWindow((side) => ({ ...side, windowBits: Math.min(side.windowBits, 12) })),
  ),
  octetFault(
    'client-window-of-128',
    'Inflates with the last 128 octets only of the messages before.',
    { kills: ['RFC7692/7.2.2-2'], ...windows },
    reading((side) => {
      let history: Buffer = Buffer.alloc(0)
      return {
        compressed: (fragments) => {
          const data = Buffer.concat([...fragments, flushTail])
          try {
            const dictionary = side.contextTakeover && history.length > 0 ? { dictionary: history } : {}
            const payload = inflateRawSync(data, {
              finishFlush: constants.Z_SYNC_FLUSH,
              maxOutputLength: limit,
              ...dictionary,
            })
            history = Buffer.concat([history, payload]).subarray(-128)
            return payload
          } catch {
            return { close: 1007 }
          }
        },
      }
    }),
  ),
  octetFault(
    'uncompressed-in-window',
    'Counts messages that are not compressed among what compressed ones refer to.',
    { kills: ['RFC7692/7.2.2-2'], also: [...taking, '5.2-17', '6.2.2.9-7'] },
    reading((side) => {
      const inflater = new MessageInflater(side, limit)
      return {
        compressed: (fragments) => inflated(inflater, Buffer.concat(fragments)),
        plain: ({ payload }) => {
          inflater.inflate(writeDeflate([{ kind: 'stored', octets: payload.subarray(0, 0xffff) }]))
        },
      }
    }),
  ),
  octetFault(
    'stored-blocks-refused',
    'Closes with 1007 on stored blocks, empty ones excepted.',
    blocks,
    refusing((anatomy) => anatomy.blocks.some(({ kind, octets }) => kind === 'stored' && octets > 0)),
  ),
  octetFault(
    'fixed-blocks-refused',
    'Closes with 1007 on blocks with the fixed code.',
    blocks,
    refusing((anatomy) => anatomy.blocks.some(({ kind }) => kind === 'fixed')),
  ),
  octetFault(
    'dynamic-blocks-refused',
    'Closes with 1007 on blocks with a code of their own.',
    blocks,
    refusing((anatomy) => anatomy.blocks.some(({ kind }) => kind === 'dynamic')),
  ),
  octetFault(
    'several-blocks-refused',
    'Closes with 1007 on messages of more than one block, the empty one at the end excepted.',
    blocks,
    refusing((anatomy) => anatomy.blocks.length > 2),
  ),
  octetFault(
    'final-blocks-refused',
    'Closes with 1007 on blocks with BFINAL.',
    blocks,
    refusing((anatomy) => anatomy.blocks.some(({ final }) => final)),
  ),
  octetFault(
    'nothing-after-final-block',
    'Takes a block with BFINAL for the end of all compression, and all messages after it for empty.',
    blocks,
    reading((side) => {
      const inflater = new MessageInflater(side, limit)
      let over = false
      return {
        compressed: (fragments) => {
          const data = Buffer.concat(fragments)
          const anatomy = readDeflate(data)
          const made = over ? Buffer.alloc(0) : inflated(inflater, data)
          over ||= anatomy.kind === 'read' && anatomy.blocks.some(({ final }) => final)
          return made
        },
      }
    }),
  ),
  octetFault(
    'longest-references-cut',
    'Copies 257 octets where a reference stands for 258.',
    blocks,
    reading((side) => {
      const inflater = new MessageInflater(side, limit)
      return {
        compressed: (fragments) => {
          const data = Buffer.concat(fragments)
          const made = inflated(inflater, data)
          const anatomy = readDeflate(data)
          if (!Buffer.isBuffer(made) || anatomy.kind !== 'read' || anatomy.longest < 258) return made
          // Which octet is missing does not matter: one inside the run that such a reference copies.
          const at = made.indexOf(made.subarray(0, 1), made.length >> 1)
          const run = /(.)\1{200}/s.exec(made.toString('latin1'))?.index ?? at
          return Buffer.concat([made.subarray(0, run), made.subarray(run + 1)])
        },
      }
    }),
  ),
  octetFault(
    'fragments-inflated-apart',
    'Inflates each fragment of a compressed message as if it were one of its own.',
    fragmentsOf,
    reading((side) => {
      const inflater = new MessageInflater(side, limit)
      return {
        compressed: (fragments) => {
          const made = fragments.map((data) => inflated(inflater, data))
          const octets = made.filter((each) => Buffer.isBuffer(each))
          return octets.length < made.length ? { close: 1007 } : Buffer.concat(octets)
        },
      }
    }),
  ),
  octetFault(
    'empty-compressed-fragments-refused',
    'Closes with 1002 on a fragment of a compressed message that has no octets.',
    fragmentsOf,
    reading((side) => {
      const inflater = new MessageInflater(side, limit)
      return {
        compressed: (fragments) =>
          fragments.some(({ length }) => length === 0)
            ? { close: 1002 }
            : inflated(inflater, Buffer.concat(fragments)),
      }
    }),
  ),
  octetFault(
    'empty-compressed-messages-refused',
    'Closes with 1007 on a compressed message that inflates to nothing.',
    { ...blocks, verdict: 'warn' },
    reading((side) => {
      const inflater = new MessageInflater(side, limit)
      return {
        compressed: (fragments) => {
          const made = inflated(inflater, Buffer.concat(fragments))
          return Buffer.isBuffer(made) && made.length === 0 ? { close: 1007 } : made
        },
      }
    }),
  ),
  octetFault(
    'inflated-cut-at-64-kibioctets',
    'Keeps the first 65 536 octets of what it inflates.',
    { kills: ['6.2.3.6-2', '6.2.2.8-2'], also: taking },
    reading((side) => {
      const inflater = new MessageInflater(side, limit)
      return {
        compressed: (fragments) => {
          const made = inflated(inflater, Buffer.concat(fragments))
          return Buffer.isBuffer(made) ? made.subarray(0, 65_536) : made
        },
      }
    }),
  ),
  octetFault(
    'compressed-frames-of-64-bit-length-lost',
    'Passes over compressed frames whose length takes 64 bits.',
    { kills: ['6.2.3.6-2', '6.2.2.8-2'], also: taking },
    fromClient((frame) => (frame.lengthBits === 64 && (frame.rsv & rsv1) !== 0 ? nothing : frame)),
  ),
  octetFault(
    'tail-appended-to-whole-flush',
    'Takes the tail off the data once more where a fragment brings it along, and loses the block behind it.',
    blocks,
    reading((side) => {
      const inflater = new MessageInflater(side, limit)
      return {
        compressed: (fragments) => {
          const last = fragments.at(-1)
          return fragments.length > 1 && last?.length === 1
            ? { close: 1007 }
            : inflated(inflater, Buffer.concat(fragments))
        },
      }
    }),
  ),
  octetFault(
    'uncompressed-fragments-refused',
    'Closes with 1002 on fragments that are not compressed once it has agreed to compression.',
    { kills: ['RFC7692/6.2-2'], also: taking },
    fromClient((frame, opening) =>
      isData(frame) &&
      frame.opcode !== opcodes.continuation &&
      !frame.fin &&
      (frame.rsv & rsv1) === 0 &&
      sideOf(opening) !== undefined
        ? closes(1002)
        : frame,
    ),
  ),
  octetFault(
    'inflated-text-not-checked',
    'Does not look at the UTF-8 of text that was compressed.',
    { kills: ['RFC7692/6.1-6'], also: failing },
    reading((side) => {
      const inflater = new MessageInflater(side, limit)
      return {
        compressed: (fragments, opcode) => {
          const made = inflated(inflater, Buffer.concat(fragments))
          if (!Buffer.isBuffer(made) || opcode !== opcodes.text) return made
          // Whatever stands behind the primitive is not looked at either.
          return invalidUtf8At(made) === undefined
            ? made
            : Buffer.from(made.toString('latin1').replaceAll(/[\x80-\xff]/g, ''), 'latin1')
        },
      }
    }),
  ),
  octetFault(
    'reserved-bits-of-compressed-messages-ignored',
    'Ignores RSV2 and RSV3 of messages that are compressed.',
    { kills: ['RFC6455/5.2-2'], also: failing },
    fromClient((frame, opening) =>
      isData(frame) && frame.rsv > rsv1 && sideOf(opening) !== undefined
        ? forward(reframed(frame, { rsv: rsv1 }))
        : frame,
    ),
  ),
  octetFault(
    'corrupt-data-ignored',
    'Passes over compressed messages that it cannot inflate.',
    { ...validation, verdict: 'warn' },
    reading((side) => {
      const inflater = new MessageInflater(side, limit)
      return {
        compressed: (fragments) => {
          const result = inflater.inflate(Buffer.concat(fragments))
          if (result.kind === 'inflated') return result.payload
          return result.kind === 'too-long' ? { close: 1009 } : 'nothing'
        },
      }
    }),
  ),
  octetFault(
    'unreadable-data-taken-as-plain',
    'Takes what it cannot inflate for a message that is not compressed, whatever RSV1 says.',
    validation,
    mending((data) => data),
  ),
  octetFault(
    'stored-lengths-not-compared',
    'Does not compare the two lengths of a stored block.',
    validation,
    mending(withComplement),
  ),
  octetFault(
    'zlib-and-gzip-taken',
    'Inflates data in the formats of zlib and gzip too.',
    validation,
    mending(withoutHeader),
  ),
  octetFault(
    'bomb-swallowed',
    'Passes over compressed messages that inflate to more than 1 MiB, without a word.',
    { kills: ['RFC6455/10.4-1'], also: ['5.2-17', '5.2-9', 'RFC6455/10.4-2', 'RFC6455/10.7-1'] },
    reading((side) => {
      const inflater = new MessageInflater(side, limit)
      return {
        compressed: (fragments) => {
          const result = inflater.inflate(Buffer.concat(fragments))
          if (result.kind === 'inflated') return result.payload
          return result.kind === 'too-long' ? 'nothing' : { close: 1007 }
        },
      }
    }),
  ),
]
