import { expect } from 'chai'
import {
  checkDeflateAnswer,
  deflateParameters,
  enlargesClientWindow,
  leavesOutLargestWindow,
  formatExtensions,
  parseExtensions,
  unofferedExtensions,
} from '../../lib/wire/index.js'

const parsed = (value: string) => parseExtensions(value).extensions

describe('lib/wire: Sec-WebSocket-Extensions (RFC 6455 9.1)', () => {
  it('reads extensions and their parameters', () => {
    expect(parseExtensions('foo, bar; baz=2 ;q;r="x\\y",,foo')).to.deep.equal({
      extensions: [
        { name: 'foo', parameters: [] },
        {
          name: 'bar',
          parameters: [
            { name: 'baz', value: '2' },
            { name: 'q', value: undefined },
            { name: 'r', value: 'xy' },
          ],
        },
        { name: 'foo', parameters: [] },
      ],
      problems: [],
    })
  })

  for (const value of [
    '',
    ' , ',
    'a b',
    'a;',
    'a;=1',
    'a;b=',
    'a;b="',
    'a;b="x y"',
    'a;b="x"y',
    '"a"',
    'a;b=c=d',
    'a;b=""',
    'a/b',
  ]) {
    it(`names what is wrong with ${JSON.stringify(value)}`, () => {
      expect(parseExtensions(value).problems).not.to.be.empty
    })
  }

  it('does not take a comma inside quotes for the end', () => {
    expect(parsed('a;b="x,y", c').map((extension) => extension.name)).to.deep.equal(['a', 'c'])
  })

  it('writes what it reads', () => {
    const value = 'permessage-deflate; client_max_window_bits; server_max_window_bits=10, foo'
    expect(formatExtensions(parsed(value))).to.equal(value)
  })

  it('finds what was not offered', () => {
    expect(unofferedExtensions(parsed('a, b'), parsed('b, c'))).to.deep.equal(['c'])
  })
})

describe('lib/wire: answers to permessage-deflate offers (RFC 7692 7.1)', () => {
  const plain = 'permessage-deflate'
  const valid: readonly (readonly [offer: string, answer: string])[] = [
    [plain, plain],
    [plain, `${plain}; server_no_context_takeover; client_no_context_takeover`],
    [plain, `${plain}; server_max_window_bits=10`],
    [`${plain}; client_max_window_bits`, plain],
    [`${plain}; client_max_window_bits`, `${plain}; client_max_window_bits=8`],
    [`${plain}; client_max_window_bits=12`, `${plain}; client_max_window_bits=12`],
    [`${plain}; client_max_window_bits=10`, `${plain}; client_max_window_bits=11`],
    [`${plain}; client_no_context_takeover`, plain],
    [`${plain}; server_max_window_bits=10`, `${plain}; server_max_window_bits=9`],
    [`${plain}; server_max_window_bits=10`, `${plain}; server_max_window_bits="10"`],
    [`${plain}; server_max_window_bits=10, ${plain}`, plain],
    [`other, ${plain}`, 'other'],
  ]
  for (const [offer, answer] of valid) {
    it(`accepts "${answer}" for "${offer}"`, () => {
      expect(checkDeflateAnswer(parsed(offer), parsed(answer))).to.deep.equal([])
    })
  }

  const invalid: readonly (readonly [offer: string, answer: string, problem: RegExp])[] = [
    ['other', plain, /was not offered/],
    [plain, `${plain}, ${plain}`, /named 2 times/],
    [plain, `${plain}; client_max_window_bits=15`, /client_max_window_bits was not offered/],
    [plain, `${plain}; server_max_window_bits`, /no value/],
    [plain, `${plain}; server_max_window_bits=08`, /the value 08/],
    [plain, `${plain}; server_max_window_bits=7`, /the value 7/],
    [plain, `${plain}; server_max_window_bits=16`, /the value 16/],
    [`${plain}; client_max_window_bits`, `${plain}; client_max_window_bits`, /no value/],
    [`${plain}; server_max_window_bits=10`, `${plain}; server_max_window_bits=11`, /more than the 10/],
    [`${plain}; server_max_window_bits=10`, plain, /server_max_window_bits was offered and is missing/],
    [`${plain}; server_no_context_takeover`, plain, /server_no_context_takeover was offered and is missing/],
    [plain, `${plain}; server_no_context_takeover=1`, /takes none/],
    [plain, `${plain}; client_no_context_takeover; client_no_context_takeover`, /more than once/],
    [plain, `${plain}; level=9`, /not defined/],
    [plain, `${plain}; Server_Max_Window_Bits=10`, /not defined/],
  ]
  for (const [offer, answer, problem] of invalid) {
    it(`refuses "${answer}" for "${offer}"`, () => {
      const problems = checkDeflateAnswer(parsed(offer), parsed(answer))
      expect(problems).to.have.length(1)
      expect(problems[0]).to.match(problem)
    })
  }

  it('tells an answer that allows the client more than it asked for', () => {
    const larger = `${plain}; client_max_window_bits=11`
    const enlarges = (offer: string, answer: string) => enlargesClientWindow(parsed(offer), parsed(answer))
    expect(enlarges(`${plain}; client_max_window_bits=10`, larger)).to.be.true
    expect(enlarges(`${plain}; client_max_window_bits=11`, larger)).to.be.false
    expect(enlarges(`${plain}; client_max_window_bits`, larger)).to.be.false
    expect(enlarges(`${plain}; client_max_window_bits=10`, plain)).to.be.false
    expect(enlarges(`${plain}; client_max_window_bits=10, ${plain}; client_max_window_bits`, larger)).to.be
      .false
    expect(enlarges('other', 'other')).to.be.false
  })

  it('tells an answer that does not name the largest window, which holds all the same', () => {
    const leavesOut = (offer: string, answer: string) => leavesOutLargestWindow(parsed(offer), parsed(answer))
    const largest = `${plain}; server_max_window_bits=15`
    expect(checkDeflateAnswer(parsed(largest), parsed(plain))).to.deep.equal([])
    expect(leavesOut(largest, plain)).to.be.true
    expect(leavesOut(largest, largest)).to.be.false
    expect(leavesOut(plain, plain)).to.be.false
    expect(leavesOut(`${largest}, ${plain}`, plain)).to.be.false
    expect(leavesOut(`${plain}; server_max_window_bits=14`, plain)).to.be.false
    expect(leavesOut('other', 'other')).to.be.false
  })

  it('binds the client to what it says of itself, whatever the answer', () => {
    const offers = parsed(
      `${plain}; client_no_context_takeover; client_max_window_bits=10, ${plain}; client_max_window_bits=12`,
    )
    expect(deflateParameters(parsed(plain), offers)).to.deep.equal({
      serverNoContextTakeover: false,
      clientNoContextTakeover: true,
      serverMaxWindowBits: 15,
      clientMaxWindowBits: 10,
    })
  })

  it('fills in what an answer leaves out, and what cannot be read', () => {
    expect(deflateParameters(parsed('other'))).to.be.undefined
    expect(deflateParameters(parsed(plain))).to.deep.equal({
      serverNoContextTakeover: false,
      clientNoContextTakeover: false,
      serverMaxWindowBits: 15,
      clientMaxWindowBits: 15,
    })
    const answer = `${plain}; server_no_context_takeover; client_max_window_bits=9; server_max_window_bits=99`
    expect(deflateParameters(parsed(answer))).to.deep.equal({
      serverNoContextTakeover: true,
      clientNoContextTakeover: false,
      serverMaxWindowBits: 15,
      clientMaxWindowBits: 9,
    })
  })
})
