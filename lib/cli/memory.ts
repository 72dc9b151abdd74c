import { setFlagsFromString } from 'node:v8'

/**
 * Keeps the memory of a run small. By default V8 lets the heap grow to a multiple of what is in use before it collects,
 * and what a hostile SUT floods the tester with is nearly all garbage at once.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--heap-growing-percent=40')
}
