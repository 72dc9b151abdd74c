/** What every output has to be, whatever the SUT sent: text, and nothing that anybody acts on. */
import { expect } from 'chai'
import { XmlDocument } from 'libxml2-wasm'

/** What a reader does not see, or what reorders what is seen; line feeds are the layout's own. */
const invisible =
  /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]|\p{M}{5}/u

function excerpt(text: string, found: RegExpExecArray): string {
  return JSON.stringify(text.slice(Math.max(0, found.index - 40), found.index + 40))
}

function lacks(text: string, pattern: RegExp, what: string): void {
  const found = pattern.exec(text)
  if (found !== null) expect.fail(`${what}: ${excerpt(text, found)}`)
}

/** Text that may be shown on a terminal and in the log of a CI service, line by line. */
export function expectPlain(text: string, what: string): void {
  lacks(text, invisible, `${what} holds something invisible`)
  lacks(text, /^\s*::/m, `${what} has a line that is a command of GitHub`)
  lacks(text, /##[A-Za-z]*\[/, `${what} holds a command of a CI service`)
}

/** The escape sequences that the tester itself writes: colours, and what erases the moving line. */
const own = new RegExp('\\u001b\\[(?:0|1|2|7|22|27|3[1-7]|39|90)m|\\r\\u001b\\[2K', 'g')

/** Text of an interactive terminal, with the tester's own colours and moving line, and nothing else. */
export function expectInteractive(text: string, what: string): void {
  expectPlain(text.replaceAll(own, ''), what)
}

/** JSON whose data may be anything and whose text is inert; with `lines`, an object a line. */
export function expectJson(text: string, what: string, form: 'whole' | 'lines'): void {
  expectPlain(text, what)
  const parts = form === 'whole' ? [text] : text.trimEnd().split('\n')
  for (const part of parts) expect(() => void JSON.parse(part), what).not.to.throw()
}

/** Well-formed XML without what XML 1.0 forbids, escaped or not. */
export function expectXml(text: string, what: string): void {
  // Tabs are the layout of what was sent.
  expectPlain(text.replaceAll('&#xA;', '\n').replaceAll('\t', ' '), what)
  const markup = text.replaceAll(/<!\[CDATA\[[^]*?\]\]>/g, '')
  lacks(markup, /<!DOCTYPE|<!ENTITY/, `${what} declares something`)
  lacks(
    markup,
    /&#(?:x0*[0-8bcBCeEfF]|0*(?:[0-8]|11|12|1[4-9]|2\d|30|31));/,
    `${what} refers to a control character`,
  )
  const document = XmlDocument.fromString(text)
  try {
    expect(document.dtd, what).to.equal(null)
    expect(document.root.name, what).to.equal('testsuites')
  } finally {
    document.dispose()
  }
}
