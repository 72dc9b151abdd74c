import { xmlNamespace, xmlPrefix } from '../spec/xml-types.js'
import type { Encodable, Wrapped } from './codec.js'
import type { Value } from './types.js'
import { isValueList, isValueObject } from './values.js'
import { complexOf, globalContent, unknownContent, type ComplexType, type Content } from './xml-shapes.js'

/** Characters that no XML 1.0 document can hold (XML 1.0 2.2), half surrogates among them. */
const impossible = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

function refer(text: string, characters: RegExp): string {
  return text
    .replace(impossible, '\ufffd')
    .replace(characters, (character) => references[character] ?? character)
}

function escapedText(text: string): string {
  return refer(text, /[&<>\r]/g)
}

function escapedAttribute(text: string): string {
  return refer(text, /[&<>"\t\n\r]/g)
}

/** A member name as an XML name; whatever cannot stand in one becomes `_`. */
function nameFor(name: string): string {
  const [first = '', ...others] = name.split(':')
  const prefixed = others.length > 0 && first !== ''
  const clean = (part: string): string => part.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^(?![A-Za-z_])/, '_')
  return prefixed ? `${clean(first)}:${clean(others.join('_'))}` : clean(name)
}

/** The declaration that a name needs whose prefix is not that of oneM2M. */
function declarationFor(name: string): string {
  const [prefix = '', local] = name.split(':')
  return local === undefined || prefix === xmlPrefix ? '' : ` xmlns:${prefix}="${xmlNamespace}/${prefix}"`
}

/** Puts an XML document together, piece by piece. */
class XmlWriter {
  readonly #pieces: string[] = ['<?xml version="1.0" encoding="UTF-8"?>']

  document(root: string, primitive: Encodable): string {
    const type = complexOf(contentOf(root))?.type
    this.#complex(root, primitive, type, ` xmlns:${xmlPrefix}="${xmlNamespace}"`)
    return this.#pieces.join('')
  }

  #element(name: string, value: Value, content: Content): void {
    const complex = complexOf(content)
    if (isValueList(value)) this.#list(name, value, content)
    else if (isValueObject(value)) this.#complex(name, value, complex?.type)
    else this.#leaf(name, value === null ? '' : String(value))
  }

  /** A list is one element with spaces, or an element for each entry, as the type of the member has it. */
  #list(name: string, entries: readonly Value[], content: Content): void {
    const isText = entries.every((entry) => entry === null || typeof entry !== 'object')
    const oneElement = content.alternatives.some(({ kind }) => kind === 'list')
    if (isText && oneElement) {
      this.#leaf(name, entries.map(String).join(' '))
      return
    }
    for (const entry of entries) this.#element(name, entry, isValueList(entry) ? unknownContent : content)
  }

  #leaf(name: string, text: string, attributes = ''): void {
    const tag = nameFor(name)
    this.#pieces.push(`<${tag}${declarationFor(tag)}${attributes}>`, escapedText(text), `</${tag}>`)
  }

  #complex(name: string, object: Encodable, type: ComplexType | undefined, declarations = ''): void {
    const tag = nameFor(name)
    const present = Object.entries(object).flatMap(([member, value]) =>
      value === undefined ? [] : [[member, value] as const],
    )
    const values = new Map<string, Value>(present)
    const isAttribute = (member: string): boolean => type?.byName.get(member)?.form === 'attribute'
    const attributes = present
      .filter(([member]) => isAttribute(member))
      .map(
        ([member, value]) =>
          ` ${nameFor(member)}="${escapedAttribute(value === null ? '' : spelled(value))}"`,
      )
      .join('')
    if (type?.text !== undefined) {
      const text = values.get('val') ?? null
      this.#leaf(name, text === null ? '' : spelled(text), attributes)
      return
    }
    this.#pieces.push(`<${tag}${declarationFor(tag)}${declarations}${attributes}>`)
    for (const [member, content] of elementsInOrder(type, [...values.keys()])) {
      const value = values.get(member)
      if (value !== undefined) this.#element(member, value, content)
    }
    this.#pieces.push(`</${tag}>`)
  }
}

function spelled(value: Value): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function contentOf(globalName: string): Content {
  const [prefix, local] = globalName.split(':')
  return (prefix === xmlPrefix && local !== undefined ? globalContent(local) : undefined) ?? unknownContent
}

/**
 * The members that become elements, in the order of the type; global elements stand where the type has them, and what
 * the type does not know comes last.
 */
function elementsInOrder(
  type: ComplexType | undefined,
  names: readonly string[],
): readonly (readonly [string, Content])[] {
  const isGlobal = (name: string): boolean => name.includes(':')
  const globals = names.filter(isGlobal).map((name) => [name, contentOf(name)] as const)
  const given = new Set(names)
  const known = (type?.members ?? [])
    .filter(({ name, form }) => form === 'element' && given.has(name))
    .map(({ name, content }) => [name, content] as const)
  const unknown = names
    .filter((name) => !isGlobal(name) && type?.byName.get(name) === undefined)
    .map((name) => [name, unknownContent] as const)
  return type?.globals === 'one' ? [...globals, ...known, ...unknown] : [...known, ...globals, ...unknown]
}

/**
 * Writes a primitive as an XML document (TS-0004 8.3): namespace and prefix of the root, local elements unqualified,
 * elements in the order of the XML schemas, NULL as an empty element. Characters that XML cannot hold become U+FFFD.
 */
export function writeXml(root: Exclude<Wrapped, 'none'>, primitive: Encodable): Buffer {
  return Buffer.from(new XmlWriter().document(root, primitive), 'utf8')
}
