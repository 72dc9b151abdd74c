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

const shortNames: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

function escapeSequence(character: string): string {
  return shortNames[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
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
  return withoutCommands(capped(text, options.max ?? defaultTextLimit).replace(invisible, escapeSequence))
}

/**
 * Like {@link printable}, but lines stay lines: for blocks of text that are escaped by someone else afterwards
 * (an XML builder, a JSON string). Contains no character that XML 1.0 forbids.
 */
export function printableLines(text: string, options: { readonly max?: number } = {}): string {
  return withoutCommands(
    capped(text, options.max ?? defaultTextLimit).replace(invisibleInLines, escapeSequence),
  )
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
 * Text for HTML: element content or a quoted attribute value. Lines stay lines, everything else invisible is shown.
 * An attribute that takes a URL needs more than escaping: never put untrusted text there.
 */
export function html(text: string, options: { readonly max?: number } = {}): string {
  return capped(text, options.max ?? Infinity)
    .replace(invisibleInLines, escapeSequence)
    .replace(/[&<>"'`]/g, entity)
}

/**
 * Text for XML 1.0: element content or a quoted attribute value. Characters that XML forbids (section 2.2) are shown
 * as escape sequences; `]]>` cannot occur.
 */
export function xml(text: string, options: { readonly max?: number } = {}): string {
  return printableLines(text, { max: options.max ?? Infinity }).replace(/[&<>"']/g, entity)
}

/**
 * Text for Markdown (CommonMark and GitHub's): one line in which every ASCII punctuation character is a numeric
 * character reference, which CommonMark (section 2.5) never takes as structure: no links, images, mentions or HTML.
 */
export function markdown(text: string, options: { readonly max?: number } = {}): string {
  return printable(text, options).replace(/[!-/:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`)
}
