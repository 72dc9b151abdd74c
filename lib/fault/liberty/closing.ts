import { closePayload, opcodes } from '../../wire/index.js'
import { closeFrame, codeIn, inCloses } from '../closes.js'
import { reframed } from '../frame-reader.js'
import { end, forward, reset, stateless, wait } from '../steps.js'
import type { Liberty, Step, Transform } from '../types.js'
import { inOctets } from './define.js'

/** Edits the body of the Close frames that answer one of the client. */
function inAnswers(body: (code: number | undefined) => Buffer): Transform {
  return inCloses((frame, answers) =>
    answers ? forward(reframed(frame, { payload: body(codeIn(frame)) })) : frame,
  )
}

/** Has other codes in the Close frames by which the server fails connections. */
function withCodes(codes: Readonly<Record<number, number>>): Transform {
  return inCloses((frame) => {
    const other = codes[codeIn(frame) ?? 0]
    return other === undefined ? frame : forward(closeFrame(other))
  })
}

/** Goes on like this behind a Close frame that answers none of the client. */
function failingWith(step: Step): Transform {
  return inCloses((frame, answers) => (answers ? frame : [...forward(frame.octets), step]))
}

/** The row that wants the code that fits. */
const fitting = ['RFC6455/7.1.7-3'] as const

const anyValidCode = 'Reading of 6.3-1: any valid code'

/** What RFC 6455 7 and the Readings of 6.3-1 leave open of how connections end. */
export const closingLiberties: readonly Liberty[] = [
  inOctets(
    'close-answered-with-1000',
    'Answers each Close frame with 1000 where it does not have 1002 or 1007 to say.',
    { by: anyValidCode },
    inAnswers((code) => (code === 1002 || code === 1007 ? closePayload(code) : closePayload(1000))),
  ),
  inOctets(
    'close-answered-empty',
    'Answers each Close frame with an empty one where it does not have 1002 or 1007 to say.',
    { by: anyValidCode },
    inAnswers((code) => (code === 1002 || code === 1007 ? closePayload(code) : Buffer.alloc(0))),
  ),
  inOctets(
    'close-answered-with-reason',
    'Gives a reason with each answer to a Close frame.',
    { by: 'RFC 6455 5.5.1' },
    inAnswers((code) =>
      code === undefined ? Buffer.alloc(0) : closePayload(code, 'auf Wiedersehen – à bientôt'),
    ),
  ),
  inOctets(
    'policy-violations-as-1002',
    'Closes with 1002 where it could with 1003 or 1008.',
    { by: anyValidCode },
    withCodes({ 1003: 1002, 1008: 1002 }),
  ),
  inOctets(
    'errors-as-1008',
    'Closes with 1008 whatever was wrong.',
    { by: `${anyValidCode}; RFC 6455 7.1.7 has a should for the fitting one`, warns: fitting },
    withCodes({ 1002: 1008, 1003: 1008, 1007: 1008, 1009: 1008 }),
  ),
  inOctets(
    'tcp-ended-behind-close',
    'Ends TCP right behind the Close frame by which it fails a connection.',
    { by: 'RFC 6455 7.1.7' },
    failingWith(end),
  ),
  inOctets(
    'tcp-reset-behind-close',
    'Resets TCP right behind the Close frame by which it fails a connection, which the client may then never see.',
    { by: 'RFC 6455 7.1.7, Reading of 6.3-1', warns: ['6.3-1', ...fitting] },
    failingWith(reset),
  ),
  inOctets(
    'slow-close',
    'Takes 50 ms before it sends a Close frame, and as long again before it ends TCP.',
    { by: 'RFC 6455 5.5.1 and 7.1.1: no time is given' },
    stateless({
      fromServer: (frame) =>
        frame.opcode === opcodes.close ? [wait(50), ...forward(frame.octets), wait(50)] : frame,
    }),
  ),
]
