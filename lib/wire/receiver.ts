import { readClosePayload } from './close.js'
import type { MessageInflater } from './deflate.js'
import { applyMask, frameNote, isControl, minimalLengthBits, opcodeName, opcodes, rsv } from './frame.js'
import { OctetQueue } from './octets.js'
import type { Clock, Frame, ViolationCode, Violation, WireEvent } from './types.js'
import { invalidUtf8At } from './utf8.js'

/** Where a receiver reports to, and what it may take. */
export interface ReceiverOptions {
  /** Octets of one message, of one frame, and of one compressed message. */
  readonly limit: number
  /** Frames over the life of the connection; more are a flood. */
  readonly frames?: number | undefined
  /** Present when permessage-deflate is in force. */
  readonly inflater?: MessageInflater | undefined
  /** `server` (default): frames come from a server and masking is a violation. `client`: they come from a client. */
  readonly peer?: 'server' | 'client'
  readonly clock: Clock
  /** Puts octets into the transcript and returns their row. */
  readonly record: (kind: 'frame' | 'octets', octets: Buffer, note: string) => number
  readonly onEvent: (event: WireEvent) => void
  readonly onViolation: (violation: Violation) => void
  readonly onFrame?: (frame: Frame) => void
}

interface Header {
  readonly fin: boolean
  readonly rsv: number
  readonly opcode: number
  readonly masked: boolean
  readonly length: bigint
  readonly lengthBits: 7 | 16 | 64
  /** Octets of the header, masking key included. */
  readonly size: number
}

interface Assembly {
  readonly opcode: 1 | 2
  readonly compressed: boolean
  readonly parts: OctetQueue
  /** Row of the first frame. */
  readonly evidence: number
  frames: number
}

/** More frames than this on one connection are a flood, unless another number is given. */
const mostFrames = 65_536

/** So are more octets than this, over the life of a connection, or than so many times the limit of one message. */
const mostOctets = 64 * 1024 * 1024
const messagesOfFlood = 8

/** Once nothing can be parsed any more, so many octets still go into the transcript; the rest is only counted. */
const keptUnparsed = 65536

/**
 * Decodes the frames of one direction (RFC 6455 5), however TCP cuts them. It is tolerant: what breaks a rule is reported
 * as a violation, and the frame is then taken for what was most likely meant. Only where the next frame cannot be found,
 * or would break the limits, does it stop; all that follows is then recorded as octets.
 */
export class FrameReceiver {
  readonly #options: ReceiverOptions
  readonly #octets = new OctetQueue()
  #header: Header | undefined
  #assembly: Assembly | undefined
  /** A control or reserved frame came without FIN: continuations that follow belong to it and are no further fault. */
  #insideFaulty = false
  #closeSeen = false
  #frames = 0
  #taken = 0
  #stopped = false
  #unparsed = 0

  constructor(options: ReceiverOptions) {
    this.#options = options
  }

  /** True once the octets cannot be parsed any further. */
  get stopped(): boolean {
    return this.#stopped
  }

  /** Octets that came after parsing had stopped, or that were no whole frame when TCP ended. */
  get unparsed(): number {
    return this.#unparsed
  }

