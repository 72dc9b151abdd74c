import { hasControlCharacter, isToken, splitOutsideQuotes, trimBlanks } from './http-grammar.js'
import { OctetQueue } from './octets.js'
import type { HeaderLine, HttpAnswer } from './types.js'

/** A head longer than this is garbage, in octets. */
export const headLimit = 65536

/** No more problems than this are kept of one head: a hostile one could have tens of thousands. */
const mostProblems = 20

const notHttp = 'the answer does not begin with an HTTP version'

/** What a head turned out to be. */
export type HeadResult =
  /** `leftover`: the octets behind the head that came along with it. */
  | { readonly kind: 'answer'; readonly answer: HttpAnswer; readonly leftover: Buffer }
  /** Not HTTP, or a head without end. `octets`: all that came. */
  | { readonly kind: 'garbage'; readonly reason: string; readonly octets: Buffer }

/**
 * Reads the head of an HTTP answer, however it is cut into segments (RFC 7230 3). What breaks the grammar but can be
 * understood is named in {@link HttpAnswer.problems}; only what cannot be HTTP at all is garbage.
 */
export class HttpHeadParser {
  readonly #octets = new OctetQueue()
  readonly #lines: string[] = []
  readonly #problems: string[] = []
  #lineStart = 0
  #scanned = 0
  #result: HeadResult | undefined

  /** Octets taken in while there is no result yet: a head that has begun. */
  get pending(): Buffer {
    return this.#result === undefined ? Buffer.from(this.#octets.view()) : Buffer.alloc(0)
  }

  /** Takes octets in; returns the result once there is one, and the same one from then on. */
  push(chunk: Buffer): HeadResult | undefined {
    if (this.#result !== undefined) return this.#result
    this.#octets.append(chunk)
    this.#result = this.#scan()
    return this.#result
  }

  #scan(): HeadResult | undefined {
    const view = this.#octets.view()
    for (;;) {
      const lineFeed = view.indexOf(0x0a, this.#scanned)
      if (lineFeed === -1 || lineFeed >= headLimit) {
        this.#scanned = view.length
        if (view.length >= headLimit) return this.#garbage(`no end of the head within ${headLimit} octets`)
        if (this.#lines.length === 0 && !mayBeginStatusLine(view.subarray(this.#lineStart))) {
          return this.#garbage(notHttp)
        }
        return undefined
      }
      const bare = lineFeed === this.#lineStart || view[lineFeed - 1] !== 0x0d
      const line = view.toString('latin1', this.#lineStart, bare ? lineFeed : lineFeed - 1)
      this.#lineStart = this.#scanned = lineFeed + 1
      if (bare) this.#problem(`line ${this.#lines.length + 1} ends with a bare LF`)
      if (line === '' && this.#lines.length > 0) return this.#finish(view, this.#lineStart)
      if (line === '') this.#problem('an empty line stands before the status line')
      else {
        if (this.#lines.length === 0 && readStatusLine(line) === undefined) {
          return this.#garbage(/^HTTP\//i.test(line) ? 'the first line is no HTTP status line' : notHttp)
        }
        this.#lines.push(line)
      }
    }
  }

  #finish(view: Buffer, headEnd: number): HeadResult {
    const [statusLine = '', ...fieldLines] = this.#lines
    const { version, status, reasonPhrase, problems } = readStatusLine(statusLine) ?? unreadableStatus
    for (const problem of problems) this.#problem(problem)
    const headers = this.#readHeaders(fieldLines)
    return {
      kind: 'answer',
      answer: {
        statusLine,
        version,
        status,
        reasonPhrase,
        headers,
        raw: Buffer.from(view.subarray(0, headEnd)),
        problems: this.#problems,
      },
      leftover: Buffer.from(view.subarray(headEnd)),
    }
  }

  #readHeaders(lines: readonly string[]): readonly HeaderLine[] {
    const headers: HeaderLine[] = []
    lines.forEach((line, index) => {
      const where = `line ${index + 2}`
      if (hasControlCharacter(line)) this.#problem(`${where} holds a control character`)
      const previous = headers.at(-1)
      if (line.startsWith(' ') || line.startsWith('\t')) {
        this.#problem(`${where} is folded, which is obsolete (RFC 7230 3.2.4)`)
        if (previous !== undefined)
          headers[headers.length - 1] = [previous[0], trimBlanks(`${previous[1]} ${trimBlanks(line)}`)]
        return
      }
      const colon = line.indexOf(':')
      if (colon === -1) {
        this.#problem(`${where} has no colon`)
        return
      }
      const written = line.slice(0, colon)
      const name = trimBlanks(written)
      if (name !== written) this.#problem(`${where} has a blank before the colon (RFC 7230 3.2.4)`)
      if (!isToken(name))
        this.#problem(`${where} has the field name ${JSON.stringify(name)}, which is no token`)
      headers.push([name, trimBlanks(line.slice(colon + 1))])
    })
    return headers
  }

  #problem(text: string): void {
    if (this.#problems.length < mostProblems) this.#problems.push(text)
  }

  #garbage(reason: string): HeadResult {
    return { kind: 'garbage', reason, octets: Buffer.from(this.#octets.view()) }
  }
}

interface StatusLine {
  readonly version: string
  readonly status: number
  readonly reasonPhrase: string
  readonly problems: readonly string[]
}

const unreadableStatus: StatusLine = { version: '', status: 0, reasonPhrase: '', problems: [] }

/** Reads a status-line (RFC 7230 3.1.2), tolerantly; undefined when there is no version or no number. */
function readStatusLine(line: string): StatusLine | undefined {
  const parts = /^(HTTP\/([^ \t]*))([ \t]+)(\d+)(.*)$/is.exec(line)
  if (parts === null) return undefined
  const [, protocol = '', version = '', blanks = '', status = '', rest = ''] = parts
  const problems: string[] = []
  if (!/^HTTP\/\d\.\d$/.test(protocol))
    problems.push(`the HTTP version is written ${JSON.stringify(protocol)}`)
  if (blanks !== ' ') problems.push('the version and the status code are not separated by a single space')
  if (status.length !== 3) problems.push(`the status code ${status} has not three digits`)
  if (!rest.startsWith(' ')) problems.push('there is no space after the status code (RFC 7230 3.1.2)')
  if (hasControlCharacter(line)) problems.push('the status line holds a control character')
  return { version, status: Number(status), reasonPhrase: trimBlanks(rest), problems }
}

/** Whether octets can still become a status line; decided as early as possible, so that garbage ends the wait at once. */
function mayBeginStatusLine(octets: Buffer): boolean {
  const head = octets.subarray(0, 5).toString('latin1').toUpperCase()
  return 'HTTP/'.startsWith(head) || head === '\r'
}

/** Values of a header field, one for each line, in order; names compare without regard to case (RFC 7230 3.2). */
export function headerValues(
  answer: { readonly headers: readonly HeaderLine[] },
  name: string,
): readonly string[] {
  const wanted = name.toLowerCase()
  return answer.headers.filter((line) => line[0].toLowerCase() === wanted).map((line) => line[1])
}

/** Elements of a list-valued header field over all its lines, trimmed, without the empty ones (RFC 7230 7). */
export function headerList(
  answer: { readonly headers: readonly HeaderLine[] },
  name: string,
): readonly string[] {
  return headerValues(answer, name)
    .flatMap((value) => splitOutsideQuotes(value, ','))
    .map(trimBlanks)
    .filter((element) => element !== '')
}
