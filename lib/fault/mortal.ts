import { reset } from './steps.js'
import type { Tampering, Transform } from './types.js'

/**
 * A transform that can kill the server: once `die` was called, on whatever connection, nobody is served any more, and what
 * a client sends is answered with a reset.
 */
export function mortal(begin: (die: () => void) => Tampering): Transform {
  return () => {
    let over = false
    const die = (): void => {
      over = true
    }
    const isDead = (): boolean => over
    return () => {
      const tampering = begin(die)
      return {
        ...tampering,
        request: (head, arrival) => (isDead() ? [reset] : (tampering.request?.(head, arrival) ?? head)),
        largeRequest: (begin) => (isDead() ? [reset] : tampering.largeRequest?.(begin)),
        largeFromClient: (length, header) =>
          isDead() ? [reset] : tampering.largeFromClient?.(length, header),
        fromClient: (frame, opening) => {
          if (isDead()) return [reset]
          const outcome = tampering.fromClient?.(frame, opening) ?? frame
          return isDead() ? [reset] : outcome
        },
      }
    }
  }
}
