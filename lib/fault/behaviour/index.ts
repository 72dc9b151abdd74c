import type { BehaviourFault } from '../types.js'
import { addressFaults } from './addresses.js'
import { compressionBehaviours } from './compression.js'
import { contentFaults } from './content.js'
import { handshakeFaults } from './handshake.js'
import { messageBehaviours } from './messages.js'
import { notificationBehaviours } from './notifications.js'
import { registreeFaults } from './registrees.js'
import { registrationFaults } from './registration.js'
import { remoteCseFaults } from './remote-cse.js'
import { representationFaults } from './representations.js'
import { requestFaults } from './requests.js'
import { routingFaults } from './routing.js'
import { securityFaults } from './security.js'
import { transferFaults } from './transfer.js'

/** Every fault in what the CSE decides. */
export const behaviourFaults: readonly BehaviourFault[] = [
  ...handshakeFaults,
  ...compressionBehaviours,
  ...messageBehaviours,
  ...registrationFaults,
  ...remoteCseFaults,
  ...addressFaults,
  ...routingFaults,
  ...notificationBehaviours,
  ...transferFaults,
  ...contentFaults,
  ...requestFaults,
  ...representationFaults,
  ...registreeFaults,
  ...securityFaults,
]
