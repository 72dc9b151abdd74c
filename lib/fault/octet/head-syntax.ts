import { octetFault } from '../define.js'
import { stateless } from '../steps.js'
import type { OctetFault } from '../types.js'

const row = { kills: ['6.2.1-2'] }

/** TS-0020 6.2.1 and RFC 7230 3: how the lines of an answer are written. */
export const headSyntaxFaults: readonly OctetFault[] = [
  octetFault(
    'head-bare-line-feeds',
    'Ends the lines of its answers with a line feed alone.',
    row,
    stateless({ answer: (head) => head.withLineEnds('\n') }),
  ),
  octetFault(
    'head-folded-line',
    'Folds a header field of its answers over two lines.',
    row,
    stateless({ answer: (head) => head.withLine('X-Folded: one\r\n two') }),
  ),
  octetFault(
    'head-space-before-colon',
    'Writes a blank between the name Connection and its colon.',
    row,
    stateless({ answer: (head) => head.withLines('Connection', (line) => line.replace(':', ' :')) }),
  ),
  octetFault(
    'head-line-without-colon',
    'Has a line without a colon among the header fields of its answers.',
    row,
    stateless({ answer: (head) => head.withLine('this is no header field') }),
  ),
  octetFault(
    'head-name-with-blank',
    'Has a header field whose name holds a blank.',
    row,
    stateless({ answer: (head) => head.withLine('X Name: value') }),
  ),
  octetFault(
    'head-control-character',
    'Has a control character in the value of a header field.',
    row,
    stateless({ answer: (head) => head.withLine('X-Control: a\u0001b') }),
  ),
]
