import type { CseOptions, Rules } from '../cse/index.js'
import type { Edition, RequirementId, Serialization } from '../spec/index.js'
import type { TamperFrame } from './frame-reader.js'
import type { HttpHead } from './http-head.js'

/** What is known of every fault, whatever it is made of. */
export interface FaultFacts {
  /** Kebab-case, unique in the catalogue, stable. */
  readonly id: string
  /** What the server does wrong, one sentence. */
  readonly text: string
  /** Rows on which a finding is justified: those of `kills`, and what necessarily suffers along with them. */
  readonly violates: readonly RequirementId[]
  /** Rows of `violates` that the fault is made for: a finding on one of them shows that it was caught. */
  readonly kills: readonly RequirementId[]
  /** The verdict of that finding: `warn` where the row is a should, or a Reading says so. */
  readonly verdict: 'fail' | 'warn'
  /** Editions in which it is a fault; all when left out. */
  readonly editions?: readonly Edition[]
  /** Serializations in which it can be seen; all when left out. */
  readonly serializations?: readonly Serialization[]
}

/** Something in the octets: a transform between any server and its clients. */
interface InOctets {
  readonly id: string
  readonly kind: 'octet'
  readonly tamper: Transform
}

/** Something that the CSE decides: rules of the embedded CSE that are overridden. */
export interface InBehaviour {
  readonly id: string
  readonly kind: 'behaviour'
  /** Called once for each CSE, so that what is remembered is not shared between two of them. */
  readonly rules: () => Partial<Rules>
}

/** Something that can be chosen about the embedded CSE. */
export interface InOptions {
  readonly id: string
  readonly kind: 'option'
  readonly options: Partial<Omit<CseOptions, 'rules' | 'edition'>>
}

/** One thing that a server does otherwise than the embedded CSE. */
export type Deviation = (InOctets | InBehaviour | InOptions) & Reached

/** How the server is reached to see it. */
export interface Reached {
  /** `wss` where it shows in TLS only; by ws when left out. */
  readonly over?: 'wss'
}

export type OctetFault = FaultFacts & InOctets & Reached
export type BehaviourFault = FaultFacts & InBehaviour & Reached

/** One deviation of a server from what the documents demand. */
export type Fault = OctetFault | BehaviourFault

/** What is known of every liberty, whatever it is made of. */
export interface LibertyFacts {
  /** Kebab-case, unique in the catalogue, stable. */
  readonly id: string
  /** What the server does, one sentence. */
  readonly text: string
  /** The clause, section or Reading that leaves it to the server. */
  readonly permittedBy: string
  /** Rows on which a Reading has a warning for it; a finding on any other row accuses wrongly. */
  readonly warns: readonly RequirementId[]
  /** Editions in which it is one; all when left out. */
  readonly editions?: readonly Edition[]
  /** Serializations in which it can be taken; the server then has no others. All when left out. */
  readonly serializations?: readonly Serialization[]
}

/** One thing that a server may do and the embedded CSE does not: nobody is to be accused of it. */
export type Liberty = LibertyFacts & Deviation

/**
 * Called once for each tamper, what it returns once for each connection: what is remembered is shared between
 * connections only where that is wanted.
 */
export type Transform = () => () => Tampering

/** One thing that a tampering does with what has come in. */
export type Step =
  /** Octets go on in the direction in which the thing travels. */
  | { readonly kind: 'forward'; readonly octets: Buffer }
  /** Octets go back to where it came from. */
  | { readonly kind: 'reply'; readonly octets: Buffer }
  /** What follows in this direction waits for so many milliseconds. */
  | { readonly kind: 'wait'; readonly ms: number }
  /** Both sides get the end of TCP (FIN) behind what was written to them. */
  | { readonly kind: 'end' }
  /** Both sides get a reset. */
  | { readonly kind: 'reset' }

/** How a client has ended its side of TCP. */
export interface ClientEnd {
  readonly how: 'end' | 'reset'
  /** Whether that was in the middle of a frame. */
  readonly insideFrame: boolean
}

/** How the head of a client has come. */
export interface Arrival {
  /** In how many TCP segments, as they were read. */
  readonly segments: number
  /** Whether more octets came behind it in the last of them. */
  readonly followed: boolean
}

/** Both heads of the connection that a frame belongs to. */
export interface Opening {
  /** As the client sent it. */
  readonly request: HttpHead
  /** As the server sent it; undefined while it has not answered. */
  readonly answer: HttpHead | undefined
}

/**
 * What happens to one connection. What has no hook passes untouched, octet for octet and without delay; a head or frame
 * that a hook returns as it came also passes untouched.
 */
export interface Tampering {
  /** The head of the client handshake. */
  request?(head: HttpHead, arrival: Arrival): HttpHead | readonly Step[]
  /** The head of the client is too large for `request`, begins like this, and passes behind these steps. */
  largeRequest?(begin: Buffer): readonly Step[] | undefined
  /** The head of the server's answer; `request` is the head as the client sent it. */
  answer?(head: HttpHead, request: HttpHead): HttpHead | readonly Step[]
  /** A frame of the client, after a handshake. Frames of more than 1 MiB pass by. */
  fromClient?(frame: TamperFrame, opening: Opening): TamperFrame | readonly Step[]
  /**
   * The length that a frame of the client declares which is too large for `fromClient`, and the header that declares it;
   * undefined lets it pass. What follows the header passes in any case.
   */
  largeFromClient?(length: bigint, header: Buffer): readonly Step[] | undefined
  /** A frame of the server, after a 101. Frames of more than 1 MiB pass by. */
  fromServer?(frame: TamperFrame, opening: Opening): TamperFrame | readonly Step[]
  /** The client has ended its side of TCP; the steps are done before the server is told. */
  clientEnded?(end: ClientEnd): readonly Step[]
  /** The server has ended its side of TCP; `held` keeps that from the client. */
  serverEnded?(): 'passed' | 'held'
}
