import type { Value, ValueObject } from '../primitive/types.js'
import { xmlNamespace, xmlPrefix } from '../spec/xml-types.js'
import type { PrimitiveRoot } from './codec.js'
import { isList, isObject, member } from './values.js'
import { globalRow, rowOf, tableAmong, type Row, type Table } from './xml-table.js'

const anything = rowOf('any')

/** Text with what XML cannot hold replaced and what it would take for markup escaped, white space included. */
function escaped(text: string, isAttribute = false): string {
  let out = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    const isControl = code < 0x20 && code !== 9 && code !== 10 && code !== 13
    const isHalf = code >= 0xd800 && code <= 0xdfff
    if (isControl || isHalf || code === 0xfffe || code === 0xffff) out += '\ufffd'
    else if ('&<>"'.includes(character) || code === 13 || (isAttribute && code < 0x20)) out += `&#${code};`
    else out += character
  }
  return out
}

function plain(value: Value): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function isName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_.-]*(:[A-Za-z_][A-Za-z0-9_.-]*)?$/.test(name)
}

function rowFor(name: string, table: Table | undefined): Row {
  const [prefix = '', local] = name.split(':', 2)
  if (local === undefined) return table?.get(name) ?? anything
  return prefix === xmlPrefix ? globalRow(local) : anything
}

/** Names in the order in which the elements go out: as in the table, what is not there at the end. */
function inOrder(object: ValueObject, table: Table | undefined): readonly string[] {
  const names = Object.keys(object).filter(isName)
  const places = [...(table?.keys() ?? [])]
  const placeOf = (name: string): number => {
    const place = places.indexOf(name.includes(':') ? (table?.has('+') === true ? '+' : '++') : name)
    return place === -1 ? places.length : place
  }
  return [...names].sort((left, right) => placeOf(left) - placeOf(right))
}

function element(name: string, value: Value, row: Row, declaration = ''): string {
  const table = tableAmong(row.ways)
  if (isList(value)) {
    const asText = row.ways.some((way) => way.startsWith('[')) && value.every((entry) => !isObject(entry))
    return asText
      ? element(name, value.map(plain).join(' '), rowOf('text'))
      : value.map((entry) => element(name, entry, row)).join('')
  }
  const namespace = declaration === '' ? foreign(name) : declaration
  if (!isObject(value)) return `<${name}${namespace}>${escaped(plain(value))}</${name}>`
  const isAttribute = (each: string): boolean => table?.get(each)?.isAttribute === true
  const names = inOrder(value, table)
  const attributes = names
    .filter(isAttribute)
    .map((each) => ` ${each}="${escaped(plain(member(value, each) ?? null), true)}"`)
    .join('')
  const inside =
    table?.has('.') === true
      ? escaped(plain(member(value, 'val') ?? null))
      : names
          .filter((each) => !isAttribute(each))
          .map((each) => element(each, member(value, each) ?? null, rowFor(each, table)))
          .join('')
  return `<${name}${namespace}${attributes}>${inside}</${name}>`
}

/** The declaration for a prefix other than that of oneM2M. */
function foreign(name: string): string {
  const [prefix = '', local] = name.split(':', 2)
  return local === undefined || prefix === xmlPrefix ? '' : ` xmlns:${prefix}="${xmlNamespace}/${prefix}"`
}

/** Writes a primitive as an XML document. */
export function writeXmlDocument(root: PrimitiveRoot, parameters: ValueObject): string {
  return element(root, parameters, rowFor(root, undefined), ` xmlns:${xmlPrefix}="${xmlNamespace}"`)
}
