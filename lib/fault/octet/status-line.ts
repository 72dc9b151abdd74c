import { octetFault } from '../define.js'
import type { HttpHead } from '../http-head.js'
import { accepting, refusing } from '../rows.js'
import { end, forever, forward, inAcceptance, inRefusal, stateless } from '../steps.js'
import type { OctetFault, Tampering } from '../types.js'

/** Edits the first line of a head. */
function start(pattern: RegExp, text: string): (head: HttpHead) => HttpHead {
  return (head) => head.withStart(head.start.replace(pattern, text))
}

/** Answers no handshake that begins while another one is not finished. */
function oneHandshakeAtATime(): () => Tampering {
  let pending = 0
  return () => {
    let mine = false
    return {
      request: (head) => {
        if (pending > 0) return [end]
        mine = true
        pending += 1
        return head
      },
      answer: (head) => {
        if (mine) pending -= 1
        mine = false
        return head
      },
      serverEnded: () => {
        if (mine) pending -= 1
        mine = false
        return 'passed'
      },
    }
  }
}

/** Leaves each second handshake without an answer. */
function everySecond(): () => Tampering {
  let count = 0
  return () => ({
    answer: (head) => {
      count += 1
      return count % 2 === 1 ? head : [forever, end]
    },
  })
}

/** TS-0020 6.2.3.1: the first line of the answer, and whether there is an answer at all. */
export const statusLineFaults: readonly OctetFault[] = [
  octetFault(
    'status-http-1-0',
    'Begins the status-line of each 101 with HTTP/1.0.',
    { kills: ['6.2.3.1-1'] },
    inAcceptance(start(/^HTTP\/1\.1/, 'HTTP/1.0')),
  ),
  octetFault(
    'status-http-1-0-in-refusals',
    'Begins the status-line of each refusal with HTTP/1.0.',
    { kills: ['6.2.3.1-1'] },
    inRefusal(start(/^HTTP\/1\.1/, 'HTTP/1.0')),
  ),
  octetFault(
    'status-http-1-10',
    'Begins the status-line of each 101 with HTTP/1.10, whose first eight octets are right.',
    { kills: ['6.2.1-2'], also: ['6.2.3.1-1'] },
    inAcceptance(start(/^HTTP\/1\.1/, 'HTTP/1.10')),
  ),
  octetFault(
    'status-http-lower-case',
    'Begins the status-line of each answer with http/1.1.',
    { kills: ['6.2.3.1-1', '6.2.1-2'] },
    stateless({ answer: start(/^HTTP/, 'http') }),
  ),
  octetFault(
    'status-http-2',
    'Begins the status-line of each answer with HTTP/2.',
    { kills: ['6.2.3.1-1', '6.2.1-2'] },
    stateless({ answer: start(/^HTTP\/1\.1/, 'HTTP/2') }),
  ),
  octetFault(
    'status-line-two-spaces',
    'Puts two spaces between version and status code.',
    { kills: ['6.2.1-2'], also: ['6.2.3.1-1'] },
    stateless({ answer: start(/ /, '  ') }),
  ),
  octetFault(
    'status-line-ends-with-code',
    'Ends the status-line of each 101 behind the code, without the space that belongs there.',
    { kills: ['6.2.1-2'] },
    inAcceptance(start(/ 101.*$/, ' 101')),
  ),
  octetFault(
    'status-line-missing',
    'Begins each answer with the header fields.',
    { kills: ['6.2.1-2', '6.2.3.1-1', '6.2.1-5'], also: [...accepting, ...refusing] },
    stateless({
      answer: (head) => forward(head.octets.subarray(Buffer.byteLength(head.startLine, 'latin1'))),
    }),
  ),
  octetFault(
    'status-200',
    'Accepts handshakes with 200 instead of 101.',
    { kills: ['6.2.3.1-2'], also: accepting },
    inAcceptance((head) => head.withStart('HTTP/1.1 200 OK')),
  ),
  octetFault(
    'status-201',
    'Accepts handshakes with 201 instead of 101.',
    { kills: ['6.2.3.1-2'], also: accepting },
    inAcceptance((head) => head.withStart('HTTP/1.1 201 Created')),
  ),
  octetFault(
    'status-102',
    'Accepts handshakes with 102 instead of 101.',
    { kills: ['6.2.3.1-2'], also: accepting },
    inAcceptance((head) => head.withStart('HTTP/1.1 102 Processing')),
  ),
  octetFault(
    'refusal-200',
    'Refuses handshakes with 200.',
    { kills: ['6.2.3.1-3'], also: refusing },
    inRefusal((head) => head.withStart('HTTP/1.1 200 OK')),
  ),
  octetFault(
    'refusal-101',
    'Refuses handshakes with the status 101, and then closes.',
    { kills: ['6.2.3.1-3'], also: [...refusing, '6.2.3.2-1', '6.2.3.3-1', '6.2.3.4-1'] },
    inRefusal((head) => [...forward(head.withStart('HTTP/1.1 101 Switching Protocols').octets), end]),
  ),
  octetFault(
    'refusal-302',
    'Redirects handshakes that it has to refuse.',
    { kills: ['6.2.3.1-3'], also: refusing, verdict: 'warn' },
    inRefusal((head) => head.withStart('HTTP/1.1 302 Found').withLine('Location: /')),
  ),
  octetFault(
    'refusal-dropped',
    'Ends TCP without an answer where it has to refuse a handshake.',
    { kills: ['6.2.3.1-3'], also: refusing },
    inRefusal(() => [end]),
  ),
  octetFault(
    'refusal-unanswered',
    'Stays silent where it has to refuse a handshake.',
    { kills: ['6.2.3.1-3', '6.2.1-5'], also: refusing },
    inRefusal(() => [forever, end]),
  ),
  octetFault(
    'refusal-without-version',
    'Refuses an unknown Sec-WebSocket-Version without naming the version that it speaks.',
    { kills: ['6.2.2.6-1'] },
    inRefusal((head) => head.without('Sec-WebSocket-Version')),
  ),
  octetFault(
    'refusal-names-version-8',
    'Refuses an unknown Sec-WebSocket-Version and names the version 8 of a draft.',
    { kills: ['6.2.2.6-1'] },
    inRefusal((head) =>
      head.values('Sec-WebSocket-Version').length > 0 ? head.withValue('Sec-WebSocket-Version', '8') : head,
    ),
  ),
  octetFault(
    'handshake-unanswered',
    'Never answers a handshake.',
    { kills: ['6.2.1-5', '6.2.3.1-2'], also: [...accepting, ...refusing] },
    stateless({ answer: () => [forever, end] }),
  ),
  octetFault(
    'handshake-unfinished',
    'Sends one half of the answer to a handshake and then nothing for a long time.',
    { kills: ['6.2.1-5'], also: [...accepting, ...refusing] },
    stateless({
      answer: (head) => [...forward(head.octets.subarray(0, head.octets.length >> 1)), forever, end],
    }),
  ),
  octetFault(
    'handshake-dropped',
    'Ends TCP without an answer to any handshake.',
    { kills: ['6.2.1-5', '6.2.3.1-2'], also: [...accepting, ...refusing] },
    stateless({ answer: () => [end] }),
  ),
  octetFault(
    'handshake-second-unanswered',
    'Leaves each second handshake without an answer.',
    { kills: ['6.2.1-5'], also: [...accepting, ...refusing, '5.2-17', 'RFC6455/10.7-1', 'RFC7692/5-2'] },
    everySecond,
  ),
  octetFault(
    'handshakes-one-at-a-time',
    'Drops a client whose handshake comes while another handshake is not finished.',
    { kills: ['5.2-13'], also: [...accepting, ...refusing, '5.2-17', 'RFC6455/10.7-1', 'RFC7692/5-2'] },
    oneHandshakeAtATime,
  ),
  octetFault(
    'refusal-unfinished',
    'Ends TCP before the empty line of each refusal.',
    { kills: ['6.2.3.1-3'], also: ['6.2.1-2', ...refusing] },
    inRefusal((head) => [...forward(head.octets.subarray(0, -2)), end]),
  ),
]
