import type { Codec, Decoded } from './codec.js'
import { illFormed } from './xml-well-formed.js'
import { readXmlDocument, XmlProblem } from './xml-reading.js'
import { writeXmlDocument } from './xml-writing.js'

/** A request identifier found in a text that is no primitive, so that its sender gets an answer it can match. */
function salvageIdentifier(text: string): string | undefined {
  return /<rqi>\s*([^<&\p{Cc}]{1,256}?)\s*<\/rqi>/u.exec(text)?.[1]
}

/** XML of TS-0004 8.3, on fast-xml-parser with checks of its own, since that parser takes nearly anything. */
export const xmlCodec: Codec = {
  serialization: 'xml',
  opcode: 'text',
  envelope: 'always',

  encode(root, parameters) {
    return Buffer.from(writeXmlDocument(root, parameters), 'utf8')
  },

  decode(octets): Decoded {
    let text: string
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(octets)
    } catch {
      return { kind: 'unreadable', reason: 'the message is not UTF-8', requestIdentifier: undefined }
    }
    const reason = illFormed(text)
    if (reason !== undefined)
      return { kind: 'unreadable', reason, requestIdentifier: salvageIdentifier(text) }
    try {
      return { kind: 'primitive', ...readXmlDocument(text) }
    } catch (problem) {
      // Whatever else the parser throws is about the document too: names it holds for dangerous, limits of its own.
      const said = problem instanceof XmlProblem ? problem.message : 'the message could not be parsed as XML'
      return { kind: 'unreadable', reason: said, requestIdentifier: salvageIdentifier(text) }
    }
  },
}
