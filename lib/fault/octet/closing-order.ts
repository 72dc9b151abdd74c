import { closePayload, encodeFrame, opcodes, readClosePayload } from '../../wire/index.js'
import { inCloses } from '../closes.js'
import { octetFault } from '../define.js'
import { reframed } from '../frame-reader.js'
import { isData } from '../messages.js'
import { primitives } from '../rows.js'
import { end, forward, nothing, perConnection, reply, wait } from '../steps.js'
import type { OctetFault, Tampering } from '../types.js'
import { inFailures, isFailure, isOffence, processingMs } from './rfc6455-closing.js'
import { failing } from './rfc6455-rows.js'

/** Status code of a server that got text which is not UTF-8. */
const invalidText = 1007

/** Sends no more than the low octet of the code where it answers a Close frame. */
const answersWithHalfACode = inCloses((frame, answers) =>
  answers && frame.payload.length >= 2
    ? forward(reframed(frame, { payload: frame.payload.subarray(1, 2) }))
    : frame,
)

/** Does not know that its last message has gone when it answers a Close frame, and sends it again. */
function repeatsLastMessage(): Tampering {
  let asked = false
  let last: Buffer | undefined
  return {
    fromClient: (frame) => {
      asked ||= frame.opcode === opcodes.close && frame.rsv === 0
      return frame
    },
    fromServer: (frame) => {
      if (isData(frame)) last = frame.fin ? frame.octets : undefined
      return asked && frame.opcode === opcodes.close && last !== undefined
        ? forward(frame.octets, last)
        : frame
    },
  }
}

/** Leaves TCP open where it has failed the connection for text, and the client has not sent Close before. */
function keepsAfterInvalidText(): Tampering {
  let [asked, kept] = [false, false]
  return {
    fromClient: (frame) => {
      asked ||= frame.opcode === opcodes.close
      return frame
    },
    fromServer: (frame) => {
      kept ||= !asked && isFailure(frame) && readClosePayload(frame.payload).code === invalidText
      return frame
    },
    serverEnded: () => (kept ? 'held' : 'passed'),
  }
}

/** Waits for an answer to its Close frame although the client has sent one of its own meanwhile. */
function waitsWhereClosesCross(): Tampering {
  let [failed, crossed] = [false, false]
  return {
    fromClient: (frame) => {
      crossed ||= failed && frame.opcode === opcodes.close
      failed ||= isOffence(frame)
      return frame
    },
    serverEnded: () => (crossed ? 'held' : 'passed'),
  }
}

/** Fails a connection at once, and acts on what was read together with the reason for it, without a response. */
function actsSilently(): Tampering {
  let failed = false
  return {
    fromClient: (frame) => {
      if (failed) return [...(isData(frame) ? forward(frame.octets) : nothing), wait(processingMs), end]
      if (!isOffence(frame)) return frame
      failed = true
      return reply(encodeFrame({ opcode: opcodes.close, payload: closePayload(1002), mask: false }))
    },
    fromServer: (frame) => (failed ? nothing : frame),
  }
}

/** RFC 6455 5.5.1 and 7.1.7: what is sent, done and left open around Close frames. */
export const closingOrderFaults: readonly OctetFault[] = [
  octetFault(
    'close-answered-with-half-a-code',
    'Answers a Close frame with the low octet of the code alone.',
    { kills: ['RFC6455/5.5.1-2'], also: failing },
    answersWithHalfACode,
  ),
  octetFault(
    'last-message-repeated-behind-close',
    'Sends its last message once more behind the Close frame with which it answers one.',
    {
      kills: ['RFC6455/5.5.1-5'],
      also: [...primitives, ...failing, '5.2-3', '5.2-17', 'RFC6455/5.5.1-9', 'TS-0004/7.2.1.2-2'],
    },
    perConnection(repeatsLastMessage),
  ),
  octetFault(
    'connection-of-invalid-text-kept',
    'Leaves TCP open after it has failed a connection for text that is not UTF-8.',
    { kills: ['RFC6455/7.1.7-1'], also: failing },
    perConnection(keepsAfterInvalidText),
  ),
  octetFault(
    'tcp-left-open-where-closes-cross',
    'Waits for the answer to its Close frame for good where one of the client was already on its way.',
    { kills: ['RFC6455/5.5.1-11'], also: failing },
    perConnection(waitsWhereClosesCross),
  ),
  octetFault(
    'done-silently-behind-an-error',
    'Fails a connection, and carries out what was sent behind the error without a response.',
    {
      kills: ['RFC6455/7.1.7-5'],
      also: [...failing, 'RFC6455/5.1-2', 'RFC6455/5.2-2', 'RFC6455/5.2-3', 'RFC6455/5.5.1-11'],
    },
    perConnection(actsSilently),
  ),
  octetFault(
    'failure-with-1010',
    'Fails connections with 1010, the code for extensions that a client misses.',
    { kills: ['RFC6455/7.4.1-3'], also: [...failing, 'RFC6455/7.4.1-2', 'RFC6455/8.1-1'] },
    inFailures(() => closePayload(1010)),
  ),
]
