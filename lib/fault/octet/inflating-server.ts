import {
  deflateParameters,
  deflateSide,
  opcodes,
  parseExtensions,
  type DeflateSide,
  type MessageInflater,
} from '../../wire/index.js'
import { reframed, type TamperFrame } from '../frame-reader.js'
import { isData } from '../messages.js'
import { forward, nothing, perConnection } from '../steps.js'
import type { Opening, Step, Tampering, Transform } from '../types.js'
import { closes } from './rfc6455-rows.js'

/** RSV1 in the bits of a frame. */
export const rsv1 = 4
const field = 'Sec-WebSocket-Extensions'

/** Octets of the largest message, after inflation, that the servers here take. */
export const limit = 1 << 20

/** What a server makes of the data of a compressed message: a plain one, a Close frame with this code, or nothing. */
export type Made = Buffer | { readonly close: number } | 'nothing'

/** How a server reads its clients: compressed messages by their fragments, and others, which it does not change. */
export interface Reading {
  compressed(fragments: readonly Buffer[], opcode: number): Made
  plain?(frame: TamperFrame): void
}

/** How the client compresses on a connection; undefined where nothing was agreed on. */
export function sideOf({ answer }: Opening): DeflateSide | undefined {
  const agreed = answer && deflateParameters(parseExtensions(answer.values(field).join(', ')).extensions)
  return agreed && deflateSide(agreed, 'client')
}

/**
 * A server that inflates the messages of its clients in a way of its own. The one behind gets them uncompressed, in one
 * frame. What is wrong with the frames themselves is left to that one.
 */
export function reading(begin: (side: DeflateSide) => Reading): Transform {
  return perConnection((): Tampering => {
    let made: Reading | undefined
    let first: TamperFrame | undefined
    let fragments: Buffer[] = []
    const take = (frame: TamperFrame, start: TamperFrame): readonly Step[] => {
      fragments.push(frame.payload)
      if (!frame.fin) return nothing
      const message = fragments
      first = undefined
      const result = made?.compressed(message, start.opcode) ?? 'nothing'
      if (result === 'nothing') return nothing
      if (!Buffer.isBuffer(result)) return closes(result.close)
      return forward(reframed(start, { fin: true, rsv: start.rsv & ~rsv1, payload: result }))
    }
    return {
      fromClient: (frame, opening) => {
        const side = sideOf(opening)
        if (side === undefined || !isData(frame)) return frame
        made ??= begin(side)
        if (frame.opcode === opcodes.continuation) {
          if (first === undefined || frame.rsv !== 0) return frame
          return take(frame, first)
        }
        if ((frame.rsv & rsv1) === 0) {
          made.plain?.(frame)
          return frame
        }
        first = frame
        fragments = []
        return take(frame, frame)
      },
    }
  })
}

/** What a right inflater makes of data. */
export function inflated(inflater: MessageInflater, data: Buffer): Made {
  const result = inflater.inflate(data)
  if (result.kind === 'inflated') return result.payload
  return { close: result.kind === 'too-long' ? 1009 : 1007 }
}
