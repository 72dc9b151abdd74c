/** True for a token (RFC 7230 3.2.6): one or more of the characters a name may have. */
export function isToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text)
}

/** Takes off spaces and tabs at both ends, and nothing else (OWS of RFC 7230 3.2.3). */
export function trimBlanks(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && isBlank(text.charAt(from))) from++
  while (to > from && isBlank(text.charAt(to - 1))) to--
  return text.slice(from, to)
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t'
}

/** True when there is a control character other than the tab; such may stand nowhere in a head (RFC 7230 3.2.6). */
export function hasControlCharacter(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true
  }
  return false
}

/** Splits at a separator that stands outside quoted strings (RFC 7230 3.2.6). */
export function splitOutsideQuotes(text: string, separator: string): readonly string[] {
  const parts: string[] = []
  let from = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (quoted && character === '\\') at++
    else if (character === '"') quoted = !quoted
    else if (!quoted && character === separator) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  parts.push(text.slice(from))
  return parts
}
