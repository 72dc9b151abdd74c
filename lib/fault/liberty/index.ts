import type { Liberty } from '../types.js'
import { behaviourLiberties } from './behaviour.js'
import { cborLiberties } from './cbor.js'
import { closingLiberties } from './closing.js'
import { compressionLiberties } from './compression.js'
import { frameLiberties } from './frames.js'
import { handshakeLiberties } from './handshake.js'
import { jsonLiberties } from './json.js'
import { optionLiberties } from './options.js'
import { primitiveLiberties } from './primitives.js'
import { refusalLiberties } from './refusals.js'
import { xmlLiberties } from './xml.js'

/** Every liberty there is. */
export const liberties: readonly Liberty[] = [
  ...handshakeLiberties,
  ...refusalLiberties,
  ...compressionLiberties,
  ...frameLiberties,
  ...closingLiberties,
  ...jsonLiberties,
  ...primitiveLiberties,
  ...xmlLiberties,
  ...cborLiberties,
  ...behaviourLiberties,
  ...optionLiberties,
]
