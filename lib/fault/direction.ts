import { headLimit } from '../wire/index.js'
import { OctetQueue } from '../wire/octets.js'
import { FrameReader, type FramePiece, type TamperFrame } from './frame-reader.js'
import { endOfHead, HttpHead } from './http-head.js'
import { forward } from './steps.js'
import type { Arrival, Step } from './types.js'

/** What one direction of a connection is put through. */
export interface DirectionHooks {
  /** Gets the head, may edit it, and says what follows it. Without `edits` nothing is held back for it. */
  readonly head: {
    readonly edits: boolean
    read(
      head: HttpHead,
      arrival: Arrival,
    ): { readonly steps: readonly Step[]; readonly then: 'frames' | 'octets' }
    /** Gets what has come of a head that is too large to be held; undefined, or undefined returned: it passes. */
    readonly large?: (begin: Buffer) => readonly Step[] | undefined
  }
  /** Gets each frame; undefined where frames need not be known. */
  readonly frame: ((frame: TamperFrame) => TamperFrame | readonly Step[]) | undefined
  /**
   * Gets the declared length of each frame that is too large for `frame`, and its header; undefined, or undefined
   * returned: it passes.
   */
  readonly large: ((length: bigint, header: Buffer) => readonly Step[] | undefined) | undefined
}

/** One direction: first an HTTP head, then frames, or octets that are nobody's business. */
export class Direction {
  #stage: 'head' | 'frames' | 'octets' = 'head'
  readonly #head = new OctetQueue()
  /** TCP segments that the head has come in so far. */
  #segments = 0
  readonly #frames = new FrameReader()

  constructor(private readonly hooks: DirectionHooks) {}

  /** Takes in what has come; returns what is to be done. */
  push(chunk: Buffer): readonly Step[] {
    switch (this.#stage) {
      case 'head':
        return this.#readHead(chunk)
      case 'frames':
        return this.#frames.push(chunk).flatMap((piece) => this.#passFrame(piece))
      case 'octets':
        return forward(chunk)
    }
  }

  /** Whether a frame has begun that is not complete. */
  get insideFrame(): boolean {
    return this.#stage === 'frames' && this.#frames.inside
  }

  /** What was held back of a head or frame that is not complete; from now on octets pass as they come. */
  giveUp(): readonly Step[] {
    const held =
      this.#stage === 'head' && this.hooks.head.edits ? this.#head.take(this.#head.length) : Buffer.alloc(0)
    this.#stage = 'octets'
    return forward(...[held, this.#frames.rest()].filter((octets) => octets.length > 0))
  }

  #readHead(chunk: Buffer): readonly Step[] {
    const before = this.#head.length
    this.#head.append(chunk)
    this.#segments += 1
    const size = endOfHead(this.#head.view())
    const { edits } = this.hooks.head
    if (size === undefined) {
      if (this.#head.length > headLimit) {
        const steps = this.hooks.head.large?.(this.#head.view()) ?? []
        return [...steps, ...(edits ? [] : forward(chunk)), ...this.giveUp()]
      }
      return edits ? [] : forward(chunk)
    }
    const head = HttpHead.parse(this.#head.take(size))
    const arrival = { segments: this.#segments, followed: this.#head.length > 0 }
    const { steps, then } = this.hooks.head.read(head, arrival)
    const rest = this.#head.take(this.#head.length)
    this.#stage = then === 'frames' && this.hooks.frame !== undefined ? 'frames' : 'octets'
    return [
      ...(edits ? steps : forward(chunk.subarray(0, size - before))),
      ...(rest.length > 0 ? this.push(rest) : []),
    ]
  }

  #passFrame(piece: FramePiece): readonly Step[] {
    if (piece.kind === 'octets') return forward(piece.octets)
    if (piece.kind === 'large') return this.hooks.large?.(piece.length, piece.octets) ?? forward(piece.octets)
    const outcome = this.hooks.frame?.(piece.frame) ?? piece.frame
    return 'octets' in outcome ? forward(outcome.octets) : outcome
  }
}
