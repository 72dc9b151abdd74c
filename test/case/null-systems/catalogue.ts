import { bombs } from './bombs.js'
import { floods } from './floods.js'
import { noCse } from './no-cse.js'
import { noWebSocket } from './no-websocket.js'
import type { NullSystem } from './system.js'

/** All systems that listen and are no CSE. */
export const nullSystems: readonly NullSystem[] = [...noWebSocket, ...noCse, ...floods, ...bombs]