  /** Takes octets in; reports everything they complete before it returns. */
  push(chunk: Buffer): void {
    if (this.#stopped) {
      this.#recordUnparsed(chunk)
      return
    }
    this.#octets.append(chunk)
    for (;;) {
      this.#header ??= readHeader(this.#octets.view())
      const header = this.#header
      if (header === undefined) return
      if (!this.#acceptable(header)) {
        this.#recordUnparsed(this.#octets.take(this.#octets.length))
        return
      }
      const size = header.size + Number(header.length)
      if (this.#octets.length < size) return
      this.#header = undefined
      const evidence = this.#takeFrame(header, this.#octets.take(size))
      this.#frames += 1
      this.#taken += size
      const room = Math.max(mostOctets, messagesOfFlood * this.#options.limit)
      if (this.#frames >= (this.#options.frames ?? mostFrames) || this.#taken > room) {
        this.#giveUp(evidence)
        return
      }
    }
  }

  /** A SUT that floods the tester would keep it from everything else. */
  #giveUp(evidence: number): void {
    this.#stopped = true
    this.#assembly = undefined
    const much = `${this.#frames} frames with ${this.#taken} octets have come on this connection`
    this.#violation('flood', `${much}; the tester reads no more of it`, evidence)
    this.#recordUnparsed(this.#octets.take(this.#octets.length))
  }

  /**
   * Reports what TCP left unfinished. `how`: `end` makes half a frame a violation; after a reset the missing octets may
   * have been lost on the way, and are only recorded.
   */
  end(how: 'end' | 'reset'): void {
    const rest = this.#octets.take(this.#octets.length)
    if (rest.length === 0 || this.#stopped) return
    const evidence = this.#recordUnparsed(rest)
    this.#stopped = true
    if (how === 'reset' || this.#closeSeen) return
    const missing = this.#header ? this.#header.size + Number(this.#header.length) - rest.length : undefined
    const what =
      missing === undefined ? 'inside the header of a frame' : `${missing} octets before the end of a frame`
    this.#violation('frame-truncated', `TCP ended ${what}`, evidence)
  }

  /** False when the frame cannot be taken in; the violation has been reported then. */
  #acceptable(header: Header): boolean {
    const { limit } = this.#options
    const pending = header.opcode === opcodes.continuation ? (this.#assembly?.parts.length ?? 0) : 0
    const topBit = header.lengthBits === 64 && header.length >= 2n ** 63n
    if (!topBit && header.length + BigInt(pending) <= BigInt(limit)) return true
    const evidence = this.#options.record(
      'octets',
      Buffer.from(this.#octets.view().subarray(0, header.size)),
      `header of a frame that is not read: ${frameNote(header)}`,
    )
    this.#octets.take(header.size)
    this.#stopped = true
    // The message never comes to its end; what there is of it is in the evidence.
    this.#assembly = undefined
    const declared = `${opcodeName(header.opcode)} frame with a declared length of ${header.length.toString()}`
    if (topBit)
      this.#violation(
        'length-top-bit',
        `${declared}: the most significant bit must be 0 (RFC 6455 5.2)`,
        evidence,
      )
    else {
      const before = pending > 0 ? `, after ${pending} octets of the same message` : ''
      this.#violation('message-too-long', `${declared}${before}; the tester takes ${limit} octets`, evidence)
    }
    return false
  }

  #takeFrame(header: Header, raw: Buffer): number {
    const evidence = this.#options.record('frame', raw, frameNote(header))
    const body = raw.subarray(header.size)
    const frame: Frame = {
      fin: header.fin,
      rsv: header.rsv,
      opcode: header.opcode,
      masked: header.masked,
      length: header.length,
      lengthBits: header.lengthBits,
      payload: header.masked ? applyMask(body, raw.subarray(header.size - 4, header.size)) : body,
      evidence,
    }
    this.#options.onFrame?.(frame)
    this.#checkHeader(frame)
    if (!frame.fin && (isControl(frame.opcode) || !isDefined(frame.opcode)))
      this.#insideFaulty = this.#assembly === undefined
    if (isControl(frame.opcode)) this.#takeControl(frame)
    else this.#takeData(frame)
    return evidence
  }

  /** Rules that each frame keeps or breaks by itself (RFC 6455 5.1, 5.2, 5.5; RFC 7692 6). */
  #checkHeader(frame: Frame): void {
    const { opcode, evidence } = frame
    const what = `${opcodeName(opcode)} frame`
    const found = (code: ViolationCode, message: string) => this.#violation(code, message, evidence)
    if (frame.masked && this.#options.peer !== 'client')
      found('masked', `${what} is masked; a server must not mask (RFC 6455 5.1)`)
    if ((frame.rsv & (rsv.rsv2 | rsv.rsv3)) !== 0) {
      found(
        'rsv2-or-rsv3',
        `${what} has RSV bits ${frame.rsv.toString(2).padStart(3, '0')}; no extension uses RSV2 or RSV3`,
      )
    }
    if ((frame.rsv & rsv.rsv1) !== 0) {
      if (this.#options.inflater === undefined) {
        found(
          'rsv1-without-extension',
          `${what} has RSV1, and no extension that uses it was agreed on (RFC 6455 5.2)`,
        )
      } else if (isControl(opcode))
        found('rsv1-on-control', `${what} has RSV1; control frames are never compressed (RFC 7692 6)`)
      else if (opcode === opcodes.continuation) {
        found(
          'rsv1-on-continuation',
          `${what} has RSV1; only the first frame of a message may have it (RFC 7692 6)`,
        )
      }
    }
    if (frame.lengthBits !== minimalLengthBits(frame.length)) {
      found(
        'length-not-minimal',
        `${what} encodes its length ${frame.length.toString()} in ${frame.lengthBits} bits (RFC 6455 5.2)`,
      )
    }
    if (!isDefined(opcode)) found('reserved-opcode', `frame with the ${opcodeName(opcode)} (RFC 6455 5.2)`)
    else if (isControl(opcode)) {
      if (!frame.fin)
        found('fragmented-control', `${what} without FIN; control frames are never fragmented (RFC 6455 5.5)`)
      if (frame.length > 125n)
        found(
          'control-too-long',
          `${what} with ${frame.length.toString()} octets; 125 is the most (RFC 6455 5.5)`,
        )
    } else if (this.#closeSeen) found('data-after-close', `${what} after the Close frame (RFC 6455 5.5.1)`)
  }

  #takeControl(frame: Frame): void {
    const { opcode, payload, evidence } = frame
    const time = this.#options.clock()
    if (opcode === opcodes.ping) this.#options.onEvent({ kind: 'ping', payload, evidence, time })
    else if (opcode === opcodes.pong) this.#options.onEvent({ kind: 'pong', payload, evidence, time })
    else if (opcode === opcodes.close) {
      const { code, reason, problems } = readClosePayload(payload)
      for (const problem of problems) this.#violation(problem.code, problem.message, evidence)
      this.#closeSeen = true
      this.#options.onEvent({ kind: 'close', code, reason, evidence, time })
    }
  }

  #takeData(frame: Frame): void {
    if (frame.opcode === opcodes.continuation) this.#takeContinuation(frame)
    else if (frame.opcode === opcodes.text || frame.opcode === opcodes.binary)
      this.#takeStart(frame, frame.opcode)
  }

