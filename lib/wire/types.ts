/**
 * What happens on the wire, as data. Nothing here throws for what the SUT does: every operation returns what
 * happened, and every deviation becomes a {@link Violation} beside it while the exchange goes on.
 */

import type { WireSocket } from './socket.js'

/** Kinds of a row of evidence. `octets` is what could not be parsed as anything else. */
export type TranscriptKind =
  | 'open'
  | 'refused'
  | 'tls'
  | 'proxy'
  | 'handshake'
  | 'frame'
  | 'octets'
  | 'end'
  | 'reset'
  | 'closed'
  | 'note'

/** One row of evidence. */
export interface TranscriptRow {
  /** Microseconds since the clock of the run started. */
  readonly time: number
  /** Number of the connection, unique within the run. */
  readonly connection: number
  /** `out`: tester to SUT. `in`: SUT to tester. `none`: something that has no direction. */
  readonly direction: 'out' | 'in' | 'none'
  readonly kind: TranscriptKind
  /** The octets as they were on the wire (inside TLS: after decryption). Absent where there are none. */
  readonly octets?: Buffer
  /** One line for the reader, e.g. `connected to 127.0.0.1:8180`. */
  readonly note?: string
}

/** Where the rows of a connection go. Returns the number of the row in its evidence file (1-based). Must not throw. */
export interface Transcript {
  row(row: TranscriptRow): number
}

/** Microseconds since the start of the run, monotonic. */
export type Clock = () => number

/** Where to connect. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly tls?: {
    readonly ca?: string
    readonly cert?: string
    readonly key?: string
    readonly serverName?: string
    readonly insecure?: boolean
  }
  /** Reach the SUT through this HTTP proxy by CONNECT (TS-0020 6.6). */
  readonly proxy?: { readonly host: string; readonly port: number }
}

/** How a TCP (and TLS, and CONNECT) attempt ended. */
export type ConnectOutcome =
  | { readonly kind: 'connected'; readonly wire: WireSocket }
  /** `by`: TCP did not come about, the proxy opened no tunnel, or TLS failed. */
  | {
      readonly kind: 'refused'
      readonly by: 'TCP' | 'proxy' | 'TLS'
      readonly reason: string
      readonly evidence: number
    }
  | { readonly kind: 'timeout'; readonly reason: string; readonly evidence: number }

/** What the tester is ready to take from the SUT, in octets. */
export interface WireLimits {
  /** One message after inflation; also one frame and one compressed message. */
  readonly receive: number
  /** All events of one connection that nobody has taken yet; four times `receive` when left out. */
  readonly queued?: number
  /** Frames over the life of the connection: what comes then is a flood, and not read. */
  readonly frames?: number
}

/** One header field line, name and value as sent; order and duplicates matter. */
export type HeaderLine = readonly [name: string, value: string]

/** An opening handshake, every octet under the case's control. */
export interface HandshakeRequest {
  readonly requestLine: string
  readonly headers: readonly HeaderLine[]
  /** Overrides the two fields above: exactly these octets are sent. */
  readonly raw?: Buffer
  /** The Sec-WebSocket-Key that the answer is checked against; undefined when none was sent. */
  readonly key: string | undefined
  /** Octets sent in the same segment directly after the handshake. */
  readonly trailing?: Buffer
  /** Cut the request into pieces of so many octets, each written on its own. */
  readonly chopSize?: number
}

/** A parsed HTTP answer: tolerant, with everything kept. */
export interface HttpAnswer {
  readonly statusLine: string
  readonly version: string
  readonly status: number
  readonly reasonPhrase: string
  /** Header field lines in order, names as received, values trimmed. */
  readonly headers: readonly HeaderLine[]
  /** The head as received, through the empty line. */
  readonly raw: Buffer
  /** Strictness problems of the head (RFC 7230 3): bare LF, space before colon, obsolete folding ... */
  readonly problems: readonly string[]
}

/** What came back to a handshake. */
export type HandshakeOutcome =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer; readonly evidence: number }
  /** The SUT closed or reset the connection without a complete HTTP head. */
  | {
      readonly kind: 'closed'
      readonly how: 'end' | 'reset'
      readonly octets: Buffer
      readonly evidence: number
    }
  | {
      readonly kind: 'timeout'
      readonly waitedMs: number
      readonly octets: Buffer
      readonly evidence: number
    }
  /** More than the cap without an end of the head, or not HTTP at all. */
  | { readonly kind: 'garbage'; readonly octets: Buffer; readonly reason: string; readonly evidence: number }
  /** No TCP or TLS connection came about. */
  | { readonly kind: 'unreachable'; readonly reason: string; readonly evidence: number }

