import type * as Library from 'libxml2-wasm'
import { xmlElements, xmlNamespace } from '../spec/xml-types.js'
import { bareObject } from './bare-object.js'
import type { CodecFinding, CodecFindingCode, Wrapped } from './codec.js'
import { Notes } from './notes.js'
import { pointer, type Step } from './pointer.js'
import { wrapper, type Value, type ValueObject } from './types.js'
import { isValueObject } from './values.js'
import { readText } from './xml-scalars.js'
import {
  complexOf,
  globalContent,
  globalName,
  unknownContent,
  type ComplexType,
  type Content,
  type XmlMember,
} from './xml-shapes.js'

type Element = Library.XmlElement
type Attribute = Library.XmlAttribute

/** What was read from the tree of a document. */
export type TreeOutcome =
  | {
      readonly kind: 'read'
      readonly root: Exclude<Wrapped, 'none'>
      readonly value: ValueObject
      readonly findings: readonly CodecFinding[]
    }
  | { readonly kind: 'unreadable'; readonly finding: CodecFinding }

/** Namespaces whose attributes say nothing about the primitive. */
const passedOver: ReadonlySet<string> = new Set([
  'http://www.w3.org/2001/XMLSchema-instance',
  'http://www.w3.org/XML/1998/namespace',
])

/** Ends the reading of a tree; caught by {@link readXmlTree}, never seen outside. */
class Unreadable extends Error {
  constructor(readonly finding: CodecFinding) {
    super(finding.message)
  }
}

/** What a child element is taken for. */
interface Role {
  /** Name of the member of the object. */
  readonly name: string
  readonly content: Content
  /** Whether the member is a list of what elements of this name hold. */
  readonly isList: boolean
  readonly member: XmlMember | undefined
}

/**
 * Reads the tree of an XML document as a primitive (TS-0004 8.3), into the structure that JSON has, going on wherever
 * the meaning is plain. Each deviation from the XML schemas of oneM2M that the values would not show is a finding.
 *
 * @param depth how deep elements may be nested
 */
export function readXmlTree(root: Element, library: typeof Library, depth: number): TreeOutcome {
  try {
    return new TreeReader(library, depth).primitive(root)
  } catch (problem) {
    if (!(problem instanceof Unreadable)) throw problem
    return { kind: 'unreadable', finding: problem.finding }
  }
}

class TreeReader {
  readonly #notes = new Notes()
  readonly #path: Step[] = []
  readonly #library: typeof Library
  readonly #limit: number
  #depth = 0

  constructor(library: typeof Library, limit: number) {
    this.#library = library
    this.#limit = limit
  }

  primitive(element: Element): TreeOutcome {
    const root = [wrapper.request, wrapper.response].find((known) => known === globalName(element.name))
    if (root === undefined) {
      const shown = JSON.stringify(element.name.slice(0, 60))
      const message = `the root element is ${shown}, while that of a primitive is m2m:rqp or m2m:rsp (TS-0004 8.3)`
      return { kind: 'unreadable', finding: { code: 'wrong-root', message, path: '' } }
    }
    this.#path.push(root)
    if (element.namespaceUri !== xmlNamespace) this.#wrongNamespace(element, `the namespace ${xmlNamespace}`)
    const value = this.#value(element, globalContent(element.name) ?? unknownContent)
    if (isValueObject(value)) return { kind: 'read', root, value, findings: this.#notes.all() }
    const message = 'the root element holds text instead of the parameters of a primitive'
    return { kind: 'unreadable', finding: { code: 'not-an-object', message, path: pointer(this.#path) } }
  }

  /** The value of an element, by what it should hold. */
  #value(element: Element, content: Content): Value {
    this.#depth += 1
    if (this.#depth > this.#limit) {
      throw new Unreadable(
        this.#finding('too-deep', `elements are nested more than ${this.#limit} deep`, element),
      )
    }
    const value = this.#anyDepth(element, content)
    this.#depth -= 1
    return value
  }

  #anyDepth(element: Element, content: Content): Value {
    const type = complexOf(content)?.type
    const attributes = element.attrs.filter(({ namespaceUri }) => !passedOver.has(namespaceUri))
    const children = this.#children(element)
    const isEmpty = children.length === 0 && element.content.trim() === ''
    if (type?.text !== undefined) return this.#textWithAttributes(element, type, type.text, attributes)
    if (
      type !== undefined &&
      (children.length > 0 || (isEmpty && (content.mayBeEmpty || attributes.length > 0)))
    ) {
      return this.#object(element, type, children, attributes)
    }
    for (const attribute of attributes) this.#unknownAttribute(attribute, element)
    if (children.length > 0) return this.#object(element, undefined, children, [])
    return this.#text(element, element.content, content)
  }

  #text(element: Element, text: string, content: Content): Value {
    return readText(text, content, (code, message) => {
      this.#note(code, message, element)
    })
  }

  /** An element that has text and attributes is an object in JSON, with the text as `val` (TS-0004 8.4.2). */
  #textWithAttributes(
    element: Element,
    type: ComplexType,
    text: Content,
    attributes: readonly Attribute[],
  ): Value {
    const object = bareObject()
    this.#attributes(object, element, type, attributes)
    object['val'] = this.#text(element, element.content, text)
    return object
  }

