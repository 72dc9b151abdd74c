/** Times of TS-0004 6.3.3: `m2m:timestamp` (UTC, basic ISO 8601) and `m2m:absRelTimestamp`. */

const pattern = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(?:,(\d{1,6}))?$/

/** Milliseconds since the epoch of an `m2m:timestamp`; undefined where the text is none, 31 February included. */
export function parseTimestamp(text: string): number | undefined {
  const match = pattern.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction] = match
  const base = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const milliseconds = Date.parse(base)
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== base) return undefined
  return milliseconds + (fraction === undefined ? 0 : Math.trunc(Number(`0.${fraction}`) * 1000))
}

/** The last millisecond that four digits of year can name. */
const endOfTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** `m2m:timestamp` of a time in milliseconds since the epoch, with three fraction digits; 9999 at the latest. */
export function formatTimestamp(milliseconds: number): string {
  const [date = '', time = ''] = new Date(Math.min(milliseconds, endOfTime)).toISOString().split('T')
  return `${date.replaceAll('-', '')}T${time.replaceAll(':', '').replace('.', ',').replace('Z', '')}`
}

/**
 * Milliseconds since the epoch of an `m2m:absRelTimestamp`: a timestamp, or a number of milliseconds from now
 * which may also come as text. Undefined where the value is neither.
 */
export function parseAbsoluteOrRelative(value: unknown, now: number): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? now + value : undefined
  if (typeof value !== 'string') return undefined
  if (/^-?\d{1,15}$/.test(value)) return now + Number(value)
  return parseTimestamp(value)
}

/** The longest delay a Node timer takes. */
export const longestDelayMs = 2 ** 31 - 1
