import { XMLParser } from 'fast-xml-parser'
import { wrapper, type Value, type ValueObject } from '../primitive/types.js'
import { xmlNamespace, xmlPrefix } from '../spec/xml-types.js'
import type { PrimitiveRoot } from './codec.js'
import { isObject, objectOf } from './values.js'
import { globalRow, rowOf, tableAmong, type Row, type Table } from './xml-table.js'

/** An XML document that this CSE does not take. */
export class XmlProblem extends Error {}

/** An element as the parser leaves it. */
interface Node {
  readonly text: string
  readonly attributes: readonly (readonly [string, string])[]
  readonly children: readonly (readonly [string, Node])[]
}

/** Namespaces by prefix; the empty prefix is the default namespace. */
type Scope = ReadonlyMap<string, string>

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  alwaysCreateTextNode: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Character references are left as they are without it.
  htmlEntities: true,
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
})

const anything = rowOf('any')

function nodeOf(parsed: unknown): Node {
  if (typeof parsed !== 'object' || parsed === null) throw new XmlProblem('an element could not be read')
  const attributes: (readonly [string, string])[] = []
  const children: (readonly [string, Node])[] = []
  let text = ''
  for (const [name, value] of Object.entries(parsed)) {
    if (name === '#') text = String(value)
    else if (name.startsWith('@')) attributes.push([name.slice(1), String(value)])
    else if (Array.isArray(value)) for (const each of value) children.push([name, nodeOf(each)])
  }
  return { text, attributes, children }
}

function scopeWithin(outer: Scope, { attributes }: Node): Scope {
  const declared = attributes.filter(([name]) => /^xmlns(:|$)/.test(name))
  if (declared.length === 0) return outer
  return new Map([...outer, ...declared.map(([name, uri]) => [name.slice(6), uri] as const)])
}

/** The name of a global element as JSON has it, or the local name of an element without namespace. */
function memberName(name: string, scope: Scope): string {
  const [first = '', second] = name.split(':', 2)
  const prefix = second === undefined ? '' : first
  const namespace = scope.get(prefix)
  if (second !== undefined && namespace === undefined)
    throw new XmlProblem(`the prefix ${first} is not declared`)
  if (namespace === xmlNamespace) return `${xmlPrefix}:${second ?? first}`
  return name
}

function scalar(way: string, text: string): Value | undefined {
  const trimmed = text.trim().replace(/\s+/g, ' ')
  switch (way) {
    case 'any':
    case 'text':
      return text
    case 'string':
      return trimmed
    case 'boolean':
      return ['true', '1'].includes(trimmed) ? true : ['false', '0'].includes(trimmed) ? false : undefined
    default: {
      const pattern = way === 'integer' ? /^[+-]?\d+$/ : /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/
      const value = pattern.test(trimmed) ? Number(trimmed) : undefined
      return value !== undefined && (way !== 'integer' || Number.isSafeInteger(value)) ? value : undefined
    }
  }
}

function textValue(text: string, { ways, keepsEmpty }: Row): Value {
  const keepsSpace = ways.some((way) => way === 'any' || way.startsWith('text'))
  if (!keepsEmpty && (keepsSpace ? text : text.trim()) === '') return null
  for (const way of ways.map((each) => each.replace(/\*$/, ''))) {
    if (way.startsWith('[')) {
      const entries = text.split(/\s+/).filter((entry) => entry !== '')
      return entries.map((entry) => scalar(way.slice(1, -1), entry) ?? entry)
    }
    const value = tableAmong([way]) === undefined ? scalar(way, text) : undefined
    if (value !== undefined) return value
  }
  return text.trim()
}

function nodeValue(node: Node, row: Row, outer: Scope): Value {
  const scope = scopeWithin(outer, node)
  const table = tableAmong(row.ways)
  const attributes = node.attributes.filter(([name]) => !/^(xmlns|xsi|xml)(:|$)/.test(name))
  const isEmpty = node.children.length === 0 && node.text.trim() === ''
  if (table?.has('.') === true) {
    const described = attributes.map(
      ([name, text]) => [name, textValue(text, table.get(name) ?? anything)] as const,
    )
    return objectOf([...described, ['val', textValue(node.text, table.get('.') ?? anything)]])
  }
  const holdsMembers = node.children.length > 0 || attributes.length > 0 || (isEmpty && row.keepsEmpty)
  if (node.children.length > 0 && node.text.trim() !== '')
    throw new XmlProblem('there is text among elements')
  if (holdsMembers && (table !== undefined || node.children.length > 0))
    return members(node, attributes, table, scope)
  if (attributes.length > 0) throw new XmlProblem('an element with a simple value has attributes')
  return textValue(node.text, row)
}

function members(
  node: Node,
  attributes: Node['attributes'],
  table: Table | undefined,
  scope: Scope,
): ValueObject {
  const found = new Map<string, Value>()
  for (const [name, text] of attributes) {
    if (table?.get(name)?.isAttribute === false)
      throw new XmlProblem(`${name} is an element, not an XML attribute`)
    found.set(name, textValue(text, table?.get(name) ?? anything))
  }
  const lists = new Map<string, Value[]>()
  for (const [written, child] of node.children) {
    const name = memberName(written, scope)
    const isGlobal = name.includes(':')
    if (isGlobal && table !== undefined && !table.has('+') && !table.has('++')) {
      throw new XmlProblem(`the local element ${name} is qualified`)
    }
    const row = isGlobal ? resourceRow(name) : (table?.get(name) ?? anything)
    if (row.isAttribute) throw new XmlProblem(`${name} is an XML attribute, not an element`)
    const value = nodeValue(child, row, scope)
    const isList = isGlobal ? table?.has('++') === true : repeats(row, child)
    if (isList) {
      const entries = lists.get(name) ?? []
      entries.push(value)
      lists.set(name, entries)
      found.set(name, entries)
    } else if (found.has(name)) throw new XmlProblem(`the element ${name} appears twice`)
    else found.set(name, value)
  }
  return objectOf(found)
}

/** A global element; one that has members is an empty object when it has none, as only attributes can be NULL. */
function resourceRow(name: string): Row {
  const row = globalRow(name.split(':')[1] ?? '')
  return tableAmong(row.ways) === undefined ? row : { ...row, keepsEmpty: true }
}

/** Whether an element is one of a list: by the way of writing that it follows. */
function repeats({ ways }: Row, node: Node): boolean {
  const way = ways.find((each) => (tableAmong([each]) !== undefined) === node.children.length > 0) ?? ways[0]
  return way?.endsWith('*') === true
}

/**
 * Reads a well-formed document as a primitive.
 * @throws XmlProblem for what is no primitive as TS-0004 8.3 has it
 */
export function readXmlDocument(text: string): {
  readonly root: PrimitiveRoot
  readonly parameters: ValueObject
} {
  const [top] = nodeOf(parser.parse(text)).children
  if (top === undefined) throw new XmlProblem('there is no root element')
  const [written, node] = top
  const name = memberName(written, scopeWithin(new Map(), node))
  if (name !== wrapper.request && name !== wrapper.response)
    throw new XmlProblem('the root is no primitive of oneM2M')
  const parameters = nodeValue(node, resourceRow(name), new Map())
  if (!isObject(parameters)) throw new XmlProblem('the root element holds text')
  return { root: name, parameters }
}
