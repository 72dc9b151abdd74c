import type { HttpHead } from '../http-head.js'
import { end, forward, inRefusal, refuse, stateless } from '../steps.js'
import type { Liberty, Step, Transform } from '../types.js'
import { inOctets } from './define.js'

/** Whether this refusal has to say which version the server speaks (RFC 6455 4.2.2). */
function namesVersion(head: HttpHead): boolean {
  return head.values('sec-websocket-version').length > 0
}

/** Refuses with another status, but where the version has to be named. */
function withStatus(status: string): Transform {
  return inRefusal((head) => {
    if (namesVersion(head)) return head
    const other = head.withStart(`HTTP/1.1 ${status}`)
    // RFC 7231 6.5.15: 426 says which protocol is wanted, and RFC 7230 6.7 that Connection names Upgrade then.
    return status.startsWith('426')
      ? other.withValue('Upgrade', 'websocket').withValue('Connection', 'Upgrade, close')
      : other
  })
}

/** Edits refusals that may have a body, in chunks too: not those of HEAD (RFC 7230 3.3) and HTTP/1.0 (3.3.1). */
function inRefusalWithBody(edit: (head: HttpHead) => readonly Step[]): Transform {
  return inRefusal((head, request) =>
    /^(?!HEAD )\S+ \S+ HTTP\/1\.1$/.test(request.start) ? edit(head) : head,
  )
}

const page = '<!doctype html><title>No</title><p>This is no place for you.</p>\n'

/** Refuses what comes to another place, before the server sees it. */
function refusing(status: string, where: (head: HttpHead) => boolean): Transform {
  return stateless({ request: (head) => (where(head) ? refuse(status) : head) })
}

/** Whether a request asks for a WebSocket with HTTP/1.1, right in all of its fields or not. */
function isHandshake(head: HttpHead): boolean {
  const names = (field: string): boolean => head.list(field).length > 0
  return /^GET \S+ HTTP\/1\.1$/.test(head.start) && names('upgrade') && names('connection')
}

/** What RFC 6455 4.2.2 and the Reading of 6.2.3.1-3 leave open of the answer that refuses a handshake. */
export const refusalLiberties: readonly Liberty[] = [
  ...['403 Forbidden', '404 Not Found', '426 Upgrade Required', '500 Internal Server Error', '503 '].map(
    (status) =>
      inOctets(
        `refusals-with-${status.slice(0, 3)}`,
        `Refuses handshakes with the status ${status.trim()}.`,
        { by: 'Reading of 6.2.3.1-3' },
        withStatus(status),
      ),
  ),
  inOctets(
    'refusals-of-no-handshake-with-http-1-0',
    'Answers with HTTP/1.0 where a request is no opening handshake.',
    { by: 'RFC 7230 2.6, and 6.2.3.1-1 speaks of handshakes' },
    inRefusal((head, request) =>
      // Of a head that is too large only its beginning is seen here.
      !isHandshake(request) && head.status !== 431
        ? head.withStart(head.start.replace('HTTP/1.1', 'HTTP/1.0'))
        : head,
    ),
  ),
  inOctets(
    'refusals-with-a-page',
    'Sends a page of HTML with its refusals.',
    { by: 'RFC 7230 3.3' },
    inRefusalWithBody((head) => [
      ...forward(
        head
          .without('content-length')
          .without('content-type')
          .withLine('Content-Type: text/html')
          .withLine(`Content-Length: ${page.length}`).octets,
        Buffer.from(page),
      ),
      end,
    ]),
  ),
  inOctets(
    'refusals-in-chunks',
    'Sends the page of its refusals in chunks.',
    { by: 'RFC 7230 4.1' },
    inRefusalWithBody((head) => [
      ...forward(
        head.without('content-length').withLine('Transfer-Encoding: chunked').octets,
        Buffer.from(`${page.length.toString(16)}\r\n${page}\r\n0\r\n\r\n`),
      ),
      end,
    ]),
  ),
  inOctets(
    'refusals-kept-open',
    'Does not end TCP behind its refusals.',
    { by: 'RFC 7230 6.3' },
    () => () => {
      let refused = false
      return {
        answer: (head) => {
          if (head.status === 101) return head
          refused = true
          return head.values('upgrade').length === 0
            ? head.without('connection')
            : head.withValue('Connection', 'Upgrade')
        },
        serverEnded: () => (refused ? 'held' : 'passed'),
      }
    },
  ),
  inOctets(
    'pages-beside',
    'Serves web pages at the same port.',
    { by: 'Reading of 6.2.3.1-3: plain HTTP may live on the port' },
    stateless({
      request: (head) =>
        /^GET \S+ HTTP\/1\.[01]$/.test(head.start) && head.list('upgrade').length === 0
          ? refuse('200 OK')
          : head,
    }),
  ),
  inOctets(
    'no-other-host',
    'Refuses handshakes for another host.',
    { by: 'Reading of 6.2.2.2-2' },
    refusing(
      '400 Bad Request',
      (head) => isHandshake(head) && !head.values('host').every((host) => /^127\.0\.0\.1:\d+$/.test(host)),
    ),
  ),
  inOctets(
    'no-other-path',
    'Refuses handshakes for another path than /.',
    { by: 'Reading of 6.2.2.1-1' },
    refusing('404 Not Found', (head) => isHandshake(head) && /^GET \/[^ ]/.test(head.start)),
  ),
  inOctets(
    'no-large-heads',
    'Refuses handshakes of more than 4 KiB.',
    { by: 'RFC 6585 5, RFC 7230 3.2.5' },
    refusing('431 Request Header Fields Too Large', (head) => isHandshake(head) && head.octets.length > 4096),
  ),
  inOctets(
    'no-http-no-answer',
    'Ends the connection without an answer where no HTTP request came.',
    { by: 'Reading of 6.2.3.1-3' },
    inRefusal((head, request) => (/^\S+ \S+ HTTP\/\d\.\d$/.test(request.start) ? head : [end])),
  ),
]
