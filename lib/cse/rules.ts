import type { Operation, ValueObject } from '../primitive/types.js'
import { editionData } from '../spec/editions.js'
import type { Serialization } from '../spec/types.js'
import { firstAcceptableOffer, type ExtensionOffer } from './extensions.js'
import type { HandshakeDefect, HttpRefusal } from './refusals.js'
import type { Settings } from './options.js'
import { status } from './status.js'

/** A subprotocol that this CSE can agree to. */
export interface NamedSerialization {
  readonly name: string
  readonly serialization: Serialization
}

/** The outcome of the subprotocol negotiation; a name of undefined leaves the header out of the 101. */
export type SubprotocolChoice =
  | { readonly kind: 'selected'; readonly name: string | undefined; readonly serialization: Serialization }
  | { readonly kind: 'none' }

/** What was wrong with a message that is no primitive of this connection. */
export type MessageFlaw = 'opcode' | 'unreadable' | 'wrapper' | 'shape'

/** What is done about such a message. */
export type FlawReaction =
  | { readonly kind: 'answer'; readonly rsc: number }
  | { readonly kind: 'close'; readonly code: number }
  /** Nothing at all. */
  | { readonly kind: 'ignore' }
  /** As if it were right, as far as it can be read. */
  | { readonly kind: 'serve' }
  /** TCP is dropped. */
  | { readonly kind: 'drop' }

/** A request whose originator has to be let in. */
export interface AdmissionView {
  readonly operation: Operation
  /** `fr` as received. */
  readonly from: string | undefined
  readonly target: string
  /** `applicant`: about to register by this very request. `former`: has been registered once. */
  readonly standing: 'administrator' | 'registered' | 'applicant' | 'former' | 'unknown'
  readonly entity: 'AE' | 'CSE'
  /** Number of the connection that the request came by. */
  readonly connection: number
  /** Number of the connection by which the entity registered, where it did. */
  readonly registeredOver: number | undefined
}

/** Whether a request is dealt with; `trusted` is admitted and passes every access control. */
export type Admission =
  | { readonly kind: 'admitted' }
  | { readonly kind: 'trusted' }
  | { readonly kind: 'refused'; readonly rsc: number }

/** A registration that a registered entity asks for. */
export interface RegistrationView {
  /** What it is registered as, and what it wants to be registered as. */
  readonly registered: 'AE' | 'CSE'
  readonly wanted: 'AE' | 'CSE'
  /** The code that the documents have for it. */
  readonly right: number
}

/** An access decision that is about to be made. */
export interface AccessView {
  readonly originator: string
  /** Bits of accessControlOperations (TS-0004 6.3.4.2.29): 1 create, 2 retrieve, 4 update, 8 delete, 16 notify, 32 discovery. */
  readonly operations: number
  /** Structured CSE-relative address. */
  readonly resource: string
  readonly resourceType: number
  /** Whether the resource, or one above it, names a policy. */
  readonly governed: boolean
  /** What access control says. */
  readonly permitted: boolean
}

/** A request that is about to go to a registree, or to the administrator. */
export interface DeliveryView {
  /** AE-ID stem or CSE-ID. */
  readonly entity: string
  readonly registered: boolean
  /** `rr` of its registration. */
  readonly reachable: boolean
  readonly pointOfAccess: readonly string[]
  /** Open connections that have carried a request of the entity, the latest first. */
  readonly connections: readonly number[]
  /** All open connections, the oldest first. */
  readonly everyConnection: readonly number[]
}

/**
 * What becomes of a client that does not authenticate itself: TLS fails, the connection ends behind the handshake of TLS,
 * the opening handshake gets HTTP 401, or it is served.
 */
export type StrangerFate = 'refused by TLS' | 'dropped' | 'refused by HTTP' | 'served'

/** Why a request could not be delivered, or had no answer. */
export type DeliveryFailure =
  'not registered' | 'not reachable' | 'not connected' | 'timeout' | 'expired' | 'closed' | 'invalid answer'

