import type { CodecFindingCode } from './codec.js'
import type { Value } from './types.js'
import type { Content, Scalar } from './xml-shapes.js'

/** Told of what is remarkable about a scalar. */
export type Remark = (code: CodecFindingCode, message: string) => void

/** The text without white space at its ends, and with single spaces inside (XML Schema whiteSpace collapse). */
export function collapsed(text: string): string {
  return text.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '')
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

function integer(text: string, remark: Remark): number | undefined {
  if (/^[+-]?\d+\.0*$/.test(text)) {
    remark('integer-with-fraction', `the integer is written with a fraction, ${shortened(text)}`)
    return Number(text)
  }
  if (!/^[+-]?\d+$/.test(text)) return undefined
  const value = Number(text)
  if (!Number.isSafeInteger(value)) {
    remark('unsafe-integer', `the integer ${shortened(text)} is beyond what a double holds exactly`)
  }
  return value === 0 ? 0 : value
}

function number(text: string): number | undefined {
  return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined
}

function boolean(text: string): boolean | undefined {
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : undefined
}

/** Reads a text as a scalar; undefined where it is none of that type. */
function readScalar(scalar: Scalar, text: string, remark: Remark): Value | undefined {
  switch (scalar) {
    case 'integer':
      return integer(collapsed(text), remark)
    case 'number':
      return number(collapsed(text))
    case 'boolean':
      return boolean(collapsed(text))
    case 'string':
      return collapsed(text)
    case 'text':
    case 'any':
      return text
  }
}

/** Whether a text is as good as none for what the element holds. */
export function isBlank(text: string, content: Content): boolean {
  const keepsSpace = content.alternatives.some(
    (each) => each.kind === 'scalar' && (each.scalar === 'text' || each.scalar === 'any'),
  )
  return keepsSpace ? text === '' : collapsed(text) === ''
}

/**
 * Reads the text of an element by the first alternative that fits. What fits none stays a string, so that the schemas
 * tell what is wrong with it.
 */
export function readText(text: string, content: Content, remark: Remark): Value {
  if (!content.mayBeEmpty && isBlank(text, content)) return null
  for (const alternative of content.alternatives) {
    if (alternative.kind === 'list') {
      const entries = collapsed(text)
        .split(' ')
        .filter((entry) => entry !== '')
      return entries.map((entry) => readScalar(alternative.of, entry, remark) ?? entry)
    }
    if (alternative.kind === 'complex') continue
    const value = readScalar(alternative.scalar, text, remark)
    if (value !== undefined) return value
  }
  return collapsed(text)
}
