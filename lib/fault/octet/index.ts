import type { OctetFault } from '../types.js'
import { acceptFaults } from './accept.js'
import { clientHandshakeFaults } from './client-handshake.js'
import { clientEndingFaults } from './client-endings.js'
import { clientMessageFaults } from './client-messages.js'
import { clientSizeFaults } from './client-sizes.js'
import { compressionFaults } from './compression.js'
import { controlFrameFaults } from './control-frames.js'
import { extensionFaults } from './extensions.js'
import { frameFaults } from './frames.js'
import { headSyntaxFaults } from './head-syntax.js'
import { inflatingFaults } from './inflating.js'
import { messageFaults } from './messages.js'
import { notificationFaults } from './notifications.js'
import { offerFaults } from './offers.js'
import { refusalFaults } from './refusals.js'
import { refusedAndDoneFaults } from './refused-and-done.js'
import { rejectionFaults } from './rejections.js'
import { responseFaults } from './responses.js'
import { rfc6455ClosingFaults } from './rfc6455-closing.js'
import { rfc6455FrameFaults } from './rfc6455-frames.js'
import { rfc6455LengthFaults } from './rfc6455-lengths.js'
import { rfc6455PingFaults } from './rfc6455-pings.js'
import { rfc6455TextFaults } from './rfc6455-texts.js'
import { segmentFaults } from './segments.js'
import { statusLineFaults } from './status-line.js'
import { subprotocolFaults } from './subprotocol.js'
import { upgradeFieldFaults } from './upgrade-fields.js'
import { closingOrderFaults } from './closing-order.js'
import { compressedLeftoverFaults } from './compressed-leftovers.js'
import { lengthSignFaults } from './length-signs.js'
import { lenientServerFaults } from './lenient-servers.js'
import { upgradeSpellingFaults } from './upgrade-spellings.js'

/** Every fault in the octets, from the handshake to what primitives say. */
export const octetFaults: readonly OctetFault[] = [
  ...statusLineFaults,
  ...refusalFaults,
  ...upgradeFieldFaults,
  ...acceptFaults,
  ...subprotocolFaults,
  ...extensionFaults,
  ...offerFaults,
  ...headSyntaxFaults,
  ...clientHandshakeFaults,
  ...frameFaults,
  ...controlFrameFaults,
  ...compressionFaults,
  ...inflatingFaults,
  ...messageFaults,
  ...responseFaults,
  ...rejectionFaults,
  ...refusedAndDoneFaults,
  ...notificationFaults,
  ...clientMessageFaults,
  ...clientSizeFaults,
  ...clientEndingFaults,
  ...rfc6455FrameFaults,
  ...rfc6455LengthFaults,
  ...rfc6455PingFaults,
  ...rfc6455TextFaults,
  ...rfc6455ClosingFaults,
  ...segmentFaults,
  ...lengthSignFaults,
  ...upgradeSpellingFaults,
  ...closingOrderFaults,
  ...compressedLeftoverFaults,
  ...lenientServerFaults,
]