/** What happens to a response that is ready: `held` waits for the next one of the connection to overtake it. */
export type ResponseFate = 'sent' | 'dropped' | 'doubled' | 'held'

/** A response about to be sent, with the request it answers. */
export interface ResponseView {
  /** Parameters of the request as received. */
  readonly request: ValueObject
  /** Parameters of the response, unwrapped. */
  readonly response: ValueObject
}

/** The acknowledged modes: `rt` 1 and `rt` 2. */
export type NonBlockingMode = 'synch' | 'asynch'

/** A message the CSE is about to send. */
export interface OutgoingMessage {
  readonly serialization: Serialization
  readonly octets: Buffer
  readonly type: 'text' | 'binary'
}

/**
 * Every decision of the CSE that a requirement of TS-0020 binds. {@link rightRules} decides as the documents
 * want; a fault or liberty for the proof of the suite overrides one of them and leaves the others as they are.
 */
export interface Rules {
  // --- opening handshake (6.2)

  /** 6.2.3.5, 6.2.2.7: which offered name is agreed to. */
  selectSubprotocol(offered: readonly string[], supported: readonly NamedSerialization[]): SubprotocolChoice
  /** Whether a handshake with this defect is accepted all the same. */
  toleratesDefect(defect: HandshakeDefect): boolean
  /** 6.2.3.1: the HTTP answer to a refused handshake; `drop` closes TCP without any. */
  refusal(defect: HandshakeDefect, right: HttpRefusal): HttpRefusal | 'drop'
  /** 6.2.3.6: the offer of permessage-deflate that is accepted, as header text; undefined declines. */
  acceptCompression(offers: readonly ExtensionOffer[]): string | undefined
  /** 6.2.3: the header lines of the 101, status-line first. */
  upgradeHeaders(lines: readonly string[]): readonly string[]

  // --- TLS (7)

  /** 7-1: what the port of wss does for clients that come without TLS: nothing, everything, or a 101 and no more. */
  withoutTls(): 'refused' | 'served' | 'accepted only'
  /** 7-2: what becomes of a client whose credential is missing or not from a known authority. */
  stranger(credential: 'missing' | 'unknown'): StrangerFate
  /** 7-2: whether a client with a credential from a known authority is let in. */
  admitsKnown(): boolean

  // --- messages (5.2, 6.1, 6.2.2.9)

  /** 5.1-3: messages sent as soon as a connection is open, without being asked. */
  greetings(): readonly string[]
  /** 6.2.2.9-1 to -3: the type of the messages of a serialization. */
  opcodeFor(serialization: Serialization, right: 'text' | 'binary'): 'text' | 'binary'
  /** Whether primitives go out wrapped in `m2m:rqp` or `m2m:rsp`. */
  wrapsPrimitives(): boolean
  /** What is done about a message that is no primitive; the identifier is there if one could be read. */
  reactionTo(flaw: MessageFlaw, requestIdentifier: string | undefined): FlawReaction
  /** 5.2-9, 6.1-2: the messages that carry one outgoing primitive. */
  outgoing(message: OutgoingMessage): readonly OutgoingMessage[]
  /** 5.2-16: the octets of an incoming message, as they are read. */
  incoming(octets: Buffer): Buffer
  /** 6.2.3.6-2: whether a message of so many octets is compressed on a connection that has agreed to it. */
  compresses(octets: number): boolean
  /** 6.2.2.9-7: the parameters of a response. */
  responseParameters(view: ResponseView): ValueObject
  /** 5.2-17: what becomes of a response. */
  responseFate(view: ResponseView): ResponseFate

  // --- registration and what others may do (6.4, 6.5)

