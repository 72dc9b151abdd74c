import type { BehaviourFault } from '../types.js'
import { contentFaults } from './content.js'
import { handshakeFaults } from './handshake.js'
import { messageBehaviours } from './messages.js'
import { registrationFaults } from './registration.js'
import { routingFaults } from './routing.js'
import { transferFaults } from './transfer.js'

/** Every fault in what the CSE decides. */
export const behaviourFaults: readonly BehaviourFault[] = [
  ...handshakeFaults,
  ...messageBehaviours,
  ...registrationFaults,
  ...routingFaults,
  ...transferFaults,
  ...contentFaults,
]
