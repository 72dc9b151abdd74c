import { closePayload, encodeFrame, opcodes, readClosePayload } from '../wire/index.js'
import type { TamperFrame } from './frame-reader.js'
import { perConnection } from './steps.js'
import type { Step, Transform } from './types.js'

/** The code of a Close frame (RFC 6455 5.5.1); undefined where it has none, and for other frames. */
export function codeIn(frame: TamperFrame): number | undefined {
  return frame.opcode === opcodes.close ? readClosePayload(frame.payload).code : undefined
}

/** A Close frame of the server. */
export function closeFrame(code: number): Buffer {
  return encodeFrame({ opcode: opcodes.close, payload: closePayload(code), mask: false })
}

/** A transform of the Close frames of the server; `answers` says whether the client has sent one before. */
export function inCloses(
  edit: (frame: TamperFrame, answers: boolean) => TamperFrame | readonly Step[],
): Transform {
  return perConnection(() => {
    let asked = false
    return {
      fromClient: (frame) => {
        asked ||= frame.opcode === opcodes.close
        return frame
      },
      fromServer: (frame) => (frame.opcode === opcodes.close ? edit(frame, asked) : frame),
    }
  })
}
