import { rowOfViolation } from '../spec/index.js'
import type { WireWatcher } from '../wire/index.js'
import type { Floods } from './floods.js'
import type { Watcher } from './watcher.js'

/** Opcodes from here on are those of control frames (RFC 6455 5.5). */
const firstControlOpcode = 8

/** Reports what the receiver finds on any connection: RFC 6455 section 5 and RFC 7692 hold for every frame. */
export class FrameWatch {
  constructor(
    private readonly watcher: Watcher,
    private readonly floods: Floods,
  ) {}

  /** What listens to one connection, whose evidence is in this file, from its first octet on. */
  over(file: string): WireWatcher {
    const { watcher } = this
    return {
      frame: (frame) => {
        watcher.seen('frame')
        if (frame.opcode >= firstControlOpcode) watcher.seen('control frame')
      },
      event: (event) => {
        if (event.kind === 'message') {
          watcher.seen('message')
          if (event.opcode === 1) watcher.seen('text message')
        }
        if (event.kind === 'close') watcher.seen('close frame')
      },
      violation: (violation) => {
        const flood = violation.code === 'flood'
        if (flood) this.floods.seen()
        watcher.deviated({
          row: rowOfViolation(violation.code),
          code: violation.code,
          verdict: flood ? 'noted' : 'fail',
          message: violation.message,
          evidence: { file, row: violation.evidence },
        })
      },
    }
  }
}