  /** 6.5-1, 6.4-2: whether a request is dealt with. */
  admit(view: AdmissionView): Admission
  /** Whether a request that admission refuses is executed all the same, behind the error response. */
  executesRefused(): boolean
  /** Access control of TS-0001 11.3. */
  permits(view: AccessView): boolean
  /** TS-0001 7.1.7: whether a request is rejected because one with its identifier is pending. */
  rejectsPendingIdentifier(): boolean
  /** 6.4-4: whether deleting a registration ends it. */
  deregisters(entity: string): boolean
  /** 6.4-3: whether a registration outlives the last connection of the entity. */
  registrationSurvivesClose(entity: string): boolean
  /** 5.2-3: what happens to the older connections of an entity that uses a new one. */
  olderConnections(entity: string): 'kept' | 'closed' | 'dropped'
  /** 5.2-3: whether a connection that has registered one entity may register another. */
  allowsAnotherRegistree(registered: readonly string[]): boolean
  /** Code with which a registered entity is refused another registration, as AE or CSE; undefined serves it. */
  registrationRefusal(view: RegistrationView): number | undefined
  /** 6.2.1-4: pointOfAccess of the CSEBase. */
  pointsOfAccess(right: readonly string[]): readonly string[]

  // --- routing and notifications

  /** 6.4-1, 6.4-2: the connections that a request to an entity goes out by; empty where it cannot be delivered. */
  routes(view: DeliveryView): readonly number[]
  /** 5.2-1, 5.2-6: whether the CSE opens a connection to the ws address of an entity to reach it, beside its own or instead. */
  dials(view: DeliveryView): 'never' | 'beside' | 'instead'
  /** 5.2-6: whether the CSE opens a connection to the ws address of an entity that has closed its last one. */
  dialsBack(): boolean
  /** 6.4-2: whether a notification target that is the address of nothing is taken for an entity. */
  takesForEntity(target: string): boolean
  /** 5.2-8: whether a request for an entity without connection is kept until the entity comes back. */
  keeps(): 'nothing' | 'until expiry' | 'beyond expiry'
  /** Response status code of a request that could not be delivered or answered. */
  deliveryFailureCode(failure: DeliveryFailure): number
  /** TS-0004 7.3.2.8: whether a registration that is addressed to another CSE is passed on to it. */
  passesRegistrationsOn(): boolean
  /** TS-0004 7.3.2.6: the parameters of a request that is passed on to a registered CSE, before it gets a new rqi. */
  forwardedRequest(parameters: ValueObject, received: ValueObject): ValueObject
  /** The response of the target, before its rqi is put back. */
  forwardedResponse(response: ValueObject): ValueObject
  /** The targets a notification goes to; one entry, one notification. */
  notifyTargets(targets: readonly string[]): readonly string[]
  /** The content of a notification: the value of `m2m:sgn`. */
  notificationContent(content: ValueObject): ValueObject
  /** Whether a notification leaves before the response to the request that caused it. */
  notifiesBeforeResponse(): boolean
  /** Whether a notification target is asked to verify a new subscription. */
  verifies(target: string, right: boolean): boolean
  /** How often a notification is sent again after it has been answered. */
  notificationRepeats(): number

  // --- transfer modes (6.5)

  /** 6.5-2: whether a non-blocking mode is served as one. */
  supportsNonBlocking(mode: NonBlockingMode): boolean
  /** 6.5-4: response status code of an acknowledgement. */
  acknowledgementCode(mode: NonBlockingMode): number
  /** `pc` of an acknowledgement; undefined leaves it out. */
  acknowledgementContent(mode: NonBlockingMode, right: ValueObject): ValueObject | undefined
  /** Whether the operation behind an acknowledgement is ever carried out and its result made known. */
  completes(mode: NonBlockingMode): boolean
  /** The result of a non-blocking operation as it is notified or retrieved: a response primitive. */
  nonBlockingResult(mode: NonBlockingMode, response: ValueObject): ValueObject
  /** 6.5-3, 6.5-4: code with which the connection is closed although this request of it is open; undefined keeps it. */
  closesOnOpenRequest(request: ValueObject): number | undefined

  // --- content and closing

  /** 5.2-16: the attributes of a resource as they are stored. */
  storedAttributes(attributes: ValueObject): ValueObject
  /** 6.3-3: milliseconds of silence after which the server closes; undefined never does. */
  idleCloseMs(): number | undefined
  /** 6.3-1: how the server ends a connection of its own accord. */
  ownClose(right: number): { readonly kind: 'close'; readonly code: number } | { readonly kind: 'drop' }
}

