import { isUtf8 } from 'node:buffer'

/**
 * Where octets stop being UTF-8 (RFC 3629; required of text messages and close reasons by RFC 6455 8.1): the offset of
 * the first octet that no well-formed sequence can have there, or the length when the last sequence is cut short.
 * Undefined when all is well. Overlong forms, surrogates and everything above U+10FFFF are not well-formed.
 */
export function invalidUtf8At(octets: Buffer): number | undefined {
  if (isUtf8(octets)) return undefined
  let at = 0
  while (at < octets.length) {
    const lead = octets.readUInt8(at)
    const shape = sequenceShape(lead)
    if (shape === undefined) return at
    const [length, low, high] = shape
    for (let index = 1; index < length; index++) {
      if (at + index >= octets.length) return octets.length
      const octet = octets.readUInt8(at + index)
      if (index === 1 ? octet < low || octet > high : octet < 0x80 || octet > 0xbf) return at + index
    }
    at += length
  }
  return undefined
}

/** Length of the sequence a lead octet begins, and the range of its second octet (RFC 3629 4). */
function sequenceShape(lead: number): readonly [length: number, low: number, high: number] | undefined {
  if (lead <= 0x7f) return [1, 0, 0]
  if (lead < 0xc2) return undefined
  if (lead <= 0xdf) return [2, 0x80, 0xbf]
  if (lead === 0xe0) return [3, 0xa0, 0xbf]
  if (lead === 0xed) return [3, 0x80, 0x9f]
  if (lead <= 0xef) return [3, 0x80, 0xbf]
  if (lead === 0xf0) return [4, 0x90, 0xbf]
  if (lead <= 0xf3) return [4, 0x80, 0xbf]
  if (lead === 0xf4) return [4, 0x80, 0x8f]
  return undefined
}
