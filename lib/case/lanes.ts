import { shuffled } from './shuffle.js'

/** How items are spread over lanes. */
export interface LaneOptions<Item> {
  /** How many items may be under way at the same time; at least one. */
  readonly concurrency: number
  /** Decides the order. */
  readonly seed: number
  /** Whether an item spends its time waiting rather than working. */
  readonly waits: (item: Item) => boolean
}

/**
 * Performs all items, a few at the same time, in an order that depends on nothing but the seed. Every other lane takes
 * the items that wait first: otherwise the last ones of those are waited for when all work is done. When a lane has
 * nothing left of its kind it goes on with the other.
 */
export async function inLanes<Item>(
  items: readonly Item[],
  { concurrency, seed, waits }: LaneOptions<Item>,
  perform: (item: Item) => Promise<unknown>,
): Promise<void> {
  const order = shuffled(items, seed)
  const working = order.filter((item) => !waits(item))
  const waiting = order.filter(waits)
  const lane = async (_: unknown, index: number): Promise<void> => {
    const [first, second] = index % 2 === 0 ? [working, waiting] : [waiting, working]
    for (;;) {
      const next = first.shift() ?? second.shift()
      if (next === undefined) return
      await perform(next)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, lane))
}
