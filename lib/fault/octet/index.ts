import type { OctetFault } from '../types.js'
import { acceptFaults } from './accept.js'
import { clientHandshakeFaults } from './client-handshake.js'
import { clientMessageFaults } from './client-messages.js'
import { compressionFaults } from './compression.js'
import { controlFrameFaults } from './control-frames.js'
import { extensionFaults } from './extensions.js'
import { frameFaults } from './frames.js'
import { headSyntaxFaults } from './head-syntax.js'
import { messageFaults } from './messages.js'
import { notificationFaults } from './notifications.js'
import { responseFaults } from './responses.js'
import { rfc6455ClosingFaults } from './rfc6455-closing.js'
import { rfc6455FrameFaults } from './rfc6455-frames.js'
import { rfc6455PingFaults } from './rfc6455-pings.js'
import { rfc6455TextFaults } from './rfc6455-texts.js'
import { statusLineFaults } from './status-line.js'
import { subprotocolFaults } from './subprotocol.js'
import { upgradeFieldFaults } from './upgrade-fields.js'

/** Every fault in the octets, from the handshake to what primitives say. */
export const octetFaults: readonly OctetFault[] = [
  ...statusLineFaults,
  ...upgradeFieldFaults,
  ...acceptFaults,
  ...subprotocolFaults,
  ...extensionFaults,
  ...headSyntaxFaults,
  ...clientHandshakeFaults,
  ...frameFaults,
  ...controlFrameFaults,
  ...compressionFaults,
  ...messageFaults,
  ...responseFaults,
  ...notificationFaults,
  ...clientMessageFaults,
  ...rfc6455FrameFaults,
  ...rfc6455PingFaults,
  ...rfc6455TextFaults,
  ...rfc6455ClosingFaults,
]
