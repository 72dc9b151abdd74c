/**
 * A first-in first-out store of octets. Appending copies into one growing buffer, so thousands of tiny TCP segments or
 * fragments cost their octets and nothing more, and every octet is copied a bounded number of times.
 */
export class OctetQueue {
  #store = Buffer.alloc(0)
  #start = 0
  #end = 0

  /** Octets held. */
  get length(): number {
    return this.#end - this.#start
  }

  append(chunk: Buffer): void {
    if (this.#end + chunk.length > this.#store.length) this.#makeRoom(chunk.length)
    chunk.copy(this.#store, this.#end)
    this.#end += chunk.length
  }

  /** What is held, without copying; valid until the next call that changes the queue. */
  view(): Buffer {
    return this.#store.subarray(this.#start, this.#end)
  }

  /** Removes and returns the first octets, as a copy of its own. */
  take(count: number): Buffer {
    const taken = Buffer.from(this.#store.subarray(this.#start, Math.min(this.#start + count, this.#end)))
    this.#start += taken.length
    if (this.#start === this.#end) this.clear()
    return taken
  }

  clear(): void {
    this.#start = 0
    this.#end = 0
    if (this.#store.length > keptCapacity) this.#store = Buffer.alloc(0)
  }

  #makeRoom(more: number): void {
    const held = this.length
    const needed = held + more
    // Moving to the front is free of charge only when at least half of the store has been taken already.
    const roomy = needed <= this.#store.length && held <= this.#store.length / 2
    const store = roomy ? this.#store : Buffer.allocUnsafe(Math.max(needed, 2 * this.#store.length, 1024))
    this.#store.copy(store, 0, this.#start, this.#end)
    this.#store = store
    this.#start = 0
    this.#end = held
  }
}

/** An empty queue keeps a store of up to so many octets for the next ones. */
const keptCapacity = 65536
