/** A wait ended without what it waited for: by its deadline, or because nothing more can come. */
export type NotReceived =
  | { readonly kind: 'timeout'; readonly waitedMs: number }
  | { readonly kind: 'ended'; readonly reason: string }

interface Waiter<Item> {
  readonly matches: (item: Item) => boolean
  readonly resolve: (item: { readonly kind: 'received'; readonly item: Item } | NotReceived) => void
}

/** More items than this do not wait: what comes then is lost. */
const mostItems = 4096

/**
 * Items in order of arrival; a wait takes the first one that matches and leaves the others. No polling: an arriving
 * item wakes the wait that wants it.
 */
export class Mailbox<Item> {
  readonly #items: Item[] = []
  readonly #waiters = new Set<Waiter<Item>>()
  #ended: string | undefined

  /** Items that nobody has taken yet. */
  get waiting(): readonly Item[] {
    return this.#items
  }

  put(item: Item): void {
    for (const waiter of this.#waiters) {
      if (!waiter.matches(item)) continue
      this.#waiters.delete(waiter)
      waiter.resolve({ kind: 'received', item })
      return
    }
    if (this.#items.length < mostItems) this.#items.push(item)
  }

  /** Nothing more will come: all waits end, later ones end at once unless something fitting is there already. */
  end(reason: string): void {
    this.#ended ??= reason
    for (const waiter of this.#waiters) waiter.resolve({ kind: 'ended', reason: this.#ended })
    this.#waiters.clear()
  }

  /** Takes the first item that matches, waiting at most so many milliseconds for it. */
  take(
    matches: (item: Item) => boolean,
    deadlineMs: number,
  ): Promise<{ readonly kind: 'received'; readonly item: Item } | NotReceived> {
    const index = this.#items.findIndex(matches)
    const found = this.#items[index]
    if (index >= 0 && found !== undefined) {
      this.#items.splice(index, 1)
      return Promise.resolve({ kind: 'received', item: found })
    }
    if (this.#ended !== undefined) return Promise.resolve({ kind: 'ended', reason: this.#ended })
    return new Promise((resolve) => {
      const startedAt = performance.now()
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter)
        resolve({ kind: 'timeout', waitedMs: performance.now() - startedAt })
      }, deadlineMs)
      const waiter: Waiter<Item> = {
        matches,
        resolve: (result) => {
          clearTimeout(timer)
          resolve(result)
        },
      }
      this.#waiters.add(waiter)
    })
  }
}
