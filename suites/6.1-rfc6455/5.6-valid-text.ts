import { clause, type CaseContext } from '../../lib/case/index.js'
import { contentOf } from '../contents.js'
import { endingSoFar } from '../endings.js'
import { fragmentsTaken } from '../frames.js'
import { groundsOn } from '../replies.js'
import { octetsOf, textForms, textMessage, textSerialization, textSession } from '../texts.js'

/** Valid text by classes of UTF-8; each class is stored and read back as a whole. */
const classes = [
  {
    id: 'CSE/UTF/100',
    words: 'sequences of one to four octets',
    hex: '68656c6c6f24776f726c64 68656c6c6fc2a2776f726c64 68656c6c6fe282ac776f726c64 68656c6c6ff0a4ada2776f726c64',
  },
  {
    id: 'CSE/UTF/101',
    words: 'words in German and Greek',
    hex: '48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121 cebae1bdb9cf83cebcceb5',
  },
  { id: 'CSE/UTF/102', words: 'the first code point of each length', hex: 'c280 e0a080 f0908080' },
  { id: 'CSE/UTF/103', words: 'the last code point of each length', hex: 'dfbf efbfbd f48fbfbf' },
  { id: 'CSE/UTF/104', words: 'the code points around the surrogates', hex: 'ed9fbf ee8080' },
  {
    id: 'CSE/UTF/105',
    words: 'the specials of the Basic Multilingual Plane',
    hex: 'efbfb9 efbfba efbfbb efbfbc efbfbd',
  },
  {
    id: 'CSE/UTF/106',
    words: 'the non-characters of the planes 1 to 8',
    hex: 'f09fbfbe f09fbfbf f0afbfbe f0afbfbf f0bfbfbe f0bfbfbf f18fbfbe f18fbfbf f19fbfbe f19fbfbf f1afbfbe f1afbfbf f1bfbfbe f1bfbfbf f28fbfbe f28fbfbf',
  },
  {
    id: 'CSE/UTF/107',
    words: 'the non-characters of the planes 9 to 16',
    hex: 'f29fbfbe f29fbfbf f2afbfbe f2afbfbf f2bfbfbe f2bfbfbf f38fbfbe f38fbfbf f39fbfbe f39fbfbf f3afbfbe f3afbfbf f3bfbfbe f3bfbfbf f48fbfbe f48fbfbf',
  },
  {
    id: 'CSE/UTF/108',
    words: 'the prefixes of "κόσμε" that end with a character',
    hex: 'ceba cebae1bdb9 cebae1bdb9cf83 cebae1bdb9cf83cebc cebae1bdb9cf83cebcceb5',
  },
  {
    id: 'CSE/UTF/109',
    words: 'combining and right-to-left characters, and an emoji of several code points',
    hex: '65cc81 d7a9d79cd795d79d f09f91a8e2808df09f91a9e2808df09f91a7',
  },
] as const

/** Valid text that XML 1.0 does not allow, however it is written. */
const notInXml = [
  { id: 'CSE/UTF/110', words: 'DEL and the non-characters U+FFFE and U+FFFF', hex: '7f efbfbe efbfbf' },
] as const

/** Code points of text as the vendor reads them. */
function codePoints(text: string): string {
  const name = (character: string): string => {
    const point = character.codePointAt(0) ?? 0
    return `U+${point.toString(16).toUpperCase().padStart(4, '0')}`
  }
  return Array.from(text, name).join(' ')
}

/** Stores text in each form and reads it back. */
async function judgeText(context: CaseContext, words: string, octets: Buffer): Promise<void> {
  const { expect, inconclusive } = context
  const { session, container } = await textSession(context, 'before')
  const text = octets.toString('utf8')
  let stored = false
  for (const form of textForms) {
    if (session.open.ended !== undefined) await session.reopen()
    if (form.fragmented) await fragmentsTaken(context, session)
    const connection = session.open
    const message = textMessage(session, container, octets)
    const outcome = await connection.exchange(message.rqi, () => form.write(connection, message))
    const code = outcome.kind === 'response' ? outcome.response.rsc : undefined
    const sent = `a CREATE with ${words} as its content, ${form.words}`
    const evidence = 'evidence' in outcome ? outcome.evidence : connection.evidence(0)
    expect(code, 'RFC6455/5.6-2', {
      sent,
      came: code === undefined ? `${outcome.kind}, ${endingSoFar(connection).came}` : `rsc ${code}`,
      evidence,
      wanted: 'Text that is UTF-8 is taken, wherever a frame ends.',
    }).to.equal(2001)
    if (code !== 2001) continue
    stored = true
    const read = await session.retrieve(`${container}/la`)
    const content = contentOf(read)
    expect(content, '5.2-16', {
      ...groundsOn(read, `The content is ${codePoints(text)}.`),
      sent,
      came: typeof content === 'string' ? `the content ${codePoints(content)}` : groundsOn(read).came,
    }).to.equal(text)
  }
  if (!stored) inconclusive('none of the text was stored, so there is nothing to compare')
}

clause('RFC6455/5.6', 'Data Frames: valid text', (test) => {
  const accepts =
    'rsc 2001, and the content code point by code point as it was sent; an error, the end of the connection, silence or ' +
    'other content is not accepted.'
  const sends = (words: string): string =>
    `CREATE of a contentInstance with ${words} as content in ${textForms.length} forms, then RETRIEVE of it.`
  for (const { id, words, hex } of classes) {
    test(id, {
      title: `takes ${words}, also when frames end inside a character`,
      covers: ['RFC6455/5.6-2', '5.2-16', '6.1-1'],
      sends: sends(words),
      accepts,
      run: (context) => judgeText(context, words, octetsOf(hex)),
    })
  }
  for (const { id, words, hex } of notInXml) {
    test(id, {
      title: `takes ${words}, also when frames end inside a character`,
      covers: ['RFC6455/5.6-2', '5.2-16', '6.1-1'],
      sends: sends(words),
      accepts,
      run: (context) =>
        textSerialization(context) === 'xml'
          ? context.inapplicable(
              'XML 1.0 has no place for these characters, and the SUT offers no other text format',
            )
          : judgeText(context, words, octetsOf(hex)),
    })
  }
})
