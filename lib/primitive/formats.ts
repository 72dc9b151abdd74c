/**
 * Formats of oneM2M data types that a pattern alone does not settle. None backtracks: every expression is anchored and
 * reads each character in one way only.
 */

const timestampPattern = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(?:,\d{1,6})?$/

/** m2m:timestamp (TS-0004 6.3.3): `YYYYMMDDThhmmss`, UTC, optionally a comma and up to six digits; a real date. */
export function isTimestamp(text: string): boolean {
  const parts = timestampPattern.exec(text)?.slice(1).map(Number)
  if (parts === undefined) return false
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
  // Day 0 of the following month is the last one of this; the years 0 to 99 need setUTCFullYear.
  const lastDay = new Date(0)
  lastDay.setUTCFullYear(year, month, 0)
  const date = month >= 1 && month <= 12 && day >= 1 && day <= lastDay.getUTCDate()
  return date && hour <= 23 && minute <= 59 && second <= 59
}

/** m2m:absRelTimestamp as a string: a timestamp, or milliseconds from now. */
export function isTimestampOrOffset(text: string): boolean {
  return /^-?\d{1,19}$/.test(text) || isTimestamp(text)
}

/** xs:duration: `P`, then years, months, days, and after a `T` hours, minutes, seconds; at least one of them. */
export function isDuration(text: string): boolean {
  const parts = /^-?P(\d+Y)?(\d+M)?(\d+D)?(T(\d+H)?(\d+M)?(\d+(?:\.\d+)?S)?)?$/.exec(text)
  return parts !== null && !text.endsWith('P') && !text.endsWith('T')
}

/** m2m:pointOfAccess of Release 3: a URI with a scheme and a host, optionally a port and a path; no white space. */
export function isPointOfAccess(text: string): boolean {
  const parts =
    /^[A-Za-z][A-Za-z0-9+.-]*:\/\/(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?(?:\/\S*)?$/.exec(text)
  if (parts === null) return false
  const port = parts[2]
  return port === undefined || (Number(port) > 0 && Number(port) <= 65535)
}

/** Formats by the names that the schemas use. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  'onem2m-timestamp': isTimestamp,
  'onem2m-timestamp-or-offset': isTimestampOrOffset,
  'onem2m-duration': isDuration,
  'onem2m-point-of-access': isPointOfAccess,
}