  #object(
    element: Element,
    type: ComplexType | undefined,
    children: readonly Element[],
    attributes: readonly Attribute[],
  ): Value {
    const object = bareObject()
    this.#attributes(object, element, type, attributes)
    const lists = new Map<string, Value[]>()
    let place = -1
    for (const child of children) {
      const role = this.#role(child, type)
      const { name, member } = role
      this.#path.push(name)
      if (member?.place !== undefined) {
        if (member.place < place) {
          this.#note(
            'element-order',
            `${name} comes too late in the order that TS-0004 gives the elements`,
            child,
          )
        }
        place = Math.max(place, member.place)
      }
      if (member?.form === 'attribute') {
        this.#note(
          'attribute-or-element',
          `${name} is an element, while it is an XML attribute in TS-0004`,
          child,
        )
      }
      if (role.isList) {
        const entries = lists.get(name) ?? []
        lists.set(name, entries)
        object[name] = entries
        this.#path.push(entries.length)
        entries.push(this.#value(child, role.content))
        this.#path.pop()
      } else {
        if (Object.hasOwn(object, name)) {
          this.#note('duplicate-member', `the element ${JSON.stringify(name)} occurs more than once`, child)
        }
        object[name] = this.#value(child, role.content)
      }
      this.#path.pop()
    }
    return object
  }

  /** What a child is by its name and namespace, inside an element of this type. */
  #role(child: Element, type: ComplexType | undefined): Role {
    const { name: localName, namespaceUri } = child
    const isOneM2m = namespaceUri === xmlNamespace
    const member = type?.byName.get(localName)
    const isGlobal = isOneM2m
      ? member === undefined || Object.hasOwn(xmlElements, localName)
      : namespaceUri !== ''
    const takesGlobals = type === undefined || type.globals !== 'none'
    if (isGlobal && (takesGlobals || member === undefined)) {
      const name = isOneM2m
        ? globalName(localName)
        : `${child.prefix === '' ? 'ns' : child.prefix}:${localName}`
      const content = (isOneM2m ? globalContent(localName) : undefined) ?? unknownContent
      return { name, content, isList: type?.globals === 'lists', member: undefined }
    }
    if (member === undefined && type?.globals === 'one' && Object.hasOwn(xmlElements, localName)) {
      this.#path.push(localName)
      this.#wrongNamespace(child, `the namespace ${xmlNamespace}`)
      this.#path.pop()
      return {
        name: globalName(localName),
        content: globalContent(localName) ?? unknownContent,
        isList: false,
        member,
      }
    }
    if (isOneM2m) {
      this.#path.push(localName)
      this.#wrongNamespace(child, 'no namespace, as local elements are unqualified')
      this.#path.pop()
    }
    const content = member?.content ?? unknownContent
    return { name: localName, content, isList: this.#isRepeated(child, content), member }
  }

  /** Whether elements of this name are entries of a list, by the alternative that this one follows. */
  #isRepeated(child: Element, { alternatives }: Content): boolean {
    if (!alternatives.some(({ repeated }) => repeated)) return false
    const hasChildren = this.#firstElement(child.firstChild) !== undefined
    const fits = alternatives.find((each) => (each.kind === 'complex') === hasChildren) ?? alternatives[0]
    return fits?.repeated === true
  }

  #attributes(
    object: Record<string, Value>,
    element: Element,
    type: ComplexType | undefined,
    attributes: readonly Attribute[],
  ): void {
    for (const attribute of attributes) {
      const { name, value } = attribute
      const member = type?.byName.get(name)
      if (member === undefined || attribute.namespaceUri !== '') {
        this.#unknownAttribute(attribute, element)
        continue
      }
      if (member.form === 'element') {
        this.#note(
          'attribute-or-element',
          `${name} is an XML attribute, while it is an element in TS-0004`,
          element,
        )
      }
      object[name] = this.#text(element, value, member.content)
    }
  }

  /** The elements inside an element; text between them is noted. */
  #children(element: Element): readonly Element[] {
    const { XmlElement, XmlText, XmlCData } = this.#library
    const children: Element[] = []
    let text = ''
    for (let node = element.firstChild; node !== null; node = node.next) {
      if (node instanceof XmlElement) children.push(node)
      else if (text === '' && (node instanceof XmlText || node instanceof XmlCData))
        text = node.content.trim()
    }
    if (children.length > 0 && text !== '') {
      this.#note(
        'stray-text',
        `there is text among the elements, ${JSON.stringify(text.slice(0, 40))}`,
        element,
      )
    }
    return children
  }

  #firstElement(from: Library.XmlTreeNode | null): Element | undefined {
    for (let node = from; node !== null; node = node.next) {
      if (node instanceof this.#library.XmlElement) return node
    }
    return undefined
  }

  #unknownAttribute({ name }: Attribute, element: Element): void {
    const shown = JSON.stringify(name.slice(0, 60))
    this.#note('unknown-attribute', `TS-0004 knows no XML attribute ${shown} here`, element)
  }

  #wrongNamespace(element: Element, wanted: string): void {
    const { namespaceUri } = element
    const found = namespaceUri === '' ? 'no namespace' : `the namespace ${namespaceUri.slice(0, 80)}`
    this.#note(
      'wrong-namespace',
      `the element ${element.name.slice(0, 60)} is in ${found}, instead of ${wanted}`,
      element,
    )
  }

  #note(code: CodecFindingCode, message: string, element: Element): void {
    this.#notes.add(() => this.#finding(code, message, element))
  }

  #finding(code: CodecFindingCode, message: string, element: Element): CodecFinding {
    const path = pointer(this.#path)
    return { code, message: `${message} (at ${path}, line ${element.line})`, path }
  }
}
