import { clause, type CaseContext } from '../../lib/case/index.js'
import { required } from '../../lib/sut/index.js'
import { contentOf } from '../contents.js'
import { failureAccepts, failureRows, judgeFailing, judgeSurvival } from '../failures.js'
import { fragmentsTaken, writeRequest } from '../frames.js'
import { textForms, textMessage, textSession } from '../texts.js'

/** Octets that are not UTF-8 (RFC 3629), inside the content of an otherwise regular request. */
const sequences = [
  { id: 'CSE/UTF/001', words: 'a prefix of "κόσμε" that ends inside a character', hex: 'ce' },
  { id: 'CSE/UTF/002', words: 'a prefix of "κόσμε" that ends inside a character', hex: 'cebae1' },
  { id: 'CSE/UTF/003', words: 'a prefix of "κόσμε" that ends inside a character', hex: 'cebae1bd' },
  { id: 'CSE/UTF/004', words: 'a prefix of "κόσμε" that ends inside a character', hex: 'cebae1bdb9cf' },
  { id: 'CSE/UTF/005', words: 'a prefix of "κόσμε" that ends inside a character', hex: 'cebae1bdb9cf83ce' },
  {
    id: 'CSE/UTF/006',
    words: 'a prefix of "κόσμε" that ends inside a character',
    hex: 'cebae1bdb9cf83cebcce',
  },
  { id: 'CSE/UTF/007', words: 'a sequence of five or six octets', hex: 'f888808080' },
  { id: 'CSE/UTF/008', words: 'a sequence of five or six octets', hex: 'fc8480808080' },
  { id: 'CSE/UTF/009', words: 'a sequence of five or six octets', hex: 'fbbfbfbfbf' },
  { id: 'CSE/UTF/010', words: 'a sequence of five or six octets', hex: 'fdbfbfbfbfbf' },
  { id: 'CSE/UTF/011', words: 'a code point above U+10FFFF', hex: 'f7bfbfbf' },
  { id: 'CSE/UTF/012', words: 'a code point above U+10FFFF', hex: 'f4908080' },
  { id: 'CSE/UTF/013', words: 'a code point above U+10FFFF', hex: 'f5808080' },
  { id: 'CSE/UTF/014', words: 'continuation octets without a lead octet', hex: '80' },
  { id: 'CSE/UTF/015', words: 'continuation octets without a lead octet', hex: 'bf' },
  { id: 'CSE/UTF/016', words: 'continuation octets without a lead octet', hex: '80bf' },
  { id: 'CSE/UTF/017', words: 'continuation octets without a lead octet', hex: '80bf80' },
  { id: 'CSE/UTF/018', words: 'continuation octets without a lead octet', hex: '80bf80bf' },
  { id: 'CSE/UTF/019', words: 'continuation octets without a lead octet', hex: '80bf80bf80' },
  { id: 'CSE/UTF/020', words: 'continuation octets without a lead octet', hex: '80bf80bf80bf' },
  {
    id: 'CSE/UTF/021',
    words: 'every continuation octet without a lead octet',
    hex: '808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf',
  },
  {
    id: 'CSE/UTF/022',
    words: 'all lead octets of two, each before a space',
    hex: 'c020c120c220c320c420c520c620c720c820c920ca20cb20cc20cd20ce20cf20d020d120d220d320d420d520d620d720d820d920da20db20dc20dd20de20df20',
  },
  {
    id: 'CSE/UTF/023',
    words: 'all lead octets of three, each before a space',
    hex: 'e020e120e220e320e420e520e620e720e820e920ea20eb20ec20ed20ee20ef20',
  },
  {
    id: 'CSE/UTF/024',
    words: 'all lead octets of four, each before a space',
    hex: 'f020f120f220f320f420f520f620f720',
  },
  { id: 'CSE/UTF/025', words: 'all lead octets of five, each before a space', hex: 'f820f920fa20fb20' },
  { id: 'CSE/UTF/026', words: 'all lead octets of six, each before a space', hex: 'fc20fd20' },
  { id: 'CSE/UTF/027', words: 'a sequence without its last octet', hex: 'c0' },
  { id: 'CSE/UTF/028', words: 'a sequence without its last octet', hex: 'e080' },
  { id: 'CSE/UTF/029', words: 'a sequence without its last octet', hex: 'f08080' },
  { id: 'CSE/UTF/030', words: 'a sequence without its last octet', hex: 'f8808080' },
  { id: 'CSE/UTF/031', words: 'a sequence without its last octet', hex: 'fc80808080' },
  { id: 'CSE/UTF/032', words: 'a sequence without its last octet', hex: 'df' },
  { id: 'CSE/UTF/033', words: 'a sequence without its last octet', hex: 'efbf' },
  { id: 'CSE/UTF/034', words: 'a sequence without its last octet', hex: 'f7bfbf' },
  { id: 'CSE/UTF/035', words: 'a sequence without its last octet', hex: 'fbbfbfbf' },
  { id: 'CSE/UTF/036', words: 'a sequence without its last octet', hex: 'fdbfbfbfbf' },
  {
    id: 'CSE/UTF/037',
    words: 'ten sequences without their last octets, one behind the other',
    hex: 'c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf',
  },
  { id: 'CSE/UTF/038', words: 'an octet that UTF-8 does not know', hex: 'fe' },
  { id: 'CSE/UTF/039', words: 'an octet that UTF-8 does not know', hex: 'ff' },
  { id: 'CSE/UTF/040', words: 'an octet that UTF-8 does not know', hex: 'fefeffff' },
  { id: 'CSE/UTF/041', words: 'an overlong solidus', hex: 'c0af' },
  { id: 'CSE/UTF/042', words: 'an overlong solidus', hex: 'e080af' },
  { id: 'CSE/UTF/043', words: 'an overlong solidus', hex: 'f08080af' },
  { id: 'CSE/UTF/044', words: 'an overlong solidus', hex: 'f8808080af' },
  { id: 'CSE/UTF/045', words: 'an overlong solidus', hex: 'fc80808080af' },
  { id: 'CSE/UTF/046', words: 'an overlong form at the top of its length', hex: 'c1bf' },
  { id: 'CSE/UTF/047', words: 'an overlong form at the top of its length', hex: 'e09fbf' },
  { id: 'CSE/UTF/048', words: 'an overlong form at the top of its length', hex: 'f08fbfbf' },
  { id: 'CSE/UTF/049', words: 'an overlong form at the top of its length', hex: 'f887bfbfbf' },
  { id: 'CSE/UTF/050', words: 'an overlong form at the top of its length', hex: 'fc83bfbfbfbf' },
  { id: 'CSE/UTF/051', words: 'an overlong NUL', hex: 'c080' },
  { id: 'CSE/UTF/052', words: 'an overlong NUL', hex: 'e08080' },
  { id: 'CSE/UTF/053', words: 'an overlong NUL', hex: 'f0808080' },
  { id: 'CSE/UTF/054', words: 'an overlong NUL', hex: 'f880808080' },
  { id: 'CSE/UTF/055', words: 'an overlong NUL', hex: 'fc8080808080' },
  { id: 'CSE/UTF/056', words: 'a single surrogate', hex: 'eda080' },
  { id: 'CSE/UTF/057', words: 'a single surrogate', hex: 'edadbf' },
  { id: 'CSE/UTF/058', words: 'a single surrogate', hex: 'edae80' },
  { id: 'CSE/UTF/059', words: 'a single surrogate', hex: 'edafbf' },
  { id: 'CSE/UTF/060', words: 'a single surrogate', hex: 'edb080' },
  { id: 'CSE/UTF/061', words: 'a single surrogate', hex: 'edbe80' },
  { id: 'CSE/UTF/062', words: 'a single surrogate', hex: 'edbfbf' },
  { id: 'CSE/UTF/063', words: 'a pair of surrogates', hex: 'eda080edb080' },
  { id: 'CSE/UTF/064', words: 'a pair of surrogates', hex: 'eda080edbfbf' },
  { id: 'CSE/UTF/065', words: 'a pair of surrogates', hex: 'edadbfedb080' },
  { id: 'CSE/UTF/066', words: 'a pair of surrogates', hex: 'edadbfedbfbf' },
  { id: 'CSE/UTF/067', words: 'a pair of surrogates', hex: 'edae80edb080' },
  { id: 'CSE/UTF/068', words: 'a pair of surrogates', hex: 'edae80edbfbf' },
  { id: 'CSE/UTF/069', words: 'a pair of surrogates', hex: 'edafbfedb080' },
  { id: 'CSE/UTF/070', words: 'a pair of surrogates', hex: 'edafbfedbfbf' },
  {
    id: 'CSE/UTF/071',
    words: 'text with a surrogate inside',
    hex: 'cebae1bdb9cf83cebcceb5eda080656469746564',
  },
] as const