/** Codes of everything the tolerant receiver can find fault with. Each belongs to one requirement row. */
export const violationCodes = [
  'masked',
  'rsv1-without-extension',
  'rsv1-on-control',
  'rsv1-on-continuation',
  'rsv2-or-rsv3',
  'reserved-opcode',
  'fragmented-control',
  'control-too-long',
  'length-not-minimal',
  'length-top-bit',
  'continuation-without-start',
  'data-inside-fragmented',
  'invalid-utf8',
  'close-length-one',
  'close-code-invalid',
  'close-code-client-only',
  'close-reason-utf8',
  'data-after-close',
  'deflate-corrupt',
  'message-too-long',
  'flood',
  'frame-truncated',
] as const
export type ViolationCode = (typeof violationCodes)[number]

/** One deviation of the SUT's octets, found while receiving. */
export interface Violation {
  readonly code: ViolationCode
  /** What was found, for the vendor, with numbers and octets. */
  readonly message: string
  /** Row of the transcript that holds the octets. */
  readonly evidence: number
}

/** A frame as received. */
export interface Frame {
  readonly fin: boolean
  readonly rsv: number
  readonly opcode: number
  readonly masked: boolean
  /** Payload length as declared. */
  readonly length: bigint
  /** How the length was encoded: 7, 16 or 64 bits. */
  readonly lengthBits: 7 | 16 | 64
  /** Payload after unmasking, before inflation. */
  readonly payload: Buffer
  readonly evidence: number
}

/** What a WebSocket connection delivers, in order. */
export type WireEvent =
  | {
      readonly kind: 'message'
      readonly opcode: 1 | 2
      /** Payload Data after reassembly and inflation. */
      readonly payload: Buffer
      readonly frames: number
      readonly compressed: boolean
      readonly evidence: number
      readonly time: number
    }
  | { readonly kind: 'ping'; readonly payload: Buffer; readonly evidence: number; readonly time: number }
  | { readonly kind: 'pong'; readonly payload: Buffer; readonly evidence: number; readonly time: number }
  | {
      readonly kind: 'close'
      /** Undefined for an empty Close frame, and for one of a single octet. */
      readonly code: number | undefined
      readonly reason: Buffer
      readonly evidence: number
      readonly time: number
    }
  /** The SUT closed its side of TCP. */
  | { readonly kind: 'end'; readonly evidence: number; readonly time: number }
  /** TCP was reset or failed, or the tester itself dropped the connection (the reason says which). */
  | { readonly kind: 'reset'; readonly reason: string; readonly evidence: number; readonly time: number }

/** The last event of every connection. */
export type OverEvent = Extract<WireEvent, { readonly kind: 'end' | 'reset' }>

/** Returned by waits whose deadline passed, or that the caller's signal cut short. */
export interface Timeout {
  readonly kind: 'timeout'
  readonly waitedMs: number
  /** Present when the wait was given up through its AbortSignal, before the deadline. */
  readonly cancelled?: true
}

/** How a ping and its pong went: the barrier that shows that everything sent before has been read. */
export type RoundTrip =
  | { readonly kind: 'pong'; readonly ms: number; readonly evidence: number }
  | Timeout
  | OverEvent
  | { readonly kind: 'not-writable'; readonly reason: string }

/** Every knob of a frame. Anything left out is what RFC 6455 asks of a client. */
export interface FrameOptions {
  readonly fin?: boolean
  /** Three bits, RSV1 = 4, RSV2 = 2, RSV3 = 1. */
  readonly rsv?: number
  readonly opcode: number
  readonly payload?: Buffer
  /** `undefined`: a random mask. `false`: not masked. A Buffer: these four octets. */
  readonly mask?: Buffer | false
  /** Declared payload length where it shall differ from the real one. */
  readonly declaredLength?: bigint
  /** Encoding of the length; the shortest one by default. */
  readonly lengthBits?: 7 | 16 | 64
}

/** How octets go out. */
export interface WriteOptions {
  /** Cut into TCP writes of so many octets. */
  readonly chopSize?: number
  /** Give up when the SUT has not taken the octets after so many milliseconds; 10 000 when left out. */
  readonly deadlineMs?: number
}

/** How a write ended: errors are data too. */
export type WriteOutcome =
  { readonly kind: 'written' } | { readonly kind: 'not-writable'; readonly reason: string }

/** One parameter of an extension; the value is unquoted, and undefined where there is none. */
export interface ExtensionParameter {
  readonly name: string
  readonly value: string | undefined
}

/** One element of a Sec-WebSocket-Extensions field (RFC 6455 9.1). */
export interface Extension {
  readonly name: string
  readonly parameters: readonly ExtensionParameter[]
}

/** Parameters of permessage-deflate as agreed on (RFC 7692 7.1), defaults filled in. */
export interface DeflateParameters {
  readonly serverNoContextTakeover: boolean
  readonly clientNoContextTakeover: boolean
  /** Base-2 logarithm of the LZ77 window of what the server compresses, 8 to 15. */
  readonly serverMaxWindowBits: number
  /** The same of what the client compresses. */
  readonly clientMaxWindowBits: number
}
