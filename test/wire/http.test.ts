import { expect } from 'chai'
import fc from 'fast-check'
import { headerList, headerValues, headLimit, HttpHeadParser, type HeadResult } from '../../lib/wire/index.js'

function parse(text: string): HeadResult | undefined {
  return new HttpHeadParser().push(Buffer.from(text, 'latin1'))
}

function answer(text: string) {
  const result = parse(text)
  if (result?.kind !== 'answer') throw new Error(`no answer but ${result?.kind ?? 'nothing yet'}`)
  return result.answer
}

const ok = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'

describe('lib/wire: heads of HTTP answers (RFC 7230 3)', () => {
  it('reads a well-formed one and hands back what follows', () => {
    const result = parse(`${ok}\x81\x02hi`)
    expect(result).to.deep.equal({
      kind: 'answer',
      answer: {
        statusLine: 'HTTP/1.1 101 Switching Protocols',
        version: '1.1',
        status: 101,
        reasonPhrase: 'Switching Protocols',
        headers: [
          ['Upgrade', 'websocket'],
          ['Connection', 'Upgrade'],
        ],
        raw: Buffer.from(ok),
        problems: [],
      },
      leftover: Buffer.from('810268' + '69', 'hex'),
    })
  })

  it('waits for the whole head', () => {
    const parser = new HttpHeadParser()
    expect(parser.push(Buffer.from(ok.slice(0, -1)))).to.be.undefined
    expect(parser.pending.toString()).to.equal(ok.slice(0, -1))
    expect(parser.push(Buffer.from('\n'))?.kind).to.equal('answer')
  })

  it('takes an empty reason phrase with its space', () => {
    expect(answer('HTTP/1.1 400 \r\n\r\n').problems).to.deep.equal([])
  })

  const deviations: readonly (readonly [string, string, RegExp])[] = [
    ['bare LF', 'HTTP/1.1 101 x\nA: b\r\n\r\n', /line 1 ends with a bare LF/],
    ['an end by bare LF', 'HTTP/1.1 101 x\r\nA: b\r\n\n', /line 3 ends with a bare LF/],
    ['a blank before the colon', 'HTTP/1.1 101 x\r\nA : b\r\n\r\n', /line 2 has a blank before the colon/],
    ['folding', 'HTTP/1.1 101 x\r\nA: b\r\n c\r\n\r\n', /line 3 is folded/],
    ['a field name that is no token', 'HTTP/1.1 101 x\r\nA(B): b\r\n\r\n', /is no token/],
    ['an empty field name', 'HTTP/1.1 101 x\r\n: b\r\n\r\n', /is no token/],
    ['a line without colon', 'HTTP/1.1 101 x\r\nnonsense\r\n\r\n', /line 2 has no colon/],
    ['no space after the status code', 'HTTP/1.1 101\r\n\r\n', /no space after the status code/],
    [
      'a control character in a value',
      'HTTP/1.1 101 x\r\nA: b\x00c\r\n\r\n',
      /line 2 holds a control character/,
    ],
    ['a bare CR in a value', 'HTTP/1.1 101 x\r\nA: b\rc\r\n\r\n', /line 2 holds a control character/],
    [
      'a control character in the reason',
      'HTTP/1.1 101 x\x07\r\n\r\n',
      /status line holds a control character/,
    ],
    ['two blanks in the status line', 'HTTP/1.1  101 x\r\n\r\n', /single space/],
    ['a status code of four digits', 'HTTP/1.1 1010 x\r\n\r\n', /three digits/],
    ['an HTTP version in lower case', 'http/1.1 101 x\r\n\r\n', /HTTP version/],
    ['an HTTP version without minor', 'HTTP/2 101 x\r\n\r\n', /HTTP version/],
    ['an empty line before the status line', '\r\nHTTP/1.1 101 x\r\n\r\n', /empty line/],
  ]
  for (const [name, text, problem] of deviations) {
    it(`names ${name}, and reads on`, () => {
      const { problems, status } = answer(text)
      expect(problems).to.have.length(1)
      expect(problems[0]).to.match(problem)
      expect(String(status)).to.match(/^101/)
    })
  }

  it('joins a folded value and keeps duplicates in order', () => {
    const { headers } = answer('HTTP/1.1 101 x\r\nA: b\r\n\t c\r\na: d\r\n\r\n')
    expect(headers).to.deep.equal([
      ['A', 'b c'],
      ['a', 'd'],
    ])
  })

  it('takes octets above 7f as they are', () => {
    const { headers, problems } = answer('HTTP/1.1 101 x\r\nA: \xe4\xff\r\n\r\n')
    expect(headers).to.deep.equal([['A', '\xe4\xff']])
    expect(problems).to.deep.equal([])
  })

  it('knows garbage at once', () => {
    for (const text of ['SSH-2.0-x', '\x81\x02hi', '\x15\x03\x01', 'HTTP/1.1 hello\r\n', 'X\n', '<html>']) {
      expect(parse(text)?.kind, JSON.stringify(text)).to.equal('garbage')
    }
    expect(parse('HT')).to.be.undefined
  })

  it('gives up a head without end, with what it has', () => {
    const parser = new HttpHeadParser()
    const line = Buffer.from('HTTP/1.1 200 OK\r\n' + `X: ${'y'.repeat(1000)}\r\n`.repeat(100))
    const result = parser.push(line)
    expect(result?.kind === 'garbage' && result.octets.length).to.equal(line.length)
    expect(line.length).to.be.above(headLimit)
  })

  it('keeps only so many problems', () => {
    expect(answer(`HTTP/1.1 101 x\r\n${'bad\r\n'.repeat(5000)}\r\n`).problems).to.have.length(20)
  })

  it('means the same however it is cut', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'A: b',
        'A : b',
        ' folded',
        'nonsense',
        'Sec-WebSocket-Accept: x=',
        '',
        'X:\x01',
        'HTTP/1.1 101 x',
        'HTTP/1.1 4',
      ),
      fc.string({ maxLength: 20 }),
    )
    const head = fc
      .tuple(
        fc.constantFrom(
          'HTTP/1.1 101 x',
          'HTTP/1.0 400',
          'http/1.1 200 OK',
          'HTTP/1.1',
          'HT',
          '\r',
          'nothing',
          '',
        ),
        fc.array(fc.tuple(line, fc.constantFrom('\r\n', '\r\n', '\n', '\r'))),
      )
      .map(([first, lines]) => `${first}\r\n${lines.map(([text, end]) => text + end).join('')}`)
    fc.assert(
      fc.property(head, (text) => {
        const octets = Buffer.from(text, 'latin1')
        const whole = new HttpHeadParser().push(octets)
        const single = new HttpHeadParser()
        let result: HeadResult | undefined
        for (let at = 0; at < octets.length && result === undefined; at++)
          result = single.push(octets.subarray(at, at + 1))
        expect(result?.kind).to.equal(whole?.kind)
        if (whole?.kind === 'answer' && result?.kind === 'answer')
          expect(result.answer).to.deep.equal(whole.answer)
        if (whole?.kind === 'garbage' && result?.kind === 'garbage')
          expect(result.reason).to.equal(whole.reason)
      }),
      { numRuns: 500 },
    )
  })

  it('finds fields without regard to case, and splits lists outside quotes', () => {
    const { headers } = answer('HTTP/1.1 101 x\r\nFoo: a, "b,c" ,,d\r\nBar: x\r\nfOO: e\r\n\r\n')
    expect(headerValues({ headers }, 'foo')).to.deep.equal(['a, "b,c" ,,d', 'e'])
    expect(headerList({ headers }, 'FOO')).to.deep.equal(['a', '"b,c"', 'd', 'e'])
    expect(headerValues({ headers }, 'baz')).to.deep.equal([])
  })
})
