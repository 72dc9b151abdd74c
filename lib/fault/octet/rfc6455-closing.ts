import { closeCodeProblem, closePayload, opcodes, readClosePayload } from '../../wire/index.js'
import { closeFrame, codeIn } from '../closes.js'
import { octetFault } from '../define.js'
import { reframed, type TamperFrame } from '../frame-reader.js'
import { isData } from '../messages.js'
import { end, forward, nothing, perConnection, reply, stateless, wait } from '../steps.js'
import type { OctetFault, Tampering, Transform } from '../types.js'
import { failing, fromClient } from './rfc6455-rows.js'

/** Codes with which the server fails a connection. */
const failureCodes: readonly (number | undefined)[] = [1002, 1007]

/** With the longer waits of the proof of faults more than a quarter of the time for closing, and less than all of it. */
const lateMs = 600

/** So long what follows an error may still be processed, in milliseconds. */
export const processingMs = 30

export function isFailure(frame: TamperFrame): boolean {
  return failureCodes.includes(codeIn(frame))
}

/** Edits the body of the Close frames with which the server fails a connection. */
export function inFailures(edit: (code: number | undefined) => Buffer): Transform {
  return stateless({
    fromServer: (frame) =>
      isFailure(frame) ? forward(reframed(frame, { payload: edit(codeIn(frame)) })) : frame,
  })
}

/** Edits Close frames of the client. */
function inClientCloses(edit: (payload: Buffer) => Buffer | undefined): Transform {
  return fromClient((frame) => {
    if (frame.opcode !== opcodes.close || frame.payload.length > 125) return frame
    const payload = edit(frame.payload)
    if (payload === undefined) return nothing
    return payload.equals(frame.payload) ? frame : forward(reframed(frame, { payload }))
  })
}

/** Whether a frame of the client is one that the server has to fail the connection for. */
export function isOffence(frame: TamperFrame): boolean {
  const reserved = (frame.opcode > 2 && frame.opcode < 8) || frame.opcode > 10
  return reserved || (frame.rsv & 3) !== 0 || frame.mask === undefined
}

/** Sends Close at once, and serves what comes behind the reason for it all the same. */
function servesWhatFollows(reason: (frame: TamperFrame) => boolean, code: number): Tampering {
  let closing = false
  return {
    fromClient: (frame) => {
      if (closing)
        return isData(frame) ? [...forward(frame.octets), wait(processingMs), end] : [wait(processingMs), end]
      if (!reason(frame)) return frame
      closing = true
      return reply(closeFrame(code))
    },
    // Close frames of the server itself would be a second one.
    fromServer: (frame) => (closing && frame.opcode === opcodes.close ? nothing : frame),
  }
}

/** Tells the continuations that have no message to continue. */
function strays(): (frame: TamperFrame) => boolean {
  let inside = false
  return (frame) => {
    if (!isData(frame)) return false
    const stray = !inside && frame.opcode === opcodes.continuation
    inside = !frame.fin && !stray
    return stray
  }
}