/** Follows the client's preference (6.2.2.7); names are compared exactly. */
function selectPreferred(
  offered: readonly string[],
  supported: readonly NamedSerialization[],
): SubprotocolChoice {
  for (const name of offered) {
    const match = supported.find((candidate) => candidate.name === name)
    if (match !== undefined) return { kind: 'selected', ...match }
  }
  return { kind: 'none' }
}

function admitRegistered(view: AdmissionView): Admission {
  switch (view.standing) {
    case 'administrator':
    case 'registered':
    case 'applicant':
      return { kind: 'admitted' }
    case 'former':
    case 'unknown': {
      const rsc =
        view.entity === 'CSE' ? status.securityAssociationRequired : status.originatorHasNotRegistered
      return { kind: 'refused', rsc }
    }
  }
}

function codeOfFailure(failure: DeliveryFailure): number {
  switch (failure) {
    case 'timeout':
    case 'expired':
      return status.requestTimeout
    case 'not registered':
      return status.notFound
    case 'not reachable':
    case 'not connected':
    case 'closed':
    case 'invalid answer':
      return status.targetNotReachable
  }
}

const closeCodes: Readonly<Record<MessageFlaw, number>> = {
  opcode: 1003,
  unreadable: 1008,
  wrapper: 1008,
  shape: 1008,
}

/** The rules as the documents want them, for the edition and options given. */
export function rightRules(settings: Settings): Rules {
  const edition = editionData[settings.edition]
  return {
    selectSubprotocol: selectPreferred,
    toleratesDefect: () => false,
    refusal: (_defect, right) => right,
    acceptCompression: (offers) => (settings.permessageDeflate ? firstAcceptableOffer(offers) : undefined),
    upgradeHeaders: (lines) => lines,

    withoutTls: () => 'refused',
    stranger: () => 'refused by TLS',
    admitsKnown: () => true,

    greetings: () => [],
    opcodeFor: (_serialization, right) => right,
    wrapsPrimitives: () => edition.wrapsJson,
    reactionTo: (flaw, identifier) =>
      identifier === undefined
        ? { kind: 'close', code: closeCodes[flaw] }
        : { kind: 'answer', rsc: status.badRequest },
    outgoing: (message) => [message],
    incoming: (octets) => octets,
    compresses: (octets) => octets >= 1024,
    responseParameters: ({ response }) => response,
    responseFate: () => 'sent',

    admit: admitRegistered,
    executesRefused: () => false,
    permits: ({ permitted }) => permitted,
    rejectsPendingIdentifier: () => true,
    deregisters: () => true,
    registrationSurvivesClose: () => true,
    olderConnections: () => 'kept',
    allowsAnotherRegistree: () => true,
    registrationRefusal: ({ right }) => right,
    pointsOfAccess: (right) => right,

    routes: ({ registered, reachable, connections }) =>
      registered && reachable ? connections.slice(0, 1) : [],
    dials: () => 'never',
    dialsBack: () => false,
    takesForEntity: () => false,
    keeps: () => 'nothing',
    deliveryFailureCode: codeOfFailure,
    passesRegistrationsOn: () => false,
    forwardedRequest: (parameters) => parameters,
    forwardedResponse: (response) => response,
    notifyTargets: (targets) => targets,
    notificationContent: (content) => content,
    notifiesBeforeResponse: () => false,
    verifies: (_target, right) => right,
    notificationRepeats: () => 0,

    supportsNonBlocking: () => true,
    acknowledgementCode: (mode) => {
      if (settings.edition === 'R2.0') return status.accepted
      return mode === 'synch' ? status.acceptedSynch : status.acceptedAsynch
    },
    acknowledgementContent: (_mode, right) => right,
    completes: () => true,
    nonBlockingResult: (_mode, response) => response,
    closesOnOpenRequest: () => undefined,

    storedAttributes: (attributes) => attributes,
    idleCloseMs: () => undefined,
    ownClose: (code) => ({ kind: 'close', code }),
  }
}

export type { HandshakeDefect, HttpRefusal } from './refusals.js'
