/**
 * One piece of a document: a comment, CDATA section, processing instruction, tag, or text. What matches none of these
 * is a `<` that begins nothing.
 */
const pieces =
  /<!--(?<comment>[^]*?)-->|<!\[CDATA\[(?<cdata>[^]*?)\]\]>|<\?(?<instruction>[^]*?)\?>|<(?<end>\/?)(?<name>[A-Za-z_][\w.:-]*)(?<attributes>(?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(?<empty>\/?)>|(?<text>[^<]+)|</g

/** A reference to something that no document without a document type can define. */
const unknownReference = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)/

/** Characters that XML 1.0 has no place for. */
const impossible = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** Nesting beyond this is refused: no primitive needs it, and everything recursive stays safe. */
const deepest = 64

function repeatsAttribute(attributes: string): boolean {
  const names = [...attributes.matchAll(/\s([A-Za-z_][\w.:-]*)\s*=\s*(?:"[^"]*"|'[^']*')/g)].map(
    ([, name]) => name,
  )
  return new Set(names).size < names.length
}

/**
 * Why a text is no well-formed XML document without a document type; undefined where it is one. The parser behind is
 * lenient: it takes unclosed elements, several roots and stray markup as they come.
 */
export function illFormed(text: string): string | undefined {
  if (impossible.test(text)) return 'the message has a character that XML does not allow'
  const open: string[] = []
  let roots = 0
  for (const { groups = {}, 0: piece } of text.replace(/^\ufeff/, '').matchAll(pieces)) {
    const { comment, instruction, cdata, name, attributes = '', end, empty, text: characters } = groups
    if (comment !== undefined) {
      if (comment.includes('--')) return 'a comment has two hyphens inside'
    } else if (name !== undefined) {
      if (end === '/') {
        if (attributes !== '' || empty === '/' || open.pop() !== name)
          return `the end tag ${piece} ends nothing`
        continue
      }
      if (open.length === 0) roots += 1
      if (roots > 1) return 'there is more than one root element'
      if (unknownReference.test(attributes)) return 'an attribute refers to an entity that is not defined'
      if (repeatsAttribute(attributes)) return 'an attribute is given twice'
      if (empty !== '/') open.push(name)
      if (open.length > deepest) return `nested deeper than ${deepest} levels`
    } else if (characters !== undefined || cdata !== undefined) {
      if (open.length === 0 && (cdata !== undefined || characters?.trim() !== ''))
        return 'there is text outside of the root element'
      if (characters !== undefined && unknownReference.test(characters))
        return 'the text refers to an entity that is not defined'
      if (characters?.includes(']]>')) return 'the text has ]]> outside of a CDATA section'
    } else if (instruction === undefined) return 'there is ill-formed markup, or a document type declaration'
  }
  if (open.length > 0) return `the element ${open.at(-1) ?? ''} is not closed`
  return roots === 0 ? 'there is no root element' : undefined
}
