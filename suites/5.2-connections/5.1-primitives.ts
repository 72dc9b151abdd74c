import { clause } from '../../lib/case/index.js'
import { resourceType } from '../../lib/primitive/index.js'
import type { Serialization } from '../../lib/spec/index.js'
import { describeReply, required } from '../../lib/sut/index.js'
import { contentOf } from '../contents.js'

/** Contents that a codec, a database or a log may spoil. */
const contents: readonly string[] = [
  'plain',
  ' leading, trailing and   several blanks ',
  '{"op":1,"pc":[null,true,1.0e1]}',
  '<m2m:cin><con>&amp;&lt;]]></con></m2m:cin>',
  'quote " backslash \\ solidus / apostrophe \'',
  'line\nfeed and\ttabulator',
  'é combined e\u0301, ß, İ, right to left \u05d0\u05d1',
  'beyond the BMP: 😀 𝄞 \u{10fffd}',
  'not characters: \ufffe \uffff, replacement \ufffd, byte order mark \ufeff',
  '2000', // a string that looks like a number
]

/** Characters that XML 1.0 section 2.2 cannot carry. */
const notInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

/** Control characters travel in JSON only escaped, and in CBOR as they are. */
const controls = 'controls \u0001\b\f\u001f\u007f\r\n'

function contentsFor(serialization: Serialization): readonly string[] {
  return [...contents, controls].filter((text) => serialization !== 'xml' || !notInXml.test(text))
}

clause('5.1', 'Use of WebSocket', (test) => {
  test('CSE/SER/004', {
    title: 'returns the content of primitives as it was sent',
    covers: ['5.2-16'],
    per: 'serialization',
    sends:
      'contentInstances with escapes, markup, control characters and characters beyond the BMP, each read back.',
    accepts: 'The same characters; any change of the content is not accepted.',
    async run({ sut, serialization, expect }) {
      const session = await sut.session()
      const container = await session.container('data')
      for (const content of contentsFor(serialization)) {
        required(await session.create(container, resourceType.contentInstance, { con: content }), 2001)
        const read = await session.retrieve(`${container}/la`)
        const grounds = {
          sent: `a contentInstance with con ${JSON.stringify(content)}, then ${read.sent}`,
          came: `${describeReply(read.outcome)} and con ${JSON.stringify(contentOf(read) ?? null)}`,
          evidence: read.evidence,
        }
        // Without a representation there is no content to compare, and no primitive to find fault with.
        required(read, 2000)
        expect(contentOf(read), '5.2-16', grounds).to.equal(content)
      }
    },
  })

  test.watch('CSE/WCH/013', {
    title: 'sends nothing but primitives, each in a message of its own',
    covers: ['5.1-3'],
    watches: ['message'],
    sends: 'Nothing of its own: all data messages of the run.',
    accepts:
      'Data messages that are one primitive; greetings, keep-alives of its own and empty messages are not accepted.',
  })
})
