/** So many connections given up as flooded are no accident of one case any more. */
const floodsOfHabit = 3

/**
 * How much the tester reads from one connection before it takes the SUT for flooding it. No CSE comes near; one that does
 * so again and again gets less, so that a flood of each of hundreds of connections does not eat hours.
 */
export class Floods {
  #seen = 0

  /** A connection has been given up. */
  seen(): void {
    this.#seen += 1
  }

  /** Frames that are read over the life of a connection. */
  get frames(): number {
    return this.#seen < floodsOfHabit ? 65_536 : 2048
  }

  /** Messages that nobody asked for which are read over the life of a connection. */
  get messages(): number {
    return this.#seen < floodsOfHabit ? 1024 : 128
  }
}