const row = 'RFC6455/8.1-1'
const before = 'κόσμε before'

/** Sends the sequence in each form on a connection of its own; nothing of it may be stored. */
async function judgeSequence(context: CaseContext, words: string, sequence: Buffer): Promise<void> {
  const { session, container } = await textSession(context, before)
  for (const form of textForms) {
    if (session.open.ended !== undefined) await session.reopen()
    if (form.fragmented) await fragmentsTaken(context, session)
    const connection = session.open
    const responsesBefore = connection.responses.length
    const message = textMessage(session, container, sequence)
    await writeRequest(connection, message.rqi, () => form.write(connection, message))
    const sent = `a text message with ${words} (${sequence.toString('hex')}) in the content, ${form.words}`
    await judgeFailing(context, connection, { sent, row, codes: [1007], responsesBefore })
  }
  await judgeSurvival(context, session, `text messages with ${words}`, async () => {
    const reply = await session.retrieve(`${container}/la`)
    required(reply, 2000)
    const latest = contentOf(reply)
    // That con is missing shows in every exchange, and is no sign of anything stored.
    if (latest === undefined) context.inconclusive('the latest <contentInstance> is shown without con')
    return latest === before ? undefined : `the content ${JSON.stringify(latest)}, stored from such a message`
  })
}

clause('RFC6455/8.1', 'Handling Errors in UTF-8-Encoded Data: invalid sequences', (test) => {
  for (const { id, words, hex } of sequences) {
    test(id, {
      title: `fails the connection on ${words}: ${hex.length > 24 ? `${hex.slice(0, 24)}...` : hex}`,
      covers: [row, ...failureRows],
      sends: `CREATE of a contentInstance with ${hex} in its content, in ${textForms.length} forms; the same with valid text is served first.`,
      accepts: `${failureAccepts} Fitting: 1007.`,
      run: (context) => judgeSequence(context, words, Buffer.from(hex, 'hex')),
    })
  }
})
