import { inText } from '../messages.js'
import type { Liberty } from '../types.js'
import { inOctets } from './define.js'

/** A liberty in how a primitive is written in XML; seen where messages are not compressed. */
function inXml(id: string, text: string, by: string, edit: (document: string) => string): Liberty {
  return inOctets(
    id,
    text,
    { by },
    inText((message) => (message.startsWith('<') ? edit(message) : message)),
  )
}

/** What XML 1.0 and Namespaces in XML leave open of a primitive. */
export const xmlLiberties: readonly Liberty[] = [
  inXml(
    'xml-declared',
    'Begins XML documents with a declaration.',
    'XML 1.0 2.8',
    (document) => `<?xml version="1.0" encoding="UTF-8" standalone='yes'?>\n${document}\n`,
  ),
  inXml(
    'xml-with-another-prefix',
    'Has another prefix for the namespace of oneM2M.',
    'Namespaces in XML 3',
    (document) => document.replaceAll(/(<\/?|xmlns:)m2m(?=[:=])/g, '$1one'),
  ),
  inXml('xml-with-comments', 'Puts comments and blanks between elements.', 'XML 1.0 2.5', (document) =>
    document.replaceAll(/>(?=<\/?(?:pc|rsc|rqi|m2m:[a-z]+)\b)/g, '>\n  <!-- so far -->\n  '),
  ),
  inXml('xml-in-single-quotes', 'Has attributes in single quotes.', 'XML 1.0 2.3', (document) =>
    document.replaceAll(/="([^"'<]*)"/g, "='$1'"),
  ),
  inXml(
    'xml-with-character-references',
    'Writes first letters of words, and whatever is not ASCII, as character references.',
    'XML 1.0 4.1',
    (document) =>
      document.replaceAll(/>([^<]+)</g, (_whole, content: string) => {
        const text = content.replaceAll(
          /(?<![&#\w])[a-z](?!\w*;)|[^\x20-\x7e]/gu,
          (letter) => `&#x${(letter.codePointAt(0) ?? 0).toString(16)};`,
        )
        return `>${text}<`
      }),
  ),
  inXml('xml-with-cdata', 'Writes text in sections of CDATA.', 'XML 1.0 2.7', (document) =>
    document.replaceAll(/>([^<&]+)</g, '><![CDATA[$1]]><'),
  ),
]
