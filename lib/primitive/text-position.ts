import { isUtf8 } from 'node:buffer'
import type { Position } from './codec.js'

/** Octets of an excerpt before and after the place. */
const excerptReach = 24

/** Line, column and surroundings of an octet of a text. */
export function positionAt(octets: Buffer, offset: number): Position {
  let line = 1
  let start = 0
  for (
    let found = octets.indexOf(0x0a);
    found !== -1 && found < offset;
    found = octets.indexOf(0x0a, start)
  ) {
    line += 1
    start = found + 1
  }
  let column = 1
  for (let at = start; at < offset && at < octets.length; at++) {
    if (!isContinuation(octets.readUInt8(at))) column += 1
  }
  return { offset, line, column, excerpt: excerptAround(octets, offset) }
}

/** A place in words, for the end of a message. */
export function spokenPosition(position: Position): string {
  return `line ${position.line ?? 1}, column ${position.column ?? 1}, octet ${position.offset}: ${JSON.stringify(position.excerpt)}`
}

function isContinuation(octet: number): boolean {
  return (octet & 0xc0) === 0x80
}

function excerptAround(octets: Buffer, offset: number): string {
  let from = Math.max(0, offset - excerptReach)
  let to = Math.min(octets.length, offset + excerptReach)
  while (from < offset && isContinuation(octets.readUInt8(from))) from += 1
  while (to > offset && to < octets.length && isContinuation(octets.readUInt8(to))) to -= 1
  const before = from > 0 ? '…' : ''
  const after = to < octets.length ? '…' : ''
  return `${before}${octets.toString('utf8', from, to)}${after}`
}

/**
 * Offset of the first octet that cannot stand there in UTF-8 (RFC 3629), or the length when the last sequence is cut
 * short; undefined when all is well.
 */
export function invalidUtf8Offset(octets: Buffer): number | undefined {
  if (isUtf8(octets)) return undefined
  // A streaming decoder refuses a prefix exactly when it holds an impossible octet, so the first one can be bisected.
  let good = 0
  let bad = octets.length + 1
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    if (isPossiblePrefix(octets.subarray(0, middle))) good = middle
    else bad = middle
  }
  return good
}

function isPossiblePrefix(octets: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(octets, { stream: true })
    return true
  } catch {
    return false
  }
}
