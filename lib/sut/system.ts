import type { ValueObject } from '../primitive/index.js'
import { editionData, type Edition, type IcsItem, type Serialization } from '../spec/index.js'
import type { Clock, Endpoint, HeaderLine } from '../wire/index.js'
import { Admin } from './admin.js'
import { Cleaner } from './cleaner.js'
import type { Configuration } from './configuration/index.js'
import { Floods } from './floods.js'
import { FrameWatch } from './frame-watch.js'
import { HandshakeWatch } from './handshake-watch.js'
import { MessageWatch } from './message-watch.js'
import { Names } from './names.js'
import { Patience } from './patience.js'
import { Pulse } from './pulse.js'
import { Scope, type EvidenceTranscript } from './scope.js'
import type { Watcher } from './watcher.js'

/** How an AE asks for its identifier in a form that this SUT takes. */
export interface RegistrationForm {
  readonly from: 'stem' | 'C' | 'S'
  /** Whether the registration carries `srv` (supportedReleaseVersions). */
  readonly releaseVersions: boolean
}

/** What is known about the SUT; discovery fills in what the configuration leaves open. */
export interface SystemProfile {
  readonly edition: Edition
  /** SP-relative CSE-ID such as `/id-in`; undefined when it could not be read. */
  readonly cseId: string | undefined
  readonly cseName: string | undefined
  /** Serializations whose subprotocol the SUT agrees to, in the table's order. */
  readonly offered: readonly Serialization[]
  readonly registration: RegistrationForm
  /** ICS items that the SUT offers. */
  readonly offers: Readonly<Record<IcsItem, boolean>>
  /** The pointOfAccess without which the SUT does not route to an <AE>; undefined when it needs none. */
  readonly pointOfAccess: string | undefined
  /** Why a registered AE cannot go on over the connection that it registered on; undefined when it can. */
  readonly refusesRegistered: string | undefined
  /** Whether the configured administrator may read the CSEBase. */
  readonly adminWorks: boolean
  /** Round trip of a ping, in milliseconds; undefined when it could not be measured. */
  readonly roundTripMs: number | undefined
  /** Whether anything but silence came in answer to the handshakes of the discovery. */
  readonly answersHandshakes: boolean
  /** Whether a request of the discovery had a response. */
  readonly answersRequests: boolean
}

/** What the run gives to the system. */
export interface SystemOptions {
  readonly configuration: Configuration
  readonly endpoint: Endpoint
  /** `host:port` for the Host header field, without a default port. */
  readonly authority: string
  readonly clock: Clock
  readonly watcher: Watcher
  readonly adminTranscript: EvidenceTranscript
  readonly names?: Names
}

/** Round trips that make up the shortest silence window. */
const roundTripsOfSilence = 5

/** The system under test in one run: what is known of it, and what all cases share. */
export class System {
  readonly names: Names
  readonly handshakePatience = new Patience()
  readonly primitivePatience = new Patience('possible')
  readonly pongPatience = new Patience('possible')
  /** For the end of connections that have to be failed. A SUT counts as one that fails them until it has left many open. */
  readonly endingPatience = new Patience('possible')
  readonly pulse = new Pulse()
  readonly floods = new Floods()
  readonly frameWatch: FrameWatch
  readonly handshakeWatch: HandshakeWatch
  readonly messageWatch: MessageWatch
  readonly admin: Admin
  readonly cleaner: Cleaner
  readonly clock: Clock
  readonly endpoint: Endpoint
  readonly authority: string
  readonly configuration: Configuration
  #connections = 0
  #registrations: Promise<unknown> = Promise.resolve()

