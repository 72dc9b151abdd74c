import { expect } from 'chai'
import fc from 'fast-check'
import {
  defaultDecodeLimits,
  readJson,
  type CodecFinding,
  type JsonOutcome,
  type ValueObject,
} from '../../lib/primitive/index.js'

const read = (text: string | Buffer, limits = defaultDecodeLimits): JsonOutcome =>
  readJson(typeof text === 'string' ? Buffer.from(text, 'utf8') : text, limits)

/** The findings of a text that can be read. */
function findingsOf(text: string | Buffer): readonly CodecFinding[] {
  const outcome = read(text)
  if (outcome.kind === 'unreadable') throw new Error(outcome.finding.message)
  return outcome.findings
}

/** The finding that keeps a text from being read. */
function refusal(text: string | Buffer): CodecFinding {
  const outcome = read(text)
  if (outcome.kind === 'read') throw new Error('the text could be read')
  return outcome.finding
}

function summary(finding: CodecFinding | undefined): readonly unknown[] {
  return [finding?.code, finding?.path, finding?.position?.offset]
}

describe('strict JSON reader', () => {
  describe('goes on, with a finding,', () => {
    const remarkable: readonly (readonly [
      what: string,
      text: string,
      code: string,
      path: string,
      offset: number,
      value: unknown,
    ])[] = [
      ['a repeated member, of which the last counts', '{"a":1,"a":2}', 'duplicate-member', '/a', 7, { a: 2 }],
      [
        'a repeated member deep inside',
        '[{"b":{"c":1,"c":2}}]',
        'duplicate-member',
        '/0/b/c',
        13,
        [{ b: { c: 2 } }],
      ],
      ['an escape of the same name', '{"a":1,"\\u0061":2}', 'duplicate-member', '/a', 7, { a: 2 }],
      ['half a surrogate pair', '["\\uD83D"]', 'lone-surrogate', '/0', 2, ['\uD83D']],
      ['the second half alone', '["x\\uDE00"]', 'lone-surrogate', '/0', 3, ['x\uDE00']],
      ['a high half before an ordinary escape', '["\\uD83D\\u0041"]', 'lone-surrogate', '/0', 2, ['\uD83DA']],
      ['an integer with a fraction', '{"rsc":2000.0}', 'integer-with-fraction', '/rsc', 7, { rsc: 2000 }],
      ['an integer with an exponent', '{"rsc":2e3}', 'integer-with-fraction', '/rsc', 7, { rsc: 2000 }],
      [
        'an integer that hides behind both',
        '{"rsc":20000.00e-1}',
        'integer-with-fraction',
        '/rsc',
        7,
        { rsc: 2000 },
      ],
      [
        'an integer that a double cannot hold',
        '[9007199254740993]',
        'unsafe-integer',
        '/0',
        1,
        [9007199254740992],
      ],
      ['a negative zero', '[-0]', 'negative-zero', '/0', 1, [-0]],
      ['a number out of range', '[1e400]', 'number-out-of-range', '/0', 1, [Infinity]],
      ['a byte order mark', '\uFEFF[]', 'byte-order-mark', '', 0, []],
    ]
    for (const [what, text, code, path, offset, value] of remarkable) {
      it(`over ${what}`, () => {
        const outcome = read(text)
        expect(outcome).to.have.property('value').that.deep.equals(value)
        expect(findingsOf(text).map(summary)).to.deep.equal([[code, path, offset]])
      })
    }

    it('over ill-formed UTF-8 in a string, which becomes a replacement character', () => {
      const octets = Buffer.concat([Buffer.from('{"é":"'), Buffer.from([0xc3]), Buffer.from('x"}')])
      expect(read(octets)).to.have.property('value').that.deep.equals({ é: '\uFFFDx' })
      expect(findingsOf(octets).map(summary)).to.deep.equal([['invalid-utf8', '', 8]])
    })

    it('but not over every one of very many', () => {
      const findings = findingsOf(`[${Array<string>(150).fill('-0').join()}]`)
      expect(findings).to.have.length(101)
      expect(findings.at(-1)).to.include({ code: 'more-findings' })
      expect(findings.at(-1)?.message).to.contain('50 more')
    })
  })

  describe('takes for granted', () => {
    const plain: readonly (readonly [text: string, value: unknown])[] = [
      [' \t\r\n[ ]\n', []],
      ['{"a" : [ 1 , 2.5 , -3 ] }', { a: [1, 2.5, -3] }],
      ['[1.5e3,0.5,1e-1,-0.5]', [1500, 0.5, 0.1, -0.5]],
      ['"\\"\\\\\\/\\b\\f\\n\\r\\t\\u20ac"', '"\\/\b\f\n\r\t€'],
      ['"\\uD83D\\uDE00"', '😀'],
      ['"ä€😀"', 'ä€😀'],
      ['[true,false,null,""]', [true, false, null, '']],
      ['9007199254740991', 9007199254740991],
    ]
    for (const [text, value] of plain) {
      it(text.trim(), () => {
        const outcome = read(text)
        expect(outcome).to.have.property('value').that.deep.equals(value)
        const expected = text.startsWith('[1.5e3') ? ['integer-with-fraction'] : []
        expect(findingsOf(text).map(({ code }) => code)).to.deep.equal(expected)
      })
    }
  })

  describe('refuses', () => {
    const broken: readonly (readonly [text: string, offset: number, message: string])[] = [
      ['{"rsc":2000', 11, 'expected "," or "}" after the member, found the end of the message'],
      ['{"rsc" 2000}', 7, 'expected ":" after the member name, found "2"'],
      ['{rsc:2000}', 1, 'expected a member name in double quotes, found "r"'],
      ["{'rsc':2000}", 1, 'expected a member name in double quotes, found "\'"'],
      ['{"a":1,}', 7, 'expected a member name in double quotes, found "}"'],
      ['[1,]', 3, 'expected a value, found "]"'],
      ['[1 2]', 3, 'expected "," or "]" after the entry, found "2"'],
      ['[NaN]', 1, 'expected a value, found "N"'],
      ['[tru]', 1, 'expected a value, found "t"'],
      ['[01]', 1, 'a number begins with a superfluous 0'],
      ['[-01]', 2, 'a number begins with a superfluous 0'],
      ['[+1]', 1, 'expected a value, found "+"'],
      ['[-]', 2, 'expected a digit, found "]"'],
      ['[1.]', 3, 'expected a digit after the decimal point, found "]"'],
      ['[1e+]', 4, 'expected a digit of the exponent, found "]"'],
      ['["\\x"]', 3, 'expected one of "\\/bfnrtu after the backslash, found "x"'],
      ['["\\u12g4"]', 3, 'expected "u" and four hexadecimal digits, found "u"'],
      ['["a\nb"]', 3, 'the control character U+000A stands unescaped in a string'],
      ['["a', 3, 'expected the closing quote of the string, found the end of the message'],
      ['[]x', 2, 'expected the end of the message, found "x"'],
      ['// comment', 0, 'expected a value, found "/"'],
    ]
    for (const [text, offset, message] of broken) {
      it(text, () => {
        const finding = refusal(text)
        expect([finding.code, finding.position?.offset]).to.deep.equal(['syntax', offset])
        expect(finding.message.startsWith(`${message} (`), finding.message).to.be.true
      })
    }

    it('a message without anything in it', () => {
      expect(refusal('').code).to.equal('empty')
      expect(refusal(' \n').code).to.equal('empty')
    })

    it('nesting beyond the cap, without running out of stack', () => {
      const limits = { depth: 3, octets: 1e9 }
      expect(read('[[[1]]]', limits).kind).to.equal('read')
      expect(read('[[{"a":[1]}]]', limits)).to.have.nested.property('finding.code', 'too-deep')
      expect(refusal('['.repeat(1_000_000))).to.include({ code: 'too-deep' })
    })

    it('messages beyond the cap', () => {
      expect(read('[1,2]', { depth: 9, octets: 4 })).to.have.nested.property('finding.code', 'too-large')
    })

    it('ill-formed UTF-8 outside of strings, naming the octet', () => {
      expect(summary(refusal(Buffer.from([0x5b, 0xff, 0x5d])))).to.deep.equal(['invalid-utf8', '', 1])
    })
  })

  it('names line, column in characters, and the text around', () => {
    const finding = refusal('{\n  "ä": "€",\n  "rsc" 2000\n}')
    expect(finding.position).to.include({ line: 3, column: 9 })
    expect(finding.position?.excerpt).to.contain('"rsc" 2000')
    expect(finding.message).to.contain('line 3, column 9, octet 25')
  })

  it('finds the first octet that is not UTF-8', () => {
    const offsets = ['22ff22', '22c0af22', '22eda08022', '22f49080', '22e282', '22f09f9841'].map(
      (hex) => refusalOrFinding(Buffer.from(hex, 'hex')).position?.offset,
    )
    expect(offsets).to.deep.equal([1, 1, 2, 2, 3, 4])
  })

  it('keeps __proto__ and the like as members, and finds none that are not there', () => {
    const outcome = read('{"__proto__":{"rsc":1},"constructor":2}')
    const value = outcome.kind === 'read' ? (outcome.value as ValueObject) : {}
    expect(Object.keys(value)).to.deep.equal(['__proto__', 'constructor'])
    expect(value['rsc']).to.be.undefined
    expect(Object.hasOwn(value, 'toString') || 'toString' in value).to.be.false
    expect(findingsOf('{"__proto__":1,"__proto__":2}').map(({ code }) => code)).to.deep.equal([
      'duplicate-member',
    ])
  })

  it('reads what JSON.parse reads, as the same value', () => {
    const fragments = [
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      'u',
      'D83D',
      '0',
      '1',
      '-',
      '.',
      'e',
      '+',
      ' ',
      '\n',
      'true',
      'null',
      'ä',
      '"a"',
      '{"a":',
    ]
    const soup = fc.array(fc.constantFrom(...fragments), { maxLength: 12 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(fc.json({ maxDepth: 5 }), soup), (text) => {
        const outcome = read(text)
        const expected = parsed(text)
        expect(outcome.kind).to.equal(expected === undefined ? 'unreadable' : 'read')
        if (outcome.kind === 'read') expect(outcome.value).to.deep.equal(expected)
      }),
      { numRuns: 1500 },
    )
  })

  it('never throws, whatever the octets', () => {
    const mutated = fc
      .tuple(fc.json(), fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([text, at, octet]) => {
        const octets = Buffer.from(text)
        octets[at % octets.length] = octet
        return octets
      })
    const arbitrary = fc.uint8Array({ maxLength: 64 }).map((octets) => Buffer.from(octets))
    fc.assert(
      fc.property(fc.oneof(arbitrary, mutated), (octets) =>
        ['read', 'unreadable'].includes(read(octets).kind),
      ),
      { numRuns: 1000 },
    )
  })
})

function refusalOrFinding(octets: Buffer): CodecFinding {
  const outcome = read(octets)
  const finding = outcome.kind === 'read' ? outcome.findings[0] : outcome.finding
  if (finding === undefined) throw new Error('nothing was found')
  return finding
}

/** What JSON.parse makes of it; undefined where it refuses. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
