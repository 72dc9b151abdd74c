/**
 * Formats of oneM2M data types that a pattern alone does not settle. None backtracks: every expression is anchored and
 * reads each character in one way only.
 */

const timestampPattern = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(?:,\d{1,6})?$/

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Days of a month of the Gregorian calendar; 0 for a number that is no month. */
function daysOf(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return (daysOfMonths[month - 1] ?? 0) + (leap ? 1 : 0)
}

/** m2m:timestamp (TS-0004 6.3.3): `YYYYMMDDThhmmss`, UTC, optionally a comma and up to six digits; a real date. */
export function isTimestamp(text: string): boolean {
  const parts = timestampPattern.exec(text)
  if (parts === null) return false
  const [, year, month, day, hour, minute, second] = parts
  const date = Number(day) >= 1 && Number(day) <= daysOf(Number(year), Number(month))
  return date && Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 59
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

/** A URI of some scheme with an authority, as notification targets may be; what is behind that is not looked at. */
function isUri(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\/\S+$/.test(text)
}

/**
 * m2m:ID (TS-0004 6.2.3, 6.2.4): CSE-relative, `/` and SP-relative, or `//` and absolute, with no part between slashes
 * left empty. The characters of a part are those of any URI, since the documents disagree on them; so a URI will do too.
 */
export function isIdentifier(text: string): boolean {
  return /^\/{0,2}[^\s\p{Cc}/]+(?:\/[^\s\p{Cc}/]+)*$/u.test(text) || isUri(text)
}

/** parentID, which is empty for the CSEBase alone. */
export function isIdentifierOrEmpty(text: string): boolean {
  return text === '' || isIdentifier(text)
}

/** The address of a resource (TS-0004 6.2.4): an identifier, with or without `#` and the short name of an attribute. */
export function isAddress(text: string): boolean {
  const [address = '', attribute, ...more] = text.split('#', 3)
  if (isUri(text)) return true
  const named = attribute === undefined || /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(attribute)
  return named && more.length === 0 && isIdentifier(address)
}

/** CSE-ID (TS-0001 7.2): SP-relative as `/name`, or absolute as `//provider/name`. */
export function isCseId(text: string): boolean {
  return /^(?:\/\/[^\s\p{Cc}/]+)?\/[^\s\p{Cc}/]+$/u.test(text)
}

/** Least and most of each field of a schedule entry: second, minute, hour, day of month, month, weekday, year. */
const scheduleFields = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
  [2000, 9999],
] as const

/** `*`, or a number or range within the bounds; either may have a step behind it. */
function isSchedulePart(part: string, least: number, most: number): boolean {
  const [, first, last] = /^(?:\*|(\d{1,4})(?:-(\d{1,4}))?)(?:\/[1-9]\d{0,3})?$/.exec(part) ?? [undefined]
  if (first === undefined) return /^\*(?:\/[1-9]\d{0,3})?$/.test(part)
  return [first, last ?? first].every((each) => Number(each) >= least && Number(each) <= most)
}

/** m2m:scheduleEntry (TS-0004 7.4.9.1): seven fields, each `*` or a list of numbers and ranges, some with steps. */
export function isScheduleEntry(text: string): boolean {
  const fields = text.split(' ', scheduleFields.length + 1)
  return (
    fields.length === scheduleFields.length &&
    scheduleFields.every(([least, most], index) =>
      (fields[index] ?? '').split(',').every((part) => isSchedulePart(part, least, most)),
    )
  )
}

/** Formats by the names that the schemas use. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  'onem2m-timestamp': isTimestamp,
  'onem2m-timestamp-or-offset': isTimestampOrOffset,
  'onem2m-duration': isDuration,
  'onem2m-point-of-access': isPointOfAccess,
  'onem2m-identifier': isIdentifier,
  'onem2m-identifier-or-empty': isIdentifierOrEmpty,
  'onem2m-address': isAddress,
  'onem2m-cse-id': isCseId,
  'onem2m-schedule-entry': isScheduleEntry,
}
