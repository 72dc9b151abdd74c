import { closePayload, encodeFrame, opcodes } from '../../wire/index.js'
import type { RequirementId } from '../../spec/index.js'
import type { TamperFrame } from '../frame-reader.js'
import { end, perConnection, reply, stateless } from '../steps.js'
import type { Opening, Step, Transform } from '../types.js'

/** Rows that suffer where the server does not fail a connection that it has to fail, or fails it in another way. */
export const failing: readonly RequirementId[] = [
  'RFC6455/7.1.7-1',
  'RFC6455/7.1.7-3',
  'RFC6455/7.1.7-5',
  'RFC6455/10.7-1',
  'RFC6455/10.7-3',
]

/** The server closes with this code and ends TCP. */
export function closes(code: number): readonly Step[] {
  return [...reply(encodeFrame({ opcode: opcodes.close, payload: closePayload(code), mask: false })), end]
}

/** What a fault makes of single frames of the client. */
export function fromClient(
  edit: (frame: TamperFrame, opening: Opening) => TamperFrame | readonly Step[],
): Transform {
  return stateless({ fromClient: edit })
}

/** Where a frame of the client stands. */
export type Place = 'outside' | 'begins' | 'continues' | 'stray' | 'control'

/** What a fault makes of frames of the client, told where they stand among fragments. */
export function inPlace(
  edit: (frame: TamperFrame, place: Place) => TamperFrame | readonly Step[],
): Transform {
  return perConnection(() => {
    let inside = false
    return {
      fromClient: (frame) => {
        if (frame.opcode >= 8) return edit(frame, 'control')
        const continuation = frame.opcode === opcodes.continuation
        const place = continuation ? (inside ? 'continues' : 'stray') : frame.fin ? 'outside' : 'begins'
        if (place !== 'stray') inside = !frame.fin
        return edit(frame, place)
      },
    }
  })
}
