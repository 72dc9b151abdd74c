import { constants, inflateRawSync } from 'node:zlib'
import type { TranscriptKind } from '../wire/types.js'
import { applyMask, framesIn, type FrameView } from './frames.js'
import { printable } from './printable.js'
import type { CaseResult } from './types.js'

/** What stands in text where a secret was. */
export const redactedText = '[redacted]'
/** Fills the place of a secret in octets, so that lengths and everything after it stay readable. */
const filler = 0x2a
/** A piece of a secret at the edge of a row (cut by TCP or by fragmentation) is hidden from this length on. */
const shortestPiece = 4
/** The beginning of a secret that an excerpt cut off is hidden from this length on, wherever it stands in a text. */
const shortestStart = 8
/** Inflated at most, when looking for secrets in a compressed frame. */
const inflateLimit = 4 * 1024 * 1024

/**
 * The part of the base64 of a value that does not depend on what stands before and after it, for each of the three
 * ways it can lie in the groups of three octets. Finds `user:secret` in an Authorization header too.
 */
function base64Cores(value: string): readonly string[] {
  const octets = Buffer.from(value, 'utf8')
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), octets])
      .toString('base64')
      .replace(/=+$/, '')
    const incomplete = (offset + octets.length) % 3 !== 0
    return text.slice(offset === 0 ? 0 : offset + 1, incomplete ? -1 : undefined)
  })
}

