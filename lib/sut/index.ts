export { describeHandshakeRequest, describeHandshake, describeReply, PreconditionError } from './exchange.js'
export type { Reply, ReplyOutcome, Upgrade } from './exchange.js'
export { Discoverer, type Discovery, type Fact } from './discovery.js'
export type { Leftover } from './cleaner.js'
export { Mailbox, type NotReceived } from './mailbox.js'
export { Names, resourcePrefix } from './names.js'
export { PrimitiveConnection, type Answering, type IncomingRequest } from './primitive-connection.js'
export {
  admittedCse,
  applyAsCse,
  cseAttributes,
  cseBaseOf,
  registeredCse,
  RegistreeCse,
  seenFromAnotherCse,
  type CseApplication,
} from './registree-cse.js'
export { standInPointOfAccess } from './routing-probe.js'
export {
  Scope,
  type Application,
  type EvidenceTranscript,
  type Knock,
  type OpenOptions,
  type SessionOptions,
} from './scope.js'
export { describeRequest, Requester, required, responseWith, Session, type Registration } from './session.js'
export { resourceTree, treeDifferences, type ResourceTree, type TreeOutcome } from './resource-tree.js'
export { sweep, type SweepOutcome } from './sweep.js'
export { Pulse } from './pulse.js'
export { System, type RegistrationForm, type SystemOptions, type SystemProfile } from './system.js'
export {
  noEvidence,
  occasions,
  type Deviation,
  type EvidenceReference,
  type Occasion,
  type Watcher,
} from './watcher.js'
