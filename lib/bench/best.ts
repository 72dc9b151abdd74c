/** What repeated measurements of one thing come to. */
export interface Repeated {
  /** The smallest value: on a machine that does other things too, the others are this one and a disturbance. */
  readonly best: number
  readonly median: number
  readonly times: number
}

/** Sums up measurements. Throws a RangeError when there are none. */
export function repeated(values: readonly number[]): Repeated {
  const sorted = [...values].sort((a, b) => a - b)
  const best = sorted[0]
  const median = sorted[Math.floor(sorted.length / 2)]
  if (best === undefined || median === undefined) throw new RangeError('nothing was measured')
  return { best, median, times: sorted.length }
}

/** Measures so many times, one after the other. */
export async function repeat(times: number, measure: () => Promise<number>): Promise<Repeated> {
  const values: number[] = []
  while (values.length < times) values.push(await measure())
  return repeated(values)
}

/**
 * The exponent of growth by least squares over the logarithms: 1 when twice as much takes twice as long, 2 when it
 * takes four times as long.
 */
export function growth(points: readonly (readonly [size: number, cost: number])[]): number {
  const logs = points.map(([size, cost]) => [Math.log(size), Math.log(cost)] as const)
  const mean = (of: readonly number[]): number => of.reduce((sum, each) => sum + each, 0) / of.length
  const meanX = mean(logs.map(([x]) => x))
  const meanY = mean(logs.map(([, y]) => y))
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  const variance = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  return covariance / variance
}
