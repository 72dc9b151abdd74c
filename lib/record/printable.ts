/**
 * The one place that makes untrusted text safe to show. Whatever the SUT sent goes through one of these functions
 * before it reaches a terminal, a log of a CI service, an HTML page, an XML file or Markdown.
 */

/** Longest text shown where the caller names no other limit, in UTF-16 code units. */
export const defaultTextLimit = 4000

/**
 * What must not reach a reader as it is: control characters (C0, DEL, C1), format characters (bidirectional marks,
 * zero-width ones, tags), lone surrogates, line and paragraph separators, everything that is drawn as nothing, and
 * code points that are no characters. What remains is legal in XML 1.0 (section 2.2).
 */
const invisible =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/** The same, except for the line feed and the tab, for places that keep lines apart (HTML, XML text). */
const invisibleInLines =
  /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

/**
 * The same in JSON, whose own lines stay lines: JSON.stringify writes every C0 character and lone surrogate of the data
 * as an escape sequence, so that a line feed here is one of the layout.
 */
const invisibleInJson =
  /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]|(?<=\p{M}{4})\p{M}/gu

/** Marks drawn over the character before them, from the fifth in a row on: piled up they cover the lines around. */
const piledUp = /(?<=\p{M}{4})\p{M}/gu

const shortNames: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escapeSequence(character: string): string {
  return shortNames[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

/** Shows everything that one of the patterns finds as an escape sequence. */
function shown(text: string, hidden: RegExp): string {
  // Nothing but ASCII that is drawn: by far most texts, and quickly told.
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return text.replace(piledUp, escapeSequence).replace(hidden, escapeSequence)
}

/** Cuts a text to so many UTF-16 code units, without splitting a character, and says how much is missing. */
function capped(text: string, max: number): string {
  if (text.length <= max) return text
  const last = text.charCodeAt(max - 1)
  const end = last >= 0xd800 && last <= 0xdbff ? max - 1 : max
  return `${text.slice(0, end)}… [${text.length - end} more characters not shown]`
}

/**
 * Breaks what services read as a command when it appears in a log: `::name ...::` (at the start of a line after
 * white space, or complete anywhere) and `##[...]`, `##vso[...]`, `##teamcity[...]` anywhere.
 */
function withoutCommands(text: string): string {
  return text
    .replace(/^(\s*):(?=:)/gm, '$1\\u{3a}')
    .replace(/:(?=:[A-Za-z][\w-]*(?:\s[^:\n]*)?::)/g, '\\u{3a}')
    .replace(/#(?=#[A-Za-z]*\[)/g, '\\u{23}')
}

/**
 * Text for a terminal or a line of a log: one line, everything invisible shown as `\n`, `\r`, `\t` or `\u{1b}`,
 * commands of CI services broken, capped at `max` UTF-16 code units of the original with an explicit marker.
 * Applying it twice changes nothing more, as long as the text is shorter than the cap.
 */
export function printable(text: string, options: { readonly max?: number } = {}): string {
  return withoutCommands(shown(capped(text, options.max ?? defaultTextLimit), invisible))
}

/**
 * Like {@link printable}, but lines stay lines: for blocks of text that are escaped by someone else afterwards
 * (an XML builder, a JSON string). Contains no character that XML 1.0 forbids.
 */
export function printableLines(text: string, options: { readonly max?: number } = {}): string {
  return withoutCommands(shown(capped(text, options.max ?? defaultTextLimit), invisibleInLines))
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

function entity(character: string): string {
  return entities[character] ?? character
}

/**
 * Text for HTML: element content or a quoted attribute value. Lines stay lines, everything else invisible is shown. What
 * is a command in the log of a CI service is broken by references, so that the page shows it as it was.
 * An attribute that takes a URL needs more than escaping: never put untrusted text there.
 */
export function html(text: string, options: { readonly max?: number } = {}): string {
  return shown(capped(text, options.max ?? Infinity), invisibleInLines)
    .replace(/[&<>"'`]/g, entity)
    .replace(/:(?=:)/g, '&#58;')
    .replace(/#(?=#)/g, '&#35;')
}

/** A UTF-16 code unit as JSON writes it (RFC 8259 7). */
function jsonEscape(characters: string): string {
  return [...Array(characters.length).keys()]
    .map((at) => `\\u${characters.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('')
}

/**
 * Data as JSON that may be shown as it is (`cat run.jsonl`, the log of a CI service): whatever a terminal or a service
 * would act on is written as `\u001b`. A reader of the JSON gets the same data. `indent` as in JSON.stringify; without
 * it the text is one line.
 */
export function json(data: unknown, indent?: number): string {
  let text = JSON.stringify(data, undefined, indent)
  // Most lines hold neither, and there are very many lines.
  if (text.includes('::') || text.includes('##')) text = text.replace(/:(?=:)|#(?=#)/g, jsonEscape)
  return /^[\x20-\x7e\n]*$/.test(text) ? text : text.replace(invisibleInJson, jsonEscape)
}
