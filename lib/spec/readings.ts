import { compressionReadings } from './readings/compression.js'
import { connectionReadings } from './readings/connections.js'
import { declarationReadings } from './readings/declarations.js'
import { errorReadings } from './readings/errors.js'
import { framingReadings } from './readings/framing.js'
import { handshakeReadings } from './readings/handshake.js'
import { notificationReadings } from './readings/notifications.js'
import { primitiveReadings } from './readings/primitives.js'
import { registrationReadings } from './readings/registration.js'
import { requestReadings } from './readings/requests.js'
import { securityReadings } from './readings/security.js'
import { subprotocolReadings } from './readings/subprotocol.js'
import type { Edition } from './types.js'

/**
 * Where the documents are silent, contradict themselves or leave a choice: the verdict of each behaviour. A deviation
 * counts once, at the row that binds the side under test.
 */
export const readings = {
  ...handshakeReadings,
  ...subprotocolReadings,
  ...compressionReadings,
  ...connectionReadings,
  ...registrationReadings,
  ...requestReadings,
  ...notificationReadings,
  ...primitiveReadings,
  ...errorReadings,
  ...framingReadings,
  ...securityReadings,
  ...declarationReadings,
} as const

/** Id of a reading, stable: results and the decision table of the documentation name it. */
export type ReadingId = keyof typeof readings

/** The behaviours that a reading knows. For a union of readings, those that all of them know. */
export type BehaviourOf<Id extends ReadingId> = keyof (typeof readings)[Id]['behaviours'] & string

/** The reading that holds in an edition, for each topic that depends on it. The behaviours of a topic are the same. */
export const readingsByEdition = {
  'acknowledgement-code': {
    'R2.0': 'acknowledgement-code-r2.0',
    R2A: 'acknowledgement-code-r2a',
    R3: 'acknowledgement-code-r3',
  },
  'json-wrapper': { 'R2.0': 'json-wrapper-r2.0', R2A: 'json-wrapper-r2a', R3: 'json-wrapper-r3' },
  'response-release-version': {
    'R2.0': 'response-release-version-r2.0',
    R2A: 'response-release-version-r2a',
    R3: 'response-release-version-r3',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<Edition, ReadingId>>>>
