import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import type { DeflateParameters } from './types.js'

/**
 * The compression of permessage-deflate (RFC 7692 7.2). The context that one message hands to the next is nothing but the
 * last window of plain octets, as every message ends on an octet boundary after a sync flush. So each message is one
 * synchronous zlib call with that window as its preset dictionary: events keep their order, nothing has to be closed, and
 * a limit on the output stops a bomb while it inflates.
 */

/** What a sync flush ends with, and what the sender takes off (RFC 7692 7.2.1). */
export const flushTail = Buffer.from('0000ffff', 'hex')

/**
 * An empty stored block with BFINAL. Put behind the message and its tail it is reached only if the message ended where a
 * block ends, so data that was cut short cannot pass for whole.
 */
const finalBlock = Buffer.from('010000ffff', 'hex')

/** Blocks with BFINAL are allowed inside a message (RFC 7692 7.2.3.4); each one costs a fresh zlib state. */
const mostFinalBlocks = 256

/** How one side compresses. */
export interface DeflateSide {
  /** Base-2 logarithm of the window, 8 to 15. */
  readonly windowBits: number
  /** False: every message begins with an empty window (`*_no_context_takeover`). */
  readonly contextTakeover: boolean
}

/** The side of the client, or of the server, in agreed parameters. */
export function deflateSide(parameters: DeflateParameters, role: 'client' | 'server'): DeflateSide {
  return role === 'client'
    ? { windowBits: parameters.clientMaxWindowBits, contextTakeover: !parameters.clientNoContextTakeover }
    : { windowBits: parameters.serverMaxWindowBits, contextTakeover: !parameters.serverNoContextTakeover }
}

/** The last window of plain octets of one direction. */
class History {
  readonly #side: DeflateSide
  #octets = Buffer.alloc(0)

  constructor(side: DeflateSide) {
    this.#side = side
  }

  get dictionary(): { readonly dictionary?: Buffer } {
    return this.#octets.length === 0 ? {} : { dictionary: this.#octets }
  }

  /** True when it holds a whole window. */
  get full(): boolean {
    return this.#octets.length >= 2 ** this.#side.windowBits
  }

  add(octets: Buffer): void {
    const size = 2 ** this.#side.windowBits
    const joined = octets.length >= size ? octets : Buffer.concat([this.#octets, octets])
    this.#octets = Buffer.from(joined.subarray(Math.max(0, joined.length - size)))
  }

  endMessage(): void {
    if (!this.#side.contextTakeover) this.clear()
  }

  clear(): void {
    this.#octets = Buffer.alloc(0)
  }
}

/** Compresses the messages of one direction, in the order of the calls. */
export class MessageDeflater {
  readonly #side: DeflateSide
  readonly #history: History

  constructor(side: DeflateSide) {
    this.#side = side
    this.#history = new History(side)
  }

  /** The Payload Data of a message with RSV1 (RFC 7692 7.2.1). An empty message becomes the octet 00 (7.2.3.6). */
  deflate(payload: Buffer): Buffer {
    const flushed = deflateRawSync(payload, {
      windowBits: this.#side.windowBits,
      finishFlush: constants.Z_SYNC_FLUSH,
      ...this.#history.dictionary,
    })
    this.#history.add(payload)
    this.#history.endMessage()
    return flushed.subarray(0, flushed.length - flushTail.length)
  }
}

/** What became of a compressed message. */
export type Inflated =
  | { readonly kind: 'inflated'; readonly payload: Buffer }
  | { readonly kind: 'corrupt'; readonly reason: string }
  | { readonly kind: 'too-long' }
  /** It refers to plain octets of an earlier message that could not be inflated: no fault of this message. */
  | { readonly kind: 'context-lost' }

/**
 * Inflates the messages of one direction, in the order of the calls (RFC 7692 7.2.2), to at most `limit` octets each.
 * After a message that could not be inflated the context is empty, until later ones have filled a whole window again.
 */
export class MessageInflater {
  readonly #side: DeflateSide
  readonly #limit: number
  readonly #history: History
  #contextLost = false

  constructor(side: DeflateSide, limit: number) {
    this.#side = side
    this.#limit = limit
    this.#history = new History(side)
  }

  inflate(payload: Buffer): Inflated {
    const result = this.#inflate(payload)
    if (result.kind === 'inflated') {
      if (this.#history.full) this.#contextLost = false
      this.#history.endMessage()
      return result
    }
    this.#history.clear()
    if (result.kind === 'corrupt' && this.#contextLost) return { kind: 'context-lost' }
    this.#contextLost = this.#side.contextTakeover
    return result
  }

  #inflate(payload: Buffer): Inflated {
    let rest = Buffer.concat([payload, flushTail, finalBlock])
    const parts: Buffer[] = []
    let length = 0
    for (let blocks = 0; rest.length > 0; blocks++) {
      if (blocks > mostFinalBlocks)
        return { kind: 'corrupt', reason: `more than ${mostFinalBlocks} final blocks in one message` }
      const part = inflateToFinalBlock(rest, this.#side.windowBits, this.#limit - length, this.#history)
      if (part.kind !== 'part') return part
      this.#history.add(part.payload)
      parts.push(part.payload)
      length += part.payload.length
      rest = rest.subarray(part.consumed)
    }
    const [only] = parts
    return {
      kind: 'inflated',
      payload: only !== undefined && parts.length === 1 ? only : Buffer.concat(parts),
    }
  }
}

type Part =
  | { readonly kind: 'part'; readonly payload: Buffer; readonly consumed: number }
  | { readonly kind: 'corrupt'; readonly reason: string }
  | { readonly kind: 'too-long' }

function inflateToFinalBlock(data: Buffer, windowBits: number, limit: number, history: History): Part {
  // zlib knows no limit of zero; one octet too many is found below.
  const options = { windowBits, maxOutputLength: Math.max(limit, 1), info: true, ...history.dictionary }
  try {
    const result: unknown = inflateRawSync(data, options)
    const { payload, consumed } = readInfo(result)
    if (payload.length > limit) return { kind: 'too-long' }
    if (consumed === 0) return { kind: 'corrupt', reason: 'no block could be read' }
    return { kind: 'part', payload, consumed }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') return { kind: 'too-long' }
    return { kind: 'corrupt', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** With the option `info` node:zlib returns its engine too, which counted the input; the types do not say so. */
function readInfo(result: unknown): { readonly payload: Buffer; readonly consumed: number } {
  if (typeof result === 'object' && result !== null && 'buffer' in result && 'engine' in result) {
    const { buffer, engine } = result
    if (
      Buffer.isBuffer(buffer) &&
      typeof engine === 'object' &&
      engine !== null &&
      'bytesWritten' in engine
    ) {
      if (typeof engine.bytesWritten === 'number') return { payload: buffer, consumed: engine.bytesWritten }
    }
  }
  throw new TypeError('node:zlib did not report how much it has read')
}