function asciiEscaped(value: string): string {
  return JSON.stringify(value)
    .slice(1, -1)
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function entityEscaped(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')
}

/** Every way in which a value is written somewhere: as it is, base64, percent-encoded, in JSON, in XML, in hex, on a terminal. */
function spellingsOf(value: string): readonly string[] {
  const octets = Buffer.from(value, 'utf8')
  // By way of the octets, because encodeURIComponent throws for lone surrogates.
  const percent = encodeURIComponent(octets.toString('utf8'))
  const every = [...octets].map((octet) => `%${octet.toString(16).padStart(2, '0')}`).join('')
  const cores = base64Cores(value).filter((core) => core.length >= 6)
  return [
    value,
    octets.toString('base64'),
    octets.toString('base64url'),
    ...cores,
    ...cores.map((core) => core.replace(/\+/g, '-').replace(/\//g, '_')),
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    percent.replace(/%20/g, '+'),
    every,
    every.toUpperCase(),
    JSON.stringify(value).slice(1, -1),
    asciiEscaped(value),
    entityEscaped(value),
    octets.toString('hex'),
    octets.toString('hex').toUpperCase(),
    printable(value, { max: Infinity }),
  ]
}

/** A text without what begins like this secret and goes on differently, or not at all. */
function withoutStarts(text: string, secret: string): string {
  if (secret.length <= shortestStart) return text
  const start = secret.slice(0, shortestStart)
  let out = text
  for (let at = out.indexOf(start); at >= 0; at = out.indexOf(start, at + redactedText.length)) {
    let end = at + shortestStart
    while (end < out.length && out[end] === secret[end - at]) end += 1
    out = out.slice(0, at) + redactedText + out.slice(end)
  }
  return out
}

/** What has to be known of the rows before: whether the message under way is compressed (RFC 7692 6). */
export interface RedactionStream {
  compressed: boolean
}

/** Octets that may be kept. */
export interface RedactedOctets {
  readonly octets: Buffer
  readonly withheld: boolean
}

/** A secret in octets, and the pieces by which it is found where a row cuts it. */
interface SecretOctets {
  readonly whole: Buffer
  readonly start: Buffer
  readonly end: Buffer
}

function isCompressed(frame: FrameView, stream: RedactionStream): boolean {
  if (frame.opcode >= 8) return false
  if (frame.opcode !== 0) stream.compressed = (frame.rsv & 4) !== 0
  return stream.compressed
}

/**
 * Removes known secret values from everything that is written. Fails closed: octets in which a secret could hide
 * from the search (compressed data that does not inflate on its own) are withheld as a whole.
 */
export class Redaction {
  readonly #texts: readonly string[]
  readonly #octets: readonly SecretOctets[]

  /** Empty values are ignored; short ones are not, whatever they do to the text around. */
  constructor(values: readonly string[]) {
    const spellings = new Set(values.filter((value) => value !== '').flatMap(spellingsOf))
    spellings.delete('')
    // Longest first, so that no spelling leaves the rest of a longer one behind.
    this.#texts = [...spellings].sort((a, b) => b.length - a.length)
    this.#octets = this.#texts.map((text) => {
      const whole = Buffer.from(text, 'utf8')
      return { whole, start: whole.subarray(0, shortestPiece), end: whole.subarray(-shortestPiece) }
    })
  }

  get active(): boolean {
    return this.#texts.length > 0
  }

  /** A text without secrets, without beginnings of them that an excerpt has left, and without the password in a URL. */
  text(text: string): string {
    let out = text.includes('://')
      ? text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'<>]+@/gi, `$1${redactedText}@`)
      : text
    for (const spelling of this.#texts) out = out.replaceAll(spelling, redactedText)
    // Only now: what begins like one secret may be the whole of another one.
    for (const spelling of this.#texts) out = withoutStarts(out, spelling)
    return out
  }

  /** A result without secrets in what it tells, for those who are told before the record is read again. */
  result(result: CaseResult): CaseResult {
    const told = <Told extends { readonly message: string }>(entry: Told): Told => ({
      ...entry,
      message: this.text(entry.message),
    })
    return {
      ...result,
      reason: this.text(result.reason),
      findings: result.findings.map(told),
      notes: result.notes.map(told),
    }
  }

  /**
   * The octets of a row without secrets, same length. In frames the search is made in the unmasked payload, and the
   * masked octets are changed accordingly. `withheld` is true when a compressed payload had to go as a whole.
   * `stream` belongs to one direction of one connection and is carried from row to row.
   */
  octets(octets: Buffer, kind: TranscriptKind, stream: RedactionStream): RedactedOctets {
    if (!this.active) return { octets, withheld: false }
    let out = this.#hide(octets)
    let withheld = false
    if (kind !== 'frame') return { octets: out, withheld }
    for (const frame of framesIn(octets)) {
      const compressed = isCompressed(frame, stream)
      const mustGo = compressed && (frame.opcode === 0 || this.#mayHideSecret(frame.payload))
      const payload = mustGo ? Buffer.alloc(frame.payload.length, filler) : this.#hide(frame.payload)
      withheld ||= mustGo
      if (payload === frame.payload) continue
      if (out === octets) out = Buffer.from(octets)
      const raw = frame.maskingKey === undefined ? payload : applyMask(payload, frame.maskingKey)
      raw.copy(out, frame.payloadStart)
    }
    return { octets: out, withheld }
  }

  #mayHideSecret(compressed: Buffer): boolean {
    try {
      // RFC 7692 7.2.2: the sender removed these four octets.
      const tail = Buffer.from([0x00, 0x00, 0xff, 0xff])
      const inflated = inflateRawSync(Buffer.concat([compressed, tail]), {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: inflateLimit,
      })
      return this.#hide(inflated) !== inflated
    } catch {
      return true
    }
  }

  /** Returns the same Buffer when there is nothing to hide. */
  #hide(octets: Buffer): Buffer {
    let out = octets
    const fill = (start: number, end: number): void => {
      if (out === octets) out = Buffer.from(octets)
      out.fill(filler, start, end)
    }
    for (const { whole, start, end } of this.#octets) {
      for (let at = octets.indexOf(whole); at >= 0; at = octets.indexOf(whole, at + 1))
        fill(at, at + whole.length)
      // A row may end inside a secret, with at least its start: the longest such end.
      const tail = Math.max(0, octets.length - whole.length + 1)
      for (let at = octets.indexOf(start, tail); at >= 0; at = octets.indexOf(start, at + 1)) {
        if (octets.compare(whole, 0, octets.length - at, at) !== 0) continue
        fill(at, octets.length)
        break
      }
      // Or begin inside one, with at least its end.
      const head = Math.min(octets.length, whole.length - 1) - end.length
      for (let at = head < 0 ? -1 : octets.lastIndexOf(end, head); at >= 0;) {
        const length = at + end.length
        if (octets.compare(whole, whole.length - length, whole.length, 0, length) === 0) {
          fill(0, length)
          break
        }
        at = at === 0 ? -1 : octets.lastIndexOf(end, at - 1)
      }
      if (octets.length >= shortestPiece && octets.length < whole.length && whole.includes(octets)) {
        fill(0, octets.length)
      }
    }
    return out
  }
}
