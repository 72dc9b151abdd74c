/** The WebSocket instrument: octets on the wire, every one of them in the caller's hands. Knows nothing of oneM2M. */
export * from './types.js'
export {
  applyMask,
  encodeFrame,
  fragment,
  frameNote,
  isControl,
  minimalLengthBits,
  opcodeName,
  opcodes,
  rsv,
  type FragmentKnobs,
} from './frame.js'
export { closeCodeProblem, closePayload, readClosePayload, type CloseBody } from './close.js'
export { invalidUtf8At } from './utf8.js'
export { FrameReceiver, type ReceiverOptions } from './receiver.js'
export {
  deflateSide,
  flushTail,
  MessageDeflater,
  MessageInflater,
  type DeflateSide,
  type Inflated,
} from './deflate.js'
export { readDeflate, type DeflateAnatomy, type DeflateBlockSeen } from './deflate-reader.js'
export { writeDeflate, type DeflateBlock, type DeflatePiece } from './deflate-writer.js'
export {
  checkDeflateAnswer,
  deflateParameters,
  enlargesClientWindow,
  leavesOutLargestWindow,
  formatExtensions,
  parseExtensions,
  permessageDeflate,
  unofferedExtensions,
  type ParsedExtensions,
} from './extensions.js'
export { headerList, headerValues, headLimit, HttpHeadParser, type HeadResult } from './http.js'
export { isToken, splitOutsideQuotes, trimBlanks } from './http-grammar.js'
export {
  expectedAccept,
  handshake,
  handshakeHead,
  randomKey,
  renameHeader,
  replaceHeader,
  serializeHandshake,
  withHeader,
  withHeaders,
  withoutHeader,
  withRequestLine,
  type HandshakeParts,
} from './handshake.js'
export {
  droppedByTester,
  errorReason,
  resetNow,
  WireSocket,
  type TlsFacts,
  type WireConsumer,
  type WireContext,
  type WireOver,
  type WireUnit,
} from './socket.js'
export { selfSigned, type Credential } from './certificate.js'
export { addressOf, hostOf, type WebSocketAddress } from './address.js'
export { authority, connect, type ConnectOptions } from './connect.js'
export { Listener, type Arrival } from './listener.js'
export { type EventFilter } from './mailbox.js'
export {
  WireConnection,
  type ConnectionOptions,
  type MessageOptions,
  type PongPatience,
  type WireWatcher,
} from './connection.js'
export { open, upgrade, type UpgradeOptions, type UpgradeResult } from './upgrade.js'
