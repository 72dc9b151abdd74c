import { xmlElements, xmlTypes } from '../spec/xml-types.js'

/** A member of an element with members, as this CSE reads the notation of {@link xmlTypes}. */
export interface Row {
  /** Ways in which it may be written, e.g. `integer`, `[string]`, `attribute*`. */
  readonly ways: readonly string[]
  readonly isAttribute: boolean
  readonly keepsEmpty: boolean
}

/** The members of a complex type by name, in the order in which they are written; `.` is the text. */
export type Table = ReadonlyMap<string, Row>

const tables = new Map<string, Table>()

/** Splits `integer|string?` and the like. */
export function rowOf(notation: string, isAttribute = false): Row {
  const keepsEmpty = notation.endsWith('?')
  return { ways: notation.replace(/\?$/, '').split('|'), isAttribute, keepsEmpty }
}

function parse(notation: string): Table {
  const table = new Map<string, Row>()
  for (const token of notation.split(' ').filter((each) => each !== '~')) {
    if (token.startsWith('+')) {
      table.set(token, rowOf('any'))
      continue
    }
    const isAttribute = token.startsWith('@')
    const [name = '', type] = (isAttribute ? token.slice(1) : token).split('=', 2)
    table.set(
      name.replace(/\?$/, ''),
      rowOf(type ?? (name.endsWith('?') ? 'string?' : 'string'), isAttribute),
    )
  }
  return table
}

/** The table of the complex type that is among these ways, if any. */
export function tableAmong(ways: readonly string[]): Table | undefined {
  const type = ways.map((way) => way.replace(/\*$/, '')).find((way) => Object.hasOwn(xmlTypes, way))
  if (type === undefined) return undefined
  const known = tables.get(type)
  if (known !== undefined) return known
  const notation = Object.entries<string>(xmlTypes).find(([name]) => name === type)?.[1] ?? ''
  const table = parse(notation)
  tables.set(type, table)
  return table
}

/** What a global element of oneM2M holds, by its local name. */
export function globalRow(localName: string): Row {
  return rowOf((Object.hasOwn(xmlElements, localName) ? xmlElements[localName] : undefined) ?? 'any')
}