/** RFC 6455 5.5.1, 7.1.7 and 7.4: how the server fails a connection, and what it makes of Close frames. */
export const rfc6455ClosingFaults: readonly OctetFault[] = [
  octetFault(
    'failure-with-1000',
    'Fails connections with the code 1000, as if all were well.',
    { kills: ['RFC6455/7.1.7-3'], also: failing, verdict: 'warn' },
    inFailures(() => closePayload(1000)),
  ),
  octetFault(
    'failure-without-code',
    'Fails connections with an empty Close frame.',
    { kills: ['RFC6455/7.1.7-3'], also: failing, verdict: 'warn' },
    inFailures(() => closePayload()),
  ),
  octetFault(
    'failure-of-text-with-1002',
    'Fails connections for text that is not UTF-8 with 1002 instead of 1007.',
    { kills: ['RFC6455/7.1.7-3'], also: failing, verdict: 'warn' },
    inFailures(() => closePayload(1002)),
  ),
  octetFault(
    'failed-connection-kept',
    'Leaves TCP open after the Close frame with which it fails a connection.',
    { kills: ['RFC6455/7.1.7-1'], also: [...failing, 'RFC6455/5.5.1-11'] },
    perConnection(() => {
      let failed = false
      let answers = false
      return {
        fromClient: (frame) => {
          answers ||= frame.opcode === opcodes.close
          return frame
        },
        fromServer: (frame) => {
          failed ||= isFailure(frame) && !answers
          return frame
        },
        serverEnded: () => (failed ? 'held' : 'passed'),
      }
    }),
  ),
  octetFault(
    'served-behind-an-error',
    'Sends Close on a frame that is not in order, and serves what comes behind it.',
    {
      kills: ['RFC6455/7.1.7-5'],
      also: [
        ...failing,
        'RFC6455/5.1-2',
        'RFC6455/5.2-2',
        'RFC6455/5.2-3',
        'RFC6455/5.5.1-5',
        'RFC6455/5.5.1-11',
      ],
    },
    perConnection(() => servesWhatFollows(isOffence, 1002)),
  ),
  octetFault(
    'served-behind-a-stray',
    'Sends Close on a continuation frame without a message that was begun, and serves what comes behind it.',
    { kills: ['RFC6455/7.1.7-5'], also: [...failing, 'RFC6455/5.5.1-5', 'RFC6455/5.5.1-11'] },
    perConnection(() => servesWhatFollows(strays(), 1002)),
  ),
  octetFault(
    'served-behind-a-close',
    'Answers a Close frame, and serves what comes behind it.',
    {
      kills: ['RFC6455/5.5.1-9'],
      also: [...failing, '6.3-1', 'RFC6455/7.1.1-1', 'RFC6455/5.5.1-5', 'RFC6455/5.5.1-11', '5.2-5'],
    },
    perConnection(() => servesWhatFollows(({ opcode }) => opcode === opcodes.close, 1000)),
  ),
  octetFault(
    'invalid-close-code-returned',
    'Answers a Close frame with the code in it, also with one that may not be sent.',
    { kills: ['RFC6455/10.7-1'], also: [...failing, 'RFC6455/7.4.1-2'] },
    perConnection(() => {
      let code: number | undefined
      return {
        fromClient: (frame) => {
          const own = codeIn(frame)
          if (own !== undefined && closeCodeProblem(own) !== undefined) code = own
          return frame
        },
        fromServer: (frame) =>
          frame.opcode === opcodes.close && code !== undefined
            ? forward(reframed(frame, { payload: closePayload(code) }))
            : frame,
      }
    }),
  ),
  octetFault(
    'invalid-close-codes-taken',
    'Takes any code in a Close frame for a regular one.',
    { kills: ['RFC6455/10.7-1'], also: failing, verdict: 'warn' },
    inClientCloses((payload) => {
      const { code, reason } = readClosePayload(payload)
      return code !== undefined && closeCodeProblem(code) !== undefined ? closePayload(1000, reason) : payload
    }),
  ),
  octetFault(
    'invalid-close-codes-unanswered',
    'Takes no notice of a Close frame with a code that may not be sent.',
    { kills: ['RFC6455/10.7-1'], also: failing },
    inClientCloses((payload) => {
      const { code } = readClosePayload(payload)
      return code !== undefined && closeCodeProblem(code) !== undefined ? undefined : payload
    }),
  ),
  octetFault(
    'later-close-codes-unanswered',
    'Takes no notice of a Close frame with a code from 1012 to 1014, which RFC 6455 does not know yet.',
    { kills: ['RFC6455/10.7-1'], also: failing },
    inClientCloses((payload) => {
      const { code = 0 } = readClosePayload(payload)
      return code >= 1012 && code <= 1014 ? undefined : payload
    }),
  ),
  octetFault(
    'close-of-one-octet-taken',
    'Takes a Close frame with a single octet for an empty one.',
    { kills: ['RFC6455/10.7-1'], also: failing, verdict: 'warn' },
    inClientCloses((payload) => (payload.length === 1 ? Buffer.alloc(0) : payload)),
  ),
  octetFault(
    'close-of-one-octet-unanswered',
    'Takes no notice of a Close frame with a single octet.',
    { kills: ['RFC6455/10.7-1'], also: failing },
    inClientCloses((payload) => (payload.length === 1 ? undefined : payload)),
  ),
  octetFault(
    'close-reasons-unchecked',
    'Does not look at the UTF-8 of the reason in a Close frame.',
    { kills: ['RFC6455/10.7-1'], also: failing, verdict: 'warn' },
    inClientCloses((payload) => {
      const { problems } = readClosePayload(payload)
      return problems.some(({ code }) => code === 'close-reason-utf8') ? payload.subarray(0, 2) : payload
    }),
  ),
  octetFault(
    'close-answered-late',
    `Takes ${lateMs} ms to answer a Close frame.`,
    {
      kills: ['RFC6455/5.5.1-7'],
      also: ['6.3-1', '5.2-5', 'RFC6455/5.5.1-9', ...failing],
      verdict: 'warn',
    },
    fromClient((frame) =>
      frame.opcode === opcodes.close ? [wait(lateMs), ...forward(frame.octets)] : frame,
    ),
  ),
  octetFault(
    'long-reasons-unanswered',
    'Takes no notice of a Close frame with a reason of more than 100 octets.',
    { kills: ['6.3-1'], also: ['RFC6455/5.5.1-9', ...failing] },
    inClientCloses((payload) => (payload.length > 102 ? undefined : payload)),
  ),
  octetFault(
    'close-with-application-code-unanswered',
    'Takes no notice of a Close frame with a code from 3000 to 4999.',
    { kills: ['6.3-1'], also: ['RFC6455/5.5.1-9', ...failing] },
    inClientCloses((payload) => {
      const { code = 0 } = readClosePayload(payload)
      return code >= 3000 && code < 5000 ? undefined : payload
    }),
  ),
]