  #takeStart(frame: Frame, opcode: 1 | 2): void {
    this.#insideFaulty = false
    if (this.#assembly !== undefined) {
      const message = `${opcodeName(opcode)} frame while a fragmented message is under way (RFC 6455 5.4)`
      this.#violation('data-inside-fragmented', message, frame.evidence)
    }
    const compressed = (frame.rsv & rsv.rsv1) !== 0 && this.#options.inflater !== undefined
    if (frame.fin) {
      // A whole message inside another one: both are delivered.
      this.#deliver({ opcode, compressed, payload: frame.payload, frames: 1, evidence: frame.evidence })
      return
    }
    const parts = new OctetQueue()
    parts.append(frame.payload)
    this.#assembly = { opcode, compressed, parts, frames: 1, evidence: frame.evidence }
  }

  #takeContinuation(frame: Frame): void {
    const assembly = this.#assembly
    if (assembly === undefined) {
      if (!this.#insideFaulty) {
        this.#violation(
          'continuation-without-start',
          'continuation frame with nothing to continue (RFC 6455 5.4)',
          frame.evidence,
        )
      }
      if (frame.fin) this.#insideFaulty = false
      return
    }
    assembly.parts.append(frame.payload)
    assembly.frames++
    if (!frame.fin) return
    this.#assembly = undefined
    this.#deliver({ ...assembly, payload: assembly.parts.take(assembly.parts.length) })
  }

  #deliver(message: Omit<Assembly, 'parts'> & { readonly payload: Buffer }): void {
    const { opcode, compressed, frames, evidence } = message
    let payload = message.payload
    if (compressed && this.#options.inflater !== undefined) {
      const inflated = this.#options.inflater.inflate(payload)
      // Its fault was reported with the message that spoilt the context.
      if (inflated.kind === 'context-lost') return
      if (inflated.kind === 'corrupt') {
        this.#violation(
          'deflate-corrupt',
          `compressed message cannot be inflated: ${inflated.reason} (RFC 7692 7.2.2)`,
          evidence,
        )
        return
      }
      if (inflated.kind === 'too-long') {
        const text = `compressed message of ${payload.length} octets inflates to more than the ${this.#options.limit} the tester takes`
        this.#violation('message-too-long', text, evidence)
        return
      }
      payload = inflated.payload
    }
    const invalidAt = opcode === opcodes.text ? invalidUtf8At(payload) : undefined
    if (invalidAt !== undefined) {
      const near = payload.subarray(Math.max(0, invalidAt - 3), invalidAt + 4).toString('hex')
      const text = `text message is no UTF-8 from its octet ${invalidAt} on, near ${near} (RFC 6455 8.1)`
      this.#violation('invalid-utf8', text, evidence)
    }
    this.#options.onEvent({
      kind: 'message',
      opcode,
      payload,
      frames,
      compressed,
      evidence,
      time: this.#options.clock(),
    })
  }

  #recordUnparsed(octets: Buffer): number {
    const room = Math.max(0, keptUnparsed - this.#unparsed)
    this.#unparsed += octets.length
    if (octets.length === 0 || room === 0) return 0
    const note =
      octets.length > room
        ? `unparsed; only the first ${room} octets of ${octets.length} are kept`
        : 'unparsed'
    return this.#options.record('octets', octets.subarray(0, room), note)
  }

  #violation(code: ViolationCode, message: string, evidence: number): void {
    this.#options.onViolation({ code, message, evidence })
  }
}

function isDefined(opcode: number): boolean {
  return opcode <= opcodes.binary || (opcode >= opcodes.close && opcode <= opcodes.pong)
}

function readHeader(octets: Buffer): Header | undefined {
  if (octets.length < 2) return undefined
  const first = octets.readUInt8(0)
  const second = octets.readUInt8(1)
  const masked = (second & 0x80) !== 0
  const short = second & 0x7f
  const lengthBits = short < 126 ? 7 : short === 126 ? 16 : 64
  const extended = lengthBits === 7 ? 0 : lengthBits / 8
  const size = 2 + extended + (masked ? 4 : 0)
  if (octets.length < size) return undefined
  const length =
    lengthBits === 7
      ? BigInt(short)
      : lengthBits === 16
        ? BigInt(octets.readUInt16BE(2))
        : octets.readBigUInt64BE(2)
  return {
    fin: (first & 0x80) !== 0,
    rsv: (first >> 4) & 7,
    opcode: first & 0x0f,
    masked,
    length,
    lengthBits,
    size,
  }
}
