import { randomFillSync } from 'node:crypto'

/** Drawn from the system at a time: a call for four octets costs as much as one for thousands. */
const pool = Buffer.alloc(8192)
let used = pool.length

/** Octets of the system's strong generator, each given once (RFC 6455 5.3, 10.3). At most 8192. */
export function randomOctets(count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const octets = Buffer.from(pool.subarray(used, used + count))
  used += count
  return octets
}
