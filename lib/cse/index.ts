/**
 * The embedded reference CSE: an IN-CSE that serves the WebSocket binding of TS-0020 in all three editions.
 *
 * It keeps everything in memory and believes `fr`: over plain ws there is no security association that could tell
 * one originator from another. What is due to an AE without an open connection is dropped, not buffered.
 */

export { startCse, type RunningCse } from './start.js'
// The CSE itself is not among these, as it loads `ws` and the codecs, which belong into its own thread.
export type { CseHere } from './server.js'
export { defaultMaxMessage, settle, type CseOptions, type CseTls, type Settings } from './options.js'
export {
  rightRules,
  type AccessView,
  type Admission,
  type AdmissionView,
  type DeliveryFailure,
  type DeliveryView,
  type FlawReaction,
  type HandshakeDefect,
  type HttpRefusal,
  type MessageFlaw,
  type NamedSerialization,
  type NonBlockingMode,
  type OutgoingMessage,
  type RegistrationView,
  type ResponseFate,
  type ResponseView,
  type Rules,
  type SubprotocolChoice,
} from './rules.js'
export type { ExtensionOffer } from './extensions.js'
export { status } from './status.js'
