import { expect } from 'chai'
import fc from 'fast-check'
import { html, json, printable, printableLines } from '../../lib/record/index.js'

const anything = fc.string({ unit: 'binary', maxLength: 200 })
const hostile = fc.oneof(
  anything,
  fc
    .array(
      fc.constantFrom(
        '::',
        '##[',
        '##vso[',
        'error',
        '\n',
        '\r',
        ' ',
        '\u001b[2J',
        '\u202e',
        ']]>',
        '<script>',
        '"',
        "'",
        'x',
      ),
    )
    .map((parts) => parts.join('')),
)

/** Characters that XML 1.0 (section 2.2) allows, without those that a reader cannot see. */
const visible =
  /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]*$/u

describe('printable: text for a terminal or a log', () => {
  it('shows what a terminal would act on', () => {
    expect(printable('\u001b[2Jgone')).to.equal('\\u{1b}[2Jgone')
    expect(printable('a\u009b31mb\u007f')).to.equal('a\\u{9b}31mb\\u{7f}')
  })

  it('keeps one line', () => {
    expect(printable('HTTP/1.1 101\r\nUpgrade: x\t')).to.equal('HTTP/1.1 101\\r\\nUpgrade: x\\t')
  })

  it('shows what reorders or hides text', () => {
    expect(printable('\u202egnp.exe')).to.equal('\\u{202e}gnp.exe')
    expect(printable('a\u200bb\u2066c\ufeffd\u3164e\u{e0041}')).to.equal(
      'a\\u{200b}b\\u{2066}c\\u{feff}d\\u{3164}e\\u{e0041}',
    )
  })

  it('keeps marks from piling up, and leaves those of words alone', () => {
    expect(printable(`a${'\u0301'.repeat(6)}b`)).to.equal(`a${'\u0301'.repeat(4)}\\u{301}\\u{301}b`)
    expect(printable('Việt e\u0301')).to.equal('Việt e\u0301')
  })

  it('shows lone surrogates', () => {
    expect(printable('a\ud800b\udc00')).to.equal('a\\u{d800}b\\u{dc00}')
  })

  it('leaves readable text of any script alone', () => {
    expect(printable('Zähler 温度 наблюдение 🙂')).to.equal('Zähler 温度 наблюдение 🙂')
  })

  it('breaks commands of GitHub at the start of a line, after white space too', () => {
    expect(printable('::error file=a::forged')).to.equal('\\u{3a}:error file=a::forged')
    expect(printable('   ::add-mask::x')).to.match(/^ {3}\\u\{3a\}:add-mask/)
    expect(printableLines('a\n ::stop-commands::x')).to.match(/^a\n \\u\{3a\}:stop/)
  })

  it('breaks the forms that are searched anywhere in a line', () => {
    expect(printable('x ##[error]forged')).to.equal('x \\u{23}#[error]forged')
    expect(printable('x ##vso[task.setvariable]y')).to.equal('x \\u{23}#vso[task.setvariable]y')
    expect(printable('x ::warning title=a::b')).to.equal('x \\u{3a}:warning title=a::b')
  })

  it('leaves IPv6 addresses inside a line alone', () => {
    expect(printable('connected to fe80::1 port 80')).to.equal('connected to fe80::1 port 80')
  })

  it('caps the length and says so', () => {
    expect(printable('x'.repeat(12), { max: 10 })).to.equal('xxxxxxxxxx… [2 more characters not shown]')
    expect(printable('123456789🙂', { max: 10 })).to.equal('123456789… [2 more characters not shown]')
  })

  it('leaves nothing in any text that a reader cannot see', () => {
    fc.assert(fc.property(hostile, (text) => visible.test(printable(text))))
  })

  it('leaves no line that begins with a command, in any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const line of printableLines(text).split('\n')) {
          expect(line.trimStart().startsWith('::')).to.equal(false)
          expect(line).not.to.match(/##[A-Za-z]*\[/)
        }
      }),
    )
  })

  it('changes nothing when applied again', () => {
    fc.assert(fc.property(hostile, (text) => printable(printable(text)) === printable(text)))
  })
})

describe('html', () => {
  it('makes markup inert in content and in quoted attributes', () => {
    expect(html('<img src=x onerror="a(\'b\')">&`')).to.equal(
      '&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;&#96;',
    )
  })

  it('keeps lines apart and shows the rest', () => {
    expect(html('a\nb\r\u0000')).to.equal('a\nb\\r\\u{0}')
  })

  it('breaks what is a command in a log, and shows it all the same', () => {
    expect(html('::error::x ##[error]')).to.equal('&#58;:error&#58;:x &#35;#[error]')
  })

  it('leaves no markup in any text', () => {
    fc.assert(fc.property(hostile, (text) => !/[<>"'`]/.test(html(text))))
  })
})

describe('json', () => {
  it('writes what a terminal acts on as escape sequences', () => {
    expect(json(['\u009b1m\u202e', '::error::x', '##[group]', '🙂'])).to.equal(
      '["\\u009b1m\\u202e","\\u003a:error\\u003a:x","\\u0023#[group]","🙂"]',
    )
  })

  it('keeps the lines of its layout', () => {
    expect(json({ a: '\u2028' }, 2)).to.equal('{\n  "a": "\\u2028"\n}')
  })

  it('means the same data, whatever that is, in text that is inert', () => {
    fc.assert(
      fc.property(fc.array(hostile), (data) => {
        const text = json(data)
        expect(JSON.parse(text)).to.deep.equal(data)
        expect(text).to.match(visible)
        expect(text).not.to.match(/::|##/)
      }),
    )
  })
})

describe('printable lines', () => {
  it('hold no character that XML 1.0 forbids, in any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(printableLines(text)).to.match(/^[\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u)
      }),
    )
  })
})
