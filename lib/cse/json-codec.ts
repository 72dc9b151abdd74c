import { readEnvelope, type Codec, type Decoded } from './codec.js'
import { isValue } from './values.js'

/** Nesting beyond this is refused: no primitive needs it, and everything recursive stays safe. */
const deepest = 64

const numberStart = /[-0-9]/

function endOfString(text: string, start: number): number {
  let index = start + 1
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1
  return index
}

function endOfNumber(text: string, start: number): number {
  let index = start + 1
  while (index < text.length && /[0-9.eE+-]/.test(text.charAt(index))) index += 1
  return index
}

/**
 * What JSON.parse lets pass although TS-0004 8.4.2 or honesty forbids it: members named twice, integers and
 * magnitudes that a double cannot hold (they would come back changed), and nesting without end.
 */
function flaw(text: string): string | undefined {
  const levels: (Set<string> | undefined)[] = []
  let expectsName = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index)
    if (character === '"') {
      const end = endOfString(text, index)
      const names = levels.at(-1)
      if (expectsName && names !== undefined) {
        const name = String(JSON.parse(text.slice(index, end + 1)))
        if (names.has(name)) return `member ${JSON.stringify(name)} appears twice`
        names.add(name)
        expectsName = false
      }
      index = end
    } else if (character === '{' || character === '[') {
      levels.push(character === '{' ? new Set() : undefined)
      expectsName = character === '{'
      if (levels.length > deepest) return `nested deeper than ${deepest} levels`
    } else if (character === '}' || character === ']') {
      levels.pop()
      expectsName = false
    } else if (character === ',') {
      expectsName = levels.at(-1) !== undefined
    } else if (numberStart.test(character)) {
      const end = endOfNumber(text, index)
      const literal = text.slice(index, end)
      const value = Number(literal)
      if (!Number.isFinite(value)) return `the number ${literal.slice(0, 40)} is too large`
      if (/^-?\d+$/.test(literal) && !Number.isSafeInteger(value)) {
        return `the integer ${literal.slice(0, 40)} cannot be held exactly`
      }
      index = end - 1
    }
  }
  return undefined
}

/** A request identifier found in a text that is no JSON, so that its sender gets an answer it can match. */
function salvageIdentifier(text: string): string | undefined {
  return /"rqi"\s*:\s*"([^"\\\p{Cc}]{1,256})"/u.exec(text)?.[1]
}

/** JSON of TS-0004 8.4, on JSON.parse and JSON.stringify with checks of its own. */
export const jsonCodec: Codec = {
  serialization: 'json',
  opcode: 'text',
  envelope: 'by edition',

  encode(root, parameters, wrapped) {
    return Buffer.from(JSON.stringify(wrapped ? { [root]: parameters } : parameters), 'utf8')
  },

  decode(octets): Decoded {
    let text: string
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets)
    } catch {
      return { kind: 'unreadable', reason: 'the message is not UTF-8', requestIdentifier: undefined }
    }
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return {
        kind: 'unreadable',
        reason: 'the message is not JSON',
        requestIdentifier: salvageIdentifier(text),
      }
    }
    const found = flaw(text)
    if (found !== undefined) {
      return { kind: 'unreadable', reason: found, requestIdentifier: salvageIdentifier(text) }
    }
    if (!isValue(value)) {
      return { kind: 'unreadable', reason: 'a primitive is an object', requestIdentifier: undefined }
    }
    return readEnvelope(value)
  },
}