  constructor(
    options: SystemOptions,
    readonly profile: SystemProfile,
  ) {
    this.configuration = options.configuration
    this.endpoint = options.endpoint
    this.authority = options.authority
    this.clock = options.clock
    this.names = options.names ?? new Names()
    // What was answered once will not be taken for deaf, in whatever order the cases ask.
    if (profile.answersHandshakes) this.handshakePatience.report(true)
    else this.handshakePatience.exhaust()
    if (profile.answersRequests) this.primitivePatience.report(true)
    if (profile.roundTripMs !== undefined) this.pongPatience.report(true)
    this.endingPatience.report(true)
    this.frameWatch = new FrameWatch(options.watcher, this.floods)
    this.handshakeWatch = new HandshakeWatch(
      options.watcher,
      profile.offered.map((serialization) => editionData[profile.edition].subprotocols[serialization]),
    )
    this.messageWatch = new MessageWatch(profile.edition, options.watcher, profile.cseId)
    const originator = options.configuration.sut.originators.admin
    const adminScope = new Scope(this, options.adminTranscript, this.offered[0] ?? 'json')
    this.admin = new Admin(originator, profile.edition, () => this.names.request(), adminScope)
    this.cleaner = new Cleaner((resource) => this.admin.delete(resource))
  }

  get edition(): Edition {
    return this.profile.edition
  }

  get offered(): readonly Serialization[] {
    return this.profile.offered
  }

  /** `to` of the CSEBase: its name where known, else the `-` that stands for it in any CSE. */
  get base(): string {
    return this.profile.cseName ?? '-'
  }

  get timeouts(): Configuration['timeouts'] {
    return this.configuration.timeouts
  }

  get limits(): Configuration['limits'] {
    return this.configuration.limits
  }

  /** Milliseconds without an event after which it counts as absent. */
  get silenceMs(): number {
    return Math.max(this.timeouts.silence, roundTripsOfSilence * (this.profile.roundTripMs ?? 0))
  }

  /** Attributes that a registration needs in this edition, besides the name. */
  registrationAttributes(pointOfAccess: 'as needed' | 'none' = 'as needed'): ValueObject {
    const address = pointOfAccess === 'none' ? undefined : this.profile.pointOfAccess
    const versions = editionData[this.edition].supportedReleaseVersions
    const released = versions !== undefined && this.profile.registration.releaseVersions
    return {
      api: 'Nts0020',
      rr: true,
      ...(released ? { srv: versions } : {}),
      ...(address === undefined ? {} : { poa: [address] }),
    }
  }

  /** Whether a configured header field names the originator, so that a connection belongs to one. */
  get namesOriginatorInHandshake(): boolean {
    return Object.values(this.configuration.sut.headers).some((value) => value.includes('{originator}'))
  }

  /** What to try when connections are refused, as the end of a sentence; empty when nothing is known. */
  get openingHint(): string {
    const extra = Object.keys(this.configuration.sut.headers).length > 0
    return extra ? '' : ' (if this SUT needs header fields beyond TS-0020, configure them with --header)'
  }

  /** The configured header fields for this originator. */
  headerLines(originator: string): readonly HeaderLine[] {
    return Object.entries(this.configuration.sut.headers).map(([name, value]): HeaderLine => [
      name,
      value.replaceAll('{originator}', originator),
    ])
  }

  /** Numbers connections in the order in which they are tried. */
  nextConnection(): number {
    this.#connections += 1
    return this.#connections
  }

  /** The SUT as a case sees it. */
  scope(transcript: EvidenceTranscript, serialization = this.offered[0] ?? 'json'): Scope {
    return new Scope(this, transcript, serialization)
  }

  /**
   * Runs a registration. Where the SUT assigns the identifiers and the next connection could be taken for the last
   * one's, registrations take turns.
   */
  registering<Result>(register: (form: RegistrationForm) => Promise<Result>): Promise<Result> {
    const form = this.profile.registration
    if (form.from === 'stem') return register(form)
    const mine = this.#registrations.then(() => register(form))
    this.#registrations = mine.catch(() => undefined)
    return mine
  }

  /**
   * Whether the SUT still takes connections: a fresh one, a handshake, any HTTP answer. Used after cases that may
   * have killed it.
   */
  async alive(transcript: EvidenceTranscript): Promise<boolean> {
    const scope = this.scope(transcript)
    try {
      const done = await scope.upgrade(scope.handshake(), { watched: false })
      return done.outcome.kind === 'answer'
    } catch {
      return false
    } finally {
      scope.close()
    }
  }
}
